import * as vscode from 'vscode';
import type { ReviewRun } from '../core/run/reviewRun';
import { stateRoot } from '../store/stateDir';
import { encodingOf, fileUri } from '../vscode/documents';
import { loggedSentences } from '../vscode/facts/endingMessage';
import { folderName } from '../vscode/folders';
import type { Log } from '../vscode/log';
import { tellPauses } from '../vscode/runs/tellPauses';
import type { ReviewSession } from '../vscode/sessions';
import { onDidChangeSettings, readSettings } from '../vscode/settings';
import { readConfigFile } from '../workspace/configFile';
import { committerOf } from './commits';
import { editorReports } from './editorReports';
import { editorSessionVerifier } from './editorVerifier';
import { editorWorkspace } from './editorWorkspace';
import { knownRules } from './knownRules';
import { lookingAt } from './lookingAt';
import type { OpenRun } from './openRun';
import type { RememberedRuns } from './rememberedRuns';

/** What the editor shows and works on of a run that is open here. */
export function createEditorSession(
  folder: vscode.Uri,
  open: OpenRun,
  { log, remembered }: { readonly log: Log; readonly remembered: Pick<RememberedRuns, 'forget'> },
): ReviewSession {
  const { run, queue } = open;
  const { header } = run.store;
  const workspace = editorWorkspace(folder, header.folder, header.options);
  const save = () => open.saveResults().catch((error: unknown) => log.error(`results.json: ${String(error)}`));
  const verifier = editorSessionVerifier(folder, open, workspace);
  const encodingAt = (path: string) => encodingOf(fileUri(folder, path));
  const committer = committerOf(run.store, { stateRoot: stateRoot(), encodingOf: encodingAt });
  const saveAndTell = async () => {
    await save();
    for (const sentence of loggedSentences(run.store)) {
      log.info(sentence);
    }
  };
  const stops = [atEnd(run, saveAndTell), tellPauses(run, folderName(folder), log), followLimit(folder, run)];
  const dispose = async () => {
    for (const stop of stops) {
      stop();
    }
    await verifier.end();
    // While it is still ours: who opens it next writes the same files.
    await open.end();
    await save();
    await open.close();
  };
  return {
    folder,
    run,
    queue,
    verifier,
    committer,
    reports: editorReports(run.store, open.directory),
    dismissals: open.dismissals,
    ...lookingAt(queue, workspace),
    rename: async (files) => {
      await open.rename(files);
      await save();
    },
    save,
    dispose,
    forget: async () => {
      // Who clears a run does not want it to go on.
      run.cancel();
      await remembered.forget(header.id);
      await dispose();
    },
  };
}

/** Does something whenever a run comes to its end, until the returned function is called. */
function atEnd(run: ReviewRun, act: () => Promise<void>): () => void {
  let wasAtWork = run.store.isUnfinished;
  return run.store.onDidChange(() => {
    const ended = wasAtWork && !run.store.isUnfinished;
    wasAtWork = run.store.isUnfinished;
    if (ended) {
      void act();
    }
  });
}

/** Gives a run the limit that the settings have now, and whenever they change, until the returned function is called. */
function followLimit(folder: vscode.Uri, run: ReviewRun): () => void {
  const follow = async () => {
    const limit = await currentLimit(folder, run.store.header.folder);
    if (limit !== undefined) {
      run.maxParallelFiles = limit;
    }
  };
  const settings = onDidChangeSettings(folder, () => void follow());
  void follow();
  return () => settings.dispose();
}

/** Undefined while the settings or the folder's file make no sense: a run goes on as it is then. */
async function currentLimit(folder: vscode.Uri, realPath: string): Promise<number | undefined> {
  const read = readSettings(folder);
  if (read.kind === 'invalid') {
    return undefined;
  }
  if (read.explicit.has('maxParallelFiles')) {
    return read.settings.maxParallelFiles;
  }
  if (!vscode.workspace.isTrusted) {
    return read.settings.maxParallelFiles;
  }
  const file = await readConfigFile(realPath, await knownRules());
  return (file.kind === 'config' ? file.config.maxParallelFiles : undefined) ?? read.settings.maxParallelFiles;
}
