import pLimit from 'p-limit';
import * as vscode from 'vscode';
import type { ChangeGuard, KeepBefore, Kept } from '../core/changeGuard';
import { applyEdits, inverseEdits } from '../core/edits/applyEdits';
import type { Applier, ChangeOutcome } from '../core/ports';
import { errorMessage } from '../core/text/errorMessage';
import { LineIndex } from '../core/text/lines';
import { reasons } from '../core/text/reasons';
import { english } from '../core/text/say';
import { Turns } from '../core/turns';
import type { TextEdit } from '../core/types';
import { decodedAs, encodedAs, type FileNow, hasText, settledText } from './documentOnDisk';
import { fileUri, openDocument, readText, textOf } from './documents';
import { editObstacle, isReadOnlyBySettings } from './editObstacles';
import { editorChanges } from './editorFlags';
import { withoutStrayTab } from './strayTabs';

/** Reads the file that stands at a path of the folder, behind no link, if it may be changed. */
type ReadFile = (path: string) => Promise<FileNow | Obstacle>;

type Obstacle = Extract<ChangeOutcome, { kind: 'gone' | 'failed' }>;

/** What the applier needs of the disk. */
export interface EditorApplierDependencies {
  readonly readFile: ReadFile;
  readonly guard: ChangeGuard;
}

/** For the whole editor. */
const turns = new Turns();

/** Two edits under way at once can both fail or, worse, both succeed. */
const oneEdit = pLimit(1);

/**
 * Changes files of a folder through the editor, as its user would: with one undo step, in the open document where
 * there is one, saved only if nothing was unsaved before. Nothing else in the extension calls `applyEdit`. As the editor
 * opens and saves by path, `readFile` is asked before the plan, before the edit, before and after the save.
 */
export function createEditorApplier(folder: vscode.Uri, { readFile, guard }: EditorApplierDependencies): Applier {
  const read = async (path: string) => inSentence(await readFile(path));
  return {
    ...editorChanges,
    change: async (path, plan, about, made) => {
      const uri = fileUri(folder, path);
      const begun = await turns.change(
        () => uri.toString(),
        async (turn) => {
          const isMade = made && (() => [turn.made(), made()]);
          const make = (keep: KeepBefore) => change(uri, { read: () => read(path), plan, keep, made: isMade });
          return inSentence(await guard.alone(path, about, make));
        },
      );
      return begun.outcome;
    },
    read: async (path) => {
      const uri = fileUri(folder, path);
      return (await readFile(path)).kind === 'file' ? presentText(uri, () => read(path)) : undefined;
    },
    prepare: async (path) => {
      if ((await readFile(path)).kind === 'file') {
        await open(fileUri(folder, path));
      }
    },
  };
}

async function presentText(uri: vscode.Uri, read: Read): Promise<string | undefined> {
  const document = openDocument(uri);
  if (!document) {
    return readText(uri);
  }
  const settled = await settledText(document, read);
  return 'text' in settled ? settled.text : undefined;
}

/** The same, what is in the way said in a sentence. */
function inSentence<T extends object>(outcome: T): T {
  if (!('message' in outcome) || typeof outcome.message !== 'string') {
    return outcome;
  }
  const { message } = outcome;
  return {
    ...outcome,
    message: `${message.charAt(0).toUpperCase()}${message.slice(1)}${message.endsWith('.') ? '' : '.'}`,
  };
}

type Read = () => ReturnType<ReadFile>;

/** Where the file of a change stands, and which file it was at the start. */
interface PlaceOnDisk {
  readonly read: Read;
  readonly identity: string;
}

/** What the file has now; undefined when it is not the same any more. */
async function sameFile({ read, identity }: PlaceOnDisk): Promise<Uint8Array | undefined> {
  const now = await read();
  return now.kind === 'file' && now.identity === identity ? now.bytes : undefined;
}

/** What a change is made with. */
interface ChangeTools {
  readonly read: Read;
  readonly plan: Parameters<Applier['change']>[1];
  readonly keep: KeepBefore;
  readonly made: (() => void) | undefined;
}

async function change(uri: vscode.Uri, { read, plan, keep, made }: ChangeTools): Promise<ChangeOutcome> {
  const file = await read();
  if (file.kind !== 'file') {
    return file;
  }
  const document = await open(uri);
  if ('kind' in document) {
    return document;
  }
  if (isReadOnlyBySettings(document)) {
    return failed(reasons.readOnly);
  }
  const before = await settledText(document, read, file);
  if ('kind' in before) {
    return before;
  }
  const { version } = document;
  const planned = await plan(before.text);
  if (planned.kind === 'refused') {
    return planned;
  }
  const problem = await editObstacle(document, before.text, planned.edits);
  if (problem !== undefined) {
    return failed(problem);
  }
  const wasDirty = document.isDirty;
  const place: PlaceOnDisk = { read, identity: file.identity };
  // The person may have saved it meanwhile.
  const bytes = wasDirty ? undefined : (before.bytes ?? (await sameFile(place)));
  // What has unsaved changes is not saved, so nothing on disk can be torn.
  const kept = bytes && (await keepDisk(document, before, bytes, planned.edits, keep));
  if (kept !== undefined && kept.kind !== 'kept') {
    return kept;
  }
  const isSame = async () => {
    const onDisk = await sameFile(place);
    const isSameText = onDisk && (wasDirty || (await hasText(document, onDisk, before)));
    return isSameText && !document.isClosed && document.version === version && document.isDirty === wasDirty;
  };
  const outcome = await withoutStrayTab(uri, async () => {
    const edited = await editAsPlanned(document, isSame, before.text, planned.edits);
    return edited === 'made'
      ? saveEdited(document, place, before.text, { edits: planned.edits, made, wasDirty })
      : edited;
  });
  if (outcome === 'outdated') {
    await kept?.forget();
    return failed(reasons.changedMeanwhile);
  }
  // The editor may have emptied the file before it could not save it.
  await (outcome.kind === 'changed' ? kept?.forget() : kept?.putRight());
  return outcome;
}

/** Keeps what the disk has, and what it will have if nothing else changes the text while it is saved. */
async function keepDisk(
  document: vscode.TextDocument,
  { text }: { readonly text: string },
  bytes: Uint8Array,
  edits: readonly TextEdit[],
  keep: KeepBefore,
): Promise<Kept | Obstacle> {
  const after = applyEdits(text, edits);
  const raw = document.eol === vscode.EndOfLine.CRLF ? after.replaceAll('\n', '\r\n') : after;
  return keep(bytes, await encodedAs(document.encoding, raw));
}

/** Makes the edits, if all is still as they were planned for; what became of that. */
function editAsPlanned(
  document: vscode.TextDocument,
  isSame: () => Promise<boolean | undefined>,
  before: string,
  edits: readonly TextEdit[],
): Promise<'made' | 'outdated' | ChangeOutcome> {
  return oneEdit(async () => {
    if (!(await isSame())) {
      return 'outdated';
    }
    // Nothing may be awaited before `applyEdit`, which stamps the version the document has when it is called.
    if (applyEdits(before, edits) === before) {
      return { kind: 'changed', text: before };
    }
    return (await apply(document, before, edits)) ? 'made' : failed(reasons.notTaken);
  });
}

/** Saves a document in which edits were made, unless the person has unsaved changes in it. */
async function saveEdited(
  document: vscode.TextDocument,
  place: PlaceOnDisk,
  before: string,
  {
    edits,
    made,
    wasDirty,
  }: { readonly edits: readonly TextEdit[]; readonly made: (() => void) | undefined; readonly wasDirty: boolean },
): Promise<ChangeOutcome> {
  const after = applyEdits(before, edits);
  // Another text than ours means that someone typed meanwhile, and what they typed is not ours to save.
  if (wasDirty || textOf(document) !== after) {
    return { kind: 'changed', text: textOf(document) };
  }
  made?.();
  const isUnmoved = (await sameFile(place)) !== undefined;
  if (isUnmoved && ((await save(document)) || !document.isDirty)) {
    return savedOutcome(document, place, before);
  }
  return takeBack(document, before, after, edits);
}

/** The disk has the last word: a tab that is closed in the same moment can throw the edit away. */
async function savedOutcome(
  document: vscode.TextDocument,
  { read }: PlaceOnDisk,
  before: string,
): Promise<ChangeOutcome> {
  const now = await read();
  if (now.kind === 'failed') {
    return failed(english(reasons.savedAway, now.message));
  }
  const onDisk = now.kind === 'file' ? await decodedAs(document, now.bytes) : now;
  if ('kind' in onDisk) {
    return onDisk;
  }
  return onDisk.text === before ? failed(reasons.thrownAway) : { kind: 'changed', text: onDisk.text };
}

/** An edit that cannot be saved is not left half done: the editor shows the text from before again. */
async function takeBack(
  document: vscode.TextDocument,
  before: string,
  after: string,
  edits: readonly TextEdit[],
): Promise<ChangeOutcome> {
  const isTakenBack = await oneEdit(
    async () => textOf(document) === after && (await apply(document, after, inverseEdits(before, edits))),
  );
  return failed(isTakenBack ? reasons.takenBack : reasons.unsaved);
}

/**
 * Has the person confirm changes in VS Code's own list of them, which applies what is checked as one undo step and saves it
 * as it does refactorings. Not in turn: the list stays open as long as the person likes, and the editor itself gives up what
 * has changed meanwhile.
 */
export function applyConfirmed(edit: vscode.WorkspaceEdit): Thenable<boolean> {
  return vscode.workspace.applyEdit(edit, { isRefactoring: true });
}

/** One undo step, all edits or none. */
async function apply(document: vscode.TextDocument, text: string, edits: readonly TextEdit[]): Promise<boolean> {
  const lines = new LineIndex(text);
  const position = (offset: number) => new vscode.Position(lines.lineAt(offset) - 1, lines.columnAt(offset));
  const workspaceEdit = new vscode.WorkspaceEdit();
  for (const { start, end, newText } of edits) {
    const range = new vscode.Range(position(start), position(end));
    if (!document.validateRange(range).isEqual(range)) {
      return false;
    }
    workspaceEdit.replace(document.uri, range, newText);
  }
  return vscode.workspace.applyEdit(workspaceEdit);
}

async function open(uri: vscode.Uri): Promise<vscode.TextDocument | ChangeOutcome> {
  const wanted = uri.toString();
  if (vscode.workspace.notebookDocuments.some((notebook) => notebook.isDirty && notebook.uri.toString() === wanted)) {
    return failed(reasons.notebook);
  }
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    return failed(errorMessage(error));
  }
}

/** False too when the document was closed meanwhile. */
async function save(document: vscode.TextDocument): Promise<boolean> {
  try {
    return await document.save();
  } catch {
    return false;
  }
}

function failed(message: string): ChangeOutcome {
  return { kind: 'failed', message };
}
