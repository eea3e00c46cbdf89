import type { RunOptions } from '../core/options';
import type { Workspace } from '../core/ports';
import { estimateSentences, grouped, startQuestion } from '../core/report/spend';
import type { StartEstimate } from '../core/run/spend/startEstimate';
import { t } from '../vscode/l10n';
import { type EstimatedFolder, estimateOf } from './runEstimate';

/** What is to start, and how to ask about it. */
export interface StartAsking extends EstimatedFolder {
  /** What the person calls the folder, safe to show. */
  readonly name: string;
  readonly options: RunOptions;
  readonly maxParallelFiles: number;
  /** A model's review of more files than this is asked about; undefined for never. */
  readonly askAboveFiles: number | undefined;
  readonly workspace: Pick<Workspace, 'discover'>;
  /** False when the person turns away. */
  readonly confirm: (question: string, detail: string, action: string) => Promise<boolean>;
}

/** Whether a run may start. Where a model is to get many files, the person is told what that takes, and decides. */
export async function mayStart(asking: StartAsking, signal: AbortSignal): Promise<boolean> {
  const { options, askAboveFiles } = asking;
  if (askAboveFiles === undefined || !options.reviewers.includes('model')) {
    return true;
  }
  const discovery = await asking.workspace.discover(signal);
  if (discovery.kind !== 'found') {
    // The run comes upon the same and tells it.
    return true;
  }
  const estimate = await estimateOf(asking, options, asking.maxParallelFiles, discovery.files);
  if (!estimate || estimate.files <= askAboveFiles) {
    return true;
  }
  const { question, detail } = startQuestion(asking.name, estimate, options.maxTokens, t);
  return asking.confirm(question, detail, t('Start'));
}

/** What a run would take, by the sizes of its files alone: a sentence each. */
export async function estimateStart(
  asking: Pick<StartAsking, 'stateRoot' | 'realPath' | 'options' | 'maxParallelFiles' | 'workspace'>,
  signal: AbortSignal,
): Promise<StartEstimate> {
  const { options, maxParallelFiles, workspace } = asking;
  const discovery = await workspace.discover(signal);
  if (discovery.kind !== 'found') {
    return discovery.kind === 'failed' ? { kind: 'failed', message: discovery.message } : { kind: 'cancelled' };
  }
  const files = discovery.files.filter(({ kind }) => kind === 'file').length;
  const model = await estimateOf(asking, options, maxParallelFiles, discovery.files);
  const sentences = [
    t('{0, plural, one {{1} file} other {{1} files}} to review, or fewer.', files, grouped(files, t)),
    ...(model
      ? [t('A model reviews {0} of them.', grouped(model.files, t)), ...estimateSentences(model, options.maxTokens, t)]
      : [t('No model takes part: nothing is sent.')]),
  ];
  return { kind: 'estimate', sentences };
}
