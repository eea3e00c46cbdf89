import { isAtWork } from '../../core/fileReview';
import type { LaneStatus } from '../../core/run/schedule/lane';
import { recordedText } from '../../core/text/recorded';
import { t } from '../l10n';
import { oneLine, paragraph } from '../plainText';
import type { RunFacts } from './runFacts';

/**
 * How each endpoint of a run stands and why, a line for each: "ollama-1: 4 at once, growing". After the run only those
 * that had to be given up, which tells why files failed.
 */
export function endpointLines({ endpoints, state }: Pick<RunFacts, 'endpoints' | 'state'>): readonly string[] {
  return [...endpoints]
    .filter(([, status]) => isAtWork(state) || status.state === 'closed')
    .map(([id, status]) => `${oneLine(id)}: ${standing(status)}`);
}

/** Why the endpoints that serve nobody any more were given up, each reason once; empty where all are in use. */
export function givenUp(endpoints: RunFacts['endpoints']): string {
  const closed = [...endpoints.values()].filter(({ state }) => state === 'closed');
  return [...new Set(closed.map(({ reason }) => paragraph(recordedText(reason, t))))].join(' ');
}

function standing({ state, limit, reason }: LaneStatus): string {
  switch (state) {
    case 'open':
      return t('{0} at once, {1}', limit, oneLine(recordedText(reason, t)));
    case 'closed':
      return t('disabled for this run: {0}', paragraph(recordedText(reason, t)));
    case 'paused':
      return t('paused, {0}', oneLine(recordedText(reason, t)));
    case 'not answering':
      return t('not answering, {0}', oneLine(recordedText(reason, t)));
  }
}
