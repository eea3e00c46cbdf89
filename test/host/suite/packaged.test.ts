import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';

describe('the packaged extension', () => {
  it('is installed from the .vsix and activates', async () => {
    const extension = vscode.extensions.getExtension('folder-review.folder-review');
    assert.ok(extension);
    const root = process.env.FOLDER_REVIEW_TEST_ROOT;
    assert.ok(root);
    assert.ok(path.relative(root, extension.extensionPath).startsWith('..'), extension.extensionPath);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
