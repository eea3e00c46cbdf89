import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type * as vscode from 'vscode';
import { createDismissals } from '../../../src/compose/dismissals';
import { sharedDismissals } from '../../../src/core/dismissals/dismissals';
import { followOthers, shareDismissed, showDismissed } from '../../../src/vscode/dismissals/dismissedList';
import { toElementId } from '../../../src/vscode/elements';
import { Previews } from '../../../src/vscode/queue/preview';
import { QueueWalk } from '../../../src/vscode/queue/queueWalk';
import { Sessions } from '../../../src/vscode/sessions';
import { closeEverything, makeFolder, type Observation, recordingUi, reviewedFolder } from '../reviewedFolder';

const files = { 'a.txt': 'one\ntwo\nfour\n', 'b.txt': 'three\n' };
const observations: readonly Observation[] = [
  { path: 'a.txt', title: 'First', find: 'one', replaceWith: '1' },
  { path: 'a.txt', title: 'Second', find: 'two' },
  { path: 'a.txt', title: 'Fourth', find: 'four' },
  { path: 'b.txt', title: 'Third', find: 'three', replaceWith: '3' },
];

describe('dismissed findings', () => {
  let sessions: Sessions;
  let previews: Previews;

  beforeEach(() => {
    sessions = new Sessions();
    previews = new Previews(sessions);
  });

  afterEach(async () => {
    await closeEverything();
    previews.dispose();
    sessions.dispose();
  });

  function setUp(answers: Parameters<typeof recordingUi>[0] = {}, folder = makeFolder(files)) {
    const session = reviewedFolder(folder, files, observations);
    sessions.add(session);
    const said = recordingUi(answers);
    const run = session.run.store.header.id;
    const list = {
      sessions,
      ui: said.ui,
      dismissalsOf: async (uri: vscode.Uri) =>
        createDismissals({ root: path.join(tmpdir(), `state-${process.pid}`), folder: uri.fsPath, tell: assert.fail }),
    };
    const all = () => [...session.run.store.files()];
    return {
      ...{ folder, session, said, list },
      walk: new QueueWalk({ sessions, previews, ui: said.ui }),
      row: (index: number) => toElementId({ kind: 'finding', run, finding: session.ids[index] ?? '' }),
      fileRow: (name: string) => toElementId({ kind: 'file', run, path: name }),
      shown: () => all().flatMap((file) => file.findings.map(({ title }) => title)),
      hidden: () => all().flatMap(({ hidden = [] }) => hidden.map(({ title, hiddenBy }) => ({ title, ...hiddenBy }))),
    };
  }

  it('need no proposal, and are gone with one key, without a question', async () => {
    const { walk, row, shown, hidden, said } = setUp();
    await walk.dismiss([row(1)]);
    assert.deepEqual(shown(), ['First', 'Fourth', 'Third']);
    assert.deepEqual(hidden(), [{ title: 'Second', kind: 'dismissed' }]);
    assert.deepEqual([said.statuses, said.questions], [['Dismissed: Second'], []]);
  });

  it('have the reason that was picked, or the words that were typed; none is dismissed when the person turns away', async () => {
    const away = setUp({ pick: 9 });
    await away.walk.dismissWithReason(away.row(0));
    assert.equal(away.shown().length, 4);
    const wordless = setUp({ pick: 3, text: ' ' });
    await wordless.walk.dismissWithReason(wordless.row(0));
    assert.equal(wordless.shown().length, 4);
    const picked = setUp({ pick: 1 });
    await picked.walk.dismissWithReason(picked.row(0));
    assert.deepEqual(picked.hidden(), [{ title: 'First', kind: 'dismissed', reason: 'accepted' }]);
    assert.deepEqual(picked.said.questions, ['Why dismiss “First”?']);
    const typed = setUp({ pick: 3, text: 'it is meant so' });
    await typed.walk.dismissWithReason(typed.row(0));
    assert.deepEqual(typed.hidden(), [{ title: 'First', kind: 'dismissed', note: 'it is meant so' }]);
  });

  it('can be many at once: rows that are selected, or all that a file shows but what is applied', async () => {
    const { walk, row, fileRow, session, shown, said } = setUp();
    await walk.dismiss(row(1), [row(1), row(2)]);
    assert.deepEqual(shown(), ['First', 'Third']);
    assert.equal(said.statuses.at(-1), 'Dismissed: 2 findings');
    await session.queue.apply(session.ids[0] ?? '');
    await walk.dismissWithReason(fileRow('a.txt'));
    assert.match(said.problems.at(-1) ?? '', /^“First” is not dismissed: it is applied\./);
    await walk.dismissWithReason(fileRow('b.txt'));
    assert.deepEqual(shown(), ['First']);
  });

  it('are listed, and shown again at once in the review, with their proposals', async () => {
    const { walk, row, shown, session, list, said } = setUp();
    await walk.dismiss(row(0), [row(0), row(1), row(3)]);
    await showDismissed(list);
    assert.match(said.questions.at(-1) ?? '', /^What about 3 dismissed findings\?$/);
    assert.equal(said.statuses.at(-1), 'Shown again: 3 findings.');
    assert.deepEqual(shown(), ['First', 'Second', 'Fourth', 'Third']);
    assert.equal(session.queue.waiting().length, 2);
    await showDismissed(list);
    assert.equal(said.statuses.at(-1), 'No finding is dismissed.');
  });

  it('can get a reason later, all at once', async () => {
    const { walk, row, hidden, list, session, said } = setUp();
    await walk.dismiss(row(0), [row(0), row(1)]);
    const pick: typeof said.ui.pick = async (items) =>
      items.find(({ label }) => label === 'Reason: Not a Bug') ?? items[0];
    await showDismissed({ ...list, ui: { ...said.ui, pick } });
    assert.deepEqual(
      hidden().map(({ title, ...hiding }) => hiding),
      Array(2).fill({ kind: 'dismissed', reason: 'not a bug' }),
    );
    assert.equal(said.statuses.at(-1), 'Noted for 2 dismissed findings: not a bug.');
    assert.deepEqual(
      session.dismissals.list().map(({ reason }) => reason),
      ['not a bug', 'not a bug'],
    );
  });

  it('are moved into the folder to be shared, after one question', async () => {
    const { walk, row, hidden, list, folder, said } = setUp();
    await walk.dismiss(row(1));
    await shareDismissed({ ...list, ui: { ...said.ui, confirm: async () => false } });
    assert.deepEqual(hidden(), [{ title: 'Second', kind: 'dismissed' }]);
    await shareDismissed(list);
    assert.match(said.questions.at(-1) ?? '', /^Move your 1 dismissed finding of /);
    assert.deepEqual(hidden(), [{ title: 'Second', kind: 'dismissed', by: sharedDismissals }]);
    assert.match(readFileSync(path.join(folder.fsPath, sharedDismissals), 'utf8'), /^\{"path":"a.txt".*\}\n$/);
    await shareDismissed(list);
    assert.equal(said.statuses.at(-1), 'You have dismissed nothing that is not shared.');
  });

  it('of another window are dismissed here when this one is looked at again', async () => {
    const one = setUp();
    const other = setUp({}, one.folder);
    await one.walk.dismiss(one.row(1));
    await followOthers(other.session);
    assert.deepEqual(other.shown(), one.shown());
    sessions.remove(other.session);
    await showDismissed(one.list);
    assert.equal(one.shown().length, 4);
    await followOthers(other.session);
    assert.deepEqual(other.shown(), one.shown());
  });

  it('stay in the list where that cannot be remembered, which says why', async () => {
    const { walk, row, shown, folder, said, list } = setUp();
    await walk.dismiss(row(1));
    await shareDismissed(list);
    const file = path.join(folder.fsPath, sharedDismissals);
    writeFileSync(file, '<<<<<<< ours\n');
    await walk.dismiss(row(0));
    assert.deepEqual(shown(), ['First', 'Fourth', 'Third']);
    assert.match(
      said.problems[0] ?? '',
      /^Couldn't dismiss “First”: .*dismissals\.jsonl, line 1: a merge was not finished/,
    );
    await showDismissed(list);
    assert.match(said.problems[1] ?? '', /line 1: a merge was not finished/);
  });
});
