import { continueQuestion } from '../facts/continueTexts';
import { factsOf, isCutShort } from '../facts/runFacts';
import { t } from '../l10n';
import type { ReviewSession, Sessions } from '../sessions';
import { mayReview } from '../trust';
import type { RunUi } from './runUi';

/** Which runs the person was asked about already that were cut short, kept over reloads. */
export interface TurnedDown {
  has(runId: string): boolean;
  set(runId: string, turnedDown: boolean): Promise<void>;
}

const goOn = t('Resume');
const notNow = t('Not Now');

/**
 * Asks, in one message for all runs that came back cut short, whether they are to go on. Whoever does not want that is not
 * asked about the same interruption again. Resolves with the runs to go on with; never without an answer.
 */
export async function offerToContinue(
  sessions: Sessions,
  turnedDown: TurnedDown,
  ui: Pick<RunUi, 'tell'>,
): Promise<readonly ReviewSession[]> {
  const idOf = ({ run }: ReviewSession) => run.store.header.id;
  const cutShort = sessions.all().filter((session) => isCutShort(session) && !turnedDown.has(idOf(session)));
  const offered = cutShort.filter(({ run }) => mayReview(run.store.header.options));
  if (offered.length === 0) {
    return [];
  }
  const question = continueQuestion(offered.map((session) => factsOf(sessions, session)));
  if ((await ui.tell('info', question, goOn, notNow)) !== goOn) {
    for (const session of offered) {
      await turnedDown.set(idOf(session), true);
    }
    return [];
  }
  // The message may have stood there for long.
  return offered.filter((session) => sessions.all().includes(session) && isCutShort(session));
}
