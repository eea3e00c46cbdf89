import picomatch from 'picomatch/posix';
import { globProblem, mostPatterns } from './globProblem';
import { PathSet } from './pathSet';

export type Globs =
  | {
      readonly kind: 'globs';
      /** Whether a file matches or, for the path of a folder, everything in it. No globs match nothing. */
      matches(path: string): boolean;
      /** Whether anything in a folder could match; it may answer yes too often, never no. */
      mayMatchIn(folder: string): boolean;
    }
  | { readonly kind: 'invalid'; readonly message: string };

/**
 * Compiles globs relative to the folder: `*`, `**`, `?`, `[…]` and `{a,b}`, dot files included, parentheses and a
 * leading `!` literally. A glob without a slash matches names at any depth, and one that names a folder takes
 * everything in it. Case matters.
 */
export function compileGlobs(globs: readonly string[]): Globs {
  const spelled = new PathSet();
  const patterns = new Map<string, string[]>();
  const bases = new Set<string>();
  let open = 0;
  for (const glob of globs) {
    const problem = globProblem(glob);
    if (problem !== undefined) {
      return { kind: 'invalid', message: `the glob "${glob}" ${problem}` };
    }
    const plain = glob.replace(/^(\.?\/)+|\/+$/g, '');
    const anchored = plain.includes('/') || plain === '**' ? plain : `**/${plain}`;
    const base = fixedPart(anchored);
    bases.add(base);
    if (!addSpelled(spelled, anchored)) {
      const pattern = anchored.replace(/[()]/g, '\\$&');
      const same = patterns.get(base) ?? [];
      same.push(pattern, `${pattern}/**`);
      patterns.set(base, same);
      open++;
    }
  }
  if (open > mostPatterns) {
    const message = `${open} globs have wildcards inside of names or paths, more than the ${mostPatterns} that can be matched; name the folders they are for instead`;
    return { kind: 'invalid', message };
  }
  const matchers = new Map(Array.from(patterns, ([base, list]) => [base, matcherOf(list)]));
  const aboveBases = new Set([...bases].flatMap((base) => [...foldersOf(base)]));
  return {
    kind: 'globs',
    matches: (path) =>
      spelled.has(path) || (matchers.size > 0 && [...foldersOf(path)].some((folder) => matchers.get(folder)?.(path))),
    mayMatchIn: (folder) => aboveBases.has(folder) || [...foldersOf(folder)].some((above) => bases.has(above)),
  };
}

function matcherOf(patterns: string[]): (path: string) => boolean {
  // `s`, because a name can contain a line end.
  return picomatch(patterns, { dot: true, noextglob: true, nonegate: true, flags: 's' });
}

/** Every folder on the way to a path, from the reviewed one (empty) on, and the path itself. */
function* foldersOf(path: string): Generator<string> {
  if (path !== '') {
    yield '';
  }
  for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
    yield path.slice(0, end);
  }
  yield path;
}

/** Only of these it is certain that nothing in them means more than itself. */
const letters = String.raw`[\p{L}\p{N}_\-. ()@~#%&,;:'=]`;
const unspelled = new RegExp(`(?!/)${letters.replace('[', '[^')}`, 'gu');
const spelledName = new RegExp(`^(?:\\*\\*\\/)*(${letters}+)(?:\\/\\*\\*)*$`, 'u');
const spelledEnding = new RegExp(`^(?:\\*\\*\\/)+\\*(\\.${letters}+)(?:\\/\\*\\*)*$`, 'u');
const spelledPath = new RegExp(`^(${letters}+(?:\\/${letters}+)+)(?:\\/\\*\\*)*$`, 'u');

/** The glob that matches the file or folder at a path, with all that is in it, and no other. */
export function globOf(path: string): string {
  return `${path.replace(unspelled, '\\$&')}/**`;
}

/** Adds a glob without a wildcard inside of it, which most are; false for any other. */
function addSpelled(spelled: PathSet, glob: string): boolean {
  const [name, ending, path] = [spelledName, spelledEnding, spelledPath].map((shape) => shape.exec(glob)?.[1]);
  if (name !== undefined && glob.startsWith('**/')) {
    spelled.addName(name);
  } else if (name !== undefined || path !== undefined) {
    spelled.addPath(name ?? path ?? '');
  } else if (ending !== undefined) {
    spelled.addEnding(ending);
  } else {
    return false;
  }
  return true;
}

/** The folders at the start of a glob that are spelled out. */
function fixedPart(glob: string): string {
  const segments = glob.split('/');
  const open = segments.findIndex((segment) => /[*?[{\\]/.test(segment));
  return segments.slice(0, open === -1 ? segments.length : open).join('/');
}
