import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Previews } from '../../../src/vscode/queue/preview';
import { QueueWalk } from '../../../src/vscode/queue/queueWalk';
import { Sessions } from '../../../src/vscode/sessions';
import { clearReview } from '../clearReview';
import { closeEverything, makeFolder, openIn, recordingUi, reviewedFolder, until } from '../reviewedFolder';
import { type RunOnDisk, resultsOf, runsOf, untilRunEnds } from '../runsOnDisk';

const root = process.env.FOLDER_REVIEW_TEST_ROOT ?? '';
const badJs = 'const values = [1, NaN];\nif (values[1] == NaN) {\n  console.log(values);\n}\n';
/** What the two might see with different eyes. */
const odd = {
  'bom.js': `\ufeff${badJs}`,
  'crlf.js': badJs.replaceAll('\n', '\r\n'),
  'mixed.js': badJs.replace('\n', '\r\n'),
  'utf16.js': Buffer.from(`\ufeff${badJs}`, 'utf16le'),
  'latin.js': Buffer.from('// f\u00fcr\nvar a;\n', 'latin1'),
  'empty.js': '',
  'large.js': `// ${'x'.repeat(300_000)}\n`,
  'odd [name] #1%20é.js': badJs,
  'no extension': '#!/usr/bin/env node\nconsole.log(1);\n',
  '.hidden/a.js': badJs,
  'quiet/ruff.toml': '[lint]\nignore = ["F821"]\n',
  'quiet/a.py': 'print(a)\nprint(b is "c")  # noqa: F632\n',
  'quiet/.markdownlint.json': '{ "MD011": false }\n',
  'quiet/a.md': '# A\n\n(text)[http://a]\n',
  'own/eslint.config.js': "export default [{ rules: { 'use-isnan': 'off' } }];\n",
  'own/a.js': badJs,
  '.gitignore': 'ignored.js\n',
  '.reviewignore': 'left-out.js\n',
  'ignored.js': badJs,
  'left-out.js': badJs,
  'node_modules/a/index.js': badJs,
  'nested/a.js': badJs,
};

describe('results.json', () => {
  const configuration = () => vscode.workspace.getConfiguration('folderReview');
  const state = mkdtempSync(path.join(tmpdir(), 'folder-review-state-'));

  after(() => rmSync(state, { recursive: true, force: true }));
  beforeEach(() => configuration().update('reviewers', ['local'], vscode.ConfigurationTarget.Global));
  afterEach(async () => {
    await clearReview();
    await configuration().update('reviewers', undefined, vscode.ConfigurationTarget.Global);
    await closeEverything();
  });

  const fileOf = ({ directory }: RunOnDisk) => path.join(directory, 'results.json');

  async function review(folder: vscode.Uri): Promise<RunOnDisk> {
    await vscode.commands.executeCommand('folderReview.reviewFolder', folder);
    const run = await untilRunEnds(folder);
    await resultsOf(run);
    return run;
  }

  function onCommandLine(folder: vscode.Uri, ...more: string[]): string {
    const words = [
      'review',
      folder.fsPath,
      '--state-dir',
      state,
      '--quiet',
      '--fail-on',
      'never',
      '--format',
      'json',
    ].concat(more);
    return execFileSync(process.execPath, [path.join(root, 'dist/cli.js'), ...words], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: state, ELECTRON_RUN_AS_NODE: '1' },
    });
  }

  it('is the same from editor and command line, byte for byte', async () => {
    const folder = makeFolder(odd);
    cpSync(path.join(root, 'test/fixtures/sample'), folder.fsPath, { recursive: true });
    symlinkSync('crlf.js', path.join(folder.fsPath, 'link.js'));
    for (const repository of ['nested', '.']) {
      execFileSync('git', ['init', '--quiet', repository], { cwd: folder.fsPath });
    }
    await openIn(folder, 'mixed.js');
    await openIn(folder, 'utf16.js');
    const inEditor = readFileSync(fileOf(await review(folder)), 'utf8');
    const statuses = new Set(Array.from(inEditor.matchAll(/"(?:status|hiddenBy)": "(.*)"/g), ([, status]) => status));
    assert.deepEqual(
      statuses,
      new Set([
        'reviewed',
        'skipped',
        'comment',
        'own/eslint.config.js',
        'profile',
        'quiet/.markdownlint.json',
        'quiet/ruff.toml',
      ]),
    );
    assert.equal(inEditor, onCommandLine(folder));
  });

  it('is the same from both when changes were applied, and so are the files', async () => {
    const files = { 'a.js': badJs, 'bom.js': odd['bom.js'], 'crlf.js': odd['crlf.js'], 'utf16.js': odd['utf16.js'] };
    const [inEditor, byCommand] = [makeFolder(files), makeFolder(files)];
    const run = await review(inEditor);
    for (const { findings } of Object.values((await resultsOf(run)).files)) {
      for (const { id } of findings) {
        await vscode.commands.executeCommand('folderReview.apply', `finding:${run.header.id}:${id}`);
      }
    }
    await clearReview();
    const saved = () => readFileSync(fileOf(run), 'utf8');
    await until(() => saved().includes('"applied"'), 'the results of the end');
    assert.equal(saved(), onCommandLine(byCommand, '--apply', 'exact'));
    assert.equal(saved().match(/"state": "applied"/g)?.length, 4);
    for (const name of Object.keys(files)) {
      const [one, other] = [inEditor, byCommand].map(({ fsPath }) => readFileSync(path.join(fsPath, name)));
      assert.ok(other && one?.equals(other), name);
    }
  });

  it('is written when a run, a retry or a bulk action ends, not after each change', async () => {
    const folder = makeFolder({ 'a.js': badJs, 'b.js': badJs, 'c.js': badJs });
    const run = await review(folder);
    const { files } = await resultsOf(run);
    const id = (name: string) =>
      `finding:${run.header.id}:${files[name]?.findings.find(({ proposal }) => proposal?.state === 'ready')?.id}`;
    const writtenAt = () => statSync(fileOf(run)).mtimeMs;
    const stateOf = async (name: string) => {
      const { files: now } = await resultsOf(run);
      return now[name]?.findings.map(({ proposal }) => proposal?.state).filter((kind) => kind !== undefined);
    };
    const first = writtenAt();
    await vscode.commands.executeCommand('folderReview.apply', id('a.js'));
    await until(() => readFileSync(path.join(folder.fsPath, 'a.js'), 'utf8') !== badJs, 'the applied change');
    await vscode.commands.executeCommand('folderReview.dismiss', id('c.js'));
    // Longer than it once took to be written behind a change.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    assert.equal(writtenAt(), first);
    await vscode.commands.executeCommand('folderReview.retry', `file:${run.header.id}:c.js`);
    await until(() => writtenAt() !== first, 'the results of the retry');
    assert.deepEqual([await stateOf('a.js'), await stateOf('c.js')], [['applied'], []]);
    await vscode.commands.executeCommand('folderReview.revert', id('a.js'));
    await clearReview();
    await until(async () => (await stateOf('a.js'))?.[0] === 'reverted', 'the results of the end');
    assert.equal(runsOf(folder).length, 1);
  });

  it('is written when a bulk action has ended', async () => {
    const files = { 'a.txt': 'one\n', 'b.txt': 'two\n' };
    const folder = makeFolder(files);
    const observations = [
      { path: 'a.txt', title: 'First', find: 'one', replaceWith: '1' },
      { path: 'b.txt', title: 'Second', find: 'two', replaceWith: '2' },
    ];
    const sessions = new Sessions();
    const previews = new Previews(sessions);
    const applied: number[] = [];
    const { ids: _, ...scripted } = reviewedFolder(folder, files, observations);
    const save = async () => void applied.push(scripted.run.store.summary().proposals.applied);
    sessions.add({ ...scripted, save });
    const walk = new QueueWalk({ sessions, previews, ui: recordingUi({ confirm: true }).ui });
    await walk.bulk.applyAll('safe', {});
    assert.deepEqual(applied, [2]);
    previews.dispose();
    sessions.dispose();
  });
});
