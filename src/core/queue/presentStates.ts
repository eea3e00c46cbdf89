import { type Located, type LocateRequest, locateRevert, locateWaiting } from '../edits/locate';
import { type AppliedState, isApplied, withState } from '../edits/proposalState';
import type { FileReview } from '../fileReview';
import type { Hasher } from '../ports';
import type { ChangeHistory, Moment } from '../run/changes';
import { reasons } from '../text/reasons';
import type { Finding, Proposal, ProposalState } from '../types';

/** What a file's text says about its proposals. */
export interface PresentStates {
  /** By finding, where they are others than on record. */
  readonly states: Readonly<Record<string, ProposalState>>;
  /** See `FileReview.editedHash`. */
  readonly editedHash: string | undefined;
}

/**
 * Derives the states of a file's proposals from its present text, whoever made it: a person, undo, git, another
 * window. A text that the file had after one of our changes tells all of them at once, as undo and redo lead through
 * just those; in any other text each proposal is looked for at its place. What a person has taken back
 * and what a gate has rejected stays.
 *
 * @param text undefined when the file is gone
 */
export function presentStates(
  file: FileReview,
  changes: ChangeHistory,
  text: string | undefined,
  hash: Hasher,
): PresentStates {
  const before = file.findings.filter(hasPlace);
  if (text === undefined) {
    const isDone = ({ kind }: ProposalState) => kind === 'reverted';
    const states = changed(before, ({ proposal: { state } }) => (isDone(state) ? state : gone));
    return { states, editedHash: undefined };
  }
  const textHash = hash(text);
  const moment = changes.moment(textHash) ?? (textHash === file.textHash ? asReviewed : nothingKnown);
  const told = changed(before, (finding) => stateAt(finding, moment, file.textHash));
  const isPure = moment.pureOf !== undefined && moment.pureOf === file.textHash && moment.applied.size > 0;
  const editedHash = isPure ? textHash : undefined;
  const isOpen = (finding: Placed) => !isTold(finding, moment, file.textHash) || isStale(finding);
  const open = before.filter(isOpen);
  const isOther = textHash !== file.textHash && !isPure;
  // That a proposal is not in the text does not say that what it changes still is: the editor had a part in it.
  const waiting = isOther ? before.filter((finding) => !isOpen(finding) && isReady(finding, told)) : [];
  if (open.length === 0 && waiting.length === 0) {
    return { states: told, editedHash };
  }
  const { editedHash: _, ...rest } = file;
  const then: FileReview = {
    ...rest,
    ...(editedHash !== undefined && { editedHash }),
    findings: file.findings.map((finding) => withState(finding, told[finding.id])),
  };
  const request = { file: then, currentText: text, hash: remembering(text, textHash, hash) };
  const found = changed(open, (finding) => stateIn({ ...request, finding }, changes));
  const placed = changed(
    waiting,
    (finding) => stateBy(locateUnapplied({ ...request, finding })) ?? stateOf(finding, told),
  );
  return { states: { ...told, ...found, ...placed }, editedHash };
}

/**
 * Whether a file that has the reviewed text leaves its proposals and what is known of it as they are: none was applied, and
 * none has lost its place.
 */
export function isAsFound({ findings, editedHash }: FileReview, changes: ChangeHistory): boolean {
  const isOpen = ({ proposal }: Finding) => !isApplied(proposal?.state) && proposal?.state.kind !== 'stale';
  return changes.length === 0 && editedHash === undefined && findings.every(isOpen);
}

/** Whether a file's text (by its hash) is another than the one that was reviewed, by other changes than ours alone. */
export function isEdited(file: FileReview, changes: ChangeHistory, textHash: string): boolean {
  const ours = [file.textHash, file.editedHash];
  return !ours.includes(textHash) && changes.moment(textHash)?.pureOf !== file.textHash;
}

/** Nothing is in the text that was reviewed but what is in it. */
const asReviewed: Moment = { settled: new Set(), applied: new Map(), isWhole: true, pureOf: undefined };
const nothingKnown: Moment = { settled: new Set(), applied: new Map(), isWhole: false, pureOf: undefined };

/** Whether a moment tells if a proposal is in the text; one of an earlier review may have been in the reviewed text. */
function isTold({ id, proposal: { state } }: Placed, moment: Moment, reviewed: string | undefined): boolean {
  const isOfReview = !isApplied(state) || state.receipt.baseHash === reviewed;
  return moment.settled.has(id) || (moment.isWhole && isOfReview);
}

function isStale({ proposal }: Placed): boolean {
  return proposal.state.kind === 'stale';
}

function stateOf({ id, proposal }: Placed, told: PresentStates['states']): ProposalState {
  return told[id] ?? proposal.state;
}

function isReady(finding: Placed, told: PresentStates['states']): boolean {
  return stateOf(finding, told).kind === 'ready';
}

/** The states that are others than before, by finding. */
function changed(
  findings: readonly Placed[],
  stateOf: (finding: Placed) => ProposalState,
): Readonly<Record<string, ProposalState>> {
  return Object.fromEntries(
    findings.flatMap((finding) => {
      const state = stateOf(finding);
      const before = finding.proposal.state;
      return state === before || JSON.stringify(state) === JSON.stringify(before) ? [] : [[finding.id, state]];
    }),
  );
}

/** A file with thousands of proposals asks for the same hash again and again. */
function remembering(text: string, textHash: string, hash: Hasher): Hasher {
  return (wanted) => (wanted === text ? textHash : hash(wanted));
}

/** As far as the moment tells. */
function stateAt(finding: Placed, moment: Moment, reviewed: string | undefined): ProposalState {
  const { state } = finding.proposal;
  const applied = moment.applied.get(finding.id);
  if (applied) {
    return applied;
  }
  return isApplied(state) && isTold(finding, moment, reviewed) ? { kind: 'ready' } : state;
}

/** Where it would be applied if it is not in the text, whatever it is on record as. */
function locateUnapplied(request: LocateRequest & { readonly finding: Placed }): Located {
  return locateWaiting({ ...request, finding: withState(request.finding, { kind: 'ready' }) });
}

/** In a text that somebody else had a part in. */
function stateIn(request: LocateRequest & { readonly finding: Placed }, changes: ChangeHistory): ProposalState {
  const { state } = request.finding.proposal;
  const found = locateUnapplied(request);
  if (isApplied(state)) {
    return stillApplied(request, state) ? state : (stateBy(found) ?? { kind: 'ready' });
  }
  if (state.kind === 'reverted' || (state.kind === 'ready' && found.kind === 'located')) {
    return state;
  }
  const application = changes.latestApplication(request.finding.id);
  const isBack =
    found.kind === 'stale' &&
    application &&
    locateRevert({ ...request, finding: withState(request.finding, application) }).kind === 'located';
  return isBack ? application : (stateBy(found) ?? { kind: 'ready' });
}

/** Where several places could be the one, nothing says that it is not. */
function stillApplied(request: LocateRequest, { receipt }: AppliedState): boolean {
  const back = locateRevert(request);
  return back.kind === 'located' || back.isAmbiguous === true || request.hash(request.currentText) === receipt.textHash;
}

/** Undefined for what can be applied. */
function stateBy(found: Located): ProposalState | undefined {
  return found.kind === 'stale' ? { kind: 'stale', reason: found.reason } : undefined;
}

type Placed = Finding & { readonly proposal: Proposal };

const gone: ProposalState = { kind: 'stale', reason: reasons.fileGone };

function hasPlace(finding: Finding): finding is Placed {
  const kind = finding.proposal?.state.kind;
  return kind !== undefined && kind !== 'rejected';
}
