import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Editor, openEditor, temporaryFolder } from './editor';
import { activeTab, clearReviews, reviewByRightClick, reviewRow, rowButton, until, untilPreview } from './review';
import { themes } from './themes';

const ledger = '\ufeffdef find(rows):\r\n    if rows is 0:\r\n        return []\r\n    return rows\r\n';

for (const theme of themes) {
  describe(`a proposal that is edited in its preview (${theme})`, () => {
    const workspace = temporaryFolder();
    const file = path.join(workspace, 'own', 'ledger.py');
    const bytes = () => readFileSync(file, 'utf8');
    let editor: Editor;

    before(async () => {
      mkdirSync(path.dirname(file), { recursive: true });
      editor = await openEditor({ folder: workspace, theme, settings: { 'folderReview.reviewers': ['local'] } });
    });

    beforeEach(async () => {
      writeFileSync(file, ledger);
      await editor.evaluateInHost(({ commands }) => commands.executeCommand('workbench.action.closeAllEditors'));
      await clearReviews(editor);
      await reviewByRightClick(editor.page, 'own');
      await reviewRow(editor.page, 'own, 1 finding').waitFor();
      await preview();
    });

    after(async () => editor?.close());

    const finding = () => reviewRow(editor.page, /^warning, /);
    const right = () => editor.page.locator('.modified-in-monaco-diff-editor');

    const preview = async (shown = 'rows == 0') => {
      await until(async () => {
        const isShown = await finding().isVisible();
        if (!isShown) {
          const row = reviewRow(editor.page, 'ledger.py, ');
          await row.click();
          if ((await row.getAttribute('aria-expanded')) === 'false') await editor.page.keyboard.press('ArrowRight');
          await finding()
            .waitFor({ timeout: 3_000 })
            .catch(() => {});
        }
        return isShown;
      }, 'the finding below its file');
      await finding().click();
      await untilPreview(editor.page, /^ledger\.py: /, shown);
    };

    /** At the end of the text, as a person does. */
    const type = async (text: string) => {
      await right().locator('.view-line', { hasText: 'return []' }).click();
      await editor.page.keyboard.press('Control+End');
      await editor.page.keyboard.type(text);
      await right().locator('.view-line', { hasText: text.trim() }).waitFor();
    };

    const untilClosed = () => activeTab(editor.page, /^ledger\.py: /).waitFor({ state: 'detached' });

    const untilKept = () =>
      until(async () => (await editor.page.locator('.tab.active.dirty').count()) === 0, 'kept without a question');

    it('is applied as it was typed, says so, and is taken back', async () => {
      const { page } = editor;
      await type('# seen');
      await untilKept();
      await reviewRow(page, /edited by you/).waitFor();
      assert.equal(bytes(), ledger);
      await editor.screenshot(`edited-${theme}`);
      await page.keyboard.press('Alt+Enter');
      await reviewRow(page, /applied as edited/).waitFor();
      assert.equal(bytes(), `${ledger.replace('is 0', '== 0')}# seen`);
      assert.equal(await page.getByRole('dialog').count(), 0);
      await editor.screenshot(`applied-as-edited-${theme}`);
      await untilClosed();
      await (await rowButton(reviewRow(page, /applied as edited/), 'Revert')).click();
      await until(() => bytes() === ledger, 'taken back');
    });

    it('is applied in part, by keys', async () => {
      const { page } = editor;
      await type('# seen');
      await page
        .locator('.review-widget:visible')
        .getByRole('button', { name: /^Leave Out This Change/ })
        .waitFor();
      await editor.screenshot(`several-changes-${theme}`);
      await right().locator('.view-line', { hasText: 'rows == 0' }).click();
      await page.keyboard.press('Alt+Delete');
      await right().locator('.view-line', { hasText: 'rows is 0' }).waitFor();
      await page.keyboard.press('Control+z');
      await right().locator('.view-line', { hasText: 'rows == 0' }).waitFor();
      await page.keyboard.press('Control+End');
      await page.keyboard.press('Shift+Alt+Enter');
      await reviewRow(page, /applied as edited/).waitFor();
      assert.equal(bytes(), `${ledger}# seen`);
      await untilClosed();
    });

    it('comes back as it was typed when its tab was closed, and after a reload', async () => {
      const { page } = editor;
      await type('# mine');
      await untilKept();
      await page
        .getByRole('main')
        .locator('.tab.active')
        .getByRole('button', { name: /^Close/ })
        .click();
      await untilClosed();
      assert.equal(await page.getByRole('dialog').count(), 0);
      await preview('# mine');
      await editor.reload();
      await preview('# mine');
      await reviewRow(page, /edited by you/).waitFor();
      assert.equal(bytes(), ledger);
      await editor.screenshot(`edited-after-reload-${theme}`);
    });
  });
}
