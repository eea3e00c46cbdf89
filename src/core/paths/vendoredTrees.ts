import type { FileReview } from '../fileReview';
import { english } from '../text/say';

/** Folders that mostly hold other people's code, and in some projects one's own: nobody but a person can tell. */
const names = new Set([
  ...['deps', 'vendor', 'vendors', 'vendored', 'external', 'externals', 'extern', 'subprojects'],
  ...['third_party', 'third-party', 'thirdparty', '3rdparty', '3rd-party', '3rd_party'],
]);

/** Fewer are looked through faster than a setting is made. */
const fewest = 5;

/** A folder that was reviewed and may be a copy of other people's code. */
export interface VendoredTree {
  readonly path: string;
  /** How many files of it were reviewed. */
  readonly files: number;
  /** How many findings they have. */
  readonly findings: number;
}

/**
 * Folders that are called as those of other people's code and have several packages below them, or of which a part was
 * skipped as that already; the outermost ones, most files first.
 */
export function likelyVendored(
  reviews: Iterable<Pick<FileReview, 'path' | 'status' | 'findings'>>,
): readonly VendoredTree[] {
  const trees = new Map<string, { files: number; findings: number; packages: Set<string>; isSkipped: boolean }>();
  for (const { path, status, findings } of reviews) {
    const folders = path.split('/').slice(0, -1);
    const at = folders.findIndex((name) => names.has(name));
    if (at === -1) {
      continue;
    }
    const folder = folders.slice(0, at + 1).join('/');
    const tree = trees.get(folder) ?? { files: 0, findings: 0, packages: new Set(), isSkipped: false };
    trees.set(folder, tree);
    if (status.kind === 'reviewed') {
      tree.files += 1;
      tree.findings += findings.length;
      tree.packages.add(folders[at + 1] ?? '');
    }
    tree.isSkipped ||= status.kind === 'skipped' && status.reason === 'vendored';
  }
  return [...trees]
    .filter(([, { files, packages, isSkipped }]) => files >= fewest && (isSkipped || packages.size > 1))
    .map(([path, { files, findings }]) => ({ path, files, findings }))
    .sort((a, b) => b.files - a.files || (a.path < b.path ? -1 : 1));
}

/**
 * "deps (12 files, 3 findings) looks like other people’s code."
 *
 * @param shown makes a path safe to show
 */
export function vendoredSentence(trees: readonly VendoredTree[], shown: (path: string) => string, t = english): string {
  const [first, ...more] = trees;
  if (!first) {
    return '';
  }
  const told = [shown(first.path), first.files, first.findings] as const;
  return more.length > 0
    ? t(
        '{0} ({1, plural, one {# file} other {# files}}, {2, plural, one {# finding} other {# findings}}), and {3, plural, one {# other folder} other {# other folders}} look like other people’s code.',
        ...told,
        more.length,
      )
    : t(
        '{0} ({1, plural, one {# file} other {# files}}, {2, plural, one {# finding} other {# findings}}) looks like other people’s code.',
        ...told,
      );
}
