import { execFileSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer, ReplyFinding, Script } from '../modelServer/types';
import { type Editor, openEditor, temporaryFolder } from './editor';
import {
  activeTab,
  changeSettings,
  clearReviews,
  message,
  reviewByRightClick,
  reviewRow,
  statusTooltip,
  until,
  useEndpoints,
  useModel,
  useReviewers,
  viewButton,
  viewTab,
} from './review';

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

const guess: ReplyFinding = {
  title: 'The name may be misleading',
  explanation: '',
  severity: 'warning',
  category: 'maintainability',
  confidence: 'low',
  startLine: 1,
  endLine: 1,
  edits: [],
};

/** A machine of one's own: it is sure of little, and slow with the second part of the long file. */
const localScript: Script = ({ file, earlier }) => {
  const isSlow = /accounts|server\.js/.test(file) || (file.endsWith('history.ts') && earlier > 0);
  return isSlow ? { fault: 'hang before headers' } : { findings: file.endsWith('.py') ? [guess] : [] };
};

/** A server that asks for a long pause. */
const busyScript: Script = () => ({ fault: 'rate limited', retryAfter: '300' });

const long = Array.from({ length: 120 }, (_, index) => [
  `/** The balance of year ${1900 + index}, in cents. */`,
  `export function balanceOf${1900 + index}(entries: readonly number[]): number {`,
  '  return entries.reduce((sum, entry) => sum + entry, 0);',
  '}',
  '',
])
  .flat()
  .join('\n');

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

      await clearReviews(editor);
      await useReviewers(editor, ['local']);
      await reviewByRightClick(page, 'sample');
      await reviewRow(page, /^sample, \d+ findings, 13\/16 reviewed/).waitFor();
      await editor.screenshot(`finished-${theme}`);

      await widenSideBar(page);
      const toggled = ['assets', 'config', 'notes', 'public', 'native', 'tools', 'close.go', 'accounts.ts'];
      for (const name of toggled) await reviewRow(page, name).click();
      await reviewRow(page, 'error, Result of indexOf').click();
      await activeTab(page, /^accounts\.ts/).waitFor();
      await page.locator('.line-insert').first().waitFor();
      await languageServer(page);
      await page.mouse.move(0, 0);
      await page.screenshot({ path: path.join(root, 'media', `screenshot-${theme}.png`) });
      await editor.close();
    });
  }

  for (const theme of ['dark', 'light'] as const) {
    it(`of models in the ${theme} theme`, async () => {
      const folder = copySample();
      writeFileSync(path.join(folder, 'sample', 'src', 'history.ts'), long);
      const [local, busy, gone] = await Promise.all([
        startModelServer({ reply: localScript }),
        startModelServer({ reply: busyScript, disguise: 'hosted', latencyMs: 200 }),
        startModelServer({ reply: () => ({ fault: 'unauthorized' }), disguise: 'hosted' }),
      ]);
      const editor = await openEditor({ folder, theme, extension: vsix });
      const { page } = editor;
      await calmDown(page);
      await page.keyboard.press('F1');
      await page.keyboard.type('Folder Review: Use a Model');
      await page.keyboard.press('Enter');
      await page.getByPlaceholder('Where is the model?').waitFor();
      await editor.screenshot(`setup-${theme}`);
      await page.keyboard.press('Escape');

      const model = 'scripted:latest';
      await useEndpoints(editor, [
        { id: 'desk', kind: 'ollama', url: local.url, model, contextTokens: 4_096 },
        { id: 'team', kind: 'openai', url: `${busy.url}/v1`, model },
        { id: 'trial', kind: 'openai', url: `${gone.url}/v1`, model },
      ]);
      await useReviewers(editor, ['local', 'model']);
      await changeSettings(editor, { maxParallelFiles: 6 });
      await reviewByRightClick(page, 'sample');
      await reviewRow(page, /^history\.ts, .*part \d of/).waitFor();
      await until(async () => /team: paused/.test(await statusTooltip(page)), 'the pause');
      await reviewRow(page, /^history\.ts, .* [5-9] s/).waitFor();
      for (const name of ['assets', 'config', 'native', 'notes', 'public', 'service', 'tools']) {
        await reviewRow(page, name).click();
      }
      await statusTooltip(page);
      // It fades in.
      await page.waitForTimeout(500);
      await page.screenshot({ path: path.join(root, 'media', `screenshot-models-${theme}.png`) });
      await viewButton(page, 'Cancel').click();
      await message(page, 'Cancelled');
      await editor.screenshot(`models-cancelled-${theme}`);
      await page.keyboard.press('Escape');

      await editor.runCommand('Folder Review: Check Setup');
      await activeTab(page, 'Folder Review Setup').waitFor();
      await message(page, '3 endpoints: 1 can be used, 2 cannot be used.');
      await page.keyboard.press('Escape');
      await editor.screenshot(`check-${theme}`);
      await editor.close();
      await Promise.all([local, busy, gone].map((server) => server.stop()));
    });
  }

  const reviewWithModel = async (editor: Editor): Promise<void> => {
    await useModel(editor, model.url);
    await useReviewers(editor, ['local', 'model']);
    await changeSettings(editor, { maxParallelFiles: 3 });
    await reviewByRightClick(editor.page, 'sample');
    await reviewRow(editor.page, 'journal.cpp, failed').waitFor();
    await reviewRow(editor.page, /reviewing, \d+ s/)
      .first()
      .waitFor();
  };
});
