import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { fileUri } from '../../../src/vscode/documents';
import { commandIds } from '../../../src/vscode/ids';
import { registerProblems } from '../../../src/vscode/problems/problems';
import { Sessions } from '../../../src/vscode/sessions';
import { put, sha256 } from '../../unit/fakes';
import {
  type Contents,
  closeEverything,
  makeFolder,
  type Observation,
  openIn,
  reviewedFolder,
  until,
} from '../reviewedFolder';

const documentationOf = ({ rule }: { rule?: string }) => (rule === 'no-one' ? 'https://example.com/no-one' : undefined);

describe('the Problems panel', () => {
  let sessions: Sessions;
  let problems: vscode.Disposable;

  beforeEach(() => {
    sessions = new Sessions();
    problems = registerProblems({ sessions, hash: sha256, documentationOf });
  });

  afterEach(async () => {
    problems.dispose();
    sessions.dispose();
    await closeEverything();
  });

  function setUp(files: Contents, observations: readonly Observation[]) {
    const folder = makeFolder(files);
    const session = reviewedFolder(folder, files, observations);
    sessions.add(session);
    return { folder, session, shown: (name: string) => shownIn(folder, name) };
  }

  const ours = (uri: vscode.Uri) =>
    vscode.languages.getDiagnostics(uri).filter(({ source }) => source?.startsWith('Folder Review'));

  /** Title and place of every problem of ours, as "First 1:0-1:3" with 1-based lines. */
  function shownIn(folder: vscode.Uri, name: string): string[] {
    return ours(fileUri(folder, name)).map(({ message, range: { start, end } }) => {
      const place = `${start.line + 1}:${start.character}-${end.line + 1}:${end.character}`;
      return `${message.split('\n')[0]} ${place}`;
    });
  }

  const is = async (actual: () => string[], expected: readonly string[]) => {
    await until(() => JSON.stringify(actual()) === JSON.stringify(expected), JSON.stringify(expected)).catch(() => {});
    assert.deepEqual(actual(), expected);
  };

  async function edit(document: vscode.TextDocument, offset: number, length: number, text: string): Promise<void> {
    const change = new vscode.WorkspaceEdit();
    const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
    change.replace(document.uri, range, text);
    assert.equal(await vscode.workspace.applyEdit(change), true);
  }

  it('has a problem for every finding with a place, as severe as it is', async () => {
    const files = { 'a.ts': 'one;\r\n  two;\r\nthree;\r\nfour;\r\n' };
    const { folder, shown } = setUp(files, [
      {
        path: 'a.ts',
        title: 'E',
        find: 'one',
        severity: 'error',
        rule: 'no-one',
        source: 'eslint',
        explanation: 'Why.',
      },
      { path: 'a.ts', title: 'W', find: 'two;\nthree', severity: 'warning' },
      { path: 'a.ts', title: 'I', find: 'four', severity: 'info', replaceWith: '4' },
    ]);
    await is(() => shown('a.ts'), ['E 1:0-1:3', 'W 2:2-3:5', 'I 4:0-4:4']);
    const [error, warning, info] = ours(fileUri(folder, 'a.ts'));
    assert.equal(error?.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(error?.source, 'Folder Review (eslint)');
    assert.deepEqual(error?.code, { value: 'no-one', target: vscode.Uri.parse('https://example.com/no-one') });
    assert.equal(error?.message, 'E\nWhy.');
    assert.equal(warning?.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal(info?.severity, vscode.DiagnosticSeverity.Information);
  });

  it('shows what is found while it watches without another look at the file', async () => {
    const files = { 'a.txt': 'one\n  two\n', 'b.txt': 'one\n' };
    // What is not there cannot be read.
    const folder = makeFolder({ 'b.txt': files['b.txt'] });
    const session = reviewedFolder(folder, files, [
      { path: 'a.txt', title: 'A', find: 'two' },
      { path: 'b.txt', title: 'B', find: 'one' },
    ]);
    const reviews = [...session.run.store.files()];
    put(
      session.run.store,
      reviews.map((file) => ({ ...file, findings: [] })),
    );
    sessions.add(session);
    await until(() => sessions.all().length === 1, 'the session is followed');
    await new Promise((resolve) => setTimeout(resolve, 500));
    put(session.run.store, reviews.slice(0, 1));
    await is(() => shownIn(folder, 'a.txt'), ['A 2:2-2:5']);
    // What others have changed is read.
    writeFileSync(path.join(folder.fsPath, 'b.txt'), 'new\none\n');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    put(session.run.store, reviews.slice(1));
    await is(() => shownIn(folder, 'b.txt'), ['B 2:0-2:3']);
  });

  it('leaves out what the editor found itself, and what has no place', async () => {
    const files = { 'a.txt': 'one two\n' };
    const { shown } = setUp(files, [
      { path: 'a.txt', title: 'Known', find: 'one', reviewer: 'editor' },
      { path: 'a.txt', title: 'Ours', find: 'two' },
    ]);
    await is(() => shown('a.txt'), ['Ours 1:4-1:7']);
  });

  it('loses the applied and the dismissed ones, and moves the others', async () => {
    const files = { 'a.txt': 'x one\nx two\nx three\nx four\n' };
    const { session, shown } = setUp(files, [
      { path: 'a.txt', title: 'First', find: 'x one', replaceWith: 'some\nmore\nlines' },
      { path: 'a.txt', title: 'Second', find: 'x two', replaceWith: '2' },
      // Stands there four times, so that only knowledge of what was applied can place it.
      { path: 'a.txt', title: 'Third', find: 'x', replaceWith: 'y' },
      { path: 'a.txt', title: 'Fourth', find: 'four' },
    ]);
    await is(() => shown('a.txt'), ['First 1:0-1:5', 'Third 1:0-1:1', 'Second 2:0-2:5', 'Fourth 4:2-4:6']);
    const [first = '', second = ''] = session.ids;
    assert.equal((await session.queue.apply(first)).kind, 'applied');
    await is(() => shown('a.txt'), ['Second 4:0-4:5', 'Fourth 6:2-6:6']);
    await session.queue.dismiss([second]);
    await is(() => shown('a.txt'), ['Fourth 6:2-6:6']);
    assert.equal((await session.queue.revert(first)).kind, 'reverted');
    await is(() => shown('a.txt'), ['First 1:0-1:5', 'Third 1:0-1:1', 'Fourth 4:2-4:6']);
  });

  it('follows what a person types, and drops what they type into', async () => {
    const files = { 'a.txt': 'x one x\nx two\n' };
    const { folder, shown } = setUp(files, [
      { path: 'a.txt', title: 'One', find: 'one' },
      { path: 'a.txt', title: 'Ex', find: ' x\n' },
      { path: 'a.txt', title: 'Two', find: 'two' },
    ]);
    await is(() => shown('a.txt'), ['One 1:2-1:5', 'Ex 1:5-2:0', 'Two 2:2-2:5']);
    const document = await openIn(folder, 'a.txt');
    await edit(document, 0, 0, 'new\nline ');
    await is(() => shown('a.txt'), ['One 2:7-2:10', 'Ex 2:10-3:0', 'Two 3:2-3:5']);
    await edit(document, document.getText().indexOf('one') + 1, 1, 'N');
    await is(() => shown('a.txt'), ['Ex 2:10-3:0', 'Two 3:2-3:5']);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await is(() => shown('a.txt'), ['One 1:2-1:5', 'Ex 1:5-2:0', 'Two 2:2-2:5']);
  });

  it('goes by the last look at a file, whichever ends last', async () => {
    const { folder, shown } = setUp({ 'a.txt': 'x one\n' }, [{ path: 'a.txt', title: 'One', find: 'one' }]);
    await is(() => shown('a.txt'), ['One 1:2-1:5']);
    const { decode } = vscode.workspace;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let looks = 0;
    Object.defineProperty(vscode.workspace, 'decode', {
      configurable: true,
      value: async (...words: Parameters<typeof decode>) => {
        looks += 1;
        const text = await decode(...words);
        await held;
        return text;
      },
    });
    try {
      writeFileSync(path.join(folder.fsPath, 'a.txt'), 'x one\n');
      await until(() => looks > 0, 'a look at the file that others changed');
      Object.defineProperty(vscode.workspace, 'decode', { configurable: true, value: decode });
      await edit(await openIn(folder, 'a.txt'), 0, 0, 'new\n');
      await is(() => shown('a.txt'), ['One 2:2-2:5']);
    } finally {
      Object.defineProperty(vscode.workspace, 'decode', { configurable: true, value: decode });
      release();
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(shown('a.txt'), ['One 2:2-2:5']);
  });

  it('follows what others do to files that are not open', async () => {
    const files = { 'a.txt': 'one\ntwo\n', 'b.txt': 'one\n' };
    const { folder, shown } = setUp(files, [
      { path: 'a.txt', title: 'One', find: 'one' },
      { path: 'a.txt', title: 'Two', find: 'two' },
      { path: 'b.txt', title: 'B', find: 'one' },
    ]);
    await is(() => [...shown('a.txt'), ...shown('b.txt')], ['One 1:0-1:3', 'Two 2:0-2:3', 'B 1:0-1:3']);
    writeFileSync(path.join(folder.fsPath, 'a.txt'), 'new\nnew\ntwo\n');
    rmSync(path.join(folder.fsPath, 'b.txt'));
    await is(() => [...shown('a.txt'), ...shown('b.txt')], ['Two 3:0-3:3']);
  });

  it('forgets a review that is cleared, and keeps what another one says about the same file', async () => {
    const files = { 'sub/a.txt': 'one two\n' };
    const { folder, session } = setUp(files, [{ path: 'sub/a.txt', title: 'Outer', find: 'one' }]);
    const inner = reviewedFolder(vscode.Uri.joinPath(folder, 'sub'), { 'a.txt': 'one two\n' }, [
      { path: 'a.txt', title: 'Inner', find: 'two' },
    ]);
    sessions.add(inner);
    await is(() => shownIn(folder, 'sub/a.txt'), ['Inner 1:4-1:7', 'Outer 1:0-1:3']);
    sessions.remove(session);
    await is(() => shownIn(folder, 'sub/a.txt'), ['Inner 1:4-1:7']);
    sessions.remove(inner);
    await is(() => shownIn(folder, 'sub/a.txt'), []);
  });

  it('makes hidden characters in titles visible', async () => {
    const { shown } = setUp({ 'a.txt': 'one\n' }, [{ path: 'a.txt', title: 'a\u202eb', find: 'one' }]);
    await is(() => shown('a.txt').map((line) => String(line.includes('\u202e'))), ['false']);
  });

  it('offers all that can be done about a finding, through our commands', async () => {
    const files = { 'a.txt': 'one two three\n' };
    const { folder, session, shown } = setUp(files, [
      { path: 'a.txt', title: 'Fix', find: 'one', replaceWith: '1' },
      { path: 'a.txt', title: 'Flagged', find: 'two', replaceWith: 'http://example.com' },
      { path: 'a.txt', title: 'Plain', find: 'three', source: 'eslint', rule: 'no-one' },
    ]);
    await is(() => shown('a.txt').map(() => ''), ['', '', '']);
    await openIn(folder, 'a.txt');
    const actionsAt = async (character: number) => {
      const range = new vscode.Range(0, character, 0, character);
      const uri = fileUri(folder, 'a.txt');
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        range,
      );
      return actions.filter(({ command }) => command?.command.startsWith('folderReview.'));
    };
    const actions = await actionsAt(1);
    assert.deepEqual(
      actions.map(({ title, command, edit, kind }) => [title, command?.command, edit, kind?.value]),
      [
        ['Preview: Fix', commandIds.preview, undefined, 'quickfix'],
        ['Apply: Fix', commandIds.apply, undefined, 'quickfix'],
        ['Dismiss: Fix', commandIds.dismiss, undefined, 'quickfix'],
        ['Ignore on This Line: Fix', commandIds.ignoreOnLine, undefined, 'quickfix'],
        ['Copy: Fix', commandIds.copyFinding, undefined, 'quickfix'],
      ],
    );
    const element = `finding:${session.run.store.header.id}:${session.ids[0]}`;
    assert.deepEqual(actions[0]?.command?.arguments, [element]);
    assert.deepEqual(
      (await actionsAt(5)).map(({ title }) => title),
      ['Preview: Flagged', 'Dismiss: Flagged', 'Ignore on This Line: Flagged', 'Copy: Flagged'],
    );
    assert.deepEqual(
      (await actionsAt(10)).map(({ title }) => title),
      [
        'Dismiss: Plain',
        'Ignore on This Line: Plain',
        'Disable Rule for This Folder: Plain',
        'Copy: Plain',
        'Open Documentation: Plain',
      ],
    );
  });
});
