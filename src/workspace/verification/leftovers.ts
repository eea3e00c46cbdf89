import { counted } from '../../core/text/counted';
import type { LeftBehind } from '../../core/verify/ports';
import { leftText } from '../commands/temporary';
import type { RunInWorktree } from './tryIn';

/** What runs of commands leave of their temporary files, all of them. */
export interface Leftovers {
  /** Runs commands, and remembers what each left. */
  readonly run: RunInWorktree;
  /** What is left, and why: a sentence without its full stop. Undefined where nothing is. */
  said(): string | undefined;
}

/** Remembers what is left by the commands that are run with this. */
export function rememberLeft(run: RunInWorktree): Leftovers {
  const all: LeftBehind[] = [];
  return {
    async run(call, signal) {
      const outcome = await run(call, signal);
      const { left } = outcome.kind === 'ran' ? outcome.run : outcome;
      all.push(...(left ? [left] : []));
      return outcome;
    },
    said() {
      const [first] = all;
      const others = all.length > 1 ? `, and so it is after ${counted(all.length - 1, 'other run')}` : '';
      return first && `${leftText(first)}${others}`;
    },
  };
}
