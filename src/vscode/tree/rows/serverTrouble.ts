import {
  type FailureReason,
  type FileReview,
  type FileStatus,
  isAtWork,
  type RunState,
} from '../../../core/fileReview';
import type { LaneStatus } from '../../../core/run/schedule/lane';
import { recordedText } from '../../../core/text/recorded';
import { t } from '../../l10n';
import { failureName } from '../../reasonNames';

/** That a run's model cannot be asked. */
export interface ServerTrouble {
  /** "Server down" */
  readonly title: string;
  /** Whole sentences, from outside. */
  readonly message: string;
  /** Files that failed for it. */
  readonly files: number;
  /** Whether those can be tried again: the run is over, and has any. */
  readonly isRetryable: boolean;
}

/** Why a file failed where nobody could ask the model, whatever the file is. */
const serverReasons: ReadonlySet<FailureReason> = new Set([
  'server down',
  'connection lost',
  'model missing',
  'bad key',
  'not permitted',
  'quota used up',
  'not a model server',
]);

export function isServerFailure(status: FileStatus): status is Extract<FileStatus, { kind: 'failed' }> {
  return status.kind === 'failed' && serverReasons.has(status.reason);
}

/** What is wrong with the server of a run, if anything is. @param failed files that failed for it */
export function serverTrouble(
  { state, endpoints }: { readonly state: RunState; readonly endpoints: ReadonlyMap<string, LaneStatus> },
  failed: readonly FileReview[],
): ServerTrouble | undefined {
  const atWork = isAtWork(state);
  const status = failed[0]?.status;
  if (status && isServerFailure(status)) {
    return {
      title: capitalized(failureName(status.reason)),
      message: recordedText(status.message, t),
      files: failed.length,
      isRetryable: !atWork,
    };
  }
  const silent = [...endpoints].find(([, lane]) => lane.state === 'not answering');
  return atWork && silent
    ? {
        title: t('Server not answering'),
        message: `${silent[0]}: ${recordedText(silent[1].reason ?? '', t)}.`,
        files: 0,
        isRetryable: false,
      }
    : undefined;
}

function capitalized(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}
