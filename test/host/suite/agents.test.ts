import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import * as vscode from 'vscode';
import { mcpServers } from '../../../src/vscode/agents/mcpServers';
import { ReviewTool } from '../../../src/vscode/agents/reviewTools';
import { toolFolder } from '../../../src/vscode/agents/toolFolder';
import { mcpProviderId, toolIds } from '../../../src/vscode/ids';
import { clearReview } from '../clearReview';
import { fill, makeFolder, until } from '../reviewedFolder';

const badJs = 'const values = [1];\nif (values[0] == NaN) {\n  values.push(2);\n}\n';

/** What a tool answers, as far as tests look at it. */
interface Answer {
  readonly run: string;
  readonly state: string;
  readonly files: { readonly total: number; readonly reviewed: number };
  readonly items: readonly { readonly id: string; readonly path: string; readonly title: string }[];
  readonly total: number;
  readonly nextCursor?: string;
}

/** In tests the editor takes its own questions for answered with yes; what they say is looked at below. */
async function call(name: string, input: object): Promise<Answer> {
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  const [first] = content;
  assert.ok(first instanceof vscode.LanguageModelTextPart);
  return JSON.parse(first.value);
}

describe('the tools of language models', () => {
  it('carry a whole review: started, watched to its end, read in pages, and in the view like any other', async () => {
    const names = vscode.lm.tools.map(({ name }) => name).filter((name) => name.startsWith('folder-review'));
    assert.deepEqual(names.sort(), Object.values(toolIds).sort());
    const folder = makeFolder({ 'a.js': badJs, 'sub/b.js': badJs });
    const { run, state } = await call(toolIds.review, { folder: folder.fsPath });
    assert.equal(state, 'running');
    let status: Answer | undefined;
    await until(async () => {
      status = await call(toolIds.status, { run });
      return status.state === 'finished';
    }, 'the end of the review');
    assert.deepEqual([status?.run, status?.files.reviewed, status?.files.total], [run, 2, 2]);
    const first = await call(toolIds.findings, { run, limit: 1 });
    const second = await call(toolIds.findings, { limit: 1, cursor: first.nextCursor });
    assert.deepEqual(
      [...first.items, ...second.items].map((item) => item.path),
      ['a.js', 'sub/b.js'],
    );
    assert.equal(second.nextCursor, undefined);
    assert.equal((await call(toolIds.findings, { run, path: 'sub', severity: 'error' })).total, 1);
    assert.equal(readFileSync(path.join(folder.fsPath, 'a.js'), 'utf8'), badJs);
    // It is in the view: its proposal can be applied from there.
    const id = `finding:${run}:${first.items[0]?.id}`;
    await vscode.commands.executeCommand('folderReview.apply', id);
    await until(
      () => readFileSync(path.join(folder.fsPath, 'a.js'), 'utf8').includes('Number.isNaN'),
      'the applied edit',
    );
    await clearReview(`run:${run}`);
    await assert.rejects(call(toolIds.status, { run }), /no such review/);
  });

  it('tell the person before what would be reviewed, and what it takes', async () => {
    const folder = makeFolder({ 'a.js': badJs });
    const asked: unknown[] = [];
    const tool = new ReviewTool({
      start: async () => ({ kind: 'cancelled' }),
      estimate: async (request) => {
        asked.push(request.changedSince);
        return { kind: 'estimate', sentences: ['1 file to review, or fewer.', '2 requests: about 900 tokens in.'] };
      },
    });
    const token = new vscode.CancellationTokenSource().token;
    const input = { folder: folder.fsPath, changedSince: 'main' };
    const { confirmationMessages } = await tool.prepareInvocation({ input }, token);
    assert.match(confirmationMessages?.title ?? '', /^Review “case-/);
    const { message } = confirmationMessages ?? {};
    assert.ok(message instanceof vscode.MarkdownString);
    for (const part of ['main', '1 file', '2 requests', 'No file is changed']) {
      assert.ok(message.value.replaceAll('&nbsp;', ' ').includes(part), message.value);
    }
    assert.deepEqual(asked, ['main']);
    await assert.rejects(tool.invoke({ input, toolInvocationToken: undefined }), /person decided against it/);
    const odd = { ...input, changedSince: '--output=x' };
    await assert.rejects(tool.invoke({ input: odd, toolInvocationToken: undefined }), /branch, a tag or a commit/);
  });

  it('take folders that are open, and folders in them, wherever links lead', async () => {
    const open = vscode.workspace.workspaceFolders?.[0] ?? assert.fail('no folder');
    const inside = makeFolder({ 'a.js': badJs });
    const outside = fill(mkdtempSync(path.join(tmpdir(), 'folder-review-outside-')), { 'a.js': badJs });
    symlinkSync(outside, path.join(inside.fsPath, 'link'));
    const kindOf = async (named?: string) => {
      const found = await toolFolder(named);
      return found.kind === 'folder' ? path.relative(open.uri.fsPath, found.folder.fsPath) : found.message;
    };
    assert.equal(await kindOf(), '');
    assert.equal(await kindOf(open.name), '');
    assert.equal(await kindOf(path.basename(inside.fsPath)), path.basename(inside.fsPath));
    for (const named of [outside, '..', path.join(inside.fsPath, 'link'), '/']) {
      assert.match(await kindOf(named), /in none that is open/, named);
    }
    assert.match(await kindOf(path.join(inside.fsPath, 'a.js')), /This is a file/);
    assert.match(await kindOf('missing'), /does not exist/);
  });
});

describe('the server for agents that the editor is offered', () => {
  it('is the packaged command line on the open folders, and answers; in Restricted Mode there is none', async () => {
    const extension = vscode.extensions.getExtension('folder-review.folder-review') ?? assert.fail();
    const [declared] = extension.packageJSON.contributes.mcpServerDefinitionProviders;
    assert.equal(declared.id, mcpProviderId);
    const program = path.join(extension.extensionPath, 'dist/cli.js');
    assert.deepEqual(mcpServers(program, '1', false), []);
    const [server] = mcpServers(program, '1', true);
    assert.ok(server);
    const client = new Client({ name: 'test', version: '1' });
    const { command, args } = server;
    const env = Object.fromEntries(Object.entries({ ...process.env, ...server.env }).map(([k, v]) => [k, String(v)]));
    await client.connect(new StdioClientTransport({ command, args, env, stderr: 'ignore' }));
    try {
      const { tools } = await client.listTools();
      const review = tools.find(({ name }) => name === 'review');
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
      assert.ok(folder !== undefined && JSON.stringify(review?.inputSchema).includes(JSON.stringify(folder)));
    } finally {
      await client.close();
    }
  });
});
