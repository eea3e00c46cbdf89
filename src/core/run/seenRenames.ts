import type { FileReview } from '../fileReview';
import { groupBy } from '../groupBy';
import type { SeenFile } from './seenFolder';
import type { RunStore } from './store';

/** Less in common, and a file is another one. */
const leastShared = 0.5;

/** What so many files have in common tells none of them from the others, and takes long. */
const mostAlike = 50;

/**
 * Files of a run by what they were called in the reviews before it: those that only one of them has, with the same text,
 * or at least half of the findings in common.
 */
export function renamesSince(before: ReadonlyMap<string, SeenFile>, store: RunStore): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  const lost = [...before.values()].filter(({ path }) => !store.file(path));
  if (lost.length === 0) {
    return renamed;
  }
  const found = [...store.files()].filter(({ path }) => !before.has(path));
  const taken = new Set<string>();
  const pair = (path: string, candidate: SeenFile | undefined) => {
    if (candidate && !renamed.has(path) && !taken.has(candidate.path)) {
      renamed.set(path, candidate.path);
      taken.add(candidate.path);
    }
  };
  const byText = groupBy(lost, ({ textHash }) => textHash);
  for (const { path, textHash } of found) {
    const equal = textHash === undefined ? [] : (byText.get(textHash) ?? []);
    pair(
      path,
      equal.find((one) => !taken.has(one.path)),
    );
  }
  const alike = likenesses(
    lost,
    found.filter(({ path }) => !renamed.has(path)),
  );
  for (const { path, candidate } of alike) {
    pair(path, candidate);
  }
  return renamed;
}

/** Files with enough in common, those with the most first. */
function likenesses(
  lost: readonly SeenFile[],
  found: readonly FileReview[],
): readonly { readonly path: string; readonly candidate: SeenFile; readonly share: number }[] {
  const identities = new Map(lost.map((file) => [file, presentIn(file)]));
  const withIdentity = groupBy(
    lost.flatMap((file) => [...(identities.get(file) ?? [])].map((identity) => ({ identity, file }))),
    ({ identity }) => identity,
  );
  return found
    .flatMap(({ path, findings, hidden = [] }) => {
      const own = new Set([...findings, ...hidden].flatMap(({ identity }) => identity ?? []));
      const alike = [...own].flatMap((identity) => {
        const files = withIdentity.get(identity) ?? [];
        return files.length > mostAlike ? [] : files.map(({ file }) => file);
      });
      return [...groupBy(alike, (one) => one)].map(([candidate, all]) => {
        const share = all.length / Math.max(own.size, identities.get(candidate)?.size ?? 0);
        return { path, candidate, share };
      });
    })
    .filter(({ share }) => share >= leastShared)
    .sort((a, b) => b.share - a.share);
}

function presentIn({ by }: SeenFile): ReadonlySet<string> {
  return new Set(by.flatMap(({ present }) => present));
}
