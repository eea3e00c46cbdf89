import * as vscode from 'vscode';
import type { DocumentationOf } from '../../core/strategy/rules';
import type { Finding } from '../../core/types';
import { parseElementId } from '../elements';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import type { Previews } from '../queue/preview';
import { subjectOf } from '../queue/queueTarget';
import { type Sessions, storeOf } from '../sessions';

/** What it takes to open documentation. */
export interface OpenDocumentationDependencies {
  readonly sessions: Sessions;
  readonly previews: Previews;
  readonly documentationOf: DocumentationOf;
  readonly log: Pick<Log, 'error' | 'show'>;
}

/** The command that shows, in the browser, what the rule behind a finding is documented to look for. */
export function registerOpenDocumentation(dependencies: OpenDocumentationDependencies): vscode.Disposable {
  return registerGuardedCommand(commandIds.openDocumentation, dependencies.log, (argument) =>
    openDocumentation(argument, dependencies),
  );
}

async function openDocumentation(argument: unknown, dependencies: OpenDocumentationDependencies): Promise<void> {
  const finding = findingOf(argument, dependencies);
  const address = finding && dependencies.documentationOf(finding);
  if (address === undefined) {
    void vscode.window.showInformationMessage(
      finding
        ? t('There is no documentation for this finding.')
        : t('Choose a finding in the Folder Review view first.'),
    );
  } else {
    await vscode.env.openExternal(vscode.Uri.parse(address, true));
  }
}

function findingOf(argument: unknown, { sessions, previews }: OpenDocumentationDependencies): Finding | undefined {
  const element = parseElementId(argument);
  const shown = element?.kind === 'finding' ? sessions.shownByRun(element.run) : undefined;
  if (shown && element?.kind === 'finding') {
    return storeOf(shown).finding(element.finding)?.finding;
  }
  const subject = subjectOf(argument, sessions, previews);
  return subject?.kind === 'proposal' ? subject.entry.finding : undefined;
}
