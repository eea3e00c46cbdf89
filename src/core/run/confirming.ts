import type { Spent } from '../fileReview';
import type { Confirmations } from '../findings/confirmations';
import type { ConfirmOutcome } from '../requests';
import type { Confirmation, FileSnapshot, Finding } from '../types';
import type { RunningReview } from './fileSteps';
import { nextTry } from './retry';
import type { Deadline } from './schedule/deadline';
import type { Failure, LaneLease } from './schedule/lane';
import type { FileInStage, PartReview, TryOutcome } from './schedule/partReview';
import type { Stage } from './schedule/stage';
import { Spending } from './spend/budget';
import { addSpent, spentOn } from './spend/usage';
import type { StageReviewContext } from './stageReview';
import { aboutTry } from './tryEvents';

/** What came of putting findings to a model once more. */
export interface Confirmed {
  readonly confirmations: Confirmations;
  readonly spent: Spent;
  readonly isCancelled: boolean;
}

/** Puts findings to a model once more. Never rejects. */
export type Confirm = (findings: readonly Finding[]) => Promise<Confirmed>;

/** The file whose findings are put to a model once more. */
export interface ConfirmingFile {
  readonly review: RunningReview;
  readonly snapshot: FileSnapshot;
  readonly stage: Stage;
  /** As of the file's own parts; see `FileInStage`. */
  readonly rank: () => number;
  readonly deadline: Deadline | undefined;
}

type ConfirmContext = Pick<StageReviewContext, 'steps' | 'clock' | 'log' | 'random' | 'budget' | 'signal'>;

/**
 * Puts the findings of one file to a model once more, each by one request of its own, which goes through the stage's pool
 * like any part of a file. What comes of it depends on the findings alone, never on which was answered first.
 */
export class Confirming implements FileInStage<ConfirmOutcome> {
  readonly #file: ConfirmingFile;
  readonly #context: ConfirmContext;
  readonly #asked = new Map<PartReview<ConfirmOutcome>, Finding>();
  readonly #startedAt: number;
  #ended = 0;
  #inFlight = 0;
  #spent: Spent = {};

  constructor(file: ConfirmingFile, context: ConfirmContext) {
    this.#file = file;
    this.#context = context;
    this.#startedAt = context.clock.now();
  }

  get path(): string {
    return this.#file.review.path;
  }

  get bytes(): number {
    return this.#file.review.bytes;
  }

  get rank(): number {
    return this.#file.rank();
  }

  /** Asks about each finding, unless a file of the same text was asked for it already. Never rejects. */
  async run(findings: readonly Finding[]): Promise<Confirmed> {
    const { review } = this.#file;
    review.verdicts ??= new Map();
    const { verdicts } = review;
    const confirmations = new Map<string, Confirmation>();
    const asked = findings.filter((finding) => !verdicts.has(wordsOf(finding)));
    const outcomes = await this.#askAll(asked);
    for (const [position, finding] of asked.entries()) {
      const outcome = outcomes[position] ?? { kind: 'cancelled' };
      confirmations.set(finding.id, toConfirmation(outcome));
      if (outcome.kind === 'reviewed') {
        verdicts.set(wordsOf(finding), toConfirmation(outcome));
      }
    }
    for (const finding of findings) {
      const known = verdicts.get(wordsOf(finding));
      if (known) {
        confirmations.set(finding.id, known);
      }
    }
    const isCancelled = outcomes.some(({ kind }) => kind === 'cancelled');
    return { confirmations, isCancelled, spent: this.#spent };
  }

  #askAll(findings: readonly Finding[]): Promise<readonly ConfirmOutcome[]> {
    const { stage } = this.#file;
    const parts = findings.map((finding): PartReview<ConfirmOutcome> => {
      const part = { file: this, tries: 0, lanes: stage.lanesToConfirm(finding.source), isBrief: true } as const;
      this.#asked.set(part, finding);
      return part;
    });
    this.waits();
    return Promise.all(
      parts.map(async (part) => {
        const end = await stage.run(part);
        return end.kind === 'done' ? end.outcome : ({ kind: 'cancelled' } as const);
      }),
    );
  }

  /** One try at one finding in a slot. Never rejects. */
  async try(
    part: PartReview<ConfirmOutcome>,
    lease: LaneLease | Failure,
    worker: number,
  ): Promise<TryOutcome<ConfirmOutcome>> {
    const { clock, log, random } = this.#context;
    const startedAt = clock.now();
    const about = { path: this.path, finding: this.#asked.get(part)?.id ?? '', worker, ...aboutTry(part, lease) };
    this.#inFlight++;
    const outcome = await this.#ask(part, lease, () => log({ type: 'confirm.started', at: startedAt, ...about })).catch(
      brokenDown,
    );
    this.#inFlight--;
    const durationMs = clock.now() - startedAt;
    const outlook = 'lane' in lease ? lease.end(outcome, durationMs) : undefined;
    const again =
      outcome.kind === 'failed' && outlook && 'lane' in lease && !this.#file.deadline?.hasPassed
        ? nextTry(part, outcome, outlook, lease.lane, random())
        : undefined;
    const spent = outcome.kind === 'cancelled' ? {} : spentOn(outcome);
    this.#spent = addSpent(this.#spent, spent);
    log({
      ...{ type: 'confirm.finished', at: clock.now(), ...about, durationMs },
      outcome: again ? 'will retry' : toConfirmation(outcome).verdict,
      ...(outcome.kind === 'failed' && { reason: outcome.reason }),
      ...(spent.usage && { tokens: spent.usage }),
    });
    if (again) {
      this.#show(again.asked ? 'pause' : 'retry');
      return again;
    }
    this.#ended++;
    this.waits();
    return { kind: 'done', outcome };
  }

  /** Shows that the file waits for a slot, unless one of its findings has one. */
  waits(): void {
    if (this.#inFlight === 0 && this.#ended < this.#asked.size) {
      this.#show('slot');
    }
  }

  async #ask(part: PartReview<ConfirmOutcome>, lease: LaneLease | Failure, begun: () => void): Promise<ConfirmOutcome> {
    const { signal, budget } = this.#context;
    const { deadline, snapshot } = this.#file;
    const finding = this.#asked.get(part);
    if (signal.aborted || !finding) {
      return { kind: 'cancelled' };
    }
    if (deadline?.hasPassed) {
      return tooLate('not asked');
    }
    const confirmer = 'lane' in lease ? lease.lane.confirmer : undefined;
    if (!confirmer) {
      const failure = 'lane' in lease ? noConfirmer : lease;
      return { kind: 'failed', ...failure, server: 'not asked' };
    }
    const spending = new Spending(budget);
    this.#show();
    begun();
    const asking = confirmer.confirm(snapshot, finding, {
      signal: deadline?.signal ?? signal,
      reserve: (tokens) => spending.reserve(tokens),
      waiting: (what) => this.#show(what),
    });
    // Whatever comes of it: others may wait for what it has reserved.
    const outcome = await asking.catch(brokenDown);
    spending.end(outcome);
    return outcome.kind === 'cancelled' && deadline?.hasPassed ? tooLate('troubled') : outcome;
  }

  #show(waiting?: 'slot' | 'retry' | 'pause' | 'model load'): void {
    const count = this.#asked.size;
    this.#context.steps.show(this.#file.review, {
      kind: 'reviewing',
      phase: this.#file.stage.kind,
      startedAt: this.#startedAt,
      ...(waiting && { waiting }),
      confirming: { index: Math.min(count, this.#ended + 1), count },
    });
  }
}

/** Equal for findings of the same text that say the same of the same place. */
function wordsOf({ source, title, explanation, place }: Finding): string {
  return JSON.stringify([source, title, explanation, place?.start ?? null, place?.end ?? null]);
}

function toConfirmation(outcome: ConfirmOutcome): Confirmation {
  switch (outcome.kind) {
    case 'reviewed':
      return { verdict: outcome.verdict, reason: outcome.reason };
    case 'failed':
      return { verdict: 'not confirmed', reason: outcome.reason };
    case 'cancelled':
      return { verdict: 'not confirmed', reason: 'cancelled' };
  }
}

const noConfirmer: Failure = { reason: 'internal error', message: 'The lane can confirm nothing.' };

function tooLate(server: 'not asked' | 'troubled'): ConfirmOutcome {
  return { kind: 'failed', reason: 'timed out', message: 'The time for this file is up.', server };
}

function brokenDown(error: unknown): ConfirmOutcome {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: 'failed', reason: 'internal error', message, server: 'troubled' };
}
