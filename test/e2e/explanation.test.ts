import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { type Editor, openEditor, temporaryFolder } from './editor';
import { activeTab, clearReviews, reviewByRightClick, reviewRow, until } from './review';

const filler = Array.from({ length: 60 }, (_, index) => `export const year${index} = ${1900 + index};\n`).join('');

/** One proposal each; one of them far down, and beyond the right edge of the window. */
const files = {
  'amounts.js': `${filler}export const isGap = (amount, other) => other.is(${'other, '.repeat(60)}amount === NaN);\n${filler.replaceAll('year', 'day')}`,
  'ledger.py': 'def find(rows):\n    if rows is 0:\n        return []\n    return rows\n',
  'totals.py': 'def total(rows):\n    if rows is not 0:\n        return len(rows)\n',
} as const;

/** The threads that are open in editors. */
const threads = (page: Page) => page.locator('.review-widget:visible');
const threadButton = (page: Page, name: string) => threads(page).getByRole('button', { name: new RegExp(`^${name}`) });

describe('the explanation of a proposal', () => {
  const workspace = temporaryFolder();
  const inFolder = (name: string) => path.join(workspace, 'why', name);
  let editor: Editor;

  before(async () => {
    mkdirSync(path.join(workspace, 'why'), { recursive: true });
    editor = await openEditor({ folder: workspace, settings: { 'folderReview.reviewers': ['local'] } });
  });

  beforeEach(async () => {
    for (const [name, text] of Object.entries(files)) writeFileSync(inFolder(name), text);
    await editor.evaluateInHost(({ commands }) => commands.executeCommand('workbench.action.closeAllEditors'));
    await clearReviews(editor);
    await reviewByRightClick(editor.page, 'why');
    await reviewRow(editor.page, 'why, 3 findings').waitFor();
  });

  after(async () => editor?.close());

  it('stands at the change, in sight, with its rule and why it matters, and nothing else opens', async () => {
    const { page } = editor;
    await reviewRow(page, 'amounts.js, 1 finding').click();
    await reviewRow(page, 'error, Use the isNaN function').click();
    await activeTab(page, /^amounts\.js/).waitFor();
    const thread = threads(page);
    for (const said of [
      'Error · eslint/use-isnan',
      'Use the isNaN function to compare with NaN',
      'NaN is unequal to everything',
    ]) {
      await thread.getByText(said).waitFor();
    }
    assert.equal(await thread.count(), 1);
    await threadButton(page, 'Open Documentation').waitFor();
    const right = page.locator('.modified-in-monaco-diff-editor');
    const changed = right.locator('.view-line', { hasText: 'Number.isNaN(amount)' });
    await until(async () => {
      const [text, window] = [await changed.getByText('isNaN').last().boundingBox(), await right.boundingBox()];
      return text !== null && window !== null && text.x > window.x && text.x + text.width < window.x + window.width;
    }, 'the change in sight');
    assert.equal(await page.getByRole('tab', { name: /^Comments/ }).count(), 0);
  });

  it('has the buttons that decide, and goes with its preview', async () => {
    const { page } = editor;
    await reviewRow(page, 'ledger.py, 1 finding').click();
    await reviewRow(page, 'warning, Use `==` to compare').click();
    await activeTab(page, /^ledger\.py/).waitFor();
    await threadButton(page, 'Skip').click();
    await activeTab(page, /^totals\.py/).waitFor();
    await threads(page).getByText('Use `!=` to compare').waitFor();
    assert.equal(await threads(page).count(), 1);
    await threadButton(page, 'Apply').click();
    await activeTab(page, /^amounts\.js/).waitFor();
    assert.match(readFileSync(inFolder('totals.py'), 'utf8'), /rows != 0/);
    await threadButton(page, 'Dismiss').click();
    await activeTab(page, /^ledger\.py/).waitFor();
    await reviewRow(page, 'amounts.js, no findings, 1 dismissed').waitFor();
    assert.equal(readFileSync(inFolder('amounts.js'), 'utf8'), files['amounts.js']);
  });

  it('is read and decided by keyboard', async () => {
    const { page } = editor;
    await reviewRow(page, 'ledger.py, 1 finding').click();
    await reviewRow(page, 'warning, Use `==` to compare').click();
    await activeTab(page, /^ledger\.py/).waitFor();
    await threads(page).getByText('Warning · ruff/F632').waitFor();
    await page.keyboard.press('Alt+ArrowUp');
    await page.locator('.review-widget .comments-container:focus').waitFor();
    await page.keyboard.press('Alt+Enter');
    await activeTab(page, /^totals\.py/).waitFor();
    assert.match(readFileSync(inFolder('ledger.py'), 'utf8'), /rows == 0/);
  });

  it('is beside the line in an ordinary editor, as an icon, or as a thread where that is wanted', async () => {
    const { page } = editor;
    const open = () =>
      editor.evaluateInHost(
        ({ commands, Uri }, file) => commands.executeCommand('vscode.open', Uri.file(file)),
        inFolder('ledger.py'),
      );
    const way = (value: string | undefined) =>
      editor.evaluateInHost(
        ({ workspace }, wanted) =>
          workspace.getConfiguration('folderReview').update('findingsInEditor', wanted ?? undefined, true),
        value ?? null,
      );
    await open();
    await activeTab(page, 'ledger.py').waitFor();
    const icons = page.locator('.glyph-margin-widgets .cgmr');

    await icons.first().waitFor();
    await way('threads');
    const glyph = page.locator('.comment-range-glyph, .comment-thread');
    await glyph.first().waitFor();
    await glyph.first().click();
    await threads(page).getByText('Warning · ruff/F632').waitFor();
    await threadButton(page, 'Dismiss').click();
    await reviewRow(page, 'ledger.py, no findings, 1 dismissed').waitFor();
    await threads(page).waitFor({ state: 'hidden' });
    await way(undefined);
  });
});
