import * as vscode from 'vscode';
import type { EndpointCheck } from '../../core/endpoints/endpointSetup';
import type { EndpointOptions } from '../../core/options';
import { registerGuardedCommand } from '../guardedCommand';
import { checkScheme, commandIds, settingsSection } from '../ids';
import type { Log } from '../log';
import { oneLine } from '../plainText';
import { readSettings } from '../settings';
import { TextPage } from '../textPage';
import { type CheckedEndpoint, checkReport, firstFailure, verdict } from './checkReport';
import { editorSetupUi, type SetupUi } from './setupUi';

/** What the check needs from the world. */
export interface CheckSetupDependencies {
  /** Tries one endpoint, which has it review a few lines. */
  readonly check: (endpoint: EndpointOptions, signal: AbortSignal) => Promise<EndpointCheck>;
  readonly ui?: SetupUi;
}

/** The command that tries every endpoint in the settings and shows what came of it. Nothing else ever runs it. */
export function registerCheckSetup(
  dependencies: CheckSetupDependencies & { readonly log: Pick<Log, 'error' | 'show'> },
): vscode.Disposable {
  const empty = 'Run “Folder Review: Check Setup” to see here how the endpoints fare.\n';
  const page = new TextPage(checkScheme, 'Folder Review Setup', empty);
  return vscode.Disposable.from(
    page,
    registerGuardedCommand(commandIds.checkSetup, dependencies.log, () => checkSetup(dependencies, page)),
  );
}

const buttons = {
  'Use a Model': () => vscode.commands.executeCommand(commandIds.useModel),
  'Set API Key': () => vscode.commands.executeCommand(commandIds.setKey),
  'Open Settings': () =>
    vscode.commands.executeCommand('workbench.action.openSettings', `${settingsSection}.endpoints`),
} as const;
type Button = keyof typeof buttons;

/** Tries the endpoints all at once, as a review would use them. */
export async function checkSetup(
  { check, ui = editorSetupUi }: CheckSetupDependencies,
  page: Pick<TextPage, 'show'>,
): Promise<void> {
  const read = readSettings(vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/'));
  if (read.kind === 'invalid') {
    await offer(ui, 'error', read.message, ['Open Settings']);
    return;
  }
  const { endpoints, reviewers } = read.settings;
  if (endpoints.length === 0) {
    await offer(ui, 'info', 'No model is set up, so there is nothing to check.', ['Use a Model']);
    return;
  }
  const checked = await checkAll(endpoints, check, ui);
  if (checked.every((endpoint) => endpoint.check.kind === 'cancelled')) {
    return;
  }
  await page.show(checkReport(checked, reviewers.includes('model')));
  const [failed, ...others] = checked.filter((endpoint) => firstFailure(endpoint.check));
  if (failed) {
    const why = `${failed.options.id} cannot be used: ${oneLine(firstFailure(failed.check)?.message ?? '')}`;
    const message = others.length === 0 ? why : verdict(checked);
    await offer(ui, 'warning', message, Object.keys(buttons) as Button[]);
  } else {
    ui.status(verdict(checked));
  }
}

function checkAll(
  endpoints: readonly EndpointOptions[],
  check: CheckSetupDependencies['check'],
  ui: SetupUi,
): Promise<readonly CheckedEndpoint[]> {
  const [only] = endpoints;
  const what = endpoints.length === 1 && only ? only.id : `${endpoints.length} endpoints`;
  return ui.progress(`Checking ${what}`, (signal, report) => {
    let ended = 0;
    return Promise.all(
      endpoints.map(async (options) => {
        const result = await check(options, signal);
        ended++;
        report(endpoints.length > 1 ? `${ended} done` : '');
        return { options, check: result };
      }),
    );
  });
}

async function offer(
  ui: SetupUi,
  level: 'info' | 'warning' | 'error',
  message: string,
  choices: readonly Button[],
): Promise<void> {
  const answer = await ui.tell(level, message, ...choices);
  const chosen = choices.find((choice) => choice === answer);
  if (chosen) {
    await buttons[chosen]();
  }
}
