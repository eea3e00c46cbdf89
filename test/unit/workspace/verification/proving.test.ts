import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'mocha';
import type { Candidate } from '../../../../src/core/verify/proving/proposals';
import { type VerifyRequest, verifyProposals } from '../../../../src/core/verify/proving/verify';
import { runCommand } from '../../../../src/workspace/commands/runCommand';
import type { SiteOptions } from '../../../../src/workspace/verification/site';
import type { RunInWorktree } from '../../../../src/workspace/verification/tryIn';
import { callOf, processesWith } from '../commands/support';
import { commitAll, git, put, useFolder } from '../support';
import { change, withSite } from './support';

describe('proving proposals by real tools in worktrees', () => {
  const folder = useFolder();
  const reviewed = () => join(folder.path, 'pkg');
  const numbers = Array.from({ length: 10 }, (_, index) => index);

  beforeEach(() => {
    git(folder.path, 'init', '--quiet');
    put(folder.path, 'package.json', '{"type":"commonjs"}\n');
    for (const number of numbers) {
      put(folder.path, `pkg/f${number}.js`, `// Number ${number}.\nexports.value = () => ${number};\n`);
      put(
        folder.path,
        `pkg/f${number}.test.js`,
        `const { value } = require('./f${number}.js');\nrequire('node:test')('value ${number}', () => require('node:assert').equal(value(), ${number}));\n`,
      );
    }
    // One process is ten times as fast as `node --test`, and prints the same.
    put(folder.path, 'all.js', numbers.map((number) => `require('./pkg/f${number}.test.js');\n`).join(''));
    put(folder.path, 'docs/readme.txt', 'no tests\n');
    commitAll(folder.path);
  });

  const proposal = (number: number, from: string, to: string): Candidate => {
    const path = `f${number}.js`;
    return { id: `p${number}`, title: `finding ${number}`, ...placed(path, from, to) };
  };
  const placed = (path: string, from: string, to: string) => ({
    ...change(reviewed(), path, from, to),
    textLength: readFileSync(join(reviewed(), path), 'utf8').length,
  });

  async function proofsOf(
    proposals: readonly Candidate[],
    wishes: Partial<VerifyRequest>,
    more: Partial<SiteOptions> = {},
  ) {
    const signal = new AbortController().signal;
    const place = `${folder.path}-state`;
    const outcome = await withSite({ folder: reviewed(), place, parallel: 2, ...more }, (site) =>
      verifyProposals({
        ...{ proposals, mode: 'all', site, commands: ['node all.js'], texts: new Map(), signal },
        apart: () => undefined,
        heldBack: () => undefined,
        keep: async (output) => output,
        told: { proof: () => {}, progress: () => {} },
        ...wishes,
      }),
    );
    assert.ok(outcome.kind === 'done');
    return outcome.proofs;
  }

  it('ends with exactly the good ones of a mixed set, and names the tests that the others fail', async () => {
    const bad = [2, 5, 9];
    const proposals = numbers.map((number) =>
      bad.includes(number) ? proposal(number, `=> ${number}`, '=> -1') : proposal(number, 'Number', 'The number'),
    );
    const proofs = await proofsOf(proposals, {});
    const kept = numbers.filter((number) => proofs.get(`p${number}`)?.result.kind === 'verified');
    assert.deepEqual(kept, [0, 1, 3, 4, 6, 7, 8]);
    const trees = new Set(kept.map((number) => proofs.get(`p${number}`)?.tree));
    assert.equal(trees.size, 1);
    const failed = proofs.get('p5')?.result;
    assert.ok(failed?.kind === 'failed');
    assert.deepEqual(
      failed.failures.map(({ file, line, test }) => [file, line, test]),
      [['pkg/f5.test.js', 2, 'value 5']],
    );
    assert.equal(failed.message, '1 test');
  });

  it('proves that nothing new fails where tests were red before', async () => {
    put(folder.path, 'pkg/f3.js', 'exports.value = () => 33;\n');
    const proofs = await proofsOf([proposal(1, 'Number', 'The number'), proposal(4, '=> 4', '=> 5')], {
      ...{ mode: 'proposal', commands: ['node --test'] },
    });
    assert.deepEqual(proofs.get('p1')?.result, { kind: 'verified', together: 1, nothingNew: true });
    const failed = proofs.get('p4')?.result;
    assert.deepEqual(failed?.kind === 'failed' && failed.failures.map(({ test }) => test), ['value 4']);
  });

  it('does not take a command without a test, or a test less, for a proof', async () => {
    const none = await proofsOf([proposal(1, 'Number', 'The number')], {
      commands: ['node --test docs/'],
    });
    assert.deepEqual(none.get('p1')?.result, { kind: 'unverifiable', reason: 'node --test docs/ ran no tests' });
    const path = 'f1.test.js';
    const skips = { id: 'p1', title: 'skip', ...placed(path, "('value 1'", ".skip('value 1'") };
    const fewer = await proofsOf([skips], { apart: () => 'it weakens the check' });
    assert.deepEqual(fewer.get('p1')?.result, {
      kind: 'unverifiable',
      reason: 'node all.js ran 9 of 10 tests (tried alone: it weakens the check)',
    });
  });

  it('takes what hangs with an edit for failed, and what hangs without one for no proof; no process is left', async () => {
    const seconds = `5454.${process.pid}`;
    const run: RunInWorktree = ({ command, folder: top, environment }, stop) =>
      runCommand(
        callOf(top, command, { timeLimitMs: 1000, environment: { ...callOf(top, '').environment, ...environment } }),
        stop,
      );
    const good = proposal(1, 'Number', 'The number');
    const bad = proposal(2, '=> 2', '=> 3');
    const hangs = `cat pkg/f1.js pkg/f2.js | node --check && { ! grep -q '=> 3' pkg/f2.js || sleep ${seconds}; }`;
    const proofs = await proofsOf([good, bad], { commands: [hangs] }, { run });
    assert.equal(proofs.get('p1')?.result.kind, 'verified');
    const failed = proofs.get('p2')?.result;
    assert.match(
      failed?.kind === 'failed' ? failed.message : '',
      /^took longer than 1 s; without the edit it took 1 s$/,
    );
    const always = await proofsOf([good], { commands: [`sleep ${seconds}`] }, { run });
    const reason = `sleep ${seconds} takes longer than 1 s without any edit`;
    assert.deepEqual(always.get('p1')?.result, { kind: 'unverifiable', reason });
    assert.deepEqual(processesWith(seconds), []);
  }).timeout(60_000);
});
