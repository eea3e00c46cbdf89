import type { FileReview } from '../fileReview';
import { identitiesOf } from '../findings/identity';
import type { Finding } from '../types';
import { type LeavablePlace, leavablePlaceOf, leftToOthers } from './leftToOthers';
import { type Finder, finderOf, notLookedFor } from './lookedFor';
import { type SeenFolder, standingAmong, standingsIn } from './seenFolder';
import { renamesSince } from './seenRenames';
import type { RunStore } from './store';

/** How a finding stands in the later of two runs. */
export const standings = ['new', 'came back', 'still there', 'fixed', 'hidden', 'not looked at'] as const;
export type ComparedStanding = (typeof standings)[number];

/** A finding of one run or of both. */
export interface ComparedFinding {
  /**
   * `came back`: it was there once, and not when it was last looked for before the later run. `not looked at` also of one that
   * is there, and of which nobody knows whether it was there before.
   */
  readonly standing: ComparedStanding;
  /** Of its file now; of where it was for what is only in earlier runs. */
  readonly path: string;
  /** What its file was called before, where that is something else. */
  readonly before?: string;
  /** As the later run has it, or else the one that had it last. */
  readonly finding: Finding;
  /** Why nobody can say what has become of it, or why it is in no list. */
  readonly because?: string;
}

/**
 * What has become of the findings of one run in another of the same folder, by their identities: in the order of the
 * later run's files and findings, and then what is only in the earlier one, or in one before it that was the last to look.
 * What nobody looked for again is never fixed.
 *
 * @param seen by the earlier run and all before it
 * @param past the runs before both, the last one first
 */
export function compareRuns(
  earlier: RunStore,
  later: RunStore,
  seen: SeenFolder,
  past: readonly RunStore[] = [],
): readonly ComparedFinding[] {
  const renamed = renamesSince(seen.files, later);
  const compared: ComparedFinding[] = [];
  for (const file of later.files()) {
    const before = renamed.get(file.path);
    const seenThen = seen.files.get(before ?? file.path);
    const standing = seenThen && standingsIn(seenThen);
    for (const finding of file.findings) {
      const known = standingAmong(standing, finding, seenThen?.cut);
      compared.push({
        ...(known
          ? { standing: known }
          : { standing: 'not looked at', because: `not all findings of ${finding.source} were kept before` }),
        path: file.path,
        ...(before !== undefined && { before }),
        finding,
      });
    }
  }
  const movedTo = new Map([...renamed].map(([now, before]) => [before, now]));
  for (const file of earlier.files()) {
    const now = later.file(movedTo.get(file.path) ?? file.path);
    const present = identitiesIn(now?.findings);
    for (const finding of file.findings.filter(({ identity }) => !identity || !present.has(identity))) {
      compared.push({
        path: now?.path ?? file.path,
        finding,
        ...gone(
          finderOf(finding, earlier, file),
          leavablePlaceOf(finding, finding.reviewer, file),
          finding,
          now,
          later,
        ),
      });
    }
  }
  return [...compared, ...fixedMeanwhile(earlier, later, seen, past, movedTo)];
}

/** How many findings stand how. */
export function standingCounts(compared: readonly ComparedFinding[]): Readonly<Record<ComparedStanding, number>> {
  const counts = Object.fromEntries(standings.map((standing) => [standing, 0])) as Record<ComparedStanding, number>;
  for (const { standing } of compared) {
    counts[standing]++;
  }
  return counts;
}

/** What the later run found fixed, and the earlier one had not looked for: as the last run has it that had. */
function* fixedMeanwhile(
  earlier: RunStore,
  later: RunStore,
  { files }: SeenFolder,
  past: readonly RunStore[],
  movedTo: ReadonlyMap<string, string>,
): Generator<ComparedFinding> {
  for (const { path, textHash, by, places } of files.values()) {
    const now = later.file(movedTo.get(path) ?? path);
    const then = earlier.file(path);
    const told = new Set(
      [then, now].flatMap((file) => [...identitiesIn(file?.findings), ...identitiesIn(file?.hidden)]),
    );
    const left = by.flatMap((finder) =>
      finder.present.flatMap((identity) => (told.has(identity) ? [] : [{ finder, identity }])),
    );
    for (const { finder, identity } of now ? left : []) {
      const finding = lastSeen(identity, path, past);
      const because =
        now && finding && notLookedFor({ ...finding, ...finder, textHash: finder.textHash ?? textHash }, now, later);
      const isLeft = now && leftToOthers(finder.reviewer, places?.[identity], now) !== undefined;
      if (now && finding && because === undefined && !isLeft) {
        yield { standing: 'fixed', path: now.path, finding };
      }
    }
  }
}

/** @param path where it was last; in the runs before that, its file may have been called something else */
function lastSeen(identity: string, path: string, past: readonly RunStore[]): Finding | undefined {
  for (const run of past) {
    const there = run.file(path);
    for (const { findings } of there ? [there, ...run.files()] : run.files()) {
      const finding = findings.find((one) => one.identity === identity);
      if (finding) {
        return finding;
      }
    }
  }
  return undefined;
}

function gone(
  finder: Finder,
  place: LeavablePlace | undefined,
  finding: Finding,
  now: FileReview | undefined,
  later: RunStore,
): Pick<ComparedFinding, 'standing' | 'because'> {
  if (finding.identity === undefined) {
    return {
      standing: 'not looked at',
      because: 'the earlier review was made by a version that did not tell findings apart',
    };
  }
  if (identitiesIn(now?.hidden).has(finding.identity)) {
    return { standing: 'hidden' };
  }
  if (!now) {
    return { standing: 'not looked at', because: 'the file is not in the later review' };
  }
  const because = notLookedFor(finder, now, later) ?? leftToOthers(finder.reviewer, place, now);
  return because === undefined ? { standing: 'fixed' } : { standing: 'not looked at', because };
}

function identitiesIn(findings: readonly Finding[] = []): ReadonlySet<string> {
  return new Set(findings.flatMap(identitiesOf));
}
