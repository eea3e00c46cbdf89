import * as vscode from 'vscode';
import type { ServerOptions } from '../core/options';
import { commandIds, settingsSection } from './ids';

/** A model as its server lists it. */
export interface OfferedModel {
  readonly name: string;
  /** Requests for it leave the machine, whatever the server's address is. */
  readonly cloud: boolean;
}

export interface ModelSetupDependencies {
  /** Asks a server which models it has. `message` says what to do when it does not answer. */
  readonly listModels: (
    endpoint: ServerOptions,
    signal: AbortSignal,
  ) => Promise<
    | { readonly kind: 'models'; readonly models: readonly OfferedModel[] }
    | { readonly kind: 'failed'; readonly message: string }
    | { readonly kind: 'cancelled' }
  >;
}

const servers = [
  { label: 'Ollama', description: 'a server of your own', protocol: 'ollama', url: 'http://127.0.0.1:11434' },
  {
    label: 'OpenAI-compatible server',
    description: 'vLLM, llama.cpp, LM Studio, a gateway …',
    protocol: 'openai',
    url: 'http://127.0.0.1:8000/v1',
  },
] as const;

/** The command that asks for a server and one of its models, and writes both to the user's settings. */
export function registerModelSetup(dependencies: ModelSetupDependencies): vscode.Disposable {
  return vscode.commands.registerCommand(commandIds.useModel, () => useModel(dependencies));
}

async function useModel({ listModels }: ModelSetupDependencies): Promise<void> {
  const server = await vscode.window.showQuickPick([...servers], { placeHolder: 'Which kind of model server?' });
  const url = server && (await askAddress(server.url));
  if (!url) {
    return;
  }
  const endpoint: ServerOptions = { id: server.protocol, kind: server.protocol, url };
  const list = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `Asking ${url} for its models`, cancellable: true },
    (_, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      return listModels(endpoint, controller.signal);
    },
  );
  if (list.kind === 'failed') {
    void vscode.window.showErrorMessage(list.message);
    return;
  }
  const model = list.kind === 'models' ? await askModel(list.models, url) : undefined;
  if (model) {
    await save({ ...endpoint, model });
    void vscode.window.showInformationMessage(`Folder Review uses ${model} at ${url} from the next review on.`);
  }
}

async function askAddress(value: string): Promise<string | undefined> {
  const url = await vscode.window.showInputBox({
    title: 'Use a Model',
    prompt: 'Address of the server. The files you review are sent there.',
    value,
    ignoreFocusOut: true,
    validateInput: (text) =>
      URL.canParse(text.trim()) && /^https?:$/.test(new URL(text.trim()).protocol)
        ? undefined
        : 'Enter an address that starts with http:// or https://.',
  });
  return url?.trim();
}

async function askModel(models: readonly OfferedModel[], url: string): Promise<string | undefined> {
  if (models.length === 0) {
    void vscode.window.showWarningMessage(`${url} has no models yet.`);
    return undefined;
  }
  const items = models.map(({ name, cloud }) => ({
    label: name,
    ...(cloud && { description: '$(cloud) runs in a cloud: your files leave this machine' }),
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Which model?' }))?.label;
}

/** Puts the endpoint in the place of one with the same id, and the model among the reviewers. */
async function save(endpoint: ServerOptions): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(settingsSection);
  const before = configuration.inspect<ServerOptions[]>('endpoints')?.globalValue ?? [];
  const others = before.filter(({ id }) => id !== endpoint.id);
  await configuration.update('endpoints', [...others, endpoint], vscode.ConfigurationTarget.Global);
  const reviewers = configuration.get<string[]>('reviewers', []);
  if (!reviewers.includes('model')) {
    await configuration.update('reviewers', [...reviewers, 'model'], vscode.ConfigurationTarget.Global);
  }
}
