import type { FileReview, FileStatus } from '../../../src/core/fileReview';
import { compareRuns } from '../../../src/core/run/comparison';
import { seenBy } from '../../../src/core/run/seen';
import type { Finding } from '../../../src/core/types';
import { storeOf } from '../fakes';

export const looks = (...analyzers: string[]) => ({ analyzers, language: 'javascript' });
export const reviewed = (...analyzers: string[]): FileStatus => ({
  kind: 'reviewed',
  coverage: { reviewedLines: 9, totalLines: 9 },
  durationMs: 1,
  looks: looks(...analyzers),
});
export const byEslint = reviewed('eslint', 'text');

let ids = 0;
export function finding(identity: string | undefined, more: Partial<Finding> = {}): Finding {
  const words = {
    title: `t ${identity}`,
    explanation: '',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
  } as const;
  const known = identity === undefined ? {} : { identity };
  return { id: `f${++ids}`, ...known, reviewer: 'local', source: 'eslint', rule: 'r', ...words, ...more };
}

export type Files = Readonly<Record<string, Partial<FileReview> & { readonly found?: readonly string[] }>>;
let texts = 0;
/** Hash of a text that nobody has seen before. */
export const nextText = () => `text ${++texts}`;

/** Each run sees another text of every file, unless they say which. */
export const run = (files: Files) =>
  storeOf(
    Object.entries(files).map(([path, { found = [], status = byEslint, ...more }]) => ({
      ...{ path, bytes: 1, status, textHash: nextText(), findings: found.map((identity) => finding(identity)) },
      ...more,
    })),
  );
export function comparing(earlier: Files, later: Files, past: readonly Files[] = []) {
  const [before, stores] = [run(earlier), past.map(run)];
  return compareRuns(before, run(later), seenBy([...stores, before]), stores.toReversed());
}
export const compared = (earlier: Files, later: Files, ...past: Files[]) =>
  comparing(earlier, later, past).map(({ standing, path, before, finding: { identity }, because }) =>
    [standing, before === undefined ? path : `${before} → ${path}`, identity, because]
      .filter((part) => part !== undefined)
      .join(' | '),
  );
