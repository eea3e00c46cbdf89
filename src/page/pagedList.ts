import { grouped, make } from './dom';

const rowsOnPage = 100;

/** A list that shows some rows at a time, of however many there are. */
export interface PagedList {
  readonly element: HTMLElement;
  /** Shows the first of these rows. */
  show(positions: readonly number[]): void;
}

/**
 * @param what one row is called
 * @param draw the row of a position
 */
export function pagedList(what: string, draw: (position: number) => HTMLElement): PagedList {
  const list = make('div', { class: 'list', role: 'list', label: `${what}s` });
  const range = make('span', { class: 'range' });
  range.setAttribute('aria-live', 'polite');
  const [back, on] = [make('button', {}, '‹ Previous'), make('button', {}, 'Next ›')];
  const pager = make('nav', { class: 'pager', label: `Pages of ${what}s` }, range, back, on);
  let shown: readonly number[] = [];
  let first = 0;

  const draw100 = () => {
    const end = Math.min(first + rowsOnPage, shown.length);
    list.replaceChildren(...shown.slice(first, end).map(draw));
    const all = `${grouped(shown.length)} ${shown.length === 1 ? what : `${what}s`}`;
    range.textContent =
      shown.length === 0
        ? `No ${what} matches.`
        : shown.length > rowsOnPage
          ? `${grouped(first + 1)}–${grouped(end)} of ${all}`
          : all;
    back.disabled = first === 0;
    on.disabled = end === shown.length;
    back.hidden = on.hidden = shown.length <= rowsOnPage;
  };
  const turn = (by: number) => {
    first += by;
    draw100();
    pager.scrollIntoView({ block: 'start' });
  };
  back.addEventListener('click', () => turn(-rowsOnPage));
  on.addEventListener('click', () => turn(rowsOnPage));
  return {
    element: make('div', {}, pager, list),
    show(positions) {
      shown = positions;
      first = 0;
      draw100();
    },
  };
}
