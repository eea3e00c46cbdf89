import type { FileReview } from '../fileReview';
import { isDismissed, isSilenced } from '../findings/bounds';
import { tooManyFindings } from '../findings/capFindings';
import type { Finding, HiddenFinding } from '../types';
import { leftToOthers } from './leftToOthers';
import { notLookedFor } from './lookedFor';
import {
  type CutSource,
  nothingSeen,
  RunHistory,
  type SeenFile,
  type SeenFolder,
  standingAmong,
  standingsIn,
} from './seenFolder';
import { renamesSince } from './seenRenames';
import { SeenSources } from './seenSources';
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
      const standing = same ? 'still there' : standingAmong(known, finding, earlier?.cut);
      counts[standing ?? 'not looked at']++;
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
  const isAll = findings.length + hidden.length === present.size && by.every(isWhole);
  const wasHidden = new Set(by.flatMap((source) => source.hidden ?? []));
  const isThere = ({ identity }: Finding, isHidden: boolean) =>
    identity !== undefined && present.has(identity) && wasHidden.has(identity) === isHidden;
  const isSame = isAll && findings.every((one) => isThere(one, false)) && hidden.every((one) => isThere(one, true));
  const isPlaced = places !== undefined || by.every(({ reviewer }) => reviewer === 'local');
  const cut = cutIn(file);
  return isSame && isPlaced && textHash !== undefined
    ? { path, textHash, by, ...(places && { places }), ...(cut.length > 0 && { cut }), missed: 0 }
    : undefined;
}

/** Whether all of it was there in the file's own text, and all is kept that is kept of it today. */
function isWhole({ reviewer, rule, textHash, gone }: SeenFile['by'][number]): boolean {
  return gone === undefined && textHash === undefined && (reviewer !== 'local' || rule !== undefined);
}

/** Sources of which not all is kept that might be in a list. */
function cutIn({ findings, hidden = [] }: FileReview): readonly CutSource[] {
  const isNote = ({ rule }: Finding) => rule === tooManyFindings;
  const isListed = (one: HiddenFinding) => isDismissed(one) || !isSilenced(one) || one.hiddenBy.kind === 'baseline';
  return [...findings.filter(isNote), ...hidden.filter((one) => isNote(one) && isListed(one))].map(
    ({ reviewer, source, severity }) => ({ reviewer, source, severity }),
  );
}

/** @param counts gets what is not there any more, and what nobody looked for */
function seenIn(
  file: FileReview,
  earlier: SeenFile | undefined,
  counts: { fixed: number; 'not looked at': number },
  store: RunStore,
): SeenFile {
  const textHash = file.textHash ?? earlier?.textHash;
  const sources = new SeenSources(file, textHash, store);
  for (const { present, hidden = [], gone = [], ...seen } of earlier?.by ?? []) {
    const finder = { ...seen, textHash: seen.textHash ?? earlier?.textHash };
    const isAnswered = notLookedFor(finder, file, store) === undefined;
    const wasHidden = new Set(hidden);
    // In which text it was does not matter any more.
    const left = sources.of({ ...seen, textHash });
    for (const identity of present.filter((one) => !sources.there.has(one))) {
      const place = earlier?.places?.[identity];
      const isKnown = isAnswered && leftToOthers(finder.reviewer, place, file) === undefined;
      if (isKnown) {
        left.gone.add(identity);
      } else {
        sources.of(finder).present.add(identity);
        sources.place(identity, place);
      }
      if (!wasHidden.has(identity)) {
        counts[isKnown ? 'fixed' : 'not looked at']++;
      } else if (!isKnown) {
        sources.of(finder).hidden.add(identity);
      }
    }
    for (const identity of gone.filter((one) => !sources.there.has(one))) {
      left.gone.add(identity);
    }
  }
  const cut = stillCut(file, earlier, store);
  return {
    path: file.path,
    ...(textHash !== undefined && { textHash }),
    ...sources.seen(),
    ...(cut.length > 0 && { cut }),
    missed: 0,
  };
}

/** Also those that were cut when somebody last looked, where nobody has since. */
function stillCut(file: FileReview, earlier: SeenFile | undefined, store: RunStore): readonly CutSource[] {
  const now = cutIn(file);
  const isAsBefore = (one: CutSource) =>
    notLookedFor(one, file, store) !== undefined &&
    !now.some(({ reviewer, source }) => reviewer === one.reviewer && source === one.source);
  return [...now, ...(earlier?.cut ?? []).filter(isAsBefore)];
}
