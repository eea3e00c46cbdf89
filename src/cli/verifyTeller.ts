import type { VerificationOptions } from '../core/proof';
import type { QueueEntry } from '../core/queue/queueEntry';
import type { VerifyEvent } from '../core/run/events';
import { counted } from '../core/text/counted';
import { duration } from '../core/verify/judging/runText';
import type { CommandRun, CopyProgress } from '../core/verify/ports';
import { type RunsToCome, runsToCome } from '../core/verify/proving/cost';
import type { VerifyProgress } from '../core/verify/proving/verify';
import { tell } from './output';
import { barText, movingLine } from './progress';

/** Says on standard error how a verification comes along, from its creation to its end. */
export class VerifyTeller {
  readonly #options: VerificationOptions;
  readonly #asked: readonly QueueEntry[];
  readonly #isQuiet: boolean;
  readonly #line = movingLine(process.stderr);
  readonly #start = performance.now();
  readonly #told = new Set<string>();
  readonly #runs = { controls: 0, base: 0, all: 0 };
  /** Milliseconds of the commands on the files as they are. */
  readonly #base = new Map<string, number>();
  #isCostTold: boolean;

  constructor(options: VerificationOptions, asked: readonly QueueEntry[], isQuiet: boolean) {
    this.#options = options;
    this.#asked = asked;
    this.#isQuiet = isQuiet;
    this.#isCostTold = asked.length === 0;
    this.#say(
      asked.length > 0
        ? `Copying the files, to verify ${counted(asked.length, 'proposal')} in the copy`
        : 'There is nothing to verify: there are no proposals to review.',
    );
  }

  #say(text: string): void {
    if (!this.#isQuiet) {
      this.#line.clear();
      tell(text);
    }
  }

  /** What moves on a terminal until there is something to say. */
  #show(textOf: () => string): void {
    if (!this.#isQuiet) {
      this.#line.show(textOf);
    }
  }

  /** A command has run. */
  ran(event: VerifyEvent): void {
    if (event.type === 'verify.ran' && event.files === 0) {
      this.#base.set(event.command, event.durationMs);
      this.#tellCost();
    }
  }

  /** It is known of an earlier verification how commands run without an edit. */
  recalled(baseline: readonly CommandRun[]): void {
    for (const { command, durationMs } of baseline) {
      this.#base.set(command, durationMs);
    }
    this.#say('The commands passed on these very files in an earlier verification, which counts as their first run.');
    this.#tellCost();
  }

  /** Once, as soon as it is known how long the commands take. */
  #tellCost(): void {
    const { commands, mode, parallel } = this.#options;
    if (this.#isCostTold || !commands.every((command) => this.#base.has(command))) {
      return;
    }
    this.#isCostTold = true;
    const paths = this.#asked.map(({ file }) => file.path);
    const once = [...this.#base.values()].reduce((sum, ms) => sum + ms, 0) / parallel;
    this.#say(costText(runsToCome(paths, mode), once));
  }

  /** Models are asked for other edits. */
  repairing(count: number): void {
    this.#say(`Asking for other edits in ${counted(count, 'proposal')} that ${count === 1 ? 'fails' : 'fail'}`);
  }

  /** What a person has to know of a command. */
  hint(text: string): void {
    this.#say(text);
  }

  copying({ what, done, of }: CopyProgress): void {
    if (this.#runs.all === 0) {
      this.#show(() => barText(done, of, what === 'project' ? 'copied' : 'copied of installed packages'));
    }
  }

  /** A command begins. */
  progress(progress: VerifyProgress): void {
    const { done, of, together, broken } = progress;
    const runs = this.#runs;
    runs.all++;
    runs.base += together === 0 && broken === 0 ? 1 : 0;
    runs.controls += broken > 0 ? 1 : 0;
    this.#line.clear();
    const text = progressText(progress);
    // One set is tried again where something fails now and then, and many of one size where one of them fails.
    if (!this.#told.has(text)) {
      this.#told.add(text);
      this.#say(text);
    }
    this.#show(() => `${counted(runs.all, 'command run')}, ${done} of ${of} done`);
  }

  ended({ isCancelled }: { readonly isCancelled: boolean }): void {
    this.#line.clear();
    if (this.#runs.all > 0 && !isCancelled) {
      this.#say(runsText(this.#runs, performance.now() - this.#start));
    }
  }
}

/** "All commands run 2 times more at least, about 8 s; where many fail, up to about 84 times, 5 minutes." */
function costText({ least, most }: RunsToCome, once: number): string {
  const atLeast = `${counted(least, 'time')} more at least, about ${duration(least * once)}`;
  return `All commands run ${atLeast}; where many fail, up to about ${counted(most, 'time')}, ${duration(most * once)}.`;
}

/** "12 command runs in 34 s: 3 on the files as they are, 4 with files broken on purpose, 5 with proposals." */
function runsText({ all, base, controls }: { all: number; base: number; controls: number }, ms: number): string {
  const parts = [
    `${base} on the files as they are`,
    `${controls} with files broken on purpose`,
    `${all - base - controls} with proposals`,
  ];
  return `${counted(all, 'command run')} in ${duration(ms)}: ${parts.join(', ')}.`;
}

function progressText({ command, together, broken, done, of }: VerifyProgress): string {
  const unchanged = broken > 0 ? `with ${counted(broken, 'file')} broken on purpose` : 'on the files as they are';
  const what = together === 0 ? unchanged : `with ${together} of ${counted(of, 'proposal')}`;
  return `Verifying ${what}: ${command} (${done} of ${of} done)`;
}
