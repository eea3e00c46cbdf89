/**
 * The elements of the tree are strings, because VS Code recognises an element by identity. They are also what row
 * commands are called with.
 */
export type TreeElement =
  | { readonly kind: 'run'; readonly run: string }
  /** `path` of the folder, without a slash at the end. */
  | { readonly kind: 'folder'; readonly run: string; readonly path: string }
  | { readonly kind: 'file'; readonly run: string; readonly path: string }
  | { readonly kind: 'finding'; readonly run: string; readonly finding: string }
  /** A group of findings or files; its key is in the tree's `grouping.ts` and begins with a slash, as no path does. */
  | { readonly kind: 'group'; readonly run: string; readonly path: string }
  /** A file under review, in the group of those; it has its row among the other files as well. */
  | { readonly kind: 'active'; readonly run: string; readonly path: string }
  /** What can be done where a model's server does not work: `path` says what. */
  | { readonly kind: 'remedy'; readonly run: string; readonly path: string }
  /** The rows beyond the first ones of a long level. `path` is the folder or group they are in. */
  | { readonly kind: 'more'; readonly run: string; readonly path: string };

export type ElementId = string;

/** Run ids and finding ids have no colon; a path may have any character, so it comes last. */
export function toElementId(element: TreeElement): ElementId {
  const subject = element.kind === 'run' ? '' : element.kind === 'finding' ? element.finding : element.path;
  return `${element.kind}:${element.run}:${subject}`;
}

/** Undefined for anything that is not an element, such as the arguments of a command called from the palette. */
export function parseElementId(id: unknown): TreeElement | undefined {
  const match =
    typeof id === 'string' ? /^(run|folder|file|finding|group|active|remedy|more):([^:]*):(.*)$/s.exec(id) : null;
  if (!match) {
    return undefined;
  }
  const [, kind, run = '', subject = ''] = match;
  switch (kind) {
    case 'run':
      return { kind, run };
    case 'folder':
    case 'file':
    case 'group':
    case 'active':
    case 'remedy':
    case 'more':
      return { kind, run, path: subject };
    case 'finding':
      return { kind, run, finding: subject };
    default:
      return undefined;
  }
}

/**
 * The rows that a command of the tree's menu is about: all that are selected, if it was called on one of several, else the
 * one that it was called on, or the one with the focus, which a key gives as a list.
 */
export function rowsMeant(argument: unknown, selected?: unknown): readonly TreeElement[] {
  const rows = Array.isArray(selected) && selected.length > 1 ? selected : [argument].flat();
  return rows.flatMap((row) => parseElementId(row) ?? []);
}

/** Whether a finding of a file is the one of a row, or below it. */
export function isIn(element: TreeElement, path: string, finding: string): boolean {
  switch (element.kind) {
    case 'run':
      return true;
    case 'finding':
      return element.finding === finding;
    case 'file':
    case 'active':
      return element.path === path;
    // What is grouped by something else than files has its actions on each finding, and so have rows that are not drawn.
    case 'group':
    case 'remedy':
    case 'more':
      return false;
    case 'folder':
      return element.path === '' || path.startsWith(`${element.path}/`);
  }
}

/**
 * Rows of one review without those above others of them: a range from a finding of one file to a finding of the next has
 * the row of that file in between, which would stand for all that it found.
 *
 * @param pathOf the path of a finding's file
 */
export function lowestRows(
  rows: readonly TreeElement[],
  pathOf: (finding: string) => string | undefined,
): readonly TreeElement[] {
  const standing = rows.filter(({ kind }) => kind !== 'group' && kind !== 'remedy' && kind !== 'more');
  return rows.filter((row) => row.kind === 'finding' || !standing.some((other) => isBelow(other, row, pathOf)));
}

function isBelow(row: TreeElement, above: TreeElement, pathOf: (finding: string) => string | undefined): boolean {
  if (above.kind === 'run' || row.kind === 'run') {
    return above.kind === 'run' && row.kind !== 'run';
  }
  if (row.kind === 'finding') {
    return isIn(above, pathOf(row.finding) ?? '', row.finding);
  }
  return above.kind === 'folder' && row.path !== above.path && isIn(above, row.path, '');
}

/**
 * Whether a command was called by a key in the tree. The editor puts the row that has the focus in the place of the keys'
 * `$focusedTreeItem` in package.json, as it does for the buttons of a view; that is none for a moment while the rows are
 * drawn anew. In a list it cannot be taken for a call without an argument.
 */
export function isRowKey(argument: unknown): argument is readonly unknown[] {
  return Array.isArray(argument) && argument.length === 1;
}
