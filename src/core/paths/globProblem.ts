/** More than so many patterns, each of which is tried on each path, would keep everybody waiting. */
export const mostPatterns = 500;

/**
 * What is wrong with a glob or a line of an ignore file. Matching takes time that grows with a power of the number of
 * wildcards, and doubles with each choice, and a hostile folder brings globs and file names that make the most of it.
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
  if (deep > 3 || stars > 3) {
    return 'has too many wildcards';
  }
  return (glob.match(/\{/g)?.length ?? 0) > 6 ? 'has too many choices' : undefined;
}
