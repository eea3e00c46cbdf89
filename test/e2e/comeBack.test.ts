import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer } from '../modelServer/types';
import { type Editor, openEditor, temporaryFolder } from './editor';
import {
  clearReviews,
  clickRowButton,
  editorButton,
  message,
  reviewByRightClick,
  reviewRow,
  rowButton,
  showReviews,
  statusItem,
  until,
  untilPreview,
  useModel,
} from './review';
import { themes } from './themes';

const names = ['a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt', 'f.txt'];

/** The windows come from one server, and a model is not asked again about a text that it has answered. */
for (const theme of themes) {
  describe(`a window that is loaded again (${theme})`, () => {
    const workspace = temporaryFolder();
    let model: ModelServer;
    let editor: Editor;

    before(async () => {
      for (const folder of ['.vscode', 'asked', 'later', 'queue', 'twice']) mkdirSync(path.join(workspace, folder));
      const settings = '{ "folderReview.maxParallelFiles": 2 }';
      writeFileSync(path.join(workspace, '.vscode', 'settings.json'), settings);
      for (const folder of ['asked', 'later', 'queue', 'twice']) {
        for (const name of folder === 'queue' ? names.slice(0, 3) : names)
          writeFileSync(path.join(workspace, folder, name), `This is ${name} of ${folder}, ${theme}.\n`);
      }
      model = await startModelServer();
      editor = await openEditor({ folder: workspace, theme, settings: { 'folderReview.reviewers': ['model'] } });
      await useModel(editor, model.url);
    });

    beforeEach(async () => {
      await editor.evaluateInHost(({ commands }) => commands.executeCommand('workbench.action.closeAllEditors'));
      await clearReviews(editor);
      model.clear();
    });

    after(async () => {
      await editor?.close();
      await model?.stop();
    });

    const read = (...name: string[]): string => readFileSync(path.join(workspace, ...name), 'utf8');

    /** Reviews a folder until `a`, `b` and `c` are done and the next two hang. */
    const reviewHalf = async (folder: string): Promise<void> => {
      const { page } = editor;
      model.reply(({ file }) => (file < 'd' ? {} : { fault: 'hang before headers' }));
      await reviewByRightClick(page, folder);
      await statusItem(page, '3/6').waitFor();
      await reviewRow(page, 'e.txt, reviewing').waitFor();
    };

    /** Loads the window again, and forgets what was sent before. */
    const reload = async (): Promise<void> => {
      // VS Code in a browser writes after a moment what an extension remembers.
      await sleep(1_500);
      await editor.reload();
      await until(() => model.requests.every(({ end }) => end !== undefined), 'the end of all requests');
      model.clear();
      model.reply(() => ({}));
      await showReviews(editor.page);
    };

    const sent = () => model.requests.map(({ file }) => file).sort();

    it('shows that a review was interrupted, and goes on with the rest when told so', async () => {
      const { page } = editor;
      await reviewHalf('asked');
      await reviewRow(page, 'a.txt, 1 finding').click();
      // The rows are drawn anew each second while files are under review: a button there may go under the mouse.
      await reviewRow(page, 'warning, Line 1 lacks a note above').first().click();
      await untilPreview(page, /^a\.txt: /, 'This is a.txt');
      await editorButton(page, 'Apply').click();
      await reviewRow(page, 'a.txt, 1 finding, 1 applied').waitFor();
      const applied = read('asked', 'a.txt');
      await reload();
      await reviewRow(
        page,
        /^asked, interrupted, 3 findings, 2 warnings open, 1 applied, 3\/6 reviewed, 3 cancelled/,
      ).waitFor();
      const question = await message(page, /The review of “asked” was interrupted: 3 of 6 files not finished\./);
      await editor.screenshot(`interrupted-${theme}`);
      assert.deepEqual(sent(), []);
      await question.getByRole('button', { name: 'Resume' }).click();
      await reviewRow(page, /^asked, 6 findings, 5 warnings open, 1 applied, 6\/6 reviewed/).waitFor();
      await reviewRow(page, 'a.txt, 1 finding, 1 applied').waitFor();
      assert.deepEqual(sent(), ['d.txt', 'e.txt', 'f.txt']);
      assert.equal(read('asked', 'a.txt'), applied);
    });

    it('asks once, and goes on later by the button at the row', async () => {
      const { page } = editor;
      await reviewHalf('later');
      await reload();
      const question = await message(page, /The review of “later” was interrupted/);
      await question.getByRole('button', { name: 'Not Now' }).click();
      await question.waitFor({ state: 'hidden' });
      await reload();
      const row = reviewRow(page, 'later, interrupted, 3 findings, 3/6 reviewed, 3 cancelled');
      await row.waitFor();
      assert.equal(await page.getByText('The review of “later” was interrupted').count(), 0);
      assert.deepEqual(sent(), []);
      await clickRowButton(row, 'Resume', reviewRow(page, 'later, 6 findings, 6/6 reviewed'));
      assert.deepEqual(sent(), ['d.txt', 'e.txt', 'f.txt']);
    });

    it('is where it was in the queue', async () => {
      const { page } = editor;
      const previewOf = (name: string) => untilPreview(page, new RegExp(`^${name}: `), `This is ${name}`);
      model.reply(() => ({}));
      await reviewByRightClick(page, 'queue');
      await statusItem(page, '3 fixes to review').waitFor();
      await reviewRow(page, 'a.txt, 1 finding').click();
      await reviewRow(page, 'warning, Line 1 lacks a note above').first().click();
      await previewOf('a.txt');
      await editorButton(page, 'Skip').click();
      await previewOf('b.txt');
      await reload();
      await statusItem(page, '3 fixes to review').waitFor();
      // It has the focus as before, and in it the text of the proposal.
      await page.locator('.modified-in-monaco-diff-editor .view-line', { hasText: 'This is b.txt' }).waitFor();
      await editorButton(page, 'Apply').click();
      await previewOf('c.txt');
      assert.notEqual(read('queue', 'b.txt'), `This is b.txt of queue, ${theme}.\n`);
      assert.equal(read('queue', 'a.txt'), `This is a.txt of queue, ${theme}.\n`);
      await editorButton(page, 'Apply').click();
      await previewOf('a.txt');
    });

    it('shows a review read-only that another window has, and opens it when that is closed', async () => {
      const { page } = editor;
      await reviewHalf('twice');
      const second = await page.context().newPage();
      second.setDefaultTimeout(60_000);
      await second.goto(page.url());
      await showReviews(second);
      const row = reviewRow(second, /^twice, open in process \d+ on .*, 3\/6, 3 findings/);
      await row.waitFor();
      await second.screenshot({ path: path.join(import.meta.dirname, 'screenshots', `held-${theme}.png`) });
      await (await rowButton(row, 'Try Again')).click();
      await (await message(second, /^Info: Process \d+ on .* has this review open\./)).waitFor();
      assert.equal(model.requests.length, 5, 'nothing was sent twice');
      await statusItem(page, '3/6').waitFor();
      await second.close();
    });
  });
}
