import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { fileUri } from '../../../src/vscode/documents';
import { followFiles } from '../../../src/vscode/followFiles';
import { type ReviewSession, Sessions } from '../../../src/vscode/sessions';
import { type Contents, closeEverything, makeFolder, reviewedFolder, until } from '../reviewedFolder';

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

  /** The editor does not get to watch every folder that was made a moment ago, with what is in it. */
  async function makeWatchedFolder(contents: Contents, name: string): Promise<vscode.Uri> {
    const made = makeFolder(contents);
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(made, name));
    let isHeard = false;
    watcher.onDidChange(() => {
      isHeard = true;
    });
    const touch = () => {
      writeFileSync(fileUri(made, name).fsPath, contents[name] ?? '');
      return isHeard;
    };
    const wasHeard = await until(touch, 'news of the folder', 2_000).then(
      () => true,
      () => false,
    );
    watcher.dispose();
    return wasHeard ? made : makeWatchedFolder(contents, name);
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
