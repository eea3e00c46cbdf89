import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findEditor } from '../setup.mjs';
import { type Editor, openEditor, temporaryFolder } from './editor';
import {
  activeTab,
  clearReviews,
  clickRowButton,
  openRow,
  reviewByRightClick,
  reviewRow,
  statusItem,
  until,
} from './review';

const root = path.resolve(import.meta.dirname, '../..');

/** One proposal, and a space at an end that an editor may take away. */
const reviewed = 'export function isGap(amount) {\n  return amount === NaN;\n} \n';
const changed = reviewed.replace('amount === NaN', 'Number.isNaN(amount)');

const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.org', ...args], { cwd: folder });

describe('rows agree with the file', () => {
  const workspace = temporaryFolder();
  const folder = path.join(workspace, 'rows');
  let editor: Editor;

  const read = () => readFileSync(path.join(folder, 'gap.js'), 'utf8');
  const fileRow = (end: string) =>
    reviewRow(editor.page, new RegExp(`^gap\\.js, 1 finding${end}, (1 error|none) open$`));
  const findingRow = (state: string) => reviewRow(editor.page, new RegExp(`^error, Use the isNaN .*, ${state}`));
  const apply = async () => {
    await clickRowButton(findingRow('fix available'), 'Apply', findingRow('applied'));
    await fileRow(', 1 applied').waitFor();
    assert.equal(read(), changed);
  };
  const openFile = async () => {
    await editor.evaluateInHost(
      async ({ window, Uri }, file) => void (await window.showTextDocument(Uri.file(file), { preview: false })),
      path.join(folder, 'gap.js'),
    );
    const tab = activeTab(editor.page, 'gap.js');
    await tab.waitFor();
    await editor.page.getByRole('main').locator('.monaco-editor .view-line').first().click();
    return tab;
  };
  const save = async () => {
    await editor.page.keyboard.press('Control+S');
    await activeTab(editor.page, 'gap.js').and(editor.page.locator(':not(.dirty)')).waitFor();
  };

  before(async () => {
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'gap.js'), reviewed);
    git(workspace, 'init', '-q');
    git(workspace, 'add', '.');
    git(workspace, 'commit', '-qm', 'as reviewed');
    editor = await openEditor({ folder: workspace });
  });

  beforeEach(async () => {
    await editor.evaluateInHost(async ({ commands, window }) => {
      if (window.activeTextEditor?.document.isDirty) {
        await commands.executeCommand('workbench.action.files.revert');
      }
      await commands.executeCommand('workbench.action.closeAllEditors');
    });
    await clearReviews(editor);
    writeFileSync(path.join(folder, 'gap.js'), reviewed);
    await reviewByRightClick(editor.page, 'rows');
    await statusItem(editor.page, '1 fix to review').waitFor();
    await openRow(editor.page, fileRow(''));
    await findingRow('fix available').waitFor();
  });

  after(() => editor?.close());

  it('through undo and redo, saved or not', async () => {
    await apply();
    await openFile();
    await editor.page.keyboard.press('Control+Z');
    await findingRow('fix available').waitFor();
    await statusItem(editor.page, '1 fix to review').waitFor();
    assert.equal(read(), changed, 'not saved yet');
    await save();
    assert.equal(read(), reviewed);
    await findingRow('fix available').waitFor();
    await editor.page.keyboard.press('Control+Y');
    await findingRow('applied').waitFor();
    await save();
    assert.equal(read(), changed);
    await statusItem(editor.page, 'reviewed').waitFor();
  });

  it('when git throws the change away', async () => {
    await apply();
    git(workspace, 'checkout', '-q', '--', '.');
    await findingRow('fix available').waitFor();
    await fileRow('').waitFor();
    assert.equal(read(), reviewed);
    await apply();
  });

  it('through an edit by hand and its undo', async () => {
    const { page } = editor;
    await openFile();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    for (let times = 0; times < 5; times += 1) await page.keyboard.press('Backspace');
    await findingRow('outdated').waitFor();
    await statusItem(page, 'reviewed').waitFor();
    for (let times = 0; times < 5; times += 1) await page.keyboard.press('Control+Z');
    await findingRow('fix available').waitFor();
    // Text elsewhere in the file does not matter.
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('let more;');
    await page.keyboard.press('Enter');
    await findingRow('fix available').waitFor();
    await save();
    await clickRowButton(findingRow('fix available'), 'Apply', findingRow('applied'));
    assert.equal(read(), `let more;\n${changed}`);
  });

  it('when the editor changes more of the file at a save', async () => {
    const trimAtSave = (value: boolean | undefined) =>
      editor.evaluateInHost(
        ({ workspace: { getConfiguration } }, on) =>
          getConfiguration('files').update('trimTrailingWhitespace', on ?? undefined, true),
        value,
      );
    await trimAtSave(true);
    await clickRowButton(findingRow('fix available'), 'Apply', findingRow('applied with editor changes'));
    const formatted = changed.replace('} ', '}');
    assert.equal(read(), formatted);
    git(workspace, 'checkout', '-q', '--', '.');
    await findingRow('fix available').waitFor();
    writeFileSync(path.join(folder, 'gap.js'), formatted);
    await findingRow('applied with editor changes').waitFor();
    await trimAtSave(undefined);
  });

  it('through a rename of the file and back', async () => {
    await apply();
    renameSync(path.join(folder, 'gap.js'), path.join(folder, 'hole.js'));
    // The editor may tell of the file that is gone first, or of both at once: then the findings follow it.
    await reviewRow(editor.page, /^(hole\.js, 1 finding, 1 applied|error, Use the isNaN .*, outdated)/).waitFor();
    renameSync(path.join(folder, 'hole.js'), path.join(folder, 'gap.js'));
    await fileRow(', 1 applied').waitFor();
    await openRow(editor.page, fileRow(', 1 applied'));
    await findingRow('applied').waitFor();
  });

  it('when the file changed while no window was there to see it', async () => {
    await apply();
    await editor.evaluateInHost(({ commands }) => commands.executeCommand('workbench.action.closeAllEditors'));
    await editor.page.goto('about:blank');
    writeFileSync(path.join(folder, 'gap.js'), reviewed);
    await editor.page.goBack();
    await fileRow('').waitFor();
    await statusItem(editor.page, '1 fix to review').waitFor();
    assert.equal(read(), reviewed);
  });

  it('when another process applies the same change', async () => {
    const command = [path.join(root, 'dist', 'cli.js'), 'review', folder, '--apply', 'exact', '--quiet'];
    const env = { ...process.env, XDG_STATE_HOME: path.join(workspace, '..', `${path.basename(workspace)}-state`) };
    execFileSync(findEditor()?.node ?? 'node', [...command, '--fail-on', 'never'], { env, stdio: 'ignore' });
    assert.equal(read(), changed);
    await findingRow('outdated').waitFor();
    await statusItem(editor.page, 'reviewed').waitFor();
    await until(() => read() === changed, 'the file as the other has left it');
  });
});
