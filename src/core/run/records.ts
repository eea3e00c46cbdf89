import type { FileReview, FileStatus, RunState } from '../fileReview';
import type { RunHeader } from '../options';
import type { ProposalState } from '../types';
import { upToDate } from './oldRecords';
import { RunStore } from './store';

/** What a run's journal holds, one line each, in the order in which it happened. */
export type RunRecord =
  | { readonly type: 'run'; readonly version: 1; readonly run: RunHeader }
  | { readonly type: 'discovered'; readonly files: readonly FileReview[] }
  /** A file came to its end, with all that was found. A later record of the same file replaces it. */
  | { readonly type: 'file'; readonly file: FileReview }
  /** We are about to change a file. Written durably before the change. */
  | ({ readonly type: 'intent' } & ChangeIntent)
  /** A proposal got a new state; ends the intent of the same finding. */
  | {
      readonly type: 'proposal';
      readonly finding: string;
      readonly state: ProposalState;
      /** The file's `editedHash` from here on, absent for none. */
      readonly editedHash?: string;
    }
  | { readonly type: 'state'; readonly state: RunState };

/** A change of a file that was begun: which, and how to tell whether it happened. */
export interface ChangeIntent {
  readonly finding: string;
  readonly action: 'apply' | 'revert';
  readonly preImage: string;
  /** Hash of the text before. */
  readonly before: string;
  /** Hash of the text after, if nothing else changes with it. */
  readonly after: string;
  /** Whether the result is the reviewed text with applied proposals and nothing else. */
  readonly pure: boolean;
}

/** A run as its journal tells it. */
export interface ReplayedRun {
  readonly store: RunStore;
  /** Changes that were begun and whose end was never recorded. */
  readonly openIntents: readonly ChangeIntent[];
}

/**
 * Rebuilds a run from its records; undefined when they do not start with a run. Files that had not come to their end
 * are cancelled, and a run that had not is `interrupted`, unless it is still `atWork` in some process.
 */
export function replay(records: Iterable<RunRecord>, atWork = false): ReplayedRun | undefined {
  let store: RunStore | undefined;
  const openIntents = new Map<string, ChangeIntent>();
  for (const record of records) {
    if (record.type === 'run') {
      store = new RunStore(record.run);
      continue;
    }
    if (!store) {
      return undefined;
    }
    if (record.type === 'intent') {
      openIntents.set(record.finding, record);
    } else if (record.type === 'proposal') {
      openIntents.delete(record.finding);
    }
    applyRecord(store, record);
  }
  if (!store) {
    return undefined;
  }
  if (!atWork) {
    endUnfinished(store);
  }
  return { store, openIntents: [...openIntents.values()] };
}

function applyRecord(store: RunStore, record: Exclude<RunRecord, { type: 'run' }>): void {
  if (record.type === 'discovered') {
    store.put(record.files.map(upToDate));
    store.setState({ kind: 'running' });
  } else if (record.type === 'file') {
    store.put([upToDate(record.file)]);
  } else if (record.type === 'state') {
    store.setState(record.state);
  } else if (record.type === 'proposal') {
    changeProposal(store, record.finding, record.state, record.editedHash);
  }
}

/** Gives a proposal its new state, and its file the hash that goes with it. */
export function changeProposal(
  store: RunStore,
  findingId: string,
  state: ProposalState,
  editedHash: string | undefined,
): void {
  const entry = store.finding(findingId);
  if (!entry) {
    return;
  }
  store.update(entry.file.path, ({ editedHash: _, ...file }) => ({
    ...file,
    ...(editedHash === undefined ? {} : { editedHash }),
    findings: file.findings.map((finding) =>
      finding.id === findingId && finding.proposal ? { ...finding, proposal: { ...finding.proposal, state } } : finding,
    ),
  }));
}

function endUnfinished(store: RunStore): void {
  const cancelled: FileStatus = { kind: 'cancelled' };
  for (const file of [...store.files()]) {
    if (file.status.kind === 'queued' || file.status.kind === 'reviewing') {
      store.put([{ ...file, status: cancelled }]);
    }
  }
  if (store.state.kind === 'running' || store.state.kind === 'discovering') {
    store.setState({ kind: 'interrupted' });
  }
}
