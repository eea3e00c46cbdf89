import type { PageFigures } from '../core/report/page/pageData';
import { make } from './dom';

/**
 * The figures of the run, and what became of the findings of each rule and model.
 *
 * @param turnOff switches a rule off that nobody accepts; only in the editor
 */
export function figuresSection(
  { lines, over, columns, makers }: PageFigures,
  turnOff: ((rule: string) => void) | undefined,
): HTMLElement {
  const section = make('section', { class: 'figures' }, make('h2', {}, 'Figures'));
  const terms = lines.flatMap(([name, text]) => [make('dt', {}, name.trim()), make('dd', {}, make('bdi', {}, text))]);
  section.append(make('dl', {}, ...terms));
  if (makers.length === 0) {
    return section;
  }
  const rows = makers.map(({ cells: [name = '', ...cells], unwanted }) => {
    const named = make('th', {}, make('bdi', {}, name));
    return make(
      'tr',
      {},
      named,
      ...cells.map((cell) => make('td', {}, cell)),
      make('td', { class: 'action' }, ...(unwanted === undefined ? [] : [offOf(unwanted, turnOff)])),
    );
  });
  const head = make('tr', {}, ...[...columns, ''].map((column) => make('th', {}, column)));
  section.append(
    make('h3', {}, `What became of findings ${over}`),
    make('table', {}, make('thead', {}, head), make('tbody', {}, ...rows)),
  );
  return section;
}

/** The button that switches a rule off or, out of the editor, what to type. */
function offOf(rule: string, turnOff: ((rule: string) => void) | undefined): Node | string {
  if (!turnOff) {
    return make('code', { title: 'Nobody accepts it. To review without it:' }, `--rule ${rule}=off`);
  }
  const button = make('button', { title: 'Nobody accepts it. Switches it off in your settings.' }, 'Turn Off');
  button.addEventListener('click', () => turnOff(rule));
  return button;
}
