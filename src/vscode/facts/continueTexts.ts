import { counted } from '../../core/text/counted';
import { oneLine } from '../plainText';
import type { RunFacts } from './runFacts';

/** What is asked once when runs come back that were cut short. */
export function continueQuestion(runs: readonly RunFacts[]): string {
  const names = runs.map(({ name }) => `“${oneLine(name)}”`).join(', ');
  const what = runs.length === 1 ? `The review of ${names} was` : `${runs.length} reviews were`;
  const of = runs.length === 1 ? '' : ` (${names})`;
  return `${what} interrupted${of}${leftText(runs)}. ${whatIsKept(runs)}`;
}

/** Empty where the files are not known. */
function leftText(runs: readonly RunFacts[]): string {
  const files = runs.reduce((sum, { summary }) => sum + summary.files, 0);
  const left = runs.reduce((sum, { summary: { failed, cancelled } }) => sum + failed + cancelled, 0);
  return left === 0 ? '' : `: ${left} of ${counted(files, 'file')} not finished`;
}

function whatIsKept(runs: readonly RunFacts[]): string {
  const hasModel = runs.some(({ header }) => header.options.reviewers.includes('model'));
  return hasModel
    ? 'Finished files and answers of the model are kept; only the rest is sent.'
    : 'Finished files are kept; only the rest is reviewed.';
}
