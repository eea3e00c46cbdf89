import { isApplied, withState } from '../edits/proposalState';
import type { FileReview, FileStatus } from '../fileReview';
import type { DiscoveredFile } from '../ports';
import type { Finding, ProposalState } from '../types';
import type { ChangeIntent } from './changes';
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
 * A file with what a stage brought to it.
 *
 * @param dismissed findings whose proposals a person does not want
 */
export function withFound(
  file: FileReview,
  { textHash, findings, hidden, usage, uses }: Found,
  dismissed: ReadonlySet<string>,
): FileReview {
  const known = new Map([...file.findings, ...(file.hidden ?? [])].map((finding) => [finding.id, finding]));
  const resolve = <Kept extends Finding>(listed: readonly (Kept | string)[]): Kept[] =>
    listed.flatMap((finding) => (typeof finding === 'string' ? ((known.get(finding) ?? []) as Kept) : [finding]));
  const { hidden: _, ...kept } = file;
  return {
    ...kept,
    ...(textHash !== undefined && { textHash }),
    findings: resolve(findings).map((finding) =>
      withState(finding, dismissed.has(finding.id) ? { kind: 'dismissed' } : stateOf(known.get(finding.id))),
    ),
    ...(hidden && { hidden: resolve(hidden) }),
    ...(usage && { usage }),
    ...(uses && { uses }),
  };
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
