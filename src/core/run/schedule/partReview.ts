import type { Failure } from '../../fileReview';
import type { Part } from '../../parts';
import type { ReviewOutcome } from '../../ports';
import type { RequestFailure } from '../../requests';
import type { Lane, LaneLease } from './lane';

/**
 * The review of one part of a file, or of all of it: what waits for a slot of a stage, and gets it. So does whatever else
 * a model is asked about a file, with outcomes of another kind.
 */
export interface PartReview<Outcome = ReviewOutcome> {
  readonly file: FileInStage<Outcome>;
  /** Absent until the file has been read, and where files are not divided. */
  part?: Part;
  /** Tries that count against it. */
  tries: number;
  /** How its last try failed that a server has got. */
  sent?: RequestFailure;
  /** The lane that failed it last, and those that turned it away: it should not come back there while there are others. */
  avoid?: ReadonlySet<Lane>;
  /** The only ones that may take it; absent for all of the stage. */
  readonly lanes?: ReadonlySet<Lane>;
  /** It came of dividing a part whose reply was cut off. */
  readonly isOfCutOff?: true;
  /** It is about a finding: it takes a server less than reviews do, so that its time says nothing beside theirs. */
  readonly isBrief?: true;
}

/** What decides about the place that a part gets. */
export interface WaitingPart extends Pick<PartReview<unknown>, 'avoid' | 'lanes' | 'isBrief'> {
  readonly file: Pick<FileInStage<unknown>, 'path' | 'bytes' | 'rank'>;
}

/** A file on its way through a stage, as the stage sees it. */
export interface FileInStage<Outcome = ReviewOutcome> {
  readonly path: string;
  readonly bytes: number;
  /** The parts of files that rank higher go first. May change: see `reorder`. */
  readonly rank: number;
  /**
   * Tries a part in a lane, in the slot numbered `worker`, 0-based; a failure instead of a lane says that no lane is open.
   * Gives the lane back. Must not reject.
   */
  try(part: PartReview<Outcome>, lease: LaneLease | Failure, worker: number): Promise<TryOutcome<Outcome>>;
  /** Hears that a part waits for a slot again. */
  waits(): void;
}

/** How a part ended: with an outcome that counts, or as smaller parts, which come to outcomes of their own. */
export type PartEnd<Outcome = ReviewOutcome> =
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | { readonly kind: 'divided'; readonly parts: readonly PartReview<Outcome>[] };

/** What became of one try: the part has ended, or wants another try after some milliseconds. */
export type TryOutcome<Outcome = ReviewOutcome> = PartEnd<Outcome> | AnotherTry;

export interface AnotherTry {
  readonly kind: 'again';
  readonly afterMs: number;
}
