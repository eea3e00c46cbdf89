import { leftOutReason } from '../core/fileReview';
import type { LeftOut } from '../core/options';
import { compileGlobs, type Globs } from '../core/paths/globs';
import { formatBytes } from '../core/text/formatBytes';
import { english } from '../core/text/say';
import { skipTexts } from '../core/text/skipTexts';
import type { FolderSource } from '../core/types';
import type { Skip } from './listing';

/** What one source of the folder's leaves out, ready to be asked. */
export interface LeftOutRules {
  readonly kind: 'rules';
  readonly by: FolderSource;
  readonly include: Extract<Globs, { kind: 'globs' }>;
  readonly exclude: Extract<Globs, { kind: 'globs' }>;
  /** Bytes. */
  readonly maxFileSize: number;
}

export function compileLeftOut({
  by,
  include = ['**'],
  exclude = [],
  maxFileSize = Number.POSITIVE_INFINITY,
}: LeftOut): LeftOutRules | Extract<Globs, { kind: 'invalid' }> {
  const [included, excluded] = [compileGlobs(include), compileGlobs(exclude)];
  if (included.kind === 'invalid') {
    return included;
  }
  return excluded.kind === 'invalid'
    ? excluded
    : { kind: 'rules', by, include: included, exclude: excluded, maxFileSize };
}

/** Why the folder leaves one of its files out; undefined when it does not. */
export function leftOutFile(path: string, bytes: number, sources: readonly LeftOutRules[]): Skip | undefined {
  for (const { by, include, exclude, maxFileSize } of sources) {
    if (!include.matches(path) || exclude.matches(path)) {
      return leftOutBy(by, include.matches(path));
    }
    if (bytes > maxFileSize) {
      return leftOut(by, english(skipTexts.largeFor, formatBytes(bytes), by, formatBytes(maxFileSize)));
    }
  }
  return undefined;
}

/** Why the folder leaves out everything in one of its folders; undefined when it does not. @param path ends with `/` */
export function leftOutFolder(path: string, sources: readonly LeftOutRules[]): Skip | undefined {
  const folder = path.slice(0, -1);
  for (const { by, include, exclude } of sources) {
    if (!include.mayMatchIn(folder) || exclude.matches(folder)) {
      return leftOutBy(by, include.mayMatchIn(folder));
    }
  }
  return undefined;
}

function leftOutBy(by: FolderSource, isIncluded: boolean): Skip {
  return leftOut(by, english(isIncluded ? skipTexts.excluded : skipTexts.notIncluded, by));
}

function leftOut(by: FolderSource, message: string): Skip {
  return { reason: leftOutReason(by), message };
}
