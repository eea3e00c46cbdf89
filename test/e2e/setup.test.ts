import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { closedUrl, startModelServer } from '../modelServer/modelServer';
import type { ModelServer } from '../modelServer/types';
import { type Editor, focusedOption, openEditor, temporaryFolder } from './editor';
import { activeTab, message, reviewByRightClick, reviewRow, until, useEndpoints, viewButton } from './review';

/** A hosted service in front of a server: without its key it does not even list its models. */
const lock = async ({ url }: ModelServer, key: string): Promise<http.Server> => {
  const gate = http.createServer((request, response) => {
    if (request.headers.authorization !== `Bearer ${key}`) {
      const body = JSON.stringify({ error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } });
      response.writeHead(401, { 'content-type': 'application/json' }).end(body);
      return;
    }
    const { method, headers } = request;
    const behind = http.request(`${url}${request.url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(behind.on('error', () => response.destroy()));
  });
  await once(gate.listen(0, '127.0.0.1'), 'listening');
  return gate;
};

describe('setting up a model', () => {
  const workspace = temporaryFolder();
  let model: ModelServer;
  let hosted: http.Server;
  let hostedUrl: string;
  let editor: Editor;

  /** Answers a question by keys: with an entry of its list, or a text. */
  const choose = async (name: string): Promise<void> => {
    await editor.page.locator('.quick-input-list').getByRole('option', { name }).waitFor();
    await editor.page.keyboard.type(name);
    await focusedOption(editor.page, name).waitFor();
    await editor.page.keyboard.press('Enter');
  };
  const enter = async (prompt: RegExp, text: string): Promise<void> => {
    const { page } = editor;
    await page.locator('.quick-input-widget').getByText(prompt).waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  };
  const keyBox = (): Locator => editor.page.locator('.quick-input-widget input[type=password]');
  /** The lines of the page that Check Setup shows. */
  const checkPage = (): Locator => editor.page.getByRole('main').locator('.monaco-editor .view-lines');
  const checkedLine = (words: RegExp): Locator => checkPage().locator('.view-line').filter({ hasText: words });
  const userEndpoints = () =>
    editor.evaluateInHost(
      ({ workspace: { getConfiguration } }) => getConfiguration('folderReview').inspect('endpoints')?.globalValue,
    );

  before(async () => {
    mkdirSync(path.join(workspace, 'code'));
    writeFileSync(path.join(workspace, 'code', 'a.txt'), 'Fine.\n');
    model = await startModelServer({ disguise: 'hosted' });
    hosted = await lock(model, 'right-key-1357');
    hostedUrl = `http://127.0.0.1:${(hosted.address() as AddressInfo).port}/v1`;
    editor = await openEditor({ folder: workspace });
    await useEndpoints(editor, []);
  });

  beforeEach(async () => {
    await editor.evaluateInHost(async ({ commands }) => {
      await commands.executeCommand('workbench.action.closeAllEditors');
      await commands.executeCommand('notifications.clearAll');
    });
  });

  after(async () => {
    await editor?.evaluateInHost(async ({ workspace: { getConfiguration }, ConfigurationTarget }) => {
      await getConfiguration('folderReview').update('reviewers', undefined, ConfigurationTarget.Global);
    });
    await editor?.close();
    hosted?.close();
    await model?.stop();
  });

  it('is done by keys alone, a wrong key included, and ends in reviews by the model', async () => {
    const { page } = editor;
    await editor.runCommand('Folder Review: Use a Model');
    await choose('OpenAI-compatible server');
    await enter(/Address of the server/, hostedUrl);
    await enter(/secret storage/, 'wrong-key-2468');
    await until(async () => (await keyBox().inputValue()) === '', 'being asked again');
    await enter(/secret storage/, 'right-key-1357');
    await choose('scripted:latest');
    const done = await message(page, /Folder Review uses scripted:latest at http:\/\/127\.0\.0\.1:\d+ from the next/);
    await done.getByRole('button', { name: 'Check Setup' }).click();
    await activeTab(page, 'Folder Review Setup').waitFor();
    await checkedLine(/openai-1.can.be.used/).waitFor();
    for (const step of ['server', 'model', 'review', 'structured.output']) {
      await checkedLine(new RegExp(`^(ok|warning)\\s+${step}:`)).waitFor();
    }
    assert.deepEqual(await userEndpoints(), [
      { id: 'openai-1', kind: 'openai', url: hostedUrl, model: 'scripted:latest' },
    ]);

    await reviewByRightClick(page, 'code');
    await reviewRow(page, 'a.txt, 1 finding').waitFor();
    assert.equal(model.requests.at(-1)?.file, 'a.txt');
  });

  it('checks a server with a wrong key, and leads to where the right one is entered', async () => {
    const { page } = editor;
    await editor.runCommand('Folder Review: Set API Key');
    await choose('openai-1');
    await enter(/secret storage/, 'wrong-key-2468');
    await editor.runCommand('Folder Review: Check Setup');
    await checkedLine(/openai-1.cannot.be.used/).waitFor();
    await checkedLine(/^failed\s+server:.*key/).waitFor();
    const told = await message(page, /openai-1 cannot be used: .*key/);
    await told.getByRole('button', { name: 'Set API Key' }).click();
    await choose('openai-1');
    await enter(/secret storage/, 'right-key-1357');
    await editor.runCommand('Folder Review: Check Setup');
    await checkedLine(/openai-1.can.be.used/).waitFor();
  });

  it('says what to do about a server that is down, and asks it again', async () => {
    const { page } = editor;
    const down = await closedUrl();
    await useEndpoints(editor, [{ kind: 'ollama', url: down, model: 'scripted:latest' }]);
    await editor.runCommand('Folder Review: Show View');
    // The menu closes under the mouse when the title of the view is drawn anew meanwhile.
    await until(async () => {
      await viewButton(page, 'Views and More Actions').click();
      const menu = page.locator('.monaco-menu').getByRole('menu');
      const choosing = menu.getByRole('menuitem', { name: 'Check Setup' }).click({ delay: 150, timeout: 2_000 });
      return choosing
        .then(() => activeTab(page, 'Folder Review Setup').waitFor({ timeout: 5_000 }))
        .then(
          () => true,
          () => false,
        );
    }, 'the result of Check Setup');
    await checkedLine(/ollama-1.cannot.be.used/).waitFor();
    await checkedLine(/^failed\s+server:/).waitFor();
    await page.keyboard.press('Escape');

    await editor.runCommand('Folder Review: Use a Model');
    await choose('Ollama');
    await enter(/Address of the server/, down);
    const told = await message(page, /^Error: No answer from .*Is the server running/);
    await model.stop();
    model = await startModelServer({ port: Number(new URL(down).port) });
    await told.getByRole('button', { name: 'Try Again' }).click();
    await choose('scripted:latest');
    await message(page, /Folder Review uses scripted:latest/);
  });
});
