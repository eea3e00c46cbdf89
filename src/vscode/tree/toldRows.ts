import { type ElementId, parseElementId } from '../elements';
import type { Row } from './rows/row';

/** Where rows are asked for. */
interface Rows {
  row(id: ElementId): Row | undefined;
  below(id: ElementId): readonly ElementId[];
}

/**
 * What the editor was told of each row, and of which rows are below it. To draw a row anew takes all rows below it away for
 * a moment, in which clicks on them are lost: so only what would look different is.
 */
export class ToldRows {
  readonly #rows = new Map<ElementId, string>();
  readonly #below = new Map<ElementId, readonly ElementId[]>();

  tell(id: ElementId, row: Row | undefined): void {
    this.#rows.set(id, textOf(row));
  }

  tellBelow(id: ElementId, below: readonly ElementId[]): void {
    this.#below.set(id, below);
  }

  /** The editor will ask for all of them. */
  forget(): void {
    this.#rows.clear();
    this.#below.clear();
  }

  /**
   * Which of these rows are not as they were told, and of those whose own words are the same, which rows right below: but for
   * runs and folders, whose files are in the list themselves.
   */
  outdated(ids: readonly ElementId[], rows: Rows): ElementId[] {
    const isAsTold = (id: ElementId) => this.#rows.get(id) === textOf(rows.row(id));
    return ids.flatMap((id) => {
      const told = this.#below.get(id);
      if (!isAsTold(id) || (told && !isSame(told, rows.below(id)))) return [id];
      const hasFiles = ['run', 'folder'].includes(parseElementId(id)?.kind ?? '');
      return hasFiles ? [] : (told ?? []).filter((row) => this.#rows.has(row) && !isAsTold(row));
    });
  }
}

const textOf = (row: Row | undefined): string => JSON.stringify(row) ?? '';

const isSame = (before: readonly ElementId[], after: readonly ElementId[]): boolean =>
  before.length === after.length && before.every((id, index) => id === after[index]);
