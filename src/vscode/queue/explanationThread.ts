import * as vscode from 'vscode';
import { newsOf } from '../../core/report/historyText';
import type { DocumentationOf } from '../../core/strategy/rules';
import type { Finding } from '../../core/types';
import { findingDetails } from '../facts/findingDetails';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds, commentControllerId } from '../ids';
import type { Log } from '../log';
import { joinParts, oneLine } from '../plainText';
import type { Sessions } from '../sessions';
import { Throttle } from '../throttle';
import type { Previews, Target } from './preview';

/** What an explanation is made from. */
export interface ExplanationThreadDependencies {
  readonly sessions: Sessions;
  readonly previews: Previews;
  readonly documentationOf: DocumentationOf;
  readonly log: Pick<Log, 'error' | 'show'>;
}

/** So often at most the explanation is brought in line with what it speaks of, in milliseconds. */
const refreshMs = 100;

/** A change of more lines is explained under its first one: under its last one nobody would see both. */
const longestChange = 12;

/**
 * Says in the preview in front, at the change, why it is proposed: a comment thread, the only one. It is no Markdown, so
 * that no address in the words of a model becomes a link.
 */
export class ExplanationThread implements vscode.Disposable {
  readonly #dependencies: ExplanationThreadDependencies;
  readonly #controller = vscode.comments.createCommentController(commentControllerId, 'Folder Review');
  readonly #subscription: vscode.Disposable;
  readonly #refresh = new Throttle(refreshMs, () => this.#show());
  #thread: vscode.CommentThread | undefined;
  #said = '';

  constructor(dependencies: ExplanationThreadDependencies) {
    this.#dependencies = dependencies;
    const refresh = () => this.#refresh.request();
    this.#subscription = vscode.Disposable.from(
      this.#refresh,
      this.#controller,
      vscode.window.tabGroups.onDidChangeTabs(refresh),
      vscode.window.tabGroups.onDidChangeTabGroups(refresh),
      vscode.workspace.onDidChangeTextDocument(
        ({ document }) => document.uri.path === this.#thread?.uri.path && refresh(),
      ),
      dependencies.sessions.onDidChange(refresh),
      registerGuardedCommand(commandIds.focusExplanation, dependencies.log, () => this.#focus()),
    );
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** The editor knows the thread at the cursor, and no other. */
  async #focus(): Promise<void> {
    const thread = this.#thread;
    const editor = vscode.window.visibleTextEditors.find(({ document }) => `${document.uri}` === `${thread?.uri}`);
    if (editor && thread?.range) {
      editor.selection = new vscode.Selection(thread.range.start, thread.range.start);
      await vscode.commands.executeCommand('workbench.action.focusCommentOnCurrentLine');
    }
  }

  #show(): void {
    const { previews } = this.#dependencies;
    const uri = previews.activeUri() ?? this.#thread?.uri;
    const target = uri && previews.targetOf(uri);
    const change = target && previews.isInSight(target) ? previews.changeOf(target) : undefined;
    if (`${this.#thread?.uri}` !== `${uri}` || !change) {
      this.#thread?.dispose();
      this.#thread = undefined;
    }
    if (uri && target && change) {
      this.#say(uri, target, change);
    }
  }

  #say(uri: vscode.Uri, { session, entry: { file, finding } }: Target, change: vscode.Range): void {
    const news = newsOf(session.run.store, file.path, finding);
    const body = findingDetails(finding, session.textHash(file.path), news).join('\n\n');
    const title = oneLine(finding.title);
    const label = oneLine(joinParts([severityNames[finding.severity], sourceOf(finding)]));
    const range = explained(change);
    const isDocumented = this.#dependencies.documentationOf(finding) !== undefined;
    const said = JSON.stringify([label, title, body, range, isDocumented]);
    if (this.#thread && said === this.#said) {
      return;
    }
    // The one line of a comment that stands out is who wrote it.
    const comments = [{ author: { name: title }, body, mode: vscode.CommentMode.Preview }];
    this.#said = said;
    this.#thread ??= this.#begin(uri, range);
    this.#thread.range = range;
    this.#thread.comments = comments;
    this.#thread.label = label;
    this.#thread.contextValue = isDocumented ? 'documented' : 'plain';
  }

  #begin(uri: vscode.Uri, range: vscode.Range): vscode.CommentThread {
    const thread = this.#controller.createCommentThread(uri, range, []);
    thread.canReply = false;
    // The list of all comments comes up by itself for what is not resolved.
    thread.state = vscode.CommentThreadState.Resolved;
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    return thread;
  }
}

const severityNames = { error: 'Error', warning: 'Warning', info: 'Info' } as const;

function sourceOf({ source, rule }: Finding): string {
  return rule === undefined ? source : `${source}/${rule}`;
}

function explained({ start, end }: vscode.Range): vscode.Range {
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return new vscode.Range(start.line, 0, last - start.line < longestChange ? last : start.line, 0);
}
