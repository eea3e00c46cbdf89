import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { type Editor, openEditor, temporaryFolder, treeRow } from './editor';
import { activeTab, appears, editorButton, reviewRow, reviewTree, rowButton, statusItem, until } from './review';

/** One proposal each. */
const files = {
  'a.py': 'def find(rows):\n    if rows is 0:\n        return []\n    return rows\n',
  'b.py': 'def total(rows):\n    if rows is 1:\n        return len(rows)\n',
  'c.py': 'def last(rows):\n    if rows is 2:\n        return rows[-1]\n',
} as const;

/** The row that the tree has in focus, which its accessible name tells. */
const focused = (page: Page) => reviewTree(page).locator('.monaco-list-row.focused');

/** The editor draws rows anew after each change, and calls with none meanwhile. */
const drawnMs = 1_500;

describe('a review by keyboard alone', () => {
  const workspace = temporaryFolder();
  const inFolder = (name: string) => path.join(workspace, name);
  const read = (name: keyof typeof files) => readFileSync(inFolder(name), 'utf8');
  let editor: Editor;

  before(async () => {
    mkdirSync(workspace, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(inFolder(name), text);
    editor = await openEditor({ folder: workspace, settings: { 'folderReview.reviewers': ['local'] } });
  });

  after(async () => editor?.close());

  /** Presses a key, and waits until the tree has gone to another row. */
  const step = async (key: string): Promise<void> => {
    const row = () => reviewTree(editor.page).getAttribute('aria-activedescendant');
    const before = await row();
    await editor.page.keyboard.press(key);
    await until(async () => (await row()) !== before, `another row after ${key}`);
  };

  const labelled = (name: RegExp) =>
    focused(editor.page)
      .and(treeRow(reviewTree(editor.page), name))
      .isVisible();

  const isInView = (): Promise<boolean> =>
    reviewTree(editor.page).evaluate((tree) => tree.contains(tree.ownerDocument.activeElement));

  /** Goes down the tree to the row of a file, and opens it where it has findings. */
  const goToFile = async (name: keyof typeof files): Promise<void> => {
    const { page } = editor;
    await editor.runCommand('Folder Review: Show View');
    await until(isInView, 'the view in focus');
    await page.keyboard.press('Home');
    await until(() => labelled(new RegExp(`^${path.basename(workspace)}, `)), 'the first row');
    while (!(await labelled(new RegExp(`^${name}`)))) await step('ArrowDown');
    if ((await focused(page).getAttribute('aria-expanded')) === 'false') {
      await page.keyboard.press('ArrowRight');
      await until(async () => (await focused(page).getAttribute('aria-expanded')) === 'true', 'the open row');
      // It is open before what is below it has come: until then, the next row is that of the next file.
      const below = Number(await focused(page).getAttribute('data-index')) + 1;
      await reviewTree(page).locator(`[data-index="${below}"][aria-level="3"]`).waitFor();
    }
  };

  const goToFindingOf = async (name: keyof typeof files): Promise<void> => {
    await goToFile(name);
    await step('ArrowDown');
  };

  /** Presses a key on a row until what it does shows: it is called with none where the editor draws the rows anew just then. */
  const pressOnRow = (key: string, done: Locator): Promise<void> =>
    until(async () => {
      if (await isInView()) await editor.page.keyboard.press(key);
      return appears(done, 5_000);
    }, `what ${key} does`);

  it('reviews, opens a row, previews, applies, goes on, dismisses and undoes it, reverts and opens the file', async () => {
    const { page } = editor;
    await editor.runCommand('Folder Review: Review Folder');
    const asked = page.getByPlaceholder('Which folder should be reviewed?');
    await Promise.race([asked.waitFor(), statusItem(page, '3 fixes to review').waitFor()]);
    if (await asked.isVisible()) await page.keyboard.press('Enter');
    await statusItem(page, '3 fixes to review').waitFor();
    await goToFindingOf('a.py');
    await pressOnRow('Enter', activeTab(page, /^a\.py/));
    await page.locator('.review-widget:visible').getByText('Warning · ruff/F632').waitFor();
    await editor.screenshot('keyboard-preview');
    await page.keyboard.press('Alt+Enter');
    await activeTab(page, /^b\.py/).waitFor();
    assert.match(read('a.py'), /rows == 0/);
    await page.locator('.modified-in-monaco-diff-editor.focused').waitFor();
    await page.keyboard.press('Alt+Backspace');
    await activeTab(page, /^c\.py/).waitFor();
    await reviewRow(page, 'b.py, no findings, 1 dismissed').waitFor();
    await page.locator('.review-widget:visible').getByText('Warning · ruff/F632').waitFor();
    await page.keyboard.press('Alt+ArrowUp');
    await page.locator('.review-widget .comments-container:focus').waitFor();
    await editor.screenshot('keyboard-explanation');
    await page.keyboard.press('Control+z');
    await reviewRow(page, 'b.py, 1 finding').waitFor();
    await statusItem(page, '2 fixes to review').waitFor();
    await goToFindingOf('a.py');
    await editor.screenshot('keyboard-row');
    await pressOnRow('Control+Enter', activeTab(page, 'a.py'));
    await goToFindingOf('a.py');
    await pressOnRow('Shift+Alt+Enter', reviewRow(page, /^warning, Use `==`.*reverted/));
    assert.equal(read('a.py'), files['a.py']);
  });

  it('undoes a dismissal on its row, and in the find box of the view only what was typed', async () => {
    const { page } = editor;
    await goToFindingOf('b.py');
    await page.keyboard.press('Alt+Backspace');
    await reviewRow(page, /^b\.py, no findings, 1 dismissed/).waitFor();
    await sleep(drawnMs);
    await page.keyboard.press('Control+Alt+F');
    await page.locator('.monaco-tree-type-filter input:focus, .tree-type-filter input:focus').first().waitFor();
    for (const key of ['Control+z', 'Control+Enter', 'Shift+Alt+Enter']) {
      await page.keyboard.press(key);
      await sleep(800);
      await reviewRow(page, /^b\.py, no findings, 1 dismissed/).waitFor();
    }
    await page.keyboard.press('Escape');
    await goToFile('b.py');
    await page.keyboard.press('Control+z');
    await reviewRow(page, 'b.py, 1 finding').waitFor();
    assert.equal(read('b.py'), files['b.py']);
  });

  it('shows the keys where the buttons are', async () => {
    const { page } = editor;
    await goToFindingOf('b.py');
    const row = focused(page).first();
    const keys = { Apply: 'Alt+Enter', Dismiss: 'Alt+Backspace' };
    for (const [name, key] of Object.entries(keys)) {
      assert.equal(await (await rowButton(row, name)).getAttribute('aria-label'), `${name} (${key})`);
    }
    await page.keyboard.press('Enter');
    await activeTab(page, /^b\.py/).waitFor();
    const thread = page.locator('.review-widget:visible');
    await thread.getByText('Warning · ruff/F632').waitFor();
    for (const [name, key] of Object.entries({ ...keys, Skip: 'Alt+DownArrow' })) {
      assert.equal(await editorButton(page, name).getAttribute('aria-label'), `${name} (${key})`);
      const inThread = thread.getByRole('button', { name: new RegExp(`^${name}`) });
      assert.equal(await inThread.getAttribute('aria-label'), `${name} (${key})`);
    }
  });
});
