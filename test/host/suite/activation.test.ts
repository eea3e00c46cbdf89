import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activationTime } from '../activationTime';

describe('activation', () => {
  it('takes little time (printed: it may take 50 ms)', async () => {
    const extension = vscode.extensions.getExtension('folder-review.folder-review');
    assert.ok(extension);
    assert.equal(extension.isActive, false, 'nothing has needed the extension yet');
    await extension.activate();
    const { loadMs, activateMs } = activationTime(extension);
    console.log(`      activated in ${loadMs + activateMs} ms, ${loadMs} ms of it to load the code`);
    assert.ok(loadMs >= 0 && activateMs >= 0, 'VS Code tells both times');
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
