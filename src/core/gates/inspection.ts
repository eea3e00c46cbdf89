import { isBefore } from '../edits/applyEdits';
import type { Inspector } from '../ports';
import { PriorityQueue } from '../run/schedule/priorityQueue';
import type { FileSnapshot, Finding, Flag, Proposal, Span } from '../types';
import { type Candidate, Inspecting, tooManyErrors, type Verdict } from './inspecting';
import { rejected } from './proposal';

/** The same where only the edits are sent, and only what they touch is parsed anew. */
const changesPerRequest = 64;

/** More proposals than this that may depend on each other are no longer looked at one by one. */
const fewProposals = 16;

/**
 * The gates that need parsers and analyzers. A proposal is rejected when the file would have more syntax errors with
 * it, or an error of the local reviewers that it does not have now. One of a local reviewer says so when it removes its
 * finding. What could not be inspected is flagged.
 *
 * The edits of local reviewers are many, small and independent of each other, so they are inspected together as far as
 * they do not overlap, and one by one (by halves) only where something is the matter. Others are inspected one by one, as
 * one may hide what another breaks; thousands are together, so that each is seen without each other one (see `partings`).
 *
 * @param findings what one reviewer found in the file; their order and ids stay
 */
export async function inspectProposals(
  file: FileSnapshot,
  findings: readonly Finding[],
  inspector: Inspector,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const candidates = findings.flatMap((finding): Candidate[] =>
    finding.proposal?.state.kind === 'ready' ? [{ finding, proposal: finding.proposal }] : [],
  );
  if (candidates.length === 0) {
    return findings;
  }
  const verdicts = await judgeAll(file, candidates, inspector, signal);
  return findings.map((finding) => {
    const { proposal } = finding;
    return proposal?.state.kind === 'ready'
      ? { ...finding, proposal: withVerdict(proposal, verdicts.get(finding) ?? { kind: 'not checked' }) }
      : finding;
  });
}

function withVerdict(proposal: Proposal, verdict: Verdict): Proposal {
  const notChecked: Flag = 'syntax not checked';
  switch (verdict.kind) {
    case 'rejected':
      return rejected(verdict);
    case 'not checked':
      return proposal.flags.includes(notChecked) ? proposal : { ...proposal, flags: [...proposal.flags, notChecked] };
    case 'passed':
      return verdict.removesFinding ? { ...proposal, removesFinding: true } : proposal;
  }
}

/** Verdicts by finding; a finding without one could not be inspected. */
async function judgeAll(
  file: FileSnapshot,
  candidates: readonly Candidate[],
  inspector: Inspector,
  signal: AbortSignal,
): Promise<ReadonlyMap<Finding, Verdict>> {
  const inspection = new Inspecting(file, inspector, signal);
  const isLocal = candidates.every(({ finding }) => finding.reviewer === 'local');
  if (isLocal || candidates.length <= fewProposals) {
    await inspection.judge(isLocal ? apart(candidates) : candidates.map((candidate) => [candidate]));
    return inspection.verdicts;
  }
  const parsed = await parseAll(file, candidates, inspector, signal);
  const readable: Candidate[] = [];
  for (const [candidate, verdict] of parsed) {
    if (verdict.kind === 'passed') {
      readable.push(candidate);
    } else {
      inspection.verdicts.set(candidate.finding, verdict);
    }
  }
  const groups = apart(readable);
  const alone = await inspection.judge(groups);
  await inspection.judge(
    groups.flatMap((group) => partings(group.filter((candidate) => alone && !alone.has(candidate)))),
  );
  return inspection.verdicts;
}

/** What a parser says of each proposal alone. Where there is no grammar, it has nothing against any. */
async function parseAll(
  file: FileSnapshot,
  candidates: readonly Candidate[],
  inspector: Inspector,
  signal: AbortSignal,
): Promise<ReadonlyMap<Candidate, Verdict>> {
  const verdicts = new Map<Candidate, Verdict>();
  const [original] = (await inspector.countErrors(file, [[]], signal)) ?? [0];
  for (let start = 0; start < candidates.length && !signal.aborted; start += changesPerRequest) {
    const some = candidates.slice(start, start + changesPerRequest);
    const changes = some.map(({ proposal }) => proposal.edits);
    const counts = (await inspector.countErrors(file, changes, signal)) ?? some.map(() => original);
    for (const [position, candidate] of some.entries()) {
      const count = counts[position];
      verdicts.set(candidate, count === undefined || original === undefined ? unknown : byErrors(count - original));
    }
  }
  return verdicts;
}

const unknown: Verdict = { kind: 'not checked' };

function byErrors(more: number): Verdict {
  return more > 0 ? tooManyErrors(more) : { kind: 'passed', removesFinding: false };
}

/**
 * Groups in which each of a list stands without each other one at least once: halves by each digit of their binary
 * numbers. What is well in all of them breaks nothing by itself, unless several others each mend just that.
 */
function partings(candidates: readonly Candidate[]): Candidate[][] {
  const groups: Candidate[][] = [];
  for (let digit = 1; digit < candidates.length; digit *= 2) {
    const [zeros, ones] = [0, digit].map((value) => candidates.filter((_, number) => (number & digit) === value));
    groups.push(zeros ?? [], ones ?? []);
  }
  return groups;
}

/** As few groups as it takes for the proposals of each to lie one behind the other. */
function apart(candidates: readonly Candidate[]): Candidate[][] {
  const groups: Candidate[][] = [];
  /** Each with where its last member ends, the first to end first. */
  const open = new PriorityQueue<{ readonly members: Candidate[]; readonly last: Span }>(
    (a, b) => a.last.end - b.last.end,
  );
  const sorted = candidates
    .map((candidate) => ({ candidate, hull: hullOf(candidate) }))
    .sort((a, b) => a.hull.start - b.hull.start || a.hull.end - b.hull.end);
  for (const { candidate, hull } of sorted) {
    const first = open.peek();
    const members = first && isBefore(first.last, hull) ? first.members : [];
    if (members.length > 0) {
      open.pop();
    } else {
      groups.push(members);
    }
    members.push(candidate);
    open.push({ members, last: hull });
  }
  return groups;
}

/** From the start of the first edit to the end of the last; they are in order. */
function hullOf({ proposal: { edits } }: Candidate): Span {
  return { start: edits[0]?.start ?? 0, end: edits.at(-1)?.end ?? 0 };
}
