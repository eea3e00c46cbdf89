import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('an untrusted workspace', () => {
  it('is untrusted', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it('has neither the extension nor its commands', async () => {
    assert.equal(vscode.extensions.getExtension('folder-review.folder-review'), undefined);
    const commands = await vscode.commands.getCommands(true);
    const ours = commands.filter((command) => command.startsWith('folderReview.'));
    assert.deepEqual(ours, []);
  });
});
