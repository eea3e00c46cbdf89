import * as vscode from 'vscode';
import { toElementId } from '../elements';
import { folderName } from '../folders';
import { commandIds, reportView } from '../ids';
import { t } from '../l10n';
import { oneLine } from '../plainText';
import { turnOffArgument } from '../rules/turnOffRule';
import { type ShownRun, storeOf } from '../sessions';

/**
 * The report pages of reviews, one editor for each. The page is the one that is exported: its own content policy allows
 * its script and its style alone, and it gets no access to files.
 */
export class ReportPages implements vscode.Disposable {
  readonly #panels = new Map<string, vscode.WebviewPanel>();

  /** Shows the report of a review as it is now. */
  async show(run: ShownRun): Promise<void> {
    const { id } = storeOf(run).header;
    const html = await run.reports.page();
    const panel = this.#panels.get(id) ?? this.#open(id, t('Report: {0}', oneLine(folderName(run.folder))));
    panel.webview.html = html;
    panel.reveal();
  }

  dispose(): void {
    for (const panel of [...this.#panels.values()]) {
      panel.dispose();
    }
  }

  #open(run: string, title: string): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(reportView, title, vscode.ViewColumn.Active, {
      enableScripts: true,
      enableFindWidget: true,
      localResourceRoots: [],
      // To read a large one again takes longer than a person wants to wait when they come back to it.
      retainContextWhenHidden: true,
    });
    this.#panels.set(run, panel);
    panel.onDidDispose(() => this.#panels.delete(run));
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const rule = textIn(message, 'turnOff');
      if (rule !== undefined) {
        void vscode.commands.executeCommand(commandIds.turnOffRule, turnOffArgument(rule));
      }
      const finding = textIn(message, 'open');
      if (finding !== undefined) {
        void vscode.commands.executeCommand(commandIds.openFinding, toElementId({ kind: 'finding', run, finding }));
      }
    });
    return panel;
  }
}

/** What the page asks for under a name: a finding to be opened, a rule to be switched off. */
function textIn(message: unknown, name: 'open' | 'turnOff'): string | undefined {
  const said: unknown = typeof message === 'object' && message !== null ? Reflect.get(message, name) : undefined;
  return typeof said === 'string' ? said : undefined;
}
