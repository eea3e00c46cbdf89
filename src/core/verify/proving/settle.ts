import pLimit from 'p-limit';
import type { ProofResult } from '../../proof';
import type { CommandRun } from '../ports';
import { type Beginning, isFirm, searchCulprit } from './bisect';
import type { Candidate } from './proposals';
import type { FailedVerdict, PassedVerdict, Trials, UnverifiableVerdict, Verdict } from './trials';

/** What became of a proposal, and what it was seen by. */
export interface Settled {
  readonly candidate: Candidate;
  readonly result: ProofResult;
  readonly verdict?: Verdict;
  /** The run that tells why, where no verdict has it. */
  readonly run?: CommandRun;
}

/** Hears what became of each. */
export type Tell = (settled: Settled) => Promise<void>;

/** How many sets may be asked about for a set of so many, beyond those that tell whether one of them fails alone. */
export function mostAttempts(length: number): number {
  return Math.min(length, 84) + 16;
}

/**
 * Finds a set of proposals that pass together, by trying all of them and taking out, one by one, each that makes the ones
 * before it fail. Where so many fail that this takes too long, those that are left are each tried alone, and the search goes
 * on, once, among those that pass. Whoever stays was in the very tree that passed. Ends early when it is cancelled.
 */
export async function settle(trials: Trials, candidates: readonly Candidate[], tell: Tell): Promise<void> {
  const found = await searchTogether(trials, { stays: candidates, passing: { length: 0 }, alone: new Map() }, tell);
  if (found.kind !== 'too many fail') {
    return;
  }
  const alone = await tryAlone(trials, found.stays.slice(found.passing.length), tell);
  if (alone) {
    const stays = found.stays.filter((candidate, index) => index < found.passing.length || alone.has(candidate));
    const again = await searchTogether(trials, { stays, passing: found.passing, alone }, tell);
    if (again.kind === 'too many fail') {
      await tellLost({ ...again, alone }, undefined, tell);
    }
  }
}

/** How far the search for a set that passes has come. */
interface Standing {
  readonly stays: readonly Candidate[];
  readonly passing: Beginning;
  /** Those that were tried without any other already, and passed. */
  readonly alone: ReadonlyMap<Candidate, PassedVerdict>;
}

async function searchTogether(
  trials: Trials,
  { stays: all, passing: from, alone }: Standing,
  tell: Tell,
): Promise<
  | { readonly kind: 'ended' }
  | { readonly kind: 'too many fail'; readonly stays: readonly Candidate[]; readonly passing: Beginning }
> {
  const lost = async (verdict: Verdict) => {
    await tellLost({ stays, passing, alone }, verdict, tell);
    return { kind: 'ended' } as const;
  };
  let [stays, passing, attempts] = [all, from, mostAttempts(all.length)];
  while (stays.length > 0) {
    const whole = passing.length === stays.length && passing.passed ? passing.passed : await trials.examine(stays);
    attempts--;
    if (whole.kind === 'passed') {
      await tellPassing(stays, { length: stays.length, passed: whole }, tell);
      break;
    }
    if (!isFirm(whole)) {
      return lost(whole);
    }
    const possible = whole.kind === 'unverifiable' ? await takeOutImpossible(trials, stays, tell) : stays;
    if (possible.length < stays.length) {
      stays = possible;
      continue;
    }
    const { search, asked } = await searchCulprit(trials, stays, { passing, whole, attempts });
    passing = search.passing;
    attempts -= asked;
    if (search.kind === 'too many attempts') {
      return { kind: 'too many fail', stays, passing };
    }
    const culprit = stays[passing.length];
    if (search.kind === 'lost' || !culprit) {
      return lost(search.verdict);
    }
    const blamed = await blame(trials, stays.slice(0, passing.length), culprit, search.verdict, alone.get(culprit));
    if (blamed.kind === 'not firm') {
      return lost(blamed.verdict);
    }
    await tell(blamed.settled);
    stays = stays.filter((candidate) => candidate !== culprit);
  }
  return { kind: 'ended' };
}

/** Tries each without any other, and tells what does not pass. Undefined when it is cancelled. */
async function tryAlone(
  trials: Trials,
  candidates: readonly Candidate[],
  tell: Tell,
): Promise<ReadonlyMap<Candidate, PassedVerdict> | undefined> {
  const alone = new Map<Candidate, PassedVerdict>();
  const limit = pLimit(trials.parallel);
  const verdicts = await Promise.all(
    candidates.map((candidate) =>
      limit(async () => {
        const verdict = await trials.examine([candidate]);
        if (verdict.kind !== 'passed') {
          await tellLost({ stays: [candidate], passing: { length: 0 }, alone }, verdict, tell);
        }
        return verdict;
      }),
    ),
  );
  for (const [index, candidate] of candidates.entries()) {
    const verdict = verdicts[index];
    if (verdict?.kind === 'passed') {
      alone.set(candidate, verdict);
    }
  }
  return verdicts.some(({ kind }) => kind === 'cancelled') ? undefined : alone;
}

/**
 * Those that can be made in the tree: a file may not be what was reviewed any more. Searching for them by running commands
 * would take far longer.
 */
async function takeOutImpossible(
  trials: Trials,
  candidates: readonly Candidate[],
  tell: Tell,
): Promise<readonly Candidate[]> {
  const obstacles = await Promise.all(candidates.map((candidate) => trials.obstacle(candidate)));
  for (const [index, candidate] of candidates.entries()) {
    const verdict = obstacles[index];
    if (verdict) {
      await tell({ candidate, result: { kind: 'unverifiable', reason: verdict.reason }, verdict });
    }
  }
  return candidates.filter((_, index) => !obstacles[index]);
}

type Blame =
  | { readonly kind: 'settled'; readonly settled: Settled }
  | { readonly kind: 'not firm'; readonly verdict: Verdict };

/** Whether what makes those before it fail fails by itself, too, is seen by trying it alone. */
async function blame(
  trials: Trials,
  before: readonly Candidate[],
  candidate: Candidate,
  verdict: FailedVerdict | UnverifiableVerdict,
  known: PassedVerdict | undefined,
): Promise<Blame> {
  const alone = before.length === 0 ? verdict : (known ?? (await trials.examine([candidate])));
  if (isFirm(alone) && alone.kind !== 'passed') {
    return { kind: 'settled', settled: { candidate, result: resultOf(alone, []), verdict: alone } };
  }
  if (alone.kind === 'cancelled') {
    return { kind: 'not firm', verdict: alone };
  }
  const again = verdict.kind === 'failed' ? await trials.confirm([...before, candidate], verdict) : verdict;
  return isFirm(again) && again.kind !== 'passed'
    ? { kind: 'settled', settled: { candidate, result: resultOf(again, before), verdict: again } }
    : { kind: 'not firm', verdict: again };
}

function resultOf(verdict: FailedVerdict | UnverifiableVerdict, before: readonly Candidate[]): ProofResult {
  const [first, ...others] = before;
  const named = first && others.length === 0 ? `“${first.title}”, which is` : `the ${before.length}`;
  const suffix = first ? ` together with ${named} before it` : '';
  return verdict.kind === 'failed'
    ? {
        kind: 'failed',
        failures: verdict.failures,
        message: `${verdict.message}${suffix}`,
        together: before.length + 1,
      }
    : { kind: 'unverifiable', reason: `${verdict.reason}${suffix}` };
}

async function tellPassing(candidates: readonly Candidate[], { length, passed }: Beginning, tell: Tell): Promise<void> {
  if (passed) {
    for (const candidate of candidates.slice(0, length)) {
      await tell({ candidate, result: passedResult(passed, length), verdict: passed });
    }
  }
}

/** Those that were seen to pass together stay, and so do those that were seen to pass alone; of the others nothing is known. */
async function tellLost({ stays, passing, alone }: Standing, verdict: Verdict | undefined, tell: Tell): Promise<void> {
  if (verdict?.kind === 'cancelled') {
    return;
  }
  await tellPassing(stays, passing, tell);
  const result = lostResult(stays.length, verdict);
  for (const candidate of stays.slice(passing.length)) {
    const passed = alone.get(candidate);
    await tell(
      passed
        ? { candidate, result: { ...passedResult(passed, 1), apart: failsWithOthers }, verdict: passed }
        : { candidate, result, ...(verdict && { verdict }) },
    );
  }
}

const failsWithOthers = 'together with others it fails, and with which could not be told';

function passedResult({ nothingNew }: PassedVerdict, together: number): ProofResult & { readonly kind: 'verified' } {
  return { kind: 'verified', together, ...(nothingNew && { nothingNew }) };
}

const notToldApart = {
  kind: 'unverifiable',
  reason: 'which of the proposals that were tried together is why was not found out',
  cause: 'not told apart',
} as const satisfies ProofResult;

function lostResult(length: number, verdict: Verdict | undefined): ProofResult {
  switch (verdict?.kind) {
    case 'flaky':
      return { kind: 'flaky', failures: verdict.failures };
    case 'failed':
      return length === 1
        ? resultOf(verdict, [])
        : {
            ...notToldApart,
            reason: `${verdict.run.command}: ${verdict.message}; ${notToldApart.reason}`,
          };
    case 'unverifiable':
      return resultOf(verdict, []);
    default:
      return notToldApart;
  }
}
