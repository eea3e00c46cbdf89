import { isAtWork } from '../../core/fileReview';
import { appliedCount } from '../../core/run/summary';
import { t } from '../l10n';
import { joinParts, oneLine } from '../plainText';
import type { RunFacts } from './runFacts';
import { progressText } from './runTexts';

/** What is asked before a folder is reviewed anew whose earlier results would go. */
export interface RestartQuestion {
  readonly question: string;
  readonly detail: string;
  /** The answer that means yes. */
  readonly action: string;
}

/** What the numbers of the earlier review do not tell. */
export interface Restart {
  /** Files that the person has marked as viewed in it. */
  readonly viewed: number;
  /** To how many files the new review is limited. */
  readonly only?: number;
}

/** Undefined where nothing of a person's, and no work, would be lost. */
export function restartQuestion(facts: RunFacts, { viewed, only }: Restart): RestartQuestion | undefined {
  const { state, summary, name, header } = facts;
  const folder = oneLine(name);
  const { ready } = summary.proposals;
  const applied = appliedCount(summary);
  const isSmaller = only !== undefined && only < summary.files;
  const lost = [
    isSmaller
      ? t('what was found in {0, plural, one {# file} other {# files}}, for a review of {1} alone', summary.files, only)
      : undefined,
    ready > 0 ? t('{0, plural, one {# proposal} other {# proposals}} that you have not reviewed', ready) : undefined,
    applied > 0
      ? t(
          '{0, plural, one {# applied change} other {# applied changes}} that you could then no longer revert from the view',
          applied,
        )
      : undefined,
    viewed > 0 ? t('the marks of {0, plural, one {# file} other {# files}} that you have viewed', viewed) : undefined,
  ];
  const atWork = isAtWork(state);
  if (!atWork && joinParts(lost) === '') {
    return undefined;
  }
  const work = atWork ? [t('what the review has done so far ({0} files)', progressText(summary))] : [];
  const detail = [
    t('The new review takes the place of this one in the view. There you would lose:'),
    ...[...work, ...lost].filter((one) => one !== undefined).map((one) => `• ${one}`),
    `\n${t('Its record stays on disk; for the command line it is run {0}.', header.id)}`,
  ].join('\n');
  if (atWork) {
    return { question: t('“{0}” is under review already. Restart?', folder), detail, action: t('Restart') };
  }
  return isSmaller
    ? {
        question: t(
          'Replace the review of “{0}” by one of {1, plural, one {# file} other {# files}} alone?',
          folder,
          only,
        ),
        detail,
        action: t('Replace'),
      }
    : { question: t('Review “{0}” again?', folder), detail, action: t('Review Again') };
}
