import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer } from '../modelServer/types';
import { type Editor, openEditor, temporaryFolder } from './editor';
import { reviewByRightClick, reviewRow, reviewTree, useModel } from './review';

describe('a review of many files by a model', () => {
  const workspace = temporaryFolder();
  let model: ModelServer;
  let editor: Editor;

  before(async () => {
    mkdirSync(path.join(workspace, 'many'));
    for (const name of ['a.txt', 'b.txt', 'c.txt']) {
      writeFileSync(path.join(workspace, 'many', name), `This is ${name}.\n`);
    }
    model = await startModelServer();
    // Settings of their own, so that no other window shares the server and its records.
    editor = await openEditor({
      folder: workspace,
      settings: { 'folderReview.reviewers': ['model'], 'folderReview.budget.askAboveFiles': 2 },
    });
    await useModel(editor, model.url);
  });

  after(async () => {
    await editor?.close();
    await model?.stop();
  });

  const question = () => editor.page.getByRole('dialog', { name: /Have the model review 3 files of “many”\?/ });

  it('asks first, and starts nothing when the person turns away', async () => {
    const { page } = editor;
    await reviewByRightClick(page, 'many');
    await question()
      .getByText(/3 requests: about [\d,]+ tokens in, about [\d,]+ out\.\s*Time: not known yet/)
      .waitFor();
    await question().getByRole('button', { name: 'Cancel' }).click();
    await question().waitFor({ state: 'hidden' });
    assert.equal(model.requests.length, 0);
    assert.equal(await reviewTree(page).isVisible(), false);
    assert.ok(!existsSync(path.join(editor.stateHome, 'folder-review')));
  });

  it('starts when told so, and says what it took', async () => {
    const { page } = editor;
    await reviewByRightClick(page, 'many');
    await question().getByRole('button', { name: 'Start' }).click();
    await reviewRow(page, /^many, .*, 3\/3 reviewed, [\d,]+ tokens$/).waitFor();
    assert.equal(model.requests.length, 3);
  });
});
