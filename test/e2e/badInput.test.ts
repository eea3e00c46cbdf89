import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { closedUrl } from '../modelServer/modelServer';
import { type Editor, openEditor, temporaryFolder } from './editor';
import { clearReviews, message, reviewByRightClick, reviewRow, statusItem, useModel, useReviewers } from './review';

/** The roots of a workspace. */
const folders: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  empty: {},
  limit: {
    'a.txt': 'Fine.\n',
    '.vscode/settings.json': '{ "folderReview.maxParallelFiles": 0 }',
  },
  file: {
    'a.txt': 'Fine.\n',
    'folder-review.yaml': 'review:\n  max_parallel_files: many\n',
  },
  modelled: {
    'a.txt': 'Fine.\n',
    'b.txt': 'Fine, too.\n',
    'c.txt': 'And this.\n',
  },
};

const writeWorkspace = (): string => {
  const parent = temporaryFolder();
  for (const [folder, files] of Object.entries(folders)) {
    mkdirSync(path.join(parent, folder));
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(parent, folder, name)), { recursive: true });
      writeFileSync(path.join(parent, folder, name), content);
    }
  }
  const file = path.join(parent, 'bad.code-workspace');
  writeFileSync(file, JSON.stringify({ folders: Object.keys(folders).map((folder) => ({ path: folder })) }));
  return file;
};

describe('what cannot be reviewed', () => {
  let editor: Editor;

  before(async () => {
    editor = await openEditor({ folder: writeWorkspace() });
  });

  beforeEach(() => clearReviews(editor));

  after(() => editor?.close());

  it('no folder: asks for one', async () => {
    const window = await openEditor({});
    await window.runCommand('Folder Review: Review Folder');
    const asked = await message(window.page, 'No folder is open. Which folder should be reviewed?');
    await asked.getByRole('button', { name: 'Choose Folder…' }).click();
    await window.page.getByRole('textbox', { name: /Review Folder/ }).waitFor();
    await window.close();
  });

  it('an empty folder: says that there is nothing in it', async () => {
    const { page } = editor;
    await reviewByRightClick(page, 'empty');
    await message(page, 'No files to review in “empty”.');
    await reviewRow(page, 'empty, no files to review').waitFor();
    await statusItem(page, 'no files to review').waitFor();
  });

  it('an impossible setting: names it', async () => {
    const { page } = editor;
    await reviewByRightClick(page, 'limit');
    await message(
      page,
      'Cannot review “limit”: The setting folderReview.maxParallelFiles must be a whole number from 1 to 64, not 0.',
    );
  });

  it('a malformed folder-review.yaml: says on which line', async () => {
    const { page } = editor;
    await reviewByRightClick(page, 'file');
    await message(
      page,
      'Cannot review “file”: folder-review.yaml:2:23: max_parallel_files must be a whole number from 1 to 64',
    );
  });

  it('a model server that answers with a web page: says so on every row', async () => {
    const { page } = editor;
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>Sign in</title>');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    await useReviewers(editor, ['model']);
    await useModel(editor, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    try {
      await reviewByRightClick(page, 'modelled');
      for (const name of ['a.txt', 'b.txt']) await reviewRow(page, `${name}, failed: not a model server`).waitFor();
      await message(page, '“modelled”: Reviewed 0 of 3 files (0 lines); 3 failed.');
    } finally {
      server.close();
    }
  });

  it('a model server that is down: says so on every row', async () => {
    const { page } = editor;
    await useReviewers(editor, ['model']);
    await useModel(editor, await closedUrl());
    await reviewByRightClick(page, 'modelled');
    for (const name of ['a.txt', 'b.txt']) await reviewRow(page, `${name}, failed: server down`).waitFor();
    await statusItem(page, /3 of \d+ failed/).waitFor();
  });
});
