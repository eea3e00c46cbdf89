import type { Inspection, Inspector } from '../ports';
import type { FileSnapshot, Finding, Flag, Proposal, Span } from '../types';
import { applyEdits, isBefore } from './applyEdits';
import { rejected } from './proposal';
import { SecondLook } from './secondLook';

/** A finding with a proposal that waits. */
interface Candidate {
  readonly finding: Finding;
  readonly proposal: Proposal;
}

type Verdict =
  | { readonly kind: 'passed'; readonly removesFinding: boolean }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'not checked' };

/** So that one file with a thousand proposals neither takes a worker for itself nor sends a thousand texts at once. */
const textsPerRequest = 16;

/**
 * The gates that need parsers and analyzers. A proposal is rejected when the file would have more syntax errors with
 * it, or an error of the local reviewers that it does not have now. One of a local reviewer says so when it removes its
 * finding. What could not be inspected is flagged.
 *
 * The edits of local reviewers are many, small and independent of each other, so they are inspected together as far as
 * they do not overlap, and one by one (by halves) only where something is the matter. Others are inspected one by one.
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
      return rejected(verdict.reason);
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
  const verdicts = new Map<Finding, Verdict>();
  const waiting = candidates.every(({ finding }) => finding.reviewer === 'local')
    ? apart(candidates)
    : candidates.map((candidate) => [candidate]);
  let look: SecondLook | undefined;
  while (waiting.length > 0 && !signal.aborted) {
    const groups = waiting.splice(0, textsPerRequest);
    const texts = groups.map((group) => editedText(file, group));
    const edited = await inspector.inspect(file, texts, signal);
    look ??= await lookAtOriginal(file, edited, inspector, signal);
    if (!look) {
      return verdicts;
    }
    for (const [position, group] of groups.entries()) {
      const verdict = judge(group, look, edited[position]);
      if (verdict === 'unclear') {
        const half = Math.ceil(group.length / 2);
        waiting.push(group.slice(0, half), group.slice(half));
      } else {
        for (const { finding } of group) {
          verdicts.set(finding, verdict);
        }
      }
    }
  }
  return verdicts;
}

/**
 * Texts without a syntax error cannot have more of them than the original, which then need not be parsed. Undefined when
 * there is nothing to compare.
 */
async function lookAtOriginal(
  file: FileSnapshot,
  edited: readonly (Inspection | undefined)[],
  inspector: Inspector,
  signal: AbortSignal,
): Promise<SecondLook | undefined> {
  const known = edited.filter((inspection) => inspection !== undefined);
  if (known.length > 0 && !inspector.withLocal && known.every(({ syntaxErrors = 0 }) => syntaxErrors === 0)) {
    return new SecondLook({});
  }
  const [original] = await inspector.inspect(file, [file.text], signal);
  return original && new SecondLook(original);
}

/** The verdict that holds for each of a group, or `unclear` when the group must be divided to tell. */
function judge(group: readonly Candidate[], look: SecondLook, edited: Inspection | undefined): Verdict | 'unclear' {
  const isAlone = group.length === 1;
  if (!edited) {
    return isAlone ? { kind: 'not checked' } : 'unclear';
  }
  const more = look.moreSyntaxErrors(edited);
  // Where one has mended something, another may have broken as much.
  if (more > 0 || (more < 0 && !isAlone)) {
    const errors = more === 1 ? 'one more syntax error' : `${more} more syntax errors`;
    return isAlone ? { kind: 'rejected', reason: `the file would have ${errors}` } : 'unclear';
  }
  if (look.isIncomplete(edited)) {
    return isAlone ? { kind: 'not checked' } : 'unclear';
  }
  const error = look.newError(edited);
  if (error) {
    const name = error.rule === undefined ? error.source : `${error.source} ${error.rule}`;
    return isAlone
      ? { kind: 'rejected', reason: `the file would have a new error: ${error.title} (${name})` }
      : 'unclear';
  }
  const own = group.filter(({ finding }) => finding.reviewer === 'local').map(({ finding }) => finding);
  const removesFinding = own.length > 0 && look.removes(own, edited);
  return removesFinding === undefined ? 'unclear' : { kind: 'passed', removesFinding };
}

function editedText({ text }: FileSnapshot, group: readonly Candidate[]): string {
  return applyEdits(
    text,
    group.flatMap(({ proposal }) => proposal.edits),
  );
}

/** As few groups as it takes for the proposals of each to lie one behind the other. */
function apart(candidates: readonly Candidate[]): Candidate[][] {
  const groups: { readonly members: Candidate[]; end: Span }[] = [];
  const sorted = candidates
    .map((candidate) => ({ candidate, hull: hullOf(candidate) }))
    .sort((a, b) => a.hull.start - b.hull.start || a.hull.end - b.hull.end);
  for (const { candidate, hull } of sorted) {
    const group = groups.find(({ end }) => isBefore(end, hull));
    if (group) {
      group.members.push(candidate);
      group.end = hull;
    } else {
      groups.push({ members: [candidate], end: hull });
    }
  }
  return groups.map(({ members }) => members);
}

/** From the start of the first edit to the end of the last. */
function hullOf({ proposal: { edits } }: Candidate): Span {
  return { start: Math.min(...edits.map(({ start }) => start)), end: Math.max(...edits.map(({ end }) => end)) };
}
