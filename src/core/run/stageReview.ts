import type { FailureReason } from '../fileReview';
import { type Part, shownAlong, withoutNeighbours } from '../parts';
import type { Baseline, Hasher, Inspector, ReviewContext, ReviewOutcome } from '../ports';
import { confirmFindings } from './confirming';
import { FileRequests, type RequestsContext } from './fileRequests';
import type { FileSteps, TakenFile } from './fileSteps';
import type { KeptStage, KeptStages } from './keptStages';
import { type EndedPart, type Merged, mergeParts, toldOf } from './mergeParts';
import type { RunningReview } from './runningReview';
import type { Deadline, Deadlines } from './schedule/deadline';
import type { Lane } from './schedule/lane';
import type { PartReview } from './schedule/partReview';
import type { Stage } from './schedule/stage';
import { factsOf } from './tryEvents';

/** What the review of a file in a stage needs besides the file. */
export interface StageReviewContext extends RequestsContext {
  readonly steps: FileSteps;
  readonly hash: Hasher;
  readonly parallelPasses: boolean;
  /** Paths to review before all others. */
  readonly preferred: ReadonlySet<string> | undefined;
  readonly deadlines: Deadlines;
  readonly inspector: Inspector | undefined;
  /** What findings are to be newer than. */
  readonly baseline: Baseline | undefined;
  /** What stages have come to before; absent where nothing is kept. */
  readonly kept: KeptStages | undefined;
}

interface OpenFile extends TakenFile {
  /** What it came to before, if that still counts: then nothing is planned, and nobody asked. */
  readonly kept: KeptStage | undefined;
  readonly startedAt: number;
  readonly deadline: Deadline | undefined;
}

/** What a person waits for comes first, then files that are begun, then preferred ones. */
function rankOf(
  { isUrgent, twins, path }: RunningReview,
  { preferred }: Pick<StageReviewContext, 'preferred'>,
  isBegun: boolean,
): number {
  const isWaitedFor = isUrgent || twins?.some((twin) => twin.isUrgent);
  return (isWaitedFor ? 4 : 0) + (isBegun ? 2 : 0) + (preferred?.has(path) ? 1 : 0);
}

/** A file before its turn in its first stage. */
export class WaitingFile {
  readonly review: RunningReview;
  readonly #context: StageReviewContext;

  constructor(review: RunningReview, context: StageReviewContext) {
    this.review = review;
    this.#context = context;
  }

  get path(): string {
    return this.review.path;
  }

  get bytes(): number {
    return this.review.bytes;
  }

  get rank(): number {
    return rankOf(this.review, this.#context, false);
  }
}

/**
 * One file's way through one stage. The file is read when its first part gets a slot, and divided then; each part goes
 * through the stage's pool on its own. What the parts bring is put together when all have ended.
 */
export class StageReview {
  readonly #fileReview: RunningReview;
  readonly #stage: Stage;
  readonly #context: StageReviewContext;
  readonly #requests: FileRequests<ReviewOutcome>;
  #opening: Promise<void> | undefined;
  #file: OpenFile | undefined;
  #plan: readonly Part[] | undefined;
  #planned: () => void = () => {};

  constructor(fileReview: RunningReview, stage: Stage, context: StageReviewContext) {
    this.#fileReview = fileReview;
    this.#stage = stage;
    this.#context = context;
    this.#requests = new FileRequests<ReviewOutcome>(
      {
        ...{ review: fileReview, stage, rank: () => this.#rank },
        open: () => this.#opened(),
        send: (part, lane, context) => this.#send(part, lane, context),
        smaller: (part, reason) => this.#smaller(part, reason),
        progress: (ended) => this.#progress(ended),
        begun: (_, about) => ({ type: 'file.started', reviewer: stage.kind, ...about }),
        ended: (_, about, outcome, next) => ({
          ...{ type: 'file.finished', reviewer: stage.kind, ...about },
          ...factsOf(outcome, next),
          ...(this.#file?.kept && { findings: this.#file.kept.reported }),
        }),
      },
      context,
    );
  }

  get #rank(): number {
    return rankOf(this.#fileReview, this.#context, this.#opening !== undefined);
  }

  /** Leads the file through the stage. What it came to there; undefined when the file came to its end on the way. */
  async run(): Promise<Merged | undefined> {
    const requests = this.#requests;
    const first = requests.part();
    requests.parts = [first];
    const planned = new Promise<void>((resolve) => {
      this.#planned = resolve;
    });
    const running = requests.run(first);
    await Promise.race([planned, running]);
    const ended = await this.#runAll(running);
    if (this.#fileReview.ended) {
      return undefined;
    }
    const { steps, signal, inspector } = this.#context;
    const { snapshot, kept, before, deadline } = this.#file ?? {};
    const totalLines = snapshot ? snapshot.text.split('\n').length : 0;
    const shown = kept ? kept.shown : this.#plan && shownAlong(this.#plan, this.#context.hash);
    const told = toldOf(this.#file?.known ?? []);
    const merged = { ...mergeParts(ended, requests.spent, totalLines), shown, told };
    const review = this.#fileReview;
    const findings = await steps.keep(this.#stage.kind, review, merged, snapshot, {
      ...{ signal, inspector, before, gated: merged.isCancelled ? undefined : kept?.findings },
      ...(snapshot && {
        confirm: (findings) => {
          const work = { review, stage: this.#stage, rank: () => this.#rank };
          return confirmFindings(findings, { ...work, snapshot, deadline, plan: this.#plan ?? [] }, this.#context);
        },
      }),
    });
    if (findings && this.#file && !kept) {
      this.#context.kept?.keep({ stage: this.#stage, review, ...this.#file }, merged, findings);
    }
    return merged;
  }

  /** The passes one after another, or all at once; the chunks of a pass side by side. Answers in the order of the parts. */
  async #runAll(first: Promise<readonly EndedPart[]>): Promise<readonly EndedPart[]> {
    const { parts } = this.#requests;
    const running = [first];
    for (const pass of new Set(parts.map(({ part }) => part?.pass))) {
      const others = parts.slice(1).filter(({ part }) => part?.pass === pass);
      running.push(...others.map((other) => this.#requests.run(other)));
      if (!this.#context.parallelPasses) {
        await Promise.all(running);
      }
    }
    return (await Promise.all(running)).flat();
  }

  async #opened(): Promise<OpenFile | undefined> {
    this.#opening ??= this.#open();
    await this.#opening;
    return this.#file;
  }

  /** Reads and divides the file, unless reading it already brings it to its end. */
  async #open(): Promise<void> {
    const { steps, clock, deadlines, baseline, signal } = this.#context;
    const { planner, kind } = this.#stage;
    const taken = await steps.take(kind, this.#fileReview, baseline, signal);
    if (!taken) {
      return;
    }
    const requests = this.#requests;
    const [first] = requests.parts;
    const kept = await this.#context.kept?.recall({ stage: this.#stage, review: this.#fileReview, ...taken });
    this.#plan = kept ? undefined : await planner?.plan(taken.snapshot, signal);
    const [part, ...others] = this.#plan ?? [];
    if (first && part) {
      first.part = part;
      requests.parts = [first, ...others.map((other) => requests.part(other))];
    }
    const startedAt = clock.now();
    this.#fileReview.startedAt ??= startedAt;
    this.#file = { ...taken, kept, startedAt, deadline: kept ? undefined : planner && deadlines.begin() };
    this.#planned();
  }

  async #send(
    { part }: PartReview,
    { reviewer }: Lane,
    context: Omit<ReviewContext, 'part' | 'known'>,
  ): Promise<ReviewOutcome> {
    const file = this.#file;
    if (file?.kept) {
      return file.kept.outcome;
    }
    return file
      ? reviewer.review(file.snapshot, { ...context, known: file.known, ...(part && { part }) })
      : { kind: 'cancelled' };
  }

  /**
   * Smaller parts instead of one that was too long, as often as it takes, or whose reply was, once. What is shown along
   * goes first: for its sake no file takes more parts.
   */
  async #smaller({ part, isOfCutOff }: PartReview, reason: FailureReason): Promise<readonly PartReview[] | undefined> {
    const isCutOff = reason === 'reply cut off' && !isOfCutOff;
    if (!part || !this.#file || !(isCutOff || reason === 'too long for the model')) {
      return undefined;
    } else if (!isCutOff && part.neighbours) {
      return [this.#requests.part(withoutNeighbours(part), isOfCutOff && { isOfCutOff })];
    }
    const { snapshot } = this.#file;
    const parts = await this.#stage.planner?.split(snapshot, part, this.#context.signal).catch(() => undefined);
    const more = isCutOff || isOfCutOff ? ({ isOfCutOff: true } as const) : undefined;
    return parts?.map((smaller) => this.#requests.part(smaller, more));
  }

  #progress(ended: number) {
    const count = this.#requests.parts.length;
    return count > 1 ? { chunk: { index: Math.min(count, ended + 1), count } } : {};
  }
}
