import type { RunState } from '../../core/fileReview';
import type { RunHeader } from '../../core/options';
import { type ModelFigures, modelFigures } from '../../core/report/modelFigures';
import type { LaneStatus } from '../../core/run/schedule/lane';
import type { Summary } from '../../core/run/summary';
import { folderName } from '../folders';
import type { ReviewSession, Sessions } from '../sessions';

/** What views say about a run. */
export interface RunFacts {
  readonly header: RunHeader;
  readonly state: RunState;
  readonly summary: Summary;
  /** The name of the folder, without the path to it. */
  readonly name: string;
  readonly maxParallelFiles: number;
  /** How the endpoints stand, by their ids. */
  readonly endpoints: ReadonlyMap<string, LaneStatus>;
  /** What its models have cost and what came of it; empty while it is at work. */
  readonly models: readonly ModelFigures[];
}

export function factsOf(sessions: Sessions, session: ReviewSession): RunFacts {
  const { store, maxParallelFiles } = session.run;
  return {
    header: store.header,
    state: store.state,
    summary: sessions.summary(session),
    name: folderName(session.folder),
    maxParallelFiles,
    endpoints: store.endpoints,
    models: isAtWork(store.state) ? [] : modelFigures(store),
  };
}

/** Whether a run is still at work. */
export function isAtWork(state: RunState): boolean {
  return state.kind === 'discovering' || state.kind === 'running';
}
