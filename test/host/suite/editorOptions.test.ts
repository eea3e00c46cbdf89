import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { settleOptions } from '../../../src/compose/editorOptions';
import type { WordsAnswer } from '../../../src/compose/folderWords';
import type { RunOptions } from '../../../src/core/options';
import { findProfile } from '../../../src/core/prompt/profiles';
import { makeFolder } from '../reviewedFolder';

const changed = ['profile', 'profiles', 'reviewers', 'instructions', 'minConfidence', 'minSeverity'] as const;

async function set(key: (typeof changed)[number], value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('folderReview').update(key, value, vscode.ConfigurationTarget.Global);
}

function memory() {
  const values = new Map<string, unknown>();
  return {
    get: (key: string) => values.get(key),
    update: async (key: string, value: boolean) => void values.set(key, value),
  };
}

const ours = 'profiles:\n  ours:\n    focus: Forbidden\u200b words.\n    min_confidence: high\n';
const both = `review:\n  profile: ours\n  instructions: Look twice.\n${ours}`;

describe('what a review in the editor starts with', () => {
  const folders: vscode.Uri[] = [];
  let approvals = memory();
  let asked: { question: string; words: string }[] = [];

  /** Settles with one answer to every question. */
  async function settle(yaml: string, answer?: WordsAnswer) {
    const folder = makeFolder({ 'folder-review.yaml': yaml });
    folders.push(folder);
    asked = [];
    return settleOptions(folder, folder.fsPath, approvals, async (question, words) => {
      asked.push({ question, words });
      return answer;
    });
  }

  async function optionsOf(yaml: string, answer?: WordsAnswer): Promise<RunOptions> {
    const settled = await settle(yaml, answer);
    return settled.kind === 'settled' ? settled.options : assert.fail(JSON.stringify(settled));
  }

  beforeEach(() => {
    approvals = memory();
  });
  afterEach(async () => {
    for (const key of changed) {
      await set(key, undefined);
    }
    for (const folder of folders.splice(0)) {
      rmSync(folder.fsPath, { recursive: true });
    }
  });

  it('is the default where nobody says anything, and asks nothing', async () => {
    const options = await optionsOf('');
    assert.deepEqual(options.profile, findProfile('bugs'));
    assert.equal(options.instructions, '');
    assert.equal(options.fileTimeLimitMs, 3_600_000);
    assert.ok(!('maxTokens' in options));
    assert.deepEqual(asked, []);
  });

  it('is what the folder brings, after one look at all of it', async () => {
    await set('reviewers', ['local', 'model']);
    await set('instructions', 'Mine.');
    const options = await optionsOf(both, 'use');
    assert.deepEqual(asked, [
      {
        question:
          'The folder’s folder-review.yaml brings a profile of its own and instructions for the model. Use what it brings?',
        words:
          'Profile “ours”\nLooks for: Forbidden\\u{200B} words.\nShows: error, warning, info, of confidence high\n\nLook twice.',
      },
    ]);
    assert.equal(options.profile.name, 'ours');
    assert.equal(options.instructions, 'Mine.\n\nLook twice.');
    assert.equal((await optionsOf(both)).profile.name, 'ours');
    assert.deepEqual(asked, [], 'the same words are not asked about again');
    assert.equal((await settle(both.replace('twice', 'thrice'))).kind, 'cancelled');
    assert.equal(asked.length, 1, 'other words are');
  });

  it('is the user’s own where the folder’s is not wanted', async () => {
    await set('reviewers', ['local', 'model']);
    for (const answer of ['ignore', undefined] as const) {
      const options = await optionsOf(both, answer);
      assert.equal(options.profile.name, 'bugs');
      assert.equal(options.instructions, '');
    }
  });

  it('does not ask about instructions that no model gets, nor about words that are not used', async () => {
    assert.equal((await optionsOf('review: {profile: mentor, instructions: x}\n')).profile.name, 'mentor');
    await set('profile', 'security');
    assert.equal((await optionsOf(both)).profile.name, 'security');
    assert.deepEqual(asked, []);
  });

  it('prefers a profile of the user’s to one of the folder’s with the same name', async () => {
    await set('profiles', { ours: { passes: [{ name: 'mine', focus: 'My words.' }], severities: ['error'] } });
    assert.deepEqual((await optionsOf(both)).profile, {
      name: 'ours',
      passes: [{ name: 'mine', focus: 'My words.' }],
      tone: '',
      severities: ['error'],
      minConfidence: 'medium',
    });
    assert.deepEqual(asked, []);
  });

  it('asks again about a profile of the folder’s that the user names, and does without no other', async () => {
    await optionsOf(both, 'ignore');
    await set('profile', 'ours');
    const settled = await settle(both, 'ignore');
    assert.equal(settled.kind === 'failed' && settled.message.includes('folderReview.profile names “ours”'), true);
    assert.equal((await optionsOf(both, 'use')).profile.name, 'ours');
  });

  it('says which profiles there are when there is none of the name', async () => {
    await set('profiles', { mine: { focus: 'x' } });
    assert.deepEqual(await settle(`review: {profile: nope}\n${ours}`), {
      kind: 'failed',
      message:
        'There is no profile “nope”. There are: bugs, security, performance, maintainability, mentor, mine, ours.',
    });
  });

  it('takes the bounds of the settings for those of the profile', async () => {
    await set('minConfidence', 'low');
    await set('minSeverity', 'warning');
    const { severities, minConfidence, passes } = (await optionsOf('')).profile;
    assert.deepEqual([severities, minConfidence], [['error', 'warning'], 'low']);
    assert.deepEqual(passes, findProfile('bugs')?.passes);
  });
});
