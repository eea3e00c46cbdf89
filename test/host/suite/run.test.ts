import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { killers } from '../../hostile/killers';
import { defaultModel, startModelServer } from '../../modelServer/modelServer';
import type { ModelServer } from '../../modelServer/types';
import { clearReview } from '../clearReview';
import { closeEverything, makeFolder, until } from '../reviewedFolder';
import { resultsOf, runsOf, untilRunEnds } from '../runsOnDisk';

const badJs = 'const values = [1, NaN];\nif (values[1] == NaN) {\n  console.log(values);\n}\n';

let series = 0;

/** Texts that no other test has: a model is not asked again about one that it has answered. */
function texts(count: number): Record<string, string> {
  series++;
  const nameOf = (n: number) => `f${String(n).padStart(4, '0')}.txt`;
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [nameOf(n), `line ${n} of ${series}\n`]));
}

const review = (...words: unknown[]) => vscode.commands.executeCommand('folderReview.reviewFolder', ...words);

describe('Review Folder', () => {
  const configuration = () => vscode.workspace.getConfiguration('folderReview');
  const set = (key: string, value: unknown) => configuration().update(key, value, vscode.ConfigurationTarget.Global);
  let server: ModelServer;

  before(async () => {
    server = await startModelServer();
  });
  after(() => server.stop());
  beforeEach(() => {
    server.clear();
    server.reply(() => ({ findings: [] }));
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('folderReview.cancel');
    await clearReview();
    for (const key of ['adaptiveParallelism', 'maxParallelFiles', 'reviewers', 'endpoints', 'exclude']) {
      await set(key, undefined);
    }
    await closeEverything();
  });

  async function useModel(maxParallelFiles: number): Promise<void> {
    await set('reviewers', ['model']);
    await set('endpoints', [{ id: 'test', kind: 'ollama', url: server.url, model: defaultModel }]);
    await set('maxParallelFiles', maxParallelFiles);
  }

  it('reviews a folder with the bundled analyzers, and writes its record and results', async () => {
    const folder = makeFolder({ 'a.js': badJs, 'sub/b.md': '# B\n\n(text)[http://b]\n', 'c.bin': Buffer.from([0, 1]) });
    await review(folder, [folder]);
    const results = await resultsOf(await untilRunEnds(folder));
    assert.deepEqual(
      Object.entries(results.files).map(([name, { status, reason }]) => [name, reason ?? status]),
      [
        ['a.js', 'reviewed'],
        ['c.bin', 'binary'],
        ['sub/b.md', 'reviewed'],
      ],
    );
    assert.ok(results.files['a.js']?.findings.some(({ proposal }) => proposal?.state === 'ready'));
  });

  it('goes on when the process of the analyzers ends, for a file or otherwise, and leaves none behind', async () => {
    const analyzers = () =>
      readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
        .split(' ')
        .filter((pid) => pid !== '' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('analyzerProcess'));
    const ordinary = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`f${n}.js`, badJs]));
    const folder = makeFolder({ ...killers, ...ordinary });
    await review(folder);
    await until(() => analyzers().length > 0, 'the analyzers');
    process.kill(Number(analyzers()[0]), 'SIGKILL');
    const run = await untilRunEnds(folder);
    const { files } = await resultsOf(run);
    assert.deepEqual(
      Object.entries(files).map(([name, { status, reason }]) => [name, reason ?? status]),
      Object.keys(files).map((name) => [name, name in killers ? 'analyzer failed' : 'reviewed']),
    );
    assert.match(files['f0.js']?.findings[0]?.title ?? '', /NaN/);
    await until(() => analyzers().length === 0, 'the end of the analyzers');
  });

  it('applies a change from the queue, byte for byte, and reverts it', async () => {
    const folder = makeFolder({ 'a.js': badJs.replaceAll('\n', '\r\n') });
    await review(folder);
    await untilRunEnds(folder);
    const file = path.join(folder.fsPath, 'a.js');
    await vscode.commands.executeCommand('folderReview.previewNext');
    await until(
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff,
      'a preview',
    );
    await vscode.commands.executeCommand('folderReview.apply');
    const fixed = badJs.replace('values[1] == NaN', 'Number.isNaN(values[1])').replaceAll('\n', '\r\n');
    await until(() => readFileSync(file, 'utf8') === fixed, 'the applied edit on disk');
    const appliedEvent = () =>
      runsOf(folder)
        .flatMap(({ events }) => events)
        .flatMap((event) => (event.type === 'proposal.applied' ? event : []))
        .at(0);
    await until(() => appliedEvent() !== undefined, 'the event');
    const id = `finding:${runsOf(folder).at(-1)?.header.id}:${appliedEvent()?.finding}`;
    await vscode.commands.executeCommand('folderReview.revert', id);
    await until(() => readFileSync(file, 'utf8') === badJs.replaceAll('\n', '\r\n'), 'the reverted edit on disk');
  });

  it('reviews what the editor holds of a file with unsaved changes', async () => {
    const folder = makeFolder({ 'a.js': 'export const fine = 1;\n' });
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'a.js'));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), badJs));
    await review(folder);
    const results = await resultsOf(await untilRunEnds(folder));
    assert.match(results.files['a.js']?.findings[0]?.title ?? '', /NaN/);
    assert.equal(document.isDirty, true);
  });

  it('takes no finding of an extension for fixed that is silent, and may be switched off', async () => {
    const folder = makeFolder({ 'a.txt': 'one\ntwo\n' });
    await set('reviewers', ['local', 'editor']);
    const uri = vscode.Uri.joinPath(folder, 'a.txt');
    const [lint, style] = ['lint', 'style'].map((source) => {
      const collection = vscode.languages.createDiagnosticCollection(source);
      const report = (...lines: number[]) =>
        collection.set(
          uri,
          lines.map((line) =>
            Object.assign(new vscode.Diagnostic(new vscode.Range(line, 0, line, 3), `${source} of ${line}`), {
              source,
            }),
          ),
        );
      return { report, dispose: () => collection.dispose() };
    });
    assert.ok(lint && style);
    let count = 0;
    /** How many findings of each are there and gone, as the record of the review has it. */
    const reviewed = async () => {
      await review(folder, [folder]);
      const { directory } = await untilRunEnds(folder, ++count);
      const file = path.join(directory, 'seen-after.jsonl');
      await until(() => existsSync(file), 'what has been seen');
      const [, line = '{}'] = readFileSync(file, 'utf8').split('\n');
      const { by = [] } = JSON.parse(line) as { by?: { source: string; present?: string[]; gone?: string[] }[] };
      return by.map(({ source, present = [], gone = [] }) => `${source} ${present.length} ${gone.length}`).sort();
    };
    try {
      lint.report(0, 1);
      style.report(1);
      assert.deepEqual(await reviewed(), ['lint 2 0', 'style 1 0']);
      lint.report();
      assert.deepEqual(await reviewed(), ['lint 2 0', 'style 1 0']);
      lint.report(1);
      assert.deepEqual(await reviewed(), ['lint 1 1', 'style 1 0']);
    } finally {
      lint.dispose();
      style.dispose();
    }
  });

  it('has never more files in flight than the setting, which works during the run', async () => {
    await useModel(2);
    server.reply(() => ({ findings: [], latencyMs: 100 }));
    const folder = makeFolder(texts(60));
    await review(folder);
    await until(() => server.requests.length >= 8, 'some requests');
    assert.equal(server.maxInFlight, 2);
    await set('maxParallelFiles', 6);
    await until(() => server.maxInFlight === 6, 'more requests at once');
    await set('maxParallelFiles', 1);
    await until(
      () =>
        runsOf(folder)
          .at(-1)
          ?.events.some((event) => event.type === 'run.limit' && event.maxParallelFiles === 1) ?? false,
      'the lower limit',
    );
    const before = server.requests.length;
    await untilRunEnds(folder);
    assert.ok(server.requests.length > before + 6, 'enough requests to tell');
    assert.ok(server.requests.slice(before + 6).every(({ inFlight }) => inFlight === 1));
    assert.equal(server.maxInFlight, 6);
    assert.equal(server.requests.length, 60);
  });

  it('cancels within a second, keeps what is finished, and goes on from there', async () => {
    await useModel(4);
    // On a busy machine the server may seem to bear less.
    await set('adaptiveParallelism', false);
    // The longer files come first.
    server.reply(({ file }) => (file < 'f0010' ? { fault: 'hang mid-stream' } : { findings: [] }));
    const folder = makeFolder(texts(20));
    await review(folder);
    await until(() => server.requests.length === 14, 'the hanging requests');
    const cancelledAt = performance.now();
    await vscode.commands.executeCommand('folderReview.cancel');
    const run = await untilRunEnds(folder);
    assert.ok(performance.now() - cancelledAt < 1_000);
    await until(() => server.requests.every(({ end }) => end !== undefined), 'closed connections');
    const { files } = await resultsOf(run);
    const count = (status: string) => Object.values(files).filter((file) => file.status === status).length;
    assert.deepEqual([count('reviewed'), count('cancelled')], [10, 10]);
    server.clear();
    server.reply(() => ({ findings: [] }));
    await vscode.commands.executeCommand('folderReview.resume');
    await until(() => server.requests.length === 10, 'the files that were cancelled');
  });

  it('fails one file and retries it, without touching the others', async () => {
    await useModel(2);
    server.reply(({ file, earlier }) =>
      file === 'f0001.txt' && earlier === 0 ? { fault: 'refusal' } : { findings: [] },
    );
    const folder = makeFolder(texts(4));
    await review(folder);
    const run = await untilRunEnds(folder);
    const before = await resultsOf(run);
    assert.deepEqual([before.files['f0001.txt']?.status, before.files['f0001.txt']?.reason], ['failed', 'refused']);
    await vscode.commands.executeCommand('folderReview.retry', `file:${run.header.id}:f0001.txt`);
    await until(async () => (await resultsOf(run)).files['f0001.txt']?.status === 'reviewed', 'the retried file');
    assert.equal(server.requests.length, 5);
  });

  it('sends nothing again that was answered, but for a file that the person has reviewed again', async () => {
    await useModel(2);
    const folder = makeFolder(texts(3));
    await review(folder);
    await untilRunEnds(folder);
    await review(folder);
    const run = await untilRunEnds(folder, 2);
    assert.equal(server.requests.length, 3);
    await vscode.commands.executeCommand('folderReview.reviewAgain', `file:${run.header.id}:f0001.txt`);
    await until(() => server.requests.length === 4, 'the file that is reviewed again');
    assert.equal(server.requests.at(-1)?.file, 'f0001.txt');
    await until(() => server.requests.at(-1)?.end === 'answered', 'its answer');
  });

  it('reviews a file that the person asks for before all others that wait', async () => {
    await useModel(1);
    server.reply(({ index }) => ({ findings: [], latencyMs: index === 0 ? 1_000 : 0 }));
    const folder = makeFolder(texts(8));
    await review(folder);
    await until(() => server.requests.length === 1 && runsOf(folder).length === 1, 'the first request');
    const next = server.requests[0]?.file === 'f0007.txt' ? 'f0006.txt' : 'f0007.txt';
    await vscode.commands.executeCommand('folderReview.reviewNext', `file:${runsOf(folder).at(-1)?.header.id}:${next}`);
    await untilRunEnds(folder);
    assert.equal(server.requests[1]?.file, next);
    assert.equal(server.requests.length, 8);
  });

  it('reviews two folders at once, each on its own', async () => {
    const one = makeFolder({ 'a.js': badJs });
    const two = makeFolder({ 'a.js': 'export const fine = 1;\n' });
    await review(one, [one, two]);
    const [first, second] = [await resultsOf(await untilRunEnds(one)), await resultsOf(await untilRunEnds(two))];
    assert.ok((first.files['a.js']?.findings.length ?? 0) > 0);
    assert.equal(second.files['a.js']?.findings.length, 0);
    await clearReview(`run:${runsOf(one).at(-1)?.header.id}:`);
  });

  it('replaces an ended run of the same folder', async () => {
    const folder = makeFolder(texts(2));
    await review(folder);
    await untilRunEnds(folder);
    await review(folder);
    await untilRunEnds(folder, 2);
    assert.equal(runsOf(folder).length, 2);
  });

  it('finds a file that goes away, and a folder that does', async () => {
    await useModel(1);
    server.reply(() => ({ findings: [], latencyMs: 100 }));
    const folder = makeFolder(texts(10));
    await review(folder);
    await until(() => server.requests.length >= 2, 'the first requests');
    rmSync(folder.fsPath, { recursive: true });
    await until(() => server.requests.every(({ end }) => end !== undefined), 'the last request');
    const state = path.join(process.env.XDG_STATE_HOME ?? '', 'folder-review');
    assert.ok(state);
    await vscode.commands.executeCommand('folderReview.cancel');
  });

  it('does nothing with odd arguments, and starts nothing on a file', async () => {
    const folder = makeFolder({ 'a.js': badJs });
    for (const odd of [42, {}, 'text', vscode.Uri.parse('untitled:x'), vscode.Uri.joinPath(folder, 'a.js'), null]) {
      void review(odd);
    }
    for (const command of [
      'preview',
      'apply',
      'skip',
      'dismiss',
      'revert',
      'retry',
      'openFinding',
      'previewAll',
      'applyAllSafe',
      'applyAllExact',
    ]) {
      for (const odd of [undefined, 42, {}, 'finding:x:y', vscode.Uri.parse('folder-review:/x?run=1&finding=2')]) {
        void vscode.commands.executeCommand(`folderReview.${command}`, odd);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    assert.equal(runsOf(folder).length, 0);
    assert.equal(readFileSync(path.join(folder.fsPath, 'a.js'), 'utf8'), badJs);
  });

  it('reviews 1,000 files without a stutter', async () => {
    const folder = makeFolder(texts(1_000));
    const { monitorEventLoopDelay } = await import('node:perf_hooks');
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    await review(folder);
    const results = await resultsOf(await untilRunEnds(folder, 1, 120));
    delay.disable();
    console.log(
      `      event-loop delay p99 ${(delay.percentile(99) / 1e6).toFixed(0)} ms, max ${(delay.max / 1e6).toFixed(0)} ms`,
    );
    assert.equal(Object.values(results.files).filter(({ status }) => status === 'reviewed').length, 1_000);
  });
});
