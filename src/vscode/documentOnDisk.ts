import * as vscode from 'vscode';
import type { ChangeOutcome } from '../core/ports';
import { errorMessage } from '../core/text/errorMessage';
import { toText } from '../core/text/lines';
import { textOf } from './documents';

/** How long VS Code gets to load into a clean document what changed on disk. */
const reloadMs = 2000;

/** What the disk has of a document. */
interface OnDisk {
  readonly text: string;
  readonly bytes: Uint8Array;
}

type Unreadable = Extract<ChangeOutcome, { kind: 'gone' | 'failed' }>;

/** The text of a document once it agrees with the disk, which it need not while it has unsaved changes. */
export async function settledText(document: vscode.TextDocument): Promise<Pick<OnDisk, 'text'> | Unreadable> {
  const deadline = Date.now() + reloadMs;
  for (;;) {
    if (document.isDirty) {
      return { text: textOf(document) };
    }
    const onDisk = await readDisk(document);
    if ('kind' in onDisk || (onDisk.text === textOf(document) && !document.isDirty)) {
      return onDisk;
    }
    if (document.isClosed || Date.now() > deadline) {
      return { kind: 'failed', message: 'The file was changed outside the editor, which has not loaded it again yet.' };
    }
    await changeOf(document, reloadMs / 10);
  }
}

/** Resolves when the document changes, at the latest after `ms` milliseconds. */
async function changeOf(document: vscode.TextDocument, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      listener.dispose();
      resolve();
    };
    const timer = setTimeout(end, ms);
    const listener = vscode.workspace.onDidChangeTextDocument((event) => event.document === document && end());
  });
}

/** What the disk has, decoded as the document is. Refuses a file whose bytes would not survive being saved. */
export async function readDisk(document: vscode.TextDocument): Promise<OnDisk | Unreadable> {
  const { encoding } = document;
  try {
    const bytes = await vscode.workspace.fs.readFile(document.uri);
    const raw = await vscode.workspace.decode(bytes, { encoding });
    if (raw.includes('\ufffd') && !Buffer.from(await vscode.workspace.encode(raw, { encoding })).equals(bytes)) {
      return {
        kind: 'failed',
        message: `The file has bytes that are not valid ${encoding}; saving it would change them.`,
      };
    }
    return { text: toText(raw).text, bytes };
  } catch (error) {
    const isGone = error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
    return isGone
      ? { kind: 'gone', message: 'The file was deleted.' }
      : { kind: 'failed', message: errorMessage(error) };
  }
}
