import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the editor the tests run in', () => {
  it('is a VS Code new enough for the extension', () => {
    console.log(`      VS Code ${vscode.version}, Node ${process.versions.node}`);
    const [major = 0, minor = 0] = vscode.version.split('.').map(Number);
    assert.ok(major > 1 || minor >= 104, vscode.version);
  });

  it('has the extension and activates it', async () => {
    const extension = vscode.extensions.getExtension('folder-review.folder-review');
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
