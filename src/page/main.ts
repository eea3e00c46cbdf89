/** The script of the report page. It runs before the blocks of rows are read, and shows them when they are. */
import { blockOf, rowsOf } from './blocks';
import { make, part } from './dom';
import { figuresSection } from './figures';
import { filesSection } from './files';
import { findingsSection } from './findings';
import { headOf } from './head';
import { timelineSection } from './timeline';

/** Only in the editor. */
declare const acquireVsCodeApi: undefined | (() => { postMessage(message: unknown): void });

const head = blockOf('head');
if (head) {
  document.title = `${head.name} · Folder Review`;
  part('header').append(...headOf(head));
  part('main').append(make('p', { class: 'loading' }, 'Reading the findings…'));
}
const showRows = () => {
  const editor = typeof acquireVsCodeApi === 'function' ? acquireVsCodeApi() : undefined;
  const files = rowsOf('files');
  const findings = findingsSection(files, editor && ((finding) => editor.postMessage({ open: finding })));
  const showFindings = (path: string) => {
    findings.search(path);
    findings.element.scrollIntoView();
  };
  const figures = blockOf('figures');
  const timeline = blockOf('timeline');
  part('main').replaceChildren(
    ...(timeline ? [timelineSection(timeline, rowsOf('bars'))] : []),
    findings.element,
    filesSection(files, showFindings),
    ...(figures ? [figuresSection(figures, editor && ((rule) => editor.postMessage({ turnOff: rule })))] : []),
  );
};
if (document.readyState === 'loading') {
  document.addEventListener('DOMContentLoaded', showRows);
} else {
  showRows();
}
