import type { Part } from '../../parts';
import type { ReviewOutcome } from '../../ports';
import type { Failure, Lane, LaneLease } from './lane';

/** The review of one part of a file, or of all of it: what waits for a slot of a stage, and gets it. */
export interface PartReview {
  readonly file: FileInStage;
  /** Absent until the file has been read, and where files are not divided. */
  part?: Part;
  /** Tries that count against it. */
  tries: number;
  /** The lane that failed it last: it should not come back there while there are others. */
  avoid?: Lane;
  /** It came of dividing a part whose reply was cut off. */
  readonly isOfCutOff?: true;
}

/** A file on its way through a stage, as the stage sees it. */
export interface FileInStage {
  readonly path: string;
  readonly bytes: number;
  /** The parts of files that rank higher go first. May change: see `reorder`. */
  readonly rank: number;
  /**
   * Tries a part in a lane, in the slot numbered `worker`, 0-based; a failure instead of a lane says that no lane is open.
   * Gives the lane back. Must not reject.
   */
  try(part: PartReview, lease: LaneLease | Failure, worker: number): Promise<TryOutcome>;
  /** Hears that a part waits for a slot again. */
  waits(): void;
}

/** How a part ended: with an outcome that counts, or as smaller parts, which come to outcomes of their own. */
export type PartEnd =
  | { readonly kind: 'done'; readonly outcome: ReviewOutcome }
  | { readonly kind: 'divided'; readonly parts: readonly PartReview[] };

/** What became of one try: the part has ended, or wants another try after some milliseconds. */
export type TryOutcome = PartEnd | { readonly kind: 'again'; readonly afterMs: number };
