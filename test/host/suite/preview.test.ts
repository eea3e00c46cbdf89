import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { previewScheme } from '../../../src/vscode/ids';
import { Previews } from '../../../src/vscode/queue/preview';
import { pagesOf } from '../../../src/vscode/queue/previewPages';
import { type ReviewSession, Sessions } from '../../../src/vscode/sessions';
import {
  type Contents,
  closeEverything,
  makeFolder,
  type Observation,
  openIn,
  reviewedFolder,
  until,
} from '../reviewedFolder';

function previewDocuments(): vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === previewScheme);
}

function tabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs);
}

describe('the preview', () => {
  let sessions: Sessions;
  let previews: Previews;
  const disposables: vscode.Disposable[] = [];

  beforeEach(() => {
    sessions = new Sessions();
    previews = new Previews(sessions);
  });

  afterEach(async () => {
    await closeEverything();
    for (const disposable of [previews, sessions, ...disposables.splice(0)]) {
      disposable.dispose();
    }
  });

  function setUp(files: Contents, observations: readonly Observation[]) {
    const folder = makeFolder(files);
    const session = reviewedFolder(folder, files, observations);
    sessions.add(session);
    return { folder, session };
  }

  function target(session: ReviewSession, id: string | undefined) {
    const entry = session.queue.entry(id ?? '');
    assert.ok(entry);
    return { session, entry };
  }

  it('shows the file with the proposal beside the file', async () => {
    const files = { 'src/ledger.ts': 'let a = 1;\r\nlet b = 2;\r\nlet c = 3;\r\n' };
    const { session, folder } = setUp(files, [
      { path: 'src/ledger.ts', title: 'Use const', find: 'let b', replaceWith: 'const b' },
      { path: 'src/ledger.ts', title: 'Another', find: 'let c', replaceWith: 'const c' },
    ]);
    assert.deepEqual(await previews.show(target(session, session.ids[0])), { kind: 'shown' });
    const [tab] = tabs();
    assert.equal(tab?.label, 'ledger.ts: Use const (1 of 2)');
    assert.ok(tab?.input instanceof vscode.TabInputTextDiff);
    assert.equal(tab.input.original.toString(), vscode.Uri.joinPath(folder, 'src/ledger.ts').toString());
    const [document] = previewDocuments();
    assert.equal(document?.getText(), 'let a = 1;\r\nconst b = 2;\r\nlet c = 3;\r\n');
    assert.equal(document?.languageId, 'typescript');
    assert.equal(document?.uri.toString(), tab.input.modified.toString());
    assert.equal(session.queue.current, session.ids[0]);
    assert.equal(previews.active()?.entry.finding.id, session.ids[0]);
    await until(() => vscode.window.activeTextEditor?.selection.active.line === 1, 'the change is in view');
  });

  it('says in the title what is flagged', async () => {
    const files = { 'a.ts': 'const home = "x";\n' };
    const { session } = setUp(files, [
      { path: 'a.ts', title: 'Link it', find: '"x"', replaceWith: '"https://example.com/x"' },
    ]);
    await previews.show(target(session, session.ids[0]));
    assert.equal(tabs()[0]?.label, 'a.ts: Link it (1 of 1) — flagged: adds a URL');
  });

  it('follows the file, and shows no difference when the place is gone', async () => {
    const files = { 'a.txt': 'one\ntwo\n' };
    const { session, folder } = setUp(files, [{ path: 'a.txt', find: 'two', replaceWith: '2' }]);
    await previews.show(target(session, session.ids[0]));
    const shown = () => previewDocuments()[0]?.getText();
    const document = await openIn(folder, 'a.txt');
    const change = async (line: number, text: string) => {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, document.lineAt(line).range, text);
      await vscode.workspace.applyEdit(edit);
    };
    await change(0, 'ONE');
    await until(() => shown() === 'ONE\n2\n', 'the preview has the new first line');
    await change(1, 'zwei');
    await until(() => shown() === 'ONE\nzwei\n', 'the preview shows the file as it is');
  });

  it('opens nothing for a proposal whose text is gone', async () => {
    const files = { 'a.txt': 'one\ntwo\n', 'b.txt': 'one\n' };
    const { session, folder } = setUp({ 'a.txt': 'one\nother\n', 'b.txt': 'one\n' }, []);
    const stale = reviewedFolder(folder, files, [
      { path: 'a.txt', title: 'a', find: 'two', replaceWith: '2' },
      { path: 'b.txt', title: 'b', find: 'one', replaceWith: '1' },
    ]);
    sessions.remove(session);
    sessions.add(stale);
    const outcome = await previews.show(target(stale, stale.ids[0]));
    assert.deepEqual(outcome, { kind: 'stale', reason: 'its text changed since the review' });
    rmSync(vscode.Uri.joinPath(folder, 'b.txt').fsPath);
    const gone = await previews.show(target(stale, stale.ids[1]));
    assert.deepEqual(gone, { kind: 'stale', reason: 'the file was deleted' });
    assert.equal(tabs().length, 0);
  });

  it('shows all proposals of a file together, but those that overlap', async () => {
    const files = { 'a.txt': 'one\ntwo\nthree\n', 'b.txt': 'one\n', 'c.txt': 'one\n' };
    const { session } = setUp(files, [
      { path: 'a.txt', title: 'first', find: 'one', replaceWith: '1' },
      { path: 'a.txt', title: 'second', find: 'two', replaceWith: '2' },
      { path: 'a.txt', title: 'rival', find: 'two\nthree', replaceWith: 'none' },
      { path: 'b.txt', title: 'b', find: 'one', replaceWith: '1' },
    ]);
    const waiting = session.queue.waiting();
    const { shown: count, leftOut, choose } = await previews.showAll(session, waiting);
    assert.deepEqual([count, leftOut], [3, 1]);
    assert.equal(tabs()[0]?.label, 'Folder Review: 3 proposals (2 files)');
    const shown = () =>
      previewDocuments()
        .find(({ uri }) => uri.path.endsWith('/a.txt'))
        ?.getText();
    await until(() => shown() === '1\n2\nthree\n', 'both proposals are shown');
    choose(waiting.slice(1));
    await until(() => shown() === 'one\n2\nthree\n', 'the chosen ones alone');
    choose(waiting);
    await until(() => shown() === '1\n2\nthree\n', 'both again');
    await session.queue.dismiss([session.ids[0] ?? '']);
    await until(() => shown() === 'one\n2\nthree\n', 'the dismissed one is gone');
  });

  it('pages what the multi-diff editor could not bear', () => {
    const files = Object.fromEntries(
      Array.from({ length: 130 }, (_, n) => [`${String(n).padStart(3, '0')}.txt`, 'a\n']),
    );
    const { session } = setUp(
      files,
      Object.keys(files).map((path) => ({ path, title: path, find: 'a', replaceWith: 'b' })),
    );
    assert.deepEqual(
      pagesOf(session.queue.waiting()).map((page) => page.length),
      [50, 50, 30],
    );
  });

  it('closes with its review', async () => {
    const files = { 'a.txt': 'one\n' };
    // Views hear of a session and of its end at the earliest one after the other.
    const told = new Promise<unknown>((resolve) => {
      disposables.push(sessions.onDidChange(resolve));
    });
    const { session } = setUp(files, [{ path: 'a.txt', find: 'one', replaceWith: '1' }]);
    await previews.show(target(session, session.ids[0]));
    await told;
    sessions.remove(session);
    await until(() => tabs().length === 0, 'the preview is closed');
  });

  it('knows nothing of other reviews', async () => {
    const uri = vscode.Uri.file('/a.txt').with({ scheme: previewScheme, query: 'run=other&finding=x' });
    await assert.rejects(async () => vscode.workspace.fs.stat(uri), { code: 'FileNotFound' });
    assert.equal(previews.targetOf(uri), undefined);
    assert.equal(previews.targetOf(vscode.Uri.file('/a.txt')), undefined);
  });
});
