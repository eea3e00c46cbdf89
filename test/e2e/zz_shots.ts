import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer } from '../modelServer/types';
import { openEditor, temporaryFolder, treeRow, explorer } from './editor';
import { reviewByRightClick, reviewRow, statusItem, viewTab } from './review';

const finding = (title: string, line: number, confidence: 'high' | 'low', severity: 'error' | 'warning' | 'info' = 'warning') => ({
  title, explanation: 'Because.', severity, category: 'bug' as const, confidence, startLine: line, endLine: line, edits: [],
});

for (const theme of ['dark', 'light'] as const) {
  describe(theme, () => {
    let near: ModelServer;
    let far: ModelServer;
    before(async () => {
      near = await startModelServer({ models: [{ name: 'qwen3:8b' }], reply: ({ file, user }) =>
        file.startsWith('slow') || /Lines: (?!1-)/.test(user) ? { fault: 'hang before headers' }
        : { findings: [finding('This is wrong', 1, 'high', 'error'), finding('Perhaps', 2, 'low'), finding('Maybe', 3, 'low', 'info')] } });
      far = await startModelServer({ disguise: 'hosted', models: [{ name: 'gpt' , contextTokens: 32000}], reply: () => ({ fault: 'rate limited', retryAfter: '40' }) });
    });
    after(async () => { await near.stop(); await far.stop(); });
    it('shows', async () => {
      const folder = temporaryFolder();
      mkdirSync(path.join(folder, 'ledger'));
      for (let n = 1; n <= 6; n++) writeFileSync(path.join(folder, 'ledger', `file${n}.txt`), `line one ${n}\nline two\nline three\n`);
      for (let n = 1; n <= 8; n++) writeFileSync(path.join(folder, 'ledger', `slow${n}.txt`), `slow ${n}\n`);
      writeFileSync(path.join(folder, 'ledger', 'big.ts'), Array.from({ length: 900 }, (_, n) => `export const value${n} = compute(${n}, "some text here");`).join('\n'));
      const editor = await openEditor({ folder, theme });
      const { page, evaluateInHost } = editor;
      await evaluateInHost(async ({ workspace, ConfigurationTarget }, endpoints) => {
        const c = workspace.getConfiguration('folderReview');
        await c.update('endpoints', endpoints, ConfigurationTarget.Global);
        await c.update('reviewers', ['model'], ConfigurationTarget.Global);
        await c.update('maxParallelFiles', 5, ConfigurationTarget.Global);
      }, [
        { kind: 'ollama', url: near.url, model: 'qwen3:8b', contextTokens: 4096 },
        { kind: 'openai', url: `${far.url}/v1`, model: 'gpt', maxConcurrency: 2 },
      ]);
      await reviewByRightClick(page, 'ledger');
      await reviewRow(page, /paused/).first().waitFor();
      await reviewRow(page, /part 2 of/).first().waitFor().catch(() => {});
      await reviewRow(page, /hidden/).first().waitFor();
      const queued = reviewRow(page, /waiting for the model|queued/).first();
      await queued.hover();
      await editor.screenshot(`zz-tree-${theme}`);
      await statusItem(page).hover();
      await page.locator('.workbench-hover, .monaco-hover').filter({ hasText: 'at once' }).first().waitFor();
      await editor.screenshot(`zz-status-${theme}`);
      await reviewRow(page, 'ledger').hover();
      await page.waitForTimeout(1500);
      await editor.screenshot(`zz-run-${theme}`);
      await page.mouse.move(600, 700);
      void editor.runCommand('Folder Review: Check Setup').catch(() => {});
      await page.getByRole('tab', { name: /Folder Review Setup/ }).waitFor();
      await page.waitForTimeout(1500);
      await editor.screenshot(`zz-check-${theme}`);
      await editor.runCommand('Notifications: Clear All Notifications');
      await editor.runCommand('Folder Review: Cancel Review');
      await reviewRow(page, /ledger, cancelled/).waitFor();
      await editor.screenshot(`zz-end-${theme}`);
      await editor.runCommand('Folder Review: Use a Model...');
      await page.getByPlaceholder('Where is the model?').waitFor();
      await editor.screenshot(`zz-use-${theme}`);
      await page.keyboard.press('Enter');
      await page.getByText('Address of the server').waitFor();
      await page.keyboard.press('Control+A');
      await page.keyboard.type(near.url);
      await page.keyboard.press('Enter');
      await page.getByPlaceholder('Which model?').waitFor();
      await editor.screenshot(`zz-use2-${theme}`);
      await page.keyboard.press('Escape');
      await editor.close();
    });
  });
}
