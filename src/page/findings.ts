import { type Change, type FileRow, type FindingRow, hiddenState } from '../core/report/page/pageData';
import { severities } from '../core/types';
import { findingsAndDetails } from './blocks';
import { choice, search, tick } from './controls';
import { make } from './dom';
import { findingsLike, tally } from './filter';
import { pagedList } from './pagedList';

/** The findings of the run, by filters. */
export interface FindingsSection {
  readonly element: HTMLElement;
  /** Shows those whose paths or titles have this text. */
  search(text: string): void;
}

/** @param open shows a finding in the editor; absent where there is none */
export function findingsSection(files: readonly FileRow[], open?: (finding: string) => void): FindingsSection {
  const { rows, details } = findingsAndDetails();
  const list = pagedList('finding', (position) => rowOf(position));
  const update = () => {
    list.show(
      findingsLike(rows, files, {
        severities: new Set(severities.filter((_, index) => ticks[index]?.isTicked())),
        ...(source.value() !== undefined && { source: source.value() ?? '' }),
        ...(state.value() !== undefined && { state: state.value() ?? '' }),
        text: field.value(),
      }),
    );
  };
  const isListed = ([, , , stands]: FindingRow) => stands !== hiddenState;
  const bySeverity = new Map(tally(rows.filter(isListed).map(([, severity]) => severity)));
  const ticks = severities.map((severity) => tick(severity, bySeverity.get(severity) ?? 0, update));
  const source = choice('Source', tally(rows.map(([, , from]) => from)), 'all', update);
  const state = choice('State', tally(rows.map(([, , , stands]) => stands)), 'all but hidden', update);
  const field = search('Path or title', update);

  const rowOf = (position: number): HTMLElement => {
    const [file, severity, from, stands, title, where] = rows[position] as FindingRow;
    const summary = make(
      'summary',
      {},
      make('span', { class: `badge ${severity}` }, severity),
      make('bdi', { class: 'title' }, title),
      make('bdi', { class: 'path' }, files[file]?.[0] ?? ''),
      make('span', { class: 'where' }, where),
      make('bdi', { class: 'source' }, from),
      make('span', { class: 'state' }, stands),
    );
    const row = make('details', { class: 'row', role: 'listitem' }, summary);
    row.addEventListener('toggle', () => {
      if (row.open && row.children.length === 1) {
        row.append(body(position));
      }
    });
    return row;
  };

  const body = (position: number): HTMLElement => {
    const detail = details(position);
    if (!detail) {
      return make('p', {}, 'The rest of this page is missing.');
    }
    const element = make('div', { class: 'body' });
    if (detail.explanation !== '') {
      element.append(make('p', { class: 'explanation' }, detail.explanation));
    }
    element.append(make('ul', {}, ...detail.notes.map((note) => make('li', {}, note))));
    element.append(...detail.changes.map(difference));
    if (open) {
      const button = make('button', {}, 'Open in Editor');
      button.addEventListener('click', () => open(detail.id));
      element.append(button);
    }
    return element;
  };

  update();
  const filters = make(
    'div',
    { class: 'filters', role: 'search' },
    ...ticks.map(({ element }) => element),
    source.element,
    state.element,
    field.element,
  );
  return {
    element: make('section', {}, make('h2', {}, 'Findings'), filters, list.element),
    search: (text) => {
      field.enter(text);
      update();
    },
  };
}

function difference({ lines, removed, added }: Change): HTMLElement {
  const marked = (kind: 'removed' | 'added', mark: string, texts: readonly string[]) =>
    texts.map((text) => make('div', { class: kind }, `${mark} ${text}`));
  return make(
    'div',
    { class: 'diff', role: 'figure', label: `Proposed change of ${lines}` },
    make('div', { class: 'place' }, lines),
    ...marked('removed', '-', removed),
    ...marked('added', '+', added),
  );
}
