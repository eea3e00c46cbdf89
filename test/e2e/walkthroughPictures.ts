import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { startModelServer } from '../modelServer/modelServer';
import { type Editor, openEditor, temporaryFolder } from './editor';
import { calmDown, copySample, languageServer, widenSideBar } from './pictures';
import { activeTab, message, reviewByRightClick, reviewRow, rowButton, statusItem, useModel } from './review';
import { sums, tickCommand, turnRound } from './sums';

/*
 * A part of `npm run screenshots`: the pictures of the walkthrough, made anew in `media`, in both themes. They leave the
 * title of the window out.
 */

const root = path.resolve(import.meta.dirname, '../..');
const viewport = { width: 1000, height: 600 };
const clip = { x: 0, y: 36, width: viewport.width, height: viewport.height - 36 };

for (const theme of ['dark', 'light'] as const) {
  describe(`pictures of the walkthrough in the ${theme} theme`, () => {
    let editor: Editor;
    let page: Page;

    const take = async (step: string, part = clip): Promise<void> => {
      await page.mouse.move(0, 0);
      await page.screenshot({ path: path.join(root, 'media', `walkthrough-${step}-${theme}.png`), clip: part });
    };
    const open = async (folder: string, reviewer: 'local' | 'model') => {
      const settings = { 'folderReview.reviewers': [reviewer] };
      editor = await openEditor({ folder, theme, viewport, settings });
      page = editor.page;
      await calmDown(page);
    };

    afterEach(() => editor.close());

    it('of a review, a proposal and the places of models', async () => {
      await open(copySample(), 'local');
      await editor.runCommand('Folder Review: Use a Model');
      await page.getByPlaceholder('Select a model provider').waitFor();
      await take('model', { x: 180, y: 0, width: 640, height: 240 });
      await page.keyboard.press('Escape');
      await reviewByRightClick(page, 'sample');
      await reviewRow(page, /^sample, \d+ findings, .*\d+\/\d+ reviewed/).waitFor();
      await widenSideBar(page, 60);
      for (const name of ['assets', 'config', 'notes']) await reviewRow(page, name).click();
      await take('review', { ...clip, width: 360 });
      for (const name of ['public', 'native', 'tools', 'close.go', 'accounts.ts']) await reviewRow(page, name).click();
      await reviewRow(page, /^error, .*indexOf/).click();
      await activeTab(page, /^accounts\.ts/).waitFor();
      await page.locator('.line-insert').first().waitFor();
      await languageServer(page);
      await take('apply');
    });

    it('of proofs', async () => {
      const folder = temporaryFolder();
      mkdirSync(path.join(folder, 'sums'));
      for (const [name, text] of Object.entries(sums)) writeFileSync(path.join(folder, 'sums', name), text);
      const turning = await startModelServer({ reply: turnRound });
      await open(folder, 'model');
      await useModel(editor, turning.url);
      await reviewByRightClick(page, 'sums');
      await statusItem(page, '3 fixes to review').waitFor();
      await widenSideBar(page, 200);
      await (await rowButton(reviewRow(page, /^sums, /), 'Verify Proposals')).click();
      await tickCommand(page, 'npm test');
      await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
      const question = page.getByRole('dialog', { name: /Verify proposals for “sums”/ });
      await question.getByRole('button', { name: 'Approve' }).click();
      await message(page, /2 verified, 1 failed/);
      await page.keyboard.press('Escape');
      for (const name of ['m1.mjs', 'm2.mjs', 'm3.mjs']) await reviewRow(page, name).click();
      await reviewRow(page, /Sum 2 the wrong way round/).click();
      await activeTab(page, /^m2\.mjs: .* — fails npm test/).waitFor();
      await page.getByText('Fails npm test: 1 test').first().waitFor();
      await take('verify');
      await turning.stop();
    });
  });
}
