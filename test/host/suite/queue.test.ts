import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { toElementId } from '../../../src/vscode/elements';
import { previewScheme } from '../../../src/vscode/ids';
import { Previews } from '../../../src/vscode/queue/preview';
import { registerQueueCommands } from '../../../src/vscode/queue/queueCommands';
import { QueueWalk } from '../../../src/vscode/queue/queueWalk';
import { type ReviewSession, Sessions } from '../../../src/vscode/sessions';
import type { Ui } from '../../../src/vscode/ui';
import {
  type Contents,
  closeEverything,
  makeFolder,
  type Observation,
  openIn,
  recordingUi,
  reviewedFolder,
  until,
} from '../reviewedFolder';

const three = { 'a.txt': 'one\ntwo\n', 'b.txt': 'three\n' };
const threeProposals: readonly Observation[] = [
  { path: 'a.txt', title: 'First', find: 'one', replaceWith: '1' },
  { path: 'a.txt', title: 'Second', find: 'two', replaceWith: '2' },
  { path: 'b.txt', title: 'Third', find: 'three', replaceWith: '3' },
];

/** The commands as the editor calls them, of these sessions. */
function registered(
  sessions: Sessions,
  previews: Previews,
  ui: Ui,
): ReadonlyMap<string, (...args: unknown[]) => unknown> {
  const commands = new Map<string, (...args: unknown[]) => unknown>();
  const { registerCommand } = vscode.commands;
  Object.assign(vscode.commands, {
    registerCommand: (id: string, run: (...args: unknown[]) => unknown) => {
      commands.set(id, run);
      return new vscode.Disposable(() => {});
    },
  });
  try {
    registerQueueCommands({ sessions, previews, ui, log: { error: assert.fail, show: () => {} } });
  } finally {
    Object.assign(vscode.commands, { registerCommand });
  }
  return commands;
}

describe('the walk through the queue', () => {
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

  function setUp(
    files: Contents = three,
    observations = threeProposals,
    answers: Parameters<typeof recordingUi>[0] = {},
  ) {
    const folder = makeFolder(files);
    const session = reviewedFolder(folder, files, observations);
    sessions.add(session);
    const said = recordingUi(answers);
    return {
      folder,
      session,
      said,
      walk: new QueueWalk({ sessions, previews, ui: said.ui }),
      text: (name: string) => readFileSync(path.join(folder.fsPath, name), 'utf8'),
    };
  }

  const row = (session: ReviewSession, index: number) => {
    const id = [...session.run.store.files()].flatMap(({ findings }) => findings)[index]?.id ?? '';
    return toElementId({ kind: 'finding', run: session.run.store.header.id, finding: id });
  };
  const stateOf = (session: ReviewSession, index: number) =>
    [...session.run.store.files()].flatMap(({ findings }) => findings)[index]?.proposal?.state.kind;
  const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const labels = () => tabs().map(({ label }) => label);
  /** The editor may open a tab in the background for the file of a moment ago, which is closed again. */
  const shows = async (expected: readonly string[]) => {
    await until(() => JSON.stringify(labels()) === JSON.stringify(expected), `tabs ${expected}`).catch(() => {});
    assert.deepEqual(labels(), expected);
  };

  it('goes from preview to preview in one tab and closes at the end', async () => {
    const { walk, said, text } = setUp();
    await walk.preview();
    await shows(['a.txt: First (1 of 3)']);
    await walk.apply();
    assert.equal(text('a.txt'), '1\ntwo\n');
    await shows(['a.txt: Second (1 of 2)']);
    const shown = vscode.workspace.textDocuments.find(
      ({ uri }) => uri.scheme === previewScheme && uri.query.includes('finding'),
    );
    assert.ok(shown);
    await walk.apply();
    assert.equal(text('a.txt'), '1\n2\n');
    await shows(['b.txt: Third (1 of 1)']);
    await walk.apply();
    assert.equal(text('b.txt'), '3\n');
    await shows([]);
    assert.deepEqual(said.statuses, [
      'Applied: First.',
      'Applied: Second.',
      'Applied: Third.',
      'No proposals to review.',
    ]);
    assert.deepEqual(said.problems, []);
  });

  it('is the same with previews that are kept open', async () => {
    const { walk, text } = setUp();
    await walk.preview();
    await vscode.commands.executeCommand('workbench.action.keepEditor');
    await walk.apply();
    assert.equal(text('a.txt'), '1\ntwo\n');
    await shows(['a.txt: Second (1 of 2)']);
  });

  it('skips, comes back to what was skipped, and dismisses', async () => {
    const { walk, session, said } = setUp();
    await walk.preview();
    await walk.skip();
    await shows(['a.txt: Second (2 of 3)']);
    await walk.dismiss();
    await shows(['b.txt: Third (2 of 2)']);
    assert.equal(session.queue.entry(session.ids[1] ?? ''), undefined, 'it is in no list');
    await walk.skip();
    await shows(['a.txt: First (1 of 2)']);
    await walk.dismiss();
    await shows(['b.txt: Third (1 of 1)']);
    await walk.skip();
    await shows(['b.txt: Third (1 of 1)']);
    assert.equal(said.statuses.at(-1), 'No other proposals to review.');
  });

  it('takes what a button in the title of the preview gives', async () => {
    const { walk, text } = setUp();
    await walk.preview();
    const tab = tabs()[0]?.input;
    assert.ok(tab instanceof vscode.TabInputTextDiff);
    await walk.apply(tab.modified);
    assert.equal(text('a.txt'), '1\ntwo\n');
  });

  it('works with a key on the row that has the focus, whatever preview is in front', async () => {
    const { walk, session, text } = setUp();
    await walk.preview();
    await shows(['a.txt: First (1 of 3)']);
    await walk.apply([row(session, 1)]);
    assert.equal(text('a.txt'), 'one\n2\n');
    await walk.dismiss([row(session, 2)]);
    assert.deepEqual(
      [0, 1, 2].map((index) => stateOf(session, index)),
      ['ready', 'applied', undefined],
    );
    await shows(['a.txt: First (1 of 3)']);
  });

  it('opens with a key on a row of several proposals, or with none, a preview and changes nothing', async () => {
    const { walk, session, said } = setUp();
    await walk.preview();
    await shows(['a.txt: First (1 of 3)']);
    const file = toElementId({ kind: 'file', run: session.run.store.header.id, path: 'b.txt' });
    await walk.apply([file]);
    await shows(['b.txt: Third (3 of 3)']);
    for (const row of [[file], [undefined], [null]]) {
      await walk.skip(row);
      await walk.dismiss(row);
    }
    assert.equal(said.problems.length, 6);
    await walk.apply([undefined]);
    await shows(['a.txt: First (1 of 3)']);
    assert.deepEqual(
      [0, 1, 2].map((index) => stateOf(session, index)),
      ['ready', 'ready', 'ready'],
    );
  });

  it('works on rows without a preview, and then opens none', async () => {
    const { walk, session, text, said } = setUp();
    await walk.apply(row(session, 1));
    assert.equal(text('a.txt'), 'one\n2\n');
    await walk.skip(row(session, 0));
    await walk.dismiss(row(session, 2));
    await shows([]);
    assert.deepEqual(said.statuses, ['Applied: Second.', 'Left for later: First', 'Dismissed: Third']);
    await walk.revert(row(session, 1));
    assert.equal(text('a.txt'), 'one\ntwo\n');
    assert.equal(stateOf(session, 1), 'reverted');
    assert.equal(said.statuses.at(-1), 'Reverted: Second.');
  });

  it('takes back all that is applied of a file, or of a review, after one question', async () => {
    const { walk, session, text, said } = setUp();
    const run = session.run.store.header.id;
    for (const index of [0, 1, 2]) {
      await walk.apply(row(session, index));
    }
    // By the button of the file, or by the key that reverts a proposal.
    await walk.revert([toElementId({ kind: 'file', run, path: 'a.txt' })]);
    assert.match(said.questions.at(-1) ?? '', /^Revert 2 applied proposals in 1 file of case-/);
    assert.deepEqual([text('a.txt'), text('b.txt')], ['one\ntwo\n', '3\n']);
    assert.equal(said.offers.at(-1), 'Reverted 2 of 2 proposals.');
    await walk.revertAll();
    assert.deepEqual([text('b.txt'), stateOf(session, 2)], ['three\n', 'reverted']);
    await walk.revertAll(toElementId({ kind: 'run', run }));
    assert.equal(said.statuses.at(-1), 'No proposal is applied here.');
  });

  it('has what was taken back wait again where the person wants that', async () => {
    const { walk, session, text } = setUp(three, threeProposals, { offers: ['Put Back in Queue'] });
    for (const index of [0, 1, 2]) {
      await walk.apply(row(session, index));
    }
    await walk.revertAll(toElementId({ kind: 'run', run: session.run.store.header.id }));
    await until(() => [0, 1, 2].every((index) => stateOf(session, index) === 'ready'), 'them in the queue');
    assert.equal(text('b.txt'), 'three\n');
    await walk.bulk.applyAll('exact', {});
    assert.equal(text('b.txt'), '3\n');
  });

  it('forces nothing where the text of an applied proposal was changed, and shows the difference', async () => {
    const { walk, session, folder, text, said } = setUp(three, threeProposals, { offers: ['Show Difference'] });
    for (const index of [0, 1, 2]) {
      await walk.apply(row(session, index));
    }
    const mine = path.join(folder.fsPath, 'a.txt');
    writeFileSync(mine, 'mine\n2\n');
    await walk.revertAll(toElementId({ kind: 'run', run: session.run.store.header.id }));
    await until(() => said.offers.length === 1, 'the answer');
    assert.match(
      said.offers[0] ?? '',
      /^Reverted 2 of 2 proposals\. “First” \(a\.txt\) was changed after being applied: nothing is forced, and that text stays\.$/,
    );
    assert.deepEqual([text('a.txt'), text('b.txt')], ['mine\ntwo\n', 'three\n']);
    await until(() => labels().includes('a.txt: As Applied ↔ As It Is Now'), 'the difference');
    const applied = () => vscode.workspace.textDocuments.find(({ uri }) => uri.query.includes('applied'))?.getText();
    await until(() => applied() === '1\ntwo\n', 'the text as it was applied');
  });

  it('previews what a row of a file, a folder or a run stands for', async () => {
    const files = { 'a.txt': 'one\n', 'src/b.txt': 'two\n', 'src2/c.txt': 'three\n' };
    const { walk, session, said } = setUp(files, [
      { path: 'a.txt', title: 'A', find: 'one', replaceWith: '1' },
      { path: 'src/b.txt', title: 'B', find: 'two', replaceWith: '2' },
      { path: 'src2/c.txt', title: 'C', find: 'three', replaceWith: '3' },
    ]);
    const run = session.run.store.header.id;
    await walk.preview(toElementId({ kind: 'file', run, path: 'src2/c.txt' }));
    await shows(['c.txt: C (3 of 3)']);
    await walk.preview(toElementId({ kind: 'folder', run, path: 'src' }));
    await shows(['b.txt: B (2 of 3)']);
    await walk.preview(toElementId({ kind: 'run', run }));
    await shows(['c.txt: C (3 of 3)']);
    await walk.preview(toElementId({ kind: 'folder', run, path: 'none' }));
    assert.deepEqual(said.statuses, ['No proposals to review here.']);
  });

  it('Preview Next opens one preview after the other, whatever row has the focus, and applies nothing', async () => {
    const { walk, session, said, text } = setUp();
    const run = session.run.store.header.id;
    await walk.previewNext();
    await shows(['a.txt: First (1 of 3)']);
    await walk.previewNext(row(session, 0));
    await shows(['a.txt: Second (2 of 3)']);
    await walk.previewNext(toElementId({ kind: 'finding', run, finding: 'nosuch' }));
    await shows(['b.txt: Third (3 of 3)']);
    await walk.previewNext('nonsense');
    await shows(['a.txt: First (1 of 3)']);
    assert.deepEqual([text('a.txt'), text('b.txt')], ['one\ntwo\n', 'three\n']);
    assert.deepEqual(said.problems, []);
  });

  it('opens the one in hand again when its preview was closed', async () => {
    const { walk } = setUp({ 'a.txt': 'one\n' }, threeProposals.slice(0, 1));
    await walk.preview();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await walk.preview();
    await shows(['a.txt: First (1 of 1)']);
  });

  it('skips only what waits, and dismisses nothing that is applied', async () => {
    const { walk, session, said } = setUp();
    await walk.apply(row(session, 0));
    await walk.dismiss(row(session, 0));
    await walk.skip(row(session, 0));
    assert.equal(stateOf(session, 0), 'applied');
    assert.deepEqual(said.problems, [
      '“First” is not dismissed: it is applied. Revert it first.',
      '“First” does not wait: it is applied.',
    ]);
  });

  it('applies once, however often the key is pressed', async () => {
    const { walk, said, text } = setUp({ 'a.txt': 'one\n' }, [
      { path: 'a.txt', title: 'Twice', find: 'one', replaceWith: 'one one' },
    ]);
    await walk.preview();
    await Promise.all([walk.apply(), walk.apply(), walk.dismiss()]);
    assert.equal(text('a.txt'), 'one one\n');
    assert.deepEqual(said.problems, []);
  });

  it('says what is odd about its argument, and does nothing', async () => {
    const { walk, said, session, text } = setUp();
    const run = session.run.store.header.id;
    const odd = [
      42,
      {},
      [],
      'nonsense',
      toElementId({ kind: 'finding', run, finding: 'nosuch' }),
      toElementId({ kind: 'run', run: 'nosuch' }),
      vscode.Uri.from({ scheme: previewScheme, path: '/a.txt', query: 'run=nosuch&finding=x' }),
      vscode.Uri.from({ scheme: previewScheme, path: '/a.txt' }),
    ];
    const commands = [
      walk.preview,
      (argument?: unknown) => walk.bulk.previewAll({ argument }),
      walk.apply,
      (argument?: unknown) => walk.bulk.applyAll('safe', { argument }),
      walk.skip,
      walk.dismiss,
      walk.dismissWithReason,
      walk.revert,
      walk.revertAll,
    ];
    for (const command of commands) {
      for (const argument of odd) {
        const before = said.problems.length;
        await command.call(walk, argument);
        assert.equal(said.problems.length, before + 1, `${command.name}(${String(argument)})`);
      }
    }
    assert.deepEqual(said.statuses, []);
    await shows([]);
    assert.deepEqual([text('a.txt'), text('b.txt')], ['one\ntwo\n', 'three\n']);
  });

  it('without an argument and a preview, says what to do', async () => {
    const { walk, said } = setUp();
    for (const command of [walk.apply, walk.skip, walk.dismiss, walk.revert]) {
      await command.call(walk, vscode.Uri.file('/some/file.txt'));
    }
    assert.equal(said.problems.length, 4);
    assert.match(said.problems[0] ?? '', /Open the preview of a proposal first/);
  });

  it('says when nothing waits', async () => {
    const { walk, said } = setUp({ 'a.txt': 'one\n' }, []);
    await walk.preview();
    await walk.previewNext();
    await walk.bulk.previewAll({});
    await walk.bulk.applyAll('safe', {});
    assert.deepEqual(new Set(said.statuses), new Set(['No proposals to review.']));
    assert.deepEqual(said.problems, []);
  });

  it('asks which folder when several have something waiting', async () => {
    setUp();
    const second = setUp({ 'z.txt': 'one\n' }, [{ path: 'z.txt', title: 'Z', find: 'one', replaceWith: '1' }], {
      pick: 0,
    });
    await second.walk.preview();
    assert.deepEqual(second.said.questions, ['Proposals of which folder?']);
    await shows(['z.txt: Z (1 of 1)']);
  });

  it('passes over proposals whose text is gone, takes them out of the queue and says so once', async () => {
    const { walk, session, said, folder } = setUp();
    writeFileSync(path.join(folder.fsPath, 'a.txt'), 'other\n');
    await walk.preview();
    await shows(['b.txt: Third (1 of 1)']);
    assert.deepEqual([stateOf(session, 0), stateOf(session, 1)], ['stale', 'stale']);
    assert.deepEqual(said.problems, [
      '“First” (a.txt) cannot be applied: its text changed since the review. And 1 more.',
    ]);
  });

  it('goes on when the text went away under the preview', async () => {
    const { walk, session, said, folder, text } = setUp();
    await walk.preview();
    const document = await openIn(folder, 'a.txt');
    writeFileSync(path.join(folder.fsPath, 'a.txt'), 'other\ntwo\n');
    await until(() => document.getText() === 'other\ntwo\n', 'the editor has loaded it');
    await walk.apply();
    assert.equal(stateOf(session, 0), 'stale');
    assert.equal(text('a.txt'), 'other\ntwo\n');
    assert.match(said.problems[0] ?? '', /“First” \(a\.txt\) cannot be applied/);
    await shows(['a.txt: Second (1 of 2)']);
  });

  it('takes nothing for typed that its preview shows until the editor has read it anew', async () => {
    const { walk, session, folder, text } = setUp();
    await walk.preview();
    const preview = previews.activeUri();
    const document = await openIn(folder, 'a.txt');
    await walk.preview();
    const changed = new Promise((resolve) => {
      const listener = vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === document) {
          listener.dispose();
          resolve(undefined);
        }
      });
    });
    writeFileSync(path.join(folder.fsPath, 'a.txt'), 'other\ntwo\n');
    await changed;
    assert.ok(preview);
    // What the preview is now is known, and not yet in the editor.
    await vscode.workspace.fs.readFile(preview);
    await walk.apply();
    assert.equal(stateOf(session, 0), 'stale');
    assert.equal(text('a.txt'), 'other\ntwo\n');
  });

  it('stays when the file cannot be changed, and says why', async () => {
    const { walk, session, said, folder } = setUp();
    chmodSync(path.join(folder.fsPath, 'a.txt'), 0o444);
    await walk.preview();
    await walk.apply();
    assert.deepEqual(said.problems, ['“First” (a.txt) could not be changed: It is read-only.']);
    await shows(['a.txt: First (1 of 3)']);
    const state = session.queue.entry(session.ids[0] ?? '')?.finding.proposal.state;
    assert.deepEqual(state, { kind: 'ready', problem: 'It is read-only.' });
  });

  it('does not save what was unsaved, and says so', async () => {
    const { walk, session, said, folder, text } = setUp();
    const document = await openIn(folder, 'b.txt');
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'mine\n'));
    await walk.apply(row(session, 2));
    assert.equal(document.getText(), 'mine\n3\n');
    assert.equal(text('b.txt'), 'three\n');
    assert.deepEqual(said.statuses, ['Applied: Third. The file has unsaved changes, so it was not saved.']);
  });

  describe('Apply All Safe', () => {
    const files = { 'a.txt': 'one\ntwo\n', 'b.txt': 'three\n' };
    const observations: readonly Observation[] = [
      { path: 'a.txt', title: 'First', find: 'one', replaceWith: '1' },
      { path: 'a.txt', title: 'Flagged', find: 'two', replaceWith: 'https://example.com' },
      { path: 'b.txt', title: 'Third', find: 'three', replaceWith: '3' },
    ];

    it('applies what is safe after one question', async () => {
      const { walk, said, text, session } = setUp(files, observations);
      await walk.bulk.applyAll('safe', {});
      const name = session.folder.path.split('/').at(-1);
      assert.deepEqual(said.questions, [
        `Apply 2 safe proposals to 2 files of ${name}? 1 other proposal will wait for you. Each can be reverted.`,
      ]);
      assert.deepEqual([text('a.txt'), text('b.txt')], ['1\ntwo\n', '3\n']);
      assert.equal(stateOf(session, 1), 'ready');
      await until(() => said.offers.length === 1, 'the message');
      assert.deepEqual(said.offers, ['Applied 2 of 2 safe proposals.']);
    });

    it('takes all of it back from the message behind it', async () => {
      const { walk, said, text, session } = setUp(files, observations, { offers: ['Undo'] });
      await walk.bulk.applyAll('safe', {});
      await until(() => said.offers.length === 2, 'the end of the undo');
      assert.deepEqual([text('a.txt'), text('b.txt')], ['one\ntwo\n', 'three\n']);
      assert.deepEqual([stateOf(session, 0), stateOf(session, 2)], ['reverted', 'reverted']);
      assert.match(said.offers[1] ?? '', /^Reverted 2 of 2 proposals/);
    });

    it('takes what is selected, or all of a file or folder, and leaves what must be seen', async () => {
      const { walk, said, text, session } = setUp(files, observations);
      await walk.apply(row(session, 0), [row(session, 0), row(session, 1)]);
      assert.deepEqual([text('a.txt'), text('b.txt')], ['1\ntwo\n', 'three\n']);
      assert.match(
        said.questions[0] ?? '',
        /^Apply 1 exact proposal to 1 file of .*\? 1 other proposal will wait for you\./,
      );
      const file = toElementId({ kind: 'file', run: session.run.store.header.id, path: 'b.txt' });
      await walk.bulk.applyAll('exact', { argument: file });
      assert.equal(text('b.txt'), '3\n');
      await walk.bulk.applyAll('exact', { argument: file });
      assert.equal(said.statuses.at(-1), 'No proposals to review here.');
      await walk.revert(row(session, 0), [row(session, 0), row(session, 2)]);
      assert.deepEqual([text('a.txt'), text('b.txt')], ['one\ntwo\n', 'three\n']);
    });

    it('takes all of a rule, and of no rule nothing', async () => {
      const { walk, said, text, session } = setUp(three, [
        { ...threeProposals[0], path: 'a.txt', find: 'one', source: 'eslint', rule: 'eqeqeq' },
        { ...threeProposals[1], path: 'a.txt', find: 'two', source: 'eslint', rule: 'no-var' },
        { ...threeProposals[2], path: 'b.txt', find: 'three', source: 'eslint', rule: 'eqeqeq' },
      ]);
      await walk.bulk.applyAll('exact', { argument: row(session, 0), ofRule: true });
      assert.deepEqual([text('a.txt'), text('b.txt')], ['1\ntwo\n', '3\n']);
      await walk.dismissAll({ argument: row(session, 1), ofRule: true });
      assert.equal(session.run.store.file('a.txt')?.hidden?.length, 1);
      await walk.dismissAll({});
      assert.equal(said.problems.at(-1), 'Go to a row of the Folder Review view first.');
    });

    it('takes back what is selected of every review', async () => {
      const [one, two] = [setUp(), setUp()];
      await one.session.queue.apply(one.session.ids[0] ?? '');
      await two.session.queue.apply(two.session.ids[2] ?? '');
      assert.deepEqual([one.text('a.txt'), two.text('b.txt')], ['1\ntwo\n', '3\n']);
      await two.walk.revert(row(one.session, 0), [row(one.session, 0), row(two.session, 2)]);
      assert.deepEqual([one.text('a.txt'), two.text('b.txt')], ['one\ntwo\n', 'three\n']);
    });

    it('takes no other rule, and no other rows, for a row that is lost while the rows are drawn anew', async () => {
      const { walk, session, said } = setUp(three, [
        { ...threeProposals[0], path: 'a.txt', find: 'one', source: 'eslint', rule: 'eqeqeq' },
        ...threeProposals.slice(1),
      ]);
      await walk.preview(row(session, 0));
      const commands = registered(sessions, previews, said.ui);
      const ids = ['applyAll', 'applyAllExact', 'applyAllOfRule', 'dismissAll', 'dismissAllOfRule', 'previewAllOfRule'];
      for (const id of ids) {
        for (const lost of [null, undefined]) {
          await commands.get(`folderReview.${id}`)?.(lost, undefined);
        }
      }
      assert.deepEqual([said.questions, said.statuses, said.problems.length], [[], [], 2 * ids.length]);
      assert.deepEqual(stateOf(session, 2), 'ready');
      await commands.get('folderReview.dismissAllOfRule')?.();
      assert.equal(session.run.store.file('a.txt')?.hidden?.length, 1, 'of the preview in front, without a row');
    });

    it('takes of a range into another file what is selected there, not all of it', async () => {
      const { walk, text, session, said } = setUp(three, [
        ...threeProposals,
        { path: 'b.txt', title: 'Fourth', find: 'e\n', replaceWith: '4\n' },
      ]);
      const file = toElementId({ kind: 'file', run: session.run.store.header.id, path: 'b.txt' });
      const range = [row(session, 1), file, row(session, 2)];
      await walk.apply(row(session, 1), range);
      assert.deepEqual([text('a.txt'), stateOf(session, 2), stateOf(session, 3)], ['one\n2\n', 'applied', 'ready']);
      assert.match(said.questions[0] ?? '', /^Apply 2 exact proposals/);
      await session.queue.revert(session.ids[2] ?? '');
      await walk.dismissWithReason(row(session, 2), [file, row(session, 2)]);
      assert.equal(session.run.store.file('b.txt')?.hidden?.length, 1);
    });

    it('dismisses all of a file, and takes that back', async () => {
      const { walk, session } = setUp(files, observations);
      await walk.dismissAll({
        argument: toElementId({ kind: 'file', run: session.run.store.header.id, path: 'a.txt' }),
      });
      const open = () => [...session.run.store.files()].map((file) => file.findings.length);
      assert.deepEqual(open(), [0, 1]);
      await walk.undoDismiss();
      assert.deepEqual(open(), [2, 1]);
    });

    it('leaves one with a flag to be seen first: elsewhere than in its preview, Apply opens that', async () => {
      const { walk, text, session } = setUp(files, observations);
      await walk.apply(row(session, 1));
      await shows(['a.txt: Flagged (2 of 3) — flagged: adds a URL']);
      assert.equal(text('a.txt'), 'one\ntwo\n');
      await walk.apply(row(session, 1));
      assert.equal(text('a.txt'), 'one\nhttps://example.com\n');
    });

    it('does nothing when the person turns away', async () => {
      const { walk, said, text } = setUp(files, observations, { confirm: false });
      await walk.bulk.applyAll('safe', {});
      assert.deepEqual([text('a.txt'), text('b.txt')], ['one\ntwo\n', 'three\n']);
      assert.deepEqual(said.statuses, []);
    });

    it('goes on to what is left when the open preview was among them', async () => {
      const { walk } = setUp(files, observations);
      await walk.preview();
      await walk.bulk.applyAll('safe', {
        argument: toElementId({ kind: 'run', run: sessions.all()[0]?.run.store.header.id ?? '' }),
      });
      await shows(['a.txt: Flagged (1 of 1) — flagged: adds a URL']);
    });

    it('tells what did not work', async () => {
      const { walk, said, folder } = setUp(files, observations);
      chmodSync(path.join(folder.fsPath, 'b.txt'), 0o444);
      await walk.bulk.applyAll('safe', {});
      await until(() => said.offers.length === 1, 'the message');
      assert.deepEqual(said.offers, [
        'Applied 1 of 2 safe proposals. “Third” (b.txt) could not be changed: It is read-only.',
      ]);
    });
  });

  it('previews all in the multi-diff editor', async () => {
    const { walk, said } = setUp();
    await walk.bulk.previewAll({});
    await shows(['Folder Review: 3 proposals (2 files)']);
    assert.deepEqual(said.checklists, [['3 proposals', '+First', '+Second', '+Third']]);
    assert.deepEqual(said.problems, []);
  });

  it('applies what is checked in the list beside it, and nothing else', async () => {
    const { walk, session, text } = setUp(three, threeProposals, { checklists: [['First', 'Third']] });
    await walk.bulk.previewAll({});
    assert.deepEqual([text('a.txt'), text('b.txt')], ['1\ntwo\n', '3\n']);
    assert.deepEqual([stateOf(session, 0), stateOf(session, 1), stateOf(session, 2)], ['applied', 'ready', 'applied']);
  });

  it('goes through the pages, and back', async () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`${100 + n}.txt`, 'a\n']));
    const { walk, said, text } = setUp(
      many,
      Object.keys(many).map((path) => ({ path, title: path, find: 'a', replaceWith: 'b' })),
      { checklists: ['Next Page', 'Previous Page', 'Next Page', ['155.txt']] },
    );
    await walk.bulk.previewAll({});
    const pages = said.checklists.map(([title]) => title);
    const [first, second] = ['50 proposals, page 1 of 2', '10 proposals, page 2 of 2'];
    assert.deepEqual(pages, [first, second, first, second]);
    assert.deepEqual([text('155.txt'), text('154.txt'), text('100.txt')], ['b\n', 'a\n', 'a\n']);
  });
});
