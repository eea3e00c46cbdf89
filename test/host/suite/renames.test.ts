import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { fileUri } from '../../../src/vscode/documents';
import { followFiles } from '../../../src/vscode/followFiles';
import { followRenames } from '../../../src/vscode/followRenames';
import { registerProblems } from '../../../src/vscode/problems/problems';
import { type ReviewSession, Sessions } from '../../../src/vscode/sessions';
import { ReviewTree } from '../../../src/vscode/tree/tree';
import { sha256 } from '../../unit/fakes';
import { closeEverything, makeFolder, makeWatchedFolder, reviewedFolder, until } from '../reviewedFolder';

const files = { 'in/a.txt': 'one\ntwo\n', 'in/b.txt': 'three\n', 'c.txt': 'four\n' };
const observations = [
  { path: 'in/a.txt', title: 'First', find: 'one', replaceWith: '1' },
  { path: 'in/a.txt', title: 'Second', find: 'two', replaceWith: '2' },
  { path: 'in/b.txt', title: 'Third', find: 'three', replaceWith: '3' },
  { path: 'c.txt', title: 'Fourth', find: 'four', replaceWith: '4' },
];

describe('files that are renamed', () => {
  let sessions: Sessions;
  let parts: vscode.Disposable[];
  let session: ReviewSession & { readonly ids: readonly string[] };
  let folder: vscode.Uri;
  let errors: string[];

  const place = (name: string) => path.join(folder.fsPath, name);
  const rows = () =>
    session.ids
      .map((id) => session.run.store.finding(id))
      .map((found) => `${found?.file.path} ${found?.finding.proposal?.state.kind}`)
      .join(', ');
  const become = async (expected: string) => {
    await until(() => rows() === expected, expected).catch(() => {});
    assert.equal(rows(), expected);
  };
  const rename = async (...pairs: readonly (readonly [string, string])[]) => {
    const edit = new vscode.WorkspaceEdit();
    for (const [from, to] of pairs) {
      edit.renameFile(fileUri(folder, from), fileUri(folder, to));
    }
    assert.ok(await vscode.workspace.applyEdit(edit));
  };
  const problemsOf = (name: string) =>
    vscode.languages
      .getDiagnostics(fileUri(folder, name))
      .map(({ message }) => message.split(/[.:\n]/)[0])
      .join();

  beforeEach(() => {
    errors = [];
    sessions = new Sessions();
    const log = { error: (message: unknown) => void errors.push(String(message)) };
    parts = [
      followFiles(sessions, log),
      followRenames(sessions, log),
      registerProblems({ sessions, hash: sha256, documentationOf: () => undefined }),
    ];
    folder = makeFolder(files);
    session = reviewedFolder(folder, files, observations);
    sessions.add(session);
  });

  afterEach(async () => {
    for (const part of parts) {
      part.dispose();
    }
    sessions.dispose();
    await closeEverything();
    assert.deepEqual(errors, []);
  });

  it('in the editor keep what was found and applied, their problems and rows, and can be applied and taken back', async () => {
    const tree = new ReviewTree(sessions);
    const names = () => {
      const below = (id?: string): string[] => tree.getChildren(id).flatMap((child) => [child, ...below(child)]);
      return below().map((id) => String(tree.getTreeItem(id).label));
    };
    await session.queue.apply(session.ids[0] ?? '');
    await rename(['in/a.txt', 'in/z.txt']);
    await become('in/z.txt applied, in/z.txt ready, in/b.txt ready, c.txt ready');
    await until(() => problemsOf('in/z.txt') === 'Second' && problemsOf('in/a.txt') === '', 'problems');
    assert.ok(names().includes('z.txt') && !names().includes('a.txt'), names().join());
    assert.equal((await session.queue.apply(session.ids[1] ?? '')).kind, 'applied');
    assert.equal(readFileSync(place('in/z.txt'), 'utf8'), '1\n2\n');
    assert.equal((await session.queue.revert(session.ids[0] ?? '')).kind, 'reverted');
    assert.equal(readFileSync(place('in/z.txt'), 'utf8'), 'one\n2\n');
    assert.ok(!existsSync(place('in/a.txt')));
    tree.dispose();
  });

  it('with their folder, and back, and in the place of each other', async () => {
    await rename(['in', 'out']);
    await become('out/a.txt ready, out/a.txt ready, out/b.txt ready, c.txt ready');
    await rename(['out', 'in']);
    await become('in/a.txt ready, in/a.txt ready, in/b.txt ready, c.txt ready');
    await rename(['in/b.txt', 'in/x.txt']);
    await become('in/a.txt ready, in/a.txt ready, in/x.txt ready, c.txt ready');
    await rename(['c.txt', 'in/b.txt']);
    await become('in/a.txt ready, in/a.txt ready, in/x.txt ready, in/b.txt ready');
    assert.equal((await session.queue.apply(session.ids[3] ?? '')).kind, 'applied');
    assert.equal(readFileSync(place('in/b.txt'), 'utf8'), '4\n');
  });

  it('with changes that are not saved', async () => {
    const editor = await vscode.window.showTextDocument(fileUri(folder, 'in/a.txt'));
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'new\n'));
    await rename(['in/a.txt', 'in/z.txt']);
    await become('in/z.txt ready, in/z.txt ready, in/b.txt ready, c.txt ready');
    assert.equal((await session.queue.apply(session.ids[1] ?? '')).kind, 'applied');
    assert.equal((await vscode.workspace.openTextDocument(fileUri(folder, 'in/z.txt'))).getText(), 'new\none\n2\n');
  });

  it('by others, as git mv does, and folders: as far as their text tells which they are', async () => {
    sessions.remove(session);
    folder = await makeWatchedFolder(files, 'in/b.txt');
    session = reviewedFolder(folder, files, observations);
    sessions.add(session);
    await become('in/a.txt ready, in/a.txt ready, in/b.txt ready, c.txt ready');
    renameSync(place('c.txt'), place('in/d.txt'));
    await become('in/a.txt ready, in/a.txt ready, in/b.txt ready, in/d.txt ready');
    await session.queue.apply(session.ids[3] ?? '');
    renameSync(place('in'), place('out'));
    await become('out/a.txt ready, out/a.txt ready, out/b.txt ready, out/d.txt applied');
    // A copy takes nothing along, and neither does another text.
    writeFileSync(place('copy.txt'), files['in/b.txt']);
    rmSync(place('out/a.txt'));
    writeFileSync(place('out/e.txt'), 'one\ntwo\nthree\n');
    await become('out/a.txt stale, out/a.txt stale, out/b.txt ready, out/d.txt applied');
    // Which of two it is nobody can tell.
    mkdirSync(place('p/out'), { recursive: true });
    mkdirSync(place('q/out'), { recursive: true });
    rmSync(place('out/d.txt'));
    for (const name of ['p/out/d.txt', 'q/out/d.txt']) writeFileSync(place(name), '4\n');
    await become('out/a.txt stale, out/a.txt stale, out/b.txt ready, out/d.txt stale');
  });

  it('by others, without a look at more files than came and went, where many do', async () => {
    sessions.remove(session);
    const names = Array.from({ length: 40 }, (_, index) => `in/the/deep/folder/${index}.txt`);
    const last = 'in/the/deep/folder/last.txt';
    const deep = { ...Object.fromEntries(names.map((name) => [name, name])), [last]: 'four\n' };
    folder = await makeWatchedFolder(deep, last);
    const reviewed = reviewedFolder(folder, deep, [{ path: last, title: 'Fourth', find: 'four', replaceWith: '4' }]);
    let reads = 0;
    session = {
      ...reviewed,
      presentHash: (path) => {
        reads += 1;
        return reviewed.presentHash(path);
      },
    };
    sessions.add(session);
    for (const name of names) {
      rmSync(place(name));
      writeFileSync(place(`in/${path.basename(name)}`), 'another');
    }
    renameSync(place(last), place('in/last.txt'));
    await become('in/last.txt ready');
    assert.ok(reads <= 1_000, `${reads} reads`);
  });
});
