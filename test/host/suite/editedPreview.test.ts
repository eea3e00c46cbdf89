import assert from 'node:assert/strict';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { previewScheme } from '../../../src/vscode/ids';
import { Previews } from '../../../src/vscode/queue/preview';
import { QueueWalk } from '../../../src/vscode/queue/queueWalk';
import { type ReviewSession, Sessions } from '../../../src/vscode/sessions';
import { type Contents, closeEverything, makeFolder, recordingUi, reviewedFolder, until } from '../reviewedFolder';

const bom = '\ufeff';

describe('the right side of a preview', () => {
  let sessions: Sessions;
  let previews: Previews;
  let said: ReturnType<typeof recordingUi>;
  let walk: QueueWalk;
  let checklists: string[][];

  const openWindow = () => {
    previews = new Previews(sessions);
    walk = new QueueWalk({ sessions, previews, ui: said.ui });
  };
  /** With it on, what is typed is kept only when the editor is left. */
  const trim = (value: true | undefined, language?: string) =>
    vscode.workspace
      .getConfiguration('files', language === undefined ? undefined : { languageId: language })
      .update('trimTrailingWhitespace', value, true, language !== undefined);

  beforeEach(() => {
    sessions = new Sessions();
    checklists = [];
    said = recordingUi({ checklists });
    openWindow();
  });

  afterEach(async () => {
    await vscode.workspace.getConfiguration('files').update('encoding', undefined, true);
    await trim(undefined);
    await trim(undefined, 'plaintext');
    await closeEverything();
    previews.dispose();
    sessions.dispose();
  });

  /** A proposal for two lines of `a.txt`, one for another line, and one of `b.txt`. */
  function setUp(text: string) {
    const files: Contents = { 'a.txt': text, 'b.txt': 'b\n' };
    const folder = makeFolder(files);
    const session = reviewedFolder(folder, files, [
      {
        ...{ path: 'a.txt', title: 'Count', find: 'one\ntwo\nthree' },
        replaceWith: '1\ntwo\n3',
      },
      { path: 'a.txt', title: 'Other', find: 'four', replaceWith: '4' },
      { path: 'b.txt', title: 'B', find: 'b', replaceWith: 'B' },
    ]);
    sessions.add(session);
    const bytes = () => readFileSync(vscode.Uri.joinPath(folder, 'a.txt').fsPath, 'utf8');
    return { folder, session, bytes };
  }

  const entryOf = (session: ReviewSession, title: string) =>
    session.queue.waiting().find(({ finding }) => finding.title === title) ?? assert.fail(`${title} does not wait`);
  const documents = () => vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === previewScheme);
  const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);

  async function open(session: ReviewSession, title = 'Count') {
    const target = { session, entry: entryOf(session, title) };
    assert.deepEqual(await previews.show(target), { kind: 'shown' });
    await until(() => previews.editorOf(target) !== undefined, 'the right side');
    const editor = previews.editorOf(target) ?? assert.fail();
    return { target, editor };
  }

  /** Types at a place of the right side. */
  async function type(editor: vscode.TextEditor, line: number, character: number, text: string) {
    assert.ok(await editor.edit((builder) => builder.insert(new vscode.Position(line, character), text)));
  }

  it('is applied as it was edited, saved or not, with the line ends and the mark of the file, and taken back', async () => {
    for (const isKept of [false, true]) {
      const before = `${bom}zero\r\none\r\ntwo\r\nthree\r\nfour\r\n`;
      const { session, bytes } = setUp(before);
      const { editor, target } = await open(session);
      assert.equal(editor.document.getText(), 'zero\r\n1\r\ntwo\r\n3\r\nfour\r\n');
      await type(editor, 1, 1, ' (first)\nand a half');
      if (isKept) {
        await until(() => !editor.document.isDirty, 'kept without a question');
      }
      assert.equal(bytes(), before, 'nothing is changed before Apply');
      await walk.apply(editor.document.uri);
      assert.equal(bytes(), `${bom}zero\r\n1 (first)\r\nand a half\r\ntwo\r\n3\r\nfour\r\n`);
      assert.deepEqual(said.problems, []);
      assert.match(said.statuses.join(), /Applied as edited: Count\./);
      const { state } = session.queue.entry(target.entry.finding.id)?.finding.proposal ?? assert.fail();
      assert.ok(state.kind === 'applied with editor changes' && state.edited);
      await until(() => !documents().some((one) => one.isDirty), 'nothing is left unsaved');
      assert.ok(!tabs().some(({ label }) => label.includes('Count')), 'its preview is closed');
      assert.deepEqual(await session.queue.revert(target.entry.finding.id), { kind: 'reverted' });
      assert.equal(bytes(), before);
      sessions.remove(session);
      await closeEverything();
      said.statuses.length = 0;
    }
  });

  it('keeps what was typed without a question, and shows it again when it was closed', async () => {
    const { session, bytes } = setUp('zero\none\ntwo\nthree\nfour\n');
    const { editor } = await open(session);
    await type(editor, 0, 4, '!');
    await until(() => !editor.document.isDirty, 'kept');
    assert.deepEqual(
      session.queue.inBulk('exact').map(({ finding }) => finding.title),
      ['Other', 'B'],
    );
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until(() => tabs().length === 0 && documents().length === 0, 'closed');
    const again = await open(session);
    assert.equal(again.editor.document.getText(), 'zero!\n1\ntwo\n3\nfour\n');
    await walk.restoreProposed(again.editor.document.uri);
    assert.equal(again.editor.document.getText(), 'zero\n1\ntwo\n3\nfour\n');
    await until(() => entryOf(session, 'Count').finding.proposal.draft === undefined, 'as it was proposed');
    assert.equal(bytes(), 'zero\none\ntwo\nthree\nfour\n');
  });

  it('is not changed under the hands of who types by what settings do when a file is saved', async () => {
    for (const language of [undefined, 'plaintext']) {
      await trim(true, language);
      const { session } = setUp('zero\none\ntwo\nthree\nfour\n');
      const { editor } = await open(session);
      await type(editor, 0, 4, ' and ');
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      assert.equal(editor.document.getText(), 'zero and \n1\ntwo\n3\nfour\n');
      await open(session, 'B');
      await until(() => !documents().some(({ isDirty }) => isDirty), 'kept when it is left');
      assert.ok(entryOf(session, 'Count').finding.proposal.draft);
      await trim(undefined, language);
      sessions.remove(session);
      await closeEverything();
    }
  });

  it('is what actions on many apply, or they do nothing', async () => {
    await trim(true);
    const { session, bytes } = setUp('zero\none\ntwo\nthree\nfour\n');
    const { editor } = await open(session);
    await type(editor, 0, 4, '!');
    const { edit } = session.queue;
    session.queue.edit = async () => ({ kind: 'failed', message: 'The disk is full.' });
    await walk.bulk.applyAll('exact', {});
    assert.deepEqual(said.problems.splice(0), ['Nothing was done. “Count”: The disk is full.']);
    assert.equal(bytes(), 'zero\none\ntwo\nthree\nfour\n');
    session.queue.edit = edit;
    await walk.bulk.applyAll('exact', {});
    assert.equal(bytes(), 'zero\none\ntwo\nthree\n4\n', 'what a person has edited is not exact');
    await type(editor, 0, 5, '?');
    checklists.push(['Count']);
    await walk.bulk.previewAll({});
    assert.equal(bytes(), 'zero!?\n1\ntwo\n3\n4\n');
    assert.deepEqual(said.problems, []);
  });

  it('is kept and applied after its file was renamed', async () => {
    const { session, folder } = setUp('zero\none\ntwo\nthree\nfour\n');
    const { editor } = await open(session);
    const [from, to] = ['a.txt', 'z.txt'].map((name) => vscode.Uri.joinPath(folder, name).fsPath);
    renameSync(from ?? '', to ?? '');
    await session.rename([{ from: 'a.txt', to: 'z.txt' }]);
    await type(editor, 0, 4, '!');
    await until(() => !editor.document.isDirty, 'kept');
    assert.ok(entryOf(session, 'Count').finding.proposal.draft);
    await walk.apply(editor.document.uri);
    assert.deepEqual(said.problems, []);
    assert.equal(readFileSync(to ?? '', 'utf8'), 'zero!\n1\ntwo\n3\nfour\n');
  });

  it('stays unsaved when its proposal is no longer part of the review', async () => {
    await trim(true);
    const { session } = setUp('zero\none\ntwo\nthree\nfour\n');
    const { editor } = await open(session);
    await type(editor, 0, 4, '!');
    const { entry } = session.queue;
    session.queue.entry = () => undefined;
    session.queue.edit = async () => ({ kind: 'failed', message: 'It is no longer part of the review.' });
    assert.equal(await editor.document.save(), false);
    assert.ok(editor.document.isDirty);
    session.queue.entry = entry;
    session.queue.edit = async () => ({ kind: 'kept' });
  });

  it('is what is applied where the editor has restored it after a reload', async () => {
    await trim(true);
    const { session, bytes } = setUp('zero\none\ntwo\nthree\nfour\n');
    const { editor } = await open(session);
    await type(editor, 0, 4, '!');
    previews.dispose();
    openWindow();
    await walk.apply(editor.document.uri);
    assert.deepEqual(said.problems, []);
    assert.equal(bytes(), 'zero!\n1\ntwo\n3\nfour\n');
  });

  it('takes changes one by one: leaves one out, or applies one alone', async () => {
    const { session, bytes } = setUp('zero\none\ntwo\nthree\nfour\n');
    const { editor } = await open(session);
    editor.selection = new vscode.Selection(3, 0, 3, 0);
    await walk.leaveOutChange(editor.document.uri);
    assert.equal(editor.document.getText(), 'zero\n1\ntwo\nthree\nfour\n');
    await walk.leaveOutChange(editor.document.uri);
    assert.match(said.problems.splice(0).join(), /only change/);
    await walk.restoreProposed(editor.document.uri);
    editor.selection = new vscode.Selection(3, 0, 3, 0);
    await walk.applyChangeOnly(editor.document.uri);
    assert.equal(bytes(), 'zero\none\ntwo\n3\nfour\n');
    assert.deepEqual(said.problems, []);
  });

  it('follows the file with what was typed in it, and is kept where that has no place any more', async () => {
    const { session, folder, bytes } = setUp('zero\none\ntwo\nthree\nfour\n');
    const { editor, target } = await open(session);
    await type(editor, 2, 3, ' and a half');
    await until(() => !editor.document.isDirty, 'kept');
    await session.queue.apply(entryOf(session, 'Other').finding.id);
    await until(
      () => editor.document.getText() === 'zero\n1\ntwo and a half\n3\n4\n',
      'the other proposal is in it, too',
    );
    await walk.apply(editor.document.uri);
    assert.equal(bytes(), 'zero\n1\ntwo and a half\n3\n4\n');
    await session.queue.revert(target.entry.finding.id);
    const again = await previews.show({
      session,
      entry: session.queue.entry(target.entry.finding.id) ?? assert.fail(),
    });
    assert.deepEqual(again, { kind: 'shown' });
    writeFileSync(vscode.Uri.joinPath(folder, 'a.txt').fsPath, 'all is new\n');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await walk.apply(documents().find(({ uri }) => uri.query.includes(target.entry.finding.id))?.uri);
    assert.match(said.problems.join(), /what you wrote is kept/);
    assert.equal(bytes(), 'all is new\n');
    assert.ok(
      documents().some((one) => one.getText().includes('two and a half')),
      'it is still there to be read',
    );
  });

  it('is shown for what it is under another encoding of files, and where it can be written alone', async () => {
    const { session } = setUp('zero\none\ntwo\nthree\nfour\n');
    await vscode.window.showTextDocument(vscode.Uri.joinPath(session.folder, 'a.txt'), { preview: false });
    await vscode.workspace.getConfiguration('files').update('encoding', 'utf16le', true);
    const { editor } = await open(session, 'Other');
    assert.equal(editor.document.getText(), 'zero\none\ntwo\nthree\n4\n');
    const run = session.run.store.header.id;
    const stat = async (query: string) => {
      const uri = vscode.Uri.joinPath(session.folder, 'a.txt').with({ scheme: previewScheme, query });
      const { permissions } = await vscode.workspace.fs.stat(uri);
      const text = Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();
      return { isReadonly: permissions === vscode.FilePermission.Readonly, text };
    };
    const { id } = entryOf(session, 'Other').finding;
    const one = await stat(`run=${run}&finding=${id}`);
    assert.deepEqual(one, { isReadonly: false, text: `${bom}zero\none\ntwo\nthree\n4\n` });
    assert.deepEqual(await stat(`run=${run}`), { isReadonly: true, text: `${bom}zero\n1\ntwo\n3\n4\n` });
    await session.queue.apply(id);
    assert.equal((await stat(`run=${run}&finding=${id}`)).isReadonly, true);
  });
});
