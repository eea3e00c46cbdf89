import type { FileRow } from '../core/report/page/pageData';
import { choice, search } from './controls';
import { grouped, make } from './dom';
import { filesLike, tally } from './filter';
import { pagedList } from './pagedList';

/**
 * Every file of the run, and why it is reviewed, skipped, failed …
 *
 * @param showFindings those of a file
 */
export function filesSection(rows: readonly FileRow[], showFindings: (path: string) => void): HTMLElement {
  const list = pagedList('file', (position) => {
    const [path, status, why, findings, hidden] = rows[position] as FileRow;
    const count = make(
      'button',
      { class: 'count', title: 'Show them' },
      `${grouped(findings)} ${findings === 1 ? 'finding' : 'findings'}`,
    );
    count.addEventListener('click', () => showFindings(path));
    return make(
      'div',
      { class: 'row file', role: 'listitem' },
      make('span', { class: `badge ${status.replace(' ', '-')}` }, status),
      make('bdi', { class: 'path' }, path),
      make('bdi', { class: 'why' }, why),
      findings > 0 ? count : make('span', { class: 'count' }, ''),
      make('span', { class: 'count hidden-count' }, hidden > 0 ? `${grouped(hidden)} hidden` : ''),
    );
  });
  const update = () => list.show(filesLike(rows, status.value(), field.value()));
  const status = choice('Status', tally(rows.map(([, stands]) => stands)), 'all', update);
  const field = search('Path or reason', update);
  update();
  const filters = make('div', { class: 'filters', role: 'search' }, status.element, field.element);
  return make('section', {}, make('h2', {}, 'Files'), filters, list.element);
}
