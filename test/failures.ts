import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';

/** The variable that names the file where each process that runs tests notes what failed. */
export const failuresVariable = 'FOLDER_REVIEW_TEST_FAILURES';

/** A test, or a hook around tests, that failed. */
export interface Failure {
  /** The test file, as mocha names it; empty where it does not. */
  readonly file: string;
  readonly title: string;
  /** The first line of the error. */
  readonly message: string;
}

/** Notes a failure, if anybody asked for it by the variable; from another process, an error comes as a plain object. */
export function noteFailed(file: string, title: string, error: { readonly message?: string }): void {
  const list = process.env[failuresVariable];
  if (!list) return;
  const [message = ''] = (error.message ?? '').split('\n', 1);
  appendFileSync(list, `${JSON.stringify({ file, title, message } satisfies Failure)}\n`);
}

/** What was noted in a file, in order. */
export function failuresIn(list: string): Failure[] {
  if (!existsSync(list)) return [];
  const lines = readFileSync(list, 'utf8').split('\n');
  return lines.filter(Boolean).map((line) => JSON.parse(line) as Failure);
}

/** Leaves nothing noted but these: the tests of the others are run again. */
export function keepFailures(list: string, kept: readonly Failure[]): void {
  writeFileSync(list, kept.map((failure) => `${JSON.stringify(failure)}\n`).join(''));
}
