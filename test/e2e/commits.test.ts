import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chooseFromMenu, type Editor, focusedButton, focusedOption, openEditor, temporaryFolder } from './editor';
import { message, reviewByRightClick, reviewRow, statusItem, viewTab } from './review';

const source = (name: string) => `export function ${name}(amount) {\n  return amount === NaN;\n}\n`;

describe('commits by clicks', () => {
  const workspace = temporaryFolder();
  const canary = path.join(workspace, '.git', 'canary');
  let editor: Editor;
  const git = (...words: string[]) => execFileSync('git', words, { cwd: workspace, encoding: 'utf8' }).trimEnd();

  before(async () => {
    mkdirSync(path.join(workspace, 'src'));
    for (const name of ['gaps', 'holes']) writeFileSync(path.join(workspace, 'src', `${name}.js`), source(name));
    git('init', '--quiet');
    git('symbolic-ref', 'HEAD', 'refs/heads/main');
    git('config', 'user.name', 'Ann Person');
    git('config', 'user.email', 'ann@example.com');
    git('config', 'commit.gpgsign', 'false');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'first');
    const hook = path.join(workspace, '.git', 'hooks', 'pre-commit');
    mkdirSync(path.dirname(hook), { recursive: true });
    writeFileSync(hook, `#!/bin/sh\ntouch '${canary}'\n`);
    chmodSync(hook, 0o755);
    editor = await openEditor({ folder: workspace, settings: { 'folderReview.reviewers': ['local'] } });
  });
  after(() => editor?.close());

  it('shows what will happen, commits, lands, and leaves Source Control clean', async () => {
    const { page } = editor;
    const sourceControl = page
      .getByRole('tablist', { name: 'Active View Switcher' })
      .getByRole('tab', { name: /^Source Control/ });
    const changed = page.getByRole('treeitem', { name: /^(gaps|holes)\.js, Modified/ });
    await reviewByRightClick(page, 'src');
    await statusItem(page, '2 fixes to review').waitFor();
    const run = reviewRow(page, /^src, /);
    await reviewRow(page, /^src, 2 findings, /).waitFor();
    await chooseFromMenu(page, run, 'Apply All Exact');
    await page
      .getByRole('dialog')
      .filter({ hasText: /Apply 2 / })
      .getByRole('button', { name: 'Apply' })
      .click();
    await sourceControl.click();
    await changed.nth(1).waitFor();
    await editor.screenshot('commits-changed');

    await viewTab(page).click();
    await chooseFromMenu(page, run, 'Commit Accepted Edits...');
    await focusedOption(page, 'One Commit').waitFor();
    const list = page.locator('.quick-input-widget');
    await list.getByText('Not signed; 1 hook not run: pre-commit.', { exact: true }).first().waitFor();
    await editor.screenshot('commits-choice');
    await list.getByRole('option', { name: /^One Commit per File/ }).click();
    const told = await message(
      page,
      /Committed 2 changes in 2 files on the branch folder-review\/.*Not signed; 1 hook not run: pre-commit\./,
    );
    await reviewRow(page, /^src, .*committed, not landed/).waitFor();
    await editor.screenshot('commits-made');
    assert.equal(git('rev-list', '--count', 'main'), '1');

    await told.getByRole('button', { name: 'Land…' }).click();
    const dialog = page.getByRole('dialog', { name: /Land these commits on main at / });
    await dialog.waitFor();
    await editor.screenshot('commits-landing');
    assert.match(await dialog.innerText(), /2 commits on folder-review\/.* are not on it yet\./);
    await focusedButton(page, 'Show Source Control').waitFor();
    await dialog.getByRole('button', { name: 'Land' }).click();
    await message(page, /Landed on main: 2 files\./);
    await reviewRow(page, /^src, .*landed on main/).waitFor();
    assert.equal(git('status', '--porcelain'), '');
    assert.equal(git('rev-list', '--count', 'main'), '3');
    assert.equal(existsSync(canary), false);
    await sourceControl.click();
    await changed.first().waitFor({ state: 'detached' });
    await editor.screenshot('commits-landed');
  });
});
