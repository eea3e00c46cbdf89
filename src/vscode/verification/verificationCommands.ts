import * as vscode from 'vscode';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds, commandsScheme, outputScheme } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import type { Previews } from '../queue/preview';
import { subjectOf } from '../queue/queueTarget';
import type { Sessions } from '../sessions';
import { TextPage } from '../textPage';
import { editorUi } from '../ui';
import { outputText } from './outputText';
import { Verifications, type VerificationsDependencies } from './verifications';
import { createVerificationUi } from './verificationUi';

export interface VerificationCommandsDependencies extends Omit<VerificationsDependencies, 'ui' | 'previews' | 'log'> {
  readonly previews: Previews;
  readonly log: Log;
}

/** The commands that set up and run verifications and show what came of them. */
export function registerVerificationCommands(dependencies: VerificationCommandsDependencies): vscode.Disposable {
  const { sessions, previews, log } = dependencies;
  const question = new TextPage(
    commandsScheme,
    t('Commands'),
    `${t('Set up verification to see here what would run.')}\n`,
  );
  const empty = t('Show the output of a proposal to see it here.');
  const output = new TextPage(outputScheme, t('Verification Output'), `${empty}\n`);
  const verifications = new Verifications({ ...dependencies, ui: createVerificationUi(question) });
  return vscode.Disposable.from(
    ...[question, output, verifications],
    registerGuardedCommand(commandIds.setUpVerification, log, (argument) => verifications.setUp(argument)),
    registerGuardedCommand(commandIds.verify, log, (argument, how) =>
      // A click on several rows brings them as the second argument.
      verifications.verify(argument, typeof how === 'string'),
    ),
    registerGuardedCommand(commandIds.showVerificationOutput, log, (argument) =>
      showOutput(argument, sessions, previews, output),
    ),
  );
}

/** Shows what commands printed of a row's proposal, or of the one whose preview is in front; beside its preview alone. */
async function showOutput(argument: unknown, sessions: Sessions, previews: Previews, page: TextPage): Promise<void> {
  const subject = subjectOf(argument, sessions, previews);
  const { proof } = subject?.kind === 'proposal' ? subject.entry.finding.proposal : {};
  if (subject?.kind !== 'proposal' || proof?.output === undefined) {
    editorUi.problem(t('There is no output of a verification here.'));
    return;
  }
  const text = await subject.session.verifier.output(proof.output);
  if (text === undefined) {
    editorUi.problem(t('The output of this verification is no longer there.'));
    return;
  }
  const column = previews.isInSight(subject) ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
  await page.show(outputText(subject.entry.finding.title, proof, text), column);
}
