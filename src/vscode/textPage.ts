import * as vscode from 'vscode';

/** A document of ours: plain text that cannot be edited, in an editor like any other. */
export class TextPage implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #uri: vscode.Uri;
  readonly #empty: string;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registration: vscode.Disposable;
  #text: string | undefined;

  /**
   * @param scheme its own
   * @param title of its tab
   * @param empty what it says when there is nothing to show: after a reload the editor is still open
   */
  constructor(scheme: string, title: string, empty: string) {
    this.#uri = vscode.Uri.from({ scheme, path: `/${title}` });
    this.#empty = empty;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  provideTextDocumentContent(): string {
    return this.#text ?? this.#empty;
  }

  /** @param column where it is opened; by default among the editors that have the focus */
  async show(text: string, column: vscode.ViewColumn = vscode.ViewColumn.Active): Promise<void> {
    this.#text = text;
    this.#changed.fire(this.#uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(this.#uri), column);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
