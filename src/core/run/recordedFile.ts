import { isApplied, withProof, withState } from '../edits/proposalState';
import type { FileReview, FileStatus } from '../fileReview';
import type { Profile } from '../options';
import type { DiscoveredFile } from '../ports';
import type { Repairs } from '../repairs';
import type { Finding, HiddenFinding, ProposalState } from '../types';
import type { ChangeIntent } from './changes';
import { type DismissedFindings, dismissedIn, withDismissed, withRestored } from './dismissing';
import type { RunRecord } from './records';

type Found = Extract<RunRecord, { type: 'found' }>;

/** A file that was just found, to be reviewed unless it is skipped. */
export function asQueued(file: DiscoveredFile): FileReview {
  const { path, bytes } = file;
  const status: FileStatus =
    file.kind === 'skipped' ? { kind: 'skipped', reason: file.reason, message: file.message } : { kind: 'queued' };
  return { path, bytes, status, findings: [] };
}

/**
 * A file with what a stage brought to it. What a person has decided meanwhile stays as they have it.
 *
 * @param dismissed findings that a person has dismissed in this run
 * @param profile of the file
 */
export function withFound(
  file: FileReview,
  { textHash, findings, hidden, usage, uses }: Found,
  dismissed: DismissedFindings,
  profile: Profile,
): FileReview {
  const { hidden: before = [], ...kept } = file;
  const known = new Map([...file.findings, ...before].map((finding) => [finding.id, finding]));
  const resolve = <Kept extends Finding>(listed: readonly (Kept | string)[]): readonly Kept[] =>
    listed.some((finding) => typeof finding === 'string')
      ? listed.flatMap((finding) => (typeof finding === 'string' ? ((known.get(finding) ?? []) as Kept) : [finding]))
      : (listed as readonly Kept[]);
  const now: FileReview = {
    ...kept,
    ...(textHash !== undefined && { textHash }),
    findings: resolve(findings).map((finding) => withState(asOpen(finding), stateOf(known.get(finding.id)))),
    ...(hidden && { hidden: resolve(hidden).map(asDismissed) }),
    ...(usage && { usage }),
    ...(uses && { uses }),
  };
  if (known.size === 0 && dismissed.size === 0) {
    return now;
  }
  const shown = new Set(file.findings.map(({ id }) => id));
  const open = new Map([...dismissed, ...dismissedIn(file)].filter(([id]) => !shown.has(id)));
  return withDismissed(withRestored(now, shown, profile), open);
}

/**
 * What was found, with the words that a rule has for all of its findings kept once: there are findings by the hundred
 * thousand.
 *
 * @param same answers with one text for all that are equal
 */
export function withSharedWords(found: Found, same: (text: string) => string): Found {
  const shared = <Kept extends Finding>(listed: readonly (Kept | string)[]): (Kept | string)[] =>
    listed.map((finding) =>
      typeof finding === 'string'
        ? finding
        : {
            ...finding,
            ...{ title: same(finding.title), explanation: same(finding.explanation), source: same(finding.source) },
            ...(finding.rule !== undefined && { rule: same(finding.rule) }),
          },
    );
  const { findings, hidden } = found;
  return { ...found, findings: shared(findings), ...(hidden && { hidden: shared(hidden) }) };
}

/** One that is listed by its id as it was before somebody dismissed it. */
function asOpen(finding: Finding): Finding {
  if (!finding.hiddenBy) {
    return finding;
  }
  const { hiddenBy: _, ...open } = finding;
  return open;
}

/** One that is listed by its id as it was before somebody restored it. */
function asDismissed(finding: HiddenFinding): HiddenFinding {
  return finding.hiddenBy ? finding : { ...(finding as Finding), hiddenBy: { kind: 'dismissed' } };
}

/** A file with what commands say of its proposals. */
export function withProofs(file: FileReview, { proofs }: Extract<RunRecord, { type: 'proofs' }>): FileReview {
  const findings = file.findings.map((finding) =>
    Object.hasOwn(proofs, finding.id) ? withProof(finding, proofs[finding.id]) : finding,
  );
  return { ...file, findings };
}

/** A file with what came of giving its failed proposals back to a model. What a person has decided on meanwhile stays. */
export function withRepairs(file: FileReview, { replaced, kept, proofs }: Repairs): FileReview {
  const findings = file.findings.map((finding) => {
    const { id, proposal } = finding;
    if (proposal?.state.kind !== 'ready') {
      return finding;
    }
    if (Object.hasOwn(replaced, id)) {
      return { ...finding, proposal: replaced[id] ?? proposal };
    }
    const reason = Object.hasOwn(kept, id) ? kept[id] : undefined;
    const told: Finding =
      reason === undefined ? finding : { ...finding, proposal: { ...proposal, repair: { kind: 'kept', reason } } };
    return Object.hasOwn(proofs, id) ? withProof(told, proofs[id]) : told;
  });
  return { ...file, findings };
}

/** What has become of a proposal since it was found. */
function stateOf(before: Finding | undefined): ProposalState | undefined {
  const state = before?.proposal?.state;
  return state?.kind === 'rejected' ? undefined : state;
}

/**
 * The file as it was discovered, to be reviewed; what was applied in it stays, or is being changed, as it must stay
 * revertible.
 */
export function afresh(
  { path, bytes, findings, textHash, usage, uses }: FileReview,
  intents: ReadonlyMap<string, ChangeIntent>,
): FileReview {
  const applied = findings.filter(({ id, proposal }) => isApplied(proposal?.state) || intents.has(id));
  const kept = applied.map((finding) => ({ ...(textHash !== undefined && { textHash }), ...finding }));
  // What it has cost so far was spent.
  return {
    ...{ path, bytes, status: { kind: 'queued' }, findings: kept },
    ...(usage && { usage }),
    ...(uses && { uses }),
  };
}
