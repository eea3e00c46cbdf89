import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer, ReplyFinding } from '../modelServer/types';
import { type Editor, openEditor, temporaryFolder } from './editor';
import { hold, reviewByRightClick, reviewRow, until, useModel } from './review';

const source = [
  'import { readFile } from "node:fs/promises";',
  '',
  'export const load = (name) => {',
  '  check(name);',
  '  return readFile(name);',
  '};',
  '',
];

const finding = (title: string, explanation: string, startLine: number): ReplyFinding => ({
  ...{ title, explanation, severity: 'error', category: 'security', confidence: 'medium' },
  ...{ startLine, endLine: startLine, edits: [] },
});

describe('findings of a model that are confirmed', () => {
  const workspace = temporaryFolder();
  const held = hold();
  let model: ModelServer;
  let editor: Editor;

  before(async () => {
    mkdirSync(path.join(workspace, 'doubt'));
    writeFileSync(path.join(workspace, 'doubt', 'load.js'), source.join('\n'));
    model = await startModelServer({
      reply: ({ confirms }) => {
        if (!confirms) {
          const path = finding('Any file can be read', 'name comes from the caller and reaches readFile.', 5);
          return { findings: [path, finding('check may be missing', 'Nobody checks name.', 4)] };
        }
        return confirms.lines === '4-4'
          ? { until: held.until, verdict: 'refuted', reason: 'Line 4 checks it.' }
          : { verdict: 'confirmed', reason: 'Line 5 reads whatever it is given.' };
      },
    });
    editor = await openEditor({
      folder: workspace,
      settings: { 'folderReview.reviewers': ['model'], 'folderReview.profile': 'security' },
    });
    await useModel(editor, model.url);
  });

  after(async () => {
    held.release();
    await editor?.close();
    await model?.stop();
  });

  it('show how far that has come, then what is left, and why something is hidden', async () => {
    const { page } = editor;
    await reviewByRightClick(page, 'doubt');
    await reviewRow(page, /^load\.js, confirming \d of 2, /).waitFor();
    await editor.screenshot('confirming');
    held.release();
    const row = reviewRow(page, /^load\.js, 1 finding, 1 hidden, 1 error open$/);
    await row.click();
    await reviewRow(page, /^error, Any file can be read, line 5, confirmed, scripted:latest$/).waitFor();
    const tooltip = page.locator('.workbench-hover', { hasText: 'check may be missing' });
    await until(async () => {
      await page.mouse.move(640, 300);
      await row.hover();
      return tooltip.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
    }, 'the tooltip of the file');
    const text = (await tooltip.innerText()).replaceAll('\u{a0}', ' ');
    assert.ok(
      text.includes('Hidden: check may be missing (line 4), refuted by scripted:latest: Line 4 checks it.'),
      text,
    );
    await editor.screenshot('confirmed');
  });
});
