import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chooseFromMenu, type Editor, focusedOption, openEditor, temporaryFolder } from './editor';
import { activeTab, clearReviews, message, reviewByRightClick, reviewRow, statusItem } from './review';

describe('the report in the editor', () => {
  const workspace = temporaryFolder();
  let editor: Editor;

  before(async () => {
    mkdirSync(path.join(workspace, 'src'));
    for (const name of ['gaps', 'holes']) {
      const source = `export function ${name}(amount) {\n  return amount === NaN;\n}\n`;
      writeFileSync(path.join(workspace, 'src', `${name}.js`), source);
    }
    // The editor's theme and the system's are not the same.
    const dark = { 'window.autoDetectColorScheme': false, 'workbench.colorTheme': 'Default Dark Modern' };
    const settings = { 'folderReview.reviewers': ['local'], ...dark };
    editor = await openEditor({ folder: workspace, theme: 'light', settings });
  });
  after(() => editor?.close());

  it('is shown in the colours of the theme, leads to the code, and is exported', async () => {
    const { page } = editor;
    await reviewByRightClick(page, 'src');
    await statusItem(page, '2 fixes to review').waitFor();
    await chooseFromMenu(page, reviewRow(page, /^src, /), 'Show Report');
    const report = page.frameLocator('iframe.webview').frameLocator('#active-frame');
    await report.getByRole('heading', { name: 'src finished' }).waitFor();
    await report.getByText('Reviewed 2 of 2 files').first().waitFor();
    assert.match((await report.locator('canvas').getAttribute('aria-label')) ?? '', /2 tries at files/);
    assert.equal(await report.locator('body').evaluate('getComputedStyle(document.body).colorScheme'), 'dark');
    const row = report.locator('details.row').nth(1);
    await row.locator('summary').click();
    await editor.screenshot('report-in-editor');
    await row.getByRole('button', { name: 'Open in Editor' }).click();
    await activeTab(page, 'holes.js').waitFor();

    await chooseFromMenu(page, reviewRow(page, /^src, /), 'Export...');
    await focusedOption(page, 'JSON').waitFor();
    await page.keyboard.type('Web page');
    await focusedOption(page, 'Web page').waitFor();
    await page.keyboard.press('Enter');
    const target = path.join(workspace, 'report.html');
    await page.locator('.quick-input-widget').getByText('Export Report').waitFor();
    await page.keyboard.press('Enter');
    await message(page, `Exported to ${target}`);
    assert.match(readFileSync(target, 'utf8'), /^<!DOCTYPE html>[\s\S]*holes\.js[\s\S]*<\/html>\n$/);
  });

  it('turns off a rule that nobody accepts by its button, and records of a folder in the open one can be cleared', async () => {
    const { page } = editor;
    await clearReviews(editor);
    const names = ['one', 'two', 'three'];
    mkdirSync(path.join(workspace, 'lib'), { recursive: true });
    for (const name of names) {
      const source = `export function ${name}(amount) {\n  return amount === NaN;\n}\n`;
      writeFileSync(path.join(workspace, 'lib', `${name}.js`), source);
    }
    await reviewByRightClick(page, 'lib');
    await statusItem(page, '3 fixes to review').waitFor();
    for (const name of names) {
      await reviewRow(page, `${name}.js, 1 finding`).click();
      await chooseFromMenu(page, reviewRow(page, 'error, Use the isNaN').first(), 'Dismiss Alt+Backspace');
      await reviewRow(page, `${name}.js, no findings, 1 dismissed`).waitFor();
    }
    await chooseFromMenu(page, reviewRow(page, /^lib, /), 'Show Report');
    const report = page.frameLocator('iframe.webview >> visible=true').frameLocator('#active-frame');
    await report.getByRole('heading', { name: 'lib finished' }).waitFor();
    await report.getByRole('row', { name: 'eslint/use-isnan' }).getByRole('button', { name: 'Turn Off' }).click();
    await message(page, /eslint\/use-isnan is off in your settings/);
    await editor.screenshot('report-turn-off');
    const rules = await editor.evaluateInHost(
      ({ workspace: open }) => open.getConfiguration('folderReview').inspect('rules')?.globalValue,
    );
    assert.deepEqual(rules, { 'eslint/use-isnan': 'off' });

    await editor.runCommand('Folder Review: Clear Data...');
    await page.getByPlaceholder('Remove what?').waitFor();
    await page.keyboard.type('reviews of lib');
    await focusedOption(page, 'Records of the reviews of lib').waitFor();
    await page.keyboard.press('Escape');
  });
});
