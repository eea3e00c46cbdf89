import type { OpenedWorktree } from './openWorktree';
import type { Worktree } from './worktree';

/** Worktrees that are used again and again. */
export interface WorktreePool {
  /** One that nobody else has; a new one where there is none. Each that was taken must be given back. */
  take(signal: AbortSignal): Promise<OpenedWorktree>;
  /** @param worktree Undefined when it is of no use any more. */
  giveBack(worktree: Worktree | undefined): void;
}

/**
 * The first worktree is made alone: what runs without any edit begins the sooner, and what is in the way of all is met once.
 * When a worktree cannot be made (a full disk, a set-up that fails), trials wait for one of those there are; without
 * any, the reason is what they get, and it is not tried again with each of them.
 */
export function createPool(open: (signal: AbortSignal) => Promise<OpenedWorktree>): WorktreePool {
  const free: Worktree[] = [];
  const waiting: (() => void)[] = [];
  let taken = 0;
  let first: 'none' | 'being made' | 'made' = 'none';
  let obstacle: Exclude<OpenedWorktree, { kind: 'worktree' }> | undefined;

  async function take(signal: AbortSignal): Promise<OpenedWorktree> {
    for (;;) {
      if (signal.aborted) {
        return { kind: 'cancelled' };
      }
      const worktree = free.pop();
      if (worktree !== undefined) {
        taken++;
        return { kind: 'worktree', worktree };
      }
      if (first === 'being made') {
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else if (obstacle === undefined) {
        taken++;
        first = first === 'made' ? first : 'being made';
        const opened = await open(signal);
        first = opened.kind === 'worktree' || first === 'made' ? 'made' : 'none';
        if (opened.kind === 'worktree') {
          wakeAll();
          return opened;
        }
        giveBack(undefined);
        if (opened.kind === 'cancelled') {
          return opened;
        }
        obstacle = opened;
      } else if (taken === 0) {
        return obstacle;
      } else {
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    }
  }

  function giveBack(worktree: Worktree | undefined): void {
    taken--;
    if (worktree !== undefined) {
      free.push(worktree);
    }
    wakeAll();
  }

  /** All of them, as what they wait for may have become hopeless. */
  function wakeAll(): void {
    for (const wake of waiting.splice(0)) {
      wake();
    }
  }

  return { take, giveBack };
}
