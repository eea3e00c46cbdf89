import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { fileUri } from '../../../src/vscode/documents';
import { followFiles } from '../../../src/vscode/followFiles';
import { type ReviewSession, Sessions } from '../../../src/vscode/sessions';
import { closeEverything, makeFolder, makeWatchedFolder, reviewedFolder, until } from '../reviewedFolder';

const files = { 'in/a.txt': 'one\ntwo\n', 'in/b.txt': 'three\n' };
const observations = [
  { path: 'in/a.txt', title: 'First', find: 'one', replaceWith: '1' },
  { path: 'in/a.txt', title: 'Second', find: 'two', replaceWith: '2' },
  { path: 'in/b.txt', title: 'Third', find: 'three', replaceWith: '3' },
];

describe('rows that agree with the file', () => {
  let sessions: Sessions;
  let follower: vscode.Disposable;
  let errors: string[];
  let session: ReviewSession & { readonly ids: readonly string[] };
  let folder: vscode.Uri;

  const place = (name: string) => path.join(folder.fsPath, name);
  const text = (name: string) => readFileSync(place(name), 'utf8');
  const states = () =>
    session.ids.map((id) => session.run.store.finding(id)?.finding.proposal?.state.kind ?? 'none').join(', ');
  const become = async (expected: string) => {
    await until(() => states() === expected, expected).catch(() => {});
    assert.equal(states(), expected);
  };
  const show = async (name: string) => vscode.window.showTextDocument(fileUri(folder, name));
  const command = (id: string) => vscode.commands.executeCommand(id);

  function setUp(): void {
    folder = makeFolder(files);
    session = reviewedFolder(folder, files, observations);
    sessions.add(session);
  }

  beforeEach(() => {
    errors = [];
    sessions = new Sessions();
    follower = followFiles(sessions, { error: (message) => void errors.push(String(message)) });
  });
  afterEach(async () => {
    follower.dispose();
    sessions.dispose();
    await closeEverything();
    assert.deepEqual(errors, []);
  });

  it('follows undo and redo of what was applied', async () => {
    setUp();
    await session.queue.apply(session.ids[0] ?? '');
    await session.queue.apply(session.ids[1] ?? '');
    await become('applied, applied, ready');
    await show('in/a.txt');
    await command('undo');
    await become('applied, ready, ready');
    await command('undo');
    await become('ready, ready, ready');
    await command('redo');
    await become('applied, ready, ready');
    await command('workbench.action.files.save');
    assert.equal(text('in/a.txt'), '1\ntwo\n');
    await become('applied, ready, ready');
  });

  it('follows a hand edit, its undo, and a tab that is closed without saving', async () => {
    setUp();
    const editor = await show('in/a.txt');
    await editor.edit((builder) => builder.replace(new vscode.Range(0, 0, 0, 3), 'other'));
    await become('stale, ready, ready');
    await command('undo');
    await become('ready, ready, ready');
    await editor.edit((builder) => builder.replace(new vscode.Range(1, 0, 1, 3), 'other'));
    await become('ready, stale, ready');
    await command('workbench.action.revertAndCloseActiveEditor');
    await become('ready, ready, ready');
    assert.equal(text('in/a.txt'), files['in/a.txt']);
  });

  it('follows a hand edit around what a proposal changes: it waits where its own text stands, and goes where that goes', async () => {
    const own = { 'in/a.txt': 'if (one) {\n  two();\n}\n' };
    folder = makeFolder(own);
    session = reviewedFolder(folder, own, [
      { path: 'in/a.txt', title: 'First', find: 'one', replaceWith: '1' },
      { path: 'in/a.txt', title: 'Second', find: 'two', replaceWith: '2' },
    ]);
    sessions.add(session);
    const editor = await show('in/a.txt');
    await editor.edit((builder) => {
      builder.insert(new vscode.Position(0, 4), 'zero && ');
      builder.insert(new vscode.Position(1, 8), ' // twice');
    });
    await become('ready, ready');
    await editor.edit((builder) => builder.insert(new vscode.Position(1, 2), '// '));
    await become('ready, stale');
    assert.equal((await session.queue.apply(session.ids[0] ?? '')).kind, 'applied');
    assert.equal(editor.document.getText(), 'if (zero && 1) {\n  // two(); // twice\n}\n');
    await command('undo');
    await command('undo');
    await become('ready, ready');
    assert.equal((await session.queue.apply(session.ids[1] ?? '')).kind, 'applied');
    assert.equal(editor.document.getText(), 'if (zero && one) {\n  2(); // twice\n}\n');
  });

  it('keeps proposals whose text a formatter leaves alone when another one is saved, and applies them where they stand', async () => {
    const own = { 'in/a.txt': 'if( one ){\ntwo( );\nthree;\n}\n\n\nfour\n' };
    folder = makeFolder(own);
    session = reviewedFolder(folder, own, [
      { path: 'in/a.txt', title: 'First', find: 'four', replaceWith: '4' },
      { path: 'in/a.txt', title: 'Second', find: 'three', replaceWith: '3' },
      { path: 'in/a.txt', title: 'Third', find: 'two( )', replaceWith: '2()' },
      { path: 'in/a.txt', title: 'Fourth', find: 'one', replaceWith: '1' },
    ]);
    sessions.add(session);
    const formatter = vscode.languages.registerDocumentFormattingEditProvider(
      { pattern: new vscode.RelativePattern(folder, '**') },
      {
        provideDocumentFormattingEdits: (document) => {
          const text = document.getText();
          const formatted = text
            .replace('if( ', 'if (')
            .replace(' ){', ') {')
            .replace(/^(two|2|three)/gm, '  $1');
          const range = new vscode.Range(document.positionAt(0), document.positionAt(text.length));
          return [vscode.TextEdit.replace(range, formatted.replaceAll('( )', '()').replace(/\n\n+/g, '\n'))];
        },
      },
    );
    const settings = vscode.workspace.getConfiguration('editor');
    await settings.update('formatOnSave', true, vscode.ConfigurationTarget.Global);
    try {
      assert.equal((await session.queue.apply(session.ids[0] ?? '')).kind, 'applied with editor changes');
      assert.equal(text('in/a.txt'), 'if (one) {\n  two();\n  three;\n}\n4\n');
      await become('applied with editor changes, ready, stale, ready');
      assert.equal((await session.queue.apply(session.ids[3] ?? '')).kind, 'applied');
      assert.equal((await session.queue.apply(session.ids[1] ?? '')).kind, 'applied');
      assert.equal(text('in/a.txt'), 'if (1) {\n  two();\n  3;\n}\n4\n');
      await become('applied with editor changes, applied, stale, applied');
    } finally {
      await settings.update('formatOnSave', undefined, vscode.ConfigurationTarget.Global);
      formatter.dispose();
    }
  });

  it('follows what others do to the files on disk: git, another editor, a rename, a deleted folder', async () => {
    folder = await makeWatchedFolder(files, 'in/b.txt');
    session = reviewedFolder(folder, files, observations);
    sessions.add(session);
    await session.queue.apply(session.ids[0] ?? '');
    await become('applied, ready, ready');
    writeFileSync(place('in/a.txt'), files['in/a.txt']);
    await become('ready, ready, ready');
    writeFileSync(place('in/a.txt'), 'one\n\nother\n');
    await become('ready, stale, ready');
    writeFileSync(place('in/a.txt'), '1\ntwo\n');
    await become('applied, ready, ready');
    renameSync(place('in/b.txt'), place('in/c.txt'));
    await become('applied, ready, stale');
    renameSync(place('in/c.txt'), place('in/b.txt'));
    await become('applied, ready, ready');
    renameSync(place('in'), place('out'));
    await become('stale, stale, stale');
    renameSync(place('out'), place('in'));
    await become('applied, ready, ready');
    rmSync(place('in'), { recursive: true });
    await become('stale, stale, stale');
    mkdirSync(place('in'));
    writeFileSync(place('in/a.txt'), files['in/a.txt']);
    await become('ready, ready, stale');
  });

  it('looks at a run once when it is shown: what happened meanwhile counts', async () => {
    folder = makeFolder(files);
    session = reviewedFolder(folder, files, observations);
    writeFileSync(place('in/b.txt'), 'another\n');
    sessions.add(session);
    await become('ready, ready, stale');
  });

  it('keeps its rows where a file cannot be read', async () => {
    setUp();
    rmSync(place('in/b.txt'));
    mkdirSync(place('in/b.txt'));
    await become('ready, ready, ready');
    await session.look('in/b.txt');
    await become('ready, ready, ready');
  });

  it('looks at files that change one after another, each once for many changes', async () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`f${n}.txt`, `line ${n}\n`]));
    const observed = Object.keys(many).map((name) => ({ path: name, title: name, find: 'line', replaceWith: 'row' }));
    folder = await makeWatchedFolder(many, 'f0.txt');
    session = reviewedFolder(folder, many, observed);
    let atOnce = 0;
    let most = 0;
    let looks = 0;
    const counting: ReviewSession = {
      ...session,
      look: async (name) => {
        looks += 1;
        atOnce += 1;
        most = Math.max(most, atOnce);
        await session.look(name);
        atOnce -= 1;
      },
    };
    sessions.add(counting);
    await until(() => looks === 200, 'a first look at each');
    for (let round = 0; round < 5; round += 1) {
      for (const name of Object.keys(many)) {
        writeFileSync(place(name), `changed ${round}\n`);
      }
    }
    await until(
      () =>
        states()
          .split(', ')
          .every((state) => state === 'stale'),
      'all rows',
    );
    assert.equal(most, 1);
    assert.ok(looks <= 800, `${looks} looks`);
    const editor = await show('f0.txt');
    looks = 0;
    for (let n = 0; n < 50; n += 1) {
      await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'x'));
    }
    await until(() => looks > 0, 'a look at what is typed');
    assert.ok(looks < 25, `${looks} looks at 50 changes`);
  });
});
