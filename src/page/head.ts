import type { Count, PageHead } from '../core/report/page/pageData';
import { grouped, make } from './dom';

/** What there is to say of a run in a few lines. */
export function headOf(head: PageHead): readonly HTMLElement[] {
  const started = new Date(head.startedAt).toLocaleString();
  const [coverage = '', ...sentences] = head.sentences;
  return [
    make('h1', {}, make('bdi', {}, head.name), make('span', { class: `badge ${head.state}` }, head.state)),
    make(
      'p',
      { class: 'about' },
      `Folder Review ${head.version} · ${started} · run ${head.run} · `,
      make('bdi', {}, head.folder),
    ),
    make('p', { class: 'coverage' }, coverage),
    make(
      'div',
      { class: 'tiles' },
      tile('Files', head.files),
      tile('Findings', head.findings),
      tile('Proposals', head.proposals),
    ),
    ...(sentences.length > 0
      ? [make('ul', { class: 'sentences' }, ...sentences.map((text) => make('li', {}, text)))]
      : []),
  ];
}

const several: Readonly<Record<string, string>> = { error: 'errors', warning: 'warnings' };

/** The first count is always there, others where they are not 0. */
function tile(title: string, counts: readonly Count[]): HTMLElement {
  const shown = counts.filter(([, count], index) => index === 0 || count > 0);
  return make(
    'div',
    { class: 'tile', role: 'group', label: title },
    make('h2', {}, title),
    ...shown.map(([name, count]) =>
      make(
        'div',
        { class: `number ${name.replace(' ', '-')}` },
        make('b', {}, grouped(count)),
        ` ${count === 1 ? name : (several[name] ?? name)}`,
      ),
    ),
  );
}
