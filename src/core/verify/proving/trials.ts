import type { CheckFailure } from '../../proof';
import { identityOf } from '../judging/identity';
import type { CommandRun, TrialOutcome } from '../ports';
import type { Base, Workshop } from './base';
import { type Candidate, changesOf, wordsOf } from './proposals';

/** What the commands say of a set of proposals, all of them made in one tree. */
export type Verdict =
  | PassedVerdict
  | FailedVerdict
  | {
      readonly kind: 'flaky';
      readonly tree: string;
      readonly run: CommandRun;
      readonly failures: readonly CheckFailure[];
    }
  | UnverifiableVerdict
  | { readonly kind: 'cancelled' };

export interface UnverifiableVerdict {
  readonly kind: 'unverifiable';
  readonly reason: string;
  readonly tree?: string;
  readonly run?: CommandRun;
  /** See `Judgement`. */
  readonly isByWords?: true;
}

export interface PassedVerdict {
  readonly kind: 'passed';
  readonly tree: string;
  readonly runs: readonly CommandRun[];
  readonly nothingNew: boolean;
}

export interface FailedVerdict {
  readonly kind: 'failed';
  readonly tree: string;
  readonly runs: readonly CommandRun[];
  /** The one that failed. */
  readonly run: CommandRun;
  readonly failures: readonly CheckFailure[];
  readonly message: string;
  /** It failed, and then passed: nothing can be told from sets that hold more or less. */
  readonly unstable?: true;
}

/** So often a set is tried once more when all that failed in it is known to be flaky. */
const mostForFlaky = 3;
/** So often the base runs once more when a set failed and then passed: it is likely that the edits are not why. */
const mostOnBase = 4;

/** Whether all commands are asked about a set, each only where those before it pass, or the last alone, whatever they say. */
type Asked = 'all' | 'the last';

/** Tries sets of proposals, and remembers which failures were seen twice here and never on the base. */
export class Trials {
  readonly #workshop: Workshop;
  readonly #base: Base;
  readonly #asked: Asked;
  readonly #real = new Set<string>();

  constructor(workshop: Workshop, base: Base, asked: Asked = 'all') {
    this.#workshop = workshop;
    this.#base = base;
    this.#asked = asked;
  }

  get signal(): AbortSignal {
    return this.#workshop.signal;
  }

  /** How many sets may be tried at once. */
  get parallel(): number {
    return this.#workshop.site.parallel;
  }

  /**
   * What the commands say of a set. What fails and was not seen before is tried again, with the edits and without, and so is
   * what may have failed by chance alone.
   *
   * @param isSure whether what failed shows by itself that it is for the edits
   * @param first what came of the set already
   */
  async examine(
    set: readonly Candidate[],
    signal = this.#workshop.signal,
    isSure: (failed: FailedVerdict) => boolean = () => false,
    first?: TrialOutcome,
  ): Promise<Verdict> {
    let verdict = first ? this.#verdictOn(first, set) : await this.#try(set, signal);
    for (let tries = 0; ; tries++) {
      if (verdict.kind === 'failed' && !keysOf(verdict).some((key) => this.#real.has(key)) && !isSure(verdict)) {
        verdict = await this.confirm(set, verdict, signal);
      }
      if (verdict.kind === 'unverifiable' && verdict.isByWords && verdict.run && tries === 0) {
        // What is built or fetched but once is told of once, too.
        await this.#base.runAgain(verdict.run.command, 1);
        verdict = await this.#try(set, signal);
        continue;
      }
      if (verdict.kind !== 'flaky' || tries === mostForFlaky) {
        return verdict;
      }
      verdict = await this.#try(set, signal);
    }
  }

  /** Tries a set that failed again, and its command on the base: a set that passes then has not passed, it is unstable. */
  async confirm(set: readonly Candidate[], failed: FailedVerdict, signal = this.#workshop.signal): Promise<Verdict> {
    const { command } = failed.run;
    const [again] = await Promise.all([this.#try(set, signal), this.#base.runAgain(command, 1)]);
    const isSeenTwice = again.kind === 'failed';
    let now = this.#verdictOf(failed, set);
    for (let times = 2; times <= mostOnBase && now.kind === 'failed' && !isSeenTwice && !signal.aborted; times++) {
      await this.#base.runAgain(command, times);
      now = this.#verdictOf(failed, set);
    }
    if (signal.aborted) {
      return { kind: 'cancelled' };
    }
    if (now.kind === 'failed' && !isSeenTwice) {
      return { ...now, unstable: true, message: `${now.message}, but not when run again` };
    }
    for (const key of now.kind === 'failed' ? keysOf(now) : []) {
      this.#real.add(key);
    }
    return now;
  }

  /** Why a proposal cannot be made in the tree at all; no command runs for that. */
  async obstacle(candidate: Candidate): Promise<UnverifiableVerdict | undefined> {
    const { site, signal } = this.#workshop;
    const outcome = await site.try({ changes: changesOf([candidate]), commands: [], goesOn: () => false }, signal);
    return outcome.kind === 'unverifiable' ? outcome : undefined;
  }

  async #try(set: readonly Candidate[], signal: AbortSignal): Promise<Verdict> {
    const { site, commands, begins } = this.#workshop;
    const outcome = await site.try(
      {
        changes: changesOf(set),
        commands,
        goesOn: (run) => this.#asked === 'the last' || this.#base.judge(run, wordsOf(set)).kind === 'passes',
        begins: (command) => begins(command, set.length),
      },
      signal,
    );
    return this.#verdictOn(outcome, set);
  }

  #verdictOn(outcome: TrialOutcome, set: readonly Candidate[]): Verdict {
    return outcome.kind === 'ran' ? this.#verdictOf(outcome, set) : outcome;
  }

  /** By what is known of the base now. */
  #verdictOf({ tree, runs }: Pick<FailedVerdict, 'tree' | 'runs'>, set: readonly Candidate[]): Verdict {
    let nothingNew = false;
    const { commands } = this.#workshop;
    // Of a control it is asked whether the command says what is wrong, not whether its output is another.
    const words = this.#asked === 'all' ? wordsOf(set) : undefined;
    for (const run of this.#asked === 'all' ? runs : runs.slice(commands.length - 1)) {
      const judgement = this.#base.judge(run, words);
      switch (judgement.kind) {
        case 'passes':
          nothingNew ||= judgement.nothingNew;
          break;
        case 'cannot be told':
          return { ...judgement, kind: 'unverifiable', tree, run };
        case 'fails':
          return { ...judgement, kind: 'failed', tree, runs, run };
        case 'flaky':
          return { ...judgement, tree, run };
      }
    }
    const missing = commands[runs.length];
    return missing === undefined
      ? { kind: 'passed', tree, runs, nothingNew }
      : { kind: 'unverifiable', reason: `${missing} did not run`, tree };
  }
}

/** What the failures of a command are known by. */
function keysOf({ run, failures }: FailedVerdict): string[] {
  return failures.map((failure) => `${run.command}\n${identityOf(failure)}`);
}
