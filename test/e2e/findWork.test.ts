import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer } from '../modelServer/types';
import { chooseFromMenu, type Editor, focusedOption, openEditor, temporaryFolder } from './editor';
import {
  activeTab,
  clearReviews,
  hold,
  reviewByRightClick,
  reviewRow,
  reviewTree,
  statusItem,
  useEndpoints,
  useModel,
  useReviewers,
  viewButton,
  viewTab,
} from './review';
import { themes } from './themes';

const files: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Array.from({ length: 6 }, (_, n) => [`quiet/q${n}.py`, `value_${n} = ${n}\n`])),
  'ledger/find.py': 'def find(rows):\n    if rows is 0:\n        return []\n    return rows\n',
  'ledger/amounts.js': 'export function isGap(amount) {\n  return amount === NaN;\n}\n',
  'ledger/sums.js': 'export const isZero = (sum) => sum === NaN || sum === 0;\n',
};

/** Drags the edge of the side bar until it is so wide, in pixels. */
const resizeSideBar = async (page: Page, width: number): Promise<void> => {
  const box = await page.locator('.part.sidebar').boundingBox();
  const edge = (box?.x ?? 0) + (box?.width ?? 0);
  await page.mouse.move(edge, 300);
  await page.mouse.down();
  await page.mouse.move((box?.x ?? 0) + width, 300, { steps: 5 });
  await page.mouse.up();
  await page.mouse.move(900, 700);
};

for (const theme of themes) {
  describe(`finding the work, in the ${theme} theme`, () => {
    const workspace = temporaryFolder();
    let editor: Editor;
    let model: ModelServer;

    const picture = async (name: string) => {
      for (const width of [300, 500]) {
        await resizeSideBar(editor.page, width);
        await editor.screenshot(`${name}-${width}-${theme}`);
      }
    };

    before(async () => {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(workspace, 'shop', name)), { recursive: true });
        // What a model has answered to the same text is not asked again.
        const mark = `${name.endsWith('.py') ? '#' : '//'} ${theme}\n`;
        writeFileSync(path.join(workspace, 'shop', name), `${text}${mark}`);
      }
      model = await startModelServer({ reply: () => ({ findings: [] }) });
      editor = await openEditor({ folder: workspace, theme, settings: { 'folderReview.reviewers': ['local'] } });
      await clearReviews(editor);
    });

    after(async () => {
      await editor?.close();
      await model?.stop();
    });

    it('says what is open, of which a file that is viewed has nothing', async () => {
      const { page } = editor;
      await useReviewers(editor, ['local']);
      await reviewByRightClick(page, 'shop');
      await statusItem(page, '3 fixes to review').waitFor();
      await reviewRow(page, 'ledger, folder, 3 files, 2 errors of 3 open').waitFor();
      await picture('open-counts');

      const row = reviewRow(page, 'amounts.js, 1 finding, 1 error open');
      await row.getByRole('checkbox').click();
      await reviewRow(page, 'amounts.js, 1 finding, viewed, none open').waitFor();
      await reviewRow(page, 'ledger, folder, 3 files, 1 error of 2 open, 3 findings, 1 of 3 viewed').waitFor();
      await picture('viewed');

      await viewButton(page, 'Filter...').click();
      await page.getByRole('option', { name: /^Not Viewed, 8 files/ }).click();
      await reviewRow(page, 'amounts.js').waitFor({ state: 'hidden' });
      await picture('not-viewed');
      await editor.reload();
      await reviewRow(page, 'sums.js, 1 finding, 1 error open').waitFor();
      assert.equal(await reviewRow(page, 'amounts.js').count(), 0, 'what is viewed is on record');
      await viewButton(page, 'Show All Files').click();

      await chooseFromMenu(page, reviewRow(page, 'amounts.js, 1 finding, viewed'), 'Review Again');
      await reviewRow(page, 'ledger, folder, 3 files, 2 errors of 3 open').waitFor();
    });

    it('groups findings, and folds what is quiet into one row', async () => {
      const { page } = editor;
      await viewButton(page, 'Group By...').click();
      await page.getByRole('option', { name: /^Rule/ }).click();
      await reviewRow(page, 'Without findings, 6 files').waitFor();
      await reviewRow(page, /^use-isnan, 2 errors open/).click();
      await reviewRow(page, /^error, .*ledger\/sums\.js:1/).waitFor();
      assert.equal(await reviewRow(page, 'q0.py').count(), 0);
      await picture('grouped');
      await editor.reload();
      await reviewRow(page, 'Without findings, 6 files').click();
      await reviewRow(page, 'quiet/q0.py').waitFor();
      await viewButton(page, 'Group By...').click();
      await page.getByRole('option', { name: /^Folder/ }).click();
      await reviewRow(page, 'sums.js, 1 finding').waitFor();
    });

    it('goes to a finding by its title, its path or its rule', async () => {
      const { page } = editor;
      await editor.runCommand('Folder Review: Go to Finding...');
      await page.getByPlaceholder('Go to which of 3 findings?').waitFor();
      await editor.screenshot(`go-to-finding-${theme}`);
      await page.keyboard.type('use-isnan');
      await page.getByRole('option', { name: /find\.py/ }).waitFor({ state: 'hidden' });
      await page.keyboard.press('Control+A');
      await page.keyboard.type('find.py');
      await focusedOption(page, 'find.py').waitFor();
      await page.keyboard.press('Enter');
      await activeTab(page, /^find\.py/).waitFor();
      await reviewTree(page)
        .getByRole('treeitem', { name: /^warning, .* line 2/, selected: true })
        .waitFor();
    });

    it('shows what is looked at now, and says that the server is down', async () => {
      const { page } = editor;
      const { until, release } = hold();
      model.reply(() => ({ findings: [], until }));
      await useModel(editor, model.url);
      await useReviewers(editor, ['model']);
      await clearReviews(editor);
      await reviewByRightClick(page, 'shop');
      await reviewRow(page, 'In progress, ').waitFor();
      await reviewRow(page, /^In progress: \S+\/\S+, reviewing/)
        .first()
        .waitFor();
      await picture('in-progress');
      release();
      await reviewRow(page, 'shop, no findings, 9/9 reviewed').waitFor();
      await reviewRow(page, 'In progress, ').waitFor({ state: 'hidden' });

      await useEndpoints(editor, [{ kind: 'ollama', url: 'http://127.0.0.1:9', model: 'gone:latest' }]);
      await clearReviews(editor);
      await reviewByRightClick(page, 'shop');
      await reviewRow(page, 'Server down, 9 of 9 failed').waitFor();
      await viewTab(page)
        .and(page.getByRole('tab', { name: /9 of 9 failed/ }))
        .waitFor();
      await statusItem(page, '9 of 9 failed').waitFor();
      await picture('server-down');
      await reviewRow(page, 'Use a Model...').click();
      await page.getByPlaceholder('Select a model provider').waitFor();
      await page.keyboard.press('Escape');
    });

    it('tries again what failed for the server, once that works', async () => {
      const { page } = editor;
      const hosted = await startModelServer({ reply: () => ({ fault: 'unauthorized' }), disguise: 'hosted' });
      await useEndpoints(editor, [{ kind: 'openai', url: `${hosted.url}/v1`, model: 'scripted:latest' }]);
      await clearReviews(editor);
      await reviewByRightClick(page, 'shop');
      await reviewRow(page, 'Bad key, 9 of 9 failed').waitFor();
      hosted.reply(() => ({ findings: [] }));
      await reviewRow(page, 'Retry, press Enter').click();
      await reviewRow(page, 'shop, no findings, 9/9 reviewed').waitFor();
      await reviewRow(page, 'Bad key').waitFor({ state: 'hidden' });
      await hosted.stop();
    });
  });
}
