import { draftOf, editedIn, isApplied, withDraft, withProof, withState } from '../edits/proposalState';
import { type FileReview, type FileStatus, isViewable } from '../fileReview';
import type { Profile } from '../options';
import type { DiscoveredFile } from '../ports';
import type { Proof } from '../proof';
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
 * @param profileOf answers with the profile of a file
 */
export function withFound(
  file: FileReview,
  { textHash, findings, hidden, usage, uses }: Found,
  dismissed: DismissedFindings,
  profileOf: (file: FileReview) => Profile,
): FileReview {
  const { hidden: before = [], ...kept } = file;
  // As nearly all are when their file is read from a journal.
  const isFirst = file.findings.length + before.length === 0;
  const known: ReadonlyMap<string, Finding> = isFirst
    ? noFindings
    : new Map([...file.findings, ...before].map((finding) => [finding.id, finding]));
  const resolve = <Kept extends Finding>(listed: readonly (Kept | string)[]): readonly Kept[] =>
    listed.some((finding) => typeof finding === 'string')
      ? listed.flatMap((finding) => (typeof finding === 'string' ? ((known.get(finding) ?? []) as Kept) : [finding]))
      : (listed as readonly Kept[]);
  const now: FileReview = {
    ...kept,
    ...(textHash !== undefined && { textHash }),
    findings:
      isFirst && findings.every(isOpenFinding)
        ? findings
        : resolve(findings).map((finding) => withState(asOpen(finding), stateOf(known.get(finding.id)))),
    ...(hidden && { hidden: resolve(hidden).map(asDismissed) }),
    ...(usage && { usage }),
    ...(uses && { uses }),
  };
  if (known.size === 0 && dismissed.size === 0) {
    return now;
  }
  const shown = new Set(file.findings.map(({ id }) => id));
  const open = new Map([...dismissed, ...dismissedIn(file)].filter(([id]) => !shown.has(id)));
  return withDismissed(withRestored(now, shown, profileOf(file)), open);
}

/**
 * Keeps the words that a rule has for all of its findings once: there are findings by the hundred thousand. They are set
 * in the findings themselves, as nobody can tell them from those that are equal, and a copy of each takes longer.
 *
 * @param same answers with one text for all that are equal
 */
export function shareWords({ findings, hidden = [] }: Found, same: (text: string) => string): void {
  for (const listed of [findings, hidden]) {
    for (const finding of listed) {
      if (typeof finding !== 'string') {
        const words: { -readonly [Key in keyof Finding]: Finding[Key] } = finding;
        words.title = same(words.title);
        words.explanation = same(words.explanation);
        words.source = same(words.source);
        if (words.rule !== undefined) {
          words.rule = same(words.rule);
        }
      }
    }
  }
}

const noFindings: ReadonlyMap<string, Finding> = new Map();

function isOpenFinding(listed: Finding | string): listed is Finding {
  return typeof listed !== 'string' && !listed.hiddenBy;
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

/** A file with what a person has made of a proposal of it. */
export function withDrafted(
  file: FileReview,
  { finding: id, draft }: Extract<RunRecord, { type: 'draft' }>,
): FileReview {
  return {
    ...file,
    findings: file.findings.map((finding) => (finding.id === id ? withDraft(finding, draft) : finding)),
  };
}

/** Whether a proof may be of what a person has made something else of. That nothing was verified is not. */
function isOfOtherEdits({ proposal }: Finding, proof: Proof | undefined): boolean {
  const edited = proposal && (draftOf(proposal) ?? editedIn(proposal.state));
  return edited !== undefined && proof?.result.kind !== 'unverifiable';
}

/** A file with what commands say of its proposals. */
export function withProofs(file: FileReview, { proofs }: Extract<RunRecord, { type: 'proofs' }>): FileReview {
  const findings = file.findings.map((finding) =>
    Object.hasOwn(proofs, finding.id) && !isOfOtherEdits(finding, proofs[finding.id])
      ? withProof(finding, proofs[finding.id])
      : finding,
  );
  return { ...file, findings };
}

/**
 * A file with what came of giving its failed proposals back to a model. What a person has decided on meanwhile stays; new
 * edits nobody has looked at yet.
 */
export function withRepairs(file: FileReview, { replaced, kept, proofs }: Repairs): FileReview {
  let isOther = false;
  const findings = file.findings.map((finding) => {
    const { id, proposal } = finding;
    if (proposal?.state.kind !== 'ready' || proposal.draft) {
      return finding;
    }
    const other = Object.hasOwn(replaced, id) ? replaced[id] : undefined;
    if (other) {
      isOther = true;
      return { ...finding, proposal: other };
    }
    const reason = Object.hasOwn(kept, id) ? kept[id] : undefined;
    const told: Finding =
      reason === undefined ? finding : { ...finding, proposal: { ...proposal, repair: { kind: 'kept', reason } } };
    return Object.hasOwn(proofs, id) ? withProof(told, proofs[id]) : told;
  });
  return isOther ? withViewed({ ...file, findings }, false) : { ...file, findings };
}

/** A file with what a person says of having looked at it; of one that has no end there is nothing to look at yet. */
export function withViewed(file: FileReview, isViewed: boolean): FileReview {
  const { isViewed: _, ...rest } = file;
  return isViewed && isViewable(file.status) ? { ...rest, isViewed } : rest;
}

/** What has become of a proposal since it was found. */
function stateOf(before: Finding | undefined): ProposalState | undefined {
  const state = before?.proposal?.state;
  return state?.kind === 'rejected' ? undefined : state;
}

/**
 * The file as it was discovered, to be reviewed. What was applied in it, or is being changed, stays, as it must stay
 * revertible; so does what a person has made something else of, as nobody else has what they wrote.
 */
export function afresh(
  { path, bytes, findings, textHash, usage, uses }: FileReview,
  intents: ReadonlyMap<string, ChangeIntent>,
): FileReview {
  const stays = ({ id, proposal }: Finding) => isApplied(proposal?.state) || proposal?.draft || intents.has(id);
  const kept = findings.filter(stays).map((finding) => ({ ...(textHash !== undefined && { textHash }), ...finding }));
  // What it has cost so far was spent.
  return {
    ...{ path, bytes, status: { kind: 'queued' }, findings: kept },
    ...(usage && { usage }),
    ...(uses && { uses }),
  };
}
