import * as vscode from 'vscode';
import type { ServerKind } from '../../core/options';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds, settingsSection } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import {
  answerProblem,
  describeEndpoint,
  type EndpointEntry,
  entriesOf,
  freeId,
  idOf,
  indexOfSame,
  type NewEndpoint,
  withEndpoint,
} from './endpointEntries';
import { chooseLanguageModel, chooseServerModel, type ModelChoiceDependencies } from './modelChoice';
import { editorSetupUi, type SetupUi } from './setupUi';

/** What the choice of a model needs from the world. */
export interface UseModelDependencies extends Omit<ModelChoiceDependencies, 'ui'> {
  readonly ui?: SetupUi;
}

interface ServerItem extends vscode.QuickPickItem {
  readonly server?: { readonly kind: ServerKind; readonly url: string };
}

const kinds: readonly ServerItem[] = [
  {
    label: 'Ollama',
    description: t('on this machine or another one of yours'),
    server: { kind: 'ollama', url: 'http://127.0.0.1:11434' },
  },
  {
    label: t('OpenAI-compatible server'),
    description: t('vLLM, llama.cpp, LM Studio, OpenRouter, a gateway …'),
    server: { kind: 'openai', url: 'http://127.0.0.1:8000/v1' },
  },
  {
    label: 'Anthropic',
    description: t('needs a key'),
    server: { kind: 'anthropic', url: 'https://api.anthropic.com/v1' },
  },
  { label: t('VS Code’s own models'), description: t('from GitHub Copilot and other extensions') },
];

/** The command that asks for a model and puts it into the user's settings. */
export function registerUseModel(
  dependencies: UseModelDependencies & { readonly log: Pick<Log, 'error' | 'show'> },
): vscode.Disposable {
  return registerGuardedCommand(commandIds.useModel, dependencies.log, () => useModel(dependencies));
}

/** Asks for a kind of server, its address, its key where it wants one, and one of its models; and uses that. */
export async function useModel(dependencies: UseModelDependencies): Promise<void> {
  const { ui = editorSetupUi } = dependencies;
  const picked = await ui.pick(kinds, t('Select a model provider'));
  const endpoint = picked && (await chooseEndpoint(picked, { ...dependencies, ui }));
  const index = endpoint && (await choosePlace(endpoint, ui));
  if (endpoint === undefined || index === undefined) {
    return;
  }
  const before = currentEntries();
  if (indexOfSame(before, endpoint) < 0) {
    await update('endpoints', withEndpoint(before, endpoint, index));
  }
  const isUsed = await addReviewer();
  const what = describeEndpoint({ ...endpoint });
  const message = isUsed
    ? t('Folder Review uses {0} from the next review on.', what)
    : t('{0} is set up, but the settings of this workspace leave “model” out of folderReview.reviewers.', what);
  const check = t('Check Setup');
  if ((await ui.tell(isUsed ? 'info' : 'warning', message, check)) === check) {
    await vscode.commands.executeCommand(commandIds.checkSetup);
  }
}

async function chooseEndpoint(
  { server }: ServerItem,
  dependencies: ModelChoiceDependencies,
): Promise<NewEndpoint | undefined> {
  if (!server) {
    const model = await chooseLanguageModel(dependencies);
    return model === undefined ? undefined : { kind: 'vscode', model };
  }
  const address = await dependencies.ui.text({
    title: t('Use a Model'),
    prompt: t('Address of the server. The files you review are sent there.'),
    value: server.url,
    problemOf: answerProblem,
  });
  if (address === undefined) {
    return undefined;
  }
  const { kind } = server;
  const url = address.trim();
  const id = freeId(currentEntries(), kind);
  const model = await chooseServerModel({ id, kind, url }, dependencies);
  return model === undefined ? undefined : { kind, url, model };
}

/** The position the endpoint gets in the setting: behind the others, or that of one of them. */
async function choosePlace(endpoint: NewEndpoint, ui: SetupUi): Promise<number | undefined> {
  const entries = currentEntries();
  if (entries.length === 0 || indexOfSame(entries, endpoint) >= 0) {
    return entries.length;
  }
  const beside = {
    label: t('{0, plural, one {Beside the one you use now} other {Beside the # you use now}}', entries.length),
    description: t('a free one takes the next file'),
    index: entries.length,
  };
  const instead = entries.map((entry, index) => ({
    label: t('Instead of {0}', idOf(entry, index)),
    description: describeEndpoint({ ...entry }),
    index,
  }));
  return (await ui.pick([beside, ...instead], t('How should it be used?')))?.index;
}

function currentEntries(): readonly EndpointEntry[] {
  return entriesOf(vscode.workspace.getConfiguration(settingsSection).inspect('endpoints')?.globalValue);
}

/** Puts the model among the user's reviewers, unless it is there. False when settings of the workspace keep it out. */
async function addReviewer(): Promise<boolean> {
  const found = vscode.workspace.getConfiguration(settingsSection).inspect<readonly string[]>('reviewers');
  const own = found?.globalValue ?? found?.defaultValue ?? [];
  if (!own.includes('model')) {
    await update('reviewers', [...own, 'model']);
  }
  const ofFolder = found?.workspaceFolderValue ?? found?.workspaceValue;
  return ofFolder === undefined || ofFolder.includes('model');
}

async function update(key: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration(settingsSection).update(key, value, vscode.ConfigurationTarget.Global);
}
