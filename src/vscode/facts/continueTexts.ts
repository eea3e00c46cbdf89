import { t } from '../l10n';
import { oneLine } from '../plainText';
import type { RunFacts } from './runFacts';

/** What is asked once when runs come back that were cut short. */
export function continueQuestion(runs: readonly RunFacts[]): string {
  return `${interruptedSentence(runs)} ${whatIsKept(runs)}`;
}

/** With how many files are left, where the files are known. */
function interruptedSentence(runs: readonly RunFacts[]): string {
  const names = runs.map(({ name }) => t('“{0}”', oneLine(name))).join(', ');
  const files = runs.reduce((sum, { summary }) => sum + summary.files, 0);
  const left = runs.reduce((sum, { summary: { failed, cancelled } }) => sum + failed + cancelled, 0);
  if (left === 0) {
    return t(
      '{0, plural, one {The review of {1} was interrupted} other {# reviews were interrupted ({1})}}.',
      runs.length,
      names,
    );
  }
  return runs.length === 1
    ? t(
        'The review of {0} was interrupted: {1} of {2, plural, one {# file} other {# files}} not finished.',
        ...[names, left, files],
      )
    : t(
        '{0} reviews were interrupted ({1}): {2} of {3, plural, one {# file} other {# files}} not finished.',
        ...[runs.length, names, left, files],
      );
}

function whatIsKept(runs: readonly RunFacts[]): string {
  const hasModel = runs.some(({ header }) => header.options.reviewers.includes('model'));
  return hasModel
    ? t('Finished files and answers of the model are kept; only the rest is sent.')
    : t('Finished files are kept; only the rest is reviewed.');
}
