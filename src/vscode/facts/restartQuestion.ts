import { isAtWork } from '../../core/fileReview';
import { appliedCount } from '../../core/run/summary';
import { counted } from '../../core/text/counted';
import { joinParts, oneLine } from '../plainText';
import type { RunFacts } from './runFacts';
import { progressText } from './runTexts';

/** What is asked before a folder is reviewed anew whose earlier results would go. */
export interface RestartQuestion {
  readonly question: string;
  readonly detail: string;
  /** The answer that means yes. */
  readonly action: 'Restart' | 'Review Again';
}

/** Undefined where nothing of a person's, and no work, would be lost. */
export function restartQuestion(facts: RunFacts): RestartQuestion | undefined {
  const { state, summary, name, header } = facts;
  const folder = `“${oneLine(name)}”`;
  const { ready } = summary.proposals;
  const applied = appliedCount(summary);
  const lost = [
    ready > 0 ? `${counted(ready, 'proposal')} that you have not reviewed` : undefined,
    applied > 0
      ? `${counted(applied, 'applied change')} that you could then no longer revert from the view`
      : undefined,
  ];
  const atWork = isAtWork(state);
  if (!atWork && joinParts(lost) === '') {
    return undefined;
  }
  const work = atWork ? [`what the review has done so far (${progressText(summary)} files)`] : [];
  const detail = [
    'The new review takes the place of this one in the view. There you would lose:',
    ...[...work, ...lost].filter((one) => one !== undefined).map((one) => `• ${one}`),
    `\nIts record stays on disk; for the command line it is run ${header.id}.`,
  ].join('\n');
  return atWork
    ? { question: `${folder} is under review already. Restart?`, detail, action: 'Restart' }
    : { question: `Review ${folder} again?`, detail, action: 'Review Again' };
}
