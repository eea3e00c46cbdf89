import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { onDidChangeSettings, readSettings } from '../../../src/vscode/settings';

const { Global, Workspace } = vscode.ConfigurationTarget;

function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return folder.uri;
}

async function set(key: string, value: unknown, target = Workspace): Promise<void> {
  await vscode.workspace.getConfiguration('folderReview', workspaceFolder()).update(key, value, target);
}

function settings() {
  const read = readSettings(workspaceFolder());
  assert.equal(read.kind, 'settings', read.kind === 'invalid' ? read.message : '');
  return read.kind === 'settings' ? read : assert.fail();
}

describe('the settings of a folder', () => {
  afterEach(async () => {
    await set('maxParallelFiles', undefined, Workspace);
    await set('maxParallelFiles', undefined, Global);
    await set('reviewers', undefined, Workspace);
    for (const key of ['endpoints', 'profiles', 'budget.maxTokens']) {
      await set(key, undefined, Global);
    }
  });

  it('are the defaults where nobody has set anything', () => {
    assert.equal(settings().settings.maxParallelFiles, 4);
    assert.deepEqual(settings().settings.reviewers, ['local', 'editor']);
    assert.equal(settings().explicit.size, 0);
  });

  it('tell what somebody has set, even to the default', async () => {
    await set('maxParallelFiles', 4);
    assert.deepEqual([...settings().explicit], ['maxParallelFiles']);
    await set('maxParallelFiles', 9, Global);
    assert.equal(settings().settings.maxParallelFiles, 4);
    await set('maxParallelFiles', undefined);
    assert.equal(settings().settings.maxParallelFiles, 9);
    assert.deepEqual([...settings().explicit], ['maxParallelFiles']);
  });

  it('say which one makes no sense', async () => {
    await set('maxParallelFiles', 0);
    assert.deepEqual(readSettings(workspaceFolder()), {
      kind: 'invalid',
      message: 'The setting folderReview.maxParallelFiles must be a whole number from 1 to 64, not 0.',
    });
    await set('maxParallelFiles', undefined);
    await set('reviewers', ['everybody']);
    const read = readSettings(workspaceFolder());
    assert.match(
      read.kind === 'invalid' ? read.message : '',
      /folderReview\.reviewers\[0\] in \.vscode\/settings\.json must be/,
    );
  });

  it('are live', async () => {
    const heard: number[] = [];
    let hear = () => {};
    const change = new Promise<void>((resolve) => {
      hear = resolve;
    });
    const subscription = onDidChangeSettings(workspaceFolder(), () => {
      heard.push(settings().settings.maxParallelFiles);
      hear();
    });
    try {
      await set('maxParallelFiles', 2);
      await change;
      assert.equal(heard.at(-1), 2);
    } finally {
      subscription.dispose();
    }
  });

  it('never take a model server or a budget from the folder', async () => {
    const file = vscode.Uri.joinPath(workspaceFolder(), '.vscode', 'settings.json');
    const change = new Promise<void>((resolve) => {
      const subscription = onDidChangeSettings(workspaceFolder(), () => {
        subscription.dispose();
        resolve();
      });
    });
    const endpoints = [{ kind: 'openai', url: 'http://evil.example/v1', model: 'm' }];
    const content = {
      'folderReview.endpoints': endpoints,
      'folderReview.budget.maxTokens': 9,
      'folderReview.budget.askAboveFiles': 0,
      'folderReview.maxParallelFiles': 3,
    };
    await vscode.workspace.fs.writeFile(file, Buffer.from(JSON.stringify(content)));
    await change;
    assert.equal(settings().settings.maxParallelFiles, 3);
    assert.deepEqual(settings().settings.endpoints, []);
    assert.equal(settings().settings.maxTokens, undefined);
    assert.equal(settings().settings.askAboveFiles, 200);
    assert.deepEqual([...settings().explicit], ['maxParallelFiles']);
    await vscode.workspace.fs.delete(file);
  });

  it('tell the words of the folder from the user’s', async () => {
    await set('reviewers', ['local', 'model']);
    const { settings: own, explicit, folder } = settings();
    assert.deepEqual(own.reviewers, ['local', 'editor']);
    assert.equal(explicit.size, 0);
    assert.deepEqual(folder, [{ source: '.vscode/settings.json', wishes: { reviewers: ['local', 'model'] } }]);
  });

  it('take profiles and budgets from the user', async () => {
    await set('profiles', { mine: { focus: 'x' } }, Global);
    await set('budget.maxTokens', 9, Global);
    assert.deepEqual(
      settings().settings.profiles.map(({ name }) => name),
      ['mine'],
    );
    assert.equal(settings().settings.maxTokens, 9);
  });

  it('take model servers from the user', async () => {
    await set('endpoints', [{ kind: 'ollama', url: 'http://127.0.0.1:11434', model: 'm' }], Global);
    assert.deepEqual(settings().settings.endpoints, [
      { id: 'ollama-1', kind: 'ollama', url: 'http://127.0.0.1:11434', model: 'm' },
    ]);
    assert.ok(settings().explicit.has('endpoints'));
  });
});
