import { analysesOf, missedCount } from '../../core/figures/kept';
import { historySentence } from '../../core/report/historyText';
import { analysisSentences } from '../../core/report/keptText';
import { modelFigures, modelSentences } from '../../core/report/modelFigures';
import { usageSentence } from '../../core/report/spend';
import { hidingSentences } from '../../core/run/hiding';
import { shallowSentences } from '../../core/run/looks';
import type { RunStore } from '../../core/run/store';
import { coverageSentence, findingCount, nothingFoundSentence, type Summary } from '../../core/run/summary';
import { counted } from '../../core/text/counted';
import { oneLine, paragraph } from '../plainText';
import { givenUp } from './endpointLines';
import type { RunFacts } from './runFacts';

export type EndingAction = 'preview' | 'retry failed' | 'show' | 'show log';

/** What is said at the end of a run, and what can be done about it. */
export interface Ending {
  readonly level: 'info' | 'warning' | 'error';
  readonly message: string;
  readonly actions: readonly EndingAction[];
}

export function endingOf({ state, summary, name, header, endpoints }: RunFacts): Ending {
  const folder = `“${oneLine(name)}”`;
  if (state.kind === 'failed') {
    const message = `Could not review ${folder}: ${paragraph(state.message)}`;
    return { level: 'error', message, actions: ['show log'] };
  }
  if (state.kind === 'finished' && summary.files === 0) {
    return { level: 'info', message: nothingFound(name, header.options.changedSince), actions: [] };
  }
  const cancelled = state.kind === 'finished' ? '' : 'Cancelled. ';
  const sentences = [
    `${folder}: ${cancelled}${coverageSentence(summary)}`,
    summary.failed > 0 ? givenUp(endpoints) : '',
    findings(summary),
    ...shallowSentences(summary, oneLine),
    ...hidingSentences(summary, header.options, oneLine),
    usageSentence(summary, header.options.maxTokens),
  ];
  return {
    level: summary.failed > 0 ? 'warning' : 'info',
    message: sentences.filter((sentence) => sentence !== '').join(' '),
    actions: [
      ...(summary.proposals.ready > 0 ? (['preview'] as const) : []),
      ...(summary.failed > 0 ? (['retry failed'] as const) : []),
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
    ? `No files to review in “${oneLine(name)}”.`
    : `Nothing in “${oneLine(name)}” differs from ${oneLine(changedSince)}.`;
}

/** Empty where the files were never found out. */
function findings(summary: Summary): string {
  const count = findingCount(summary);
  if (count === 0) {
    return summary.files === 0 ? '' : nothingFoundSentence(summary, undefined);
  }
  const waiting = summary.proposals.ready;
  return `${counted(count, 'finding')}, ${waiting === 0 ? 'no proposals' : counted(waiting, 'proposal')} to review.`;
}
