import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { findingsPage, proposalsPage } from '../../../src/core/agents/findingsPage';
import { applyEdits, applyEditsToRaw } from '../../../src/core/edits/applyEdits';
import { changeAt, textChanges } from '../../../src/core/edits/textChanges';
import type { GatesNow } from '../../../src/core/queue/bulkGates';
import { ProposalQueue } from '../../../src/core/queue/proposalQueue';
import { findingBlock } from '../../../src/core/report/findingText';
import { toResults } from '../../../src/core/report/results';
import { plainStyle } from '../../../src/core/report/style';
import { asRecord } from '../../../src/core/run/recordShape';
import type { RunRecord } from '../../../src/core/run/records';
import { isSealed, sealed, unsealed } from '../../../src/core/run/sealedRecords';
import { recordsOf } from '../../../src/core/run/snapshot';
import { toText } from '../../../src/core/text/lines';
import { runsOf } from '../../complete';
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
  textOf,
  toFindings,
  virtualClock,
} from '../fakes';

const base = 'one = 1\nold = 2\nthree = 3\nfour = 4\nold text = 5\nsix = 6\n';
const proposed = base.replace('old = 2', 'new = 2').replace('old text', 'new text');

/** One proposal of two edits in `a.txt`, and one of another place. */
function setUp({ gates, afterSave }: { gates?: GatesNow; afterSave?: (text: string) => string } = {}) {
  const edit = (find: string, newText: string) => {
    const start = base.indexOf(find);
    return { start, end: start + find.length, newText };
  };
  const fix = (...edits: ReturnType<typeof edit>[]) => ({
    fix: { kind: 'edits' as const, anchoring: 'exact' as const, edits, preservesBehaviour: true as const },
  });
  const snapshot = snapshotOf('a.txt', base);
  const findings = toFindings(
    snapshot,
    'local',
    [
      reported({
        title: 'Both',
        span: { start: 8, end: 11 },
        ...fix(edit('old = 2', 'new = 2'), edit('old text', 'new text')),
      }),
      reported({ title: 'Six', span: { start: 50, end: 53 }, ...fix(edit('six', 'SIX')) }),
    ],
    sha256,
  ).map((finding) =>
    finding.proposal ? { ...finding, proposal: { ...finding.proposal, removesFinding: true as const } } : finding,
  );
  const status = { kind: 'reviewed' as const, coverage: { reviewedLines: 6, totalLines: 6 }, durationMs: 1 };
  const made = recordsOfFiles([{ path: 'a.txt', bytes: base.length, textHash: snapshot.textHash, findings, status }]);
  const journal = memoryJournal();
  journal.records.push({ type: 'run', version: 2, run: header }, ...made);
  const store = replay(journal.records) ?? assert.fail('no run');
  const files = new Map([['a.txt', base]]);
  const dependencies = {
    ...{ store, applier: memoryApplier(files, afterSave), preImages: memoryPreImages(), journal },
    ...{ log: memoryLog().log, clock: virtualClock(), hash: sha256, ...(gates && { gates }) },
  };
  const ids = ['Both', 'Six'].map((title) => findings.find((finding) => finding.title === title)?.id ?? '');
  const [id = '', other = ''] = ids;
  const text = () => files.get('a.txt') ?? '';
  const queue = new ProposalQueue(dependencies);
  const proposal = () => queue.entry(id)?.finding.proposal ?? assert.fail('no proposal');
  const again = () => {
    // As it comes from the disk.
    const records = JSON.parse(JSON.stringify(journal.records)).map(asRecord) as RunRecord[];
    const replayed = replay(records) ?? assert.fail('no run');
    return new ProposalQueue({ ...dependencies, store: replayed });
  };
  const look = async (now: string) => {
    files.set('a.txt', now);
    await queue.look('a.txt', async () => ({ kind: 'text', snapshot: snapshotOf('a.txt', now) }));
    return proposal().state;
  };
  return { files, text, store, journal, queue, id, other, proposal, again, dependencies, look };
}

/** Texts with lines that come again, as those of programs do. */
const line = fc.constantFrom('a', 'b', '}', '', '  x', '𝒳', 'é\u2028', 'one = 1', 'old = 2');
const lines = fc.array(line, { maxLength: 12 }).map((all) => all.join('\n'));
const anyText = fc.oneof(
  lines,
  fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => toText(text).text),
);

describe('changes from one text to another', () => {
  it('make just that text, with the fewest whole lines', () => {
    fc.assert(
      fc.property(anyText, anyText, (from, to) => {
        const changes = textChanges(from, to);
        assert.equal(applyEdits(from, changes), to);
        assert.equal(changes.length === 0, from === to);
        for (const [position, { start }] of changes.entries()) {
          const previous = changes[position - 1];
          assert.ok(!previous || from.slice(previous.end, start).includes('\n'), 'a line between two changes');
        }
      }),
      { numRuns: runsOf(1_000) },
    );
  });

  it('change no line end and no byte order mark of what is on disk', () => {
    fc.assert(
      fc.property(lines, lines, fc.constantFrom('\n', '\r\n', '\r'), (from, to, end) => {
        const raw = applyEditsToRaw(from.replaceAll('\n', end), textChanges(from, to));
        assert.equal(raw.replaceAll(end, '\n'), to.includes('\n') || !from.includes('\n') ? toText(raw).text : to);
        assert.equal(toText(raw).text, to);
        assert.ok(!from.includes('\n') || !/\n/.test(raw.replaceAll(end, '')));
      }),
    );
  });

  it('can be taken one by one: one alone, or all but one', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.nat({ max: 14 }), (from, to, at) => {
        const change = changeAt(from, to, at);
        assert.equal(change === undefined, from === to);
        if (change) {
          assert.equal(textChanges(from, change.alone).length, 1);
          assert.equal(change.of === 1, change.alone === to);
          assert.equal(change.of === 1, change.others === from);
        }
      }),
      { numRuns: runsOf(1_000) },
    );
  });

  it('are meant where the cursor is', () => {
    const at = (text: string, of: number) => changeAt(base, text, of)?.alone;
    assert.equal(at(proposed, 1), base.replace('old = 2', 'new = 2'));
    assert.equal(at(proposed, 4), base.replace('old text', 'new text'));
    assert.equal(at(proposed, 5), base.replace('old text', 'new text'));
    assert.equal(changeAt(base, proposed, 0)?.others, base.replace('old text', 'new text'));
  });

  it('are one where nearly every line is another, in no time', () => {
    const many = (word: string) => Array.from({ length: 40_000 }, (_, n) => `${word} ${n}\n`).join('');
    assert.equal(textChanges(many('a'), many('b')).length, 1);
    assert.equal(applyEdits(many('a'), textChanges(many('a'), many('b'))), many('b'));
  });
});

describe('a proposal that a person has edited', () => {
  it('is applied to the letter, recorded as edited, and taken back to the letter', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (typed) => {
        fc.pre(typed !== base && typed !== proposed);
        const { queue, text, id, proposal, again } = setUp();
        assert.deepEqual(await queue.edit(id, base, typed), { kind: 'kept' });
        assert.equal(text(), base, 'nothing is changed before Apply');
        assert.deepEqual(await queue.apply(id), { kind: 'applied as edited', warnings: [] });
        assert.equal(text(), typed);
        assert.equal(proposal().proof, undefined);
        const later = again();
        assert.deepEqual(later.entry(id)?.finding.proposal, proposal());
        assert.deepEqual(await later.revert(id), { kind: 'reverted' });
        assert.equal(text(), base);
      }),
      { numRuns: 300 },
    );
  });

  it('is said to have no effect that was known of what was proposed, to agents, in results and at a terminal', async () => {
    const { queue, store, id } = setUp();
    const said = () => {
      const item = proposalsPage(store, { ids: [id] })?.items[0] as Record<string, unknown>;
      const results = JSON.parse([...toResults(store)].join('')).files['a.txt'].findings[0].proposal;
      const finding = store.finding(id)?.finding ?? assert.fail('no finding');
      return {
        agent: [item.state, item.removesFinding, item.preservesBehaviour],
        results: [results.state, results.removesFinding],
        terminal: findingBlock({ path: 'a.txt', finding }, plainStyle).includes('resolves this finding'),
      };
    };
    const asProposed = { agent: ['ready', true, true], results: ['ready', true], terminal: true };
    assert.deepEqual(said(), asProposed);
    await queue.edit(id, base, base.replace('old = 2', 'mine = 2'));
    assert.deepEqual(said(), {
      agent: ['ready', undefined, undefined],
      results: ['ready', undefined],
      terminal: false,
    });
    await queue.apply(id);
    const asEdited = { agent: ['applied as edited', undefined, undefined], results: ['applied as edited', undefined] };
    assert.deepEqual(said(), { ...asEdited, terminal: false });
    const [facts] = (findingsPage(store, {})?.items ?? []) as Record<string, unknown>[];
    assert.equal(facts?.proposal, 'applied as edited');
    await queue.revert(id);
    await queue.forgetEdits(id);
    assert.deepEqual(said().agent.slice(1), [true, true]);
  });

  it('goes on waiting with what was typed after a restart, in a rewritten journal, too', async () => {
    const { queue, id, again, store, journal, text } = setUp();
    const typed = proposed.replace('three', 'drei');
    await queue.edit(id, base, typed);
    for (const records of [journal.records, [...recordsOf(store)]]) {
      const entry = replay(JSON.parse(JSON.stringify(records)).map(asRecord))?.finding(id);
      assert.equal(applyEdits(base, entry?.finding.proposal?.draft?.edits ?? []), typed);
    }
    assert.equal((await again().apply(id)).kind, 'applied as edited');
    assert.equal(text(), typed);
  });

  it('is the proposal again when that is what is there, or when the person wants that', async () => {
    const { queue, id, text, proposal } = setUp();
    await queue.edit(id, base, `${proposed}more\n`);
    assert.ok(proposal().draft);
    await queue.edit(id, base, proposed);
    assert.equal(proposal().draft, undefined);
    await queue.edit(id, base, `${proposed}more\n`);
    await queue.forgetEdits(id);
    assert.deepEqual(await queue.apply(id), { kind: 'applied' });
    assert.equal(text(), proposed);
  });

  it('is in no bulk action, has lost its proof, and gets none of what was tried before', async () => {
    const { queue, id, other, proposal } = setUp();
    const proof = { result: { kind: 'verified', together: 2 }, commands: ['x'], runs: [], tree: 't', at: 0 } as never;
    const judged = queue.waiting();
    await queue.prove({ [id]: proof, [other]: proof }, judged);
    assert.deepEqual(queue.inBulk('safe').length, 2);
    await queue.edit(id, base, `${proposed}more\n`);
    assert.equal(proposal().proof, undefined);
    assert.deepEqual(
      queue.inBulk('exact').map(({ finding }) => finding.id),
      [other],
    );
    await queue.prove({ [id]: proof }, judged);
    assert.equal(proposal().proof, undefined);
  });

  it('proves nothing of what was proposed, which is there again when the commands have passed', async () => {
    const { queue, id, proposal, again } = setUp();
    const proof = { result: { kind: 'verified', together: 1 }, commands: ['x'], tree: 't', baseTree: 'b' } as const;
    await queue.edit(id, base, `${proposed}more\n`);
    const judged = queue.waiting();
    await queue.forgetEdits(id);
    await queue.prove({ [id]: proof }, judged);
    assert.equal(proposal().proof, undefined);
    assert.equal(again().entry(id)?.finding.proposal.proof, undefined);
    await queue.prove({ [id]: proof }, queue.waiting());
    assert.equal(proposal().proof?.result.kind, 'verified');
  });

  it('says that it was not verified, until it is again what was proposed', async () => {
    const { queue, id, proposal } = setUp();
    await queue.edit(id, base, `${proposed}more\n`);
    const proof = { result: { kind: 'unverifiable', reason: 'you have edited it' }, commands: [] } as const;
    await queue.prove({ [id]: proof }, queue.waiting());
    assert.equal(proposal().proof?.result.kind, 'unverifiable');
    await queue.forgetEdits(id);
    assert.equal(proposal().proof, undefined);
  });

  it('goes where its lines stand when the file has changed elsewhere, and is kept when they are gone', async () => {
    const { queue, id, other, text, files, proposal } = setUp();
    await queue.edit(id, base, base.replace('old = 2', 'mine = 2'));
    await queue.apply(other);
    assert.equal((await queue.apply(id)).kind, 'applied as edited');
    assert.equal(text(), base.replace('old = 2', 'mine = 2').replace('six', 'SIX'));
    await queue.revert(id);
    assert.equal(text(), base.replace('six', 'SIX'));
    files.set('a.txt', base.replace('old = 2', 'other'));
    const result = await queue.apply(id);
    assert.equal(result.kind, 'failed');
    assert.match(JSON.stringify(result), /what you wrote is kept/);
    assert.equal(text(), base.replace('old = 2', 'other'));
    assert.ok(proposal().draft);
  });

  it('is taken back by its own lines when the file was edited elsewhere since', async () => {
    const { queue, id, text, files } = setUp();
    await queue.edit(id, base, base.replace('old = 2', 'mine = 2\nand more'));
    await queue.apply(id);
    files.set('a.txt', `first\n${text()}`);
    assert.deepEqual(await queue.revert(id), { kind: 'reverted' });
    assert.equal(text(), `first\n${base}`);
  });

  it('is recorded as edited where the person makes the change elsewhere, though the file was looked at first', async () => {
    for (const typed of [base.replace('old = 2', 'mine = 2'), undefined]) {
      const { queue, id, text, files, proposal, store } = setUp();
      await queue.edit(id, base, typed ?? proposed);
      const located = queue.locate(queue.entry(id) ?? assert.fail(), base);
      assert.ok(located.kind === 'located');
      const now = typed ?? proposed;
      files.set('a.txt', now);
      await queue.look('a.txt', async () => ({ kind: 'text', snapshot: snapshotOf('a.txt', now) }));
      assert.equal(proposal().state.kind, 'stale');
      assert.equal(await queue.adopt(base, [{ id, edits: located.edits }], now), 1);
      assert.match(textOf(toResults(store)), typed ? /"state": ?"applied as edited"/ : /"state": ?"applied"/);
      assert.deepEqual(await queue.revert(id), { kind: 'reverted' });
      assert.equal(text(), base);
      files.set('a.txt', now);
      assert.equal(await queue.adopt(base, [{ id, edits: located.edits }], now), 1, 'again, after it was taken back');
    }
  });

  it('is in the way of no other proposal of its file', async () => {
    const { queue, id, other, text } = setUp();
    const typed = base.replace('old = 2', 'mine = 2\nand more');
    await queue.edit(id, base, typed);
    await queue.apply(id);
    assert.deepEqual(await queue.apply(other), { kind: 'applied' });
    assert.equal(text(), typed.replace('six', 'SIX'));
    await queue.revert(id);
    assert.equal(text(), base.replace('six', 'SIX'));
  });

  it('is found again by undo and redo', async () => {
    const { queue, id, text, store, look } = setUp();
    await queue.edit(id, base, base.replace('old = 2', 'mine = 2'));
    await queue.apply(id);
    const after = text();
    assert.equal((await look(base)).kind, 'ready');
    const redone = await look(after);
    assert.ok(redone.kind === 'applied with editor changes' && redone.edited);
    assert.match(textOf(toResults(store)), /"state": ?"applied as edited"/);
  });

  it('waits through any change of its file that leaves what it is about, and only through those', async () => {
    const { queue, id, text, look } = setUp();
    // Of the two edits that are proposed theirs is none.
    await queue.edit(id, base, base.replace('three', 'drei'));
    const without = base.replace('old text', 'gone').replace('old = 2', 'gone');
    assert.equal((await look(without)).kind, 'ready');
    assert.equal((await look(base.replace('three', 'four'))).kind, 'stale');
    assert.equal((await look(without)).kind, 'ready', 'it is found again');
    assert.equal((await queue.apply(id)).kind, 'applied as edited');
    assert.equal(text(), without.replace('three', 'drei'));
    // It is taken back by the editor, in a text that has something else, too.
    assert.equal((await look(`${without}more\n`)).kind, 'ready');
    assert.equal((await queue.apply(id)).kind, 'applied as edited');
    assert.equal(text(), `${without.replace('three', 'drei')}more\n`);
  });

  it('is left out in whole as well, and then there is nothing to apply', async () => {
    const { queue, id, text } = setUp();
    await queue.edit(id, base, base);
    const result = await queue.apply(id);
    assert.match(JSON.stringify(result), /all of its changes were left out/);
    assert.equal(text(), base);
  });

  it('is warned of and never held back by gates, and what the editor adds is said', async () => {
    const gates: GatesNow = {
      problemNow: async () => 'it would break',
      warningsNow: async () => ['adds a URL', 'it would break'],
      holdTogether: async () => false,
    };
    const { queue, id, text, proposal, store, files, look } = setUp({
      gates,
      afterSave: (saved) => (saved === `first\n${base}` ? saved : saved.replace('four', 'vier')),
    });
    await queue.edit(id, base, base.replace('old = 2', 'mine('));
    // Of the reviewed text gates would not be asked again.
    files.set('a.txt', `first\n${base}`);
    const warnings = ['adds a URL', 'it would break', 'the editor changed more of the file when it was saved'];
    assert.deepEqual(await queue.apply(id), { kind: 'applied as edited', warnings });
    assert.equal(text(), `first\n${base.replace('old = 2', 'mine(').replace('four', 'vier')}`);
    const { state } = proposal();
    assert.deepEqual('edited' in state && state.edited?.warnings, warnings);
    assert.match(textOf(toResults(store)), /adds a URL/);
    const after = text();
    for (const now of [base, after]) {
      await look(now);
    }
    assert.deepEqual(proposal().state, state, 'undo and redo bring back all of it');
    await queue.revert(id);
    assert.equal(text(), `first\n${base}`);
  });

  it('settles by the text of the file when its end was never recorded', async () => {
    const { queue, id, journal, again, text } = setUp();
    await queue.edit(id, base, base.replace('old = 2', 'mine = 2'));
    await queue.apply(id);
    journal.records.pop();
    const later = again();
    await later.recover(true);
    const state = later.entry(id)?.finding.proposal.state;
    assert.ok(state?.kind === 'applied with editor changes' && state.edited);
    await later.revert(id);
    assert.equal(text(), base);
  });

  it('has no secret in the journal, and all of it behind the journal', async () => {
    const { queue, id, journal } = setUp();
    const secret = `ghp_${'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5'}`;
    await queue.edit(id, base, base.replace('old = 2', `token = "${secret}"`));
    await queue.apply(id);
    const texts = memoryPreImages();
    for (const record of journal.records) {
      const kept = await sealed(record, texts);
      assert.ok(!JSON.stringify(kept).includes(secret), record.type);
      assert.deepEqual(isSealed(kept) ? await unsealed(kept, texts) : record, record);
    }
    assert.ok(JSON.stringify(journal.records).includes(secret));
  });

  it('has no part of a key in the journal that its own lines do not show to be one', async () => {
    const { queue, id, journal, files } = setUp();
    const line = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj';
    const key = (middle: string) => `-----BEGIN PRIVATE KEY-----\n${line}\n${middle}\n-----END PRIVATE KEY-----\n`;
    const [before, after] = [base + key(`aa${line}`), base + key(`bb${line}`)];
    files.set('a.txt', before);
    await queue.edit(id, before, after);
    assert.equal((await queue.apply(id)).kind, 'applied as edited');
    assert.equal(files.get('a.txt'), after);
    const texts = memoryPreImages();
    for (const record of journal.records) {
      const kept = await sealed(record, texts);
      assert.ok(!JSON.stringify(kept).includes(line), record.type);
      assert.deepEqual(isSealed(kept) ? await unsealed(kept, texts) : record, record);
    }
  });

  it('cannot be what no file can have', async () => {
    const { queue, id, proposal } = setUp();
    assert.equal((await queue.edit(id, base, `${base}\ud800`)).kind, 'failed');
    assert.equal(proposal().draft, undefined);
    await queue.apply(id);
    assert.equal((await queue.edit(id, base, `${base}x`)).kind, 'failed', 'it is applied');
  });
});
