import * as vscode from 'vscode';
import { newsOf } from '../../core/report/historyText';
import type { DocumentationOf } from '../../core/strategy/rules';
import { toElementId } from '../elements';
import { beginThread, fillThread, threadText } from '../facts/findingThread';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds, explanationControllerId } from '../ids';
import type { Log } from '../log';
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
 * Says in the preview in front, at the change, why it is proposed: a comment thread, the only one.
 */
export class ExplanationThread implements vscode.Disposable {
  readonly #dependencies: ExplanationThreadDependencies;
  readonly #controller = vscode.comments.createCommentController(explanationControllerId, 'Folder Review');
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
      this.#say(uri, target, change.range, change.of > 1);
    }
  }

  #say(
    uri: vscode.Uri,
    { session, entry: { file, finding } }: Target,
    change: vscode.Range,
    hasSeveral: boolean,
  ): void {
    const text = threadText(finding, {
      textHash: session.textHash(file.path),
      news: newsOf(session.run.store, file.path, finding),
      isDocumented: this.#dependencies.documentationOf(finding) !== undefined,
      hasSeveral,
    });
    const range = explained(change);
    const said = JSON.stringify([text, range]);
    if (!this.#thread) {
      const element = toElementId({ kind: 'finding', run: session.run.store.header.id, finding: finding.id });
      this.#thread = beginThread(this.#controller, uri, range, element);
      this.#thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    } else if (said === this.#said) {
      return;
    }
    this.#said = said;
    this.#thread.range = range;
    fillThread(this.#thread, text);
  }
}

function explained({ start, end }: vscode.Range): vscode.Range {
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return new vscode.Range(start.line, 0, last - start.line < longestChange ? last : start.line, 0);
}
