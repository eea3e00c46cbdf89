import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer } from '../modelServer/types';
import { chooseFromMenu, type Editor, focusedButton, focusedOption, openEditor, temporaryFolder } from './editor';
import { activeTab, message, reviewByRightClick, reviewRow, rowButton, statusItem, until, useModel } from './review';
import { modules, sums, tickCommand, turnRound } from './sums';

describe('verification by clicks', () => {
  const workspace = temporaryFolder();
  let model: ModelServer;
  let editor: Editor;
  const read = (name: string) => readFileSync(path.join(workspace, 'sums', name), 'utf8');

  before(async () => {
    mkdirSync(path.join(workspace, 'sums'));
    for (const [name, text] of Object.entries(sums)) writeFileSync(path.join(workspace, 'sums', name), text);
    model = await startModelServer({ reply: turnRound });
    editor = await openEditor({ folder: workspace, settings: { 'folderReview.reviewers': ['model'] } });
    await useModel(editor, model.url);
  });

  after(async () => {
    await editor?.close();
    await model?.stop();
  });

  it('approves a command, shows the proof come, opens what failed, applies what is verified, and takes it back', async () => {
    const { page } = editor;
    await reviewByRightClick(page, 'sums');
    await statusItem(page, '3 fixes to review').waitFor();
    const run = reviewRow(page, /^sums, /);
    await (await rowButton(run, 'Verify Proposals')).click();

    await tickCommand(page, 'npm test');
    const list = page.locator('.quick-input-widget');
    assert.equal(
      await list.locator('.quick-input-list .monaco-list-row').count(),
      1,
      'only what can be ticked is a row',
    );
    await list.getByRole('button', { name: 'Enter a Command…' }).click();
    await page.getByText('Command that checks the changes').waitFor();
    await page.locator('.quick-input-widget input[type=text]').first().fill('node --check m1.mjs');
    await page.keyboard.press('Enter');
    const own = page.locator('.quick-input-list').getByRole('checkbox', { name: 'node --check m1.mjs', exact: true });
    await own.waitFor();
    await editor.screenshot('verification-entered');
    await listButton(page, 'node --check m1.mjs', 'Run Earlier');
    await editor.screenshot('verification-commands');
    await listButton(page, 'node --check m1.mjs', 'Remove');
    await own.waitFor({ state: 'detached' });
    await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    const dialog = page.getByRole('dialog', { name: /Verify proposals for “sums” with these commands/ });
    await dialog.waitFor();
    await editor.screenshot('verification-approval');
    assert.match(await dialog.innerText(), /npm test/);
    assert.match(await dialog.innerText(), /with your permissions, in a copy of your files\. A copy is no sandbox\./);
    // Whoever presses Enter without a look agrees to nothing.
    await focusedButton(page, 'Read in Editor').waitFor();
    await page.keyboard.press('Enter');
    await focusedOption(page, 'Not Now').waitFor();
    await activeTab(page, /^Commands/).waitFor();
    await editor.screenshot('verification-approval-read');
    await page.keyboard.press('Enter');
    await focusedOption(page, 'Not Now').waitFor({ state: 'detached' });
    assert.equal(await reviewRow(page, /^sums, .*verif/).count(), 0);
    await (await rowButton(run, 'Verify Proposals')).click();
    await tickCommand(page, 'npm test');
    await list.getByRole('button', { name: 'OK' }).click();
    await dialog.getByRole('button', { name: 'Approve' }).click();

    await reviewRow(page, /^sums, verifying, \d of 3 done: npm test, /).waitFor();
    await reviewRow(page, 'm1.mjs').click();
    await reviewRow(page, /^warning, Sum 1 the wrong way round, being verified, line 2, /).waitFor();
    await editor.screenshot('verification-running');
    await (await rowButton(run, 'Cancel')).click();
    await reviewRow(page, /^sums, verification cancelled, \d of 3 done, 3 findings/).waitFor();
    await editor.screenshot('verification-cancelled');
    assert.equal(await reviewRow(page, /being verified/).count(), 0);
    await (await rowButton(run, 'Verify Proposals')).click();
    await reviewRow(page, /^sums, 3 findings, 2 of 3 verified/).waitFor();
    await reviewRow(page, /^warning, Sum 1 the wrong way round, line 2, verified with 1 other: npm test/).waitFor();
    await reviewRow(page, 'm2.mjs').click();
    const failed = reviewRow(page, /^warning, Sum 2 the wrong way round, line 2, fails npm test: /);
    await failed.click();
    await activeTab(page, /^m2\.mjs: Sum 2 .* — fails npm test/).waitFor();
    await (await rowButton(failed, 'Show Verification Output')).click();
    await activeTab(page, /^Verification Output/).waitFor();
    await page.getByText('Output of npm test:').waitFor();
    await editor.screenshot('verification-output');

    await chooseFromMenu(page, run, 'Apply All Verified');
    const question = page.getByRole('dialog').filter({ hasText: /Apply 2 verified proposals to 2 files of sums\?/ });
    await question.waitFor();
    await editor.screenshot('verification-question');
    await question.getByRole('button', { name: 'Apply' }).click();
    const told = await message(page, /The folder is now, file for file, the tree that was tested\./);
    await editor.screenshot('verification-applied');
    assert.deepEqual(
      modules.map((n) => read(`m${n}.mjs`).split('\n')[1]),
      ['  return 20 + 1;', '  return 2 + 20;', '  return 20 + 3;'],
    );
    await told.getByRole('button', { name: 'Revert All 2' }).click();
    await until(() => modules.every((n) => read(`m${n}.mjs`) === sums[`m${n}.mjs`]), 'the way back');
  });
});

/** Clicks a button of a command in the list. */
async function listButton(page: Page, command: string, button: string): Promise<void> {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: command });
  await row.hover();
  await row.getByRole('button', { name: button }).click();
}
