import pLimit from 'p-limit';
import * as vscode from 'vscode';
import type { ChangeGuard, KeepBefore, Kept } from '../core/changeGuard';
import { applyEdits, editsProblem } from '../core/edits/applyEdits';
import type { Applier, ChangeOutcome, ChangePlan } from '../core/ports';
import { errorMessage } from '../core/text/errorMessage';
import { LineIndex } from '../core/text/lines';
import { reasons } from '../core/text/reasons';
import { english } from '../core/text/say';
import type { TextEdit } from '../core/types';
import { decodedAs, encodedAs, type FileNow, settledText } from './documentOnDisk';
import { fileUri, openDocument, readText, textOf } from './documents';
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

/** One for the whole editor: two edits under way at once can both fail or, worse, both succeed. */
const inTurn = pLimit(1);

/**
 * Changes files of a folder through the editor, as its user would: with one undo step, in the open document where
 * there is one, saved only if nothing was unsaved before. Nothing else in the extension calls `applyEdit`. As the editor
 * opens and saves by path, `readFile` is asked before the plan, before the edit, before and after the save.
 */
export function createEditorApplier(folder: vscode.Uri, { readFile, guard }: EditorApplierDependencies): Applier {
  const read = async (path: string) => inSentence(await readFile(path));
  return {
    ...editorChanges,
    change: (path, plan, about) =>
      inTurn(async () => {
        const make = (keep: KeepBefore) => change(fileUri(folder, path), () => read(path), plan, keep);
        return inSentence(await guard.alone(path, about, make));
      }),
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

type Plan = Parameters<Applier['change']>[1];

async function change(uri: vscode.Uri, read: Read, plan: Plan, keep: KeepBefore): Promise<ChangeOutcome> {
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
  const problem = await findProblem(document, before.text, planned);
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
  const onDisk = await sameFile(place);
  const isSameText = wasDirty || (onDisk && (await hasText(document, onDisk, before)));
  const isSame = !document.isClosed && document.version === version && document.isDirty === wasDirty;
  if (!onDisk || !isSame || !isSameText) {
    await kept?.forget();
    return failed(reasons.changedMeanwhile);
  }
  const outcome = await withoutStrayTab(uri, () => applyAndSave(document, place, before.text, planned.edits));
  // The editor may have emptied the file before it could not save it.
  await (outcome.kind === 'changed' ? kept?.forget() : kept?.putRight());
  return outcome;
}

/** Whether bytes are those of a text, as the document is encoded. */
async function hasText(
  document: vscode.TextDocument,
  bytes: Uint8Array,
  before: { readonly text: string; readonly bytes?: Uint8Array | undefined },
): Promise<boolean> {
  if (before.bytes && Buffer.compare(bytes, before.bytes) === 0) {
    return true;
  }
  const onDisk = await decodedAs(document, bytes);
  return 'text' in onDisk && onDisk.text === before.text;
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

/** From here on nothing may be awaited before `applyEdit`, which stamps the version the document has when it is called. */
async function applyAndSave(
  document: vscode.TextDocument,
  place: PlaceOnDisk,
  before: string,
  edits: readonly TextEdit[],
): Promise<ChangeOutcome> {
  const after = applyEdits(before, edits);
  if (after === before) {
    return { kind: 'changed', text: before };
  }
  const leaveUnsaved = document.isDirty;
  if (!(await apply(document, before, edits))) {
    return failed(reasons.notTaken);
  }
  // Another text than ours means that someone typed meanwhile, and what they typed is not ours to save.
  if (leaveUnsaved || textOf(document) !== after) {
    return { kind: 'changed', text: textOf(document) };
  }
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
  const isTakenBack = textOf(document) === after && (await apply(document, after, inverse(before, edits)));
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

/** The edits that lead back. */
function inverse(before: string, edits: readonly TextEdit[]): TextEdit[] {
  let shift = 0;
  return edits
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
    .map(({ start, end, newText }) => {
      const undone = { start: start + shift, end: start + shift + newText.length, newText: before.slice(start, end) };
      shift += newText.length - (end - start);
      return undone;
    });
}

/** The editor keeps a person from typing in such a file, but not an extension from changing it. */
function isReadOnlyBySettings(document: vscode.TextDocument): boolean {
  const settings = vscode.workspace.getConfiguration('files', document.uri);
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  const isMatch = (pattern: vscode.GlobPattern) => vscode.languages.match({ pattern }, document) > 0;
  const isListed = (setting: string) =>
    Object.entries(settings.get<Readonly<Record<string, unknown>>>(setting) ?? {}).some(
      ([glob, isOn]) =>
        isOn === true && (isMatch(glob) || (folder !== undefined && isMatch(new vscode.RelativePattern(folder, glob)))),
    );
  return isListed('readonlyInclude') && !isListed('readonlyExclude');
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

/** Why these edits cannot be made, or undefined. */
async function findProblem(
  document: vscode.TextDocument,
  text: string,
  { edits }: Extract<ChangePlan, { kind: 'edit' }>,
): Promise<string | undefined> {
  const problem = editsProblem(text, edits);
  if (problem !== undefined) {
    return english(reasons.cannotBeMade, problem);
  }
  const { encoding } = document;
  if (encoding.startsWith('utf')) {
    return undefined;
  }
  const added = edits.map(({ newText }) => newText).join('\n');
  const kept = await vscode.workspace.decode(await vscode.workspace.encode(added, { encoding }), { encoding });
  return kept === added ? undefined : english(reasons.notEncoded, encoding);
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
