import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { checkAnyEndpoint } from '../../../src/compose/checkSetup';
import { listModels } from '../../../src/endpoints/createEndpoint';
import { checkScheme } from '../../../src/vscode/ids';
import { listLanguageModels } from '../../../src/vscode/models/languageModels';
import { checkSetup } from '../../../src/vscode/setup/checkSetup';
import { useModel } from '../../../src/vscode/setup/useModel';
import { closedUrl, startModelServer } from '../../modelServer/modelServer';
import type { ModelServer, ModelServerOptions } from '../../modelServer/types';
import { closeEverything, until } from '../reviewedFolder';
import { asked, resetModels } from '../scriptedModels';
import { ScriptedSetupUi } from '../scriptedSetup';

const configuration = () => vscode.workspace.getConfiguration('folderReview');
const set = (key: string, value: unknown) => configuration().update(key, value, vscode.ConfigurationTarget.Global);
const endpoints = () => configuration().inspect('endpoints')?.globalValue;

const servers: ModelServer[] = [];
const locked: http.Server[] = [];

/** A hosted service: without its key it does not even list its models. */
async function serveLocked(key: string): Promise<string> {
  const server = http.createServer(({ headers }, response) => {
    const isGiven = headers.authorization === `Bearer ${key}`;
    const body = isGiven ? { data: [{ id: 'm' }] } : { error: { message: 'Incorrect API key provided' } };
    response.writeHead(isGiven ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  locked.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

async function serve(options: ModelServerOptions = {}): Promise<ModelServer> {
  const server = await startModelServer(options);
  servers.push(server);
  return server;
}

describe('setting up models', () => {
  let ui: ScriptedSetupUi;

  beforeEach(() => {
    ui = new ScriptedSetupUi();
  });

  afterEach(async () => {
    for (const key of ['endpoints', 'reviewers']) {
      await set(key, undefined);
    }
    for (const server of locked.splice(0)) {
      server.close();
    }
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });

  describe('Use a Model', () => {
    let key: string | undefined;

    beforeEach(() => {
      key = undefined;
    });

    /** Goes through the steps with these answers. */
    async function choose(choices: readonly string[], texts: readonly string[] = []): Promise<void> {
      ui.choices = [...choices];
      ui.texts = [...texts];
      await useModel({
        ui,
        listModels: (endpoint, signal) => listModels(endpoint, key, signal),
        askForKey: async ({ url }) => {
          key = await ui.secret(url);
          return key !== undefined;
        },
        listLanguageModels,
      });
    }

    it('takes a server, its address and one of its models, with what matters of each', async () => {
      const models = [{ name: 'one:latest' }, { name: 'two:latest', remoteHost: 'https://elsewhere.test' }];
      const { url } = await serve({ models });
      await choose(['Ollama', 'two'], [` ${url} `]);
      assert.deepEqual(endpoints(), [{ id: 'ollama-1', kind: 'ollama', url, model: 'two:latest' }]);
      assert.deepEqual(configuration().get('reviewers'), ['local', 'editor', 'model']);
      assert.deepEqual(
        ui.picks[1]?.map(({ description }) => description),
        ['', '$(cloud) runs in a cloud: your files leave this machine'],
      );
      assert.match(ui.told[0]?.message ?? '', /^Folder Review uses two:latest at http.* from the next review on\.$/);
      assert.equal(ui.questions[0]?.value, 'http://127.0.0.1:11434');
    });

    it('tells the context size where the server does', async () => {
      const { url } = await serve({ models: [{ name: 'm', contextTokens: 32_768 }], disguise: 'hosted' });
      await choose(['OpenAI', 'm'], [`${url}/v1`]);
      assert.equal(ui.picks[1]?.[0]?.description, '32,768 tokens of context');
    });

    it('keeps the first endpoint when a second is added, unless told otherwise', async () => {
      const { url } = await serve({ models: [{ name: 'one:latest' }, { name: 'two:latest' }] });
      await choose(['Ollama', 'one'], [url]);
      await choose(['OpenAI', 'two', 'Beside the one'], [`${url}/v1`]);
      const first = { id: 'ollama-1', kind: 'ollama', url, model: 'one:latest' };
      const second = { id: 'openai-2', kind: 'openai', url: `${url}/v1`, model: 'two:latest' };
      assert.deepEqual(endpoints(), [first, second]);
      await choose(['Ollama', 'two', 'Instead of ollama-1'], [url]);
      assert.deepEqual(endpoints(), [{ ...first, model: 'two:latest' }, second]);
      // What is there already is not added again.
      await choose(['Ollama', 'two'], [url]);
      assert.deepEqual(endpoints(), [{ ...first, model: 'two:latest' }, second]);
      assert.match(ui.told.at(-1)?.message ?? '', /uses two:latest/);
    });

    it('asks for a key if the server wants one, and again when it is wrong', async () => {
      const url = await serveLocked('the-right-key-1');
      ui.secrets = ['the-wrong-key-1', 'the-right-key-1'];
      await choose(['OpenAI', 'm'], [url]);
      assert.equal(key, 'the-right-key-1');
      assert.deepEqual(
        ui.told.map(({ level }) => level),
        ['warning', 'info'],
      );
      assert.deepEqual(endpoints(), [{ id: 'openai-1', kind: 'openai', url, model: 'm' }]);
      assert.ok(!JSON.stringify([endpoints(), ui.told, ui.titles.slice(1)]).includes('the-right-key-1'));
    });

    it('asks for the name where the server does not list its models, or lists too few', async () => {
      const { url } = await serve({ disguise: 'hosted' });
      await choose(['OpenAI'], [`${url}/nowhere`, ' their-model ']);
      assert.deepEqual(endpoints(), [{ id: 'openai-1', kind: 'openai', url: `${url}/nowhere`, model: 'their-model' }]);
      await choose(['OpenAI', '$(edit) Another', 'Instead of'], [`${url}/v1`, 'unlisted']);
      assert.deepEqual(endpoints(), [{ id: 'openai-1', kind: 'openai', url: `${url}/v1`, model: 'unlisted' }]);
    });

    it('says what is wrong and tries again, or leaves everything as it is', async () => {
      ui.presses = ['Try Again'];
      await choose(['Ollama'], [await closedUrl()]);
      assert.deepEqual(
        ui.told.map(({ buttons }) => buttons),
        [['Try Again'], ['Try Again']],
      );
      await choose([]);
      await choose(['Ollama'], []);
      const { url } = await serve({ models: [] });
      await choose(['Ollama'], [url]);
      assert.match(ui.told.at(-1)?.message ?? '', /has no models yet/);
      await choose(['Anthropic'], [await serveLocked('the-key-of-it-1')]);
      assert.equal(endpoints(), undefined);
      assert.deepEqual(configuration().get('reviewers'), ['local', 'editor']);
    });

    it('takes one of VS Code’s own models', async () => {
      const script = await resetModels();
      script.setModels([{ id: 'one', name: 'The One', maxInputTokens: 64_000 }]);
      await choose(['VS Code', 'The One']);
      assert.deepEqual(endpoints(), [{ id: 'vscode-1', kind: 'vscode', model: 'folder-review-test/one' }]);
      const item = ui.picks[1]?.find(({ label }) => label === 'The One');
      assert.equal(item?.description, 'folder-review-test/one · prompts of up to 64,000 tokens');
      assert.deepEqual(asked, []);
    });

    it('tells when the settings of the workspace keep the model out', async () => {
      const { url } = await serve();
      await configuration().update('reviewers', ['local'], vscode.ConfigurationTarget.Workspace);
      try {
        await choose(['Ollama', ''], [url]);
      } finally {
        await configuration().update('reviewers', undefined, vscode.ConfigurationTarget.Workspace);
      }
      assert.equal(ui.told[0]?.level, 'warning');
      assert.match(ui.told[0]?.message ?? '', /settings of this workspace leave “model” out/);
    });
  });

  describe('Check Setup', () => {
    let shown: string[];

    beforeEach(() => {
      shown = [];
    });
    afterEach(closeEverything);

    const check = () =>
      checkSetup(
        { ui, check: (endpoint, signal) => checkAnyEndpoint(endpoint, async () => undefined, signal) },
        { show: async (text) => void shown.push(text) },
      );

    it('offers to set one up when there is none', async () => {
      await check();
      assert.deepEqual(ui.told, [
        { level: 'info', message: 'No model is set up, so there is nothing to check.', buttons: ['Use a Model'] },
      ]);
      assert.deepEqual(shown, []);
    });

    it('tries all endpoints and shows how each fared', async () => {
      const found = { title: 'A mistake', startLine: 6, endLine: 6, severity: 'error', category: 'bug' } as const;
      const reply = () => ({ findings: [{ ...found, explanation: '', confidence: 'high' as const, edits: [] }] });
      const server = await serve({ models: [{ name: 'm:latest' }], reply });
      const script = await resetModels();
      script.setModels([{ id: 'one' }]);
      await set('reviewers', ['local', 'model']);
      await set('endpoints', [
        { id: 'near', kind: 'ollama', url: server.url, model: 'm:latest' },
        { id: 'down', kind: 'openai', url: await closedUrl(), model: 'm' },
        { id: 'editor', kind: 'vscode', model: 'folder-review-test/one' },
      ]);
      await check();
      const [text = ''] = shown;
      assert.match(text, /^3 endpoints: 2 can be used, 1 cannot be used\.$/m);
      // The context that a run over files of usual length would ask for is no reason to warn.
      assert.match(text, /^near: m:latest at .*\nok .*\nok .*\nok {7}context: /m);
      assert.match(text, /^down: m at .*\nfailed {3}server: /m);
      assert.match(text, /^editor: folder-review-test\/one of VS Code\nok {7}model: /m);
      assert.equal(server.requests.length, 1);
      assert.equal(ui.told.length, 1);
      assert.match(ui.told[0]?.message ?? '', /^down cannot be used: /);
      assert.deepEqual(ui.told[0]?.buttons, ['Use a Model', 'Set API Key', 'Open Settings']);
    });

    it('can be cancelled, and shows what was found by then', async () => {
      const fast = await serve();
      const slow = await serve({ reply: () => ({ fault: 'hang before headers' }) });
      const both = [fast, slow].map(({ url }) => ({ kind: 'ollama', url, model: 'scripted:latest' }));
      await set('endpoints', both);
      ui.cancelWhen = () => ui.reports.includes('1 done') && slow.requests.length === 1;
      await check();
      assert.match(shown[0] ?? '', /1 can be used, 1 not checked to the end\./);
      await set('endpoints', both.slice(1));
      ui.cancelWhen = () => slow.requests.length === 2;
      await check();
      assert.equal(shown.length, 1);
      await until(() => slow.requests.every(({ end }) => end !== undefined), 'closed connections');
    });

    it('says what is wrong with the settings', async () => {
      await set('endpoints', [{ kind: 'ollama' }]);
      await check();
      assert.match(ui.told[0]?.message ?? '', /^The setting folderReview\.endpoints.*url/);
      assert.deepEqual(ui.told[0]?.buttons, ['Open Settings']);
    });

    it('is a command that shows its result in an editor, and asks nothing before it is run', async () => {
      const server = await serve();
      await set('endpoints', [{ kind: 'ollama', url: server.url, model: 'scripted:latest' }]);
      await vscode.extensions.getExtension('folder-review.folder-review')?.activate();
      assert.deepEqual([server.requests.length, server.metadata.length], [0, 0]);
      await vscode.commands.executeCommand('folderReview.checkSetup');
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document.uri.scheme, checkScheme);
      const text = editor.document.getText();
      assert.match(text, /^ollama-1 can be used\.$/m);
      assert.match(text, /add “model” to the setting folderReview\.reviewers/);
      // Once more: the same document has the new result.
      await server.stop();
      void vscode.commands.executeCommand('folderReview.checkSetup');
      await until(() => editor.document.getText().includes('ollama-1 cannot be used.'), 'the new result');
      await vscode.commands.executeCommand('notifications.clearAll');
    });
  });
});
