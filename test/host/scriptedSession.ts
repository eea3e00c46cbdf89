import type * as vscode from 'vscode';
import { noDismissals } from '../../src/core/dismissals/dismissals';
import type { RunOptions } from '../../src/core/options';
import type { Applier, Discovery, ReviewContext, ReviewOutcome } from '../../src/core/ports';
import { ProposalQueue } from '../../src/core/queue/proposalQueue';
import type { Confirmer } from '../../src/core/requests';
import { ReviewRun } from '../../src/core/run/reviewRun';
import { stagesOf } from '../../src/core/run/schedule/stage';
import type { FileSnapshot } from '../../src/core/types';
import type { ReviewSession } from '../../src/vscode/sessions';
import {
  header,
  memoryApplier,
  memoryJournal,
  memoryPreImages,
  memoryWorkspace,
  reviewed,
  reviewer,
  sha256,
} from '../unit/fakes';
import { noCommitter, noReports, noVerifier } from './reviewedFolder';

export interface Script {
  readonly folder: vscode.Uri;
  /** Text by path. */
  readonly files: Map<string, string>;
  /** Default: nothing is found. */
  readonly review?: (file: FileSnapshot, context: ReviewContext) => Promise<ReviewOutcome>;
  /** What a model says of a finding that is put to it once more; by default nobody is asked. */
  readonly confirm?: Confirmer['confirm'];
  readonly discover?: () => Promise<Discovery>;
  readonly maxParallelFiles?: number;
  readonly options?: Partial<RunOptions>;
  readonly applier?: Applier;
}

export interface ScriptedSession extends ReviewSession {
  /** What was done with the session. */
  readonly calls: ('dispose' | 'forget')[];
}

/** Nothing is remembered over runs. */
const unremembered: ScriptedSession['dismissals'] = {
  ...noDismissals,
  ...{ load: async () => false, loadOrTell: async () => true, list: () => [] },
  ...{ undo: async () => [], explain: async () => {}, share: async () => 0 },
  followRenames: async () => new Map(),
};

let runs = 0;

/** A session with a real run and a real queue over files in memory. Its run is not at work before `run.start()`. */
export function scriptedSession(script: Script): ScriptedSession {
  const { folder, files, maxParallelFiles = 4 } = script;
  const workspace = memoryWorkspace(files);
  const journal = memoryJournal();
  const log = () => {};
  const clock = { now: Date.now, sleep: sleepUnlessAborted };
  const review = script.review ?? (async (file: FileSnapshot) => reviewed(file, []));
  const reviewers = script.options?.reviewers ?? ['local'];
  const run = new ReviewRun({
    header: {
      ...header,
      id: `scripted-${runs++}`,
      folder: folder.fsPath,
      options: { ...header.options, ...script.options },
    },
    workspace: { ...workspace, ...(script.discover && { discover: script.discover }) },
    journal,
    log,
    clock,
    hash: sha256,
    random: () => 0,
    createStages: async () =>
      stagesOf(
        reviewers.map((kind) => ({
          kind,
          limit: 64,
          lanes: [
            {
              reviewer: reviewer(kind, review),
              ...(script.confirm && { confirmer: { model: 'test', confirm: script.confirm } }),
              maxConcurrency: Number.POSITIVE_INFINITY,
            },
          ],
        })),
      ),
    maxParallelFiles,
  });
  const queue = new ProposalQueue({
    store: run.store,
    applier: script.applier ?? memoryApplier(files),
    preImages: memoryPreImages(),
    journal,
    log,
    clock,
    hash: sha256,
  });
  const calls: ScriptedSession['calls'] = [];
  return {
    folder,
    run,
    queue,
    verifier: noVerifier,
    committer: noCommitter,
    reports: noReports,
    dismissals: unremembered,
    textHash: () => undefined,
    presentHash: async () => undefined,
    rename: async (renamed) => void (await queue.rename(renamed)),
    look: (path) => queue.look(path, memoryWorkspace(files).read),
    calls,
    save: async () => {},
    dispose: async () => {
      calls.push('dispose');
      run.cancel();
    },
    forget: async () => {
      calls.push('forget');
      run.cancel();
    },
  };
}

function sleepUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
