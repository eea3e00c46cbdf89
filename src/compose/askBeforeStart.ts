import type { RunOptions } from '../core/options';
import type { Workspace } from '../core/ports';
import { startQuestion } from '../core/report/spend';
import { estimateOf } from './runEstimate';

/** What is to start, and how to ask about it. */
export interface StartAsking {
  readonly stateRoot: string;
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
  const estimate = await estimateOf(asking.stateRoot, options, asking.maxParallelFiles, discovery.files);
  if (!estimate || estimate.files <= askAboveFiles) {
    return true;
  }
  const { question, detail } = startQuestion(asking.name, estimate, options.maxTokens);
  return asking.confirm(question, detail, 'Start');
}
