import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chooseFromMenu, type Editor, openEditor, temporaryFolder } from './editor';
import { clearReviews, message, reviewByRightClick, reviewRow, statusItem, until } from './review';
import { themes } from './themes';

const gap = (name: string) => `export function ${name}(amount) {\n  return amount === NaN;\n}\n`;
const mended = (name: string) => gap(name).replace('amount === NaN', 'Number.isNaN(amount)');

/** Each has one finding with a proposal, by one rule. */
const names = ['alpha', 'beta', 'gamma', 'delta'] as const;

/** Within that time rows are drawn anew, and the editor knows for a moment of none which it is. */
const drawnMs = 1_500;

for (const theme of themes) {
  describe(`acting on many (${theme})`, () => {
    const workspace = temporaryFolder();
    let editor: Editor;
    const text = (name: string) => readFileSync(path.join(workspace, 'shop', `${name}.js`), 'utf8');

    before(async () => {
      mkdirSync(path.join(workspace, 'shop'));
      for (const name of names) writeFileSync(path.join(workspace, 'shop', `${name}.js`), gap(name));
      editor = await openEditor({ folder: workspace, theme, settings: { 'folderReview.reviewers': ['local'] } });
      await clearReviews(editor);
    });

    after(() => editor?.close());

    it('applies what is checked beside the multi-diff editor, and takes it back', async () => {
      const { page } = editor;
      await reviewByRightClick(page, 'shop');
      await statusItem(page, '4 fixes to review').waitFor();
      await chooseFromMenu(page, reviewRow(page, 'shop, 4 findings'), 'Preview All');
      const list = page.locator('.quick-input-widget');
      await list.getByText('4 proposals').waitFor();
      await page.locator('.multiDiffEntry').getByText('Number.isNaN(amount)').first().waitFor();
      await list.getByRole('checkbox', { name: /beta\.js:2/ }).click();
      await editor.screenshot(`many-preview-${theme}`);
      await list.getByRole('button', { name: 'OK' }).click();
      await until(() => text('alpha') === mended('alpha') && text('delta') === mended('delta'), 'the checked ones');
      assert.equal(text('beta'), gap('beta'));
      const summary = await message(page, /Applied 3 of 3 chosen proposals/);
      await editor.screenshot(`many-applied-${theme}`);
      await summary.getByRole('button', { name: 'Undo' }).click();
      await until(() => names.every((name) => text(name) === gap(name)), 'all as before');
    });

    it('ignores one on its line, and turns to VS Code’s own list for the others', async () => {
      const { page } = editor;
      await message(page, /Reverted 3 of 3/);
      await sleep(drawnMs);
      await reviewRow(page, 'beta.js').click();
      // Opens the row, or goes on to the finding where a click has done that.
      await page.keyboard.press('ArrowRight');
      const finding = reviewRow(page, /^error, Use the isNaN/).first();
      await finding.click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Ignore on This Line' }).waitFor();
      await editor.screenshot(`many-menu-${theme}`);
      await page.keyboard.press('Escape');
      await chooseFromMenu(page, finding, 'Ignore on This Line');
      const ignored = gap('beta').replace('  return', '  // eslint-disable-next-line use-isnan\n  return');
      await until(() => text('beta') === ignored, 'the comment');
      await reviewRow(page, /^beta\.js, .*1 hidden/).waitFor();

      await (await message(page, /Reverted 3 of 3/)).getByRole('button', { name: 'Put Back in Queue' }).click();
      await statusItem(page, '3 fixes to review').waitFor();
      await chooseFromMenu(page, reviewRow(page, /^shop, /), 'Open in Refactor Preview');
      const panel = page.locator('.bulk-edit-panel');
      await panel.getByRole('button', { name: 'Apply' }).waitFor();
      // Of alpha.js and gamma.js; nothing is checked at first.
      for (const box of [0, 4]) await panel.locator('.edit-checkbox').nth(box).click();
      await editor.screenshot(`many-refactor-${theme}`);
      await panel.getByRole('button', { name: 'Apply' }).click();
      await until(() => ['alpha', 'gamma'].every((name) => text(name) === mended(name)), 'the checked ones');
      await reviewRow(page, /^alpha\.js, .*applied/).waitFor();
      await reviewRow(page, /^gamma\.js, .*applied/).waitFor();
      assert.deepEqual([text('beta'), text('delta')], [ignored, gap('delta')]);
    });
  });
}
