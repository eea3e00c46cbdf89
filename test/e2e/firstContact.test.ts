import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chooseFromMenu, type Editor, explorer, openEditor, temporaryFolder, treeRow } from './editor';
import {
  activeTab,
  appears,
  editorButton,
  message,
  reviewRow,
  reviewTree,
  showExplorer,
  until,
  viewTab,
} from './review';
import { themes } from './themes';

const defect = 'export function isGap(amount) {\n  return amount === NaN;\n}\n';

describe('one file, by clicks', () => {
  const workspace = temporaryFolder();
  let editor: Editor;

  before(async () => {
    mkdirSync(path.join(workspace, 'src'));
    for (const name of ['a.js', 'b.js']) writeFileSync(path.join(workspace, 'src', name), defect);
    editor = await openEditor({ folder: workspace, settings: { 'folderReview.reviewers': ['local'] } });
  });
  after(() => editor?.close());

  it('is reviewed from its tab, and again from there and from the title of its editor', async () => {
    const { page } = editor;
    await showExplorer(page);
    await treeRow(explorer(page), 'src').click();
    await treeRow(explorer(page), 'a.js').dblclick();
    const tab = activeTab(page, /^a\.js/);
    await chooseFromMenu(page, tab, 'Review This File');
    await reviewRow(page, new RegExp(`^${path.basename(workspace)}, 1 finding, .*1/1 reviewed`)).waitFor();
    assert.equal(await reviewTree(page).getByRole('treeitem', { name: /b\.js/ }).count(), 0);

    writeFileSync(path.join(workspace, 'src', 'a.js'), defect + defect.replace('isGap', 'isHole'));
    await chooseFromMenu(page, tab, 'Review Again');
    await reviewRow(page, new RegExp(`^${path.basename(workspace)}, 2 findings, .*1/1 reviewed`)).waitFor();

    await tab.click();
    writeFileSync(path.join(workspace, 'src', 'a.js'), defect);
    await editorButton(page, 'More Actions').click();
    const menu = page.locator('.monaco-menu').getByRole('menu');
    await menu.getByRole('menuitem', { name: 'Review Again' }).waitFor();
    await editor.screenshot('one-file-menu');
    assert.equal(await menu.getByRole('menuitem', { name: 'Review This File' }).count(), 0);
    await menu.getByRole('menuitem', { name: 'Review Again' }).click({ delay: 150 });
    await reviewRow(page, new RegExp(`^${path.basename(workspace)}, 1 finding, .*1/1 reviewed`)).waitFor();
    await editor.screenshot('one-file');
  });
});

describe('a copy of other people’s code, by clicks', () => {
  it('is left out of later reviews by one, in a setting that shows', async () => {
    const workspace = temporaryFolder();
    for (const folder of ['deps/one', 'deps/two', 'src']) {
      mkdirSync(path.join(workspace, folder), { recursive: true });
      for (const name of ['a.js', 'b.js', 'c.js']) writeFileSync(path.join(workspace, folder, name), defect);
    }
    const editor = await openEditor({ folder: workspace, settings: { 'folderReview.reviewers': ['local'] } });
    const { page } = editor;
    await editor.runCommand('Folder Review: Review Folder');
    const name = path.basename(workspace);
    await reviewRow(page, new RegExp(`^${name}, 9 findings`)).waitFor();
    const told = await message(page, /deps \(6 files, 6 findings\) looks like other people’s code\./);
    await editor.screenshot('vendored-offer');
    await told.getByRole('button', { name: 'Exclude from Reviews' }).click();
    const done = await message(page, /^Info: deps\/\*\* is excluded in the settings of “/);
    await editor.screenshot('vendored-excluded');
    const settings = JSON.parse(readFileSync(path.join(workspace, '.vscode', 'settings.json'), 'utf8'));
    assert.deepEqual(settings, { 'folderReview.exclude': ['deps/**'] });
    await done.getByRole('button', { name: 'Show Setting' }).click();
    await activeTab(page, /^Settings/).waitFor();
    await page.getByText('Never review files that match one of these globs').waitFor();
    await editor.screenshot('vendored-setting');

    await editor.runCommand('Folder Review: Review Folder');
    await page.getByRole('dialog').getByRole('button', { name: 'Review Again' }).click();
    await reviewRow(page, new RegExp(`^${name}, 3 findings`)).waitFor();
    await editor.close();
  });
});

for (const theme of themes) {
  describe(`the walkthrough in the ${theme} theme, by clicks`, () => {
    it('leads from the empty view through its steps, and knows which are done', async () => {
      const workspace = temporaryFolder();
      writeFileSync(path.join(workspace, 'a.js'), defect);
      const settings = { 'folderReview.reviewers': ['local'] };
      // In a narrow window steps have no pictures.
      const editor = await openEditor({ folder: workspace, theme, settings, viewport: { width: 1600, height: 900 } });
      const { page } = editor;
      await viewTab(page).click();
      const guide = page.locator('.gettingStartedContainer');
      const step = (title: string) => guide.locator('.getting-started-step').filter({ hasText: title });
      const isDone = (title: string) => step(title).locator('.codicon.complete');
      // The view is drawn anew when the extension has started, which loses a click of just then.
      await until(async () => {
        await page.getByRole('region', { name: 'Welcome' }).locator('a', { hasText: 'Get started' }).click();
        return appears(step('Review a folder'), 10_000);
      }, 'the walkthrough');
      const pictures = {
        ...{ 'Review a folder': 'The Folder Review view', 'Read and apply': 'A proposed change beside the file' },
        ...{ 'Use a model': 'A list of the places', 'Prove changes by your tests': 'Proposals with the result' },
      };
      for (const [index, [title, alternative]] of Object.entries(pictures).entries()) {
        if (index > 0) await step(title).click();
        const image = guide.getByAltText(alternative);
        await image.waitFor();
        await until(async () => (await image.evaluate(({ naturalWidth }: never) => naturalWidth)) > 0, 'the picture');
        await page.waitForTimeout(300);
        await editor.screenshot(`walkthrough-${index + 1}-${theme}`);
      }
      await step('Review on the command line').click();
      await page.frameLocator('iframe.webview').frameLocator('iframe').getByText('folder-review init').waitFor();
      await editor.screenshot(`walkthrough-5-${theme}`);

      await step('Review a folder').click();
      assert.equal(await isDone('Review a folder').count(), 0);
      await step('Review a folder').getByRole('button', { name: 'Review Folder' }).click();
      await reviewRow(page, new RegExp(`^${path.basename(workspace)}, 1 finding`)).waitFor();
      await isDone('Review a folder').waitFor();
      assert.equal(await isDone('Read and apply').count(), 0);
      await editor.screenshot(`walkthrough-done-${theme}`);
      await editor.close();
    });
  });
}
