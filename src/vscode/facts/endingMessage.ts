import { analysesOf, missedCount } from '../../core/figures/kept';
import { type VendoredTree, vendoredSentence } from '../../core/paths/vendoredTrees';
import { historySentence } from '../../core/report/historyText';
import { analysisSentences } from '../../core/report/keptText';
import { modelFigures, modelSentences } from '../../core/report/modelFigures';
import { usageSentence } from '../../core/report/spend';
import { hidingSentences } from '../../core/run/hiding';
import { shallowSentences } from '../../core/run/looks';
import type { RunStore } from '../../core/run/store';
import { coverageSentence, findingCount, nothingFoundSentence, type Summary } from '../../core/run/summary';
import { recordedText } from '../../core/text/recorded';
import { t } from '../l10n';
import { oneLine, paragraph } from '../plainText';
import { givenUp } from './endpointLines';
import type { RunFacts } from './runFacts';

export type EndingAction = 'preview' | 'resume' | 'retry failed' | 'exclude' | 'show' | 'show log';

/** What is said at the end of a run, and what can be done about it. */
export interface Ending {
  readonly level: 'info' | 'warning' | 'error';
  readonly message: string;
  readonly actions: readonly EndingAction[];
}

/** @param vendored folders that a person may want to leave out */
export function endingOf(
  { state, summary, name, header, endpoints, isResumable }: RunFacts,
  vendored: readonly VendoredTree[] = [],
): Ending {
  const folder = oneLine(name);
  if (state.kind === 'failed') {
    const message = t("Couldn't review “{0}”: {1}", folder, paragraph(recordedText(state.message, t)));
    return { level: 'error', message, actions: ['show log'] };
  }
  if (state.kind === 'finished' && summary.files === 0) {
    return { level: 'info', message: nothingFound(name, header.options.changedSince), actions: [] };
  }
  const covered = coverageSentence(summary, t);
  const sentences = [
    state.kind === 'finished' ? t('“{0}”: {1}', folder, covered) : t('“{0}”: Cancelled. {1}', folder, covered),
    summary.failed > 0 ? givenUp(endpoints) : '',
    findings(summary),
    ...shallowSentences(summary, oneLine, t),
    ...hidingSentences(summary, header.options, oneLine, t),
    usageSentence(summary, header.options.maxTokens, t),
    vendoredSentence(vendored, oneLine, t),
  ];
  return {
    level: summary.failed > 0 ? 'warning' : 'info',
    message: sentences.filter((sentence) => sentence !== '').join(' '),
    actions: [
      ...(summary.proposals.ready > 0 ? (['preview'] as const) : []),
      ...(isResumable ? (['resume'] as const) : []),
      ...(!isResumable && summary.failed > 0 ? (['retry failed'] as const) : []),
      ...(vendored.length > 0 ? (['exclude'] as const) : []),
      'show',
    ],
  };
}

/** What the log says beside that, once it is known how the findings stand to the reviews before. */
export function loggedSentences(store: RunStore): readonly string[] {
  const [models, analyses] = [modelFigures(store), analysesOf(store)];
  const kept = [...modelSentences(models, oneLine), ...analysisSentences(analyses)];
  const isAsked = [analyses, ...models].some((counts) => missedCount(counts) > 0);
  const each = kept.length > 0 && isAsked ? ['At the level Debug, this log says why of each file.'] : [];
  return [...[historySentence(store) ?? []].flat(), ...kept, ...each];
}

/** Says that a folder has no files to review. */
export function nothingFound(name: string, changedSince: string | undefined): string {
  return changedSince === undefined
    ? t('No files to review in “{0}”.', oneLine(name))
    : t('Nothing in “{0}” differs from {1}.', oneLine(name), oneLine(changedSince));
}

/** Empty where the files were never found out. */
function findings(summary: Summary): string {
  const count = findingCount(summary);
  if (count === 0) {
    return summary.files === 0 ? '' : nothingFoundSentence(summary, undefined, t);
  }
  const waiting = summary.proposals.ready;
  return waiting === 0
    ? t('{0, plural, one {# finding} other {# findings}}, no proposals to review.', count)
    : t(
        '{0, plural, one {# finding} other {# findings}}, {1, plural, one {# proposal} other {# proposals}} to review.',
        count,
        waiting,
      );
}
