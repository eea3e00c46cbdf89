import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { launchBrowser } from '../host/codeServer';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer, ReplyFinding, Script } from '../modelServer/types';
import { type Editor, openEditor, temporaryFolder } from './editor';
import { calmDown, copySample, languageServer, widenSideBar } from './pictures';
import {
  activeTab,
  changeSettings,
  clearReviews,
  message,
  reviewByRightClick,
  reviewRow,
  rowButton,
  statusItem,
  statusTooltip,
  until,
  useEndpoints,
  useModel,
  useReviewers,
  viewButton,
  viewTab,
} from './review';
import { sums, tickCommand, turnRound } from './sums';

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

/** A server that takes six files at once, and some files that it has trouble with. */
const busyServer = {
  models: [{ name: 'qwen3-coder:30b' }],
  latencyMs: 1_500,
  noise: 0.6,
  slots: 6,
  beyond: '503',
} as const;

const reportScript: Script = ({ file, earlier, index }) => {
  if (index === 40) return { fault: 'rate limited', retryAfter: '2' };
  if (file.endsWith('tree.ts')) return { fault: 'refusal' };
  if (file.endsWith('git.ts') && earlier === 0) return { fault: 'server error' };
  return { findings: file.endsWith('.py') ? [guess] : [] };
};

const packageExtension = (): string => {
  const vsix = path.join(temporaryFolder(), 'folder-review.vsix');
  execFileSync('npm', ['run', '--silent', 'package', '--', '--out', vsix], { cwd: root, stdio: 'ignore' });
  return vsix;
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
      await reviewRow(page, /^sample, \d+ findings, .*\d+\/\d+ reviewed/).waitFor();
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
      await page.getByPlaceholder('Select a model provider').waitFor();
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

  it('of proofs', async () => {
    const folder = temporaryFolder();
    for (const [name, text] of Object.entries(sums)) {
      mkdirSync(path.join(folder, 'sums'), { recursive: true });
      writeFileSync(path.join(folder, 'sums', name), text);
    }
    const turning = await startModelServer({ reply: turnRound });
    const editor = await openEditor({
      ...{ folder, theme: 'dark', extension: vsix, viewport: { width: 1200, height: 380 } },
      settings: { 'folderReview.reviewers': ['model'] },
    });
    const { page } = editor;
    await calmDown(page);
    await useModel(editor, turning.url);
    await reviewByRightClick(page, 'sums');
    await statusItem(page, '3 fixes to review').waitFor();
    await widenSideBar(page, 300);
    const run = reviewRow(page, /^sums, /);
    await (await rowButton(run, 'Verify Proposals')).click();
    await tickCommand(page, 'npm test');
    await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    const question = page.getByRole('dialog', { name: /Verify proposals for “sums”/ });
    await question.getByRole('button', { name: 'Approve' }).click();
    await reviewRow(page, /^sums, verifying, .*: npm test, with 3 changes/).waitFor();
    await page.screenshot({ path: path.join(root, 'media', 'screenshot-verifying-dark.png') });
    await message(page, /2 verified, 1 failed/);
    await page.keyboard.press('Escape');
    for (const name of ['m1.mjs', 'm2.mjs', 'm3.mjs']) await reviewRow(page, name).click();
    await reviewRow(page, /Sum 2 the wrong way round/).click();
    await activeTab(page, /^m2\.mjs: .* — fails npm test/).waitFor();
    await page.locator('.line-insert').first().waitFor();
    await page.mouse.move(0, 0);
    await page.screenshot({ path: path.join(root, 'media', 'screenshot-verified-dark.png') });
    await editor.close();
    await turning.stop();
  });

  it('of the report page', async () => {
    const folder = path.join(temporaryFolder(), 'ledger');
    cpSync(path.join(root, 'test', 'fixtures', 'sample'), folder, { recursive: true });
    cpSync(path.join(root, 'src', 'workspace'), path.join(folder, 'workspace'), { recursive: true });
    const server = await startModelServer({ ...busyServer, reply: reportScript });
    const out = temporaryFolder();
    const words = ['review', folder, '--endpoint', `ollama=${server.url},model=qwen3-coder:30b`, '--state-dir', out];
    const more = ['--max-parallel-files', '12', '--fail-on', 'never', '--out', out, '--quiet'];
    await promisify(execFile)(process.execPath, [path.join(root, 'dist', 'cli.js'), ...words, ...more]).catch(
      ({ code }: { code: number }) => assert.equal(code, 3),
    );
    await server.stop();
    const browser = await launchBrowser();
    for (const colorScheme of ['dark', 'light'] as const) {
      const page = await browser.newPage({ colorScheme, viewport: { width: 1200, height: 1040 } });
      await page.goto(pathToFileURL(path.join(out, 'report.html')).href);
      await page.getByRole('searchbox').first().fill('server.js');
      await page.locator('details.row').filter({ hasText: 'ready' }).first().locator('summary').click();
      await page.locator('canvas').hover({ position: { x: 980, y: 77 } });
      await page.evaluate('scrollTo(0, 0)');
      await page.screenshot({ path: path.join(root, 'media', `screenshot-report-${colorScheme}.png`) });
    }
    await browser.close();
  });

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
