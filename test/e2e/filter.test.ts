import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Editor, openEditor, temporaryFolder } from './editor';
import { clearReviews, reviewByRightClick, reviewRow, reviewTree, statusItem, viewButton } from './review';

/** Most are quiet. */
const files: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`quiet/q${n}.py`, `value_${n} = ${n}\n`])),
  'quiet/deep/ledger.py': 'def find(rows):\n    if rows is 0:\n        return []\n    return rows\n',
  'amounts.js': 'export function isGap(amount) {\n  return amount === NaN;\n}\n',
};

describe('the filter of the view', () => {
  const workspace = temporaryFolder();
  let editor: Editor;

  before(async () => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(workspace, 'few', name)), { recursive: true });
      writeFileSync(path.join(workspace, 'few', name), text);
    }
    editor = await openEditor({ folder: workspace, settings: { 'folderReview.reviewers': ['local'] } });
    await clearReviews(editor);
  });

  after(async () => editor?.close());

  it('leaves quiet files out, says so, counts what each would show, and holds after a reload', async () => {
    const { page } = editor;
    const tree = reviewTree(page);
    await reviewByRightClick(page, 'few');
    await reviewRow(page, 'few, 2 findings').waitFor();
    await statusItem(page, '2 fixes to review').waitFor();
    await reviewRow(page, 'q0.py').waitFor();

    await viewButton(page, 'Filter...').click();
    await page.getByRole('option', { name: /^All Files, 14 files, shown now/ }).waitFor();
    await page.getByRole('option', { name: /^Failed or Cancelled, 0 files/ }).waitFor();
    await page.getByRole('option', { name: /^With Findings, 2 files/ }).click();
    await tree
      .getByText('With Findings: 2 of 14 files')
      .or(page.getByText('With Findings: 2 of 14 files'))
      .first()
      .waitFor();
    await reviewRow(page, 'q0.py').waitFor({ state: 'hidden' });
    await reviewRow(page, 'ledger.py, 1 finding').waitFor();

    await editor.reload();
    await reviewRow(page, 'ledger.py, 1 finding').waitFor();
    assert.equal(await reviewRow(page, 'q0.py').count(), 0);
    await viewButton(page, 'Show All Files').click();
    await reviewRow(page, 'q0.py').waitFor();
  });
});
