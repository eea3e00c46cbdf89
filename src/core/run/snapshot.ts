import { withState } from '../edits/proposalState';
import type { ExcludedCount, FileReview } from '../fileReview';
import { groupBy } from '../groupBy';
import type { DiscoveredFile } from '../ports';
import type { Finding, ProposalState } from '../types';
import type { Change } from './changes';
import type { DismissedFindings } from './dismissing';
import { isEnded, type RunRecord } from './records';
import type { RunStore } from './store';

/** No record holds more files than this, so that none becomes longer than a text can be. */
const filesPerRecord = 10_000;

/** The fewest records that make a run what it is now: what a journal is rewritten with. */
export function* recordsOf(store: RunStore): Generator<RunRecord> {
  yield { type: 'run', version: 2, run: store.header };
  const files = [...store.files()];
  if (store.isListed) {
    yield* discoveredRecords(files.map(asDiscovered), store.excluded);
  }
  for (const file of files) {
    yield* recordsOfFile(file, store.changes(file.path).all);
    yield* dismissedRecords(file.path, store.dismissed(file.path));
  }
  const viewed = files.filter(({ isViewed }) => isViewed).map(({ path }) => path);
  if (viewed.length > 0) {
    yield { type: 'viewed', paths: viewed, isViewed: true };
  }
  for (const intent of store.openIntents()) {
    yield { type: 'intent', ...intent };
  }
  if (!store.isUnfinished) {
    yield { type: 'state', state: store.state };
  }
}

/** The files of a run as the records that say so; at least one. */
export function* discoveredRecords(files: readonly DiscoveredFile[], excluded?: ExcludedCount): Generator<RunRecord> {
  for (let start = 0; start === 0 || start < files.length; start += filesPerRecord) {
    const end = start + filesPerRecord;
    const more = end < files.length && ({ more: true } as const);
    yield { type: 'discovered', files: files.slice(start, end), ...(start === 0 && excluded && { excluded }), ...more };
  }
}

/** A file as it was when nobody had looked into it. */
export function asDiscovered({ path, bytes, status }: Pick<FileReview, 'path' | 'bytes' | 'status'>): DiscoveredFile {
  return status.kind === 'skipped'
    ? { kind: 'skipped', path, bytes, reason: status.reason, message: status.message }
    : { kind: 'file', path, bytes };
}

/**
 * What makes a file that was discovered what it is now.
 *
 * @param isTold which states of proposals are among it: at least those that they were not found with
 */
export function* recordsOfFile(
  file: FileReview,
  changes: readonly Change[],
  isTold: (state: ProposalState) => boolean = isLater,
): Generator<RunRecord> {
  const { path, status, textHash, editedHash, findings, hidden, usage, uses } = file;
  const ofText = textHash !== undefined && { textHash };
  if (findings.length > 0 || hidden || usage || uses) {
    const found = findings.map(asFound);
    const spent = { ...(usage && { usage }), ...(uses && { uses }) };
    yield { type: 'found', path, ...ofText, findings: found, ...(hidden && { hidden }), ...spent };
  }
  if (isEnded(status) && status.kind !== 'skipped') {
    yield { type: 'file', path, ...ofText, status };
  }
  const states = Object.fromEntries(
    findings.flatMap(({ id, proposal }) => (proposal && isTold(proposal.state) ? [[id, proposal.state]] : [])),
  );
  if (changes.length > 0 || Object.keys(states).length > 0 || editedHash !== undefined) {
    yield { type: 'history', path, changes, states, ...(editedHash !== undefined && { editedHash }) };
  }
}

/** What a person has dismissed in this run, a record for each way in which they have put it. */
function* dismissedRecords(path: string, dismissed: DismissedFindings): Generator<RunRecord> {
  for (const some of groupBy([...dismissed], ([, hiding]) => JSON.stringify(hiding)).values()) {
    const [, hiding] = some[0] ?? [];
    if (hiding) {
      yield { type: 'dismissed', path, findings: some.map(([id]) => id), hiding };
    }
  }
}

/** Whether a proposal has another state than it was found with. */
function isLater(state: ProposalState): boolean {
  return state.kind !== 'rejected' && (state.kind !== 'ready' || state.problem !== undefined);
}

/** A finding without what has become of its proposal since. */
export function asFound<Kept extends Finding>(finding: Kept): Kept {
  const state = finding.proposal?.state;
  return state && isLater(state) ? withState(finding, { kind: 'ready' }) : finding;
}
