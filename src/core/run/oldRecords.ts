import type { FailureReason, FileReview, RunState } from '../fileReview';
import type { RunHeader } from '../options';
import { maskSecrets } from '../text/secrets';
import type { Edit, Finding, HiddenFinding, Proposal, ProposalState, Receipt } from '../types';
import type { Change } from './changes';
import type { RunRecord } from './records';
import { asDiscovered, discoveredRecords, recordsOfFile } from './snapshot';
import type { RunStore } from './store';

/** A record of version 1, where `file` had all of a file and each change a text before it of its own. */
export type OldRecord =
  | { readonly type: 'run'; readonly version: 1; readonly run: RunHeader }
  | { readonly type: 'discovered'; readonly files: readonly OldFile[] }
  | { readonly type: 'file'; readonly file: OldFile }
  | ({ readonly type: 'intent' } & OldIntent)
  | {
      readonly type: 'proposal';
      readonly finding: string;
      readonly state: OldState;
      readonly editedHash?: string;
    }
  | { readonly type: 'state'; readonly state: RunState };

interface OldIntent {
  readonly finding: string;
  readonly action: 'apply' | 'revert';
  readonly preImage: string;
  readonly before: string;
  readonly after: string;
  readonly pure: boolean;
}

/** `receipt` named the text before. */
type OldState =
  | { readonly kind: 'dismissed' }
  | Exclude<ProposalState, { receipt: Receipt }>
  | {
      readonly kind: 'applied' | 'applied with editor changes';
      readonly receipt: { readonly preImage: string; readonly textHash: string; readonly baseHash: string };
    };

type OldFile = Omit<FileReview, 'findings' | 'hidden'> & {
  readonly findings: readonly OldFinding[];
  readonly hidden?: readonly Finding[];
};

type OldFinding = Omit<Finding, 'proposal'> & {
  readonly proposal?: Omit<NonNullable<Finding['proposal']>, 'state'> & { readonly state: OldState };
};

/** An edit as it was recorded: with a mark for each kind of secret, and none yet for most before that. */
type OldEdit = Omit<Edit, 'secret'> & { readonly secret?: Edit['secret'] | true; readonly holdsSecret?: true };

/**
 * What a record of version 1 says, in records of today.
 *
 * @param store what the records before it have made
 */
export function upgraded(record: OldRecord, store: RunStore | undefined): RunRecord[] {
  switch (record.type) {
    case 'run':
      return [{ type: 'run', version: 2, run: record.run }];
    case 'discovered':
      return [
        ...discoveredRecords(record.files.map(asDiscovered)),
        ...record.files.flatMap((file) => upgradedFile(file, store)),
      ];
    case 'file':
      return upgradedFile(record.file, store);
    case 'intent': {
      const { preImage, ...intent } = record;
      const baseHash = store?.finding(record.finding)?.file.textHash ?? record.before;
      return [{ ...intent, baseHash, textBefore: preImage }];
    }
    case 'proposal':
      return [settled(record, store)];
    case 'state':
      return [record];
    default:
      throw new Error('it holds something that is no record');
  }
}

function settled(record: Extract<OldRecord, { type: 'proposal' }>, store: RunStore | undefined): RunRecord {
  const { finding, state } = record;
  if ('receipt' in state) {
    const change = store?.changes(store.finding(finding)?.file.path ?? '').length ?? 0;
    const { textHash, baseHash } = state.receipt;
    return { ...record, state: { kind: state.kind, receipt: { change, textHash, baseHash } }, textHash };
  }
  const intent = store?.openIntents().find((open) => open.finding === finding);
  return state.kind === 'reverted' && intent ? { ...record, state, textHash: intent.after } : { ...record, state };
}

/** Reasons for which a review failed that have another name since. */
const renamedReasons: ReadonlyMap<string, FailureReason> = new Map([['unreadable reply', 'invalid model response']]);

/** What a record says in the words of today: records of all versions may have earlier ones. */
export function inWordsOfToday(record: RunRecord): RunRecord {
  if (record.type === 'file' && record.status.kind === 'failed') {
    const reason = renamedReasons.get(record.status.reason);
    return reason ? { ...record, status: { ...record.status, reason } } : record;
  }
  return record.type === 'found' && record.findings.some((finding) => withReasonOfToday(finding) !== finding)
    ? { ...record, findings: record.findings.map(withReasonOfToday) }
    : record;
}

function withReasonOfToday(finding: Finding | string): Finding | string {
  const confirmation = typeof finding === 'string' ? undefined : finding.confirmation;
  const reason = confirmation?.verdict === 'not confirmed' ? renamedReasons.get(confirmation.reason) : undefined;
  return typeof finding !== 'string' && confirmation && reason
    ? { ...finding, confirmation: { ...confirmation, reason } }
    : finding;
}

/** With every state: what an earlier record said of the same proposals may be other than what this one says. */
function upgradedFile(
  { findings: found, hidden: unmarked, ...file }: OldFile,
  store: RunStore | undefined,
): RunRecord[] {
  const changes = [...(store?.changes(file.path).all ?? [])];
  const findings = found.map(({ proposal, ...finding }): Finding => {
    const now = proposal && { ...proposal, state: stateOf(finding.id, proposal.state, changes) };
    return withSecretsMarked({ ...finding, ...(now && { proposal: now }) });
  });
  const hidden = unmarked?.map((finding) => withReason(withSecretsMarked(finding)));
  const dismissed = found.flatMap(({ id, proposal }) => (proposal?.state.kind === 'dismissed' ? [id] : []));
  return [
    ...recordsOfFile({ ...file, findings, ...(hidden && { hidden }) }, changes, () => true),
    ...(dismissed.length > 0
      ? [{ type: 'dismissed', path: file.path, findings: dismissed, hiding: { kind: 'dismissed' } } as const]
      : []),
  ];
}

/** The state of today; a change that is not among those on record is added to them. */
function stateOf(finding: string, state: OldState, changes: Change[]): ProposalState {
  if (state.kind === 'dismissed') {
    return { kind: 'ready' };
  }
  if (!('receipt' in state)) {
    return state;
  }
  const { preImage, textHash, baseHash } = state.receipt;
  const known = changes.findLastIndex((change) => change.textBefore === preImage && change.finding === finding);
  const change =
    known >= 0
      ? known
      : changes.push({
          ...{ finding, action: 'apply', before: '', after: textHash, pure: false, baseHash, textHash },
          textBefore: preImage,
        }) - 1;
  return { kind: state.kind, receipt: { change, textHash, baseHash } };
}

/** At first nothing but a profile hid findings, and nobody wrote that down. */
function withReason(finding: Finding): HiddenFinding {
  return { ...finding, hiddenBy: finding.hiddenBy ?? { kind: 'bounds' } };
}

function withSecretsMarked<Kept extends Finding>(finding: Kept): Kept {
  const { proposal } = finding;
  return proposal
    ? { ...finding, proposal: { ...withoutOldFlag(proposal), edits: proposal.edits.map(marked) } }
    : finding;
}

/** What only an editor changes was a flag everywhere. */
function withoutOldFlag(proposal: Proposal): Proposal {
  const flags = proposal.flags.filter((flag: string) => flag !== 'mixed line ends');
  return flags.length < proposal.flags.length ? { ...proposal, flags, mixedLineEnds: true } : proposal;
}

function marked({ secret, holdsSecret, ...edit }: OldEdit): Edit {
  if (secret !== undefined) {
    return { ...edit, secret: secret === true ? 'hidden' : secret };
  }
  return holdsSecret || maskSecrets(edit.newText) !== edit.newText ? { ...edit, secret: 'held' } : edit;
}
