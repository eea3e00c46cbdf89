import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { brokenText } from '../../../src/core/verify/proving/controls';
import type { Candidate } from '../../../src/core/verify/proving/proposals';
import { candidates, FakeSite, quoted, verified } from './fakeSite';

const passes = () => new FakeSite(() => ({}));
const pathsOf = (site: FakeSite) => site.controls.map(({ paths }) => paths.join());
const reasonOf = ({ proofs }: Awaited<ReturnType<typeof verified>>, id: string) => {
  const result = proofs.get(id)?.result;
  return result?.kind === 'unverifiable' ? result.reason : result?.kind;
};
const named =
  (...names: readonly string[]) =>
  (index: number) =>
    names[index - 1] ?? `f${index}.js`;

describe('controls: whether the commands look at what they are to prove', () => {
  it('lets nothing be proven by a command that passes with the file broken', async () => {
    const site = passes();
    site.control = () => ({ output: 'all is well' });
    const run = await verified(site, { proposals: candidates(1, () => 'src/a.py') });
    assert.equal(reasonOf(run, 'p1'), 'npm test passes with src/a.py broken, too: it does not look at it');
    assert.equal(run.proofs.get('p1')?.output, 'key of all is well');
    assert.equal(site.trials, 0);
  });

  it('breaks all files of a kind together, and tries as a set those that are seen', async () => {
    const site = passes();
    site.control = (paths) => ({ exitCode: paths.includes('a.js') || paths.includes('a.test.js') ? 1 : 0 });
    const paths = ['a.js', 'README.md', 'b.js', 'docs/b.md', 'a.test.js', 'x.qq', 'y.qqq', 'test/fixtures/c.js'];
    const run = await verified(site, { proposals: candidates(8, named(...paths)) });
    assert.deepEqual(pathsOf(site).toSorted(), [
      'README.md,docs/b.md',
      // What fails is not for these for certain, and is looked at twice. It names neither, so each is broken alone.
      'a.js',
      'a.js',
      'a.js,b.js',
      'a.js,b.js',
      'a.test.js',
      'a.test.js',
      'b.js',
      'test/fixtures/c.js',
      'x.qq',
      'y.qqq',
    ]);
    assert.deepEqual(run.kept, ['p1', 'p5']);
    assert.deepEqual(run.proofs.get('p1')?.result, { kind: 'verified', together: 2 });
    assert.equal(reasonOf(run, 'p3'), 'npm test passes with b.js broken, too: it does not look at it');
    const reason = 'npm test passes with README.md and 1 more broken, too: it does not look at them';
    assert.deepEqual([reasonOf(run, 'p2'), reasonOf(run, 'p4')], [reason, reason]);
  });

  it('tells the files of a kind apart by the output, and breaks those again that it does not name', async () => {
    const site = passes();
    const lonely = 'f3.js';
    // As a runner does that ends at the first file that it cannot load.
    site.control = (paths) => {
      const position = paths.findIndex((path) => path !== lonely);
      return position < 0 ? {} : { exitCode: 1, output: `${brokenText} file-${position}.` };
    };
    const run = await verified(site);
    assert.deepEqual(pathsOf(site), ['f1.js,f2.js,f3.js,f4.js', 'f2.js,f3.js,f4.js', 'f3.js,f4.js', 'f3.js']);
    assert.equal(reasonOf(run, 'p3'), 'npm test passes with f3.js broken, too: it does not look at it');
    assert.deepEqual(run.kept, ['p1', 'p2', 'p4']);
    const all = passes();
    all.control = (paths) => ({ exitCode: 1, output: paths.map((path) => `${path}:1:1: error: no`).join('\n') });
    assert.equal((await verified(all, { proposals: candidates(50) })).kept.length, 50);
    assert.equal(all.controls.length, 1);
  });

  it('breaks each file by itself that is named by a command of which not every step is known to count', async () => {
    const site = passes();
    // As a command does that prints all changes first.
    site.control = (paths) => {
      const isSeen = paths.includes('f1.js') || paths.includes('f3.js');
      return { exitCode: isSeen ? 1 : 0, output: quoted(paths.length) };
    };
    const run = await verified(site, { commands: ['git diff; node check.mjs'] });
    assert.deepEqual(run.kept, ['p1', 'p3']);
    const reason = 'git diff; node check.mjs passes with f2.js broken, too: it does not look at it';
    assert.equal(reasonOf(run, 'p2'), reason);
    assert.deepEqual(pathsOf(site), ['f1.js,f2.js,f3.js,f4.js', 'f1.js', 'f2.js', 'f3.js', 'f4.js']);
    const many = passes();
    await verified(many, { proposals: candidates(50), commands: ['sh ci.sh'] });
    assert.equal(many.controls.length, 1 + 24);
  });

  it('takes the end of a path that several files share for the name of none', async () => {
    const site = passes();
    const theirs = 'packages/b/src/index.ts';
    const paths = ['packages/a/src/index.ts', theirs, 'packages/a/src/one.ts', 'packages/a/src/two.ts'];
    // As a compiler does that is called in the first package.
    site.control = (broken) => {
      const ours = broken.filter((path) => path !== theirs).map((path) => path.slice('packages/a/'.length));
      const output = ours.map((path) => `${path}(1,1): error TS1128: Declaration expected.`).join('\n');
      return { exitCode: ours.length > 0 ? 2 : 0, output };
    };
    const run = await verified(site, { proposals: candidates(4, named(...paths)) });
    assert.deepEqual(run.kept, ['p1', 'p3', 'p4']);
    assert.equal(reasonOf(run, 'p2'), `npm test passes with ${theirs} broken, too: it does not look at it`);
  });

  it('lets nothing be proven by a command that ends well when something in it has crashed', async () => {
    const output = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\nSyntaxError: no\nchecked';
    const site = passes();
    site.control = () => ({ output });
    assert.equal(
      reasonOf(await verified(site, { proposals: candidates(1, () => 'a.py') }), 'p1'),
      'whether npm test looks at a.py cannot be told: with it broken, something in it crashes, but it ends as if nothing had failed',
    );
    site.control = () => ({ output, exitCode: 1 });
    assert.deepEqual((await verified(site, { proposals: candidates(1, () => 'a.py') })).kept, ['p1']);
  });

  it('takes files for looked at as their kind is where telling them apart would take too long', async () => {
    const site = passes();
    site.control = (paths) => ({ exitCode: paths.length === 1 && paths[0] === 'f100.js' ? 0 : 1, output: brokenText });
    const run = await verified(site, { proposals: candidates(100) });
    assert.ok(site.controls.length <= 30, `${site.controls.length}`);
    assert.equal(run.kept.length, 100);
  });

  it('asks each command by itself, and says which of them do not look at the file', async () => {
    const site = passes();
    site.control = (_, command) => (command === 'lint' ? { exitCode: 1, output: quoted(2) } : {});
    const run = await verified(site, { proposals: candidates(2), commands: ['lint', 'npm test', 'npm run e2e'] });
    assert.deepEqual(run.proofs.get('p1')?.result, {
      ...{ kind: 'verified', together: 2 },
      blind: ['npm test', 'npm run e2e'],
    });
    assert.deepEqual(site.controls, [
      { paths: ['f1.js', 'f2.js'], runs: 3 },
      { paths: ['f1.js'], runs: 3 },
      { paths: ['f2.js'], runs: 3 },
    ]);
    site.control = (_, command) => (command === 'npm test' ? { exitCode: 1, output: brokenText } : {});
    const later = await verified(site, { proposals: candidates(1), commands: ['lint', 'npm test'] });
    assert.deepEqual(later.proofs.get('p1')?.result, { kind: 'verified', together: 1, blind: ['lint'] });
    const both = await verified(passes(), { proposals: candidates(1), commands: ['lint', 'npm test'] });
    assert.deepEqual(both.proofs.get('p1')?.result, { kind: 'verified', together: 1 });
  });

  it('tries what may have failed by chance again with the commands before it, and no others', async () => {
    const site = passes();
    site.control = (_, command, times) => ({ exitCode: command === 'b' && times === 1 ? 1 : command === 'a' ? 1 : 0 });
    const run = await verified(site, { proposals: candidates(1), commands: ['a', 'b', 'c'] });
    assert.deepEqual(run.proofs.get('p1')?.result, { kind: 'verified', together: 1, blind: ['b', 'c'] });
    assert.deepEqual(
      site.controls.map(({ runs }) => runs),
      [3, 1, 2],
    );
  });

  it('says what the copies lacked', async () => {
    const run = await verified(Object.assign(passes(), { lacks: ['sub: a repository'] }), { proposals: candidates(1) });
    assert.deepEqual(run.proofs.get('p1')?.result, { kind: 'verified', together: 1, lacks: ['sub: a repository'] });
  });

  it('breaks each file by itself where proposals are tried alone, once', async () => {
    for (const mode of ['proposal', 'file'] as const) {
      const site = passes();
      site.control = (paths) => ({ exitCode: paths.includes('b.js') ? 0 : 2, output: '} { <?php } {  <% {{ {%' });
      const paths = named('a.js', 'b.js', 'a.js', 'b.js');
      const run = await verified(site, { proposals: candidates(4, paths), mode });
      assert.deepEqual([...new Set(pathsOf(site))], ['a.js', 'b.js']);
      assert.equal(site.controls.filter(({ paths: [path] }) => path === 'b.js').length, 1);
      assert.deepEqual(run.kept, ['p1', 'p3']);
    }
  });

  it('breaks what is tried apart by itself, though its kind is seen', async () => {
    const site = passes();
    site.control = (paths) => ({ exitCode: paths.join() === 'b.js' ? 0 : 1 });
    const apart = ({ id }: Candidate) => (id === 'p2' ? 'it weakens the check' : undefined);
    const run = await verified(site, { proposals: candidates(3, named('a.js', 'b.js', 'c.js')), apart });
    assert.equal(reasonOf(run, 'p2'), 'npm test passes with b.js broken, too: it does not look at it');
    assert.deepEqual(run.kept, ['p1', 'p3']);
  });

  it('has all commands run once on the same broken files', async () => {
    const site = passes();
    site.control = (paths, command) => (command === 'lint' ? {} : { exitCode: 1, output: quoted(paths.length) });
    const run = await verified(site, { commands: ['lint', 'build', 'test'] });
    assert.deepEqual(site.controls, [
      { paths: ['f1.js', 'f2.js', 'f3.js', 'f4.js'], runs: 3 },
      ...[1, 2, 3, 4].map((n) => ({ paths: [`f${n}.js`], runs: 3 })),
    ]);
    assert.equal(run.kept.length, 4);
    const blind = passes();
    blind.control = () => ({});
    const none = await verified(blind, { commands: ['lint', 'build'] });
    const why = 'passes with f1.js and 3 more broken, too: it does not look at them';
    const reason = `lint ${why}; build ${why}`;
    assert.equal(reasonOf(none, 'p1'), reason);
  });

  it('takes fewer tests, and what a red base did not fail with, for sight', async () => {
    const fewer = new FakeSite(() => ({ output: 'Ran 4 tests in 0.1s' }));
    fewer.control = () => ({ output: 'Ran 3 tests in 0.1s' });
    assert.equal((await verified(fewer)).kept.length, 4);
    const red = { exitCode: 1, output: 'not ok 1 - old\n1..1' };
    const blind = new FakeSite(() => red);
    blind.control = () => red;
    const reason = 'npm test fails no more than before with f1.js and 3 more broken, too: it does not look at them';
    assert.equal(reasonOf(await verified(blind), 'p1'), reason);
    const seeing = new FakeSite(() => red);
    seeing.control = () => ({ exitCode: 1, output: 'not ok 1 - old\nnot ok 2 - f1.js\n1..2' });
    assert.equal((await verified(seeing)).kept.length, 4);
  });

  it('does not take a failure that comes by chance for sight', async () => {
    const once = passes();
    once.control = (_, __, times) => (times === 1 ? { exitCode: 1, output: 'not ok 1 - shaky\n1..1' } : {});
    assert.equal(
      reasonOf(await verified(once), 'p1'),
      'whether npm test looks at f1.js and 3 more cannot be told: with them broken, 1 test, but not when run again',
    );
    const flaky = new FakeSite((_, __, times) => ({ exitCode: times === 2 ? 1 : 0, output: 'not ok 1 - shaky\n1..1' }));
    flaky.control = () => ({ exitCode: 1, output: 'not ok 1 - shaky\n1..1' });
    assert.match(reasonOf(await verified(flaky), 'p1') ?? '', /^whether .* fails now and then anyway$/);
  });

  it('is told at once by an output that quotes what was broken, or names its first line', async () => {
    for (const output of ['f1.js:1\n} { <?php } { <% {{ {% file-0.\n^', 'f1.js:1:1: error: expected identifier']) {
      const site = passes();
      site.control = () => ({ exitCode: 1, output });
      assert.equal((await verified(site, { proposals: candidates(1) })).kept.length, 1);
      assert.equal(site.controls.length, 1, output);
      assert.equal(site.tried.length, 2);
    }
  });

  it('says so where it cannot be told, and leaves to others what cannot be changed in the tree', async () => {
    const site = passes();
    site.control = () => 'unverifiable';
    const reason = 'whether npm test looks at f1.js and 3 more cannot be told: it rewrites its sources';
    assert.equal(reasonOf(await verified(site), 'p1'), reason);
    const stale = passes();
    stale.stale.add('p2');
    stale.control = () => ({});
    const run = await verified(stale);
    assert.equal(reasonOf(run, 'p2'), 'it has changed');
    assert.match(reasonOf(run, 'p1') ?? '', /passes with f1\.js and 2 more broken/);
  });

  it('runs controls beside each other and the base, and none again in the next round', async () => {
    const site = new FakeSite(() => ({}), 4);
    const proposals = candidates(6, (index) => `f${index}.${['js', 'py', 'go'][index % 3]}`);
    const { outcome } = await verified(site, { proposals });
    assert.ok(outcome.kind === 'done' && outcome.controls && outcome.baseline);
    assert.equal(site.controls.length, 3);
    assert.equal(site.mostAtWork, 4);
    const next = passes();
    const { controls, baseline } = outcome;
    await verified(next, { proposals: proposals.slice(0, 4), controls, baseline });
    assert.deepEqual([next.controls.length, next.tried.length], [0, 1]);
  });

  it('ends when it is cancelled, and says nothing', async () => {
    const stop = new AbortController();
    const site = passes();
    site.control = () => {
      stop.abort();
      return { exitCode: 1 };
    };
    const { outcome, told } = await verified(site, { signal: stop.signal });
    assert.equal(outcome.kind, 'cancelled');
    assert.deepEqual(told, []);
    assert.equal(site.trials, 0);
  });
});
