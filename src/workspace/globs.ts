import picomatch from 'picomatch';

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
  const patterns: string[] = [];
  const bases: string[] = [];
  for (const glob of globs) {
    const problem = globProblem(glob);
    if (problem !== undefined) {
      return { kind: 'invalid', message: `the glob "${glob}" ${problem}` };
    }
    const plain = glob.replace(/^(\.?\/)+|\/+$/g, '');
    const anchored = plain.includes('/') || plain === '**' ? plain : `**/${plain}`;
    const pattern = anchored.replace(/[()]/g, '\\$&');
    bases.push(fixedPart(anchored));
    patterns.push(pattern, `${pattern}/**`);
  }
  // `s`, because a name can contain a line end.
  const isMatch = picomatch(patterns, { dot: true, noextglob: true, nonegate: true, flags: 's' });
  return {
    kind: 'globs',
    matches: (path) => patterns.length > 0 && isMatch(path),
    mayMatchIn: (folder) => bases.some((base) => base === '' || isWithin(base, folder) || isWithin(folder, base)),
  };
}

/** The folders at the start of a glob that are spelled out. */
function fixedPart(glob: string): string {
  const segments = glob.split('/');
  const open = segments.findIndex((segment) => /[*?[{\\]/.test(segment));
  return segments.slice(0, open === -1 ? segments.length : open).join('/');
}

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/**
 * What is wrong with a glob or a line of an ignore file. Matching takes time that grows with a power of the number of
 * wildcards, and a hostile folder brings globs and file names that make the most of it.
 */
export function globProblem(glob: string): string | undefined {
  const segments = glob.split('/').filter((segment) => segment !== '');
  if (segments.every((segment) => segment === '.')) {
    return 'is empty';
  }
  if (glob.length > 500) {
    return 'is longer than 500 characters';
  }
  const deep = segments.filter((segment) => segment === '**').length;
  const stars = Math.max(...segments.map((segment) => segment.match(/\*+/g)?.length ?? 0));
  return deep > 3 || stars > 3 ? 'has too many wildcards' : undefined;
}
