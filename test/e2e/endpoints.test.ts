import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer, ModelServerOptions } from '../modelServer/types';
import { type Editor, openEditor, temporaryFolder } from './editor';
import {
  activeTab,
  changeSettings,
  clearReviews,
  hold,
  reviewByRightClick,
  reviewRow,
  reviewTree,
  rowButton,
  statusTooltip,
  until,
  useEndpoints,
  useModel,
  viewButton,
} from './review';

const names = 'abcdefghijkl'.split('').map((letter) => `${letter}.txt`);

/** So long that it has to be reviewed in parts where the context is short. */
const long = Array.from({ length: 400 }, (_, index) => `Line ${index + 1} says that all is well.\n`).join('');

describe('a review by model servers', () => {
  const workspace = temporaryFolder();
  const servers: ModelServer[] = [];
  let editor: Editor;

  const serve = async (options: ModelServerOptions = {}): Promise<ModelServer> => {
    const server = await startModelServer(options);
    servers.push(server);
    return server;
  };
  const write = (folder: string, files: Readonly<Record<string, string>>): void => {
    mkdirSync(path.join(workspace, folder));
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(workspace, folder, name), text);
  };
  const texts = (files: readonly string[]) => Object.fromEntries(files.map((name) => [name, `This is ${name}.\n`]));

  before(async () => {
    const many = Array.from({ length: 30 }, (_, index) => `f${index}.txt`);
    write('two', { ...texts(many), 'last.txt': 'The longest of them goes first, and takes long.\n' });
    write('parts', { 'long.txt': long });
    write('paused', texts(names.slice(0, 2)));
    write('waiting', texts(names.slice(0, 5)));
    write('wide', texts(names));
    // Tests review the texts of others again, and count what is sent.
    const userSettings = { 'folderReview.reviewers': ['model'], 'folderReview.cache': false };
    editor = await openEditor({ folder: workspace, settings: userSettings });
  });

  beforeEach(async () => {
    await editor.evaluateInHost(({ commands }) => commands.executeCommand('workbench.action.closeAllEditors'));
    await clearReviews(editor);
    await changeSettings(editor, { maxParallelFiles: null, adaptiveParallelism: null });
  });

  afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

  after(() => editor?.close());

  it('goes on with one server when others die midway, and tells how each stands', async () => {
    const { page } = editor;
    const { until: seen, release } = hold();
    const good = await serve({
      latencyMs: 100,
      reply: ({ file }) => ({ findings: [], ...(file === 'last.txt' ? { until: seen } : {}) }),
    });
    const gone = await serve({ disguise: 'hosted', latencyMs: 100, reply: () => ({ findings: [] }) });
    const locked = await serve({
      disguise: 'hosted',
      reply: ({ index }) => (index === 0 ? { findings: [] } : { fault: 'unauthorized' }),
    });
    await useEndpoints(editor, [
      { kind: 'ollama', url: good.url, model: 'scripted:latest' },
      { id: 'gone', kind: 'openai', url: `${gone.url}/v1`, model: 'scripted:latest' },
      { id: 'locked', kind: 'openai', url: `${locked.url}/v1`, model: 'scripted:latest' },
    ]);
    await reviewByRightClick(page, 'two');
    await until(() => gone.requests.length > 0, 'a request to the server that dies');
    await gone.stop();
    await reviewRow(page, 'two, 30/31').waitFor();
    const tooltip = await statusTooltip(page);
    assert.match(tooltip, /ollama-1: \d at once, /);
    assert.match(tooltip, /gone: /);
    assert.match(tooltip, /locked: disabled for this run: /);
    release();
    await reviewRow(page, 'two, no findings, 31/31 reviewed').waitFor();
  });

  it('in parts says which of them is under review', async () => {
    const { page } = editor;
    const { until: seen, release } = hold();
    const server = await serve({
      disguise: 'hosted',
      reply: ({ index }) => ({ findings: [], ...(index === 0 ? {} : { until: seen }) }),
    });
    const url = `${server.url}/v1`;
    await useEndpoints(editor, [{ kind: 'openai', url, model: 'scripted:latest', contextTokens: 4_096 }]);
    await changeSettings(editor, { maxParallelFiles: 1 });
    await reviewByRightClick(page, 'parts');
    await reviewRow(page, /^long\.txt, reviewing, part 2 of \d/).waitFor();
    release();
    await reviewRow(page, 'long.txt, no findings').waitFor();
    assert.ok(server.requests.length > 1);
  });

  it('says that a server asked for a pause', async () => {
    const { page } = editor;
    const server = await serve({ reply: () => ({ fault: 'rate limited', retryAfter: '600' }) });
    await useModel(editor, server.url);
    await reviewByRightClick(page, 'paused');
    await reviewRow(page, 'a.txt, paused').waitFor();
    assert.match(await statusTooltip(page), /ollama-1: paused, the server asked for a pause/);
    await viewButton(page, 'Cancel').click();
    await reviewRow(page, 'paused, cancelled, 0/2 reviewed, 2 cancelled').waitFor();
  });

  it('takes the files first that the person asks for, by click or by keys', async () => {
    const { page } = editor;
    const { until: chosen, release } = hold();
    const server = await serve({
      reply: ({ file }) => ({ findings: [], ...(file === 'a.txt' ? { until: chosen } : {}) }),
    });
    await useModel(editor, server.url);
    await changeSettings(editor, { maxParallelFiles: 1 });
    await reviewByRightClick(page, 'waiting');
    await reviewRow(page, 'a.txt, reviewing').waitFor();
    const said = (text: string) => page.locator('.statusbar').getByText(text).waitFor();
    await (await rowButton(reviewRow(page, 'e.txt, queued'), 'Prioritize')).click();
    await said('e.txt is reviewed next.');

    await editor.runCommand('Folder Review: Show View');
    await reviewTree(page).and(page.locator(':focus')).waitFor();
    await page.keyboard.type('d.txt');
    await reviewRow(page, 'd.txt').and(page.locator('.focused')).waitFor();
    await page.keyboard.press('Enter');
    await activeTab(page, 'd.txt').waitFor();
    const inFront = () => editor.evaluateInHost(({ window }) => window.activeTextEditor?.document.fileName ?? '');
    await until(async () => (await inFront()).endsWith('d.txt'), 'the editor of d.txt');
    await editor.runCommand('Folder Review: Prioritize');
    await said('d.txt is reviewed next.');
    release();
    await reviewRow(page, 'waiting, no findings, 5/5 reviewed').waitFor();
    const [first, ...others] = server.requests.map(({ file }) => file);
    assert.equal(first, 'a.txt');
    assert.deepEqual(others.slice(0, 2).sort(), ['d.txt', 'e.txt']);
  });

  it('follows the setting of how many at once, and ends them all at Cancel', async () => {
    const { page } = editor;
    const server = await serve({ reply: () => ({ fault: 'hang before headers' }) });
    await useModel(editor, server.url);
    await changeSettings(editor, { adaptiveParallelism: false, maxParallelFiles: 2 });
    await reviewByRightClick(page, 'wide');
    await reviewRow(page, 'b.txt, reviewing').waitFor();
    assert.equal(server.requests.length, 2);
    await changeSettings(editor, { maxParallelFiles: 8 });
    await until(() => server.requests.length === 8, 'eight requests');
    assert.match(await statusTooltip(page), /ollama-1: 8 at once, fixed/);
    await viewButton(page, 'Cancel').click();
    await until(() => server.requests.every(({ end }) => end === 'closed by client'), 'the end of all requests');
    await reviewRow(page, 'wide, cancelled, 0/12 reviewed, 12 cancelled').waitFor();
    assert.equal(server.requests.length, 8);
  });
});
