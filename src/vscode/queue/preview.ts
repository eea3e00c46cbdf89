import * as vscode from 'vscode';
import type { QueueEntry } from '../../core/queue/queueEntry';
import { counted } from '../../core/text/counted';
import { errorMessage } from '../../core/text/errorMessage';
import { LineIndex } from '../../core/text/lines';
import { fileUri, openDocument, relativePath, textOf } from '../documents';
import { shortProofWords } from '../facts/proofWords';
import { previewScheme } from '../ids';
import { Once } from '../once';
import { rangeOf } from '../problems/problemItems';
import type { ReviewSession, Sessions } from '../sessions';
import { closeTabs, previewIn, tabsOf } from './previewTabs';
import { type PreviewReference, type PreviewText, parseQuery, previewText, previewTitle, toQuery } from './previewText';

/** A proposal with the session it belongs to. */
export interface Target {
  readonly session: ReviewSession;
  readonly entry: QueueEntry;
}

export type ShowOutcome =
  | { readonly kind: 'shown' }
  /** The reviewed text is no longer there. */
  | { readonly kind: 'stale'; readonly reason: string }
  | { readonly kind: 'failed'; readonly message: string };

/** The multi-diff editor loads every file of a page at once. */
const filesPerPage = 60;

/** Shows proposals as differences between a file and a virtual document with the proposal in it. */
export class Previews implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #sessions: Sessions;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription: vscode.Disposable;
  /** The edits that were shown by themselves since the window was opened. */
  readonly #shown = new WeakSet<object>();
  readonly #once = new Once();
  /** The reviews there were when last looked. */
  #runs: ReadonlySet<string>;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
    this.#runs = runsOf(sessions);
    this.#subscription = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(previewScheme, this),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#refreshFile(document.uri)),
      sessions.onDidChange(({ paths }) => {
        for (const [session, changed] of paths) {
          for (const path of changed) {
            this.#refreshFile(fileUri(session.folder, path));
          }
        }
        void this.#closeOfRemoved();
        this.#retitleSoon();
      }),
      vscode.window.tabGroups.onDidChangeTabs(() => this.#retitleSoon()),
    );
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** The present text of the file with the proposals in it; without those that have no place in it any more. */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string | undefined> {
    const reference = parseQuery(uri.query);
    const session = reference && this.#sessions.byRun(reference.run);
    if (!session) {
      return undefined;
    }
    const file = uri.with({ scheme: session.folder.scheme, query: '' });
    const document = await vscode.workspace.openTextDocument(file);
    const entries = entriesOf(session, relativePath(session.folder, file), reference);
    const [first] = entries;
    const text =
      reference.applied && first
        ? ((await session.queue.textMade(first)) ?? '')
        : previewText(session.queue, entries, textOf(document)).text;
    return document.eol === vscode.EndOfLine.CRLF ? text.replaceAll('\n', '\r\n') : text;
  }

  /** Opens the difference a proposal makes and takes the proposal in hand. */
  async show(target: Target): Promise<ShowOutcome> {
    const outcome = await this.#open(target, { preview: true });
    if (outcome.kind === 'shown') {
      target.session.queue.hold(target.entry.finding.id);
      this.#shown.add(target.entry.finding.proposal.edits);
    }
    return outcome;
  }

  /** Opens it under the title that is right now, and closes it under any other. */
  async #open(target: Target, options: vscode.TextDocumentShowOptions): Promise<ShowOutcome> {
    const { session, entry } = target;
    const file = fileUri(session.folder, entry.file.path);
    const document = await openFile(file);
    if ('kind' in document) {
      return document;
    }
    const preview = previewText(session.queue, [entry], textOf(document));
    if (preview.leftOut[0]) {
      return { kind: 'stale', reason: preview.leftOut[0].reason };
    }
    const cursor = cursorAt(firstChangeIn(preview));
    const proven = provenOf(target);
    const reference = { run: session.run.store.header.id, finding: entry.finding.id, proven };
    const title = previewTitle(entry, session.queue.waiting(), proven);
    await vscode.commands.executeCommand('vscode.diff', file, previewUri(file, reference), title, {
      selection: new vscode.Range(cursor, cursor),
      ...options,
    });
    await closeTabs((other) => isReferenceTo(other, target) && other.proven !== proven);
    return { kind: 'shown' };
  }

  #retitleSoon(): void {
    void this.#once.run('titles', () => this.#retitle());
  }

  /** A preview in front whose title no longer says what commands say is opened anew, where it is. */
  async #retitle(): Promise<void> {
    for (const { activeTab, viewColumn } of vscode.window.tabGroups.all) {
      const uri = previewIn(activeTab);
      const target = uri && this.targetOf(uri);
      if (activeTab && target && parseQuery(uri.query)?.proven !== provenOf(target)) {
        const editor = vscode.window.visibleTextEditors.find(({ document }) => `${document.uri}` === `${uri}`);
        await this.#open(target, {
          ...{ viewColumn, preserveFocus: true, preview: activeTab.isPreview },
          ...(editor && { selection: editor.selection }),
        });
      }
    }
  }

  /** Whether the person has had the difference that a proposal makes before them, by itself, as it is now. */
  wasShown({ finding }: QueueEntry): boolean {
    return this.#shown.has(finding.proposal.edits);
  }

  /** The files with waiting proposals, in pages the multi-diff editor can bear. */
  pages(session: ReviewSession): readonly (readonly string[])[] {
    const paths = [...new Set(session.queue.waiting().map(({ file }) => file.path))];
    const count = Math.ceil(paths.length / filesPerPage);
    return Array.from({ length: count }, (_, page) => paths.slice(page * filesPerPage, (page + 1) * filesPerPage));
  }

  /** Opens the differences all waiting proposals of some files make. Answers with how many could not be shown. */
  async showAll(session: ReviewSession, paths: readonly string[]): Promise<{ shown: number; leftOut: number }> {
    const resources: [vscode.Uri, vscode.Uri, vscode.Uri][] = [];
    const total = { shown: 0, leftOut: 0 };
    const reference = { run: session.run.store.header.id };
    for (const path of paths) {
      const file = fileUri(session.folder, path);
      const document = await openFile(file);
      const entries = entriesOf(session, path, reference);
      const shown = 'kind' in document ? 0 : previewText(session.queue, entries, textOf(document)).shown.length;
      total.shown += shown;
      total.leftOut += entries.length - shown;
      if (shown > 0) {
        resources.push([file, file, previewUri(file, reference)]);
      }
    }
    if (resources.length > 0) {
      // The editor adds the number of files.
      const title = `Folder Review: ${counted(total.shown, 'proposal')}`;
      await vscode.commands.executeCommand('vscode.changes', title, resources);
    }
    return total;
  }

  /** The proposal whose preview has the focus among the editors. */
  active(): Target | undefined {
    const uri = this.activeUri();
    return uri && this.targetOf(uri);
  }

  /** The virtual document of the preview that has the focus among the editors. */
  activeUri(): vscode.Uri | undefined {
    return previewIn(vscode.window.tabGroups.activeTabGroup.activeTab);
  }

  /** What the first change of a proposal brings, in its preview; undefined where there is none. */
  changeOf({ session, entry }: Target): vscode.Range | undefined {
    const document = openDocument(fileUri(session.folder, entry.file.path));
    const preview = document && previewText(session.queue, [entry], textOf(document));
    return preview?.shown.length ? firstChangeIn(preview) : undefined;
  }

  /** The proposal a preview's URI stands for. */
  targetOf(uri: vscode.Uri): Target | undefined {
    const reference = uri.scheme === previewScheme ? parseQuery(uri.query) : undefined;
    return reference?.finding === undefined ? undefined : this.#sessions.entry(reference.run, reference.finding);
  }

  isOpen(target: Target): boolean {
    return tabsOf((reference) => isReferenceTo(reference, target)).length > 0;
  }

  /** Whether its preview is in front among the editors of its group. */
  isInSight(target: Target): boolean {
    return tabsOf((reference) => isReferenceTo(reference, target)).some(({ isActive }) => isActive);
  }

  async close(target: Target): Promise<void> {
    await closeTabs((reference) => isReferenceTo(reference, target));
  }

  #refreshFile(file: vscode.Uri): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === previewScheme && uri.path === file.path && file.scheme !== previewScheme) {
        this.#changed.fire(uri);
      }
    }
  }

  /** A review that was cleared takes its previews with it. */
  async #closeOfRemoved(): Promise<void> {
    const before = this.#runs;
    const now = runsOf(this.#sessions);
    this.#runs = now;
    await closeTabs(({ run }) => before.has(run) && !now.has(run));
  }
}

/** A change of so many characters fits into an editor from side to side. */
const narrow = 40;

/** The editor shows where the cursor is, and of a line that is wider than itself what stands before that. */
function cursorAt({ start, end, isSingleLine }: vscode.Range): vscode.Position {
  return isSingleLine && end.character - start.character <= narrow ? end : start;
}

function firstChangeIn({ text, firstChange }: PreviewText): vscode.Range {
  return rangeOf(new LineIndex(text), firstChange);
}

function runsOf(sessions: Sessions): ReadonlySet<string> {
  return new Set(sessions.all().map(({ run }) => run.store.header.id));
}

/** What the title of its preview says of a proof; undefined where there is none. */
function provenOf({ session, entry: { file, finding } }: Target): string | undefined {
  const words = shortProofWords(finding.proposal, session.textHash(file.path));
  return words.length > 0 ? words.join(', ') : undefined;
}

function entriesOf(session: ReviewSession, path: string | undefined, { finding }: PreviewReference): QueueEntry[] {
  if (finding === undefined) {
    return session.queue.waiting().filter(({ file }) => file.path === path);
  }
  const entry = session.queue.entry(finding);
  return entry && entry.file.path === path ? [entry] : [];
}

/** The file's own path, so that icon and language follow its name. */
function previewUri(file: vscode.Uri, reference: PreviewReference): vscode.Uri {
  return file.with({ scheme: previewScheme, query: toQuery(reference) });
}

/** The document with the text that a proposal made when it was applied last. */
export function appliedUri(session: ReviewSession, { file, finding }: QueueEntry): vscode.Uri {
  const reference = { run: session.run.store.header.id, finding: finding.id, applied: true } as const;
  return previewUri(fileUri(session.folder, file.path), reference);
}

async function openFile(file: vscode.Uri): Promise<vscode.TextDocument | Exclude<ShowOutcome, { kind: 'shown' }>> {
  try {
    await vscode.workspace.fs.stat(file);
    return await vscode.workspace.openTextDocument(file);
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') {
      return { kind: 'stale', reason: 'the file was deleted' };
    }
    return { kind: 'failed', message: errorMessage(error) };
  }
}

function isReferenceTo(reference: PreviewReference, { session, entry }: Target): boolean {
  return reference.run === session.run.store.header.id && reference.finding === entry.finding.id;
}
