import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { toSarif } from '../../../src/core/report/sarif';
import { type OldRecord, upgraded } from '../../../src/core/run/oldRecords';
import { beginReplay } from '../../../src/core/run/replay';
import { samples } from '../../secrets/samples';
import { header, reported, sha256, snapshotOf, textOf, toFindings } from '../fakes';

const github = samples.find(({ kind }) => kind === 'GitHub token')?.secret ?? '';

/**
 * The file as a journal of an earlier version has it: its edit changed, its hidden finding as it is.
 *
 * @param before of its proposal, in an earlier record
 */
function replayed(newText: string, marks: object, more: object = {}, before: object = more) {
  const edits = [{ start: 0, end: 3, newText }];
  const [finding, hidden] = toFindings(
    snapshotOf('a', 'one\n'),
    'local',
    [reported({ title: 'a', fix: { kind: 'edits', anchoring: 'exact', edits } }), reported({ title: 'b' })],
    sha256,
  );
  const [edit] = finding?.proposal?.edits ?? [];
  const { secret: _, ...unmarked } = edit ?? {};
  const proposal = { ...finding?.proposal, edits: [{ ...unmarked, ...marks }] };
  const fileWith = (change: object) =>
    ({
      ...{
        path: 'a',
        bytes: 4,
        status: { kind: 'reviewed', coverage: { reviewedLines: 1, totalLines: 1 }, durationMs: 1 },
      },
      ...{ findings: [{ ...finding, proposal: { ...proposal, ...change } }], hidden: [hidden] },
    }) as unknown as Extract<OldRecord, { type: 'file' }>['file'];
  const records: OldRecord[] = [
    { type: 'run', version: 1, run: header },
    { type: 'discovered', files: [fileWith(before)] },
    { type: 'file', file: fileWith(more) },
    { type: 'state', state: { kind: 'finished' } },
  ];
  const replaying = beginReplay();
  for (const record of JSON.parse(JSON.stringify(records)) as OldRecord[]) {
    for (const current of upgraded(record, replaying.store)) {
      replaying.take(current);
    }
  }
  const store = replaying.end(false);
  assert.ok(store);
  return { store, edit: store.file('a')?.findings[0]?.proposal?.edits[0] };
}

describe('records of earlier versions', () => {
  it('have the marks of today', () => {
    assert.equal(replayed('two', {}).edit?.secret, undefined);
    assert.equal(replayed('two', { secret: true, holdsSecret: true }).edit?.secret, 'hidden');
    assert.equal(replayed('two', { secret: true }).edit?.secret, 'hidden');
    const held = replayed('two', { holdsSecret: true }).edit;
    assert.deepEqual([held?.secret, held && 'holdsSecret' in held], ['held', false]);
    assert.equal(replayed('two', { secret: 'held' }).edit?.secret, 'held');
  });

  it('have no flag for what only an editor changes', () => {
    const flags = ['adds a URL', 'mixed line ends'];
    const proposal = replayed('two', {}, { flags }).store.file('a')?.findings[0]?.proposal;
    assert.deepEqual([proposal?.flags, proposal?.mixedLineEnds], [['adds a URL'], true]);
    const other = replayed('two', {}, { flags: [] }).store.file('a')?.findings[0]?.proposal;
    assert.deepEqual([other?.flags, other?.mixedLineEnds], [[], undefined]);
  });

  it('say of a proposal what the last one says, also that it waits again', () => {
    const states = [{ kind: 'ready' }, { kind: 'dismissed' }, { kind: 'reverted' }];
    for (const [state, before] of states.flatMap((state) => states.map((before) => [state, before] as const))) {
      const { store } = replayed('two', {}, { state }, { state: before });
      const { findings = [], hidden = [] } = store.file('a') ?? {};
      const dismissed = hidden.filter(({ hiddenBy }) => hiddenBy.kind === 'dismissed');
      const isDismissed = state.kind === 'dismissed';
      assert.deepEqual([findings.length, dismissed.length], isDismissed ? [0, 1] : [1, 0]);
      assert.equal((findings[0] ?? dismissed[0])?.proposal?.state.kind, isDismissed ? 'ready' : state.kind);
    }
  });

  it('offer no SARIF fix that would write a mask, marked or not', () => {
    const fixesOf = (newText: string, marks: object) =>
      JSON.parse(textOf(toSarif(replayed(newText, marks).store, '1'))).runs[0].results[0].fixes?.length ?? 0;
    assert.equal(fixesOf('two', {}), 1);
    assert.equal(fixesOf('two', { holdsSecret: true }), 0);
    assert.equal(fixesOf(`"${github}"`, {}), 0);
  });

  it('count what is hidden, by whom nobody had written down yet, as hidden by the profile', () => {
    const { store } = replayed('two', {});
    assert.deepEqual(store.summary().hiddenBy, [{ by: { kind: 'bounds' }, count: 1 }]);
    assert.deepEqual(store.file('a')?.hidden?.[0]?.hiddenBy, { kind: 'bounds' });
  });
});
