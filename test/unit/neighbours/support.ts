import assert from 'node:assert/strict';
import { createNeighbours } from '../../../src/core/neighbours/neighbours';
import { createChooser } from '../../../src/core/neighbours/shown';
import type { ReadOutcome } from '../../../src/core/ports';
import { programWordsIn } from '../../../src/core/text/words';
import { createSyntax } from '../../../src/reviewers/syntax/syntax';
import { never } from '../endpoints/support';
import { sha256 } from '../fakes';
import { snapshot, wasmFolder } from '../reviewers/support';

export const syntax = createSyntax(wasmFolder);

const isSettings = /(?:^|\/)(?:[jt]sconfig\.json|package\.json|go\.mod|pnpm-workspace\.yaml|lerna\.json)$/;

export type Files = Readonly<Record<string, string>>;

/** Neighbours in a folder with these files, and which of them were read. */
export function neighboursIn(files: Files, paths = Object.keys(files), isWhole = (_: string) => true) {
  const read: string[] = [];
  const { usedBy: find, basis } = createNeighbours({
    ...{ paths, hash: sha256, isWhole },
    read: async (path): Promise<ReadOutcome> => {
      if (files[path] === undefined && isSettings.test(path)) {
        return { kind: 'failed', reason: 'file deleted', message: 'there is none' };
      }
      read.push(path);
      return { kind: 'text', snapshot: snapshot(path, files[path] ?? assert.fail(`${path} is read`)) };
    },
    signatures: (file) => syntax.signatures(file),
  });
  return { find, basis, read };
}

/** What is shown along with a file of them: each path, and what is shown of it. */
export async function shownWith(
  path: string,
  files: Files,
  budget = 1_000,
): Promise<Record<string, readonly string[]>> {
  const text = files[path] ?? assert.fail(path);
  const found = await neighboursIn(files).find(snapshot(path, text), never);
  const choose = createChooser({ countTokens: (one) => one.length, heading: () => 'h' });
  const { files: shown, tokens } = choose({
    files: found.files,
    words: programWordsIn(snapshot(path, text).language, text),
    budget,
  });
  assert.ok(tokens <= Math.max(0, budget));
  return Object.fromEntries(shown.map((one) => [one.path, one.definitions]));
}
