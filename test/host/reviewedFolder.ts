import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { committerOf } from '../../src/compose/commits';
import { createDismissals } from '../../src/compose/dismissals';
import { editorWorkspace } from '../../src/compose/editorWorkspace';
import { createFileChanges } from '../../src/compose/fileChanges';
import type { ChangeGuard } from '../../src/core/changeGuard';
import type { FileReview } from '../../src/core/fileReview';
import { withIdentities } from '../../src/core/findings/identity';
import type { Applier } from '../../src/core/ports';
import { ProposalQueue } from '../../src/core/queue/proposalQueue';
import { ReviewRun } from '../../src/core/run/reviewRun';
import { stagesOf } from '../../src/core/run/schedule/stage';
import { RunStore } from '../../src/core/run/store';
import { toText } from '../../src/core/text/lines';
import type { ReportedFinding, ReviewerKind } from '../../src/core/types';
import { createEditorApplier } from '../../src/vscode/applier';
import { fileUri } from '../../src/vscode/documents';
import type { ReviewSession } from '../../src/vscode/sessions';
import type { Ui } from '../../src/vscode/ui';
import { readChangeableFile } from '../../src/workspace/changeableFile';
import {
  header,
  memoryJournal,
  memoryLog,
  memoryPreImages,
  memoryWorkspace,
  put,
  reported,
  sha256,
  snapshotOf,
  toFindings,
  virtualClock,
} from '../unit/fakes';

export type Contents = Readonly<Record<string, string | Buffer>>;

/** A new folder with these files, inside the open workspace, so that the editor watches it. */
export function makeFolder(files: Contents): vscode.Uri {
  const workspace = vscode.workspace.workspaceFolders?.[0];
  if (!workspace) {
    throw new Error('The tests need an open folder.');
  }
  return vscode.Uri.file(fill(mkdtempSync(path.join(workspace.uri.fsPath, 'case-')), files));
}

/** The editor does not get to watch every folder that was made a moment ago, with what is in it. */
export async function makeWatchedFolder(contents: Contents, name: string): Promise<vscode.Uri> {
  const made = makeFolder(contents);
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(made, name));
  let isHeard = false;
  watcher.onDidChange(() => {
    isHeard = true;
  });
  const touch = () => {
    writeFileSync(fileUri(made, name).fsPath, contents[name] ?? '');
    return isHeard;
  };
  const wasHeard = await until(touch, 'news of the folder', 2_000).then(
    () => true,
    () => false,
  );
  watcher.dispose();
  return wasHeard ? made : makeWatchedFolder(contents, name);
}

/** A new state root, deleted with all that the editor of the tests leaves behind. */
export function stateFolder(): string {
  const parent = process.env.XDG_STATE_HOME ?? assert.fail('The tests need a state folder of their own.');
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(path.join(parent, 'case-'));
}

/** What changes of a folder are made under. Nobody is to be told anything. */
export function fileChangesOf(folder: vscode.Uri, root = stateFolder()) {
  const tell = (message: string) => assert.fail(message);
  return createFileChanges({ folder: realpathSync(folder.fsPath), writing: 'from empty', tell, root, waitMs: 1_000 });
}

/** The applier of the editor as runs use it. */
export function editorApplier(folder: vscode.Uri, guard: ChangeGuard = fileChangesOf(folder)): Applier {
  const realPath = realpathSync(folder.fsPath);
  return createEditorApplier(folder, { readFile: (file) => readChangeableFile(realPath, file), guard });
}

export function fill(folder: string, files: Contents): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

/** A finding about the first place where a file has `find`, proposing to put `replaceWith` there. */
export interface Observation extends Partial<Omit<ReportedFinding, 'fix' | 'span'>> {
  readonly path: string;
  readonly find: string;
  /** Without it there is nothing proposed. */
  readonly replaceWith?: string;
  readonly reviewer?: ReviewerKind;
}

/** Of a session in which nothing is verified. */
export const noVerifier: ReviewSession['verifier'] = {
  verify: async () => ({ kind: 'failed', message: 'Nothing is verified here.' }),
  provenNow: async () => ({ kind: 'none' }),
  checkTree: async () => ({ kind: 'other', message: 'nothing is verified here' }),
  output: async () => undefined,
};

/** Of a session of which nothing is committed. */
export const noCommitter: ReviewSession['committer'] = {
  plan: async () => ({ kind: 'refused', message: 'nothing is committed here' }),
  commit: async () => ({ kind: 'refused', message: 'nothing is committed here' }),
  whereabouts: async () => ({ kind: 'nowhere' }),
};

/** Of a session of which nothing is reported. */
export const noReports: ReviewSession['reports'] = {
  page: async () => '',
  write: async () => {},
};

let runs = 0;
let state: string | undefined;

/** One for all reviews, as in windows of one user. */
function sharedState(): string {
  state ??= stateFolder();
  return state;
}

/** A finished review of a folder whose files are as they are on disk now, with a queue that really changes them. */
export function reviewedFolder(
  folder: vscode.Uri,
  files: Contents,
  observations: readonly Observation[],
): ReviewSession & { readonly ids: readonly string[] } {
  runs += 1;
  const store = new RunStore({ ...header, id: `test-${runs}`, folder: folder.fsPath });
  const reviews = Object.entries(files).map(([name, content]) =>
    toFileReview(
      name,
      toText(content.toString()).text.replace(/^\ufeff/, ''),
      observations.filter((observation) => observation.path === name),
    ),
  );
  put(store, reviews);
  store.apply({ type: 'state', state: { kind: 'finished' } });
  const dismissals = createDismissals({ root: sharedState(), folder: folder.fsPath, tell: assert.fail });
  const shared = { store, journal: memoryJournal(), log: memoryLog().log, clock: virtualClock(), hash: sha256 };
  const run = new ReviewRun({
    ...shared,
    header: store.header,
    createStages: async () => stagesOf([]),
    maxParallelFiles: 1,
    workspace: memoryWorkspace(new Map()),
    random: Math.random,
  });
  const queue = new ProposalQueue({
    ...shared,
    dismissals,
    applier: editorApplier(folder),
    preImages: memoryPreImages(),
  });
  const ids = observations.map(
    ({ path: name, title }) =>
      store.file(name)?.findings.find((finding) => title === undefined || finding.title === title)?.id ?? '',
  );
  const workspace = editorWorkspace(folder, realpathSync(folder.fsPath), header.options);
  const look = (path: string) => queue.look(path, workspace.read);
  return {
    folder,
    run,
    queue,
    ids,
    look,
    textHash: () => undefined,
    presentHash: async (path) => {
      const found = await workspace.read(path);
      return found.kind === 'text' ? found.snapshot.textHash : undefined;
    },
    rename: async (files) => void (await queue.rename(files)),
    verifier: noVerifier,
    committer: committerOf(store, { stateRoot: stateFolder() }),
    reports: noReports,
    dismissals,
    save: async () => {},
    dispose: async () => {},
    forget: async () => {},
  };
}

function toFileReview(name: string, text: string, observations: readonly Observation[]): FileReview {
  const snapshot = snapshotOf(name, text);
  const findings = observations.flatMap(({ path: _, find, replaceWith, reviewer = 'local', ...rest }) => {
    const start = text.indexOf(find);
    const span = { start, end: start + find.length };
    const edits = replaceWith === undefined ? undefined : [{ ...span, newText: replaceWith }];
    const fix = edits && {
      fix: {
        kind: 'edits' as const,
        anchoring: 'exact' as const,
        edits,
        ...(reviewer !== 'model' && { preservesBehaviour: true as const }),
      },
    };
    return toFindings(snapshot, reviewer, [reported({ ...rest, span, ...fix })], sha256);
  });
  const totalLines = text.split('\n').length;
  return {
    path: name,
    bytes: text.length,
    textHash: snapshot.textHash,
    status: { kind: 'reviewed', coverage: { reviewedLines: totalLines, totalLines }, durationMs: 1 },
    findings: withIdentities(
      findings.sort((a, b) => (a.place?.start ?? 0) - (b.place?.start ?? 0)),
      text,
      undefined,
      sha256,
    ),
  };
}

/** Notes what commands say and answers their questions: yes, and the first choice, unless told otherwise. */
export function recordingUi(
  answers: {
    confirm?: boolean;
    pick?: number;
    pickMany?: number;
    /** What is done with each checklist: titles of the items to check, or a button's tooltip; turned away without. */
    checklists?: (readonly string[] | string)[];
    text?: string;
    secret?: string;
    offers?: (string | undefined)[];
  } = {},
) {
  const said = {
    statuses: [] as string[],
    problems: [] as string[],
    questions: [] as string[],
    prompts: [] as string[],
    offers: [] as string[],
    checklists: [] as string[][],
  };
  const ui: Ui = {
    status: (message) => said.statuses.push(message),
    problem: (message) => said.problems.push(message),
    confirm: async (question) => {
      said.questions.push(question);
      return answers.confirm ?? true;
    },
    offer: async (_level, message) => {
      said.offers.push(message);
      return answers.offers?.shift();
    },
    pick: async (items, placeholder) => {
      said.questions.push(placeholder);
      return items[answers.pick ?? 0];
    },
    pickMany: async (items, placeholder) => {
      said.questions.push(placeholder);
      return items.slice(0, answers.pickMany ?? items.length);
    },
    checklist: async ({ title, items, buttons, onDidCheck }) => {
      said.checklists.push([title, ...items.map(({ label, picked }) => `${picked ? '+' : '-'}${label}`)]);
      const answer = answers.checklists?.shift();
      if (typeof answer === 'string') {
        const button = buttons.find(({ tooltip }) => tooltip === answer) ?? assert.fail(`no button ${answer}`);
        return { kind: 'button', button };
      }
      const checked = items.filter(({ label }) => answer?.includes(label));
      onDidCheck(checked);
      return answer && { kind: 'checked', items: checked };
    },
    text: async (_title, prompt) => {
      said.prompts.push(prompt);
      return answers.text;
    },
    secret: async (_title, prompt) => {
      said.prompts.push(prompt);
      return answers.secret;
    },
  };
  return { ...said, ui };
}

/** Resolves when `condition` holds; rejects when it does not in time, by default within half a minute: two editors may be at work on two cores. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  timeoutMs = 30_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) {
      throw new Error(`Not within ${timeoutMs / 1000} s: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Throws away every unsaved change and closes every editor. */
export async function closeEverything(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && uri.scheme === 'file',
  )) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

export async function openIn(folder: vscode.Uri, name: string): Promise<vscode.TextDocument> {
  return vscode.workspace.openTextDocument(fileUri(folder, name));
}
