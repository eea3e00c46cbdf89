import type { FileReview } from '../fileReview';
import { groupBy } from '../groupBy';
import type { SeenFile } from './seen';
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
  const pair = (candidatesOf: (file: FileReview) => readonly SeenFile[]) => {
    for (const file of found.filter(({ path }) => !renamed.has(path))) {
      const candidate = candidatesOf(file).find(({ path }) => !taken.has(path));
      if (candidate) {
        renamed.set(file.path, candidate.path);
        taken.add(candidate.path);
      }
    }
  };
  const byText = groupBy(lost, ({ textHash }) => textHash);
  pair(({ textHash }) => (textHash === undefined ? [] : (byText.get(textHash) ?? [])));
  const identities = new Map(lost.map((file) => [file, presentIn(file)]));
  const withIdentity = groupBy(
    lost.flatMap((file) => [...(identities.get(file) ?? [])].map((identity) => ({ identity, file }))),
    ({ identity }) => identity,
  );
  pair((file) => {
    const own = new Set([...file.findings, ...(file.hidden ?? [])].flatMap(({ identity }) => identity ?? []));
    const alike = [...own].flatMap((identity) => {
      const files = withIdentity.get(identity) ?? [];
      return files.length > mostAlike ? [] : files.map((one) => one.file);
    });
    return [...groupBy(alike, (one) => one)]
      .filter(([one, all]) => all.length / Math.max(own.size, identities.get(one)?.size ?? 0) >= leastShared)
      .map(([one]) => one);
  });
  return renamed;
}

function presentIn({ by }: SeenFile): ReadonlySet<string> {
  return new Set(by.flatMap(({ present }) => present));
}
