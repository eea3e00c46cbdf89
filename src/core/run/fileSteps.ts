import type { Dismissals } from '../dismissals/dismissals';
import type { Failure, FileReview, FileStatus, Looks, Withheld } from '../fileReview';
import { isDismissed } from '../findings/bounds';
import type { Spent } from '../modelUse';
import type { Baseline, Clock, EarlierFile, Hasher, Journal, Workspace } from '../ports';
import { settleFindings } from '../strategy/settle';
import { type Absent, skipForNoReviewer, type Treatment, treatments } from '../strategy/treatment';
import { errorStack } from '../text/errorMessage';
import { reviewFailures } from '../text/reviewFailures';
import { english } from '../text/say';
import { skipTexts } from '../text/skipTexts';
import { TextSecrets } from '../text/textSecrets';
import type { FileSnapshot, Finding, ReviewerKind } from '../types';
import type { EventLog } from './events';
import { inFoundOrder } from './findingOrder';
import { findingsOf, type Gates } from './findingsOf';
import { type Confirm, confirmedListing, listingOf, recordedListing, toConfirm } from './listing';
import { bothLooks } from './looks';
import type { Merged } from './mergeParts';
import { unreadable } from './newSince';
import type { EndedStatus, RunRecord } from './records';
import type { RunningReview } from './runningReview';
import { addSpent } from './spend/usage';
import type { RunStore } from './store';

/** What the steps of a file review need from the world. */
export interface StepDependencies {
  readonly workspace: Workspace;
  readonly journal: Journal<RunRecord>;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly hash: Hasher;
  /** Returns a number in [0, 1); spreads retries. */
  readonly random: () => number;
  /** Absent where nothing is. */
  readonly dismissals?: Dismissals;
}

/** What a reviewer is given of a file. */
export interface TakenFile {
  readonly snapshot: FileSnapshot;
  /** What earlier stages found in the same text. */
  readonly known: readonly Finding[];
  /** What it was at the revision that findings are to be newer than, if they are. */
  readonly before?: EarlierFile;
}

/** What a stage brought beside findings. */
interface Found {
  /** The reviewed text. */
  readonly text: string;
  readonly spent: Spent;
  readonly secrets: () => TextSecrets;
  readonly confirm: Confirm | undefined;
}

/** The steps that lead one file through a stage and to its end. Everything they learn goes to the store. */
export class FileSteps {
  readonly #store: RunStore;
  readonly #dependencies: StepDependencies;
  readonly #recordProblem: () => string | undefined;

  /** @param recordProblem why the run cannot be recorded any more, which stops it */
  constructor(store: RunStore, dependencies: StepDependencies, recordProblem: () => string | undefined) {
    this.#store = store;
    this.#dependencies = dependencies;
    this.#recordProblem = recordProblem;
  }

  /** Shows that a file waits for its next stage. */
  queueFor(phase: ReviewerKind, review: RunningReview): void {
    this.show(review, { kind: 'reviewing', phase, startedAt: this.#dependencies.clock.now(), waiting: 'slot' });
  }

  show(review: RunningReview, status: FileStatus & { kind: 'reviewing' }): void {
    if (!review.ended) {
      this.#store.show(review.path, status);
    }
  }

  /**
   * Reads a file for a stage and makes its text the one that the file's findings speak of. Undefined when the file came
   * to its end instead: it cannot be read, an earlier stage saw another text, or no model is to see what has not changed.
   *
   * @param held as an earlier stage has read it, where that counts
   */
  async take(
    phase: ReviewerKind,
    review: RunningReview,
    baseline: Baseline | undefined,
    signal: AbortSignal,
    held?: FileSnapshot,
  ): Promise<TakenFile | undefined> {
    review.phase = phase;
    const { workspace } = this.#dependencies;
    const read = held ? ({ kind: 'text', snapshot: held } as const) : await workspace.read(review.path);
    if (read.kind === 'skipped') {
      await this.#end(review, { kind: 'skipped', reason: read.reason, message: read.message });
      return undefined;
    }
    if (read.kind === 'failed') {
      await this.#end(review, { kind: 'failed', reason: read.reason, message: read.message, phase });
      return undefined;
    }
    const { snapshot } = read;
    const file = this.#store.file(review.path);
    if (!file || (review.textHash !== undefined && review.textHash !== snapshot.textHash)) {
      await this.#end(review, {
        kind: 'failed',
        reason: 'changed during review',
        message: reviewFailures.changed,
        phase,
      });
      return undefined;
    }
    review.textHash = snapshot.textHash;
    const before = await baseline?.before(snapshot, signal);
    review.isUnchanged = before?.kind === 'same';
    if (review.isUnchanged && phase === 'model') {
      await this.#passOver(review);
      return undefined;
    }
    return { snapshot, known: knownOf(file), ...(before && { before }) };
  }

  /**
   * Takes over what a stage brought. Never rejects. Answers with the findings behind the gates,
   * where all went well and to its end.
   *
   * @param gated those, where they are known already
   * @param confirm asked about what a model found, where the profile of the file wants that
   */
  async keep(
    kind: ReviewerKind,
    review: RunningReview,
    merged: Merged,
    snapshot: FileSnapshot | undefined,
    {
      gated,
      confirm,
      ...gates
    }: Gates & { readonly gated?: readonly Finding[] | undefined; readonly confirm?: Confirm },
  ): Promise<readonly Finding[] | undefined> {
    const { spent, coverage, looks, failure = unreadable(gates.before) } = merged;
    let { isCancelled } = merged;
    let findings = gated;
    if (looks) {
      review.looks = bothLooks(review.looks, looks);
    }
    const secrets = once(() => new TextSecrets(snapshot?.text ?? '', review.path));
    try {
      if (!findings && snapshot) {
        const treatment = this.#treatmentOf(review);
        const settled = settleFindings(kind, merged.findings, treatment);
        const { clock, hash } = this.#dependencies;
        const means = { ...gates, clock, hash, header: this.#store.header, secrets, treatment };
        findings = await findingsOf(kind, snapshot, settled, means);
      }
      findings ??= [];
      if (!gated && gates.signal.aborted) {
        // Gates that were cut short have not looked at all of it. What was asked is kept, and comes back when the run goes on.
        findings = [];
        isCancelled = true;
      }
      const text = snapshot?.text ?? '';
      isCancelled = (await this.#found(review, findings, { text, spent, secrets, confirm })) || isCancelled;
    } catch (error) {
      const message = errorStack(error);
      review.failure ??= { reason: 'internal error', message: secrets().mask(message), phase: kind };
      findings = undefined;
    }
    if (isCancelled) {
      review.phase = kind;
      await this.#end(review, this.#stopped(kind));
    } else if (failure) {
      const message = secrets().mask(failure.message);
      review.failure ??= { ...failure, message, phase: kind, ...(coverage.reviewedLines > 0 && { coverage }) };
    } else {
      const reviewedLines = Math.max(review.coverage?.reviewedLines ?? 0, coverage.reviewedLines);
      review.coverage = { ...coverage, reviewedLines };
    }
    return isCancelled ? undefined : findings;
  }

  /** Ends a file that cannot be reviewed at all; without a failure, because the run was stopped. */
  async fail(review: RunningReview, failure: Failure | undefined): Promise<void> {
    const asFailed = ({ reason, message }: Failure) => ({ kind: 'failed', reason, message, phase: 'model' }) as const;
    await this.#end(review, failure ? asFailed(failure) : this.#stopped(review.phase));
  }

  /** Ends a file that no reviewer of the run is for. */
  async leaveOut(review: RunningReview, absent: readonly Absent[]): Promise<void> {
    await this.#end(review, { kind: 'skipped', ...skipForNoReviewer(absent) });
  }

  /** Ends a file that no model is to see, as it has not changed. */
  async #passOver(review: RunningReview): Promise<void> {
    const message = english(skipTexts.unchanged, this.#store.header.options.newSince?.revision ?? '');
    await (review.looks ? this.finish(review) : this.#end(review, { kind: 'skipped', reason: 'unchanged', message }));
  }

  /** Brings a file to its end after its last stage. */
  async finish(review: RunningReview): Promise<void> {
    if (review.ended) {
      return;
    }
    const { clock } = this.#dependencies;
    const looks = review.looks && { looks: this.#withAbsent(review, review.looks) };
    await this.#end(
      review,
      review.failure
        ? { kind: 'failed', ...review.failure, ...looks }
        : {
            kind: 'reviewed',
            coverage: review.coverage ?? { reviewedLines: 0, totalLines: 0 },
            durationMs: clock.now() - (review.startedAt ?? clock.now()),
            ...looks,
          },
    );
  }

  /**
   * Puts what a stage brought on record: its findings beside those of earlier stages, and what it cost. A person does not
   * get to see findings before they are confirmed, where they are to be. Answers whether that was cancelled.
   */
  async #found(review: RunningReview, added: readonly Finding[], { text, spent, secrets, confirm }: Found) {
    const file = this.#store.file(review.path);
    if (!file || (added.length === 0 && !spent.usage && !spent.uses)) {
      return false;
    }
    const treatment = this.#treatmentOf(review);
    const dismissalOf = (finding: Finding) => this.#dependencies.dismissals?.of(review.path, finding);
    const listing = listingOf(file, added, { text, textHash: review.textHash }, treatment, dismissalOf);
    const doubted = confirm && treatment.profile.confirm ? toConfirm(listing) : [];
    const confirmed = confirm && doubted.length > 0 ? await confirm(doubted) : undefined;
    const masked = [...(confirmed?.confirmations ?? [])].map(([id, said]) => {
      const message = said.message !== undefined && { message: secrets().mask(said.message) };
      return [id, { ...said, reason: secrets().mask(said.reason), ...message }] as const;
    });
    const now = addSpent(spent, confirmed?.spent ?? {});
    const { usage, uses } = addSpent(file, now);
    await this.#dependencies.journal.append({
      type: 'found',
      path: review.path,
      ...(review.textHash !== undefined && { textHash: review.textHash }),
      ...recordedListing(confirmedListing(listing, new Map(masked), treatment, dismissalOf)),
      ...(now.usage && usage && { usage }),
      ...(now.uses && uses && { uses }),
    });
    return confirmed?.isCancelled ?? false;
  }

  /** Who of the run's reviewers has not been asked is said like an analyzer that has not looked. */
  #withAbsent(review: RunningReview, looks: Looks): Looks {
    const { absent, reviewers } = this.#treatmentOf(review);
    const withheld: Withheld[] = absent.map(({ reviewer, because }) => ({ analyzer: reviewer, because }));
    const since = this.#store.header.options.newSince?.revision;
    if (since !== undefined && review.isUnchanged && reviewers.includes('model')) {
      withheld.push({ analyzer: 'model', because: { kind: 'unchanged', since } });
    }
    return withheld.length > 0 ? bothLooks(looks, { analyzers: [], language: looks.language, withheld }) : looks;
  }

  #treatmentOf(review: RunningReview): Treatment {
    return treatments(this.#store.header.options)(review);
  }

  /** The file's end: on record before it is shown. What could not be recorded is shown as that. */
  async #end(review: RunningReview, status: EndedStatus): Promise<void> {
    review.ended = true;
    const textHash = review.textHash !== undefined && { textHash: review.textHash };
    await this.#dependencies.journal.append({ type: 'file', path: review.path, ...textHash, status });
    if (this.#recordProblem() !== undefined) {
      this.#store.show(review.path, this.#stopped(review.phase));
    }
  }

  /** What a file is that was not reviewed because the run was stopped: by a person, or for want of a record. */
  #stopped(phase: ReviewerKind): FileStatus & { kind: 'failed' | 'cancelled' } {
    const message = this.#recordProblem();
    return message === undefined ? { kind: 'cancelled' } : { kind: 'failed', reason: 'not recorded', message, phase };
  }
}

/**
 * What later stages are told of earlier ones. What a person has dismissed is among it: else a model would find it once more,
 * and be asked again, and paid again, for each finding that somebody dismisses.
 */
function knownOf({ findings, hidden = [] }: FileReview): readonly Finding[] {
  const dismissed = hidden.filter(isDismissed).map(({ hiddenBy: _, ...finding }): Finding => finding);
  return inFoundOrder([...findings, ...dismissed]);
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
