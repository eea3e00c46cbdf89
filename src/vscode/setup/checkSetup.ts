import * as vscode from 'vscode';
import type { EndpointCheck } from '../../core/endpoints/endpointSetup';
import type { EndpointOptions } from '../../core/options';
import { registerGuardedCommand } from '../guardedCommand';
import { checkScheme, commandIds, settingsSection } from '../ids';
import { t } from '../l10n';
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
  const empty = `${t('Run “Folder Review: Check Setup” to see the state of each endpoint here.')}\n`;
  const page = new TextPage(checkScheme, t('Folder Review Setup'), empty);
  return vscode.Disposable.from(
    page,
    registerGuardedCommand(commandIds.checkSetup, dependencies.log, () => checkSetup(dependencies, page)),
  );
}

interface Button {
  readonly label: string;
  readonly press: () => Thenable<unknown>;
}

const modelButton: Button = {
  label: t('Use a Model'),
  press: () => vscode.commands.executeCommand(commandIds.useModel),
};
const keyButton: Button = {
  label: t('Set API Key'),
  press: () => vscode.commands.executeCommand(commandIds.setKey),
};
const settingsButton: Button = {
  label: t('Open Settings'),
  press: () => vscode.commands.executeCommand('workbench.action.openSettings', `${settingsSection}.endpoints`),
};

/** Tries the endpoints all at once, as a review would use them. */
export async function checkSetup(
  { check, ui = editorSetupUi }: CheckSetupDependencies,
  page: Pick<TextPage, 'show'>,
): Promise<void> {
  const read = readSettings(vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/'));
  if (read.kind === 'invalid') {
    await offer(ui, 'error', read.message, [settingsButton]);
    return;
  }
  const { endpoints, reviewers } = read.settings;
  if (endpoints.length === 0) {
    await offer(ui, 'info', t('No model is set up, so there is nothing to check.'), [modelButton]);
    return;
  }
  const checked = await checkAll(endpoints, check, ui);
  if (checked.every((endpoint) => endpoint.check.kind === 'cancelled')) {
    return;
  }
  await page.show(checkReport(checked, reviewers.includes('model')));
  const [failed, ...others] = checked.filter((endpoint) => firstFailure(endpoint.check));
  if (failed) {
    const problem = oneLine(firstFailure(failed.check)?.message ?? '');
    const why = t('{0} cannot be used: {1}', failed.options.id, problem);
    const message = others.length === 0 ? why : verdict(checked);
    await offer(ui, 'warning', message, [modelButton, keyButton, settingsButton]);
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
  const title =
    endpoints.length === 1 && only ? t('Checking {0}', only.id) : t('Checking {0} endpoints', endpoints.length);
  return ui.progress(title, (signal, report) => {
    let ended = 0;
    return Promise.all(
      endpoints.map(async (options) => {
        const result = await check(options, signal);
        ended++;
        report(endpoints.length > 1 ? t('{0} done', ended) : '');
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
  const answer = await ui.tell(level, message, ...choices.map(({ label }) => label));
  await choices.find(({ label }) => label === answer)?.press();
}
