import type { ListedModel, ModelList } from '../../core/endpoints/endpointSetup';
import type { ServerOptions } from '../../core/options';
import { grouped } from '../../core/report/spend';
import { recordedText } from '../../core/text/recorded';
import { t } from '../l10n';
import type { ListedLanguageModel } from '../models/languageModels';
import { missingModelMessage } from '../models/modelFailure';
import { joinParts, oneLine } from '../plainText';
import type { SetupUi } from './setupUi';

/** What the choice of a model needs from the world. */
export interface ModelChoiceDependencies {
  readonly ui: SetupUi;
  /** Asks a server which models it has. */
  readonly listModels: (endpoint: ServerOptions, signal: AbortSignal) => Promise<ModelList>;
  /** Asks for a server's key and stores it. False when there is none. */
  readonly askForKey: (endpoint: ServerOptions) => Promise<boolean>;
  readonly listLanguageModels: (signal: AbortSignal) => Promise<readonly ListedLanguageModel[]>;
}

/** Asks a server for its models, and the person for a key if it wants one and for the model. */
export async function chooseServerModel(
  endpoint: ServerOptions,
  dependencies: ModelChoiceDependencies,
): Promise<string | undefined> {
  const list = await askServer(endpoint, dependencies);
  if (list?.kind === 'unlisted') {
    return askName(
      dependencies.ui,
      t('{0} does not list its models. Enter the name of the model, as the server calls it.', originOf(endpoint)),
    );
  }
  return list && pickModel(endpoint, list.models, dependencies.ui);
}

/** Asks for one of VS Code's own models. */
export async function chooseLanguageModel({
  ui,
  listLanguageModels,
}: ModelChoiceDependencies): Promise<string | undefined> {
  const models = await ui.progress(t('Asking VS Code for its models'), async (signal) => {
    const listed = await listLanguageModels(signal);
    return signal.aborted ? undefined : listed;
  });
  if (models?.length === 0) {
    void ui.tell('warning', missingModelMessage(undefined, t));
  }
  if (!models || models.length === 0) {
    return undefined;
  }
  const items = models.map(({ name, model, maxInputTokens }) => ({
    label: oneLine(name),
    description: oneLine(joinParts([model, t('prompts of up to {0} tokens', grouped(maxInputTokens, t))])),
    model,
  }));
  return (await ui.pick(items, t('Which model? The files you review are sent to its provider.')))?.model;
}

/** Undefined when the person gives up. */
async function askServer(
  endpoint: ServerOptions,
  { ui, listModels, askForKey }: ModelChoiceDependencies,
): Promise<Extract<ModelList, { kind: 'models' }> | { readonly kind: 'unlisted' } | undefined> {
  for (let keys = 0; ; ) {
    const title = t('Asking {0} for its models', originOf(endpoint));
    const list = await ui.progress(title, (signal) => listModels(endpoint, signal));
    if (list.kind !== 'failed') {
      return list.kind === 'models' ? list : undefined;
    }
    // Gateways often have no list.
    if (list.reason === 'not a model server' && endpoint.kind !== 'ollama') {
      return { kind: 'unlisted' };
    }
    if (list.reason === 'bad key') {
      // That it wants one is no news the first time.
      if (keys++ > 0) {
        void ui.tell('warning', recordedText(list.message, t));
      }
      if (!(await askForKey(endpoint))) {
        return undefined;
      }
    } else if ((await ui.tell('error', recordedText(list.message, t), tryAgain)) !== tryAgain) {
      return undefined;
    }
  }
}

const tryAgain = t('Try Again');
const another = { label: t('$(edit) Another name…'), alwaysShow: true };

async function pickModel(
  endpoint: ServerOptions,
  models: readonly ListedModel[],
  ui: SetupUi,
): Promise<string | undefined> {
  const isOllama = endpoint.kind === 'ollama';
  if (models.length === 0 && isOllama) {
    const message = t('{0} has no models yet. Get one with “ollama pull” and its name.', originOf(endpoint));
    void ui.tell('warning', message);
    return undefined;
  }
  const items = models.map((model) => ({
    label: oneLine(model.name),
    description: noteOn(model),
    name: model.name,
  }));
  const picked = await ui.pick(
    isOllama ? items : [...items, { ...another, description: '', name: undefined }],
    t('Which model?'),
  );
  return (
    picked &&
    (picked.name ??
      askName(
        ui,
        t('Some servers take names that they do not list. Enter the name of the model, as the server calls it.'),
      ))
  );
}

function noteOn({ cloud, contextTokens }: ListedModel): string {
  return joinParts([
    contextTokens === undefined ? undefined : t('{0} tokens of context', grouped(contextTokens, t)),
    cloud ? t('$(cloud) runs in a cloud: your files leave this machine') : undefined,
  ]);
}

async function askName(ui: SetupUi, prompt: string): Promise<string | undefined> {
  const name = await ui.text({
    title: t('Use a Model'),
    prompt,
    value: '',
    problemOf: (answer) => (answer.trim() === '' ? t('Enter a name.') : undefined),
  });
  return name?.trim();
}

function originOf({ url }: ServerOptions): string {
  return new URL(url).origin;
}
