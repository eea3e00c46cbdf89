import type { KeptStages } from './keptStages';
import { type Merged, toldOf } from './mergeParts';
import type { RunningReview } from './runningReview';
import type { Stage } from './schedule/stage';
import { spentOn } from './spend/usage';
import type { StageReviewContext } from './stageReview';
import { factsOf } from './tryEvents';

/** What a file came to in a stage in which nobody was asked. */
export interface Recalled {
  readonly stage: Stage;
  /** Undefined where the file came to its end on the way. */
  readonly merged: Merged | undefined;
}

/** So many are looked up at once: what they come to is written together. */
const atOnce = 16;
/** Where nothing is kept of so many, next to nothing is kept: the rest is not looked up before its turn. */
const enough = 64;
/** Texts are held from one stage to the next up to so many bytes; those of other files are read again. */
const mostHeld = 32 * 1024 * 1024;

/**
 * Leads files through a stage for which nobody has to be asked, as what they came to there is kept: without waiting for a
 * turn, and without a lane.
 */
export class KeptReviews {
  readonly #context: StageReviewContext;
  readonly #kept: KeptStages;
  #held = 0;

  constructor(context: StageReviewContext, kept: KeptStages) {
    this.#context = context;
    this.#kept = kept;
  }

  /**
   * Goes over files before their turn comes. The others are handed on as soon as that is known of them, in the order
   * given.
   *
   * @param goOn leads a file on that is through this stage
   * @param others has files reviewed
   */
  async lead(
    reviews: readonly RunningReview[],
    stage: Stage,
    isSeenAgain: (review: RunningReview) => boolean,
    goOn: (review: RunningReview, recalled: Recalled) => Promise<void>,
    others: (reviews: readonly RunningReview[]) => Promise<void>,
  ): Promise<void> {
    const under: Promise<void>[] = [];
    const handOn = (ended: Promise<void>) => {
      // Told below, when all have been handed on.
      ended.catch(() => undefined);
      under.push(ended);
    };
    let next = 0;
    let kept = 0;
    let handedOn = 0;
    const isKept: boolean[] = [];
    // In their order, whichever is known first: the first of them get the lanes.
    const handOnOthers = () => {
      for (; isKept[handedOn] !== undefined; handedOn++) {
        if (!isKept[handedOn]) {
          handOn(others([reviews[handedOn] as RunningReview]));
        }
      }
    };
    const work = async (slot: number) => {
      while (next < reviews.length && (kept > 0 || next < enough)) {
        const index = next++;
        const review = reviews[index] as RunningReview;
        const recalled = await this.#recall(review, stage, slot, isSeenAgain(review));
        isKept[index] = recalled !== undefined;
        if (recalled) {
          kept++;
          handOn(goOn(review, recalled));
        }
        handOnOthers();
      }
    };
    await Promise.all(Array.from({ length: atOnce }, (_, slot) => work(slot)));
    if (next < reviews.length) {
      handOn(others(reviews.slice(next)));
    }
    await Promise.all(under);
  }

  /** Puts what is kept of a file on record. Undefined where nothing is, or it does not count. Never rejects. */
  async #recall(
    review: RunningReview,
    stage: Stage,
    worker: number,
    isSeenAgain: boolean,
  ): Promise<Recalled | undefined> {
    const { steps, signal, inspector, pause, baseline, log, clock } = this.#context;
    const { kind } = stage;
    if (review.ended || baseline || !this.#kept.mayHave(stage, review)) {
      return undefined;
    }
    await pause.over();
    if (signal.aborted) {
      return undefined;
    }
    const { textHash } = review;
    const held = this.#release(review);
    const taken = await steps.take(kind, review, undefined, signal, held);
    if (!taken) {
      return { stage, merged: undefined };
    }
    const { snapshot, known } = taken;
    const kept = await this.#kept.recall({ stage, review, ...taken });
    if (!kept || signal.aborted) {
      // It is read again in its turn, and may be another until then.
      review.textHash = textHash;
      return undefined;
    }
    const { outcome, reported, shown, findings } = kept;
    const at = clock.now();
    review.startedAt ??= at;
    const about = { at, path: review.path, worker };
    log({ type: 'file.started', reviewer: kind, ...about });
    const merged: Merged = {
      ...{ findings: outcome.findings, coverage: outcome.coverage, looks: outcome.looks },
      ...{ spent: spentOn(outcome), answers: outcome.answers ?? [], isCancelled: false, shown },
      ...(review.twins && { told: toldOf(known) }),
    };
    await steps.keep(kind, review, merged, snapshot, { signal, inspector, before: undefined, gated: findings });
    const facts = { ...factsOf(outcome, { kind: 'done', outcome }), findings: reported };
    log({ type: 'file.finished', reviewer: kind, ...about, durationMs: clock.now() - at, ...facts });
    if (isSeenAgain && this.#held + review.bytes <= mostHeld) {
      this.#held += review.bytes;
      review.held = snapshot;
    }
    return { stage, merged };
  }

  #release(review: RunningReview) {
    const { held, bytes } = review;
    if (held) {
      this.#held -= bytes;
      review.held = undefined;
    }
    return held;
  }
}
