import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer } from '../modelServer/types';
import { type Editor, openEditor, temporaryFolder } from './editor';
import {
  editorButton,
  hold,
  message,
  reviewByRightClick,
  reviewRow,
  until,
  untilPreview,
  useModel,
  viewTab,
} from './review';

const files: Readonly<Record<string, string>> = {
  'a.py': 'def f(a):\n    return a is "c"\n',
  'c.md': '# C\n\n(text)[http://c]\n',
  '.reviewignore': '*\n',
  'folder-review.yaml': 'review:\n  exclude: ["**"]\n',
};

describe('a window in Restricted Mode', () => {
  const top = temporaryFolder();
  const shop = path.join(top, 'shop');
  let editor: Editor;
  let model: ModelServer;
  let held: ReturnType<typeof hold> | undefined;

  const isTrusted = () => editor.evaluateInHost(({ workspace }) => workspace.isTrusted);
  const call = (command: string) =>
    editor.evaluateInHost(({ commands }, id) => commands.executeCommand(id).then(() => undefined), command);

  /** The editor about trust, which lies over the others. */
  const trustEditor = () => editor.page.locator('.monaco-modal-editor-block', { hasText: 'Trusted Folders' });

  /** Has the person trust the folder there, or no more, and waits until that holds. */
  const decide = async (trusts: boolean): Promise<void> => {
    if (trusts) {
      await trustEditor().getByRole('button', { name: 'Trust', exact: true }).click();
    } else {
      const row = trustEditor().getByRole('listitem', { name: path.basename(top) });
      await row.hover();
      await row.getByRole('button', { name: 'Delete Path' }).click();
    }
    await until(async () => (await isTrusted()) === trusts, trusts ? 'trust' : 'that nothing is trusted');
    if (await trustEditor().isVisible())
      await trustEditor()
        .getByRole('button', { name: /^Close/ })
        .click();
    await trustEditor().waitFor({ state: 'hidden' });
  };

  before(async () => {
    mkdirSync(shop);
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(shop, name), content);
    model = await startModelServer({
      reply: () => ({ findings: [], ...(held && { until: held.until }) }),
    });
    const settings = { 'folderReview.reviewers': ['local', 'model'] };
    editor = await openEditor({
      folder: top,
      settings,
      trust: true,
      theme: 'light',
      viewport: { width: 1280, height: 1100 },
    });
    await useModel(editor, model.url);
  });

  after(async () => {
    held?.release();
    await editor?.close();
    await model?.stop();
  });

  it('has the bundled analyzers review the folder, and says so, until the person trusts it', async () => {
    const { page } = editor;
    assert.equal(await isTrusted(), false);
    await viewTab(page).click();
    await page.getByText('This window is in Restricted Mode').waitFor();
    await editor.screenshot('trust-welcome');
    await reviewByRightClick(page, 'shop');
    await message(page, /“shop”: Reviewed 4 of 4 files .*Reviewed in Restricted Mode, by the bundled analyzers alone/);
    await reviewRow(page, /^shop, .*Restricted Mode/).waitFor();
    assert.equal(model.requests.length, 0);
    await reviewRow(page, 'c.md').click();
    await reviewRow(page, /link/i).click();
    await call('notifications.hideList');
    await untilPreview(page, /c\.md/, '[text](http://c)');
    await editor.screenshot('trust-preview');
    await editorButton(page, 'Apply').click();
    await until(
      () => readFileSync(path.join(shop, 'c.md'), 'utf8') === '# C\n\n[text](http://c)\n',
      'the change on disk',
    );
    // As any other extension may.
    await call('folderReview.verify');
    const refused = await message(page, 'Not available in Restricted Mode: verification runs commands of the project');
    await editor.screenshot('trust-refused');
    await refused.getByRole('button', { name: 'Manage Workspace Trust' }).click();
    await decide(true);
    // A preview that comes to the front again has its row shown, and so the view.
    await call('workbench.action.closeAllEditors');
    // In the same extension host: nothing is reloaded.
    writeFileSync(path.join(shop, '.reviewignore'), 'c.md\n');
    writeFileSync(path.join(shop, 'folder-review.yaml'), 'review:\n  exclude: ["*.yaml"]\n');
    await reviewByRightClick(page, 'shop');
    await page.getByRole('dialog').getByRole('button', { name: 'Review Again' }).click();
    await reviewRow(page, /^shop, (?!.*Restricted Mode).*reviewed/).waitFor();
    assert.ok(model.requests.length > 0);
    await editor.screenshot('trust-granted');
  });

  it('does not go on with a review that began in trust, asks no model for it, and does when it is trusted again', async () => {
    const { page } = editor;
    model.clear();
    held = hold();
    writeFileSync(path.join(shop, 'd.py'), 'print(d)\n');
    await reviewByRightClick(page, 'shop');
    await page.getByRole('dialog').getByRole('button', { name: 'Review Again' }).click();
    await until(() => model.requests.length > 0, 'a request');
    await call('notifications.hideList');
    await call('workbench.trust.manage');
    await decide(false);
    const row = reviewRow(page, /^shop, interrupted/);
    await row.waitFor();
    held.release();
    model.clear();
    await call('notifications.clearAll');
    await call('folderReview.resume');
    await message(page, 'Not available in Restricted Mode: this review began in a trusted folder');
    await editor.screenshot('trust-interrupted');
    await row.waitFor();
    assert.equal(model.requests.length, 0);
    await call('notifications.hideList');
    await call('workbench.trust.manage');
    await decide(true);
    const offered = await message(page, /The review of “shop” was interrupted/);
    await offered.getByRole('button', { name: 'Resume' }).click();
    await reviewRow(page, /^shop, (?!interrupted).*reviewed/).waitFor();
    assert.ok(model.requests.length > 0);
  });
});
