import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { ProposalQueue } from '../../../src/core/queue/proposalQueue';
import { type ApplyResult, isSetback } from '../../../src/core/queue/queueEntry';
import {
  header,
  memoryApplier,
  memoryJournal,
  memoryLog,
  memoryPreImages,
  recordsOfFiles,
  replay,
  reported,
  sha256,
  snapshotOf,
  toFindings,
  virtualClock,
} from '../fakes';

const base = 'function f(n, m) {\n  if (n == null && m == 0) return 1;\n  return n;\n}\n';

/** Two proposals on one line: `n == null` and `m == 0` get a third `=`. The file has become something else. */
function setUp(now: string) {
  const snapshot = snapshotOf('a.js', base);
  const findings = toFindings(
    snapshot,
    'local',
    ['n == null', 'm == 0'].map((quote) => {
      const start = base.indexOf(quote);
      const edits = [{ start: start + 2, end: start + 4, newText: '===' }];
      const span = { start, end: start + quote.length };
      return reported({ title: quote, span, fix: { kind: 'edits', anchoring: 'exact', edits } });
    }),
    sha256,
  );
  const status = { kind: 'reviewed' as const, coverage: { reviewedLines: 4, totalLines: 4 }, durationMs: 1 };
  const made = recordsOfFiles([{ path: 'a.js', bytes: base.length, textHash: snapshot.textHash, findings, status }]);
  const journal = memoryJournal();
  journal.records.push({ type: 'run', version: 2, run: header }, ...made);
  const store = replay(journal.records) ?? assert.fail('no run');
  const files = new Map([['a.js', now]]);
  const queue = new ProposalQueue({
    ...{ store, applier: memoryApplier(files), preImages: memoryPreImages(), journal },
    ...{ log: memoryLog().log, clock: virtualClock(), hash: sha256 },
  });
  const applyAll = async (areNamed?: boolean, between: (text: string) => string = (text) => text) => {
    const results: ApplyResult[] = [];
    const heard = (_: unknown, result: ApplyResult) => {
      results.push(result);
      files.set('a.js', between(text()));
    };
    await queue.applyAll(queue.inBulk('exact'), new AbortController().signal, heard, areNamed);
    return results;
  };
  const text = () => files.get('a.js') ?? '';
  return { queue, text, applyAll, first: findings.find(({ title }) => title === 'n == null')?.id ?? '' };
}

const elsewhere = `${base.replace('n == null && m == 0', '!n')}function g(n) {\n  while (n == null) n = next();\n}\n`;
const there = elsewhere.replace('n == null', 'n === null');

describe('a proposal whose line changed since the review', () => {
  it('is applied to code that nobody reviewed by no bulk action, and says why', async () => {
    const { applyAll, text, queue, first } = setUp(elsewhere);
    const results = await applyAll();
    assert.equal(text(), elsewhere);
    assert.match(JSON.stringify(results[0]), /its line changed since the review\. Look at it first/);
    const state = queue.entry(first)?.finding.proposal.state;
    assert.ok(state?.kind === 'ready' && /look at it/i.test(state.problem ?? ''), 'it waits, with the reason');
  });

  it('is applied where a person looks at it, or asks for just that', async () => {
    const alone = setUp(elsewhere);
    assert.equal((await alone.queue.apply(alone.first)).kind, 'applied');
    assert.equal(alone.text(), there);
    const named = setUp(elsewhere);
    await named.applyAll(true);
    assert.equal(named.text(), there);
  });

  it('is applied in bulk where only the bulk action changed the line, in a file that others changed elsewhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('', '// more\n', '\n\n'), fc.boolean(), async (more, isBehind) => {
        const now = isBehind ? base + more : more + base;
        const { applyAll, text } = setUp(now);
        assert.ok(!(await applyAll()).some(isSetback));
        assert.equal(text(), now.replaceAll('==', '==='));
      }),
    );
  });

  it('is held back again where others change the file between', async () => {
    const { applyAll, text } = setUp(`// more\n${base}`);
    const between = (now: string) => `// again\n${now}`;
    const results = await applyAll(false, between);
    assert.deepEqual(results.map(isSetback), [false, true]);
    assert.match(text(), /n === null && m == 0/);
  });
});
