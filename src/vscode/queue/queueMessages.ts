import type { ApplyResult, Bulk, QueueEntry } from '../../core/queue/queueEntry';
import { counted } from '../../core/text/counted';
import { oneLine, withoutFullStop } from '../plainText';

/** An attempt that changed nothing. */
export type Setback =
  | { readonly kind: 'stale'; readonly reason: string }
  | { readonly kind: 'failed'; readonly message: string };

export function isSetback(result: ApplyResult): result is Extract<ApplyResult, Setback> {
  return result.kind === 'stale' || result.kind === 'failed';
}

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

/** The question before a bulk action, which tells how much it touches. */
export function bulkQuestion(bulk: Bulk, taken: readonly QueueEntry[], waiting: number, folder: string): string {
  const files = new Set(taken.map(({ file }) => file.path)).size;
  const left = waiting - taken.length;
  const rest = left > 0 ? ` ${counted(left, 'other proposal')} will wait for you.` : '';
  const what = `${counted(taken.length, `${bulk} proposal`)} to ${counted(files, 'file')} of ${oneLine(folder)}`;
  return `Apply ${what}?${rest} Each can be reverted.`;
}

/** What a bulk action came to: of `total` proposals `tried` were taken up, and those in `setbacks` not applied. */
export function bulkSummary(bulk: Bulk, total: number, tried: number, setbacks: readonly string[]): string {
  const cancelled = tried < total ? ` Cancelled with ${total - tried} to go.` : '';
  const problems = setbacks.length > 0 ? ` ${firstOf(setbacks)}` : '';
  return `Applied ${tried - setbacks.length} of ${counted(total, `${bulk} proposal`)}.${cancelled}${problems}`;
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
