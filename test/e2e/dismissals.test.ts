import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { sharedDismissals } from '../../src/core/dismissals/dismissals';
import { chooseFromMenu, type Editor, openEditor, temporaryFolder } from './editor';
import { reviewByRightClick, reviewRow, statusItem, until, untilPreview } from './review';

/** Each has what is found without a proposal and with one. */
const files = {
  'a.js': 'export function isGap(amount) {\n  return amount === NaN;\n}\n',
  'b.js':
    'export function pick(kind) {\n  switch (kind) {\n    case 1:\n      return 2;\n    case 1:\n      return 3;\n  }\n}\n',
  'c.js': 'export function isHole(size) {\n  return size === NaN;\n}\n',
} as const;

/** A row of a list of choices. */
const choice = (page: Page, name: string | RegExp) => page.locator('.quick-input-widget').getByRole('option', { name });

describe('dismissing in the editor', () => {
  const workspace = temporaryFolder();
  let editor: Editor;

  before(async () => {
    mkdirSync(path.join(workspace, 'shop'));
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(workspace, 'shop', name), text);
    editor = await openEditor({ folder: workspace });
  });

  after(() => editor?.close());

  it('takes a reason by clicks, hides the finding there and in the next review, and shows it again', async () => {
    const { page } = editor;
    await reviewByRightClick(page, 'shop');
    await statusItem(page, '2 fixes to review').waitFor();
    await reviewRow(page, 'b.js, 1 finding').click();
    const duplicate = reviewRow(page, /Duplicate case|duplicate/i);
    await chooseFromMenu(page, duplicate, 'Dismiss with Reason...');
    await page.getByPlaceholder(/^Why dismiss “/).waitFor();
    await editor.screenshot('dismiss-reason');
    await choice(page, /^Accepted/).click();
    await reviewRow(page, 'b.js, no findings, 1 dismissed').waitFor();
    await duplicate.waitFor({ state: 'hidden' });

    await reviewRow(page, 'a.js, 1 finding').click();
    await reviewRow(page, 'error, Use the isNaN').first().click();
    await untilPreview(page, /^a\.js: Use the isNaN/, 'Number.isNaN(amount)');
    await page.keyboard.press('Shift+Alt+Backspace');
    await page.getByPlaceholder(/^Why dismiss “/).waitFor();
    await choice(page, /^In Your Own Words/).click();
    await page.locator('.quick-input-widget').getByRole('textbox').fill('amounts are never NaN');
    await page.keyboard.press('Enter');
    await untilPreview(page, /^c\.js: Use the isNaN/, 'Number.isNaN(size)');
    await reviewRow(page, /^shop, 1 finding, .*2 dismissed/).waitFor();
    await editor.screenshot('dismissed');

    await reviewByRightClick(page, 'shop');
    await page
      .getByRole('dialog', { name: /Review “shop” again/ })
      .getByRole('button', { name: 'Review Again' })
      .click();
    await statusItem(page, '1 fix to review').waitFor();
    await reviewRow(page, /^shop, 1 finding, .*2 dismissed/).waitFor();

    await editor.runCommand('Folder Review: Show Log');
    const log = page.locator('.output-view .view-lines');
    await log.getByText('Since the review before: 1 still there.').waitFor();
    await log.getByText('files not analyzed again, as nothing about them has changed.').waitFor();
    await editor.screenshot('log');
    await editor.runCommand('View: Hide Panel');

    await editor.runCommand('Folder Review: Show Dismissed Findings...');
    await page.getByPlaceholder(/^Dismissed in “shop”/).waitFor();
    await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'amounts are never NaN' }).click();
    await editor.screenshot('dismissed-list');
    await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    await choice(page, /^Show Again/).click();
    await statusItem(page, '2 fixes to review').waitFor();
    await reviewRow(page, /^shop, 2 findings, .*1 dismissed/).waitFor();
  });

  it('shares what is dismissed by a file of the folder, after one question', async () => {
    const { page } = editor;
    await editor.runCommand('Folder Review: Share Dismissed Findings...');
    const question = page.locator('.monaco-dialog-box', { hasText: 'Move your 1 dismissed finding of “shop”' });
    await question.getByRole('button', { name: 'Share' }).click();
    const file = path.join(workspace, 'shop', sharedDismissals);
    const text = () => {
      try {
        return readFileSync(file, 'utf8');
      } catch {
        return '';
      }
    };
    await until(() => text() !== '', 'the file to share');
    assert.match(text(), /^\{"path":"b\.js","identity":"[0-9a-f]{16}",.*"reason":"accepted","at":"[^"]*"\}\n$/);
    await reviewRow(page, /^shop, 2 findings, .*1 dismissed/).waitFor();
  });
});
