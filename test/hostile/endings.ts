import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Results } from '../cli/cli';
import type { End, HostileFolder } from './hostileFolder';
import { fineFile } from './layOut';

/** How a review must end: with `fine.js` reviewed, unless the folder as a whole is refused. */
export function reviewEnd({ ends: { review } }: HostileFolder): End {
  return review.exitCode === 2 ? review : { ...review, files: { [fineFile]: 'reviewed', ...review.files } };
}

/** Holds the files of a `results.json` against how they must have ended. */
export function assertFiles(end: End, resultsFile: string, said: string): void {
  if (!end.files) {
    return;
  }
  const { files } = JSON.parse(readFileSync(resultsFile, 'utf8')) as Results;
  const found = Object.keys(end.files).map((path) => {
    const { status, reason } = files[path] ?? { status: 'absent' };
    return [path, reason === undefined ? status : `${status}: ${reason}`];
  });
  assert.deepEqual(Object.fromEntries(found), end.files, said);
}
