import assert from 'node:assert/strict';
import child_process, { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { fill, until } from '../reviewedFolder';
import { resultsOf, runsOf, untilRunEnds } from '../runsOnDisk';

/** Programs that something of a folder could be run by, or that git is. */
const programs = 'git node sh bash env npm npx python python3 ruff eslint make cmd'.split(' ');

/** Every way in which a program can be started from within this process, which the extension is in, too. */
const starters = ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'] as const;

const commands = [
  ...['reviewChangedFiles', 'verify', 'setUpVerification', 'applyAllVerified', 'commitAccepted', 'landCommits'],
  ...['shareDismissed', 'useModel', 'setKey', 'checkSetup'],
];

const code: Readonly<Record<string, string>> = {
  'a.js': 'if (process.argc == NaN) {\n  process.exit();\n}\n',
  'b.py': 'def f(a):\n    return a is "c"\n',
  'c.md': '# C\n\n(text)[http://c]\n',
  'ignored.js': 'if (process.argc == NaN) {\n  process.exit();\n}\n',
};

describe('an untrusted workspace', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail('The tests need an open folder.');
  const outside = mkdtempSync(path.join(tmpdir(), 'folder-review-trust-'));
  const [marks, bin] = [path.join(outside, 'marks'), path.join(outside, 'bin')];
  const pathBefore = process.env.PATH;
  const starts = new Map(starters.map((name) => [name, child_process[name]] as const));
  const started: string[] = [];
  let requests = 0;
  let server: Server;

  /** The paths of all files of the folder, with when and to what they were changed last. */
  const contents = () =>
    new Map(
      readdirSync(folder.fsPath, { recursive: true, encoding: 'utf8' })
        .map((name) => [name, path.join(folder.fsPath, name)] as const)
        .filter(([, file]) => statSync(file).isFile())
        .map(([name, file]) => [name, `${statSync(file).mtimeMs} ${readFileSync(file, 'base64')}`] as const),
    );
  const extensionPath = () =>
    vscode.extensions.getExtension('folder-review.folder-review')?.extensionPath ?? assert.fail('It is not installed.');
  const marked = () => (existsSync(marks) ? readFileSync(marks, 'utf8') : '');
  const configure = (key: string, value: unknown) =>
    vscode.workspace.getConfiguration('folderReview').update(key, value, vscode.ConfigurationTarget.Global);

  /** Has the folder do all it can to be run, to choose who reviews it, and to hide. */
  const plant = (url: string): void => {
    const mark = path.join(outside, 'planted.sh');
    const leaveMark = `require('node:fs').appendFileSync(${JSON.stringify(marks)}, 'configuration\\n')`;
    const settings = {
      'folderReview.endpoints': [{ kind: 'openai', url, model: 'theirs' }],
      'folderReview.reviewers': ['local', 'editor', 'model'],
      'folderReview.verify.shell': mark,
      'folderReview.verify.afterReview': true,
      'folderReview.commit.afterApplying': 'run',
      'folderReview.exclude': ['**'],
      'folderReview.rules': { 'eslint/*': 'off', 'ruff/*': 'off', 'markdownlint/*': 'off' },
      'eslint.enable': true,
    };
    fill(outside, { 'planted.sh': `#!/bin/sh\necho planted >> ${marks}\n` });
    chmodSync(mark, 0o755);
    fill(folder.fsPath, {
      ...code,
      '.gitignore': 'ignored.js\n',
      '.reviewignore': '*\n',
      '.folder-review/dismissals.jsonl': 'nothing of the kind\n',
      '.vscode/settings.json': JSON.stringify(settings),
      'folder-review.yaml': 'review:\n  exclude: ["**"]\nverify:\n  suggest: [make]\n',
      'eslint.config.js': `${leaveMark};\nmodule.exports = [{ rules: { 'use-isnan': 'off' } }];\n`,
      'ruff.toml': 'lint.ignore = ["ALL"]\n',
      '.markdownlint.json': '{"default": false}\n',
      'package.json': JSON.stringify({ type: 'commonjs', scripts: { test: mark, preinstall: mark } }),
      Makefile: `all:\n\t${mark}\n`,
    });
    execFileSync('git', ['init', '--quiet'], { cwd: folder.fsPath });
    for (const [key, value] of [
      ['core.fsmonitor', mark],
      ['core.hooksPath', '.hooks'],
      ['core.pager', mark],
      ['filter.theirs.clean', mark],
      ['diff.external', mark],
    ] as const) {
      execFileSync('git', ['config', key, value], { cwd: folder.fsPath });
    }
    fill(folder.fsPath, {
      '.gitattributes': '* filter=theirs\n',
      '.hooks/pre-commit': `#!/bin/sh\n${mark}\n`,
      '.hooks/post-index-change': `#!/bin/sh\n${mark}\n`,
    });
    for (const hook of readdirSync(path.join(folder.fsPath, '.hooks'))) {
      chmodSync(path.join(folder.fsPath, '.hooks', hook), 0o755);
    }
  };

  before(async () => {
    server = createServer((_, response) => {
      requests++;
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/v1`;
    plant(url);
    // Even where the user wants all that in trusted folders.
    await configure('endpoints', [{ kind: 'openai', url, model: 'mine' }]);
    await configure('reviewers', ['local', 'editor', 'model']);
    await configure('verify.afterReview', true);
    await configure('commit.afterApplying', 'run');
    mkdirSync(bin);
    for (const name of programs) {
      fill(bin, { [name]: `#!/bin/sh\necho "${name} $*" >> ${marks}\nexit 1\n` });
      chmodSync(path.join(bin, name), 0o755);
    }
    process.env.PATH = `${bin}${path.delimiter}${pathBefore}`;
    for (const [name, start] of starts) {
      const watched = (program: unknown, ...more: unknown[]) => {
        const words = Array.isArray(more[0]) ? more[0] : [];
        // VS Code itself starts some here, to see which ports are open and to check Markdown.
        if (new Error().stack?.includes(extensionPath())) started.push([program, ...words].join(' '));
        return (start as (...args: unknown[]) => unknown)(program, ...more);
      };
      Object.assign(child_process, { [name]: watched });
    }
  });

  after(async () => {
    process.env.PATH = pathBefore;
    Object.assign(child_process, Object.fromEntries(starts));
    for (const key of ['endpoints', 'reviewers', 'verify.afterReview', 'commit.afterApplying']) {
      await configure(key, undefined);
    }
    await new Promise((resolve) => server.close(resolve));
    rmSync(outside, { recursive: true });
  });

  it('is untrusted, and has the extension', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    const extension = vscode.extensions.getExtension('folder-review.folder-review');
    assert.ok(extension);
    await extension.activate();
  });

  it('would be seen to start a program', () => {
    child_process.spawnSync('git', ['--version']);
    assert.equal(marked(), 'git --version\n');
    rmSync(marks);
  });

  it('is reviewed, previewed and changed, and nothing is started but our analyzers, nothing asked and nothing else written', async () => {
    const contentsBefore = contents();
    await vscode.commands.executeCommand('folderReview.reviewFolder', folder);
    const run = await untilRunEnds(folder);
    const { untrusted, reviewers, endpoints } = run.header.options;
    assert.deepEqual({ untrusted, reviewers, endpoints }, { untrusted: true, reviewers: ['local'], endpoints: [] });
    const { files } = await resultsOf(run);
    const shown = Object.keys(code).flatMap(
      (name) => files[name]?.findings.map(({ source }) => `${name} ${source}`) ?? [],
    );
    assert.deepEqual(shown, ['a.js eslint', 'b.py ruff', 'c.md markdownlint', 'ignored.js eslint']);
    const waiting = files['c.md']?.findings.find(({ proposal }) => proposal?.state === 'ready');
    assert.ok(waiting);
    const row = `finding:${run.header.id}:${waiting.id}`;
    await vscode.commands.executeCommand('folderReview.preview', row);
    const diff = () => vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff;
    await until(diff, 'the preview');
    await vscode.commands.executeCommand('folderReview.apply', row);
    const file = path.join(folder.fsPath, 'c.md');
    await until(() => readFileSync(file, 'utf8') === '# C\n\n[text](http://c)\n', 'the applied change');
    for (const command of commands) {
      await vscode.commands.executeCommand(`folderReview.${command}`, `run:${run.header.id}`);
    }
    assert.equal(runsOf(folder).length, 1);
    // As long as a commit or a verification would wait for more to be applied, and more.
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    assert.ok(started.length > 0);
    assert.deepEqual(
      started.filter((line) => !line.includes(path.join(extensionPath(), 'dist', 'analyzerProcess.js'))),
      [],
    );
    assert.equal(marked(), '');
    assert.equal(requests, 0);
    const changed = [...contents()].filter(([name, content]) => contentsBefore.get(name) !== content);
    assert.deepEqual([changed.map(([name]) => name), contents().size], [['c.md'], contentsBefore.size]);
    assert.equal(realpathSync(folder.fsPath), run.header.folder);
  });
});
