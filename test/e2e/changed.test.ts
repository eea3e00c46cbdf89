import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { chooseFromMenu, type Editor, explorer, openEditor, temporaryFolder, treeRow } from './editor';
import { reviewByRightClick, reviewRow, reviewTree, showExplorer, statusTooltip } from './review';

const source = (name: string) => `export function ${name}(amount) {\n  return amount === NaN;\n}\n`;

describe('what has changed, by clicks', () => {
  const workspace = temporaryFolder();
  const write = (name: string, text: string) => writeFileSync(path.join(workspace, 'src', name), text);
  let editor: Editor;

  before(async () => {
    const git = (...words: string[]) => execFileSync('git', words, { cwd: workspace });
    execFileSync('mkdir', [path.join(workspace, 'src')]);
    write('old.js', source('old'));
    write('same.js', source('same'));
    git('init', '--quiet');
    git('symbolic-ref', 'HEAD', 'refs/heads/main');
    git('add', '--all');
    git('-c', 'user.name=T', '-c', 'user.email=t@example.com', 'commit', '--quiet', '--message', 'first');
    git('checkout', '--quiet', '-b', 'topic');
    write('old.js', `// above\n${source('old')}${source('added')}`);
    editor = await openEditor({ folder: workspace, settings: { 'folderReview.reviewers': ['local'] } });
  });
  after(() => editor?.close());

  it('is reviewed without what was there before, and a later review says what is new since', async () => {
    const { page } = editor;
    await showExplorer(page);
    // The entry is there once VS Code's own git has opened the repository.
    await page.getByRole('tab', { name: /^Source Control.*pending/ }).waitFor();
    await chooseFromMenu(page, treeRow(explorer(page), 'src'), 'Review Changed Files');
    const list = page.locator('.quick-input-widget');
    await list.getByRole('option', { name: /main, default branch/ }).waitFor();
    const names = await list.getByRole('option').locator('.label-name').allTextContents();
    assert.deepEqual(
      names.map((name) => name.trim()),
      ['main', 'HEAD', 'topic', 'Another Revision…'],
    );
    await editor.screenshot('changed-branches');
    await list.getByRole('option', { name: /Another Revision/ }).click();
    const revision = list.locator('input[type=text]');
    await list.getByText('Reviews the files that differ').waitFor();
    assert.equal(await revision.inputValue(), 'HEAD');
    await page.keyboard.press('Escape');

    await chooseFromMenu(page, treeRow(explorer(page), 'src'), 'Review Changed Files');
    await list.getByRole('option', { name: /HEAD, what/ }).click();
    const run = reviewRow(page, /^src, 1 finding, /);
    await run.waitFor();
    assert.match((await run.getAttribute('aria-label')) ?? '', /changes since HEAD.*1 hidden.*1\/1 reviewed/);
    await reviewRow(page, /old\.js/).click();
    await reviewRow(page, /^error, Use the isNaN function to compare with NaN, line 6/).waitFor();
    assert.equal(
      await reviewTree(page)
        .getByRole('treeitem', { name: /same\.js/ })
        .count(),
      0,
    );
    assert.match(await statusTooltip(page), /1 finding is hidden because it was already there at HEAD\./);
    await editor.screenshot('changed-new-since');

    await reviewByRightClick(page, 'src');
    await page.getByRole('dialog').getByRole('button', { name: 'Review Again' }).click();
    await reviewRow(page, /^src, 3 findings, /).waitFor();
    await reviewRow(page, /same\.js/).click();
    await reviewRow(page, /^error, Use the isNaN .*, line 2, .*new/).waitFor();
    assert.match(await statusTooltip(page), /Since the review before: 1 new, 2 still there\./);
    await editor.screenshot('changed-since-review');
  });
});
