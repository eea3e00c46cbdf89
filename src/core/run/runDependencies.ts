import type { RunHeader } from '../options';
import type { BaselineDependencies } from './baselineOf';
import type { StepDependencies } from './fileSteps';
import type { FileSize } from './runningReview';
import type { StagesOutcome } from './schedule/stage';
import type { RunStore } from './store';

/** What a run needs from the world. */
export interface RunDependencies extends StepDependencies, BaselineDependencies {
  readonly header: RunHeader;
  /**
   * Makes the stages for some work: the run itself, or a later retry. Their reviewers are disposed of at its
   * end, so that a run that only waits for a person holds no threads and no sockets.
   *
   * @param files what the work is about
   * @param all every file of the run that is not skipped
   */
  readonly createStages: (
    signal: AbortSignal,
    files: readonly FileSize[],
    all: readonly FileSize[],
  ) => Promise<StagesOutcome>;
  readonly maxParallelFiles: number;
  /** Paths to review before all others, such as the files open in the editor. */
  readonly preferred?: ReadonlySet<string>;
  /** For a run that comes back from its journal: its store. */
  readonly store?: RunStore;
  /**
   * Where somebody is there who can make room: what could not be recorded is tried again after so many milliseconds, and the
   * run begins nothing meanwhile. If not given, it ends.
   */
  readonly retryRecordMs?: number;
  /** Called when all is reviewed, before the run comes to its end: what it shows then may still change. Never rejects. */
  readonly beforeEnd?: () => Promise<void>;
}
