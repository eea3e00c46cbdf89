import ignore from 'ignore';
import { decode } from './encoding';
import { waitingCalls } from './fileCalls';
import { globProblem } from './globs';
import type { Skip } from './listing';
import { readRegularFile } from './regularFile';

const reviewIgnoreName = '.reviewignore';

const maxSize = 1024 * 1024;

export type ReviewIgnore =
  /** The path is relative to the folder; a folder's ends with `/`. */
  | { readonly kind: 'rules'; skip(path: string): Skip | undefined }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * The rules of the `.reviewignore` at the top of the folder, in gitignore's syntax; none when there is no such file.
 * One that is there and cannot be used is a failure: a file the user wants kept out must not slip in.
 */
export async function readReviewIgnore(root: string): Promise<ReviewIgnore> {
  const read = await readRegularFile(waitingCalls, root, reviewIgnoreName, maxSize);
  if (read.kind === 'failed' && read.reason === 'file deleted') {
    return { kind: 'rules', skip: () => undefined };
  }
  if (read.kind !== 'bytes') {
    return failed(read.message);
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
  // As git does it: case matters where the file system says so.
  const rules = ignore({ ignorecase: process.platform === 'win32' || process.platform === 'darwin' }).add(lines);
  const skip: Skip = { reason: 'ignored by .reviewignore', message: 'a rule in .reviewignore leaves it out' };
  return { kind: 'rules', skip: (path) => (rules.ignores(path) ? skip : undefined) };
}

function failed(problem: string): ReviewIgnore {
  return { kind: 'failed', message: `${reviewIgnoreName}: ${problem}` };
}
