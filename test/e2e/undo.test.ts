import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Editor, openEditor, temporaryFolder } from './editor';
import {
  clearQuestion,
  clearReview,
  clearReviews,
  clickRowButton,
  message,
  reviewByRightClick,
  reviewRow,
  reviewTree,
  statusItem,
} from './review';

const files = {
  'ledger.py': 'def find(rows):\n    if rows is 0:\n        return []\n    return rows\n',
  'totals.py': 'def total(rows):\n    if rows is not 0:\n        return len(rows)\n',
} as const;

describe('what was done by one click', () => {
  const workspace = temporaryFolder();
  const inFolder = (name: string) => path.join(workspace, 'back', name);
  let editor: Editor;

  before(async () => {
    mkdirSync(path.join(workspace, 'back'), { recursive: true });
    editor = await openEditor({ folder: workspace, settings: { 'folderReview.reviewers': ['local'] } });
  });

  beforeEach(async () => {
    for (const [name, text] of Object.entries(files)) writeFileSync(inFolder(name), text);
    await clearReviews(editor);
    await reviewByRightClick(editor.page, 'back');
    await reviewRow(editor.page, 'back, 2 findings').waitFor();
    await statusItem(editor.page, '2 fixes to review').waitFor();
    // The editor loses the row of a button that is pressed while it draws rows anew, as it does once more after the end.
    await sleep(2_000);
  });

  after(async () => editor?.close());

  it('is undone by one: a dismissal', async () => {
    const { page } = editor;
    await reviewRow(page, 'ledger.py, 1 finding').click();
    await clickRowButton(
      reviewRow(page, 'warning, Use `==` to compare'),
      'Dismiss',
      reviewRow(page, 'ledger.py, no findings, 1 dismissed'),
    );
    await page
      .getByRole('status')
      .getByRole('button', { name: /^Dismissed: .*Undo$/ })
      .click();
    await reviewRow(page, 'ledger.py, 1 finding').waitFor();
    await statusItem(page, '2 fixes to review').waitFor();
  });

  it('is undone by one: a review that was cleared, with what was applied in it', async () => {
    const { page } = editor;
    await reviewRow(page, 'ledger.py, 1 finding').click();
    const row = reviewRow(page, 'warning, Use `==` to compare');
    await clickRowButton(row, 'Apply', reviewRow(page, 'ledger.py, 1 finding, 1 applied'));
    await clearReview(editor);
    await reviewTree(page).waitFor({ state: 'hidden' });
    await (await message(page, /no longer shown/)).getByRole('button', { name: 'Undo' }).click();
    await reviewRow(page, 'ledger.py, 1 finding, 1 applied').click();
    await clickRowButton(row, 'Revert', reviewRow(page, /^warning, Use `==` to compare.*reverted/));
    assert.equal(readFileSync(inFolder('ledger.py'), 'utf8'), files['ledger.py']);
  });

  it('is asked about before a review is cleared, which then stays or goes', async () => {
    const { page, evaluateInHost } = editor;
    await evaluateInHost(({ commands }) => void commands.executeCommand('folderReview.clear'));
    await clearQuestion(page).waitFor();
    await editor.screenshot('clear-question');
    assert.match(
      await clearQuestion(page).innerText(),
      /2 findings, 2 open proposals, 0 applied proposals\. No file is changed\.\s+“Open Earlier Review…” brings all of it back\./,
    );
    await page.keyboard.press('Escape');
    await clearQuestion(page).waitFor({ state: 'hidden' });
    await reviewRow(page, 'back, 2 findings').waitFor();
    await clearReview(editor);
    await reviewTree(page).waitFor({ state: 'hidden' });
  });

  it('is undone later: a review that was cleared is among the earlier ones', async () => {
    const { page } = editor;
    await clearReview(editor);
    await reviewTree(page).waitFor({ state: 'hidden' });
    await page.getByText('open an earlier one').click();
    const first = page.getByRole('option', { name: /back.*Reviewed 2 of 2 files/ }).first();
    await first.waitFor();
    await first.click();
    await reviewRow(page, 'back, 2 findings').waitFor();
    assert.equal(await reviewRow(page, 'back').count(), 1);
  });
});
