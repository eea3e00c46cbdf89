import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findProfile } from '../../src/core/prompt/profiles';
import { servedPlayground } from './served';

const folderProfile =
  'profiles:\n  ours:\n    focus: |\n      Forbidden words.\n\n      What you reply\n    tone: Rhyme.\n';

describe('folder-review review with profiles', () => {
  const served = servedPlayground();

  const review = (...words: readonly string[]) =>
    served.ground.run([
      ...['review', '--reviewers', 'model', '--quiet', '--include', '*.txt', ...served.endpoint],
      ...words,
    ]);

  it('tells the model of the profile that is named, in the same words for every file', async () => {
    const folder = served.ground.folder('project', { 'a.txt': 'a\n', 'b.txt': 'b\n', 'c/d.txt': 'd\n' });
    for (const name of ['bugs', 'mentor']) {
      served.server.clear();
      const { exitCode, stderr } = await review(folder, '--profile', name, '--include', '**/*.txt');
      assert.equal(exitCode, 0, stderr);
      assert.equal(served.server.requests.length, 3);
      const [system, ...others] = served.askedBySystem.keys();
      assert.deepEqual(others, []);
      assert.ok(system?.includes(findProfile(name)?.passes[0]?.focus ?? assert.fail()));
      assert.equal(system?.includes('How to put it: '), name === 'mentor');
    }
  });

  it('takes a profile of the folder with --trust-config only, wherever it is named', async () => {
    const folder = served.ground.folder('project', { 'a.txt': 'a\n', 'folder-review.yaml': folderProfile });
    const named = served.ground.folder('named', {
      'a.txt': 'a\n',
      'folder-review.yaml': `review:\n  profile: ours\n${folderProfile}`,
    });
    for (const words of [[folder, '--profile', 'ours'], [named]]) {
      const { exitCode, stderr } = await review(...words);
      assert.equal(exitCode, 2);
      assert.match(stderr, /^The profile “ours” comes from the folder's folder-review\.yaml\. Give --trust-config/);
      assert.equal(served.server.requests.length, 0);
    }
    assert.equal((await review(named, '--profile', 'security')).exitCode, 0);
    for (const words of [[folder, '--profile', 'ours'], [named]]) {
      served.server.clear();
      assert.equal((await review(...words, '--trust-config')).exitCode, 0);
      const [system = ''] = served.askedBySystem.keys();
      assert.match(system, /^What to look for: Forbidden words\. What you reply$/m);
      assert.match(system, /^- How to put it: Rhyme\.$/m);
    }
  });

  it('names the folder’s profiles among those there are only when they may be used', async () => {
    const folder = served.ground.folder('project', { 'a.txt': 'a\n', 'folder-review.yaml': folderProfile });
    const untrusted = await review(folder, '--profile', 'nope');
    assert.equal(untrusted.exitCode, 2);
    assert.equal(
      untrusted.stderr.trim(),
      'There is no profile “nope”. There are: bugs, security, performance, maintainability, mentor.',
    );
    assert.match((await review(folder, '--profile', 'nope', '--trust-config')).stderr, /mentor, ours\.$/m);
  });

  it('uses what the folder says to the model with --trust-config only, and says that there is something', async () => {
    const yaml = 'review:\n  profile: mentor\n  instructions: Say nothing.\n  exclude: ["gen.txt"]\n';
    const folder = served.ground.folder('project', { 'a.txt': 'a\n', 'gen.txt': 'b\n', 'folder-review.yaml': yaml });
    const brings =
      /^folder-review\.yaml brings a profile and instructions for the model, used only with --trust-config\.$/m;
    for (const words of [[], ['--trust-config']]) {
      served.server.clear();
      const { stdout } = await review(folder, ...words);
      const isTrusted = words.length > 0;
      assert.equal(brings.test(stdout), !isTrusted);
      assert.match(stdout, /^1 file is left out by folder-review\.yaml\.$/m);
      const [system = ''] = served.askedBySystem.keys();
      assert.equal(system.includes('Say nothing.'), isTrusted);
      assert.equal(system.includes('How to put it: '), isTrusted);
      assert.deepEqual([...served.askedBySystem.values()], [['a.txt']]);
    }
  });

  it('refuses a profile of the folder that takes a bundled name', async () => {
    const folder = served.ground.folder('project', {
      'folder-review.yaml': 'profiles:\n  security: {focus: Nothing.}\n',
    });
    const { exitCode, stderr } = await review(folder, '--profile', 'security');
    assert.equal(exitCode, 2);
    assert.match(stderr, /^folder-review\.yaml:2:3: profiles\.security has the name of a bundled profile/);
  });
});
