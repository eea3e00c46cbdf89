import * as vscode from 'vscode';
import type { ReportFormat, ReportName } from '../../core/export/formats';
import { errorMessage } from '../../core/text/errorMessage';
import { parseElementId } from '../elements';
import { folderName } from '../folders';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import { oneLine } from '../plainText';
import type { Sessions, ShownRun } from '../sessions';
import { editorUi, type Ui } from '../ui';
import { ReportPages } from './reportPages';

/** How the reports speak with the person; tests bring their own. */
interface ReportUi extends Pick<Ui, 'pick' | 'offer'> {
  /** Asks where a file is to go. */
  chooseFile(suggested: vscode.Uri): Promise<vscode.Uri | undefined>;
}

export interface ReportsDependencies {
  readonly sessions: Sessions;
  readonly log: Pick<Log, 'error' | 'show'>;
  readonly ui?: ReportUi;
}

const editorReportUi: ReportUi = {
  pick: editorUi.pick,
  offer: editorUi.offer,
  chooseFile: async (defaultUri) =>
    vscode.window.showSaveDialog({ title: t('Export Report'), saveLabel: t('Export'), defaultUri }),
};

export function registerReportCommands(dependencies: ReportsDependencies): vscode.Disposable {
  const reports = new Reports(dependencies);
  const register = (id: string, run: (element: unknown) => Promise<void>) =>
    registerGuardedCommand(id, dependencies.log, run);
  return vscode.Disposable.from(
    reports,
    register(commandIds.showReport, (element) => reports.show(element)),
    register(commandIds.exportReport, (element) => reports.export(element)),
  );
}

/** Shows and exports what reviews have come to. */
export class Reports implements vscode.Disposable {
  readonly #sessions: Sessions;
  readonly #ui: ReportUi;
  readonly #pages = new ReportPages();

  constructor({ sessions, ui = editorReportUi }: Pick<ReportsDependencies, 'sessions' | 'ui'>) {
    this.#sessions = sessions;
    this.#ui = ui;
  }

  /** Opens the report page of a row's review, or of one that is picked. */
  async show(element?: unknown): Promise<void> {
    const session = await this.#choose(element, t('Show the report of which review?'));
    if (session) {
      await this.#pages.show(session);
    }
  }

  /** Writes a report of a review to a file: which and where is asked. */
  async export(element?: unknown): Promise<void> {
    const session = await this.#choose(element, t('Export the report of which review?'));
    const format = session && (await chooseFormat(this.#ui));
    // Not in the folder itself, where the next review would find it.
    const file = format && (await this.#ui.chooseFile(vscode.Uri.joinPath(session.folder, '..', format.file)));
    if (!file) {
      return;
    }
    if (file.scheme !== 'file') {
      const name = oneLine(file.toString(true));
      void this.#ui.offer('warning', t('A report can only be written to a file on disk; this is not one: {0}', name));
      return;
    }
    const path = oneLine(file.fsPath);
    try {
      await session.reports.write(format.name, file.fsPath);
    } catch (error) {
      void this.#ui.offer('warning', t('{0} could not be written: {1}', path, oneLine(errorMessage(error))));
      return;
    }
    void this.#ui.offer('info', t('Exported to {0}', path), openButton).then((answer) => {
      if (answer === openButton) {
        void vscode.commands.executeCommand('vscode.open', file);
      }
    });
  }

  dispose(): void {
    this.#pages.dispose();
  }

  /** The review of a row, the only one there is, or one that is picked; those that others have open, too. */
  async #choose(element: unknown, placeholder: string): Promise<ShownRun | undefined> {
    const all = this.#sessions.shown();
    const named = this.#sessions.shownByRun(parseElementId(element)?.run ?? '');
    if (named || all.length === 1) {
      return named ?? all[0];
    }
    if (all.length === 0) {
      void this.#ui.offer('info', t('There is no review to report. Review a folder first.'));
      return undefined;
    }
    const items = all.map((run) => ({
      label: `$(folder) ${oneLine(folderName(run.folder))}`,
      description: run.folder.fsPath,
      run,
    }));
    return (await this.#ui.pick(items, placeholder))?.run;
  }
}

const openButton = t('Open');

async function chooseFormat(ui: ReportUi): Promise<(ReportFormat & { readonly name: ReportName }) | undefined> {
  // With all that writes them, which the start of the editor does not wait for.
  const { reportFormats, reportNames } = await import('../../core/export/formats');
  const items = reportNames.map((name) => {
    const format = { ...reportFormats[name], name };
    return { label: format.title, description: format.file, detail: format.readers, format };
  });
  return (await ui.pick(items, t('Export in which format?')))?.format;
}
