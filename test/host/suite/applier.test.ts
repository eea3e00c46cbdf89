import assert from 'node:assert/strict';
import {
  chmodSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ChangePlan } from '../../../src/core/ports';
import {
  type Contents,
  closeEverything,
  editorApplier,
  fileChangesOf,
  fill,
  makeFolder,
  openIn,
  stateFolder,
  until,
} from '../reviewedFolder';

/** A plan that replaces the first `find`. */
const replacing =
  (find: string, newText: string) =>
  async (text: string): Promise<ChangePlan> => {
    const start = text.indexOf(find);
    return start < 0
      ? { kind: 'refused', reason: `no ${find}` }
      : { kind: 'edit', edits: [{ start, end: start + find.length, newText }] };
  };

function setUp(files: Contents) {
  const folder = makeFolder(files);
  return {
    folder,
    applier: editorApplier(folder),
    bytes: (name: string) => readFileSync(path.join(folder.fsPath, name)),
    file: (name: string) => path.join(folder.fsPath, name),
  };
}

async function typeAtStart(document: vscode.TextDocument, text: string): Promise<void> {
  const editor = await vscode.window.showTextDocument(document);
  // An extension's edit is refused when another lands in the same moment; a keystroke is not.
  await until(async () => editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text)), `typing ${text}`);
}

describe('the editor applier', () => {
  afterEach(closeEverything);

  describe('keeps every byte outside the edit', () => {
    const cases: Readonly<Record<string, readonly [string, string]>> = {
      LF: ['one\ntwo\nthree\n', 'one\n2\nb\nthree\n'],
      CRLF: ['one\r\ntwo\r\nthree\r\n', 'one\r\n2\r\nb\r\nthree\r\n'],
      'a byte order mark': ['\ufeffone\ntwo\nthree\n', '\ufeffone\n2\nb\nthree\n'],
      'no final newline': ['one\ntwo', 'one\n2\nb'],
      'characters outside the basic plane': ['𝒳😀\ntwo 👩‍👩‍👧\n', '𝒳😀\n2\nb 👩‍👩‍👧\n'],
      'combining characters': ['e\u0301 two é\n', 'e\u0301 2\nb é\n'],
    };
    for (const [name, [before, after]] of Object.entries(cases)) {
      it(name, async () => {
        const { applier, bytes } = setUp({ 'a.txt': before });
        const outcome = await applier.change('a.txt', replacing('two', '2\nb'));
        assert.equal(bytes('a.txt').toString(), after);
        const text = after.replace('\ufeff', '').replaceAll('\r\n', '\n');
        assert.deepEqual(outcome, { kind: 'changed', text });
      });
    }

    it('another encoding', async () => {
      const { applier, bytes, folder } = setUp({ 'a.txt': Buffer.from('caf\xe9 two\n', 'latin1') });
      await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'a.txt'), { encoding: 'windows1252' });
      const outcome = await applier.change('a.txt', replacing('two', 'th\xe9'));
      assert.equal(outcome.kind, 'changed');
      assert.equal(bytes('a.txt').toString('latin1'), 'caf\xe9 th\xe9\n');
    });
  });

  it('leaves a file of mixed line ends with the ones the editor gives it, and tells its text', async () => {
    const { applier, bytes } = setUp({ 'a.txt': 'one\r\ntwo\nthree\r\n' });
    assert.equal(applier.keepsLineEnds, false);
    const outcome = await applier.change('a.txt', replacing('two', '2'));
    assert.deepEqual(outcome, { kind: 'changed', text: 'one\n2\nthree\n' });
    assert.equal(bytes('a.txt').toString(), 'one\r\n2\r\nthree\r\n');
  });

  it('hands the plan the text without byte order mark and carriage returns', async () => {
    const { applier } = setUp({ 'a.txt': '\ufeffone\r\ntwo\r\n' });
    let seen = '';
    await applier.change('a.txt', async (text) => {
      seen = text;
      return { kind: 'refused', reason: 'only looking' };
    });
    assert.equal(seen, 'one\ntwo\n');
  });

  it('changes nothing when the plan refuses', async () => {
    const { applier, bytes } = setUp({ 'a.txt': 'one\n' });
    const outcome = await applier.change('a.txt', async () => ({ kind: 'refused', reason: 'stale' }));
    assert.deepEqual(outcome, { kind: 'refused', reason: 'stale' });
    assert.equal(bytes('a.txt').toString(), 'one\n');
  });

  describe('refuses, and leaves the file as it is', () => {
    const cases: Readonly<Record<string, readonly [{ start: number; end: number; newText: string }[], RegExp]>> = {
      'overlapping edits': [
        [
          { start: 0, end: 3, newText: 'a' },
          { start: 2, end: 5, newText: 'b' },
        ],
        /overlap/,
      ],
      'an edit beyond the end': [[{ start: 0, end: 99, newText: 'a' }], /outside the file/],
      'an edit before the start': [[{ start: -1, end: 2, newText: 'a' }], /outside the file/],
      'half a character': [[{ start: 5, end: 6, newText: 'a' }], /character in two/],
    };
    for (const [name, [edits, message]] of Object.entries(cases)) {
      it(name, async () => {
        const { applier, bytes } = setUp({ 'a.txt': 'one\n😀\n' });
        const outcome = await applier.change('a.txt', async () => ({ kind: 'edit', edits }));
        assert.ok(outcome.kind === 'failed' && message.test(outcome.message), JSON.stringify(outcome));
        assert.equal(bytes('a.txt').toString(), 'one\n😀\n');
        assert.equal(
          vscode.workspace.textDocuments.some(({ isDirty }) => isDirty),
          false,
        );
      });
    }

    it('a read-only file', async () => {
      const { applier, bytes, file } = setUp({ 'a.txt': 'one\n' });
      chmodSync(file('a.txt'), 0o444);
      const outcome = await applier.change('a.txt', replacing('one', 'two'));
      assert.deepEqual(outcome, { kind: 'failed', message: 'It is read-only.' });
      assert.equal(bytes('a.txt').toString(), 'one\n');
    });

    it('a file the settings make read-only in the editor', async () => {
      const { applier, bytes, folder } = setUp({ 'a.txt': 'one\n' });
      const files = vscode.workspace.getConfiguration('files');
      await files.update('readonlyInclude', { '**/a.txt': true }, vscode.ConfigurationTarget.Global);
      const outcome = await applier.change('a.txt', replacing('one', 'two'));
      await files.update('readonlyInclude', undefined, vscode.ConfigurationTarget.Global);
      assert.deepEqual(outcome, { kind: 'failed', message: 'The settings make the file read-only.' });
      assert.equal(bytes('a.txt').toString(), 'one\n');
      assert.equal((await openIn(folder, 'a.txt')).getText(), 'one\n');
    });

    it('a deleted file', async () => {
      const { applier, file, folder } = setUp({ 'a.txt': 'one\n' });
      await openIn(folder, 'a.txt');
      rmSync(file('a.txt'));
      assert.deepEqual(await applier.change('a.txt', replacing('one', 'two')), {
        kind: 'gone',
        message: 'It is no longer there.',
      });
    });

    it('a folder', async () => {
      const { applier } = setUp({ 'a/b.txt': 'one\n' });
      const outcome = await applier.change('a', replacing('one', 'two'));
      assert.deepEqual(outcome, { kind: 'failed', message: 'It is a folder.' });
    });

    it('a symbolic link', async () => {
      const { applier, bytes, file } = setUp({ 'a.txt': 'one\n' });
      symlinkSync('a.txt', file('link.txt'));
      const outcome = await applier.change('link.txt', replacing('one', 'two'));
      assert.ok(outcome.kind === 'failed' && /symbolic link/.test(outcome.message));
      assert.equal(bytes('a.txt').toString(), 'one\n');
    });

    it('what stands behind a link inside the folder', async () => {
      const { applier, bytes, file } = setUp({ '.vscode/a.json': '{"one": 1}\n' });
      symlinkSync('.vscode', file('config'));
      const outcome = await applier.change('config/a.json', replacing('one', 'two'));
      assert.ok(
        outcome.kind === 'failed' && /through a link to \.vscode/.test(outcome.message),
        JSON.stringify(outcome),
      );
      assert.equal(bytes('.vscode/a.json').toString(), '{"one": 1}\n');
    });

    it('a file with a second name', async () => {
      const { applier, bytes, file } = setUp({ 'a.txt': 'one\n' });
      linkSync(file('a.txt'), file('second.txt'));
      const outcome = await applier.change('a.txt', replacing('one', 'two'));
      assert.ok(outcome.kind === 'failed' && /a second name \(a hard link\)/.test(outcome.message));
      assert.equal(bytes('second.txt').toString(), 'one\n');
    });

    it('a way out of the folder', async () => {
      const outside = fill(mkdtempSync(path.join(tmpdir(), 'folder-review-outside-')), { 'a.txt': 'one\n' });
      const { applier, file, folder } = setUp({ 'a.txt': 'one\n' });
      symlinkSync(outside, file('link'));
      const climbing = path.relative(folder.fsPath, path.join(outside, 'a.txt')).split(path.sep).join('/');
      for (const way of ['link/a.txt', climbing]) {
        const outcome = await applier.change(way, replacing('one', 'two'));
        assert.ok(outcome.kind === 'failed' && /leads out of the/.test(outcome.message), JSON.stringify(outcome));
      }
      assert.equal(readFileSync(path.join(outside, 'a.txt'), 'utf8'), 'one\n');
      rmSync(outside, { recursive: true });
    });

    it('bytes that are not valid in the encoding', async () => {
      const before = Buffer.from([0x6f, 0x6e, 0x65, 0x0a, 0xff, 0xfe, 0x41, 0x0a]);
      const { applier, bytes } = setUp({ 'a.txt': before });
      const outcome = await applier.change('a.txt', replacing('one', 'two'));
      assert.ok(outcome.kind === 'failed' && /not valid utf8/.test(outcome.message), JSON.stringify(outcome));
      assert.ok(bytes('a.txt').equals(before));
    });

    it('a character the encoding does not have', async () => {
      const { applier, bytes, folder } = setUp({ 'a.txt': Buffer.from('caf\xe9\n', 'latin1') });
      await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'a.txt'), { encoding: 'iso88591' });
      const outcome = await applier.change('a.txt', replacing('caf', '茶'));
      assert.ok(outcome.kind === 'failed' && /iso88591/.test(outcome.message), JSON.stringify(outcome));
      assert.equal(bytes('a.txt').toString('latin1'), 'caf\xe9\n');
    });

    it('a binary file', async () => {
      const before = Buffer.from([0x6f, 0x6e, 0x65, 0, 0, 0, 1, 2, 3]);
      const { applier, bytes } = setUp({ 'a.dat': before });
      assert.equal((await applier.change('a.dat', replacing('one', 'two'))).kind, 'failed');
      assert.ok(bytes('a.dat').equals(before));
    });
  });

  describe('when the file moves on', () => {
    it('sees what is unsaved in the editor, and leaves it unsaved', async () => {
      const { applier, bytes, folder } = setUp({ 'a.txt': 'one\ntwo\n' });
      const document = await openIn(folder, 'a.txt');
      await typeAtStart(document, 'mine\n');
      const outcome = await applier.change('a.txt', replacing('two', '2'));
      assert.deepEqual(outcome, { kind: 'changed', text: 'mine\none\n2\n' });
      assert.equal(document.getText(), 'mine\none\n2\n');
      assert.equal(document.isDirty, true);
      assert.equal(bytes('a.txt').toString(), 'one\ntwo\n');
    });

    it('sees what was changed on disk under an open file', async () => {
      const { applier, bytes, file, folder } = setUp({ 'a.txt': 'one\ntwo\n' });
      await vscode.window.showTextDocument(await openIn(folder, 'a.txt'));
      writeFileSync(file('a.txt'), 'ONE\ntwo\n');
      const outcome = await applier.change('a.txt', replacing('two', '2'));
      assert.deepEqual(outcome, { kind: 'changed', text: 'ONE\n2\n' });
      assert.equal(bytes('a.txt').toString(), 'ONE\n2\n');
    });

    it('fails when the editor does not load what was changed on disk', async () => {
      // Outside the workspace nothing is watched.
      const outside = vscode.Uri.file(mkdtempSync(path.join(tmpdir(), 'folder-review-unwatched-')));
      const file = path.join(fill(outside.fsPath, { 'a.txt': 'one\n' }), 'a.txt');
      const document = await openIn(outside, 'a.txt');
      writeFileSync(file, 'ONE\none\n');
      const outcome = await editorApplier(outside).change('a.txt', replacing('one', 'two'));
      assert.ok(outcome.kind === 'failed' && /outside the editor/.test(outcome.message), JSON.stringify(outcome));
      assert.equal(readFileSync(file, 'utf8'), 'ONE\none\n');
      assert.equal(document.isDirty, false);
      rmSync(outside.fsPath, { recursive: true });
    });

    it('does nothing when it is changed on disk while the plan is made', async () => {
      const { applier, bytes, file } = setUp({ 'a.txt': 'one\ntwo\n' });
      const outcome = await applier.change('a.txt', async (text) => {
        writeFileSync(file('a.txt'), 'theirs\ntwo\n');
        return replacing('two', '2')(text);
      });
      assert.ok(outcome.kind === 'failed' && /nothing was done/.test(outcome.message), JSON.stringify(outcome));
      assert.equal(bytes('a.txt').toString(), 'theirs\ntwo\n');
    });

    describe('and a link takes the place of its folder', () => {
      /** Two files that an editor cannot tell apart when it looks for changes before it saves. */
      function twins(theirContent = '{"our": 1}\n') {
        const made = setUp({ 'sub/a.json': '{"one": 1}\n', '.vscode/a.json': theirContent });
        const swap = () => {
          renameSync(made.file('sub'), made.file('aside'));
          symlinkSync('.vscode', made.file('sub'));
        };
        const time = new Date('2025-01-31T12:00:00Z');
        utimesSync(made.file('sub/a.json'), time, time);
        utimesSync(made.file('.vscode/a.json'), time, time);
        return { ...made, swap, theirs: () => made.bytes('.vscode/a.json').toString() };
      }

      it('while the plan is made: does nothing', async () => {
        const { applier, bytes, swap, theirs } = twins('{"one": 1}\n');
        const outcome = await applier.change('sub/a.json', async (text) => {
          swap();
          return replacing('one', 'two')(text);
        });
        assert.ok(outcome.kind === 'failed' && /nothing was done/.test(outcome.message), JSON.stringify(outcome));
        assert.deepEqual([bytes('aside/a.json').toString(), theirs()], ['{"one": 1}\n', '{"one": 1}\n']);
      });

      it('between the edit and the save: takes the edit back', async () => {
        const { applier, bytes, folder, swap, theirs } = twins();
        const document = await openIn(folder, 'sub/a.json');
        const intruder = vscode.workspace.onDidChangeTextDocument(() => {
          intruder.dispose();
          swap();
        });
        const outcome = await applier.change('sub/a.json', replacing('one', 'two'));
        assert.ok(outcome.kind === 'failed' && /taken back/.test(outcome.message), JSON.stringify(outcome));
        assert.equal(document.getText(), '{"one": 1}\n');
        assert.deepEqual([bytes('aside/a.json').toString(), theirs()], ['{"one": 1}\n', '{"our": 1}\n']);
      });

      it('during the save: says where the edit may be', async () => {
        const { applier, bytes, swap } = twins();
        const intruder = vscode.workspace.onWillSaveTextDocument(swap);
        const outcome = await applier.change('sub/a.json', replacing('one', 'two'));
        intruder.dispose();
        assert.ok(outcome.kind === 'failed', JSON.stringify(outcome));
        assert.match(outcome.message, /may be there: .*through a link to \.vscode\/a\.json/);
        assert.equal(bytes('aside/a.json').toString(), '{"one": 1}\n');
      });
    });

    it('does nothing when someone types while the plan is made', async () => {
      const { applier, bytes, folder } = setUp({ 'a.txt': 'one\ntwo\n' });
      const document = await openIn(folder, 'a.txt');
      const outcome = await applier.change('a.txt', async (text) => {
        await typeAtStart(document, 'mine ');
        return replacing('two', '2')(text);
      });
      assert.equal(outcome.kind, 'failed');
      assert.equal(document.getText(), 'mine one\ntwo\n');
      assert.equal(bytes('a.txt').toString(), 'one\ntwo\n');
    });

    it('saves when the person has saved while the plan was made', async () => {
      const { applier, bytes, folder } = setUp({ 'a.txt': 'one\ntwo\n' });
      const document = await openIn(folder, 'a.txt');
      await typeAtStart(document, 'mine ');
      const outcome = await applier.change('a.txt', async (text) => {
        await document.save();
        return replacing('two', '2')(text);
      });
      assert.deepEqual(outcome, { kind: 'changed', text: 'mine one\n2\n' });
      assert.equal(bytes('a.txt').toString(), 'mine one\n2\n');
    });

    it('loses no keystroke and makes no half edit, whatever is done meanwhile', async () => {
      const { applier, bytes, folder } = setUp({ 'a.txt': 'first A\nmiddle\nlast A\n' });
      const actions: readonly ((document: vscode.TextDocument, round: number) => Promise<unknown>)[] = [
        (document, round) => typeAtStart(document, `typed ${round}\n`),
        async (document) => document.save(),
        async (document) => {
          await vscode.window.showTextDocument(document);
          return vscode.commands.executeCommand('workbench.action.closeActiveEditor');
        },
        async () => Promise.resolve(),
      ];
      let typed = 0;
      for (let round = 0; round < 24; round++) {
        const document = await openIn(folder, 'a.txt');
        if (document.isDirty) {
          await document.save();
        }
        const from = round % 2 === 0 ? 'A' : 'B';
        const to = round % 2 === 0 ? 'B' : 'A';
        const applying = applier.change('a.txt', async (text) => {
          const edits = ['first ', 'last '].map((word) => {
            const start = text.indexOf(word + from) + word.length;
            return { start, end: start + 1, newText: to };
          });
          return { kind: 'edit', edits };
        });
        await new Promise((resolve) => setTimeout(resolve, (round * 7) % 40));
        const action = round % actions.length;
        typed += action === 0 ? 1 : 0;
        // Closing would ask about unsaved changes, so nothing is unsaved then.
        await actions[action]?.(document, round);
        const outcome = await applying;
        const now = await openIn(folder, 'a.txt');
        // A save that is under way is joined, and what was typed since is left for the next.
        await until(async () => (await now.save()) && !now.isDirty, 'everything saved');
        const text = bytes('a.txt').toString();
        assert.equal(text.match(/typed \d+\n/g)?.length ?? 0, typed, text);
        const end = outcome.kind === 'changed' ? to : from;
        assert.ok(text.endsWith(`first ${end}\nmiddle\nlast ${end}\n`), `${JSON.stringify(outcome)}: ${text}`);
        if (outcome.kind !== 'changed') {
          await applier.change('a.txt', replacing(`first ${from}`, `first ${to}`));
          await applier.change('a.txt', replacing(`last ${from}`, `last ${to}`));
        }
      }
      assert.equal(typed, 6);
    });
  });

  it('makes all edits one undo step', async () => {
    const { applier, folder } = setUp({ 'a.txt': 'one\ntwo\nthree\n' });
    const document = await openIn(folder, 'a.txt');
    await vscode.window.showTextDocument(document);
    const outcome = await applier.change('a.txt', async () => ({
      kind: 'edit',
      edits: [
        { start: 8, end: 13, newText: '3' },
        { start: 0, end: 3, newText: '1\nand a half' },
      ],
    }));
    assert.deepEqual(outcome, { kind: 'changed', text: '1\nand a half\ntwo\n3\n' });
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), 'one\ntwo\nthree\n');
  });

  it('carries out one change after another, whoever asks', async () => {
    const { applier, bytes, folder } = setUp({ 'a.txt': '0\n' });
    const other = editorApplier(folder);
    let atWork = 0;
    const count = async (text: string): Promise<ChangePlan> => {
      atWork += 1;
      assert.equal(atWork, 1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      atWork -= 1;
      return { kind: 'edit', edits: [{ start: 0, end: text.length - 1, newText: String(Number(text) + 1) }] };
    };
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? applier : other).change('a.txt', count)),
    );
    assert.deepEqual(new Set(outcomes.map(({ kind }) => kind)), new Set(['changed']));
    assert.equal(bytes('a.txt').toString(), '10\n');
  });

  describe('that may go on while a file is saved', () => {
    /** Lets the saving of a file go on when it is told to. */
    function heldSave(name: string) {
      let end = () => {};
      const isHeld = new Promise<void>((resolve) => {
        end = resolve;
      });
      const listener = vscode.workspace.onWillSaveTextDocument((event) => {
        if (event.document.uri.path.endsWith(name)) {
          event.waitUntil(isHeld);
        }
      });
      return { end, dispose: () => listener.dispose() };
    }

    it('edits another file meanwhile, and the same one only when it is saved', async () => {
      const { applier, bytes } = setUp({ 'a.txt': 'one\n', 'b.txt': 'one\n' });
      const held = heldSave('a.txt');
      const order: string[] = [];
      const note = (what: string) => () => void order.push(what);
      let made = () => {};
      const isMade = new Promise<void>((resolve) => {
        made = resolve;
      });
      const first = applier.change('a.txt', replacing('one', 'two'), undefined, made);
      void first.then(note('a is two'));
      await isMade;
      const other = await applier.change('b.txt', replacing('one', 'two'));
      order.push('b is two');
      const again = applier.change('a.txt', async (text) => {
        order.push(`a is planned for ${text.trim()}`);
        return replacing('two', 'three')(text);
      });
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(bytes('a.txt').toString(), 'one\n');
      held.end();
      const outcomes = await Promise.all([first, again, Promise.resolve(other)]);
      assert.deepEqual(order, ['b is two', 'a is two', 'a is planned for two']);
      held.dispose();
      assert.deepEqual(
        outcomes.map((outcome) => outcome.kind === 'changed' && outcome.text),
        ['two\n', 'three\n', 'two\n'],
      );
      assert.deepEqual([bytes('a.txt').toString(), bytes('b.txt').toString()], ['three\n', 'two\n']);
    });

    it('takes back what cannot be saved, and nothing of what was edited meanwhile', async () => {
      const { applier, bytes, file, folder } = setUp({ 'a.txt': 'one\n', 'b.txt': 'one\n' });
      const [a, b] = [await openIn(folder, 'a.txt'), await openIn(folder, 'b.txt')];
      const held = heldSave('a.txt');
      const intruder = vscode.workspace.onWillSaveTextDocument(({ document }) => {
        if (document === a) {
          writeFileSync(file('a.txt'), 'theirs, longer\n');
        }
      });
      let made = () => {};
      const isMade = new Promise<void>((resolve) => {
        made = resolve;
      });
      const first = applier.change('a.txt', replacing('one', 'two'), undefined, made);
      await isMade;
      const other = await applier.change('b.txt', replacing('one', 'two'), undefined, () => {});
      assert.deepEqual([other.kind, bytes('b.txt').toString(), a.getText()], ['changed', 'two\n', 'two\n']);
      held.end();
      const outcome = await first;
      held.dispose();
      intruder.dispose();
      assert.ok(outcome.kind === 'failed' && /taken back/.test(outcome.message), JSON.stringify(outcome));
      assert.deepEqual([bytes('a.txt').toString(), a.getText()], ['theirs, longer\n', 'one\n']);
      assert.deepEqual([bytes('b.txt').toString(), b.getText()], ['two\n', 'two\n']);
    });
  });

  it('changes no file that somebody else is changing, and says who it is', async () => {
    const { folder, file, bytes } = setUp({ 'a.txt': 'one\n', 'b.txt': 'one\n' });
    const state = stateFolder();
    const applier = editorApplier(folder, fileChangesOf(folder, state));
    const other = fileChangesOf(vscode.Uri.file(path.dirname(file('a.txt'))), state);
    let end = () => {};
    const isHeld = new Promise<void>((resolve) => {
      void other.alone('a.txt', undefined, async () => {
        resolve();
        await new Promise<void>((done) => {
          end = done;
        });
        return { kind: 'refused', reason: '' };
      });
    });
    await isHeld;
    const outcome = await applier.change('a.txt', replacing('one', 'two'));
    assert.ok(
      outcome.kind === 'failed' && outcome.message.startsWith(`Process ${process.pid} on `),
      JSON.stringify(outcome),
    );
    assert.equal(bytes('a.txt').toString(), 'one\n');
    assert.equal((await applier.change('b.txt', replacing('one', 'two'))).kind, 'changed');
    const waiting = applier.change('a.txt', replacing('one', 'two'));
    end();
    assert.equal((await waiting).kind, 'changed');
  });

  it('keeps what would put the file right while it is saved, and nothing while it is not', async () => {
    const { folder, bytes } = setUp({ 'a.txt': '\ufeffone\r\ntwo\r\n' });
    const state = stateFolder();
    const applier = editorApplier(folder, fileChangesOf(folder, state));
    const document = await openIn(folder, 'a.txt');
    const kept = () =>
      readdirSync(path.join(state, 'changes'))
        .filter((name) => name.endsWith('.unfinished'))
        .map((name) => readFileSync(path.join(state, 'changes', name)));
    const seen: Buffer[][] = [];
    const saving = vscode.workspace.onWillSaveTextDocument(() => seen.push(kept()));
    const before = bytes('a.txt');
    assert.equal((await applier.change('a.txt', replacing('two', '2'))).kind, 'changed');
    saving.dispose();
    assert.equal(seen.length, 1);
    const [entry = assert.fail()] = seen[0] ?? [];
    assert.ok(entry.subarray(entry.indexOf('\n') + 1).equals(Buffer.concat([before, bytes('a.txt')])), String(entry));
    assert.deepEqual(kept(), []);
    await typeAtStart(document, 'mine ');
    const during: Buffer[][] = [];
    const editing = vscode.workspace.onDidChangeTextDocument(() => during.push(kept()));
    assert.equal((await applier.change('a.txt', replacing('one', '1'))).kind, 'changed');
    editing.dispose();
    assert.ok(during.length > 0);
    assert.deepEqual(during.flat(), []);
  });

  it('goes on after a plan that throws', async () => {
    const { applier } = setUp({ 'a.txt': 'one\n' });
    await assert.rejects(
      applier.change('a.txt', () => Promise.reject(new Error('disk full'))),
      /disk full/,
    );
    assert.equal((await applier.change('a.txt', replacing('one', 'two'))).kind, 'changed');
  });

  it('tells the text after whatever the editor did when saving', async () => {
    const { applier, bytes } = setUp({ 'a.txt': 'one  \ntwo\n' });
    const formatter = vscode.workspace.onWillSaveTextDocument((event) => {
      const end = event.document.lineAt(0).range.end;
      event.waitUntil(Promise.resolve([vscode.TextEdit.delete(new vscode.Range(end.translate(0, -2), end))]));
    });
    const outcome = await applier.change('a.txt', replacing('two', '2'));
    formatter.dispose();
    assert.deepEqual(outcome, { kind: 'changed', text: 'one\n2\n' });
    assert.equal(bytes('a.txt').toString(), 'one\n2\n');
  });

  it('takes the edit back when it cannot be saved', async () => {
    const { applier, bytes, file, folder } = setUp({ 'a.txt': 'one\ntwo\nthree\n' });
    const document = await openIn(folder, 'a.txt');
    // Someone else writes the file at the last moment, which makes the editor refuse to overwrite it.
    const intruder = vscode.workspace.onWillSaveTextDocument(() => writeFileSync(file('a.txt'), 'theirs, longer\n'));
    const outcome = await applier.change('a.txt', async () => ({
      kind: 'edit',
      edits: [
        { start: 0, end: 3, newText: 'a longer one' },
        { start: 8, end: 13, newText: '' },
      ],
    }));
    intruder.dispose();
    assert.ok(outcome.kind === 'failed' && /taken back/.test(outcome.message), JSON.stringify(outcome));
    assert.equal(bytes('a.txt').toString(), 'theirs, longer\n');
    assert.equal(document.getText(), 'one\ntwo\nthree\n');
  });

  it('puts right what it left half done on disk when it could not save', async () => {
    const { applier, bytes, file, folder } = setUp({ 'a.txt': 'one\ntwo\n' });
    const document = await openIn(folder, 'a.txt');
    // As on a full disk: the file is emptied, and then not written.
    const fullDisk = vscode.workspace.onWillSaveTextDocument(() => {
      writeFileSync(file('a.txt'), '');
      utimesSync(file('a.txt'), new Date(), new Date(Date.now() + 60_000));
    });
    const outcome = await applier.change('a.txt', replacing('two', '2'));
    fullDisk.dispose();
    assert.ok(outcome.kind === 'failed' && /could not be saved/.test(outcome.message), JSON.stringify(outcome));
    assert.equal(bytes('a.txt').toString(), 'one\ntwo\n');
    assert.equal(document.getText(), 'one\ntwo\n');
  });

  it('leaves no tabs behind of files that were not open', async () => {
    const names = Array.from({ length: 12 }, (_, n) => `file${n}.txt`);
    const { applier, bytes, folder } = setUp(Object.fromEntries(['open.txt', ...names].map((name) => [name, 'one\n'])));
    await vscode.window.showTextDocument(await openIn(folder, 'open.txt'), { preview: false });
    for (const name of names) {
      assert.equal((await applier.change(name, replacing('one', 'two'))).kind, 'changed');
      assert.equal(bytes(name).toString(), 'two\n');
    }
    const labels = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    await until(() => labels().join() === 'open.txt', 'only the tab from before is there');
  });

  it('leaves the tabs alone that a person opens right afterwards', async () => {
    const { applier, folder } = setUp({ 'a.txt': 'one\n', 'b.txt': 'one\n' });
    await applier.change('a.txt', replacing('one', 'two'));
    for (const name of ['a.txt', 'b.txt']) {
      await vscode.window.showTextDocument(await openIn(folder, name), { preview: false });
    }
    const { tabs } = vscode.window.tabGroups.activeTabGroup;
    assert.deepEqual(
      tabs.map(({ label }) => label),
      ['a.txt', 'b.txt'],
    );
  });
});
