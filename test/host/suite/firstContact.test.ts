import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { toElementId } from '../../../src/vscode/elements';
import { commandIds } from '../../../src/vscode/ids';
import { exclude, excludeArgument } from '../../../src/vscode/rules/excludeFolder';
import type { RunUi } from '../../../src/vscode/runs/runUi';
import { Sessions } from '../../../src/vscode/sessions';
import { createConfig } from '../../../src/vscode/setup/createConfigFile';
import { closeEverything } from '../reviewedFolder';
import { scriptedSession } from '../scriptedSession';

describe('a folder-review.yaml', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no folder is open');
  const file = path.join(folder, 'folder-review.yaml');
  const shown = () => vscode.window.activeTextEditor?.document.uri.fsPath;

  afterEach(async () => {
    await closeEverything();
    rmSync(file, { force: true });
  });

  it('is written into the open folder, and opened', async () => {
    await vscode.commands.executeCommand(commandIds.createConfig);
    assert.match(readFileSync(file, 'utf8'), /^review:\n(?: {2}# .*\n)+ {2}# max_parallel_files: 4$/m);
    assert.equal(shown(), file);
  });

  it('is never written over, and can be opened from the message that says so', async () => {
    const told: string[] = [];
    let button: string | undefined;
    const ui: Pick<RunUi, 'tell'> = {
      tell: async (level, message, ...buttons) => {
        told.push([level, message, ...buttons].join(' | '));
        return button;
      },
    };
    const there = { kind: 'there', path: path.join(folder, 'file.txt'), message: 'It is there.' } as const;
    await vscode.workspace.fs.writeFile(vscode.Uri.file(there.path), Buffer.from('x'));
    await createConfig({ create: async () => there, ui: ui as RunUi });
    assert.deepEqual([told, shown()], [['error | It is there. | Open It'], undefined]);
    button = 'Open It';
    await createConfig({ create: async () => there, ui: ui as RunUi });
    assert.equal(shown(), there.path);
    await createConfig({ create: async () => ({ kind: 'failed', message: 'No room.' }), ui: ui as RunUi });
    assert.equal(told.at(-1), 'error | No room.');
    rmSync(there.path);
  });
});

describe('a folder that is excluded from reviews', () => {
  const { Global, WorkspaceFolder } = vscode.ConfigurationTarget;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail('no folder is open');
  const settings = () => vscode.workspace.getConfiguration('folderReview', folder);
  const kept = () => settings().inspect<readonly string[]>('exclude');
  let said: string[];
  let button: string | undefined;
  let meanwhile: (() => Promise<void>) | undefined;
  let isSure: boolean;
  const ui = {
    offer: async (_level: string, message: string) => {
      said.push(message);
      await meanwhile?.();
      return button;
    },
    confirm: async (question: string) => {
      said.push(question);
      return isSure;
    },
  };
  let sessions: Sessions;

  beforeEach(() => {
    [said, button, sessions] = [[], undefined, new Sessions()];
    [meanwhile, isSure] = [undefined, false];
  });
  afterEach(async () => {
    sessions.dispose();
    await settings().update('exclude', undefined, Global);
    await settings().update('exclude', undefined, WorkspaceFolder);
  });

  it('is in the settings of the folder, behind what stands there, and can be had back', async () => {
    await settings().update('exclude', ['*.md'], WorkspaceFolder);
    await exclude(excludeArgument(folder, ['deps', 'a [1]']), { sessions, ui });
    assert.deepEqual(kept()?.workspaceFolderValue, ['*.md', 'deps/**', 'a \\[1\\]/**']);
    assert.match(said[0] ?? '', /^deps\/\*\*, .* is excluded in the settings of “[^”]+”, from the next review on\.$/);
    button = 'Undo';
    await exclude(excludeArgument(folder, ['lib']), { sessions, ui });
    assert.deepEqual(kept()?.workspaceFolderValue, ['*.md', 'deps/**', 'a \\[1\\]/**']);
    assert.equal(kept()?.globalValue, undefined);
  });

  it('is had back alone, with what was excluded since left as it is', async () => {
    button = 'Undo';
    meanwhile = async () => settings().update('exclude', ['deps/**', 'later/**'], WorkspaceFolder);
    await exclude(excludeArgument(folder, ['deps']), { sessions, ui });
    assert.deepEqual(kept()?.workspaceFolderValue, ['later/**']);
    await exclude(excludeArgument(folder, ['later']), { sessions, ui });
    assert.deepEqual(kept()?.workspaceFolderValue, ['deps/**', 'later/**'], 'what stood there before');
  });

  it('is in the settings of the open folder around it, behind the person’s own, which those would replace', async () => {
    await settings().update('exclude', ['*.md'], Global);
    await exclude(excludeArgument(vscode.Uri.joinPath(folder, 'sub'), ['deps']), { sessions, ui });
    assert.deepEqual([kept()?.globalValue, kept()?.workspaceFolderValue], [['*.md'], ['*.md', 'deps/**']]);
    assert.match(said[0] ?? '', /That holds for reviews of any folder in it, seen from that folder\.$/);
    await settings().update('exclude', undefined, WorkspaceFolder);
    button = 'Undo';
    await exclude(excludeArgument(folder, ['deps']), { sessions, ui });
    assert.deepEqual([kept()?.globalValue, kept()?.workspaceFolderValue], [['*.md'], undefined]);
  });

  it('is in the person’s own settings only for who agrees, where its folder is not open', async () => {
    const elsewhere = excludeArgument(vscode.Uri.file('/elsewhere'), ['deps']);
    await exclude(elsewhere, { sessions, ui });
    assert.match(said.join(), /^The folder of this review is not open.* Exclude deps\/\*\* from all reviews.*\?$/);
    assert.equal(kept()?.globalValue, undefined);
    isSure = true;
    await exclude(elsewhere, { sessions, ui });
    assert.deepEqual([kept()?.globalValue, kept()?.workspaceFolderValue], [['deps/**'], undefined]);
  });

  it('is that of a row, and nothing without one', async () => {
    const session = scriptedSession({ folder, files: new Map([['deps/a.ts', 'a']]) });
    sessions.add(session);
    const run = session.run.store.header.id;
    for (const odd of [undefined, 'x', { folder: 'x', paths: ['a'] }, { folder }, toElementId({ kind: 'run', run })]) {
      await exclude(odd, { sessions, ui });
    }
    assert.deepEqual([new Set(said).size, kept()?.workspaceFolderValue], [1, undefined]);
    await exclude(toElementId({ kind: 'folder', run, path: 'deps' }), { sessions, ui });
    assert.deepEqual(kept()?.workspaceFolderValue, ['deps/**']);
  });
});
