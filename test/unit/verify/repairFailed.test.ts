import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Proof, VerifyMode } from '../../../src/core/proof';
import type { ProposalQueue } from '../../../src/core/queue/proposalQueue';
import type { RepairAnswer, Repairs } from '../../../src/core/repairs';
import type { Finding } from '../../../src/core/types';
import { verifyWaiting } from '../../../src/core/verify/verifying/verifyWaiting';
import { type Behaviour, FakeSite } from './fakeSite';

interface Case {
  readonly ids: readonly string[];
  readonly behaves: Behaviour;
  /** What a model makes in the place of what fails, by finding; `undefined` where it makes nothing. */
  readonly second: (id: string) => Partial<Finding['proposal'] & object> | undefined;
  readonly mode?: VerifyMode;
  readonly special?: Readonly<Record<string, Partial<Finding>>>;
  readonly repair?: false;
}

/** Proposals in files of their own; a second edit of `p1` has the new text `p1+`. */
async function repaired({ ids, behaves, second, mode = 'all', special = {}, repair }: Case) {
  const site = new FakeSite(behaves);
  const entries = ids.map((id, at) => {
    const edits = [{ start: at * 10, end: at * 10 + 5, newText: id }];
    const proposal = { flags: [], anchoring: 'exact', edits, state: { kind: 'ready' } };
    const finding = { id, title: id, reviewer: 'model', source: 'm', proposal, ...special[id] };
    return { file: { path: `${id}.js` }, finding } as unknown as ReturnType<ProposalQueue['waiting']>[number];
  });
  const byId = new Map(entries.map((entry) => [entry.finding.id, entry]));
  const proofs: Record<string, Proof> = {};
  const asked: string[] = [];
  let result: Repairs | undefined;
  const queue: Partial<ProposalQueue> = {
    waiting: () => entries,
    entry: (id) => {
      const entry = byId.get(id) ?? assert.fail();
      const proof = proofs[id];
      const proposal = { ...entry.finding.proposal, ...(proof && { proof }) };
      return { ...entry, finding: { ...entry.finding, proposal } };
    },
    locate: ({ finding }) => ({ kind: 'located', edits: finding.proposal.edits }),
    prove: async (told) => void Object.assign(proofs, told),
    repaired: async (told) => {
      result = told;
    },
  };
  const outcome = await verifyWaiting(
    {
      queue: queue as ProposalQueue,
      workspace: { read: async () => ({ kind: 'text', snapshot: { text: ' '.repeat(100), textHash: 'h' } }) } as never,
      verifier: {
        open: async () => ({ kind: 'site', site }),
        definitions: async () => ({ paths: [], texts: new Map() }),
        recallBaseline: async () => undefined,
        keepBaseline: async () => {},
      } as never,
      outputs: { keep: async (text) => text, recall: async (key) => key },
      options: {
        ...{ setUp: [], commands: ['npm test'], mode, parallel: 1, timeLimitMs: 1000 },
        ...(repair === undefined && { repair: true }),
      },
      keepsLineEnds: true,
      heldBack: () => undefined,
      progress: () => {},
      tell: () => {},
      repair: async (failed) => {
        asked.push(...failed.map(({ finding }) => finding));
        const answerTo = (id: string): RepairAnswer => {
          const made = second(id);
          const { proposal } = (byId.get(id) ?? assert.fail()).finding;
          const edits = proposal.edits.map((edit) => ({ ...edit, newText: `${id}+` }));
          return made
            ? { kind: 'edit', model: 'm', proposal: { ...proposal, edits, ...made } }
            : { kind: 'none', reason: 'none' };
        };
        return new Map(failed.map(({ finding }) => [finding, answerTo(finding)]));
      },
    },
    new AbortController().signal,
  );
  const text = (finding: string) => result?.replaced[finding]?.edits[0]?.newText;
  const { controls } = site;
  return { outcome, asked, result, proofs, controls, tried: site.tried.map(({ set }) => set.join()), text };
}

const fails =
  (...bad: string[]): Behaviour =>
  (set) =>
    set.some((id) => bad.includes(id)) ? { exitCode: 1, output: 'boom' } : {};
const together = (proof: Proof | undefined) =>
  proof?.result.kind === 'verified' ? proof.result.together : proof?.result.kind;

describe('edits that failed and are given back', () => {
  it('take the place of the first ones when they pass with all that was verified, in one run', async () => {
    const { result, outcome, asked, controls, tried, text } = await repaired({
      ...{ ids: ['p1', 'p2', 'p3'], behaves: fails('p2'), second: () => ({}) },
    });
    assert.deepEqual(asked, ['p2']);
    assert.equal(tried.at(-1), 'p1,p2+,p3');
    assert.equal(tried.at(-2), 'p1,p3', 'the baseline is known');
    assert.deepEqual(
      controls.map(({ paths }) => paths.join()),
      ['p1.js,p2.js,p3.js', 'p1.js', 'p2.js', 'p3.js'],
      'it is known at which files the command looks',
    );
    assert.equal(text('p2'), 'p2+');
    assert.equal(together(result?.replaced.p2?.proof), 3);
    const { repair } = result?.replaced.p2 ?? {};
    assert.ok(repair?.kind === 'replaced' && repair.edits[0]?.newText === 'p2');
    assert.equal(repair.proof.result.kind, 'failed');
    assert.deepEqual([together(result?.proofs.p1), together(result?.proofs.p3)], [3, 3]);
    assert.deepEqual(outcome.kind === 'done' && outcome.repairs, { asked: 1, replaced: 1 });
  });

  it('leave all as it was when they fail, with the reason', async () => {
    const { result, proofs } = await repaired({
      ...{ ids: ['p1', 'p2', 'p3'], behaves: fails('p2', 'p3', 'p3+'), second: () => ({}) },
    });
    assert.deepEqual(Object.keys(result?.replaced ?? {}), ['p2']);
    assert.match(result?.kept.p3 ?? '', /^another edit was tried: Fails npm test/);
    assert.equal(proofs.p3?.result.kind, 'failed');
    assert.equal(together(result?.replaced.p2?.proof), 2);
    assert.equal(together(result?.proofs.p1), 2);
  });

  it('never take another one out of what was verified', async () => {
    // With the second edit of p2 it is now and then p1 that fails.
    const behaves: Behaviour = (set, _, times) =>
      set.includes('p2') || (set.includes('p1') && !set.includes('p2+') && times > 1) || set.join() === 'p1,p2+'
        ? { exitCode: 1, output: 'boom' }
        : {};
    const { result, proofs } = await repaired({ ids: ['p1', 'p2'], behaves, second: () => ({}) });
    assert.deepEqual(result?.replaced, {});
    assert.deepEqual(result?.proofs, {});
    assert.ok(result?.kept.p2);
    assert.equal(proofs.p1?.result.kind, 'verified');
  });

  it('are tried with what they belong to: alone, or with the others of their file', async () => {
    const alone = await repaired({
      ...{ ids: ['p1', 'p2'], behaves: fails('p2'), second: () => ({}), mode: 'proposal' },
    });
    assert.equal(alone.tried.at(-1), 'p2+');
    assert.deepEqual(alone.result?.proofs, {});
    const guessed = await repaired({
      ...{ ids: ['p1', 'p2'], behaves: fails('p2'), second: () => ({ anchoring: 'normalised' }) },
    });
    assert.equal(guessed.tried.at(-1), 'p2+');
    assert.deepEqual(guessed.result?.proofs, {}, 'what is verified alone changes nothing of the set');
    assert.equal(together(guessed.result?.replaced.p2?.proof), 1);
  });

  it('are asked for once, and of models alone, and where the options say so', async () => {
    const ids = ['p1', 'p2', 'p3'];
    const kept = { kind: 'kept', reason: 'x' } as const;
    const proposal = { flags: [], anchoring: 'exact', state: { kind: 'ready' }, repair: kept };
    const special = {
      p1: { reviewer: 'local' },
      p2: { proposal: { ...proposal, edits: [{ start: 10, end: 15, newText: 'p2' }] } as never },
    } as const;
    const behaves = fails('p1', 'p2', 'p3');
    assert.deepEqual((await repaired({ ids, behaves, second: () => undefined, special })).asked, ['p3']);
    assert.deepEqual((await repaired({ ids, behaves, second: () => undefined, repair: false })).asked, []);
    assert.deepEqual((await repaired({ ids, behaves: fails(), second: () => undefined })).asked, []);
  });

  it('are not tried when they are flagged: nobody has looked at them', async () => {
    const { result, tried } = await repaired({
      ...{ ids: ['p1', 'p2'], behaves: fails('p2'), second: () => ({ flags: ['evaluates code'] }) },
    });
    assert.match(result?.kept.p2 ?? '', /flagged \(evaluates code\)/);
    assert.ok(!tried.some((set) => set.includes('p2+')));
  });
});
