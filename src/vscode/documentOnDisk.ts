import * as vscode from 'vscode';
import type { ChangeOutcome } from '../core/ports';
import { errorMessage } from '../core/text/errorMessage';
import { toText } from '../core/text/lines';
import { reviewFailures } from '../core/text/reviewFailures';
import { english } from '../core/text/say';
import { textOf } from './documents';

/** How long VS Code gets to load into a clean document what changed on disk. */
const reloadMs = 2000;

/** What the disk has of a document. */
interface OnDisk {
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** A file that may be changed, as it is in this moment. `identity` is equal as long as it is the same file. */
export interface FileNow {
  readonly kind: 'file';
  readonly identity: string;
  readonly bytes: Uint8Array;
}

type Unreadable = Extract<ChangeOutcome, { kind: 'gone' | 'failed' }>;

/**
 * The text of a document once it agrees with the disk, which it need not while it has unsaved changes.
 *
 * @param file what was read of it last
 */
export async function settledText(
  document: vscode.TextDocument,
  read: () => Promise<FileNow | Unreadable>,
  file?: FileNow,
): Promise<(Pick<OnDisk, 'text'> & Partial<OnDisk>) | Unreadable> {
  const deadline = Date.now() + reloadMs;
  for (let known = file; ; known = undefined) {
    if (document.isDirty) {
      return { text: textOf(document) };
    }
    const now = known ?? (await read());
    const onDisk = now.kind === 'file' ? await decodedAs(document, now.bytes) : now;
    if ('kind' in onDisk || (onDisk.text === textOf(document) && !document.isDirty)) {
      return onDisk;
    }
    if (document.isClosed || Date.now() > deadline) {
      return { kind: 'failed', message: reviewFailures.notLoaded };
    }
    await (known ?? changeOf(document, reloadMs / 10));
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

/** What the disk has, decoded as the document is. Refuses bytes that would not survive being saved. */
export async function decodedAs({ encoding }: vscode.TextDocument, bytes: Uint8Array): Promise<OnDisk | Unreadable> {
  try {
    const raw = isUtf8(encoding) ? utf8.decode(bytes) : await vscode.workspace.decode(bytes, { encoding });
    if (raw.includes('\ufffd') && !Buffer.from(await encodedAs(encoding, raw)).equals(bytes)) {
      return {
        kind: 'failed',
        message: english(reviewFailures.wouldChangeBytes, encoding),
      };
    }
    return { text: toText(raw).text, bytes };
  } catch (error) {
    return { kind: 'failed', message: errorMessage(error) };
  }
}

/** Whether bytes are those of a text, as the document is encoded. */
export async function hasText(
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

/** A text as the editor writes it. What is UTF-8 needs no answer from the editor's window, of thousands one after another. */
export async function encodedAs(encoding: string, text: string): Promise<Uint8Array> {
  return isUtf8(encoding)
    ? Buffer.from(encoding === 'utf8bom' ? `\ufeff${text}` : text)
    : vscode.workspace.encode(text, { encoding });
}

/** Leaves out a byte order mark. */
const utf8 = new TextDecoder('utf-8');

function isUtf8(encoding: string): boolean {
  return encoding === 'utf8' || encoding === 'utf8bom';
}
