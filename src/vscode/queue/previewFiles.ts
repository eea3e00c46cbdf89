import * as vscode from 'vscode';
import { isApplied } from '../../core/edits/proposalState';
import type { DraftOutcome } from '../../core/queue/drafting';
import type { QueueEntry } from '../../core/queue/queueEntry';
import { errorMessage } from '../../core/text/errorMessage';
import { toText } from '../../core/text/lines';
import { fileUri, openDocument, relativePath, textOf } from '../documents';
import { previewScheme } from '../ids';
import type { ReviewSession, Sessions } from '../sessions';
import { parseQuery, previewText } from './previewText';
import { SilentSaves } from './silentSaves';

/** A text with proposals in it, and the text of the file that it was made from. */
interface Made {
  readonly text: string;
  readonly base: string;
}

/** What a preview shows. */
interface Served extends Made {
  readonly bytes: Uint8Array;
  /** Milliseconds since the epoch; another for another text, as the editor asks only then for the text anew. */
  readonly mtime: number;
  readonly isWritable: boolean;
  /** What the editor has until it has read this: whatever it shows beyond that, a person has typed there. */
  readonly loaded?: Made;
}

/** What a preview is made of. */
interface Shown {
  readonly session: ReviewSession;
  readonly file: vscode.Uri;
  readonly entries: readonly QueueEntry[];
}

/** Has the editor take what we give it for UTF-8, whatever encoding files have by the settings. */
const mark = '\ufeff';

const noted: DraftOutcome = { kind: 'kept' };

/**
 * The files that previews show: those of a folder with proposals in them. The one of a single proposal that waits can be
 * written: what a person makes of it is kept in its queue, and changes nothing else.
 */
export class PreviewFiles implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #sessions: Sessions;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  /** The findings that were chosen among those that are shown together. */
  readonly #choices = new Map<string, ReadonlySet<string>>();
  #choicesMade = 0;
  readonly #served = new Map<string, Served>();
  /** Resolves when the reviews of an earlier window are there again, or will not be. */
  readonly #restored: () => Promise<unknown>;
  readonly #subscription: vscode.Disposable;

  constructor(sessions: Sessions, restored: () => Promise<unknown> = async () => {}) {
    this.#sessions = sessions;
    this.#restored = restored;
    this.#subscription = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerFileSystemProvider(previewScheme, this, { isCaseSensitive: true }),
      new SilentSaves(),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#noteLoaded(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#served.delete(uri.toString())),
    );
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** Has open previews of a file follow it. One in which a person has typed waits until that is kept. */
  refresh(file: vscode.Uri): void {
    const isOfFile = ({ uri }: vscode.TextDocument) =>
      uri.scheme === previewScheme && uri.path === file.path && file.scheme !== previewScheme;
    const changed = vscode.workspace.textDocuments.filter(isOfFile);
    if (changed.length > 0) {
      this.#changed.fire(changed.map(({ uri }) => ({ type: vscode.FileChangeType.Changed, uri })));
    }
  }

  /** A name for proposals that are shown together, all of those that wait until some are chosen. */
  newChoice(): string {
    return String(++this.#choicesMade);
  }

  /** Shows only some of those from now on, by their findings. */
  choose(among: string, findings: ReadonlySet<string>): void {
    this.#choices.set(among, findings);
  }

  /** The text of the file that an open preview was made from; undefined for one that is not open. */
  baseOf(uri: vscode.Uri): string | undefined {
    const served = this.#served.get(uri.toString());
    return served && shownBy(served).base;
  }

  /** Keeps what a person has typed in the open previews of a proposal, saved or not, so that it is what is applied. */
  async keepTyped(session: ReviewSession, id: string): Promise<DraftOutcome> {
    for (const document of vscode.workspace.textDocuments) {
      const reference = document.uri.scheme === previewScheme ? parseQuery(document.uri.query) : undefined;
      const isMeant = reference?.run === session.run.store.header.id && reference.finding === id;
      const kept = isMeant ? await this.#keepTypedIn(document, session, id) : noted;
      if (kept.kind === 'failed') {
        return kept;
      }
    }
    return noted;
  }

  async #keepTypedIn(document: vscode.TextDocument, session: ReviewSession, id: string): Promise<DraftOutcome> {
    let served = this.#served.get(document.uri.toString());
    if (!served && document.isDirty) {
      // The editor restores what was typed before a reload without reading the preview.
      try {
        served = await this.#serve(document.uri);
      } catch (error) {
        return { kind: 'failed', message: errorMessage(error) };
      }
    }
    if (!served?.isWritable) {
      return noted;
    }
    const shown = shownBy(served);
    const text = textOf(document);
    return text === shown.text ? noted : this.#keep(session, id, shown.base, text);
  }

  /** What was typed for a proposal that is applied or dismissed meanwhile is no longer of use, and goes with it. */
  async #keep({ queue, run: { store } }: ReviewSession, id: string, base: string, text: string): Promise<DraftOutcome> {
    const kept = await queue.edit(id, base, text);
    const isOver = () =>
      isApplied(queue.entry(id)?.finding.proposal.state) ||
      [...store.files()].some(({ path }) => store.dismissed(path).has(id));
    return kept.kind === 'failed' && isOver() ? noted : kept;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { mtime, bytes, isWritable } = await this.#serve(uri);
    const stat = { type: vscode.FileType.File, ctime: 0, mtime, size: bytes.length };
    return isWritable ? stat : { ...stat, permissions: vscode.FilePermission.Readonly };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await this.#serve(uri)).bytes;
  }

  /** What was typed in a preview of a review that was cleared goes with it. */
  async writeFile(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
    const served = this.#served.get(uri.toString());
    const { finding, run = '' } = parseQuery(uri.query) ?? {};
    const session = this.#sessions.byRun(run);
    const text = toText(withoutMark(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))).text;
    if (!served?.isWritable || finding === undefined) {
      throw vscode.FileSystemError.NoPermissions(uri);
    }
    const { base } = shownBy(served);
    const kept = session ? await this.#keep(session, finding, base, text) : noted;
    if (kept.kind === 'failed') {
      throw vscode.FileSystemError.Unavailable(kept.message);
    }
    this.#served.set(uri.toString(), { text, base, bytes, mtime: laterThan(served), isWritable: true });
  }

  readDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.FileNotFound(uri);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  async #serve(uri: vscode.Uri): Promise<Served> {
    const before = this.#served.get(uri.toString());
    // Another text under unsaved typing would keep the editor from saving it.
    const content = before && openDocument(uri)?.isDirty ? before : await this.#contentOf(uri, before);
    if (!content) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    const isSame = before !== undefined && Buffer.compare(before.bytes, content.bytes) === 0;
    const document = openDocument(uri);
    const isLoaded = !document || textOf(document) === content.text;
    const served = {
      ...content,
      mtime: isSame ? before.mtime : laterThan(before),
      ...(before && !isLoaded && { loaded: shownBy(before) }),
    };
    this.#served.set(uri.toString(), served);
    return served;
  }

  #noteLoaded(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    const served = this.#served.get(key);
    if (served?.loaded && textOf(document) === served.text) {
      const { loaded: _, ...now } = served;
      this.#served.set(key, now);
    }
  }

  /** The present text of the file with the proposals in it; without those that have no place in it any more. */
  async #contentOf(uri: vscode.Uri, before: Served | undefined): Promise<Omit<Served, 'mtime'> | undefined> {
    await this.#restored();
    const reference = parseQuery(uri.query);
    const target = this.#entriesOf(uri);
    if (!reference || !target) {
      return undefined;
    }
    const { session, entries, file } = target;
    const document = await vscode.workspace.openTextDocument(file);
    const base = textOf(document);
    const [first] = entries;
    const preview = previewText(session.queue, entries, base);
    // What a person wrote is theirs, and stays where they wrote it, though it has no place any more.
    if (before && first?.finding.proposal.draft && preview.leftOut.length > 0) {
      return before;
    }
    const text = reference.applied && first ? ((await session.queue.textMade(first)) ?? '') : preview.text;
    const raw = document.eol === vscode.EndOfLine.CRLF ? text.replaceAll('\n', '\r\n') : text;
    const bytes = new TextEncoder().encode(mark + raw);
    const isWhole = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) === mark + raw;
    const isOpen = first !== undefined && !isApplied(first.finding.proposal.state);
    const isWritable = isWhole && isOpen && reference.finding !== undefined && !reference.applied;
    return { text, base, bytes, isWritable };
  }

  /** The proposals that a preview shows, and the file that they are in now: names of files change. */
  #entriesOf(uri: vscode.Uri): Shown | undefined {
    const reference = parseQuery(uri.query);
    const session = reference && this.#sessions.byRun(reference.run);
    if (!session) {
      return undefined;
    }
    const { finding, among = '' } = reference;
    const named = uri.with({ scheme: session.folder.scheme, query: '' });
    if (finding !== undefined) {
      const entry = session.queue.entry(finding);
      return entry
        ? { session, file: fileUri(session.folder, entry.file.path), entries: [entry] }
        : { session, file: named, entries: [] };
    }
    const path = relativePath(session.folder, named);
    const chosen = this.#choices.get(among);
    const entries = session.queue
      .waiting()
      .filter((entry) => entry.file.path === path && (chosen?.has(entry.finding.id) ?? true));
    return { session, file: named, entries };
  }
}

function shownBy({ loaded, text, base }: Served): Made {
  return loaded ?? { text, base };
}

function withoutMark(text: string): string {
  return text.startsWith(mark) ? text.slice(mark.length) : text;
}

function laterThan(before: Served | undefined): number {
  return Math.max(Date.now(), (before?.mtime ?? 0) + 1);
}
