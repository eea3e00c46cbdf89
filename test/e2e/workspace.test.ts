import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chooseFromMenu, type Editor, explorer, focusedOption, openEditor, temporaryFolder, treeRow } from './editor';
import { appears, clearReviews, reviewRow, reviewTree, showExplorer, statusItem, until, untilPreview } from './review';

/** Three proposals in a folder. */
const files = {
  'a.py': 'def find(rows):\r\n    if rows is 0:\r\n        return []\r\n    return rows',
  'b.py': 'def first(rows):\n    if rows is 0:\n        return 0\n    return rows[0]\n',
  'c.py': 'def last(rows):\n    if rows is 0:\n        return 0\n    return rows[-1]\n',
} as const;

const fixed = (name: keyof typeof files): string => files[name].replace('is 0', '== 0');

describe('a workspace of two roots', () => {
  const parent = temporaryFolder();
  let editor: Editor;

  const read = (root: string, name: string): string => readFileSync(path.join(parent, root, name), 'utf8');
  const untilPreviewOf = (name: keyof typeof files) =>
    untilPreview(editor.page, new RegExp(`^${name}: Use .==. to compare`), fixed(name).split(/\r?\n/)[0] ?? '');

  before(async () => {
    for (const folder of ['shop', 'depot', 'depot/in', 'depot/out', 'depot/rest']) {
      mkdirSync(path.join(parent, folder), { recursive: true });
    }
    for (const folder of ['shop', 'depot/in', 'depot/out', 'depot/rest']) {
      for (const [name, content] of Object.entries(files)) writeFileSync(path.join(parent, folder, name), content);
    }
    const file = path.join(parent, 'two.code-workspace');
    writeFileSync(file, JSON.stringify({ folders: [{ path: 'depot' }, { path: 'shop' }] }));
    // The explorer would unfold the folder of each preview, which moves the rows that a click aims at.
    editor = await openEditor({ folder: file, settings: { 'explorer.autoReveal': false } });
  });

  beforeEach(() => clearReviews(editor));

  after(() => editor?.close());

  it('has one of them reviewed and gone through by keys alone', async () => {
    const { page } = editor;
    const { keyboard } = page;
    await editor.runCommand('Folder Review: Review Folder');
    await page.getByPlaceholder('Which folder should be reviewed?').waitFor();
    await keyboard.press('ArrowDown');
    await focusedOption(page, 'shop').waitFor();
    await keyboard.press('Enter');
    await statusItem(page, '3 fixes to review').waitFor();

    await editor.runCommand('Folder Review: Show View');
    await reviewTree(page).and(page.locator(':focus')).waitFor();
    await keyboard.press('Alt+Enter');
    await untilPreviewOf('a.py');
    await keyboard.press('Alt+Enter');
    await untilPreviewOf('b.py');
    assert.equal(read('shop', 'a.py'), fixed('a.py'));
    await keyboard.press('Alt+ArrowDown');
    await untilPreviewOf('c.py');
    await keyboard.press('Alt+Backspace');
    await untilPreviewOf('b.py');
    await reviewRow(page, 'c.py, no findings, 1 dismissed').waitFor();
    await keyboard.press('Alt+Enter');
    await statusItem(page, 'reviewed').waitFor();
    assert.equal(read('shop', 'b.py'), fixed('b.py'));
    assert.equal(read('shop', 'c.py'), files['c.py']);
  });

  it('has several selected folders reviewed, each on its own', async () => {
    const { page } = editor;
    await showExplorer(page);
    const selected = (name: string) => treeRow(explorer(page), name).and(page.locator('[aria-selected="true"]'));
    await until(async () => {
      for (const name of ['in', 'out']) {
        // A click without the key would open the folder, which moves the rows below it.
        if (!(await appears(selected(name)))) await treeRow(explorer(page), name).click({ modifiers: ['Control'] });
      }
      return (await selected('in').isVisible()) && (await selected('out').isVisible());
    }, 'both folders selected');
    await chooseFromMenu(page, treeRow(explorer(page), 'out'), 'Review Folder');
    await reviewRow(page, 'in, 3 findings').waitFor();
    await reviewRow(page, 'out, 3 findings').waitFor();
    await statusItem(page, '6 fixes to review').waitFor();
  });
});
