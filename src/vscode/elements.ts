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
  /** The rows beyond the first ones of a long level. `path` is the folder they are in. */
  | { readonly kind: 'more'; readonly run: string; readonly path: string };

export type ElementId = string;

/** Run ids and finding ids have no colon; a path may have any character, so it comes last. */
export function toElementId(element: TreeElement): ElementId {
  const subject = element.kind === 'run' ? '' : element.kind === 'finding' ? element.finding : element.path;
  return `${element.kind}:${element.run}:${subject}`;
}

/** Undefined for anything that is not an element, such as the arguments of a command called from the palette. */
export function parseElementId(id: unknown): TreeElement | undefined {
  const match = typeof id === 'string' ? /^(run|folder|file|finding|more):([^:]*):(.*)$/s.exec(id) : null;
  if (!match) {
    return undefined;
  }
  const [, kind, run = '', subject = ''] = match;
  switch (kind) {
    case 'run':
      return { kind, run };
    case 'folder':
    case 'file':
    case 'more':
      return { kind, run, path: subject };
    case 'finding':
      return { kind, run, finding: subject };
    default:
      return undefined;
  }
}
