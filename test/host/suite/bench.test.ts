import assert from 'node:assert/strict';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { generateFolder } from '../../bench/generateFolder';
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
    await new Promise((resolve) => setTimeout(resolve, idleMs));
    const idle = await eventLoopDelay(() => new Promise((resolve) => setTimeout(resolve, idleMs)));
    const busy = await eventLoopDelay(async () => {
      await vscode.commands.executeCommand('folderReview.reviewFolder', folder);
      await untilRunEnds(folder, 1, 180);
    });
    const permittedMs = round(Math.max(50, 2 * idle.p99Ms));
    report('extension host', {
      files,
      idleP99Ms: idle.p99Ms,
      busyP99Ms: busy.p99Ms,
      busyMaxMs: busy.maxMs,
      permittedMs,
    });
  });
});

async function eventLoopDelay(
  task: () => Promise<unknown>,
): Promise<{ readonly p99Ms: number; readonly maxMs: number }> {
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
