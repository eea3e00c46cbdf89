import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { type Editor, openEditor, temporaryFolder } from './editor';
import {
  activeTab,
  clearReviews,
  openRow,
  reviewByRightClick,
  reviewRow,
  reviewTree,
  statusItem,
  untilPreview,
  viewButton,
} from './review';

/** One proposal each. */
const names = ['a.js', 'b.js', 'c.js', 'd.js'] as const;
/** The last word is where the cursor goes. */
const reviewed = `${'// below the find box\n'.repeat(4)}export function isGap(amount) {\n  return amount === NaN;\n} // isGap`;
const changed = reviewed.replace('amount === NaN', 'Number.isNaN(amount)');

/** Apply, Skip and Dismiss. */
const keys = ['Alt+Enter', 'Alt+ArrowDown', 'Alt+Backspace'] as const;

/** As long as it may take until a misfire shows, in milliseconds. */
const misfireMs = 800;

describe('the keys of the queue', () => {
  const workspace = temporaryFolder();
  let editor: Editor;

  const read = (name: string) => readFileSync(path.join(workspace, 'keys', name), 'utf8');
  const fileRow = (name: string) => reviewRow(editor.page, `${name}, 1 finding`);
  const tabOf = (name: string) => activeTab(editor.page, new RegExp(`^${name.replace('.', '\\.')}: Use the isNaN`));
  const untilPreviewOf = (name: string) =>
    untilPreview(editor.page, new RegExp(`^${name}: Use the isNaN`), 'Number.isNaN(amount)');
  /** The side of the preview that shows the file as it is, and the one that shows the proposal. */
  const left = () => editor.page.locator('.original-in-monaco-diff-editor');
  const right = () => editor.page.locator('.modified-in-monaco-diff-editor');
  /** A click below the text, where nothing lies over it, and on to its last word. */
  const inText = async (side: Locator): Promise<void> => {
    const { x = 0, y = 0, height = 0 } = (await side.boundingBox()) ?? {};
    await editor.page.mouse.click(x + 200, y + height - 40);
    await side.and(editor.page.locator('.focused')).waitFor();
    await editor.page.keyboard.press('Control+End');
  };

  /** The row of the file's finding, shown. */
  const findingRow = async (name: string): Promise<Locator> => {
    const finding = editor.page.locator(`[aria-label*="Use the isNaN"]`);
    await openRow(editor.page, fileRow(name));
    // Below its file.
    return reviewTree(editor.page)
      .locator(`[role="treeitem"][aria-label^="${name}, "] + [role="treeitem"]`)
      .and(finding);
  };

  const preview = async (name: string): Promise<void> => {
    await (await findingRow(name)).click();
    await untilPreviewOf(name);
  };

  const untouched = async (files: readonly string[] = names): Promise<void> => {
    for (const name of files) {
      assert.equal(read(name), reviewed, name);
      assert.match((await fileRow(name).getAttribute('aria-label')) ?? '', /1 finding, 1 \w+ open$/, name);
    }
  };

  /** Whether the test before has left all proposals as they were, so that they need no other review. */
  const isWaiting = async (): Promise<boolean> => {
    if (!(await statusItem(editor.page, `${names.length} fixes to review`).isVisible())) return false;
    return untouched().then(
      () => true,
      () => false,
    );
  };

  /** Presses each of the keys with the focus somewhere; none does anything to any proposal. */
  const nothingHappens = async (focus: () => Promise<unknown>, inFront?: string): Promise<void> => {
    for (const key of keys) {
      // Closes what the key before may have left open.
      for (let times = 0; times < 2; times += 1) await editor.page.keyboard.press('Escape');
      await focus();
      await editor.page.keyboard.press(key);
      await sleep(misfireMs);
      await untouched();
      await statusItem(editor.page, `${names.length} fixes to review`).waitFor();
      if (inFront) await tabOf(inFront).waitFor({ timeout: 1_000 });
    }
  };

  before(async () => {
    mkdirSync(path.join(workspace, 'keys'));
    for (const name of names) writeFileSync(path.join(workspace, 'keys', name), reviewed);
    for (const name of ['one.txt', 'two.txt']) writeFileSync(path.join(workspace, name), `return ${name}\n`);
    // Without a language server, which would be asked first, and answers when it is up.
    editor = await openEditor({ folder: workspace, settings: { 'files.associations': { '*.js': 'plaintext' } } });
    // What a language may offer in any file, and in a preview.
    await editor.evaluateInHost(({ languages, Location, Range, WorkspaceEdit, CompletionItem }) => {
      const selector = [{ scheme: 'file' }, { scheme: 'folder-review' }];
      languages.registerDefinitionProvider(selector, {
        provideDefinition: (document) => [0, 1].map((line) => new Location(document.uri, new Range(line, 0, line, 3))),
      });
      languages.registerRenameProvider(selector, { provideRenameEdits: () => new WorkspaceEdit() });
      languages.registerCompletionItemProvider(selector, {
        provideCompletionItems: () => [new CompletionItem('returned'), new CompletionItem('returns')],
      });
    });
  });

  beforeEach(async () => {
    await editor.evaluateInHost(async ({ commands, window }) => {
      for (const document of window.visibleTextEditors.map((shown) => shown.document)) {
        if (document.isDirty) {
          await window.showTextDocument(document);
          await commands.executeCommand('workbench.action.files.revert');
        }
      }
      await commands.executeCommand('workbench.action.closeAllEditors');
    });
    if (await isWaiting()) return;
    await clearReviews(editor);
    for (const name of names) writeFileSync(path.join(workspace, 'keys', name), reviewed);
    await reviewByRightClick(editor.page, 'keys');
    await statusItem(editor.page, `${names.length} fixes to review`).waitFor();
  });

  after(() => editor?.close());

  it('act on the proposal whose text has the focus', async () => {
    await preview('a.js');
    for (const [key, next] of [
      ['Alt+ArrowDown', 'b.js'],
      ['Alt+Backspace', 'c.js'],
      ['Alt+Enter', 'd.js'],
    ] as const) {
      await inText(right());
      await editor.page.keyboard.press(key);
      await untilPreviewOf(next);
    }
    await reviewRow(editor.page, 'b.js, no findings, 1 dismissed').waitFor();
    assert.equal(read('c.js'), changed);
    await untouched(['a.js', 'd.js']);
  });

  it('do nothing in the find box of a preview', async () => {
    await preview('a.js');
    await nothingHappens(async () => {
      await inText(right());
      await editor.page.keyboard.press('Control+F');
      await right().locator('.find-widget.visible').getByRole('textbox', { name: 'Find' }).click();
    }, 'a.js');
  });

  it('do nothing on the side that shows the file, where people type', async () => {
    await preview('a.js');
    await nothingHappens(() => inText(left()), 'a.js');
  });

  it('do nothing in the replace box, the suggestions and the rename box of that side', async () => {
    const { page } = editor;
    await preview('a.js');
    await nothingHappens(async () => {
      await inText(left());
      await page.keyboard.press('Control+H');
      await left().locator('.find-widget.visible').getByRole('textbox', { name: 'Replace' }).click();
    }, 'a.js');
    await nothingHappens(async () => {
      await inText(left());
      await page.keyboard.press('Control+Space');
      await page.locator('.suggest-widget.visible').waitFor();
    }, 'a.js');
    await nothingHappens(async () => {
      await inText(left());
      await page.keyboard.press('F2');
      await page.locator('.rename-box input').waitFor();
    }, 'a.js');
  });

  it('do nothing in a peek over the proposal', async () => {
    const { page } = editor;
    await preview('a.js');
    await nothingHappens(async () => {
      await inText(right());
      await page.keyboard.press('Control+Shift+F10');
      await page.locator('.peekview-widget .preview .view-line').first().click();
    }, 'a.js');
  });

  it('do nothing while something is chosen from a list in front of a preview', async () => {
    const { page } = editor;
    await preview('a.js');
    await nothingHappens(async () => {
      await inText(right());
      await editor.evaluateInHost(({ window }) => void window.showQuickPick(['one', 'two'], { title: 'Some choice' }));
      await page.getByRole('option', { name: 'one' }).and(page.locator('.focused')).waitFor();
    }, 'a.js');
  });

  it('do nothing in another difference beside a preview', async () => {
    const { page } = editor;
    await preview('a.js');
    await editor.evaluateInHost(async ({ commands, Uri, ViewColumn }, folder) => {
      const [one, two] = ['one.txt', 'two.txt'].map((name) => Uri.joinPath(Uri.file(folder), name));
      await commands.executeCommand('vscode.diff', one, two, 'another', { viewColumn: ViewColumn.Beside });
    }, workspace);
    const other = page.locator('.modified-in-monaco-diff-editor .view-line', { hasText: 'two.txt' });
    await nothingHappens(() => other.click());
  });

  it('do nothing in the preview of all', async () => {
    await editor.runCommand('Folder Review: Preview All');
    const line = right().locator('.view-line', { hasText: 'Number.isNaN' }).first();
    await line.waitFor();
    await nothingHappens(() => line.click());
  });

  it('act on the row that has the focus, not on the preview in front', async () => {
    const { page } = editor;
    for (const name of names) await (await findingRow(name)).waitFor();
    await preview('a.js');
    await (await findingRow('b.js')).click();
    await untilPreviewOf('b.js');
    await (await findingRow('a.js')).click();
    await untilPreviewOf('a.js');
    // Through the rows of the file and the finding of b.js, then of c.js. The selection stays behind.
    await reviewTree(page).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Alt+Enter');
    await fileRow('b.js').and(page.locator('[aria-label*="1 applied"]')).waitFor();
    // Until the rows are drawn anew.
    await sleep(misfireMs);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Alt+Backspace');
    await reviewRow(page, 'c.js, no findings, 1 dismissed').waitFor();
    await sleep(misfireMs);
    assert.equal(read('b.js'), changed);
    assert.equal(read('c.js'), reviewed);
    await untouched(['a.js', 'd.js']);
    await tabOf('a.js').waitFor({ timeout: 1_000 });
    await statusItem(page, '2 fixes to review').waitFor();
  });

  it('and buttons do nothing for a row that the editor has lost while it draws them anew', async () => {
    await preview('a.js');
    const lost = [
      ['apply', null],
      ['skip', null],
      ['dismiss', null],
      ['skip', [null]],
      ['dismiss', [null]],
    ] as const;
    for (const one of lost) {
      await editor.evaluateInHost(
        ({ commands }, [command, argument]) => commands.executeCommand(`folderReview.${command}`, argument),
        one,
      );
      await untouched();
      await tabOf('a.js').waitFor({ timeout: 1_000 });
    }
  });

  it('do nothing in the find box of the tree', async () => {
    const { page } = editor;
    await preview('a.js');
    // The box loses the focus when an editor takes it late.
    await sleep(misfireMs);
    await nothingHappens(async () => {
      await reviewTree(page).focus();
      await page.keyboard.press('Control+Alt+F');
      await page.locator('.monaco-tree-type-filter input:focus, .tree-type-filter input:focus').first().waitFor();
    });
  });

  it('leave Review Folder and Preview Next in the view alone, which are called with the focused row, too', async () => {
    const { page } = editor;
    // What hovers over the row where the mouse is would be in the way.
    await page.mouse.move(800, 600);
    await (await findingRow('b.js')).click();
    await untilPreviewOf('b.js');
    // A list of choices goes away when an editor takes the focus late.
    await sleep(misfireMs);
    await viewButton(page, 'Preview Next').click();
    await untilPreviewOf('c.js');
    await untouched(['a.js', 'b.js', 'c.js', 'd.js']);
    await viewButton(page, 'Review Folder').click();
    await reviewRow(page, path.basename(workspace)).waitFor();
  });
});
