import ignore from 'ignore';
import { leftOutReason } from '../core/fileReview';
import { globProblem, mostPatterns } from '../core/paths/globProblem';
import { PathSet } from '../core/paths/pathSet';
import { english } from '../core/text/say';
import { skipTexts } from '../core/text/skipTexts';
import { decode } from './encoding';
import { waitingCalls } from './fileCalls';
import type { Skip } from './listing';
import { complaintAbout, readRegularFile } from './regularFile';

const reviewIgnoreName = '.reviewignore';

const maxSize = 1024 * 1024;

export type ReviewIgnore =
  /** The path is relative to the folder; a folder's ends with `/`. */
  | { readonly kind: 'rules'; skip(path: string): Skip | undefined }
  | { readonly kind: 'failed'; readonly message: string };

/** What holds without such a file. */
export const nothingIgnored: ReviewIgnore = { kind: 'rules', skip: () => undefined };

/**
 * The rules of the `.reviewignore` at the top of the folder, in gitignore's syntax; none when there is no such file.
 * One that is there and cannot be used is a failure: a file the user wants kept out must not slip in.
 */
export async function readReviewIgnore(root: string): Promise<ReviewIgnore> {
  const read = await readRegularFile(waitingCalls, root, reviewIgnoreName, maxSize);
  if (read.kind === 'failed' && read.reason === 'file deleted') {
    return nothingIgnored;
  }
  if (read.kind !== 'bytes') {
    return failed(complaintAbout(read));
  }
  const decoded = decode(read.bytes);
  if (decoded.kind === 'skipped') {
    return failed(decoded.message);
  }
  const lines = decoded.raw.split(/\r\n|\r|\n/);
  for (const [index, line] of lines.entries()) {
    const problem = line.trim() === '' || line.startsWith('#') ? undefined : globProblem(line.replace(/^!/, ''));
    if (problem !== undefined) {
      return failed(`line ${index + 1} ${problem}`);
    }
  }
  const rules = compileRules(lines);
  if (typeof rules === 'string') {
    return failed(rules);
  }
  const skip: Skip = {
    reason: leftOutReason(reviewIgnoreName),
    message: english(skipTexts.ignored, reviewIgnoreName),
  };
  return { kind: 'rules', skip: (path) => (rules(path) ? skip : undefined) };
}

/** As git does it: case matters where the file system says so. */
const ignoreCase = process.platform === 'win32' || process.platform === 'darwin';

/** Whether a path is ignored, by lines in gitignore's syntax; or what is wrong with them. */
export function compileRules(lines: readonly string[]): ((path: string) => boolean) | string {
  const rules = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
  // One that takes files back holds against those before it: then their order matters, and all are tried in turn.
  const isOrdered = rules.some((line) => line.startsWith('!'));
  const spelled = new PathSet();
  const others = rules.filter((line) => isOrdered || !addSpelled(spelled, line));
  if (others.length > mostPatterns) {
    return isOrdered
      ? `it has ${others.length} rules, one of which takes files back (!); more than ${mostPatterns} can only be matched without such rules`
      : `${others.length} rules have wildcards, more than the ${mostPatterns} that can be matched; name the folders they are for instead`;
  }
  const tried = ignore({ ignorecase: ignoreCase }).add(others);
  return (path) => spelled.has(ignoreCase ? path.toLowerCase() : path) || (others.length > 0 && tried.ignores(path));
}

/** Only of these it is certain that nothing in them means more than itself. */
const segment = String.raw`[\p{L}\p{N}_@~%&,;:'=-][\p{L}\p{N}_.@~%&,;:'=-]*`;
const spelledRule = new RegExp(`^(\\/?)(${segment}(?:\\/${segment})*)(\\/?)$`, 'u');

/** Adds a rule without a wildcard, which most are; false for any other. */
function addSpelled(spelled: PathSet, line: string): boolean {
  const [, root, path = '', folder = ''] = spelledRule.exec(line) ?? [];
  if (root === undefined) {
    return false;
  }
  const [wanted, foldersOnly] = [ignoreCase ? path.toLowerCase() : path, folder !== ''];
  if (root === '' && !path.includes('/')) {
    spelled.addName(wanted, foldersOnly);
  } else {
    spelled.addPath(wanted, foldersOnly);
  }
  return true;
}

function failed(problem: string): ReviewIgnore {
  return { kind: 'failed', message: `${reviewIgnoreName}: ${problem}` };
}
