import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Proof } from '../../../src/core/proof';
import type { ProposalQueue } from '../../../src/core/queue/proposalQueue';
import { verifyWaiting } from '../../../src/core/verify/verifying/verifyWaiting';
import { FakeSite } from './fakeSite';

/** Proposals of one file by their names, with what makes each special. */
function queueOf(special: Readonly<Record<string, object>>) {
  const proofs: Record<string, Proof> = {};
  const entries = Object.entries(special).map(([id, more], at) => ({
    file: { path: 'path' in more ? more.path : 'a.js' },
    finding: {
      id,
      title: id,
      proposal: { flags: [], anchoring: 'exact', edits: [], state: { kind: 'ready' }, place: {}, ...more },
    },
    edits: [{ start: at * 10, end: at * 10 + 5, newText: id }],
  }));
  const queue = {
    waiting: () => entries,
    entry: (id: string) => entries.find(({ finding }) => finding.id === id),
    locate: ({ edits, finding: { proposal } }: (typeof entries)[number]) => ({
      kind: 'located',
      edits,
      ...proposal.place,
    }),
    prove: async (told: Record<string, Proof>) => Object.assign(proofs, told),
  };
  return { queue: queue as unknown as ProposalQueue, proofs };
}

/** Verifies all that waits, all together by one command. */
function verify(queue: ProposalQueue, site: FakeSite, told: (event: readonly unknown[]) => void = () => {}) {
  return verifyWaiting(
    {
      queue,
      workspace: {
        read: async (path: string) => ({
          kind: 'text',
          snapshot: { path, language: 'javascript', text: 'x'.repeat(90), textHash: 'h', lineEnding: 'lf' },
        }),
      } as never,
      verifier: {
        open: async () => ({ kind: 'site', site }),
        definitions: async () => ({ paths: [], texts: new Map() }),
        recallBaseline: async () => undefined,
        keepBaseline: async () => {},
      } as never,
      outputs: { keep: async (text) => text, recall: async () => undefined },
      options: { setUp: [], commands: ['node --test'], mode: 'all', parallel: 1, timeLimitMs: 1000 },
      keepsLineEnds: false,
      heldBack: () => undefined,
      repair: async () => new Map(),
      progress: () => {},
      tell: ({ type, ...event }) => told('files' in event ? [type, event.files, event.end] : [type]),
    },
    new AbortController().signal,
  );
}

describe('verifying what waits', () => {
  it('tries what weakens the check, has a guessed place, a changed line, or is taken by no bulk action, without the others', async () => {
    const { queue, proofs } = queueOf({
      p1: {},
      p2: { path: 'test/a.test.js' },
      p3: { anchoring: 'normalised' },
      p4: {},
      p5: { flags: ['adds a URL'] },
      p6: { mixedLineEnds: true },
      p7: { place: { byOwnText: true } },
    });
    const site = Object.assign(new FakeSite(() => ({})), { lacks: [] });
    const told: unknown[] = [];
    const outcome = await verify(queue, site, (event) => told.push(event));
    assert.equal(outcome.kind, 'done');
    assert.deepEqual(
      site.tried.map(({ set }) => set.join()),
      ['', 'p1,p4', 'p2', 'p3', 'p5', 'p6', 'p7'],
    );
    const ran = (files: number) => ['verify.ran', files, 'exited'];
    assert.deepEqual(told, [
      ['verify.started'],
      ran(0),
      ...Array(6 + site.controls.length).fill(ran(1)),
      ['verify.finished'],
    ]);
    assert.deepEqual(proofs.p2?.result, { kind: 'verified', together: 1, apart: 'it weakens the check' });
    assert.deepEqual(
      Object.values(proofs).map(({ weakens }) => weakens),
      [undefined, undefined, ['changes a test'], undefined, undefined, undefined, undefined],
    );
  });

  it('tries nothing that a person has edited, and says so', async () => {
    const { queue, proofs } = queueOf({ p1: {}, p2: { draft: { textHash: 'h', edits: [] } } });
    const site = new FakeSite(() => ({}));
    await verify(queue, site);
    assert.deepEqual(
      site.tried.map(({ set }) => set.join()),
      ['', 'p1'],
    );
    const results = Object.values(proofs).map(({ result }) => result);
    assert.deepEqual(results.map(({ kind }) => kind).toSorted(), ['unverifiable', 'verified']);
    assert.match(JSON.stringify(proofs.p2?.result), /you have edited it/);
  });

  it('says what fails without any edit where something is proven all the same', async () => {
    const red = { exitCode: 1, output: 'not ok 1 - old\nok 2 - good\n1..2' };
    const site = new FakeSite(() => red);
    site.control = () => ({ exitCode: 1, output: 'not ok 1 - old\nnot ok 2 - p1.js\n1..2' });
    const outcome = await verify(queueOf({ p1: {} }).queue, site);
    assert.ok(outcome.kind === 'done');
    assert.deepEqual(outcome.red, ['node --test fails without any edit, too: 1 test (old)']);
    const green = await verify(queueOf({ p1: {} }).queue, new FakeSite(() => ({})));
    assert.ok(green.kind === 'done');
    assert.deepEqual(green.red, []);
    const useless = await verify(queueOf({ p1: {} }).queue, new FakeSite(() => ({ exitCode: 1 })));
    assert.ok(useless.kind === 'done');
    assert.deepEqual(useless.red, [], 'it is why nothing is proven');
  });

  it('never forgets that a proposal fails because it could not be told again', async () => {
    const failed = (more: Partial<Proof> = {}): Proof => ({
      result: { kind: 'failed', failures: [], message: 'exit code 1', together: 1 },
      commands: ['node --test'],
      ...{ baseTree: 'tree:', textHash: 'h', ...more },
    });
    const { queue, proofs } = queueOf({
      p1: { proof: failed() },
      p2: { proof: failed({ textHash: 'other' }) },
      p3: { proof: failed({ baseTree: 'other' }) },
      p4: { proof: failed({ commands: ['lint'] }) },
    });
    const site = new FakeSite(() => ({ end: { kind: 'did not start', message: 'sh: no such file' } }));
    const outcome = await verify(queue, site);
    assert.ok(outcome.kind === 'done');
    assert.deepEqual([outcome.proven, outcome.stillFail?.count], [3, 1]);
    assert.deepEqual(Object.keys(proofs), ['p2', 'p3', 'p4']);
    await verify(queue, new FakeSite(() => ({})));
    assert.equal(proofs.p1?.result.kind, 'verified');
  });
});
