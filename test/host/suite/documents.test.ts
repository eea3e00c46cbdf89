import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { encodingOf, fileUri, openDirtyText, openPaths, readText, relativePath } from '../../../src/vscode/documents';
import { closeEverything, makeFolder, openIn } from '../reviewedFolder';

describe('what the editor holds', () => {
  afterEach(closeEverything);

  it('is the text of a file only while something is unsaved', async () => {
    const folder = makeFolder({ 'a.ts': '\ufeffone\r\ntwo\r\n' });
    const uri = fileUri(folder, 'a.ts');
    assert.equal(openDirtyText(uri), undefined);
    const document = await openIn(folder, 'a.ts');
    assert.equal(openDirtyText(uri), undefined);
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'zero\n'));
    assert.deepEqual(openDirtyText(uri), { text: 'zero\none\ntwo\n', lineEnding: 'crlf', languageId: 'typescript' });
    assert.equal(await readText(uri), 'zero\none\ntwo\n');
    await document.save();
    assert.equal(openDirtyText(uri), undefined);
  });

  it('has the encoding of the open document, else of the settings', async () => {
    const folder = makeFolder({ 'a.txt': Buffer.from('caf\xe9', 'latin1') });
    const uri = fileUri(folder, 'a.txt');
    assert.equal(encodingOf(uri), 'utf8');
    await vscode.workspace.openTextDocument(uri, { encoding: 'windows1252' });
    assert.equal(encodingOf(uri), 'windows1252');
    assert.equal(await readText(uri), 'café');
  });

  it('includes the files of open tabs, differences too', async () => {
    const folder = makeFolder({ 'a.txt': 'a', 'sub/b c%.txt': 'b', 'c.txt': 'c', 'd.txt': 'd' });
    await vscode.window.showTextDocument(await openIn(folder, 'a.txt'), { preview: false });
    await vscode.window.showTextDocument(await openIn(folder, 'sub/b c%.txt'), { preview: false });
    await vscode.commands.executeCommand('vscode.diff', fileUri(folder, 'd.txt'), fileUri(folder, 'c.txt'), 'diff');
    assert.deepEqual(openPaths(folder), new Set(['a.txt', 'sub/b c%.txt', 'c.txt']));
    assert.deepEqual(openPaths(fileUri(folder, 'sub')), new Set(['b c%.txt']));
  });

  it('has paths only below the folder', () => {
    const folder = vscode.Uri.file('/a/b');
    assert.equal(relativePath(folder, vscode.Uri.file('/a/b/c/d.txt')), 'c/d.txt');
    assert.equal(relativePath(folder, vscode.Uri.file('/a/bc/d.txt')), undefined);
    assert.equal(relativePath(folder, vscode.Uri.file('/a/b')), undefined);
    assert.equal(relativePath(vscode.Uri.file('/'), vscode.Uri.file('/a.txt')), 'a.txt');
    assert.equal(relativePath(folder, vscode.Uri.parse('untitled:/a/b/c')), undefined);
    assert.equal(relativePath(folder, undefined), undefined);
  });

  it('reads what is not open, and nothing where nothing is', async () => {
    const folder = makeFolder({ 'a.txt': '\ufeffone\r\n' });
    assert.equal(await readText(fileUri(folder, 'a.txt')), 'one\n');
    assert.equal(await readText(fileUri(folder, 'none.txt')), undefined);
  });
});
