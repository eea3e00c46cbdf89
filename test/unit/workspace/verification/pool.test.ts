import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { OpenedWorktree } from '../../../../src/workspace/verification/openWorktree';
import { createPool } from '../../../../src/workspace/verification/pool';
import { never } from '../support';

/** A pool whose worktrees are made when they are told to be, one by one in the order in which they were begun. */
function poolOf() {
  const begun: ((opened: OpenedWorktree) => void)[] = [];
  const pool = createPool(() => new Promise((resolve) => begun.push(resolve)));
  return { pool, begun };
}

const worktree = { kind: 'worktree', worktree: {} } as OpenedWorktree;
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a pool of worktrees', () => {
  it('makes the first one alone, and then as many at once as are asked for', async () => {
    const { pool, begun } = poolOf();
    const taken = [1, 2, 3].map(() => pool.take(never));
    await turn();
    assert.equal(begun.length, 1);
    begun[0]?.(worktree);
    await turn();
    assert.equal(begun.length, 3);
    begun[1]?.(worktree);
    begun[2]?.(worktree);
    assert.deepEqual(
      (await Promise.all(taken)).map(({ kind }) => kind),
      ['worktree', 'worktree', 'worktree'],
    );
  });

  it('meets what is in the way of all of them once', async () => {
    const { pool, begun } = poolOf();
    const taken = [1, 2, 3].map(() => pool.take(never));
    await turn();
    begun[0]?.({ kind: 'unverifiable', reason: 'the set-up fails' });
    assert.deepEqual(
      (await Promise.all(taken)).map(({ kind }) => kind),
      ['unverifiable', 'unverifiable', 'unverifiable'],
    );
    assert.equal(begun.length, 1);
  });

  it('goes on with another when the first one was cancelled', async () => {
    const { pool, begun } = poolOf();
    const taken = [1, 2].map(() => pool.take(never));
    await turn();
    begun[0]?.({ kind: 'cancelled' });
    await turn();
    begun[1]?.(worktree);
    assert.deepEqual(
      (await Promise.all(taken)).map(({ kind }) => kind),
      ['cancelled', 'worktree'],
    );
  });
});
