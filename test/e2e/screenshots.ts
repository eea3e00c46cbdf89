import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer, Script } from '../modelServer/types';
import { type Editor, openEditor, temporaryFolder } from './editor';
import { activeTab, message, reviewByRightClick, reviewRow, useModel, viewButton, viewTab } from './review';

/*
 * `npm run screenshots`: pictures of the packaged extension at work on the sample folder, in both themes. The one for
 * the README is made anew in `media`, the others go to `test/e2e/screenshots`, for looking at.
 */

const root = path.resolve(import.meta.dirname, '../..');

/** One folder is refused, one is never answered, for the rest the model has nothing to add. */
const script: Script = ({ file }) => {
  if (file.startsWith('native/')) return { fault: 'refusal' };
  return file.startsWith('src/') ? { fault: 'hang before headers' } : { findings: [] };
};

const packageExtension = (): string => {
  const vsix = path.join(temporaryFolder(), 'folder-review.vsix');
  execFileSync('npm', ['run', '--silent', 'package', '--', '--out', vsix], { cwd: root, stdio: 'ignore' });
  return vsix;
};

/** A copy of the sample in a folder with a name that looks well. */
const copySample = (): string => {
  const folder = path.join(temporaryFolder(), 'ledger');
  cpSync(path.join(root, 'test', 'fixtures', 'sample'), path.join(folder, 'sample'), { recursive: true });
  return folder;
};

/** Wide enough for the titles of findings. */
const widenSideBar = async (page: Page): Promise<void> => {
  const box = await page.locator('.part.sidebar').boundingBox();
  const x = (box?.x ?? 0) + (box?.width ?? 0) + 2;
  await page.mouse.move(x, 400);
  await page.mouse.down();
  await page.mouse.move(x + 110, 400, { steps: 5 });
  await page.mouse.up();
};

/** Hides what only an editor in a browser has, and what comes and goes. */
const calmDown = (page: Page): Promise<unknown> => {
  const names = ['host', 'forwardedPorts', 'workbench.keyboardLayout', 'languageStatus'];
  const items = names.map((name) => `[id='status.${name}']`);
  return page.addStyleTag({ content: `${items.join(', ')}, .editor .scrollbar .slider { display: none !important; }` });
};

/** Until the language server is through with the file: only then all of it has its colours. */
const languageServer = async (page: Page): Promise<void> => {
  await page.locator("[id='status.languageStatus']").waitFor({ state: 'attached' });
  await page.getByRole('button', { name: /^(Initializing|Analyzing)/ }).waitFor({ state: 'hidden' });
};

const setReviewers = ({ evaluateInHost }: Editor, reviewers: readonly string[]): Promise<void> =>
  evaluateInHost(async ({ workspace }, value) => {
    await workspace.getConfiguration('folderReview').update('reviewers', value);
    await workspace.getConfiguration('folderReview').update('maxParallelFiles', 3);
  }, reviewers);

describe('pictures', () => {
  let vsix: string;
  let model: ModelServer;

  before(async () => {
    vsix = packageExtension();
    model = await startModelServer({ reply: script });
  });

  after(() => model?.stop());

  for (const theme of ['dark', 'light'] as const) {
    it(`in the ${theme} theme`, async () => {
      const editor = await openEditor({ folder: copySample(), theme, extension: vsix });
      const { page } = editor;
      await calmDown(page);
      await viewTab(page).click();
      await page.getByRole('region', { name: 'Welcome' }).waitFor();
      await editor.screenshot(`welcome-${theme}`);

      await reviewWithModel(editor);
      await editor.screenshot(`running-${theme}`);
      await viewButton(page, 'Cancel').click();
      await message(page, 'Cancelled');
      await reviewRow(page, 'sample, cancelled').waitFor();
      await editor.screenshot(`cancelled-${theme}`);
      await page.keyboard.press('Escape');

      await setReviewers(editor, ['local']);
      await reviewByRightClick(page, 'sample');
      await reviewRow(page, /^sample, \d+ findings, 13\/16/).waitFor();
      await editor.screenshot(`finished-${theme}`);

      await widenSideBar(page);
      const toggled = ['assets', 'config', 'notes', 'public', 'native', 'tools', 'close.go', 'accounts.ts'];
      for (const name of toggled) await reviewRow(page, name).click();
      await reviewRow(page, 'error, indexOf').click();
      await activeTab(page, /^accounts\.ts/).waitFor();
      await page.locator('.line-insert').first().waitFor();
      await languageServer(page);
      await page.mouse.move(0, 0);
      await page.screenshot({ path: path.join(root, 'media', `screenshot-${theme}.png`) });
      await editor.close();
    });
  }

  const reviewWithModel = async (editor: Editor): Promise<void> => {
    await useModel(editor, model.url);
    await setReviewers(editor, ['local', 'model']);
    await reviewByRightClick(editor.page, 'sample');
    await reviewRow(editor.page, 'journal.cpp, failed').waitFor();
    await reviewRow(editor.page, /reviewing, \d+ s/)
      .first()
      .waitFor();
  };
});
