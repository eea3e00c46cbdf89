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
import { treeFilters } from '../../../src/vscode/tree/rows/filter';
import { findingPicks } from '../../../src/vscode/tree/rows/findingPicks';
import { groupings } from '../../../src/vscode/tree/rows/grouping';
import type { TreeShape } from '../../../src/vscode/tree/rows/runRows';
import { ReviewTree } from '../../../src/vscode/tree/tree';
import { generateFolder, generateSmallFiles } from '../../bench/generateFolder';
import { recordRun } from '../../bench/recordedRun';
import { defaultModel } from '../../modelServer/modelServer';
import type { RequestTimes } from '../../modelServer/times';
import { reported, reviewed } from '../../unit/fakes';
import { activationTime } from '../activationTime';
import { makeFolder } from '../reviewedFolder';
import { untilRunEnds } from '../runsOnDisk';
import { scriptedSession } from '../scriptedSession';

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
    const { sessions, log, restore, dispose } = restoring([{ folder: folder.toString(), run }]);
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
      await restore();
      const rows = tree.getChildren().flatMap((id) => tree.getChildren(id));
      assert.equal(rows.length, size.files / 500);
      rows.map((id) => tree.getTreeItem(id));
      shownMs = round(performance.now() - beganAt);
      await wait(idleMs);
    });
    report('extension host, reload', { ...size, shownMs, permittedShownMs: 4_000, idle, busy, permittedMaxMs: 100 });
    for (const view of views) {
      view.dispose();
    }
    await dispose();
  });

  it('applying 2,000 proposals one after another', async function () {
    this.timeout(400_000);
    const size = { files: 2_000, findingsPerFile: 1, proposalsEvery: 1 };
    const folder = makeFolder({});
    const run = await recordRun(stateRoot(), folder.fsPath, size);
    const { sessions, log, restore, dispose } = restoring([{ folder: folder.toString(), run }]);
    await restore();
    const session = sessions.of(folder) ?? assert.fail('the review is not there');
    const waiting = session.queue.waiting();
    assert.equal(waiting.length, size.files);
    const views = [
      new ReviewTree(sessions),
      registerProblems({ sessions, hash: sha256, documentationOf: () => undefined }),
      followFiles(sessions, log),
    ];
    await wait(idleMs);
    const idle = await eventLoopDelay(() => wait(idleMs));
    const times: number[] = [];
    const cpuBefore = process.cpuUsage();
    let at = performance.now();
    const busy = await eventLoopDelay(() =>
      session.queue.applyAll(waiting, new AbortController().signal, (entry, result) => {
        assert.equal(result.kind, 'applied', `${entry.file.path}: ${JSON.stringify(result)}`);
        times.push(performance.now() - at);
        at = performance.now();
      }),
    );
    const { user, system } = process.cpuUsage(cpuBefore);
    const editorMs = await editAndSave(waiting.slice(0, 100).map(({ file }) => vscode.Uri.joinPath(folder, file.path)));
    const sorted = times.toSorted((a, b) => a - b);
    const ofAll = (sum: number) => round(sum / size.files);
    report('extension host, apply all', {
      ...{ proposals: times.length, eachMs: ofAll(times.reduce((sum, time) => sum + time, 0)), permittedEachMs: 60 },
      ...{ medianMs: round(sorted[size.files / 2] ?? 0), editorMs, cpuEachMs: ofAll((user + system) / 1_000) },
      ...{ idleP99Ms: idle.p99Ms, busyP99Ms: busy.p99Ms, busyMaxMs: busy.maxMs, permittedP99Ms: 10 },
    });
    for (const view of views) {
      view.dispose();
    }
    await dispose();
  });

  it('filtering, grouping and expanding a tree of 2,000 files and 5,000 findings', async () => {
    const [files, perFile] = [2_000, 2.5];
    const paths = Array.from({ length: files }, (_, n) => `src/part${n % 40}/file${n}.ts`);
    const sessions = new Sessions();
    const session = scriptedSession({
      folder: vscode.Uri.file('/reviewed/folder'),
      files: new Map(paths.map((file, n) => [file, `${n}\n`])),
      review: async (file) => {
        const n = Number(file.text);
        const severity = n % 3 === 0 ? 'error' : 'warning';
        const findings = Array.from({ length: Math.floor(perFile * (n + 1)) - Math.floor(perFile * n) }, (_, at) =>
          reported({ severity, rule: `rule-${(n + at) % 60}`, title: `Finding ${at} of ${n}` }),
        );
        return reviewed(file, findings);
      },
    });
    sessions.add(session);
    await session.run.start();
    const tree = new ReviewTree(sessions);
    const run = tree.getChildren()[0] ?? assert.fail();
    /** Draws the rows of the run, and opens the longest of them. */
    const expand = () => {
      const rows = tree.getChildren(run);
      const opened = rows.map((id) => tree.getChildren(id)).sort((a, b) => b.length - a.length)[0] ?? [];
      return [...rows, ...opened].map((id) => tree.getTreeItem(id)).length;
    };
    const took: Record<string, number> = {};
    const rows: Record<string, number> = {};
    for (const [name, shape] of Object.entries({
      ...Object.fromEntries(
        Object.keys(treeFilters).map((filter) => [`filter ${filter}`, { filter, grouping: 'folder' }]),
      ),
      ...Object.fromEntries(
        Object.keys(groupings).map((grouping) => [`group ${grouping}`, { filter: 'all', grouping }]),
      ),
    })) {
      const beganAt = performance.now();
      tree.shape = shape as TreeShape;
      rows[name] = expand();
      took[name] = round(performance.now() - beganAt);
    }
    const beganAt = performance.now();
    const { picks, findings } = findingPicks([{ store: session.run.store, prefix: '' }]);
    took['go to finding'] = round(performance.now() - beganAt);
    assert.equal(picks.length, findings);
    assert.ok((rows['group severity'] ?? 0) > 1_000, 'a long level was opened');
    report('extension host, tree', {
      files,
      findings,
      rows,
      permittedMs: 100,
      maxMs: Math.max(...Object.values(took)),
      took,
    });
    tree.dispose();
    sessions.dispose();
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

/** The reviews that a window shows again which showed these before. */
function restoring(shown: readonly object[]) {
  const log = createLog(vscode.window.createOutputChannel('bench', { log: true }));
  const sessions = new Sessions();
  const secrets = { get: async () => undefined, onDidChange: () => ({ dispose() {} }) };
  const runs = new EditorRuns({
    ...{ sessions, log },
    keys: new Keys(secrets as unknown as vscode.SecretStorage, () => undefined),
    remembered: new RememberedRuns(memory(shown)),
    approvals: { memory: memory([]), ask: async () => undefined },
    patienceMs: 0,
  });
  return {
    ...{ sessions, log },
    restore: () => runs.restore(),
    async dispose() {
      await Promise.all(sessions.all().map((session) => session.dispose()));
      sessions.dispose();
      log.dispose();
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

/** What the editor alone takes to make an edit in a document that is loaded and to save it: the median, in milliseconds. */
async function editAndSave(files: readonly vscode.Uri[]): Promise<number> {
  const times: number[] = [];
  for (const file of files) {
    const document = await vscode.workspace.openTextDocument(file);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(file, new vscode.Position(0, 0), '\n');
    const beganAt = performance.now();
    assert.ok((await vscode.workspace.applyEdit(edit)) && (await document.save()));
    times.push(performance.now() - beganAt);
  }
  return round(times.toSorted((a, b) => a - b)[files.length >> 1] ?? Number.NaN);
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
