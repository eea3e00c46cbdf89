import * as vscode from 'vscode';
import { textChanges } from '../../core/edits/textChanges';
import { groupBy } from '../../core/groupBy';
import type { QueueEntry } from '../../core/queue/queueEntry';
import { errorMessage } from '../../core/text/errorMessage';
import { LineIndex } from '../../core/text/lines';
import { reasons } from '../../core/text/reasons';
import { recordedText } from '../../core/text/recorded';
import { fileUri, openDocument, textOf } from '../documents';
import { shortProofWords } from '../facts/proofWords';
import { previewScheme } from '../ids';
import { t } from '../l10n';
import { Once } from '../once';
import { rangeOf } from '../problems/problemItems';
import type { ReviewSession, Sessions } from '../sessions';
import { PreviewFiles } from './previewFiles';
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

/** Proposals that are shown together. */
interface ShownTogether {
  readonly shown: number;
  /** Those that overlap with others, or whose files have changed. */
  readonly leftOut: number;
  /** Shows only these of them from now on. */
  choose(entries: readonly QueueEntry[]): void;
}

/** Shows proposals as differences between a file and a virtual one with the proposal in it. */
export class Previews implements vscode.Disposable {
  readonly #sessions: Sessions;
  readonly #files: PreviewFiles;
  readonly #subscription: vscode.Disposable;
  /** The edits that were shown by themselves since the window was opened. */
  readonly #shown = new WeakSet<object>();
  readonly #once = new Once();
  /** The reviews there were when last looked. */
  #runs: ReadonlySet<string>;

  /** @param restored resolves when the reviews of an earlier window are there again, or will not be */
  constructor(sessions: Sessions, restored?: () => Promise<unknown>) {
    this.#sessions = sessions;
    this.#files = new PreviewFiles(sessions, restored);
    this.#runs = runsOf(sessions);
    this.#subscription = vscode.Disposable.from(
      this.#files,
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#files.refresh(document.uri)),
      sessions.onDidChange(({ paths }) => {
        for (const [session, changed] of paths) {
          for (const path of changed) {
            this.#files.refresh(fileUri(session.folder, path));
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
    const [leftOut] = preview.leftOut;
    if (leftOut && entry.finding.proposal.draft) {
      return {
        kind: 'failed',
        message: t('what you wrote has no place in the file any more: {0}', recordedText(leftOut.reason, t)),
      };
    }
    if (leftOut) {
      return { kind: 'stale', reason: leftOut.reason };
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
      // Where a person types nothing is opened anew: how to take back what they typed would be gone.
      const isEdited = target?.entry.finding.proposal.draft !== undefined || (uri && openDocument(uri)?.isDirty);
      if (activeTab && target && !isEdited && parseQuery(uri.query)?.proven !== provenOf(target)) {
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

  /**
   * Opens the differences that some waiting proposals make, file by file, and later those of a choice among them. Answers
   * with how many could not be shown.
   */
  async showAll(session: ReviewSession, entries: readonly QueueEntry[]): Promise<ShownTogether> {
    const resources: [vscode.Uri, vscode.Uri, vscode.Uri][] = [];
    const total = { shown: 0, leftOut: 0 };
    const among = this.#files.newChoice();
    const choose = (chosen: readonly QueueEntry[]) => {
      this.#files.choose(among, new Set(chosen.map(({ finding }) => finding.id)));
      for (const [file] of resources) {
        this.#files.refresh(file);
      }
    };
    choose(entries);
    const reference = { run: session.run.store.header.id, among };
    for (const [path, own] of groupBy(entries, ({ file }) => file.path)) {
      const file = fileUri(session.folder, path);
      const document = await openFile(file);
      const shown = 'kind' in document ? 0 : previewText(session.queue, own, textOf(document)).shown.length;
      total.shown += shown;
      total.leftOut += own.length - shown;
      if (shown > 0) {
        resources.push([file, file, previewUri(file, reference)]);
      }
    }
    if (resources.length > 0) {
      // The editor adds the number of files.
      const title = t('Folder Review: {0, plural, one {# proposal} other {# proposals}}', total.shown);
      await vscode.commands.executeCommand('vscode.changes', title, resources);
    }
    return { ...total, choose };
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

  /** The right side of the preview of a proposal, where that is in sight. */
  editorOf(target: Target): vscode.TextEditor | undefined {
    return vscode.window.visibleTextEditors.find(({ document: { uri } }) => {
      const reference = uri.scheme === previewScheme ? parseQuery(uri.query) : undefined;
      return reference !== undefined && !reference.applied && isReferenceTo(reference, target);
    });
  }

  /** What the first change of a proposal brings, in its preview, and how many there are; undefined where there is none. */
  changeOf({ session, entry }: Target): { readonly range: vscode.Range; readonly of: number } | undefined {
    const document = openDocument(fileUri(session.folder, entry.file.path));
    const base = document && textOf(document);
    const preview = base === undefined ? undefined : previewText(session.queue, [entry], base);
    return base !== undefined && preview?.shown.length
      ? { range: firstChangeIn(preview), of: textChanges(base, preview.text).length }
      : undefined;
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

  /** The text of the file that an open preview was made from; undefined for one that is not open. */
  baseOf(uri: vscode.Uri): string | undefined {
    return this.#files.baseOf(uri);
  }

  /** Keeps what a person has typed in the previews of a proposal, saved or not, so that it is what is applied. */
  keepTyped({ session, entry }: Target): ReturnType<PreviewFiles['keepTyped']> {
    return this.#files.keepTyped(session, entry.finding.id);
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
      return { kind: 'stale', reason: reasons.fileDeleted };
    }
    return { kind: 'failed', message: errorMessage(error) };
  }
}

function isReferenceTo(reference: PreviewReference, { session, entry }: Target): boolean {
  return reference.run === session.run.store.header.id && reference.finding === entry.finding.id;
}
