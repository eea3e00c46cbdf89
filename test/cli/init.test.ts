import assert from 'node:assert/strict';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { parse } from 'yaml';
import { Playground } from './cli';

describe('folder-review init', () => {
  let ground: Playground;

  beforeEach(() => {
    ground = new Playground();
  });
  afterEach(() => ground.dispose());

  it('writes a file that a review reads and that changes nothing', async () => {
    const folder = ground.folder('fresh', { 'a.js': 'if (x == NaN) y();\n' });
    const before = await ground.run(['review', folder, '--format', 'json', '--quiet', '--fail-on', 'never']);
    const { exitCode, stdout } = await ground.run(['init', folder]);
    assert.equal(exitCode, 0);
    const file = join(folder, 'folder-review.yaml');
    assert.match(stdout, new RegExp(`^Written: ${file}$`, 'm'));
    const text = readFileSync(file, 'utf8');
    assert.deepEqual(parse(text), { review: null, profiles: null, verify: null });
    assert.match(text, /^ {2}# max_parallel_files: 4$/m);
    const after = await ground.run([
      ...['review', folder, '--format', 'json', '--quiet', '--fail-on', 'never'],
      ...['--exclude', 'folder-review.yaml'],
    ]);
    assert.deepEqual(JSON.parse(after.stdout).files, JSON.parse(before.stdout).files);
  });

  it('writes over nothing, whatever has the name', async () => {
    const folder = ground.folder('taken', { 'folder-review.yaml': 'review: {}\n' });
    const again = await ground.run(['init', folder]);
    assert.deepEqual([again.exitCode, again.stdout], [2, '']);
    assert.match(again.stderr, /^There is a folder-review\.yaml already, which stays as it is: .*taken/);
    assert.equal(readFileSync(join(folder, 'folder-review.yaml'), 'utf8'), 'review: {}\n');

    const linked = ground.folder('linked', { 'a.js': '' });
    symlinkSync(join(ground.root, 'elsewhere'), join(linked, 'folder-review.yaml'));
    assert.equal((await ground.run(['init', linked])).exitCode, 2);
    assert.equal(existsSync(join(ground.root, 'elsewhere')), false);
  });

  it('says when there is no such folder', async () => {
    const { exitCode, stderr } = await ground.run(['init', join(ground.root, 'nowhere')]);
    assert.equal(exitCode, 2);
    assert.match(stderr, /nowhere\/folder-review\.yaml cannot be written: it does not exist/);
  });
});

describe('folder-review review of a folder with copies of other people’s code', () => {
  it('says which may be worth leaving out, and with which flags, until that is done', async () => {
    const ground = new Playground();
    try {
      const names = ["deps/one's/a.js", 'deps/one/b.js', 'deps/two/a.js', 'deps/two/b.js', 'deps/two/c.js', 'src/a.js'];
      const folder = ground.folder('whole', Object.fromEntries(names.map((name) => [name, 'if (x == NaN) y();\n'])));
      const words = ['review', folder, '--fail-on', 'never'];
      const hint =
        /^deps \(5 files, \d+ findings\) looks like other people’s code\. To leave that out: --exclude 'deps\/\*\*'$/m;
      const first = await ground.run(words);
      assert.match(first.stdout + first.stderr, hint);
      const second = await ground.run([...words, '--exclude', 'deps/**']);
      assert.doesNotMatch(second.stdout + second.stderr, /other people/);
    } finally {
      ground.dispose();
    }
  });
});
