import {
  type ApplyResult,
  type Bulk,
  failsVerification,
  type QueueEntry,
  type Setback,
} from '../../core/queue/queueEntry';
import { recordedText } from '../../core/text/recorded';
import { vouchersOf } from '../../core/verify/proofText';
import type { TreeCheck } from '../../core/verify/verifying/provenNow';
import { t } from '../l10n';
import { stateName } from '../names';
import { joinParts, oneLine, withoutFullStop } from '../plainText';

/** What happened to a proposal. `isUnsaved` tells that its file has changes of the person's which we did not save. */
export function successMessage({ finding }: QueueEntry, result: ApplyResult, isUnsaved: boolean): string {
  const { kind } = result;
  const title = oneLine(finding.title);
  return sentences(
    kind === 'reverted'
      ? t('Reverted: {0}.', title)
      : kind === 'applied as edited'
        ? t('Applied as edited: {0}.', title)
        : t('Applied: {0}.', title),
    kind === 'applied with editor changes' ? t('The editor changed more of the file.') : undefined,
    kind === 'applied as edited' && result.warnings.length > 0
      ? t('To look at: {0}.', result.warnings.map((warning) => oneLine(recordedText(warning, t))).join('; '))
      : undefined,
    isUnsaved ? t('The file has unsaved changes, so it was not saved.') : undefined,
  );
}

export function setbackMessage({ finding, file }: QueueEntry, setback: Setback): string {
  const what = [oneLine(finding.title), oneLine(file.path)] as const;
  return setback.kind === 'stale'
    ? t('“{0}” ({1}) cannot be applied: {2}.', ...what, withoutFullStop(recordedText(setback.reason, t)))
    : t('“{0}” ({1}) could not be changed: {2}.', ...what, withoutFullStop(recordedText(setback.message, t)));
}

const sentences = (...parts: readonly (string | undefined)[]): string => joinParts(parts, ' ');

/** Several messages as one; undefined for none. */
export function firstOf(messages: readonly string[]): string | undefined {
  const [first] = messages;
  return first !== undefined && messages.length > 1 ? t('{0} And {1} more.', first, messages.length - 1) : first;
}

/**
 * The question before a bulk action, which tells how much it touches, and what it leaves.
 *
 * @param waiting with those that are taken
 */
export function bulkQuestion(
  kind: Bulk | 'verified',
  taken: readonly QueueEntry[],
  waiting: readonly QueueEntry[],
  folder: string,
): string {
  const files = new Set(taken.map(({ file }) => file.path)).size;
  const left = waiting.length - taken.length;
  const failing = failingOf(waiting);
  const what = [taken.length, files, oneLine(folder)] as const;
  const questions = {
    safe: t(
      'Apply {0, plural, one {# safe proposal} other {# safe proposals}} to {1, plural, one {# file} other {# files}} of {2}?',
      ...what,
    ),
    exact: t(
      'Apply {0, plural, one {# exact proposal} other {# exact proposals}} to {1, plural, one {# file} other {# files}} of {2}?',
      ...what,
    ),
    verified: t(
      'Apply {0, plural, one {# verified proposal} other {# verified proposals}} to {1, plural, one {# file} other {# files}} of {2}?',
      ...what,
    ),
  };
  return sentences(
    questions[kind],
    left > 0 && failing > 0
      ? t(
          '{0, plural, one {# other proposal} other {# other proposals}} will wait for you ({1} failed verification).',
          left,
          failing,
        )
      : undefined,
    left > 0 && failing === 0
      ? t('{0, plural, one {# other proposal} other {# other proposals}} will wait for you.', left)
      : undefined,
    t('Each can be reverted.'),
  );
}

/** That a bulk action has nothing to apply. */
export function emptyBulkMessage(bulk: Bulk, waiting: readonly QueueEntry[]): string {
  const failing = failingOf(waiting);
  if (failing === 0) {
    return bulk === 'safe'
      ? t('No waiting proposal is safe; look at them one by one.')
      : t('No waiting proposal is exact; look at them one by one.');
  }
  return bulk === 'safe'
    ? t('No waiting proposal is safe ({0} failed verification); look at them one by one.', failing)
    : t('No waiting proposal is exact ({0} failed verification); look at them one by one.', failing);
}

/** No bulk action takes what was seen to fail. */
const failingOf = (waiting: readonly QueueEntry[]): number => waiting.filter(failsVerification).length;

/** The question before proposals are applied that were tested together. */
export function verifiedQuestion(taken: readonly QueueEntry[], waiting: readonly QueueEntry[], folder: string): string {
  const proofs = taken.flatMap(({ finding }) => finding.proposal.proof ?? []);
  const commands = [...new Set(proofs.flatMap(vouchersOf))].map(oneLine).join(', ');
  return sentences(
    bulkQuestion('verified', taken, waiting, folder),
    taken.length > 1 ? t('Tested together by: {0}', commands) : t('Tested by: {0}', commands),
  );
}

/** What a bulk action came to: of `total` proposals `tried` were taken up, and those in `setbacks` not applied. */
export function bulkSummary(bulk: Bulk | 'chosen', total: number, tried: number, setbacks: readonly string[]): string {
  const applied = tried - setbacks.length;
  const heads = {
    safe: t('Applied {0} of {1, plural, one {# safe proposal} other {# safe proposals}}.', applied, total),
    exact: t('Applied {0} of {1, plural, one {# exact proposal} other {# exact proposals}}.', applied, total),
    chosen: t('Applied {0} of {1, plural, one {# chosen proposal} other {# chosen proposals}}.', applied, total),
  };
  return sentences(heads[bulk], cancelledSentence(total - tried), firstOf(setbacks));
}

function cancelledSentence(left: number): string | undefined {
  return left > 0 ? t('Cancelled with {0} to go.', left) : undefined;
}

/** What came of proposals that the person applied in VS Code's own list of changes. @param left were not offered there */
export function refactorSummary(made: number, total: number, left: number): string {
  return sentences(
    t('Applied {0} of {1, plural, one {# proposal} other {# proposals}} in Refactor Preview.', made, total),
    left > 0 ? t('{0} could not be offered: they overlap with others, or their files have changed.', left) : undefined,
  );
}

/** "Applied 7 of 7 verified proposals. The folder is now, file for file, the tree that was tested." */
export function verifiedSummary(
  total: number,
  {
    applied,
    setbacks,
    tried,
  }: { readonly applied: number; readonly setbacks: readonly string[]; readonly tried: number },
  check?: TreeCheck,
): string {
  return sentences(
    t('Applied {0} of {1, plural, one {# verified proposal} other {# verified proposals}}.', applied, total),
    cancelledSentence(total - tried),
    firstOf(setbacks),
    treeSentence(applied, check),
  );
}

function treeSentence(applied: number, check: TreeCheck | undefined): string | undefined {
  switch (check?.kind) {
    case 'tested':
      return t('The folder is now, file for file, the tree that was tested.');
    case 'other':
      return t('The folder is not the tree that was tested: {0}.', oneLine(check.message));
    case 'unknown':
      return t('Whether the folder is the tree that was tested is not known: {0}.', oneLine(check.message));
    default:
      return applied === 0 ? undefined : t('They were tested together: the folder is not the tree that was tested.');
  }
}

/** The question before all that is applied of something is taken back. */
export function revertQuestion(applied: readonly QueueEntry[], lost: readonly QueueEntry[], folder: string): string {
  const files = new Set(applied.map(({ file }) => file.path)).size;
  return sentences(
    t(
      'Revert {0, plural, one {# applied proposal} other {# applied proposals}} in {1, plural, one {# file} other {# files}} of {2}?',
      applied.length,
      files,
      oneLine(folder),
    ),
    changedSince(lost),
    t('Your own changes stay, and so do commits.'),
  );
}

/** What came of taking proposals back, of which there were `total`. */
export function revertSummary(
  done: number,
  total: number,
  setbacks: readonly string[],
  lost: readonly QueueEntry[],
): string {
  return sentences(
    t('Reverted {0} of {1, plural, one {# proposal} other {# proposals}}.', done, total),
    firstOf(setbacks),
    changedSince(lost),
  );
}

export function nothingToRevert(lost: readonly QueueEntry[]): string {
  return changedSince(lost) ?? t('No proposal is applied here.');
}

/** "“Use ===” (a.js) was changed after it was applied, and stays as it is." Undefined for none. */
function changedSince(lost: readonly QueueEntry[]): string | undefined {
  const [first] = lost;
  if (first === undefined) {
    return undefined;
  }
  const what = [oneLine(first.finding.title), oneLine(first.file.path)] as const;
  return lost.length > 1
    ? t(
        '“{0}” ({1}) and {2} more were changed after being applied: nothing is forced, and that text stays.',
        ...what,
        lost.length - 1,
      )
    : t('“{0}” ({1}) was changed after being applied: nothing is forced, and that text stays.', ...what);
}

/** That nothing verified waits. @param applied how many of what was verified are applied */
export function noneVerifiedMessage(applied: number, folder: string): string {
  const name = oneLine(folder);
  if (applied === 0) {
    return t('No waiting proposal of “{0}” is verified.', name);
  }
  return t(
    '{0, plural, one {The verified proposal of “{1}” is applied already.} other {All # verified proposals of “{1}” are applied already.}}',
    applied,
    name,
  );
}

/** That one was never tried without its set, where all the others still wait. @param waiting now that it is applied */
export function onlyTogetherSentence(
  { finding: { proposal } }: QueueEntry,
  waiting: readonly QueueEntry[],
): string | undefined {
  const { result, tree } = proposal.proof ?? {};
  const others = waiting.filter(({ finding }) => tree !== undefined && finding.proposal.proof?.tree === tree).length;
  return result?.kind === 'verified' && others > 0 && others === result.together - 1
    ? t(
        'It was verified only together with {0, plural, one {# other, which still waits} other {# others, which still wait}}.',
        others,
      )
    : undefined;
}

export function notWaitingMessage({ finding }: QueueEntry): string {
  return t('“{0}” does not wait: it is {1}.', oneLine(finding.title), stateName(finding.proposal.state.kind));
}

export function leftOutMessage(shown: number, leftOut: number): string {
  return t(
    '{0, plural, one {# proposal} other {# proposals}} shown, {1} left out because they overlap with others, or their files have changed.',
    shown,
    leftOut,
  );
}
