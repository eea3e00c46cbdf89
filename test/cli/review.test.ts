import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { limits } from '../complete';
import { Playground } from './cli';

const badJs = 'const values = [1, NaN];\nif (values[1] == NaN) {\n  console.log(values);\n}\n';
const fixedJs = badJs.replace('values[1] == NaN', 'Number.isNaN(values[1])');

describe('folder-review review, without a model', () => {
  let ground: Playground;
  beforeEach(() => {
    ground = new Playground();
  });
  afterEach(() => ground.dispose());

  it('reviews every file, prints findings, proposed changes and coverage, and exits with 1 for errors', async () => {
    const folder = ground.folder('project', {
      'a.js': badJs,
      'docs/b.md': '# B\n\n(text)[http://b]\n',
      'c.txt': 'fine\n',
    });
    const { exitCode, stdout, stderr } = await ground.run(['review', folder, '--out', 'out']);
    assert.equal(exitCode, 1);
    assert.match(
      stdout,
      /^error: .*NaN.*\n --> project\/a\.js:2:5\n {2}\|\n1 \| .*\n2 \| if \(values\[1\] == NaN\) \{\n {2}\| {5}\^{16}\n/m,
    );
    assert.match(stdout, /^2 - if \(values\[1\] == NaN\) \{\n2 \+ if \(Number\.isNaN\(values\[1\]\)\) \{$/m);
    assert.match(stdout, /Reviewed 3 of 3 files \(\d+ lines\)\./);
    assert.match(stdout, new RegExp(`Results: ${ground.root}/out/results.json`));
    assert.match(stderr, /1 reviewed: /);
    assert.equal(ground.read('project', 'a.js'), badJs, 'nothing is changed unasked');
    const { files } = ground.json('out', 'results.json');
    assert.deepEqual(Object.keys(files), ['a.js', 'c.txt', 'docs/b.md']);
    assert.equal(files['a.js']?.findings[0]?.proposal?.edits[0]?.oldText, 'if (values[1] == NaN) {');
  });

  it('says who looked at each file, and counts those that only text checks saw', async () => {
    const folder = ground.folder('project', {
      ...{ Dockerfile: 'FROM scratch\n', 'a.sql': 'SELECT 1;\n', 'b.sql': 'SELECT 2;\n' },
      ...{ 'a.js': 'export const a = 1;\n', 'web/b.py': 'f()\n', 'web/ruff.toml': 'exclude = ["*.py"]\n' },
    });
    const { exitCode, stdout } = await ground.run(['review', folder, '--out', 'out']);
    assert.equal(exitCode, 0);
    const { files } = ground.json('out', 'results.json');
    assert.deepEqual(files['a.js']?.analyzers, ['ast-grep', 'eslint', 'text']);
    assert.deepEqual(files.Dockerfile?.analyzers, ['text']);
    assert.deepEqual(files['web/b.py']?.withheld, [
      { analyzer: 'ruff', because: 'configuration', file: 'web/ruff.toml' },
    ]);
    const counted = '6 reviewed, 3 of them by text checks only: no analyzer for SQL (2), Dockerfile (1).';
    assert.ok(stdout.includes(`\n${counted}\n`), stdout);
    assert.match(stdout, /\n +ast-grep, text \(ruff is kept silent by web\/ruff\.toml\): 1 file\n/);
    assert.ok(ground.read('out', 'report.md').includes(counted));
    const { stdout: shown } = await ground.run(['show', 'last']);
    assert.ok(shown.includes(`\n${counted}\n`), shown);
  });

  it('has pages looked at by html-validate, and says of templates that it does not read them', async () => {
    const page = (body: string) => `<!doctype html>\n<html>\n<body>\n${body}\n</body>\n</html>\n`;
    const folder = ground.folder('project', {
      'a.html': page('<p>x</p>\n<p class="a" class="b">y</p>'),
      'b.html': page('<p id="a">{{ x }}</p>\n<p id="a">y</p>'),
      'deep.html': page('<div>\n'.repeat(100_000)),
      'wide.html': page(`<p ${Array.from({ length: 100_000 }, (_, at) => `a${at}`).join('\n')}>`),
      'open.html': page('<\n'.repeat(400_000)),
    });
    const { exitCode, stdout } = await ground.run(['review', folder, '--out', 'out']);
    assert.equal(exitCode, 0);
    const { files } = ground.json('out', 'results.json');
    assert.deepEqual(
      files['a.html']?.findings.map(({ rule, startLine }) => [rule, startLine]),
      [['no-dup-attr', 5]],
    );
    assert.deepEqual(
      Object.entries(files).map(([path, { analyzers }]) => [path, analyzers]),
      [
        ['a.html', ['html-validate', 'text']],
        ['b.html', ['text']],
        ['deep.html', ['text']],
        ['open.html', ['html-validate', 'text']],
        ['wide.html', ['html-validate', 'text']],
      ],
    );
    assert.ok(stdout.includes('html-validate does not read templates'), stdout);
  }).timeout(120_000);

  it('skips notebooks with the reason, and counts what is excluded', async () => {
    const folder = ground.folder('project', {
      ...{ 'a.ipynb': '{ "cells": [] }\n', 'b.txt': 'b\n', 'gen/c.js': 'c\n', 'd.log': 'd\n', 'e.txt': 'e\n' },
      '.reviewignore': 'e.txt\n',
    });
    const { stdout } = await ground.run(['review', folder, '--out', 'out', '--exclude', 'gen', '--exclude', '*.log']);
    const { files } = ground.json('out', 'results.json');
    assert.deepEqual([files['a.ipynb']?.status, files['a.ipynb']?.reason], ['skipped', 'notebook']);
    assert.match(stdout, /a\.ipynb: notebook \(it is a notebook, whose cells nobody here reads/);
    assert.match(
      stdout,
      /\n1 file is left out by \.reviewignore\.\n1 file and 1 folder are left out by exclude globs\.\n/,
    );
    assert.match(ground.read('out', 'report.md'), /1 file and 1 folder are left out by exclude globs\./);
  });

  it('writes the same bytes for 1, 4 and 8 files at once', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, n) => [
        `d${n % 4}/f${n}.js`,
        badJs.replace('values', `values${n}`).repeat((n % 3) + 1),
      ]),
    );
    const folder = ground.folder('project', { ...files, 'x.bin': Buffer.from([0, 1, 2]), 'y.py': 'print(a)\n' });
    const texts = new Set<string>();
    for (const limit of limits.map(String)) {
      await ground.run(['review', folder, '--max-parallel-files', limit, '--out', `out-${limit}`, '--quiet']);
      texts.add(ground.read(`out-${limit}`, 'results.json'));
    }
    assert.equal(texts.size, 1);
  });

  it('applies what is placed exactly, keeps every other byte, and takes it back', async () => {
    const crlf = `\ufeff${badJs.replaceAll('\n', '\r\n')}// the end`;
    const folder = ground.folder('project', { 'a.js': badJs, 'b.js': crlf });
    const applied = await ground.run(['review', folder, '--apply', 'exact', '--fail-on', 'never', '--quiet']);
    assert.equal(applied.exitCode, 0, applied.stderr);
    assert.equal(ground.read('project', 'a.js'), fixedJs);
    assert.equal(
      Buffer.from(ground.read('project', 'b.js'), 'latin1').toString(),
      `\ufeff${fixedJs.replaceAll('\n', '\r\n')}// the end`,
    );
    const again = await ground.run(['apply', 'last']);
    assert.equal(again.stdout, 'There is no proposal to apply.\n');
    const reverted = await ground.run(['revert', 'last']);
    assert.equal(reverted.exitCode, 0, reverted.stderr);
    assert.equal(ground.read('project', 'a.js'), badJs);
    assert.equal(Buffer.from(ground.read('project', 'b.js'), 'latin1').toString(), crlf);
  });

  it('calls safe only what keeps what the program does', async () => {
    const text =
      'import re\n\nBLANK = re.compile("\\s")\n\n\ndef is_gap(value: str) -> bool:\n    if value is "gap":\n        return True\n    return False\n';
    const folder = ground.folder('project', { 'a.py': text, 'a.js': badJs });
    const { exitCode, stderr } = await ground.run([
      'review',
      folder,
      '--apply',
      'safe',
      '--fail-on',
      'never',
      '--quiet',
    ]);
    assert.equal(exitCode, 0, stderr);
    const safe = text.replace('"\\s"', 'r"\\s"');
    assert.equal(ground.read('project', 'a.py'), safe);
    assert.equal(ground.read('project', 'a.js'), badJs);
    const none =
      /^None of the 2 proposals that wait is safe to apply unseen\. `node \S+cli\.js verify \S+ --verify "npm test"`, with your own command, finds out which hold\. `node \S+cli\.js apply (\S+) --exact` applies 2 of 2 that nothing has proven:/m;
    const run = none.exec((await ground.run(['apply', 'last'])).stdout)?.[1] ?? assert.fail();
    assert.match((await ground.run(['apply', run, '--exact'])).stdout, /^2 of 2 applied/);
    assert.equal(ground.read('project', 'a.py'), safe.replace('value is "gap"', 'value == "gap"'));
    assert.equal(ground.read('project', 'a.js'), fixedJs);
  });

  it('says why nothing is applied, and what applies more', async () => {
    const folder = ground.folder('project', { 'a.js': badJs, 'webpack.config.js': badJs, 'c.txt': 'c\n' });
    const said = async (...words: string[]) => (await ground.run(['review', folder, ...words])).stderr;
    assert.match(
      await said('--apply', 'safe'),
      /^None of the 2 proposals that wait is safe to apply unseen\. `node \S+ verify .*`, .* `node \S+cli\.js apply [\d-]+ --exact` applies 1 of 2 that nothing has proven: what is placed exactly and carries no flag\.$/m,
    );
    const protectedOnly = ['--include', 'webpack.config.js', '--apply'];
    const more =
      '`node \\S+cli\\.js apply [\\d-]+ --only ID` applies one that you have looked at; `node \\S+cli\\.js show [\\d-]+` has the ids\\.$';
    assert.match(
      await said(...protectedOnly, 'exact'),
      new RegExp(
        `^The only proposal that waits is not placed exactly, without a flag and not seen to fail\\. ${more}`,
        'm',
      ),
    );
    assert.match(
      await said(...protectedOnly, 'safe'),
      new RegExp(`^The only proposal that waits is not safe to apply unseen\\. ${more}`, 'm'),
    );
    assert.match(await said('--include', 'c.txt', '--apply', 'exact'), /^There is no proposal to apply\.$/m);
    assert.match(
      await said('--apply', 'safe', '--quiet'),
      /^None of the 2 proposals that wait is safe to apply unseen\. .*\n$/,
    );
  });

  it('reads, changes and takes back files of another encoding, and UTF-8 beside them', async () => {
    // 表 ends with the byte of a backslash; it and 語 come from a table of Shift-JIS, not from our own package.
    const shiftJis = (code: string) => Buffer.concat([Buffer.from('955c8cea', 'hex'), Buffer.from(` */ ${code}`)]);
    const comment = Buffer.from('/* ');
    const old = Buffer.concat([comment, shiftJis(badJs)]);
    const utf8 = Buffer.from(`/* 表語 */ ${badJs}`);
    const folder = ground.folder('project', { 'old.js': old, 'new.js': utf8 });
    const unread = await ground.run(['review', folder, '--out', 'unread', '--quiet']);
    assert.equal(unread.exitCode, 1, unread.stderr);
    assert.equal(ground.json('unread', 'results.json').files['old.js']?.status, 'skipped');
    const applied = await ground.run(['review', folder, '--encoding', 'Shift_JIS', '--apply', 'exact', '--quiet']);
    assert.match(applied.stdout, /Reviewed 2 of 2 files/);
    const bytes = (name: string) => Buffer.from(ground.read('project', name), 'latin1');
    assert.deepEqual(bytes('old.js'), Buffer.concat([comment, shiftJis(fixedJs)]));
    assert.deepEqual(bytes('new.js'), Buffer.from(`/* 表語 */ ${fixedJs}`));
    const reverted = await ground.run(['revert', 'last']);
    assert.equal(reverted.exitCode, 0, reverted.stderr);
    assert.deepEqual(bytes('old.js'), old);
    assert.deepEqual(bytes('new.js'), utf8);
    ground.folder('project', { 'folder-review.yaml': 'review:\n  encoding: shiftjis\n' });
    assert.match((await ground.run(['review', folder, '--quiet'])).stdout, /Reviewed 3 of 3 files/);
  });

  it('applies to files of mixed line ends, and keeps each', async () => {
    const mixed = badJs.replace('\n', '\r\n').replace('}\n', '}\r');
    ground.folder('project', { 'a.js': mixed });
    const { exitCode, stderr } = await ground.run([
      'review',
      'project',
      '--apply',
      'exact',
      '--fail-on',
      'never',
      '--out',
      'o',
    ]);
    assert.equal(exitCode, 0, stderr);
    assert.equal(ground.read('project', 'a.js'), mixed.replace('values[1] == NaN', 'Number.isNaN(values[1])'));
    const proposals = ground.json('o', 'results.json').files['a.js']?.findings.map(({ proposal }) => proposal);
    assert.deepEqual(
      proposals?.flatMap((proposal) => (proposal ? [[proposal.state, proposal.flags]] : [])),
      [['applied', []]],
    );
  });

  it('exits with 3, and says how many were applied, when a change that was to be made was not', async () => {
    const folder = ground.folder('project', { 'a.js': badJs, 'b.js': badJs, 'c.js': badJs });
    chmodSync(join(folder, 'b.js'), 0o444);
    const { exitCode, stderr } = await ground.run([
      'review',
      folder,
      '--apply',
      'exact',
      '--fail-on',
      'never',
      '--quiet',
    ]);
    assert.equal(exitCode, 3);
    assert.match(stderr, /^failed: project\/b\.js:2:5: .*: it is read-only\n2 of 3 applied\.\n$/);
    assert.deepEqual(
      ['a.js', 'b.js', 'c.js'].map((name) => ground.read('project', name) === fixedJs),
      [true, false, true],
    );
    const all = ground.folder('other', { 'a.js': badJs });
    const told = await ground.run(['review', all, '--apply', 'exact']);
    assert.equal(told.exitCode, 1, 'a finding is still one when its change is made');
    assert.match(told.stderr, /\n1 of 1 applied\.\n$/);
  });

  it('refuses to apply or revert where the text is another by now, and leaves it alone', async () => {
    const folder = ground.folder('project', { 'a.js': badJs });
    await ground.run(['review', folder, '--quiet']);
    ground.folder('project', { 'a.js': badJs.replace('== NaN', '== null') });
    const stale = await ground.run(['apply', 'last', '--exact']);
    assert.equal(stale.exitCode, 3);
    assert.match(stale.stderr, /^outdated: .*its text changed since the review/);
    assert.equal(ground.read('project', 'a.js'), badJs.replace('== NaN', '== null'));
    const shown = await ground.run(['show', 'last', '--format', 'json']);
    assert.match(shown.stdout, /"state": "stale"/);
  });

  it('says of every file it does not review why', async () => {
    const folder = ground.folder('project', {
      'binary.png': Buffer.from([0x89, 0x50, 0, 0]),
      'latin.txt': Buffer.from([0x66, 0xfc, 0x72, 0x0a]),
      'line.js': `var a = "${'x'.repeat(5 * 1024 * 1024)}";`,
      'package-lock.json': '{}',
      'node_modules/m/index.js': badJs,
      'ok.js': 'export const ok = 1;\n',
      'ignored.js': badJs,
      '.reviewignore': 'ignored.js\n',
      'minified.js': `var a=1;${'a=a+1;'.repeat(2000)}\n`,
      'empty.txt': '',
    });
    writeFileSync(join(folder, 'huge.txt'), '');
    truncateSync(join(folder, 'huge.txt'), 50 * 1024 * 1024);
    symlinkSync('.', join(folder, 'loop'));
    symlinkSync('/etc/passwd', join(folder, 'passwd'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const started = Date.now();
    const { stderr } = await ground.run(['review', folder, '--out', 'out', '--quiet']);
    assert.equal(stderr, '');
    assert.ok(Date.now() - started < 30_000);
    const { files } = ground.json('out', 'results.json');
    const reasons = Object.fromEntries(
      Object.entries(files).map(([path, { status, reason }]) => [path, reason ?? status]),
    );
    assert.deepEqual(reasons, {
      '.reviewignore': 'reviewed',
      'binary.png': 'binary',
      'empty.txt': 'empty',
      'huge.txt': 'too large',
      'ignored.js': 'ignored by .reviewignore',
      'latin.txt': 'unknown encoding',
      'line.js': 'too large',
      loop: 'symlink',
      'minified.js': 'minified',
      'node_modules/': 'vendored',
      'ok.js': 'reviewed',
      'package-lock.json': 'lock file',
      passwd: 'symlink',
      pipe: 'not a regular file',
    });
  });

  it('reviews what nobody writes by hand on request, and only of the kinds asked for', async () => {
    const folder = ground.folder('project', {
      'vendor/modules.txt': '# example.com/a v1.0.0\n',
      'vendor/example.com/a/a.js': badJs,
      'bundle.js': `/******/ (() => { // webpackBootstrap\n/******/ 1\n/******/ 2\n${badJs}`,
      'api.js': `// Code generated by x. DO NOT EDIT.\n${badJs}`,
    });
    const ends = async (...flags: string[]) => {
      await ground.run(['review', folder, '--out', 'out', '--quiet', ...flags]);
      const { files } = ground.json('out', 'results.json');
      return Object.entries(files).map(([path, { status, message }]) => [path, message ?? status]);
    };
    const vendored = [['vendor/', 'vendor holds third-party code: there is modules.txt in it']];
    assert.deepEqual(await ends(), [
      ['api.js', 'line 1 says that the file is generated'],
      ['bundle.js', 'it was written by webpack'],
      ...vendored,
    ]);
    assert.deepEqual(await ends('--also-review', 'generated'), [
      ['api.js', 'reviewed'],
      ['bundle.js', 'reviewed'],
      ...vendored,
    ]);
    assert.deepEqual(
      (await ends('--also-review', 'vendored,generated')).map(([, end]) => end),
      ['reviewed', 'reviewed', 'reviewed', 'reviewed'],
    );
    const { exitCode, stderr } = await ground.run(['review', folder, '--also-review', 'bundles']);
    assert.equal(exitCode, 2);
    assert.match(stderr, /--also-review must be one of vendored, generated, minified, not "bundles"/);
  });

  it('reviews files with the oddest names and executes none of them', async () => {
    const names = [
      'new\nline.js',
      "quo'te.js",
      'dou"ble.js',
      'per%cent.js',
      '$(touch canary).js',
      '`touch canary`.js',
      '-rf.js',
      'ü.js',
    ];
    const folder = ground.folder('project', Object.fromEntries(names.map((name) => [name, badJs])));
    execFileSync('git', ['init', '-q'], { cwd: folder });
    const { exitCode, stdout } = await ground.run([
      'review',
      folder,
      '--out',
      'out',
      '--apply',
      'exact',
      '--fail-on',
      'never',
    ]);
    assert.equal(exitCode, 0);
    assert.deepEqual(Object.keys(ground.json('out', 'results.json').files).sort(), [...names].sort());
    for (const name of names) {
      assert.equal(ground.read('project', name), fixedJs);
    }
    assert.ok(stdout.includes('new\\nline.js'));
    assert.ok(!stdout.includes('new\nline.js'));
  });

  it('reviews what differs from a revision, untracked files included', async () => {
    const folder = ground.folder('project', { 'same.js': badJs, 'changed.js': badJs, 'staged.js': badJs });
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=e@x', ...words], { cwd: folder });
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'first');
    ground.folder('project', { 'changed.js': `${badJs}\n`, 'staged.js': `${badJs}//\n`, 'sub/new.js': badJs });
    git('add', 'staged.js');
    await ground.run(['review', folder, '--changed', '--out', 'out', '--quiet']);
    assert.deepEqual(Object.keys(ground.json('out', 'results.json').files), ['changed.js', 'staged.js', 'sub/new.js']);
    const unknown = await ground.run(['review', folder, '--changed=nowhere', '--out', 'out2', '--quiet']);
    assert.equal(unknown.exitCode, 2);
    assert.match(unknown.stderr, /nowhere/);
  });

  it('takes the folder’s file, and flags before it', async () => {
    const folder = ground.folder('project', {
      'a.js': badJs,
      'gen/b.js': badJs,
      'folder-review.yaml': 'review:\n  exclude: ["gen/**"]\n  max_parallel_files: 2\n',
    });
    const { stdout } = await ground.run(['review', folder, '--out', 'out', '--quiet']);
    const { files } = ground.json('out', 'results.json');
    assert.deepEqual(
      Object.entries(files).map(([path, { status, reason }]) => [path, status, reason]),
      [
        ['a.js', 'reviewed', undefined],
        ['folder-review.yaml', 'reviewed', undefined],
        ['gen/', 'skipped', 'left out by folder-review.yaml'],
      ],
    );
    assert.match(stdout, /^1 folder is left out by folder-review\.yaml\.$/m);
    assert.match(ground.read('out', 'report.md'), /^1 folder is left out by folder-review\.yaml\.$/m);
    assert.match(ground.read('out', 'results.sarif'), /"text": "1 folder is left out by folder-review\.yaml\."/);
    assert.match(ground.read('out', 'events.jsonl'), /"maxParallelFiles":2/);
    await ground.run(['review', folder, '--out', 'out', '--quiet', '--exclude', '*.yaml', '--max-parallel-files', '3']);
    assert.deepEqual(Object.keys(ground.json('out', 'results.json').files), ['a.js', 'gen/b.js']);
    assert.match(ground.read('out', 'events.jsonl'), /"maxParallelFiles":3/);
  });

  const configurations: Record<string, RegExp> = {
    'review:\n  max_parallel_files: 0\n':
      /folder-review\.yaml:2:\d+: max_parallel_files must be a whole number from 1 to 64/,
    'review:\n  exclude: "*.js"\n': /folder-review\.yaml:2:\d+: exclude must be a list/,
    'review:\n  profile: bugs\n  endpoint: http://x\n': /folder-review\.yaml:3:\d+: unknown key "endpoint"/,
    'review: [\n': /folder-review\.yaml:2/,
  };
  for (const [text, message] of Object.entries(configurations)) {
    it(`refuses the folder’s file ${JSON.stringify(text)} with its line, and writes nothing`, async () => {
      const folder = ground.folder('project', { 'a.js': badJs, 'folder-review.yaml': text });
      const { exitCode, stderr, stdout } = await ground.run(['review', folder, '--out', 'out']);
      assert.equal(exitCode, 2);
      assert.match(stderr, message);
      assert.equal(stdout, '');
    });
  }

  it('says of files whose analyzers have a configuration that cannot be read', async () => {
    const folder = ground.folder('project', { 'a.py': 'x = 1\n', 'b.md': '# B\n', 'c.js': 'export const c = 1;\n' });
    execFileSync('git', ['init', '--quiet', folder]);
    execFileSync(
      'mkfifo',
      ['ruff.toml', '.markdownlint.json', 'eslint.config.js'].map((name) => join(folder, name)),
    );
    const { exitCode, stdout } = await ground.run(['review', folder, '--quiet']);
    assert.equal(exitCode, 0);
    for (const [file, tool, name] of [
      ['a.py', 'ruff', 'ruff.toml'],
      ['b.md', 'markdownlint', '.markdownlint.json'],
      ['c.js', 'eslint', 'eslint.config.js'],
    ]) {
      assert.ok(
        new RegExp(
          `^info: The ${tool} configuration ${name} cannot be read  ${tool} .*\\n --> project/${file}$`,
          'm',
        ).test(stdout),
        stdout,
      );
    }
  });

  it('refuses what is no folder', async () => {
    const folder = ground.folder('project', { 'a.js': badJs });
    for (const [path, message] of [
      [join(folder, 'a.js'), /is a file, not a folder/],
      [join(folder, 'nowhere'), /there is no folder/],
    ] as const) {
      const { exitCode, stderr } = await ground.run(['review', path]);
      assert.equal(exitCode, 2);
      assert.match(stderr, message);
    }
  });

  it('reviews an empty folder', async () => {
    const { exitCode, stdout } = await ground.run(['review', ground.folder('empty', {})]);
    assert.equal(exitCode, 0);
    assert.match(stdout, /Reviewed 0 of 0 files .*\nThere are no files to review\.\n/);
  });

  it('fails what it cannot read and what it cannot change, and nothing else', async () => {
    const folder = ground.folder('project', { 'a.js': badJs, 'readonly.js': badJs });
    chmodSync(join(folder, 'readonly.js'), 0o444);
    mkdirSync(join(folder, 'sub'));
    const { exitCode, stderr } = await ground.run(['review', folder, '--apply', 'exact', '--fail-on', 'never']);
    assert.equal(exitCode, 3);
    assert.match(stderr, /failed: project\/readonly\.js:2:5: .*read-only/);
    assert.equal(ground.read('project', 'a.js'), fixedJs);
    assert.equal(ground.read('project', 'readonly.js'), badJs);
  });

  it('masks secrets in everything it writes', async () => {
    const secret = `ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}`;
    const folder = ground.folder('project', { 'a.js': `const token = "${secret}";\nif (token == NaN) {\n}\n` });
    for (const format of ['text', 'json', 'sarif', 'markdown']) {
      const { stdout, stderr } = await ground.run(['review', folder, '--out', 'out', '--format', format]);
      assert.ok(stdout.length > 0);
      assert.ok(!stdout.includes(secret) && !stderr.includes(secret));
    }
    for (const file of ['results.json', 'events.jsonl', 'results.sarif', 'report.md']) {
      assert.ok(!ground.read('out', file).includes(secret), file);
    }
    assert.match(ground.read('out', 'results.json'), /"source": "text"/);
  });
});
