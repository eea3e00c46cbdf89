import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'mocha';
import type { Locator } from 'playwright-core';
import type { Results } from '../cli/cli';
import { type Editor, openEditor, temporaryFolder } from '../e2e/editor';
import { clearReviews, message, reviewTree, useModel, useReviewers } from '../e2e/review';
import { startModelServer } from '../modelServer/modelServer';
import { assertFiles, reviewEnd } from './endings';
import { folders } from './folders';
import { Ground, steering } from './ground';
import type { HostileFolder } from './hostileFolder';
import { defect, fineFile, layOut, swap } from './layOut';

/** More roots than this in one window take long to draw. */
const windowful = 15;

/**
 * Meets hostile folders as a person does in the editor: opens them (as roots of one workspace), reviews each, ignores
 * what it says about its own review, looks at a proposal and applies all that are exact.
 */
export function meetInEditor(title: string, isWanted: (folder: HostileFolder) => boolean): void {
  const wanted = folders.filter((folder) => isWanted(folder) && !folder.environment && !folder.words);
  for (let start = 0; start < wanted.length; start += windowful) {
    describe(`${title}, ${start + 1} and more`, () => meetAll(wanted.slice(start, start + windowful)));
  }
}

function meetAll(wanted: readonly HostileFolder[]): void {
  const grounds = new Map<HostileFolder, Ground>();
  let editor: Editor;

  before(async function () {
    this.timeout(120_000);
    const parent = temporaryFolder();
    for (const folder of wanted) {
      const ground = await Ground.create(parent);
      grounds.set(folder, ground);
      await layOut(folder, ground);
    }
    const roots = [...grounds.values()].map(({ project }) => ({ path: project }));
    const file = path.join(parent, 'hostile.code-workspace');
    writeFileSync(file, JSON.stringify({ folders: roots }));
    // What VS Code itself runs of folders that are trusted, as these are here, is not ours to prevent.
    const settings = { 'git.enabled': false, 'task.allowAutomaticTasks': 'off', 'explorer.autoReveal': false };
    editor = await openEditor({ folder: file, settings });
  });

  after(async () => {
    await editor?.close();
    for (const ground of grounds.values()) {
      await ground.dispose();
    }
  });

  for (const folder of wanted) {
    it(folder.name, async () => {
      const ground = grounds.get(folder);
      assert.ok(ground);
      await meet(editor, folder, ground);
    }).timeout(180_000);
  }
}

async function meet(editor: Editor, folder: HostileFolder, ground: Ground): Promise<void> {
  const { page } = editor;
  await clearReviews(editor);
  const server = folder.reply && (await startModelServer({ reply: folder.reply(ground) }));
  try {
    await useReviewers(editor, server ? ['local', 'editor', 'model'] : ['local', 'editor']);
    await useModel(editor, server?.url ?? ground.url);
    await editor.evaluateInHost(
      ({ commands, Uri }, project) => void commands.executeCommand('folderReview.reviewFolder', Uri.file(project)),
      ground.project,
    );
    const end = reviewEnd(folder);
    if (end.exitCode === 2) {
      await untilSaid(editor, new RegExp((end.says?.source ?? '').replace(/^\^/, '')));
    } else {
      await ignoreItsWords(editor);
      assertFiles(end, await resultsOf(editor, ground, folder.seconds), folder.name);
      await look(editor, ground);
      await applySafe(editor, folder, ground);
    }
    await looksPlain(reviewTree(page));
    await editor.screenshot(`hostile-${folder.name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60)}`);
    assert.deepEqual(ground.trips(), []);
  } finally {
    await server?.stop();
  }
}

/** Turns away what a folder says about its own review; most say nothing, and their review begins. */
async function ignoreItsWords({ page }: Editor): Promise<void> {
  const asked = page.getByRole('dialog').filter({ hasText: '“project” brings' });
  await asked.or(reviewTree(page).getByRole('treeitem')).first().waitFor();
  if (await asked.isVisible()) {
    await asked.getByRole('button', { name: 'Ignore' }).click();
  }
}

/** The `results.json` of the one run, which follows its end with a delay. */
async function resultsOf({ stateHome }: Editor, { project }: Ground, seconds = 30): Promise<string> {
  const key = createHash('sha256').update(project).digest('hex').slice(0, 16);
  const runs = path.join(stateHome, 'folder-review', `project-${key}`, 'runs');
  for (const deadline = Date.now() + 1_000 * seconds; Date.now() < deadline; await sleep(100)) {
    const [run] = existsSync(runs) ? readdirSync(runs) : [];
    const file = path.join(runs, run ?? '', 'results.json');
    if (run !== undefined && existsSync(file)) {
      return file;
    }
  }
  throw new Error(`No results within ${seconds} s.`);
}

/** Waits for a message; the list of them may close again for reasons of its own. */
async function untilSaid(editor: Editor, text: RegExp, tries = 6): Promise<Locator> {
  editor.page.setDefaultTimeout(5_000);
  try {
    return await message(editor.page, text);
  } catch (error) {
    if (tries === 1) {
      throw error;
    }
    return untilSaid(editor, text, tries - 1);
  } finally {
    editor.page.setDefaultTimeout(30_000);
  }
}

/** Previews the fix of the file that is fine, and closes the preview. */
async function look(editor: Editor, ground: Ground): Promise<void> {
  const file = await resultsOf(editor, ground);
  const { files } = JSON.parse(readFileSync(file, 'utf8')) as Results;
  const id = files[fineFile]?.findings.find(({ proposal }) => proposal?.state === 'ready')?.id;
  assert.ok(id);
  await editor.evaluateInHost(
    ({ commands }, finding) => {
      void commands.executeCommand('folderReview.preview', finding);
    },
    `finding:${path.basename(path.dirname(file))}:${id}`,
  );
  await editor.page.locator('.modified-in-monaco-diff-editor').waitFor();
  await editor.evaluateInHost(async ({ commands }) => {
    await commands.executeCommand('workbench.action.closeAllEditors');
  });
}

async function applySafe(editor: Editor, folder: HostileFolder, ground: Ground): Promise<void> {
  await swap(folder, ground);
  const applied = editor.evaluateInHost(async ({ commands }) => {
    await commands.executeCommand('folderReview.applyAllExact');
  });
  const asked = editor.page.getByRole('dialog').filter({ hasText: /Apply \d+ exact proposals? to/ });
  await asked.getByRole('button', { name: 'Apply' }).click();
  await applied;
  const { apply = {} } = folder.ends;
  if (!apply.fixesNothing) {
    assert.ok(!readFileSync(ground.path(fineFile), 'utf8').includes(defect));
  }
  if (apply.exitCode === 3) {
    await untilSaid(editor, /Applied \d+ of \d+ exact proposals?\. .*(cannot be applied|could not be changed)/);
  }
}

/** Rows and messages are words of ours: nothing in them steers or hides. */
async function looksPlain(tree: Locator): Promise<void> {
  for (const row of await tree.getByRole('treeitem').all()) {
    const name = (await row.getAttribute('aria-label')) ?? '';
    assert.doesNotMatch(name, steering);
  }
}
