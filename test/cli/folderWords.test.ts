import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Playground } from './cli';

const files = {
  'a.py': 'x = 1\nif x is "a":\n    pass\nif x is "b":  # noqa\n    pass\n',
  'ruff.toml': 'lint.ignore = ["F632"]\n',
  'b.js': 'if (b == NaN) {\n}\n',
  'web/eslint.config.js': "export default [{ rules: { 'use-isnan': 'off' } }];\n",
  'web/c.js': 'if (c == NaN) {\n}\n',
  'd.md': '# A\n\n(text)[https://example.com]\n',
  '.markdownlint.json': '{ "MD011": false }',
  'e.txt': 'e\n',
  'gen/f.txt': 'f\n',
  '.reviewignore': 'e.txt\n',
  'folder-review.yaml': 'review:\n  exclude: [gen]\n',
};

describe('what a folder hides on the command line', () => {
  let ground: Playground;
  beforeEach(() => {
    ground = new Playground();
  });
  afterEach(() => ground.dispose());

  it('is refused with every line at which its file makes no sense', async () => {
    const folder = ground.folder('wrong', {
      'folder-review.yaml': 'review:\n  max_parallel_files: 0\n  exclud: [a]\nprofiles:\n  ours: { tone: x }\n',
    });
    const { exitCode, stderr } = await ground.run(['review', folder]);
    assert.equal(exitCode, 2);
    assert.deepEqual(
      stderr
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/[ :]/).slice(0, 2).join(':')),
      ['folder-review.yaml:2', 'folder-review.yaml:3', 'folder-review.yaml:5'],
    );
  });

  it('is said and counted in every report, and the same for any number of files at once', async () => {
    const folder = ground.folder('project', files);
    const run = (count: number) =>
      ground.run(['review', folder, '--out', `out${count}`, '--quiet', '--max-parallel-files', String(count)]);
    const { stdout, exitCode } = await run(1);
    await run(8);
    assert.equal(exitCode, 1);
    assert.equal(ground.read('out1', 'results.json'), ground.read('out8', 'results.json'));
    const hidden = Object.entries(ground.json('out1', 'results.json').files).flatMap(([path, file]) =>
      (file.hidden ?? []).map(({ rule, hiddenBy, proposal }) => {
        assert.equal(proposal, undefined);
        return [path, rule, hiddenBy];
      }),
    );
    assert.deepEqual(hidden, [
      ['a.py', 'F632', 'ruff.toml'],
      ['a.py', 'F632', 'comment'],
      ['d.md', 'MD011', '.markdownlint.json'],
      ['web/c.js', 'use-isnan', 'web/eslint.config.js'],
    ]);
    const sentences = [
      '1 finding is hidden by a comment in its file.',
      '1 finding is hidden by .markdownlint.json.',
      '1 finding is hidden by ruff.toml.',
      '1 finding is hidden by web/eslint.config.js.',
      '1 file is left out by .reviewignore.',
      '1 folder is left out by folder-review.yaml.',
    ];
    const reports = [
      stdout,
      ground.read('out1', 'report.md').replace(/[\\`]/g, ''),
      ground.read('out1', 'results.sarif'),
    ];
    for (const report of reports) {
      for (const sentence of sentences) {
        assert.ok(report.includes(sentence), sentence);
      }
    }
    const shown = await ground.run(['show', 'last']);
    assert.ok(sentences.every((sentence) => shown.stdout.includes(sentence)));
  });

  it('counts for --fail-on only where it is shown', async () => {
    const folder = ground.folder('project', { 'a.py': files['a.py'], 'ruff.toml': files['ruff.toml'] });
    const exitCode = async () => (await ground.run(['review', folder, '--quiet', '--fail-on', 'info'])).exitCode;
    assert.equal(await exitCode(), 0);
    ground.folder('project', { 'ruff.toml': '' });
    assert.equal(await exitCode(), 1);
  });
});
