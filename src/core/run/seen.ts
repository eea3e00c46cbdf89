import type { FileReview } from '../fileReview';
import { syntaxRule } from '../gates/secondLook';
import type { Finding } from '../types';
import { type LeavablePlace, leavablePlaceOf, leftToOthers } from './leftToOthers';
import { type Finder, finderOf, notLookedFor } from './lookedFor';
import { nothingSeen, RunHistory, type SeenFile, type SeenFolder, standingAmong, standingsIn } from './seenFolder';
import { renamesSince } from './seenRenames';
import type { RunStore } from './store';

/** As many reviews as are kept: a file that none of them had is forgotten. */
const mostMissed = 10;

/** How a run stands to those before it, and what they and it have seen. */
export interface HistoryOfRun {
  readonly history: RunHistory;
  readonly after: SeenFolder;
}

/**
 * Adds what a run has found to what the reviews of its folder before it have seen, in steps between which others may have
 * their turn. What nobody looked for again stays as it was last seen.
 */
export function* historyOf(before: SeenFolder, store: RunStore): Generator<void, HistoryOfRun> {
  const renamed = renamesSince(before.files, store);
  const names = new Set(renamed.values());
  const counts = { new: 0, 'came back': 0, 'still there': 0, fixed: 0, 'not looked at': 0 };
  const after = new Map<string, SeenFile>();
  const news = new Set<string>();
  for (const file of store.files()) {
    const earlier = before.files.get(renamed.get(file.path) ?? file.path);
    const same = earlier && seenAgain(file, earlier);
    const known = earlier && !same ? standingsIn(earlier) : undefined;
    for (const finding of file.findings) {
      const standing = same ? 'still there' : standingAmong(known, finding);
      counts[standing]++;
      if (standing !== 'still there' && before.reviews > 0) {
        news.add(file.path);
      }
    }
    const seen = same ?? seenIn(file, earlier, counts, store);
    if (seen.by.length > 0) {
      after.set(file.path, seen);
    }
    yield;
  }
  for (const file of before.files.values()) {
    if (!store.file(file.path) && !names.has(file.path)) {
      counts['not looked at'] += file.by.reduce((sum, one) => sum + one.present.length - (one.hidden?.length ?? 0), 0);
      if (file.missed < mostMissed) {
        after.set(file.path, { ...file, missed: file.missed + 1 });
      }
    }
  }
  const history = new RunHistory(before, renamed, counts, news);
  return { history, after: { reviews: before.reviews + 1, files: after } };
}

/** What reviews have seen, the first one first. */
export function seenBy(runs: readonly RunStore[], before = nothingSeen): SeenFolder {
  return runs.reduce((seen, store) => {
    const steps = historyOf(seen, store);
    for (;;) {
      const step = steps.next();
      if (step.done) {
        return step.value.after;
      }
    }
  }, before);
}

/** What has been seen of a file that has all that it had, and nothing else, which is what most files have; else undefined. */
function seenAgain(file: FileReview, { by, places }: SeenFile): SeenFile | undefined {
  const { path, findings, hidden = [], textHash } = file;
  const present = new Set(by.flatMap((source) => source.present));
  const isAll = findings.length + hidden.length === present.size && by.every(({ gone }) => gone.length === 0);
  const wasHidden = new Set(by.flatMap((source) => source.hidden ?? []));
  const isThere = ({ identity }: Finding, isHidden: boolean) =>
    identity !== undefined && present.has(identity) && wasHidden.has(identity) === isHidden;
  const isSame = isAll && findings.every((one) => isThere(one, false)) && hidden.every((one) => isThere(one, true));
  const isPlaced = places !== undefined || by.every(({ reviewer }) => reviewer === 'local');
  return isSame && isPlaced && textHash !== undefined
    ? { path, textHash, by, ...(places && { places }), missed: 0 }
    : undefined;
}

/** @param counts gets what is not there any more, and what nobody looked for */
function seenIn(
  file: FileReview,
  earlier: SeenFile | undefined,
  counts: { fixed: number; 'not looked at': number },
  store: RunStore,
): SeenFile {
  const sources = new Map<string, { finder: Finder; present: Set<string>; hidden: Set<string>; gone: Set<string> }>();
  const of = ({ reviewer, source, rule, profile }: Finder) => {
    const finder = {
      reviewer,
      source,
      ...(rule === syntaxRule && { rule }),
      ...(profile !== undefined && { profile }),
    };
    const key = JSON.stringify(finder);
    const entry = sources.get(key) ?? {
      finder,
      ...{ present: new Set(), hidden: new Set(), gone: new Set() },
    };
    sources.set(key, entry);
    return entry;
  };
  const there = new Set<string>();
  const places = new Map<string, LeavablePlace>();
  const placed = (identity: string, place: LeavablePlace | undefined) => place && places.set(identity, place);
  for (const finding of [...file.findings, ...(file.hidden ?? [])]) {
    if (finding.identity !== undefined) {
      of(finderOf(finding, store, file)).present.add(finding.identity);
      there.add(finding.identity);
      placed(finding.identity, leavablePlaceOf(finding, finding.reviewer, file));
    }
    for (const one of finding.folded ?? []) {
      const entry = of(finderOf(one, store, file));
      entry.present.add(one.identity);
      // Counted with the one that stands for it.
      entry.hidden.add(one.identity);
      there.add(one.identity);
      placed(one.identity, leavablePlaceOf(finding, one.reviewer, file));
    }
  }
  for (const finding of file.hidden ?? []) {
    if (finding.identity !== undefined) {
      of(finderOf(finding, store, file)).hidden.add(finding.identity);
    }
  }
  for (const { present, hidden = [], gone, ...finder } of earlier?.by ?? []) {
    const entry = of(finder);
    const isAnswered = notLookedFor(finder, file, store) === undefined;
    const wasHidden = new Set(hidden);
    for (const identity of present.filter((one) => !there.has(one))) {
      const place = earlier?.places?.[identity];
      const isKnown = isAnswered && leftToOthers(finder.reviewer, place, file) === undefined;
      entry[isKnown ? 'gone' : 'present'].add(identity);
      if (!isKnown) {
        placed(identity, place);
      }
      if (!wasHidden.has(identity)) {
        counts[isKnown ? 'fixed' : 'not looked at']++;
      } else if (!isKnown) {
        entry.hidden.add(identity);
      }
    }
    for (const identity of gone.filter((one) => !there.has(one))) {
      entry.gone.add(identity);
    }
  }
  const textHash = file.textHash ?? earlier?.textHash;
  return {
    path: file.path,
    ...(textHash !== undefined && { textHash }),
    by: [...sources.values()].map(({ finder, present, hidden, gone }) => ({
      reviewer: finder.reviewer,
      source: finder.source,
      ...(finder.rule === syntaxRule && { rule: syntaxRule }),
      ...(finder.profile !== undefined && { profile: finder.profile }),
      ...{ present: [...present], ...(hidden.size > 0 && { hidden: [...hidden] }), gone: [...gone] },
    })),
    ...(places.size > 0 && { places: Object.fromEntries(places) }),
    missed: 0,
  };
}
