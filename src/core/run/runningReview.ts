import type { Coverage, Looks } from '../fileReview';
import type { Confirmation, FileSnapshot, ReviewerKind } from '../types';
import type { Merged } from './mergeParts';

/** A file that is to be reviewed, as far as it is known before it is read. */
export interface FileSize {
  readonly path: string;
  readonly bytes: number;
}

/** A file on its way through the stages of a run. */
export interface RunningReview extends FileSize {
  /** A person waits for just this file. */
  isUrgent: boolean;
  /** See `ReviewContext`. */
  readonly answersSince: number | undefined;
  /** Files of the same text and kind, which wait for what this one comes to. */
  twins?: readonly RunningReview[];
  /** The reviewer that took it last. */
  phase: ReviewerKind;
  /** Milliseconds since the epoch, from the first time a reviewer took it. */
  startedAt?: number;
  coverage?: Coverage;
  /** Of all stages so far. */
  looks?: Looks;
  /** Hash of the text that the stages have seen. */
  textHash?: string | undefined;
  /** That text, as long as it is held for the next stage. */
  held?: FileSnapshot | undefined;
  /** What models said of findings that were put to them once more, in this file or its twin, by what those say and where. */
  verdicts?: Map<string, Confirmation>;
  /** The first failure; the file fails with it in the end, whatever later stages bring. */
  failure?: NonNullable<Merged['failure']> & { readonly phase: ReviewerKind; readonly coverage?: Coverage };
  /** It is as it was at the revision that findings are to be newer than. */
  isUnchanged?: boolean;
  /** Set when the file has come to its end. */
  ended: boolean;
}
