import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { VerificationSite } from '../../../src/core/verify/ports';
import { proofText } from '../../../src/core/verify/proofText';
import { brokenText } from '../../../src/core/verify/proving/controls';
import type { Candidate } from '../../../src/core/verify/proving/proposals';
import { mostAttempts } from '../../../src/core/verify/proving/settle';
import type { VerifyProgress } from '../../../src/core/verify/proving/verify';
import { type Behaviour, candidates, FakeSite, verified } from './fakeSite';

const failsWith =
  (isBad: (set: readonly string[]) => boolean): Behaviour =>
  (set) => ({ exitCode: isBad(set) ? 1 : 0 });

describe('proving proposals', () => {
  it('proves the whole set by one run', async () => {
    const site = new FakeSite(() => ({}));
    const { proofs, kept } = await verified(site);
    assert.deepEqual(kept, ['p1', 'p2', 'p3', 'p4']);
    assert.deepEqual(proofs.get('p2'), {
      result: { kind: 'verified', together: 4 },
      commands: ['npm test'],
      baseTree: 'tree:',
      tree: 'tree:p1,p2,p3,p4',
    });
    assert.deepEqual(
      site.tried.map(({ set }) => set.length),
      [0, 4],
    );
  });

  it('finds the three that are bad among ten', async () => {
    const bad = ['p2', 'p7', 'p10'];
    const site = new FakeSite(failsWith((set) => set.some((id) => bad.includes(id))));
    const { proofs, kept } = await verified(site, { proposals: candidates(10) });
    assert.deepEqual(kept, ['p1', 'p3', 'p4', 'p5', 'p6', 'p8', 'p9']);
    assert.equal(proofs.get('p7')?.result.kind, 'failed');
    assert.equal(proofs.get('p1')?.tree, `tree:${kept.join()}`);
  });

  it('finds one that is bad among 64 in eight runs, beyond those that are repeated', async () => {
    for (const bad of ['p1', 'p2', 'p33', 'p63', 'p64']) {
      const site = new FakeSite(failsWith((set) => set.includes(bad)));
      const { kept } = await verified(site, { proposals: candidates(64) });
      assert.equal(kept.length, 63);
      const sets = new Set(site.tried.filter(({ set }) => set.length > 1 || bad === 'p1').map(({ set }) => set.join()));
      sets.delete('');
      assert.ok(sets.size <= 8, `${bad}: ${sets.size}`);
      assert.ok(site.trials <= 10, `${bad}: ${site.trials}`);
    }
  });

  it('keeps one of two that only fail together, and says so of the other', async () => {
    const site = new FakeSite(failsWith((set) => set.includes('p1') && set.includes('p2')));
    const { proofs, kept } = await verified(site, { proposals: candidates(2) });
    assert.deepEqual(kept, ['p1']);
    assert.deepEqual(proofs.get('p2')?.result, {
      kind: 'failed',
      failures: [],
      message: 'exit code 1 together with “finding 1”, which is before it',
      together: 2,
    });
  });

  it('proves nothing where the base fails and its output does not tell what', async () => {
    const site = new FakeSite(() => ({ exitCode: 3 }));
    const { proofs } = await verified(site);
    assert.deepEqual(proofs.get('p1')?.result, {
      kind: 'unverifiable',
      reason: 'npm test fails without any edit (exit code 3), and its output does not tell what',
    });
    assert.equal(site.trials, 0);
  });

  it('says what the copies lack where a command fails in them without any edit', async () => {
    const site = new FakeSite(() => ({ exitCode: 2, output: 'cannot open out/dream.xml' }));
    const { proofs } = await verified(Object.assign(site, { ignored: ['out/', 'a.o', 'b.o', 'c.o', 'd.o'] }));
    assert.deepEqual(proofs.get('p1')?.result, {
      kind: 'unverifiable',
      reason:
        'npm test fails without any edit (exit code 2), and its output does not tell what: cannot open out/dream.xml. It ran in a copy without what git ignores: out/, a.o, b.o and 2 others; a set-up command can make it, or .worktreeinclude have it copied',
      cause: 'incomplete copy',
    });
  });

  it('says what helps where the copies lack what a command starts', async () => {
    const said = async (command: string, message: string, ignored: readonly string[]) => {
      const site = Object.assign(new FakeSite(() => ({ end: { kind: 'did not start', message } })), { ignored });
      const result = (await verified(site, { commands: [command] })).proofs.get('p1')?.result;
      assert.ok(result?.kind === 'unverifiable');
      assert.equal(result.cause, 'incomplete copy');
      return result.reason;
    };
    const python = '.venv/bin/python -m pytest';
    assert.equal(
      await said(python, 'sh: 1: .venv/bin/python: not found', ['dist/', '.venv/']),
      `${python} cannot run: sh: 1: .venv/bin/python: not found. It ran in a copy without what git ignores: .venv/; a set-up command can make it, or .worktreeinclude have it copied`,
    );
    assert.equal(
      await said('npm test', 'sh: 1: xo: not found', ['dist/']),
      'npm test cannot run: sh: 1: xo: not found. If the project installs that, install it in your folder first, or by a set-up command in the copy',
    );
  });

  it('proves nothing with a red base in a copy that lacks what may be why', async () => {
    const red = 'not ok 1 - old\nok 2 - b\n1..2';
    const said = async (more: Partial<FakeSite>, output = red) => {
      const site = Object.assign(new FakeSite(() => ({ exitCode: 1, output })), more);
      const result = (await verified(site)).proofs.get('p1')?.result;
      return result?.kind === 'unverifiable' ? result.reason : result?.kind;
    };
    const without = 'npm test fails without any edit. It ran in a copy ';
    assert.equal(await said({}), 'verified');
    assert.equal(await said({ lacks: ['sub: it is a repository'] }), `${without}that lacks sub: it is a repository`);
    const ignores = (name: string) =>
      `${without}without what git ignores: ${name}; a set-up command can make it, or .worktreeinclude have it copied`;
    assert.equal(await said({ ignored: ['a.env'] }), ignores('a.env'));
    assert.equal(await said({ ignored: ['dist/', 'a.o', 'target/'] }), 'verified');
    for (const line of ["Cannot find module './dist/a.js'", 'no such file: /x/y/dist', "no 'dist'"]) {
      assert.equal(await said({ ignored: ['dist/', 'out/'] }, `${red}\n${line}`), ignores('dist/'), line);
    }
    assert.equal(
      await said({ ignored: ['dist/'] }, `${red}\nnothing to distribute in dist-info/ of distant.js`),
      'verified',
    );
    assert.equal(await said({ ignored: ['target/'] }, `${red}\n     Running unittests (target/debug/a)`), 'verified');
  });

  it('has nothing proven where a red command may stop early', async () => {
    const site = new FakeSite(() => ({ exitCode: 1, output: 'not ok 1 - old\nok 2 - b\n1..2' }));
    const texts = new Map([
      [
        'npm test',
        { scripts: new Map([['test', 'mocha --bail']]), shells: new Map(), makefiles: new Map(), files: [] },
      ],
    ]);
    const result = (await verified(site, { texts })).proofs.get('p1')?.result;
    assert.match(
      result?.kind === 'unverifiable' ? result.reason : '',
      /, and it may stop at the first failure \(“--bail”\)\. Mend /,
    );
  });

  it('tries each alone, in the order of the queue, so many at once as there are worktrees', async () => {
    const site = new FakeSite(
      failsWith((set) => set.includes('p3')),
      4,
    );
    const { proofs, kept, told } = await verified(site, { proposals: candidates(8), mode: 'proposal' });
    assert.deepEqual(kept, ['p1', 'p2', 'p4', 'p5', 'p6', 'p7', 'p8']);
    assert.equal(told.length, 8);
    assert.equal(site.mostAtWork, 4);
    assert.deepEqual(proofs.get('p2')?.result, { kind: 'verified', together: 1 });
  });

  it('tries the proposals of each file together', async () => {
    const site = new FakeSite(failsWith((set) => set.includes('p1') && set.includes('p3')));
    const proposals = candidates(4, (index) => (index % 2 === 1 ? 'odd.js' : 'even.js'));
    const { proofs, kept } = await verified(site, { proposals, mode: 'file' });
    assert.deepEqual(kept, ['p1', 'p2', 'p4']);
    assert.deepEqual(proofs.get('p2')?.result, { kind: 'verified', together: 2 });
    assert.deepEqual(proofs.get('p1')?.result, { kind: 'verified', together: 1 });
  });

  it('tries alone what changes the same place as another, and what weakens the check', async () => {
    const [first, second, third] = candidates(3, () => 'f.js');
    assert.ok(first && second && third);
    const clash = { ...second, edits: first.edits.map((edit) => ({ ...edit, newText: 'p2' })) };
    const site = new FakeSite(() => ({}));
    const { proofs } = await verified(site, {
      proposals: [first, clash, third, ...candidates(4).slice(3)],
      apart: ({ id }) => (id === 'p4' ? 'it weakens the check' : undefined),
    });
    assert.deepEqual(
      site.tried.map(({ set }) => set.join()),
      ['', 'p1,p3', 'p2', 'p4'],
    );
    const apart = (reason: string) => ({ kind: 'verified', together: 1, apart: reason });
    assert.deepEqual(proofs.get('p2')?.result, apart('it changes what another one changes'));
    assert.deepEqual(proofs.get('p4')?.result, apart('it weakens the check'));
  });

  it('tries alone what speaks of another text of a file, and lets edits touch', async () => {
    const [first, second, third, fourth] = candidates(4, () => 'f.js');
    assert.ok(first && second && third && fourth);
    const at = (candidate: Candidate, ...places: readonly (readonly [number, number])[]) => ({
      ...candidate,
      edits: places.map(([start, end]) => ({ start, end, newText: candidate.id })),
    });
    const triedWith = async (...proposals: readonly Candidate[]) => {
      const site = new FakeSite(() => ({}));
      await verified(site, { proposals });
      return site.tried.map(({ set }) => [...new Set(set)].join()).slice(1);
    };
    assert.deepEqual(await triedWith(first, { ...second, textHash: 'other' }), ['p1', 'p2']);
    assert.deepEqual(await triedWith(at(first, [0, 5]), at(second, [5, 9]), at(third, [5, 5])), ['p1,p2,p3']);
    assert.deepEqual(await triedWith(at(first, [5, 5]), at(second, [5, 5])), ['p1', 'p2']);
    assert.deepEqual(await triedWith(at(first, [0, 2], [8, 9]), at(second, [1, 9]), at(third, [4, 5])), [
      'p1,p3',
      'p2',
    ]);
    assert.deepEqual(await triedWith(at(first, [4, 5]), at(second, [0, 9]), at(third, [0, 4]), at(fourth, [2, 3])), [
      'p1,p3',
      'p2',
      'p4',
    ]);
  });

  it('proves nothing by commands that did not all run', async () => {
    const whole = new FakeSite(() => ({}));
    const site: VerificationSite = {
      ...{
        lacks: [],
        ignored: [],
        brought: [],
        prefix: '',
        top: '/',
        baseTree: 'tree:',
        parallel: 1,
        close: () => whole.close(),
      },
      try: (trial, signal) =>
        whole.try(trial.changes.length > 0 ? { ...trial, commands: trial.commands.slice(0, 1) } : trial, signal),
    };
    const { proofs } = await verified(whole, { site, commands: ['lint', 'test'] });
    assert.deepEqual(proofs.get('p1')?.result, { kind: 'unverifiable', reason: 'test did not run' });
  });

  it('says of a proposal that weakens the check that fewer tests ran', async () => {
    const site = new FakeSite((set) => ({
      output: set.includes('p1') ? 'Ran 3 tests in 0.1s' : 'Ran 4 tests in 0.1s',
    }));
    const { proofs } = await verified(site, { proposals: candidates(1), apart: () => 'it weakens the check' });
    assert.deepEqual(proofs.get('p1')?.result, {
      kind: 'unverifiable',
      reason: 'npm test ran 3 of 4 tests (tried alone: it weakens the check)',
    });
  });

  it('never runs what must not run, and not even the base for that alone', async () => {
    const site = new FakeSite(() => ({}));
    const heldBack = ({ id }: Candidate) =>
      id === 'p2' ? ({ reason: 'it was not viewed', cause: 'not viewed' } as const) : undefined;
    const { proofs, kept } = await verified(site, { heldBack });
    assert.deepEqual(kept, ['p1', 'p3', 'p4']);
    assert.deepEqual(proofs.get('p2')?.result, {
      kind: 'unverifiable',
      reason: 'it was not viewed',
      cause: 'not viewed',
    });
    assert.ok(site.tried.every(({ set }) => !set.includes('p2')));
    const idle = new FakeSite(() => ({}));
    await verified(idle, { heldBack: () => ({ reason: 'no' }) });
    assert.equal(idle.tried.length, 0);
  });

  it('takes out what cannot be made in the tree, without running commands for it', async () => {
    const site = new FakeSite(() => ({}));
    for (let index = 2; index <= 60; index += 2) {
      site.stale.add(`p${index}`);
    }
    const { proofs, kept } = await verified(site, { proposals: candidates(64) });
    assert.equal(kept.length, 34);
    assert.deepEqual(proofs.get('p2')?.result, { kind: 'unverifiable', reason: 'it has changed' });
    assert.equal(site.trials, 1);
  });

  it('runs the commands in their order, and none behind one that fails', async () => {
    const site = new FakeSite((set, command) => ({ exitCode: set.includes('p1') && command === 'lint' ? 1 : 0 }));
    const { proofs } = await verified(site, { proposals: candidates(2), commands: ['lint', 'test'], mode: 'proposal' });
    assert.deepEqual(proofs.get('p1')?.commands, ['lint']);
    assert.deepEqual(proofs.get('p2')?.commands, ['lint', 'test']);
    assert.ok(site.tried.every(({ set, runs }) => set.length === 0 || runs.length === (set.includes('p1') ? 1 : 2)));
  });

  it('has the base run once, and not at all where it is known', async () => {
    const site = new FakeSite(() => ({}));
    const { outcome } = await verified(site);
    assert.ok(outcome.kind === 'done');
    assert.equal(site.tried.filter(({ set }) => set.length === 0).length, 1);
    const next = new FakeSite(() => ({}));
    const { kept } = await verified(next, { ...(outcome.baseline && { baseline: outcome.baseline }) });
    assert.equal(kept.length, 4);
    assert.deepEqual(
      next.tried.map(({ set }) => set.length),
      [4],
    );
  });

  it('has the first controls run beside the base, and the other worktrees made, no more than will be at work', async () => {
    for (const [count, files, beside] of [
      [8, 8, ['base', 'control', 'control', 'control']],
      [8, 1, ['base', 'control', 'made', 'made']],
      [2, 2, ['base', 'control', 'control']],
      [2, 1, ['base', 'control']],
    ] as const) {
      const whole = new FakeSite(() => ({}), 4);
      const begun: string[] = [];
      const attempt = whole.try.bind(whole);
      whole.try = (trial, signal) => {
        const isControl = trial.changes.some(({ edits }) =>
          edits.some(({ newText }) => newText.startsWith(brokenText)),
        );
        const what = trial.changes.length === 0 ? 'base' : isControl ? 'control' : 'edits';
        begun.push(trial.commands.length === 0 ? 'made' : what);
        return attempt(trial, signal);
      };
      const proposals = candidates(count, (index) => `f${files === 1 ? '' : index}.js`);
      const { kept } = await verified(whole, { proposals, mode: 'proposal' });
      assert.deepEqual(begun.slice(0, beside.length), beside);
      assert.equal(begun.filter((what) => what === 'control').length, files);
      assert.equal(begun.filter((what) => what === 'made').length, beside.filter((what) => what === 'made').length);
      assert.equal(kept.length, count);
    }
  });

  it('stops what was begun beside a base with which nothing can be proven', async () => {
    const site = new FakeSite(() => ({ end: { kind: 'did not start', message: 'npm: not found' } }), 4);
    let stopped = 0;
    const attempt = site.try.bind(site);
    site.try = async (trial, signal) => {
      if (trial.changes.length === 0) {
        return attempt(trial, signal);
      }
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      stopped++;
      return { kind: 'cancelled' };
    };
    const { outcome, proofs } = await verified(site, { mode: 'proposal' });
    assert.deepEqual([outcome.kind, stopped, site.trials], ['done', 3, 0]);
    assert.deepEqual(new Set([...proofs.values()].map(({ result }) => result.kind)), new Set(['unverifiable']));
  });

  it('keeps the output of what failed, without secrets, once for a run', async () => {
    const secret = `ghp_${'aB3dE5fG7h'.repeat(3)}123456`;
    const kept: string[] = [];
    const keep = async (output: string) => `key ${kept.push(output)}`;
    const site = new FakeSite(() => ({ exitCode: 1, output: `token ${secret}` }));
    const { proofs } = await verified(site, { keep });
    assert.equal(kept.length, 1);
    assert.ok(!kept[0]?.includes(secret));
    assert.equal(proofs.get('p4')?.output, 'key 1');
    const failing = new FakeSite((set) => ({ exitCode: set.length > 0 ? 1 : 0, output: `token ${secret}` }));
    const { outcome } = await verified(failing, { keep });
    assert.ok(!JSON.stringify(outcome.kind === 'done' && [...outcome.proofs]).includes(secret));
  });

  it('stops when it is cancelled, and says nothing of what it does not know', async () => {
    const stop = new AbortController();
    const site = new FakeSite((set) => {
      if (set.length === 2) {
        stop.abort();
      }
      return { exitCode: set.length > 1 ? 1 : 0 };
    }, 2);
    const { outcome, told } = await verified(site, { proposals: candidates(9), signal: stop.signal });
    assert.equal(outcome.kind, 'cancelled');
    assert.deepEqual(told, []);
    assert.equal(site.atWork, 0);
  });

  it('settles every proposal where many are bad, each of the rest alone, and those that pass once more together', async () => {
    const isBad = (id: string) => Number(id.slice(1)) % 5 < 2;
    for (const parallel of [1, 4]) {
      const site = new FakeSite(
        failsWith((set) => set.some(isBad)),
        parallel,
      );
      const proposals = candidates(60);
      const { proofs, kept } = await verified(site, { proposals });
      assert.deepEqual(
        kept,
        proposals.map(({ id }) => id).filter((id) => !isBad(id)),
      );
      assert.equal(proofs.get('p1')?.result.kind, 'failed');
      assert.deepEqual(proofs.get('p59')?.result, { kind: 'verified', together: 36 });
      assert.ok(parallel > 1 || site.trials <= 60 + 2 * mostAttempts(60), `${site.trials}`);
    }
  });

  it('keeps what had passed where too many fail together, and says what each is alone', async () => {
    const site = new FakeSite((set) => ({ exitCode: set.length > 3 ? 1 : 0 }));
    const { proofs } = await verified(site, { proposals: candidates(40) });
    assert.ok(site.trials <= 3 * mostAttempts(40) + 40, `${site.trials}`);
    assert.deepEqual(proofs.get('p3')?.result, { kind: 'verified', together: 3 });
    assert.deepEqual(proofs.get('p40')?.result, {
      kind: 'verified',
      together: 1,
      apart: 'together with others it fails, and with which could not be told',
    });
  });

  it('says which command is at work, on how many, and how many have their proof', async () => {
    const steps: string[] = [];
    const site = new FakeSite(failsWith((set) => set.includes('p1')));
    const told = {
      proof: () => {},
      progress: ({ command, together, broken, done, of }: VerifyProgress) =>
        steps.push(`${command} on ${together}${broken > 0 ? `, ${broken} broken` : ''}, ${done} of ${of}`),
    };
    await verified(site, { proposals: candidates(2), told });
    assert.equal(steps[0], 'npm test on 0, 0 of 2');
    assert.equal(steps[1], 'npm test on 0, 2 broken, 0 of 2');
    assert.equal(steps[2], 'npm test on 2, 0 of 2');
    assert.equal(steps.at(-1), 'npm test on 1, 1 of 2');
  });

  it('verifies nothing but what was tried and passed, however sets behave', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
        fc.array(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }), { maxLength: 3 }),
        fc.constantFrom('proposal' as const, 'file' as const, 'all' as const),
        fc.subarray(['f0.js', 'f1.js', 'f2.py']),
        async (count, clashes, odd, mode, unseen) => {
          const holds = (set: readonly string[], groups: readonly (readonly number[])[]) =>
            groups.some((group) => group.every((one) => set.includes(`p${one}`)));
          const behaves: Behaviour = (set) =>
            holds(set, odd) && set.length % 2 === 1
              ? 'unverifiable'
              : { exitCode: holds(set, clashes) || (set.length > 0 && set.length % 5 === 0) ? 1 : 0 };
          const proposals = candidates(count, (index) => `f${index % 3}.${index % 3 === 2 ? 'py' : 'js'}`);
          const seen = [];
          for (const parallel of [1, 4, 8]) {
            const site = new FakeSite(behaves, parallel);
            site.control = (paths) => ({ exitCode: paths.every((path) => unseen.includes(path)) ? 0 : 1 });
            const { outcome, proofs, told } = await verified(site, { proposals, mode });
            const isKindUnseen = (path: string) =>
              proposals
                .map((other) => other.path)
                .filter((other) => other === path || (mode === 'all' && other.slice(-2) === path.slice(-2)))
                .every((other) => unseen.includes(other));
            for (const { id, path } of proposals.filter((proposal) => isKindUnseen(proposal.path))) {
              assert.equal(proofs.get(id)?.result.kind, 'unverifiable');
              assert.ok(
                site.tried.every(({ set }) => !set.includes(id)),
                path,
              );
            }
            assert.equal(outcome.kind, 'done');
            assert.deepEqual(
              [...proofs.keys()],
              proposals.map(({ id }) => id),
            );
            assert.deepEqual(told.toSorted(), proposals.map(({ id }) => id).toSorted());
            assert.ok(site.mostAtWork <= parallel && site.atWork === 0);
            for (const [id, { result, tree }] of proofs) {
              if (result.kind === 'verified') {
                const trial = site.tried.find(({ set }) => `tree:${set.join()}` === tree);
                assert.ok(trial?.passed && trial.set.includes(id) && trial.set.length === result.together);
                const others = [...proofs].filter(
                  ([, other]) => other.tree === tree && other.result.kind === 'verified',
                );
                assert.deepEqual(
                  others.map(([other]) => other),
                  trial.set,
                );
              }
            }
            if (parallel === 1) {
              const most = mode === 'all' ? 4 * mostAttempts(count) + 3 * count : 8 * count;
              assert.ok(site.trials <= most, `${site.trials} trials`);
            }
            seen.push(outcome);
          }
          assert.deepEqual(seen[1], seen[0]);
          assert.deepEqual(seen[2], seen[0]);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('proving where tests are flaky', () => {
  const shaky = 'not ok 1 - shaky\n1..1';
  const solid = 'ok 1 - shaky\n1..1';
  /** Fails at the given times, counted from 1, of a set. */
  const failsAt = (times: readonly number[], time: number) =>
    times.includes(time) ? { exitCode: 1, output: shaky } : { output: solid };

  it('takes a failure for flaky only where the base fails like it', async () => {
    const site = new FakeSite((set, _, times) => failsAt(set.length === 0 ? [2] : [1], times));
    const { kept } = await verified(site);
    assert.equal(kept.length, 4);
  });

  it('does not take for known for good what failed on the base by chance', async () => {
    const breaks: Behaviour = (set, _, times) => failsAt(set.length === 0 ? [1] : [1, 2, 3, 4, 5, 6, 7], times);
    const { proofs } = await verified(new FakeSite(breaks), { proposals: candidates(1) });
    assert.equal(proofs.get('p1')?.result.kind, 'flaky');
    const harmless: Behaviour = (set, _, times) => failsAt(set.length === 0 ? [1] : [], times);
    const { proofs: others } = await verified(new FakeSite(harmless), { proposals: candidates(1) });
    assert.deepEqual(others.get('p1')?.result, { kind: 'verified', together: 1 });
  });

  it('counts what is flaky beside the failures that it keeps', async () => {
    const many = Array.from({ length: 60 }, (_, at) => `not ok ${at + 1} - shaky ${at}`).join('\n');
    const breaks: Behaviour = (set, _, times) =>
      set.length > 0 || times === 1
        ? { exitCode: 1, output: `${many}\n1..60` }
        : { output: `${many.replaceAll('not ', '')}\n1..60` };
    const { proofs } = await verified(new FakeSite(breaks), { proposals: candidates(1) });
    const proof = proofs.get('p1');
    assert.ok(proof?.result.kind === 'flaky');
    assert.deepEqual([proof.result.failures.length, proof.result.moreFailures], [50, 10]);
    assert.match(proofText(proof), /^Flaky: shaky 0 and 59 more fail /);
  });

  it('has a red base run once more, as far as to the last command that fails, and not again where that is known', async () => {
    const behaves: Behaviour = (_, command) => (command === 'npm run lint' ? { exitCode: 1, output: shaky } : {});
    const site = new FakeSite(behaves);
    const { outcome, proofs } = await verified(site, { commands: ['npm run lint', 'npm test'] });
    assert.ok(outcome.kind === 'done');
    assert.deepEqual(
      site.tried.map(({ set, runs }) => [set.length, runs.length]),
      [
        [0, 2],
        [0, 1],
        [4, 2],
      ],
    );
    assert.deepEqual(proofs.get('p1')?.result, { kind: 'verified', together: 4, nothingNew: true });
    const next = new FakeSite(behaves);
    await verified(next, {
      commands: ['npm run lint', 'npm test'],
      ...(outcome.baseline && { baseline: outcome.baseline }),
    });
    assert.equal(next.tried.length, 1);
  });

  it('proves nothing where the base times out when it runs once more', async () => {
    const site = new FakeSite((_, __, times) =>
      times === 1 ? { exitCode: 1, output: shaky } : { end: { kind: 'timed out', afterMs: 60_000 } },
    );
    const { proofs } = await verified(site, { proposals: candidates(1) });
    const reason = 'npm test takes longer than 60 s without any edit';
    assert.deepEqual(proofs.get('p1')?.result, { kind: 'unverifiable', reason });
  });

  it('does not take for proven what failed and then passed', async () => {
    const site = new FakeSite((set, _, times) => failsAt(set.length === 0 ? [] : [1], times));
    const { proofs } = await verified(site, { proposals: candidates(1) });
    assert.deepEqual(proofs.get('p1')?.result, {
      kind: 'failed',
      failures: [{ tool: 'tap', test: 'shaky', message: '' }],
      message: '1 test, but not when run again',
      together: 1,
    });
  });

  it('does not blame one of many for what failed and then passed', async () => {
    const site = new FakeSite((set, _, times) => failsAt(set.length === 0 ? [] : [1], times));
    const { proofs, kept } = await verified(site);
    assert.deepEqual(kept, []);
    assert.deepEqual(proofs.get('p1')?.result, {
      kind: 'unverifiable',
      reason:
        'npm test: 1 test, but not when run again; which of the proposals that were tried together is why was not found out',
      cause: 'not told apart',
    });
  });

  it('keeps nothing of a set that failed and then passed, though parts of it pass', async () => {
    const site = new FakeSite((set, _, times) => failsAt(set.length === 4 ? [1] : [], times));
    const { kept } = await verified(site);
    assert.deepEqual(kept, []);
  });

  it('says that it is flaky where it never passes', async () => {
    const site = new FakeSite((set, _, times) => failsAt(set.length === 0 ? [2] : [1, 2, 3, 4, 5, 6, 7], times));
    const { proofs } = await verified(site, { proposals: candidates(1) });
    assert.equal(proofs.get('p1')?.result.kind, 'flaky');
  });

  it('finds what is bad beside a flaky test that fails every third time', async () => {
    let count = 0;
    const site = new FakeSite((set) => {
      const isShaky = ++count % 3 === 0;
      const bad = set.includes('p7');
      const lines = [isShaky ? 'not ok 1 - shaky' : 'ok 1 - shaky', bad ? 'not ok 2 - real' : 'ok 2 - real', '1..2'];
      return { exitCode: isShaky || bad ? 1 : 0, output: lines.join('\n') };
    });
    const { proofs, kept } = await verified(site, { proposals: candidates(10) });
    assert.equal(proofs.get('p7')?.result.kind, 'failed');
    assert.equal(kept.length, 9);
  });

  it('verifies nothing but what was tried and passed, however often tests flake', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 2 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
        async (count, bad, flakes) => {
          let runs = 0;
          const site = new FakeSite((set) => {
            const isShaky = flakes[runs++ % flakes.length] === true && runs > 1;
            const isBad = bad.some((one) => set.includes(`p${one}`));
            const lines = [isShaky ? 'not ok 1 - shaky' : 'ok 1 - shaky', isBad ? 'not ok 2 - real' : 'ok 2 - real'];
            return { exitCode: isShaky || isBad ? 1 : 0, output: [...lines, '1..2'].join('\n') };
          });
          const { outcome, proofs } = await verified(site, { proposals: candidates(count) });
          assert.ok(outcome.kind === 'done' && proofs.size === count);
          for (const [id, { result, tree }] of proofs) {
            assert.ok(result.kind !== 'verified' || !bad.includes(Number(id.slice(1))));
            assert.ok(
              result.kind !== 'verified' ||
                site.tried.some(({ set, passed }) => passed && `tree:${set.join()}` === tree),
            );
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
