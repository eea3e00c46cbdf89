import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { EditorRuns } from '../../../src/compose/editorRuns';
import { RememberedRuns } from '../../../src/compose/rememberedRuns';
import { toElementId } from '../../../src/vscode/elements';
import { Keys } from '../../../src/vscode/keys';
import { createLog } from '../../../src/vscode/log';
import { Previews } from '../../../src/vscode/queue/preview';
import { keepQueuePlaces, type QueuePlace } from '../../../src/vscode/queue/queuePlaces';
import { QueueWalk } from '../../../src/vscode/queue/queueWalk';
import { RunCommands } from '../../../src/vscode/runs/runCommands';
import { editorRunUi } from '../../../src/vscode/runs/runUi';
import { Sessions } from '../../../src/vscode/sessions';
import { ReviewTree } from '../../../src/vscode/tree/tree';
import { defaultModel, startModelServer } from '../../modelServer/modelServer';
import type { ModelServer, Script } from '../../modelServer/types';
import { closeEverything, makeFolder, recordingUi, until } from '../reviewedFolder';
import { runsOf } from '../runsOnDisk';

/** Proposes to correct the second line. */
const correct: Script = ({ user }) => {
  const line = /^ *2\| (.*)$/m.exec(user)?.[1] ?? '';
  const edits = [{ startLine: 2, endLine: 2, oldText: line, newText: line.replace('teh', 'the') }];
  const words = { title: 'Spelling', explanation: '', severity: 'info', category: 'docs', confidence: 'high' } as const;
  return { findings: [{ ...words, startLine: 2, endLine: 2, edits }] };
};
const sticking: Script = (request) => (request.file >= 'f3' ? { fault: 'hang before headers' } : correct(request));

function memory(values: Map<string, unknown>): vscode.Memento {
  return {
    get: (key: string, otherwise?: unknown) => values.get(key) ?? otherwise,
    update: async (key: string, value: unknown) => void values.set(key, value),
    keys: () => [...values.keys()],
  } as unknown as vscode.Memento;
}

/** Has every write through a file handle of this process fail, as long as `isFull` is set. */
async function smallDisk(): Promise<{ isFull: boolean; restore(): void }> {
  const handle = await open(process.execPath, 'r');
  const calls: { write: (...words: unknown[]) => Promise<unknown> } = Object.getPrototypeOf(handle);
  await handle.close();
  const { write } = calls;
  const disk = {
    isFull: false,
    restore: () => {
      calls.write = write;
    },
  };
  calls.write = async function (...words) {
    if (disk.isFull) {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    }
    return write.apply(this, words);
  };
  return disk;
}

/** A window that comes back with the runs it showed before. */
class Window {
  readonly sessions = new Sessions();
  readonly previews = new Previews(this.sessions);
  readonly tree = new ReviewTree(this.sessions);
  readonly said: string[] = [];
  readonly walk: QueueWalk;
  readonly #runs: EditorRuns;
  readonly #log = createLog(vscode.window.createOutputChannel('test', { log: true }));
  readonly #remembered: RememberedRuns;
  #commands: RunCommands | undefined;
  #places: vscode.Disposable | undefined;
  /** What is pressed under each message. */
  answers: (string | undefined)[] = [];

  constructor(storage: Map<string, unknown>) {
    const { sessions, previews } = this;
    const secrets = { get: async () => undefined, onDidChange: () => ({ dispose() {} }) };
    this.#remembered = new RememberedRuns(memory(storage));
    this.#runs = new EditorRuns({
      sessions,
      keys: new Keys(secrets as unknown as vscode.SecretStorage, () => undefined),
      log: this.#log,
      remembered: this.#remembered,
      approvals: { memory: memory(storage), ask: async () => undefined },
      patienceMs: 0,
    });
    const ui = { ...recordingUi().ui, problem: (message: string) => void this.said.push(message) };
    this.walk = new QueueWalk({ sessions, previews, ui });
  }

  /** Resolves when the runs are shown again. */
  async comeBack(): Promise<RunCommands> {
    const restored = this.#runs.restore();
    this.#commands = new RunCommands({
      sessions: this.sessions,
      log: this.#log,
      start: async () => ({ kind: 'cancelled' }),
      branchesOf: async () => [],
      restored,
      turnedDown: this.#remembered.turnedDown,
      ui: {
        ...editorRunUi,
        tell: async (_, message) => {
          this.said.push(message);
          return this.answers.shift();
        },
        ask: async (_, __, button) => button,
      },
    });
    await restored;
    const kept = this.#remembered.places;
    this.#places = await keepQueuePlaces({ sessions: this.sessions, previews: this.previews, kept, log: this.#log });
    return this.#commands;
  }

  /** Every row with what it says and what its menus look for. */
  rows(parent?: string): string[] {
    return this.tree.getChildren(parent).flatMap((id) => {
      const { label, description, contextValue } = this.tree.getTreeItem(id);
      return [`${label} · ${description} [${contextValue}]`, ...this.rows(id)];
    });
  }

  /** As a reload does. */
  async end(): Promise<void> {
    await Promise.all(this.sessions.all().map((session) => session.dispose()));
    this.#commands?.dispose();
    this.#places?.dispose();
    this.previews.dispose();
    this.tree.dispose();
    this.sessions.dispose();
    this.#log.dispose();
  }
}

describe('a window that comes back', () => {
  let server: ModelServer;
  let folder: vscode.Uri;
  let storage: Map<string, unknown>;
  let window: Window;
  let child: ChildProcess;
  let series = 0;

  before(async () => {
    server = await startModelServer();
  });
  after(() => server.stop());

  beforeEach(async () => {
    series++;
    const files = Array.from({ length: 6 }, (_, n) => [`f${n}.txt`, `first\nteh ${n} of ${series}\nlast\n`]);
    folder = makeFolder(Object.fromEntries(files));
    server.clear();
    server.reply(sticking);
    const words = ['review', folder.fsPath, '--reviewers', 'model', '--max-parallel-files', '6', '--quiet'];
    child = spawn(process.execPath, [
      path.join(process.env.FOLDER_REVIEW_TEST_ROOT ?? '', 'dist', 'cli.js'),
      ...[...words, '--endpoint', `ollama=${server.url},model=${defaultModel}`],
    ]);
    const finished = () =>
      runsOf(folder).flatMap(({ events }) =>
        events.filter((event) => event.type === 'file.finished' && event.outcome === 'reviewed'),
      );
    await until(() => server.requests.length === 6 && finished().length === 3, 'half of the review', 20_000);
    const [run] = runsOf(folder);
    const remembered = { folder: folder.toString(), run: { id: run?.header.id, path: run?.directory } };
    storage = new Map([['runs', [remembered]]]);
    window = new Window(storage);
    server.clear();
  });
  afterEach(async () => {
    await window.end();
    await killed();
    await closeEverything();
  });

  async function killed(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    server.clear();
  }
  const files = () => server.requests.map(({ file }) => file).sort();
  const text = async (name: string) =>
    Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name))).toString();

  it('shows a review that was killed as interrupted, sends nothing by itself, and goes on with the rest alone', async () => {
    await killed();
    server.reply(correct);
    await window.comeBack();
    const [session] = window.sessions.all();
    assert.ok(session);
    assert.match(
      window.rows()[0] ?? '',
      / · interrupted · 3 findings · 3\/6 reviewed · 3 cancelled · .* \[run ended resumable waiting /,
    );
    await until(() => window.said.length === 1, 'the question');
    assert.match(window.said[0] ?? '', /was interrupted: 3 of 6 files not finished\. .* only the rest is sent\.$/);
    const [first, second] = session.queue.waiting();
    await session.queue.apply(first?.finding.id ?? '');
    await session.queue.dismiss([second?.finding.id ?? '']);
    await window.end();
    assert.deepEqual(files(), []);

    window = new Window(storage);
    const again = await window.comeBack();
    assert.deepEqual(window.said, [], 'it was asked, and not wanted');
    const [back] = window.sessions.all();
    assert.ok(back);
    await again.resume();
    await until(() => back.run.store.state.kind === 'finished', 'the end of the review');
    assert.deepEqual(files(), ['f3.txt', 'f4.txt', 'f5.txt']);
    const end = / · 5 findings · 4 infos open · 1 applied · 1 dismissed · 6\/6 reviewed/;
    await until(() => end.test(window.rows()[0] ?? ''), 'the row to say so');
    assert.deepEqual(
      [...back.run.store.files()].map(({ findings }) => findings[0]?.proposal?.state.kind),
      ['applied', undefined, 'ready', 'ready', 'ready', 'ready'],
    );
    assert.equal(await text('f0.txt'), `first\nthe 0 of ${series}\nlast\n`);
  });

  it('is interrupted itself by a reload, and goes on where it was when told so', async () => {
    await killed();
    await window.comeBack();
    const [session] = window.sessions.all();
    assert.ok(session);
    server.reply((request) => (request.file === 'f3.txt' ? correct(request) : sticking(request)));
    const running = session.run.resume();
    await until(() => session.run.store.summary().reviewed === 4, 'one more file');
    await window.end();
    await running;
    assert.deepEqual(files(), ['f3.txt', 'f4.txt', 'f5.txt']);

    server.clear();
    server.reply(correct);
    storage.set(
      'runs',
      (storage.get('runs') as object[]).map((one) => ({ ...one, turnedDown: undefined })),
    );
    window = new Window(storage);
    window.answers = ['Resume'];
    await window.comeBack();
    const [back] = window.sessions.all();
    await until(() => back?.run.store.state.kind === 'finished', 'the end of the review');
    assert.deepEqual(files(), ['f4.txt', 'f5.txt']);
    assert.match(window.said[0] ?? '', /2 of 6 files not finished/);
  });

  it('pauses a review while the disk is full, sends nothing meanwhile, and continues when there is room again', async () => {
    await killed();
    await window.comeBack();
    const [session] = window.sessions.all();
    assert.ok(session);
    const disk = await smallDisk();
    try {
      await until(() => session.run.maxParallelFiles > 1, 'the limit of the settings');
      session.run.maxParallelFiles = 1;
      server.reply((request) => {
        disk.isFull = true;
        return correct(request);
      });
      const running = session.run.resume();
      await until(() => / · paused: cannot save progress: ENOSPC/.test(window.rows()[0] ?? ''), 'the pause', 10_000);
      // One more may have been sent while the first was to be recorded.
      const begun = server.requests.length;
      assert.ok(begun <= 2);
      await delay(500);
      assert.equal(server.requests.length, begun);
      disk.isFull = false;
      server.reply(correct);
      await running;
    } finally {
      disk.restore();
    }
    assert.equal(session.run.store.state.kind, 'finished');
    assert.deepEqual(files(), ['f3.txt', 'f4.txt', 'f5.txt']);
    assert.match(window.rows()[0] ?? '', / · 6 findings · 6\/6 reviewed/);
    await window.end();
    window = new Window(storage);
    await window.comeBack();
    assert.match(window.rows()[0] ?? '', / · 6 findings · 6\/6 reviewed/);
  });

  it('is where it was in the queue, with the preview that was in front, and what was left for later behind', async () => {
    await killed();
    await window.comeBack();
    const shown = () => window.previews.active()?.entry.file.path;
    await window.walk.preview();
    assert.equal(shown(), 'f0.txt');
    await window.walk.skip();
    assert.equal(shown(), 'f1.txt');
    const place = () => (storage.get('runs') as { place?: QueuePlace }[])[0]?.place;
    const inFront = window.previews.active()?.entry.finding.id;
    await until(() => place()?.inHand === inFront && place()?.skipped.length === 1, 'the place');
    await window.end();
    await closeEverything();

    window = new Window(storage);
    await window.comeBack();
    await until(() => shown() === 'f1.txt', 'the preview');
    await window.walk.apply();
    assert.equal(shown(), 'f2.txt');
    await window.walk.apply();
    assert.equal(shown(), 'f0.txt', 'what was left for later comes last');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until(() => place()?.isOpen === undefined, 'no preview');
    await window.end();

    window = new Window(storage);
    await window.comeBack();
    assert.equal(shown(), undefined, 'what was not open stays closed');
  });

  it('shows a review read-only that another process has, says which, and takes it over when that is done', async () => {
    const commands = await window.comeBack();
    assert.deepEqual([window.sessions.all(), window.said], [[], []]);
    const id = runsOf(folder)[0]?.header.id ?? '';
    const run = toElementId({ kind: 'run', run: id });
    const holder = `process ${child.pid} on ${hostname()}`;
    const rows = window.rows();
    assert.match(rows[0] ?? '', new RegExp(` · open in ${holder} · 3/6 · 3 findings \\[run held\\]$`));
    assert.equal(rows.length, 1 + 1 + 6 + 3);
    assert.deepEqual(
      [...new Set(rows.slice(1).map((row) => /\[.*\]$/.exec(row)?.[0]))],
      ['[group]', '[file]', '[finding]'],
    );

    const held = window.sessions.heldByRun(id);
    const [finding] = [...(held?.store.files() ?? [])].flatMap(({ findings }) => findings.map((one) => one.id));
    const element = toElementId({ kind: 'finding', run: id, finding: finding ?? '' });
    for (const decide of ['apply', 'dismiss', 'skip', 'preview'] as const) {
      await window.walk[decide](element);
      assert.match(window.said.pop() ?? '', new RegExp(`^P${holder.slice(1)} has this review open\\.`), decide);
    }
    await window.walk.bulk.applyAll('exact', { argument: run });
    await commands.retries.retry(toElementId({ kind: 'file', run: id, path: 'f0.txt' }));
    await commands.cancel(run);
    await commands.resume(run);
    await commands.tryAgain(run);
    assert.equal(window.said.length, 5);
    assert.ok(window.said.every((message) => message.includes(`${holder.slice(1)} has this review open.`)));
    assert.equal(await text('f0.txt'), `first\nteh 0 of ${series}\nlast\n`);
    assert.deepEqual(files(), []);
    assert.equal(child.exitCode, null, 'and who has it goes on');

    await killed();
    window.said.length = 0;
    await commands.tryAgain(run);
    assert.match(window.said[0] ?? '', /3 of 6 files not finished/);
    assert.deepEqual([window.sessions.heldByRun(id), window.sessions.all().length], [undefined, 1]);
    assert.match(window.rows()[0] ?? '', / · interrupted · /);
    assert.deepEqual(files(), []);
  });

  it('leaves out a review that another process has when that is cleared, and harms nothing of it', async () => {
    const commands = await window.comeBack();
    const id = runsOf(folder)[0]?.header.id ?? '';
    await commands.clear(toElementId({ kind: 'run', run: id }));
    assert.deepEqual([window.rows(), storage.get('runs')], [[], []]);
    assert.equal(child.exitCode, null);
  });
});
