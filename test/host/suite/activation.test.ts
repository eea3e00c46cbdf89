import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('activation', () => {
  it('takes little time (printed: it may take 50 ms)', async () => {
    const extension = vscode.extensions.getExtension('folder-review.folder-review');
    assert.ok(extension);
    assert.equal(extension.isActive, false, 'nothing has needed the extension yet');
    const started = performance.now();
    await extension.activate();
    console.log(`      activated in ${(performance.now() - started).toFixed(1)} ms`);
    assert.equal(extension.isActive, true);
  });

  it('offers every command of the manifest, and no other', async () => {
    const extension = vscode.extensions.getExtension('folder-review.folder-review');
    const declared: string[] = extension?.packageJSON.contributes.commands.map(
      (entry: { command: string }) => entry.command,
    );
    const offered = (await vscode.commands.getCommands(true)).filter((command) =>
      /^folderReview\.[a-zA-Z]+$/.test(command),
    );
    assert.deepEqual(offered.sort(), declared.sort());
  });
});
