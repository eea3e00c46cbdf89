import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer, Reply } from '../modelServer/types';
import { chooseFromMenu, type Editor, openEditor, temporaryFolder } from './editor';
import {
  clearReviews,
  clickRowButton,
  editorButton,
  reviewByRightClick,
  reviewRow,
  reviewTree,
  showExplorer,
  statusItem,
  useModel,
  viewButton,
  viewTab,
} from './review';

const names = ['a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt', 'f.txt'];

describe('a review under way', () => {
  const workspace = temporaryFolder();
  let model: ModelServer;
  let editor: Editor;

  before(async () => {
    for (const folder of ['.vscode', 'many', 'broken', 'states']) mkdirSync(path.join(workspace, folder));
    const settings = '{ "folderReview.maxParallelFiles": 2 }';
    writeFileSync(path.join(workspace, '.vscode', 'settings.json'), settings);
    const folders = { many: names, broken: names.slice(0, 3), states: [...names, 'yarn.lock'] };
    for (const [folder, own] of Object.entries(folders)) {
      for (const name of own) writeFileSync(path.join(workspace, folder, name), `This is ${name} in ${folder}.\n`);
    }
    model = await startModelServer();
    // Tests review the texts of others again, and count what is sent.
    const userSettings = { 'folderReview.reviewers': ['model'], 'folderReview.cache': false };
    editor = await openEditor({ folder: workspace, settings: userSettings });
    await useModel(editor, model.url);
  });

  beforeEach(async () => {
    model.clear();
    await clearReviews(editor);
  });

  after(async () => {
    await editor?.close();
    await model?.stop();
  });

  it('begins with a button in an empty view, without a question where one folder is open', async () => {
    const { page } = editor;
    await viewTab(page).click();
    const welcome = page.getByRole('region', { name: 'Welcome' });
    await welcome.getByText('Have every file of a folder reviewed').waitFor();
    await welcome.getByRole('button', { name: 'Review Folder' }).click();
    await reviewRow(page, new RegExp(`^${path.basename(workspace)}, .*16/17 reviewed`)).waitFor();
    assert.equal(model.requests.length, 16);
  });

  it('shows how far it is, and leads to the view', async () => {
    const { page } = editor;
    // The last ones are never answered.
    model.reply(({ file }) => (file < 'e' ? {} : { fault: 'hang before headers' }));
    await reviewByRightClick(page, 'many');
    const item = statusItem(page, '4/6');
    await item.waitFor();
    await reviewRow(page, 'many, 4/6').waitFor();
    await showExplorer(page);
    await reviewTree(page).waitFor({ state: 'hidden' });
    await item.click();
    await reviewTree(page).waitFor();
    await viewButton(page, 'Cancel').click();
    await statusItem(page, '4 fixes to review').waitFor();
    // While a review runs the badge is a sign of progress.
    await viewTab(page).getByText('4', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Folder Review - 4 proposals to review' }).waitFor();
  });

  it('ends at Cancel: what is finished stays, the rest says so and is resumed', async () => {
    const { page } = editor;
    model.reply(({ file }) => (file < 'c' ? {} : { fault: 'hang before headers' }));
    await reviewByRightClick(page, 'many');
    await reviewRow(page, 'b.txt, 1 finding').waitFor();
    await reviewRow(page, 'd.txt, reviewing').waitFor();
    await viewButton(page, 'Cancel').click();
    for (const name of names.slice(2)) await reviewRow(page, `${name}, cancelled`).waitFor();
    for (const name of names.slice(0, 2)) await reviewRow(page, `${name}, 1 finding`).waitFor();
    await reviewRow(page, 'many, cancelled, 2 findings, 2/6 reviewed, 4 cancelled').waitFor();
    assert.deepEqual(model.requests.map(({ file, end }) => [file, end]).sort(), [
      ['a.txt', 'answered'],
      ['b.txt', 'answered'],
      ['c.txt', 'closed by client'],
      ['d.txt', 'closed by client'],
    ]);
    model.clear();
    model.reply(() => ({}));
    await viewButton(page, 'Resume').click();
    await reviewRow(page, 'many, 6 findings, 6/6 reviewed').waitFor();
    assert.deepEqual(model.requests.map(({ file }) => file).sort(), ['c.txt', 'd.txt', 'e.txt', 'f.txt']);
  });

  it('asks once before a restart throws anything away, and says what', async () => {
    const { page } = editor;
    model.reply(({ file }) => (file < 'e' ? {} : { fault: 'hang before headers' }));
    await reviewByRightClick(page, 'many');
    await statusItem(page, '4/6').waitFor();
    await reviewRow(page, 'a.txt, 1 finding').click();
    await clickRowButton(
      reviewRow(page, 'warning, Line 1 lacks a note above').first(),
      'Apply',
      reviewRow(page, 'a.txt, 1 finding, 1 applied'),
    );

    await reviewByRightClick(page, 'many');
    const dialog = page.getByRole('dialog').filter({ hasText: '“many” is under review already. Restart?' });
    await dialog.waitFor();
    // As from the palette, or by a second click that was on its way.
    await editor.evaluateInHost(({ commands, workspace, Uri }) => {
      const root = workspace.workspaceFolders?.[0]?.uri ?? Uri.file('/');
      void commands.executeCommand('folderReview.reviewFolder', Uri.joinPath(root, 'many'));
    });
    await dialog.getByText('what the review has done so far (4/6 files)').waitFor();
    await dialog.getByText('3 proposals that you have not reviewed').waitFor();
    await dialog.getByText('1 applied change that you could then no longer revert').waitFor();
    await editor.screenshot('restart-dark');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await statusItem(page, '4/6').waitFor();

    model.reply(() => ({ findings: [] }));
    await reviewByRightClick(page, 'many');
    await dialog.getByRole('button', { name: 'Restart' }).click();
    await reviewRow(page, 'many, no findings, 6/6 reviewed').waitFor();
    await sleep(500);
    assert.equal(
      await reviewTree(page)
        .getByRole('treeitem', { name: /^many, / })
        .count(),
      1,
    );
    assert.equal(model.requests.filter(({ file }) => file === 'a.txt').length, 2, 'one run, not two');
  });

  it('tells why a file failed, and tries it again', async () => {
    const { page } = editor;
    model.reply(({ file, earlier }) => (file !== 'a.txt' && earlier === 0 ? { fault: 'refusal' } : {}));
    await reviewByRightClick(page, 'broken');
    await reviewRow(page, 'broken, 2 of 3 failed, 1 finding, 1/3 reviewed').waitFor();
    await reviewRow(page, 'c.txt, failed: refused').waitFor();
    await clickRowButton(reviewRow(page, 'b.txt, failed: refused'), 'Retry', reviewRow(page, 'b.txt, 1 finding'));

    await chooseFromMenu(page, reviewRow(page, 'c.txt, failed: refused'), 'Retry');
    await reviewRow(page, 'c.txt, 1 finding').waitFor();
    await reviewRow(page, 'broken, 3 findings, 3/3 reviewed').waitFor();
    assert.equal(model.requests.length, 5);
  });

  it('says every state in words, and has a name for every button', async () => {
    const { page } = editor;
    const replies: Readonly<Record<string, Reply>> = {
      'a.txt': {},
      'b.txt': { fault: 'refusal' },
      'c.txt': { findings: [] },
    };
    model.reply(({ file }) => replies[file] ?? { fault: 'hang before headers' });
    await reviewByRightClick(page, 'states');
    await reviewRow(page, 'states, 4/7').waitFor();
    await reviewRow(page, 'a.txt').click();
    await reviewRow(page, 'warning').click();
    await editorButton(page, 'Apply').waitFor();
    const rows = await reviewTree(page)
      .getByRole('treeitem')
      .evaluateAll((elements) => elements.map(({ ariaLabel }) => ariaLabel));
    assert.deepEqual(
      // How long a review takes is not what this is about.
      rows.map((label) => label?.replace(/, \d+ s$/, '')),
      [
        'states, 4/7, 1 of 7 failed, 1 finding',
        'In progress, 2 files',
        'In progress: d.txt, reviewing',
        'In progress: e.txt, reviewing',
        'a.txt, 1 finding, 1 warning open',
        'warning, Line 1 lacks a note above, line 1, fix available, scripted:latest',
        'b.txt, failed: refused',
        'c.txt, no findings',
        'd.txt, reviewing',
        'e.txt, reviewing',
        'f.txt, queued',
        'yarn.lock, skipped: lock file',
      ],
    );
    const buttons = page.locator('.sidebar, .editor .title, .statusbar').getByRole('button');
    const named = page.locator('.sidebar, .editor .title, .statusbar').getByRole('button', { name: /\w/ });
    assert.ok((await buttons.count()) > 10);
    assert.equal(await named.count(), await buttons.count());
  });
});
