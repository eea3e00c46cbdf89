import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { ApplyingRules } from '../../src/cli/rulesFor';
import { findProfile } from '../../src/core/prompt/profiles';
import { servedPlayground } from './served';

const yaml = `review:
  rules:
    ruff/F632: off
  overrides:
    - files: ["*.h", man]
      profile: two
      reviewers: [model]
    - files: [gen]
      analyzers: [text]
    - files: [secret]
      reviewers: [local]
    - files: [old]
      rules:
        eslint/*: info
    - files: ["*.zig"]
      analyzers: [text]
profiles:
  two:
    passes:
      - { name: one, focus: Names in headers. }
      - { name: other, focus: Guards in headers. }
`;
const files = {
  'a.py': 'x = "a"\nif x is "a":\n    pass\n',
  'gen/b.js': 'if (b == NaN) {\n}\n',
  'old/c.js': 'if (c == NaN) {\n}\n',
  'include/d.h': 'int d;\n',
  'man/d.1': 'd\n',
  'secret/e.js': 'export const e = 1;\n',
  'folder-review.yaml': yaml,
};

describe('overrides on the command line', () => {
  const served = servedPlayground();

  const review = (folder: string, ...words: string[]) =>
    served.ground.run(['review', folder, '--out', 'out', '--quiet', '--exclude', '*.yaml', ...words]);

  it('hide findings and weigh them, which is counted, and the same for any number of files at once', async () => {
    const folder = served.ground.folder('project', files);
    const { stdout, exitCode } = await review(folder, '--trust-config', '--max-parallel-files', '1');
    assert.equal(exitCode, 0);
    const results = served.ground.json('out', 'results.json').files;
    const open = Object.entries(results).flatMap(([path, file]) =>
      file.findings.map(({ rule, severity }) => [path, rule, severity]),
    );
    assert.deepEqual(open, [['old/c.js', 'use-isnan', 'info']]);
    const hidden = Object.entries(results).flatMap(([path, file]) =>
      (file.hidden ?? []).map(({ rule, hiddenBy, proposal }) => [path, rule, hiddenBy, proposal]),
    );
    assert.deepEqual(hidden, [
      ['a.py', 'F632', 'folder-review.yaml', undefined],
      ['gen/b.js', 'use-isnan', 'folder-review.yaml', undefined],
    ]);
    assert.match(
      stdout,
      /^2 findings are hidden by folder-review\.yaml \(rules that are off, analyzers that are left out\)\.$/m,
    );
    assert.match(stdout, /^folder-review\.yaml says for old: eslint\/\* at most info\.$/m);
    assert.match(stdout, /^folder-review\.yaml says for \*\.zig: analyzers text; no file of this review fits\.$/m);
    assert.equal(results['include/d.h']?.reason, 'left out by folder-review.yaml');
    const shown = await served.ground.run(['show', 'last', '--hidden']);
    assert.match(
      shown.stdout,
      / ruff F632\n +--> project\/a\.py:2:4\n(?:.* ?\|.*\n)+ += hidden by folder-review\.yaml \(its rule is off/m,
    );
    assert.match(shown.stdout, /^2 findings are hidden\.$/m);
    const one = served.ground.read('out', 'results.json');
    await review(folder, '--trust-config', '--max-parallel-files', '8');
    assert.equal(served.ground.read('out', 'results.json'), one);
  });

  it('count with --trust-config only, and are said to be there', async () => {
    const folder = served.ground.folder('project', files);
    const { stdout, exitCode } = await review(folder);
    assert.equal(exitCode, 1);
    assert.match(stdout, /^folder-review\.yaml brings rules and overrides, used only with --trust-config\.$/m);
    const results = served.ground.json('out', 'results.json').files;
    assert.deepEqual(
      results['a.py']?.findings.map(({ rule }) => rule),
      ['F632'],
    );
    assert.equal(results['include/d.h']?.status, 'reviewed');
  });

  it('send files to a model under their profile, one system message for each profile and pass, or not at all', async () => {
    const folder = served.ground.folder('project', files);
    const { exitCode, stderr } = await review(folder, '--trust-config', ...served.endpoint);
    assert.equal(exitCode, 0, stderr);
    const focuses = [findProfile('bugs')?.passes[0]?.focus ?? '', 'Names in headers.', 'Guards in headers.'];
    const byFocus = focuses.map((focus) => [...served.askedBySystem].filter(([system]) => system.includes(focus)));
    assert.deepEqual(
      byFocus.map((found) => found.length),
      [1, 1, 1],
    );
    assert.deepEqual(
      byFocus.map(([found]) => found?.[1]),
      [
        ['a.py', 'gen/b.js', 'old/c.js'],
        ['include/d.h', 'man/d.1'],
        ['include/d.h', 'man/d.1'],
      ],
    );
    const { files: results } = served.ground.json('out', 'results.json');
    assert.deepEqual(results['include/d.h']?.analyzers, ['model']);
    assert.deepEqual(results['secret/e.js']?.withheld, [
      { analyzer: 'model', because: 'override', file: 'folder-review.yaml' },
    ]);
  });

  it('are told for a file, with the severities of its rules', async () => {
    const folder = served.ground.folder('project', files);
    const rulesOf = async (file: string, ...words: string[]) => {
      const { stdout, stderr } = await served.ground.run([
        'rules',
        folder,
        '--for',
        file,
        '--format',
        'json',
        ...words,
      ]);
      assert.equal(stderr, '');
      return JSON.parse(stdout) as ApplyingRules;
    };
    const { notes, reviewers, profile } = await rulesOf('man/d.1', '--trust-config');
    assert.deepEqual([profile, reviewers], ['two', []]);
    assert.deepEqual(notes, [
      'folder-review.yaml for **: ruff/F632 off.',
      'folder-review.yaml for *.h, man: profile “two”; reviewers model.',
    ]);
    const ruleOf = ({ rules }: ApplyingRules, id: string) => {
      const { severity, by } = rules.find((rule) => rule.id === id) ?? assert.fail(id);
      return [severity, by];
    };
    assert.deepEqual(ruleOf(await rulesOf('old/c.js', '--trust-config'), 'use-isnan'), ['info', 'folder-review.yaml']);
    assert.deepEqual(ruleOf(await rulesOf('gen/b.js', '--trust-config'), 'use-isnan'), ['off', 'folder-review.yaml']);
    const untrusted = await rulesOf('old/c.js');
    assert.deepEqual(ruleOf(untrusted, 'use-isnan'), ['error', undefined]);
    assert.match(untrusted.notes.join(), /used only with --trust-config/);
    const { stdout } = await served.ground.run(['rules', folder, '--for', 'old/c.js', '--trust-config']);
    assert.match(stdout, /^old\/c\.js \(javascript\): profile bugs; reviewers local$/m);
    assert.match(stdout, /^ {2}eslint\/use-isnan {2}info by folder-review\.yaml {2}/m);
  });

  it('are told for nothing but a file of the folder', async () => {
    const folder = served.ground.folder('project', files);
    symlinkSync('a.py', join(folder, 'link.py'));
    const cases = [
      ['../x.js', /is not in the folder/],
      ['a.pyy', /^--for: there is no file a\.pyy\. Give the path of a file in the folder\.$/m],
      ['a.py/b', /^--for: there is no file a\.py\/b\. Give/],
      ['man', /^--for: man is a folder\. Give the path of a file/],
      ['link.py', /^--for: link\.py is a link\. Give the path of a file/],
    ] as const;
    for (const [file, problem] of cases) {
      const { exitCode, stdout, stderr } = await served.ground.run(['rules', folder, '--for', file]);
      assert.deepEqual([exitCode, stdout], [2, ''], file);
      assert.match(stderr, problem);
    }
  });

  it('are refused with the line where a rule does not exist', async () => {
    const folder = served.ground.folder('project', {
      'folder-review.yaml':
        'review:\n  overrides:\n    - files: [a]\n      rules:\n        ast-grep/defer-in-a-loop: off\n',
    });
    const { exitCode, stderr } = await review(folder);
    assert.equal(exitCode, 2);
    assert.match(
      stderr,
      /^folder-review\.yaml:5:9: overrides\[0\]\.rules\.ast-grep\/defer-in-a-loop is no rule of ast-grep/,
    );
  });
});

describe('large files on the command line', () => {
  const served = servedPlayground();

  it('are reviewed, but go to no model, which the file says and the flag changes', async () => {
    const line = 'call(argument, other);  // and a comment\n';
    const folder = served.ground.folder('project', { 'large.js': line.repeat(10_000), 'small.js': line });
    const words = ['review', folder, '--out', 'out', '--quiet', ...served.endpoint];
    const limited = await served.ground.run(words);
    assert.equal(limited.exitCode, 0, limited.stderr);
    assert.deepEqual(new Set(served.server.requests.map(({ file }) => file)), new Set(['small.js']));
    const { files } = served.ground.json('out', 'results.json');
    assert.deepEqual(files['large.js']?.withheld, [
      { analyzer: 'model', because: 'size', bytes: 410_000, limit: 262_144 },
    ]);
    assert.equal(files['large.js']?.status, 'reviewed');
    await served.ground.run([...words, '--max-model-file-size', '0']);
    assert.ok(served.server.requests.some(({ file }) => file === 'large.js'));
    served.server.clear();
    await served.ground.run([...words, '--reviewers', 'model']);
    const { files: alone } = served.ground.json('out', 'results.json');
    assert.deepEqual(
      [alone['large.js']?.reason, alone['large.js']?.message],
      ['too large', 'no reviewer is left: 400.4 KB, a model gets at most 256 KB'],
    );
  });
});
