import {
  type ApplyResult,
  type Bulk,
  failsVerification,
  type QueueEntry,
  type Setback,
} from '../../core/queue/queueEntry';
import { counted } from '../../core/text/counted';
import { vouchersOf } from '../../core/verify/proofText';
import type { TreeCheck } from '../../core/verify/verifying/provenNow';
import { oneLine, withoutFullStop } from '../plainText';

/** What happened to a proposal. `isUnsaved` tells that its file has changes of the person's which we did not save. */
export function successMessage({ finding }: QueueEntry, kind: ApplyResult['kind'], isUnsaved: boolean): string {
  const done = kind === 'reverted' ? 'Reverted' : 'Applied';
  const more = kind === 'applied with editor changes' ? ' The editor changed more of the file.' : '';
  const unsaved = isUnsaved ? ' The file has unsaved changes, so it was not saved.' : '';
  return `${done}: ${oneLine(finding.title)}.${more}${unsaved}`;
}

export function setbackMessage({ finding, file }: QueueEntry, setback: Setback): string {
  const what = `“${oneLine(finding.title)}” (${oneLine(file.path)})`;
  return setback.kind === 'stale'
    ? `${what} cannot be applied: ${withoutFullStop(setback.reason)}.`
    : `${what} could not be changed: ${withoutFullStop(setback.message)}.`;
}

/** Several messages as one; undefined for none. */
export function firstOf(messages: readonly string[]): string | undefined {
  const [first] = messages;
  return messages.length > 1 ? `${first} And ${messages.length - 1} more.` : first;
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
  const rest = left > 0 ? ` ${counted(left, 'other proposal')} will wait for you${failingText(waiting)}.` : '';
  const what = `${counted(taken.length, `${kind} proposal`)} to ${counted(files, 'file')} of ${oneLine(folder)}`;
  return `Apply ${what}?${rest} Each can be reverted.`;
}

/** That a bulk action has nothing to apply. */
export function emptyBulkMessage(bulk: Bulk, waiting: readonly QueueEntry[]): string {
  return `No waiting proposal is ${bulk}${failingText(waiting)}; look at them one by one.`;
}

/** No bulk action takes what was seen to fail. */
function failingText(waiting: readonly QueueEntry[]): string {
  const failing = waiting.filter(failsVerification).length;
  return failing > 0 ? ` (${failing} failed verification)` : '';
}

/** The question before proposals are applied that were tested together. */
export function verifiedQuestion(taken: readonly QueueEntry[], waiting: readonly QueueEntry[], folder: string): string {
  const proofs = taken.flatMap(({ finding }) => finding.proposal.proof ?? []);
  const commands = [...new Set(proofs.flatMap(vouchersOf))].map(oneLine).join(', ');
  const together = taken.length > 1 ? 'Tested together by' : 'Tested by';
  return `${bulkQuestion('verified', taken, waiting, folder)} ${together}: ${commands}`;
}

/** What a bulk action came to: of `total` proposals `tried` were taken up, and those in `setbacks` not applied. */
export function bulkSummary(bulk: Bulk, total: number, tried: number, setbacks: readonly string[]): string {
  const cancelled = tried < total ? ` Cancelled with ${total - tried} to go.` : '';
  const problems = setbacks.length > 0 ? ` ${firstOf(setbacks)}` : '';
  return `Applied ${tried - setbacks.length} of ${counted(total, `${bulk} proposal`)}.${cancelled}${problems}`;
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
  const cancelled = tried < total ? ` Cancelled with ${total - tried} to go.` : '';
  const problems = setbacks.length > 0 ? ` ${firstOf(setbacks)}` : '';
  const head = `Applied ${applied} of ${counted(total, 'verified proposal')}.${cancelled}${problems}`;
  switch (check?.kind) {
    case 'tested':
      return `${head} The folder is now, file for file, the tree that was tested.`;
    case 'other':
      return `${head} The folder is not the tree that was tested: ${oneLine(check.message)}.`;
    case 'unknown':
      return `${head} Whether the folder is the tree that was tested is not known: ${oneLine(check.message)}.`;
    default:
      return applied === 0 ? head : `${head} They were tested together: the folder is not the tree that was tested.`;
  }
}

/** The question before all that is applied of something is taken back. */
export function revertQuestion(applied: readonly QueueEntry[], lost: readonly QueueEntry[], folder: string): string {
  const files = new Set(applied.map(({ file }) => file.path)).size;
  const rest = lost.length > 0 ? ` ${changedSince(lost)}` : '';
  const what = `${counted(applied.length, 'applied proposal')} in ${counted(files, 'file')} of ${oneLine(folder)}`;
  return `Revert ${what}?${rest} Your own changes stay, and so do commits.`;
}

/** What came of taking proposals back, of which there were `total`. */
export function revertSummary(
  done: number,
  total: number,
  setbacks: readonly string[],
  lost: readonly QueueEntry[],
): string {
  const parts = [`Reverted ${done} of ${counted(total, 'proposal')}.`, firstOf(setbacks), changedSince(lost)];
  return parts.filter((part) => part !== undefined).join(' ');
}

export function nothingToRevert(lost: readonly QueueEntry[]): string {
  return changedSince(lost) ?? 'No proposal is applied here.';
}

/** "“Use ===” (a.js) was changed after it was applied, and stays as it is." Undefined for none. */
function changedSince(lost: readonly QueueEntry[]): string | undefined {
  const [first] = lost;
  const more = lost.length > 1 ? ` and ${lost.length - 1} more were` : ' was';
  return (
    first &&
    `“${oneLine(first.finding.title)}” (${oneLine(first.file.path)})${more} changed after being applied: nothing is forced, and that text stays.`
  );
}

/** That nothing verified waits. @param applied how many of what was verified are applied */
export function noneVerifiedMessage(applied: number, folder: string): string {
  const name = `“${oneLine(folder)}”`;
  if (applied === 0) {
    return `No waiting proposal of ${name} is verified.`;
  }
  return applied === 1
    ? `The verified proposal of ${name} is applied already.`
    : `All ${applied} verified proposals of ${name} are applied already.`;
}

/** That one was never tried without its set, where all the others still wait. @param waiting now that it is applied */
export function onlyTogetherSentence(
  { finding: { proposal } }: QueueEntry,
  waiting: readonly QueueEntry[],
): string | undefined {
  const { result, tree } = proposal.proof ?? {};
  const others = waiting.filter(({ finding }) => tree !== undefined && finding.proposal.proof?.tree === tree).length;
  return result?.kind === 'verified' && others > 0 && others === result.together - 1
    ? `It was verified only together with ${counted(others, 'other')}, which still ${others === 1 ? 'waits' : 'wait'}.`
    : undefined;
}

export function notWaitingMessage({ finding }: QueueEntry): string {
  return `“${oneLine(finding.title)}” does not wait: it is ${finding.proposal.state.kind}.`;
}

/** How one page of files is offered for a preview of all. */
export function pageChoice(paths: readonly string[]): { readonly label: string; readonly description: string } {
  return {
    label: counted(paths.length, 'file'),
    description: `${oneLine(paths[0] ?? '')} … ${oneLine(paths.at(-1) ?? '')}`,
  };
}

export function leftOutMessage(shown: number, leftOut: number): string {
  const reason = 'they overlap with others, or their files have changed';
  return `${counted(shown, 'proposal')} shown, ${leftOut} left out because ${reason}.`;
}
