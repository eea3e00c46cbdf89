import assert from 'node:assert/strict';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { EditorRuns } from '../../../src/compose/editorRuns';
import { RememberedRuns } from '../../../src/compose/rememberedRuns';
import { sha256 } from '../../../src/store/hash';
import { stateRoot } from '../../../src/store/stateDir';
import { followFiles } from '../../../src/vscode/followFiles';
import { Keys } from '../../../src/vscode/keys';
import { createLog } from '../../../src/vscode/log';
import { registerProblems } from '../../../src/vscode/problems/problems';
import { Sessions } from '../../../src/vscode/sessions';
import { ReviewTree } from '../../../src/vscode/tree/tree';
import { generateFolder, generateSmallFiles } from '../../bench/generateFolder';
import { recordRun } from '../../bench/recordedRun';
import { defaultModel } from '../../modelServer/modelServer';
import type { RequestTimes } from '../../modelServer/times';
import { activationTime } from '../activationTime';
import { makeFolder } from '../reviewedFolder';
import { untilRunEnds } from '../runsOnDisk';

const idleMs = 5_000;

/** Figures that only the extension host itself can tell, each as one line of JSON. */
describe('benchmarks of the extension host', () => {
  it('activation', async () => {
    const extension = vscode.extensions.getExtension('folder-review.folder-review');
    assert.ok(extension);
    await extension.activate();
    const { loadMs, activateMs } = activationTime(extension);
    report('activation', { loadMs, activateMs, permittedMs: 50 });
  });

  it('event-loop delay while 500 files are reviewed locally', async () => {
    const files = 500;
    const folder = makeFolder({});
    generateFolder(path.join(folder.fsPath), files);
    await wait(idleMs);
    const idle = await eventLoopDelay(() => wait(idleMs));
    const busy = await eventLoopDelay(async () => {
      await vscode.commands.executeCommand('folderReview.reviewFolder', folder);
      await untilRunEnds(folder, 1, 180);
    });
    report('extension host, local', { files, ...compared(idle, busy) });
  });

  it('a reload with a run of 50,000 files', async function () {
    this.timeout(240_000);
    const size = { files: 50_000, findingsPerFile: 2, proposalsEvery: 4 };
    const folder = makeFolder({});
    const run = await recordRun(stateRoot(), folder.fsPath, size);
    const log = createLog(vscode.window.createOutputChannel('bench', { log: true }));
    const sessions = new Sessions();
    const secrets = { get: async () => undefined, onDidChange: () => ({ dispose() {} }) };
    const runs = new EditorRuns({
      ...{ sessions, log },
      keys: new Keys(secrets as unknown as vscode.SecretStorage, () => undefined),
      remembered: new RememberedRuns(memory([{ folder: folder.toString(), run }])),
      approvals: { memory: memory([]), ask: async () => undefined },
      patienceMs: 0,
    });
    const tree = new ReviewTree(sessions);
    const views = [
      tree,
      registerProblems({ sessions, hash: sha256, documentationOf: () => undefined }),
      followFiles(sessions, log),
    ];
    await wait(idleMs);
    const idle = await eventLoopDelay(() => wait(idleMs));
    let shownMs = Number.NaN;
    const busy = await eventLoopDelay(async () => {
      const beganAt = performance.now();
      await runs.restore();
      const rows = tree.getChildren().flatMap((id) => tree.getChildren(id));
      assert.equal(rows.length, size.files / 500);
      rows.map((id) => tree.getTreeItem(id));
      shownMs = round(performance.now() - beganAt);
      await wait(idleMs);
    });
    report('extension host, reload', { ...size, shownMs, permittedShownMs: 4_000, idle, busy, permittedMaxMs: 100 });
    await Promise.all(sessions.all().map((session) => session.dispose()));
    for (const view of [...views, sessions, log]) {
      view.dispose();
    }
  });

  it('event-loop delay and memory while a model reviews 2,000 files, 64 at once', async () => {
    const [files, limit] = [2_000, 64];
    const url = process.env.FOLDER_REVIEW_TEST_MODEL_SERVER;
    assert.ok(url);
    const endpoint = { id: 'bench', kind: 'openai', url: `${url}/v1`, model: defaultModel };
    const settings = {
      reviewers: ['model'],
      endpoints: [endpoint],
      maxParallelFiles: limit,
      adaptiveParallelism: false,
      'budget.askAboveFiles': 0,
    };
    await change(settings);
    const folder = makeFolder({});
    generateSmallFiles(folder.fsPath, files);
    await wait(idleMs);
    const idle = await eventLoopDelay(() => wait(idleMs));
    const memory = watchMemory();
    const busy = await eventLoopDelay(async () => {
      await vscode.commands.executeCommand('folderReview.reviewFolder', folder);
      await untilRunEnds(folder, 1, 300);
    });
    const grownMb = memory.stop();
    await change(Object.fromEntries(Object.keys(settings).map((key) => [key, undefined])));
    const { requests } = (await (await fetch(`${url}/test/times`)).json()) as { requests: RequestTimes[] };
    report('extension host, model', {
      ...{ files, limit, requests: requests.length, maxInFlight: Math.max(...requests.map((entry) => entry.inFlight)) },
      ...compared(idle, busy),
      ...{ residentMbAboveIdle: grownMb, permittedMb: 300 },
    });
  });
});

async function change(settings: Readonly<Record<string, unknown>>): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('folderReview');
  for (const [key, value] of Object.entries(settings)) {
    await configuration.update(key, value, vscode.ConfigurationTarget.Global);
  }
}

/** Watches the resident memory of this process, workers included; `stop` answers by how many MB it has grown at most. */
function watchMemory(): { stop(): number } {
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 250);
  return {
    stop() {
      clearInterval(timer);
      return Math.round((most - before) / 2 ** 20);
    },
  };
}

/** A memory that holds the runs that a window showed. */
function memory(shown: readonly object[]): vscode.Memento {
  return {
    get: (key: string, otherwise?: unknown) => (key === 'runs' ? shown : otherwise),
    update: async () => undefined,
    keys: () => ['runs'],
  } as unknown as vscode.Memento;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

interface Delay {
  readonly p99Ms: number;
  readonly maxMs: number;
}

function compared(idle: Delay, busy: Delay) {
  const permittedMs = round(Math.max(50, 2 * idle.p99Ms));
  return { idleP99Ms: idle.p99Ms, busyP99Ms: busy.p99Ms, busyMaxMs: busy.maxMs, permittedMs };
}

async function eventLoopDelay(task: () => Promise<unknown>): Promise<Delay> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await task();
  delay.disable();
  return { p99Ms: round(delay.percentile(99) / 1e6), maxMs: round(delay.max / 1e6) };
}

function report(bench: string, figures: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ bench, ...figures }));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
