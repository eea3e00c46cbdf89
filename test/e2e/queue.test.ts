import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer, ReplyFinding } from '../modelServer/types';
import { type Editor, openEditor, temporaryFolder } from './editor';
import {
  activeTab,
  clearReviews,
  clickRowButton,
  editorButton,
  hold,
  reviewByRightClick,
  reviewRow,
  statusItem,
  untilPreview,
  useModel,
} from './review';

/** One proposal each. The first has no final line end, the second has none and CRLF, the third has CRLF. */
const files = {
  'amounts.js': 'export function isGap(amount) {\n  return amount === NaN;\n}',
  'ledger.py': 'def find(rows):\r\n    if rows is 0:\r\n        return []\r\n    return rows',
  'totals.py': 'def total(rows):\r\n    if rows is not 0:\r\n        return len(rows)\r\n',
} as const;

const changed = {
  'amounts.js': 'export function isGap(amount) {\n  return Number.isNaN(amount);\n}',
  'ledger.py': 'def find(rows):\r\n    if rows == 0:\r\n        return []\r\n    return rows',
} as const;

/** What their previews are called, and show. */
const previews: Readonly<Record<keyof typeof files, readonly [RegExp, string]>> = {
  'amounts.js': [/^amounts\.js: Use the isNaN function/, 'Number.isNaN(amount)'],
  'ledger.py': [/^ledger\.py: Use `==` to compare/, 'rows == 0'],
  'totals.py': [/^totals\.py: Use `!=` to compare/, 'rows != 0'],
};

/** What the model finds in a file of three lines: one finding, whose proposal changes two of them. */
const capitals: ReplyFinding = {
  title: 'The names are not capitalised',
  explanation: 'Names begin with a capital letter.',
  severity: 'warning',
  category: 'style',
  confidence: 'high',
  startLine: 1,
  endLine: 3,
  edits: [
    { startLine: 1, endLine: 1, oldText: 'anna', newText: 'Anna' },
    { startLine: 3, endLine: 3, oldText: 'clara', newText: 'Clara' },
  ],
};

/** Rows are drawn anew within that time. */
const drawnMs = 1_500;

describe('the queue', () => {
  const workspace = temporaryFolder();
  let model: ModelServer;
  let editor: Editor;

  const write = (folder: string, contents: Readonly<Record<string, string>>): void => {
    mkdirSync(path.join(workspace, folder), { recursive: true });
    for (const [name, content] of Object.entries(contents)) writeFileSync(path.join(workspace, folder, name), content);
  };
  const read = (folder: string, name: string): string => readFileSync(path.join(workspace, folder, name), 'utf8');
  const untilPreviewOf = (name: keyof typeof previews) => untilPreview(editor.page, ...previews[name]);

  /** As they are before a test, for a second try of it, too. */
  const layOut = () => {
    write('clicks', files);
    write('undo', { 'names.txt': 'anna\r\nBen\r\nclara\r\n' });
    write('reload', files);
  };

  before(async () => {
    write('.vscode', { 'settings.json': '{ "folderReview.maxParallelFiles": 1 }' });
    model = await startModelServer();
    layOut();
    editor = await openEditor({ folder: workspace, settings: { 'folderReview.reviewers': ['local', 'model'] } });
    await useModel(editor, model.url);
  });

  beforeEach(async () => {
    model.reply(() => ({ findings: [] }));
    await editor.evaluateInHost(({ commands }) => commands.executeCommand('workbench.action.closeAllEditors'));
    await clearReviews(editor);
  });

  after(async () => {
    await editor?.close();
    await model?.stop();
  });

  it('is walked by clicks, from a right click on a folder to exactly the expected bytes', async () => {
    const { page } = editor;
    const { until: seen, release } = hold();
    model.reply(({ file }) => ({ findings: [], ...(file.endsWith('ledger.py') ? { until: seen } : {}) }));
    await reviewByRightClick(page, 'clicks');
    // The longest file goes first.
    await reviewRow(page, /^ledger\.py, reviewing, \d+ s/).waitFor();
    await reviewRow(page, /^totals\.py, .*waiting for the model/).waitFor();
    await statusItem(page, '0/3').waitFor();
    release();
    await statusItem(page, '3 fixes to review').waitFor();

    await reviewRow(page, 'amounts.js, 1 finding').click();
    await reviewRow(page, 'error, Use the isNaN function').click();
    await untilPreviewOf('amounts.js');
    assert.equal(read('clicks', 'amounts.js'), files['amounts.js'], 'a preview changes nothing');

    await editorButton(page, 'Skip').click();
    await untilPreviewOf('ledger.py');
    await editorButton(page, 'Apply').click();
    await untilPreviewOf('totals.py');
    assert.equal(read('clicks', 'ledger.py'), changed['ledger.py']);
    await reviewRow(page, 'ledger.py, 1 finding, 1 applied').waitFor();

    await editorButton(page, 'Dismiss').click();
    await untilPreviewOf('amounts.js');
    await reviewRow(page, 'totals.py, no findings, 1 dismissed').waitFor();
    assert.equal(read('clicks', 'totals.py'), files['totals.py']);

    await editorButton(page, 'Apply').click();
    await activeTab(page, /./).waitFor({ state: 'hidden' });
    assert.equal(read('clicks', 'amounts.js'), changed['amounts.js']);
    await statusItem(page, 'reviewed').waitFor();
  });

  it('leaves one step to undo for each proposal', async () => {
    const { page } = editor;
    layOut();
    model.reply(() => ({ findings: [capitals] }));
    await reviewByRightClick(page, 'undo');
    await reviewRow(page, 'undo, 1 finding').waitFor();
    await reviewRow(page, 'names.txt, 1 finding').click();
    const row = reviewRow(page, 'warning, The names are not capitalised');
    await clickRowButton(row, 'Apply', reviewRow(page, 'warning, The names are not capitalised, line 1, applied'));
    assert.equal(read('undo', 'names.txt'), 'Anna\r\nBen\r\nClara\r\n');

    await row.click();
    const tab = activeTab(page, 'names.txt');
    await tab.waitFor();
    await page.getByRole('main').locator('.monaco-editor').click();
    await page.keyboard.press('Control+Z');
    await tab.and(page.locator('.dirty')).waitFor();
    await page.keyboard.press('Control+S');
    await tab.and(page.locator(':not(.dirty)')).waitFor();
    assert.equal(read('undo', 'names.txt'), 'anna\r\nBen\r\nclara\r\n');
  });

  it('is there again after a reload, and takes back to the byte what was applied before', async () => {
    const { page } = editor;
    layOut();
    await reviewByRightClick(page, 'reload');
    await reviewRow(page, 'reload, 3 findings').waitFor();
    await reviewRow(page, 'ledger.py, 1 finding').click();
    const row = reviewRow(page, 'warning, Use `==` to compare');
    await clickRowButton(row, 'Apply', reviewRow(page, 'ledger.py, 1 finding, 1 applied'));
    assert.equal(read('reload', 'ledger.py'), changed['ledger.py']);

    await editor.reload();
    await statusItem(page, '2 fixes to review').waitFor();
    await reviewRow(page, 'ledger.py, 1 finding, 1 applied').click();
    // Rows that are drawn anew once more after a reload take their buttons along.
    await sleep(drawnMs);
    await clickRowButton(row, 'Revert', reviewRow(page, /^warning, Use `==` to compare.*reverted/));
    assert.equal(read('reload', 'ledger.py'), files['ledger.py']);
  });

  it('puts a file right after a reload in which a change was cut short, and says so', async () => {
    const { page } = editor;
    const script = path.join(import.meta.dirname, 'cutShort.ts');
    const [folder, root] = [path.join(workspace, 'reload'), path.join(editor.stateHome, 'folder-review')];
    const { status } = spawnSync(process.execPath, ['--import', 'tsx', script, folder, root], { stdio: 'inherit' });
    assert.equal(status, null);
    assert.equal(read('reload', 'totals.py'), '');
    await editor.reload();
    await page
      .getByText(/totals\.py: a change was cut short/)
      .first()
      .waitFor();
    assert.equal(read('reload', 'totals.py'), files['totals.py']);
  });
});
