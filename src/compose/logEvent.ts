import type { KeptCounts } from '../core/modelUse';
import { followedText } from '../core/report/followedText';
import { missedText } from '../core/report/keptText';
import type { RunEvent } from '../core/run/events';
import type { Log } from '../vscode/log';

/** ", kept from earlier" or why it is not. */
function keptText({ cached, missed }: KeptCounts & { readonly cached: boolean }): string {
  return cached ? ', kept from earlier' : missed ? `; why: ${missedText(missed)}` : '';
}

/** What the log of the editor says of an event. */
export function logEvent(log: Log, event: RunEvent): void {
  switch (event.type) {
    case 'run.started':
      log.info(`Review of ${event.run.folder}, at most ${event.maxParallelFiles} files at once`);
      break;
    case 'runs.removed':
      log.info(`Records of ${event.runs.length} earlier reviews were removed: no more are kept`);
      if (event.problem !== undefined) {
        log.warn(`Records of earlier reviews could not be removed: ${event.problem}`);
      }
      break;
    case 'dismissals.followed':
      log.info(followedText(event));
      break;
    case 'run.finished':
      log.info(`Review ${event.outcome}`);
      break;
    case 'file.finished':
      if (event.outcome === 'failed' || event.outcome === 'will retry') {
        log.warn(`${event.path}: ${event.reason} (${event.reviewer}, ${event.outcome})`);
      } else {
        log.debug(`${event.path}: ${event.outcome} by ${event.reviewer} in ${event.durationMs} ms${keptText(event)}`);
      }
      break;
    case 'proposal.stale':
    case 'proposal.failed':
      log.warn(`${event.path}: proposal ${event.finding}: ${event.message}`);
      break;
    default:
      log.debug(JSON.stringify(event));
  }
}
