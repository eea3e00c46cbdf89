import { appliedCount, findingCount } from '../../core/run/summary';
import { folderName } from '../folders';
import { t } from '../l10n';
import { oneLine } from '../plainText';
import type { ShownRun } from '../sessions';
import type { RunUi } from './runUi';

/** Asks before a review leaves the view, and says how it comes back. False when the person turns away. */
export async function asksToClear(shown: ShownRun, ui: Pick<RunUi, 'ask'>): Promise<boolean> {
  const clear = t('Clear');
  const question = t('Clear the review of “{0}”?', oneLine(folderName(shown.folder)));
  return (await ui.ask(question, detailOf(shown), clear)) === clear;
}

function detailOf(shown: ShownRun): string {
  const store = 'run' in shown ? shown.run.store : shown.store;
  const summary = store.summary();
  const whatElse =
    'holder' in shown
      ? [t('The process that has it open goes on with it.')]
      : store.isUnfinished
        ? [t('It is not finished yet, and stops.')]
        : [];
  return [
    t(
      'This takes out of the view: {0, plural, one {# finding} other {# findings}}, {1, plural, one {# open proposal} other {# open proposals}}, {2, plural, one {# applied proposal} other {# applied proposals}}. No file is changed.',
      findingCount(summary),
      summary.proposals.ready,
      appliedCount(summary),
    ),
    ...whatElse,
    t('“Open Earlier Review…” brings all of it back.'),
  ].join('\n\n');
}
