import { isAtWork, type RunState } from '../../core/fileReview';
import type { RunHeader } from '../../core/options';
import { historySentence } from '../../core/report/historyText';
import { type ModelFigures, modelFigures } from '../../core/report/modelFigures';
import type { LaneStatus } from '../../core/run/schedule/lane';
import type { Summary } from '../../core/run/summary';
import { folderName } from '../folders';
import { t } from '../l10n';
import type {
  CommittedTo,
  HeldRun,
  ReviewSession,
  Sessions,
  StoppedVerification,
  UnderVerification,
} from '../sessions';

/** What views say about a run. */
export interface RunFacts {
  readonly header: RunHeader;
  readonly state: RunState;
  /** Why it does not go on, though it is at work: nothing can be recorded. */
  readonly pause?: string;
  readonly summary: Summary;
  /** The name of the folder, without the path to it. */
  readonly name: string;
  readonly maxParallelFiles: number;
  /** How the endpoints stand, by their ids. */
  readonly endpoints: ReadonlyMap<string, LaneStatus>;
  /** What its models have cost and what came of it; empty while it is at work. */
  readonly models: readonly ModelFigures[];
  /** How its findings stand to the reviews before, where there are any. */
  readonly history?: string | undefined;
  /** While its proposals are being verified. */
  readonly verifying?: UnderVerification;
  /** Where the last verification did not come to its end. */
  readonly stopped?: StoppedVerification;
  /** Where its commits are, if there are any. */
  readonly committed?: CommittedTo;
  /** It was cancelled or interrupted, and there is something left to do. */
  readonly isResumable: boolean;
  /** Who has it open, where that is another process: "process 123 on host". */
  readonly heldBy?: string;
}

/** What is said of a run that another process has open. */
export function heldFacts({ folder, store, holder }: HeldRun): RunFacts {
  return {
    ...{ header: store.header, state: store.state, summary: store.summary(), name: folderName(folder) },
    // Only who has it open knows.
    ...{ maxParallelFiles: 0, endpoints: store.endpoints },
    models: isAtWork(store.state) ? [] : modelFigures(store),
    history: historySentence(store, t),
    isResumable: false,
    heldBy: holder,
  };
}

export function factsOf(sessions: Sessions, session: ReviewSession): RunFacts {
  const { store, maxParallelFiles } = session.run;
  const summary = sessions.summary(session);
  const verifying = sessions.verifying(session);
  const stopped = sessions.stoppedVerification(session);
  const committed = sessions.committed(session);
  return {
    header: store.header,
    state: store.state,
    ...(store.pause !== undefined && { pause: store.pause }),
    summary,
    name: folderName(session.folder),
    maxParallelFiles,
    endpoints: store.endpoints,
    models: isAtWork(store.state) ? [] : modelFigures(store),
    history: isAtWork(store.state) ? undefined : historySentence(store, t),
    isResumable: isResumable(session, summary),
    ...(verifying && { verifying }),
    ...(stopped && { stopped }),
    ...(committed && { committed }),
  };
}

/** Whether the window or the process of a run ended before it did, and there is something left to do. */
export function isCutShort({ run }: Pick<ReviewSession, 'run'>): boolean {
  return run.store.state.kind === 'interrupted' && run.isResumable;
}

/** Whether a run was cancelled or cut short, as a whole or in some of its files, and there is something left to do. */
export function isResumable({ run }: Pick<ReviewSession, 'run'>, { cancelled }: Summary): boolean {
  const { kind } = run.store.state;
  return kind === 'finished' ? cancelled > 0 : (kind === 'cancelled' || kind === 'interrupted') && run.isResumable;
}
