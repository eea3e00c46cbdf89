import * as vscode from 'vscode';
import { insteadOfClear, isSentInClear, keyProblem } from '../core/endpoints/endpointAddress';
import { registerGuardedCommand } from './guardedCommand';
import { commandIds } from './ids';
import { t } from './l10n';
import type { Log } from './log';
import { oneLine } from './plainText';
import { editorUi, type Ui } from './ui';

/** A model server as far as its key is concerned. */
export interface KeyEndpoint {
  readonly id: string;
  readonly url: string;
}

/**
 * The keys of model servers, each kept for one origin (scheme, host and port) and given out for that origin only, so
 * that a changed URL never carries a key to another host.
 */
export class Keys {
  readonly #secrets: vscode.SecretStorage;
  readonly #fromEnvironment: (endpoint: KeyEndpoint) => string | undefined;

  /** `fromEnvironment` is asked for an endpoint without a stored key. */
  constructor(secrets: vscode.SecretStorage, fromEnvironment: (endpoint: KeyEndpoint) => string | undefined) {
    this.#secrets = secrets;
    this.#fromEnvironment = fromEnvironment;
  }

  async keyFor(endpoint: KeyEndpoint): Promise<string | undefined> {
    return (await this.#stored(endpoint)) ?? this.#fromEnvironment(endpoint);
  }

  /** Where `keyFor` would take the key from. */
  async sourceFor(endpoint: KeyEndpoint): Promise<'stored' | 'environment' | 'none'> {
    if ((await this.#stored(endpoint)) !== undefined) {
      return 'stored';
    }
    return this.#fromEnvironment(endpoint) === undefined ? 'none' : 'environment';
  }

  /** Rejects when the URL has no origin that keys are sent to or the editor cannot store secrets. */
  async store(endpoint: KeyEndpoint, key: string): Promise<void> {
    const origin = originOf(endpoint.url);
    if (origin === undefined) {
      throw new Error(`The URL of ${endpoint.id} is not an http(s) address.`);
    }
    if (isSentInClear(endpoint.url)) {
      throw new Error(`No key is sent to ${origin}.`);
    }
    await this.#secrets.store(secretName(origin), JSON.stringify({ origin, key }));
  }

  async clear(endpoint: KeyEndpoint): Promise<void> {
    const origin = originOf(endpoint.url);
    if (origin !== undefined) {
      await this.#secrets.delete(secretName(origin));
    }
  }

  async #stored(endpoint: KeyEndpoint): Promise<string | undefined> {
    const origin = originOf(endpoint.url);
    const secret = origin === undefined ? undefined : await this.#secrets.get(secretName(origin));
    return origin === undefined || secret === undefined ? undefined : keyOfSecret(secret, origin);
  }
}

function secretName(origin: string): string {
  return `folderReview.key.${origin}`;
}

/** Scheme, host and port of an http(s) URL, without user information. */
export function originOf(url: string): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed && /^https?:$/.test(parsed.protocol) ? parsed.origin : undefined;
}

/** The key a stored secret holds, if it was stored for this origin. */
function keyOfSecret(secret: string, origin: string): string | undefined {
  try {
    const value: unknown = JSON.parse(secret);
    const isOurs = typeof value === 'object' && value !== null && 'origin' in value && value.origin === origin;
    return isOurs && 'key' in value && typeof value.key === 'string' ? value.key : undefined;
  } catch {
    return undefined;
  }
}

export interface KeyCommandsDependencies {
  readonly keys: Keys;
  /** The endpoints in the settings. */
  readonly endpoints: () => readonly KeyEndpoint[];
  readonly ui?: Ui;
}

/** The commands that set and clear keys. */
export function registerKeyCommands(
  dependencies: KeyCommandsDependencies & { readonly log: Pick<Log, 'error' | 'show'> },
): vscode.Disposable {
  const { log } = dependencies;
  return vscode.Disposable.from(
    registerGuardedCommand(commandIds.setKey, log, () => setKey(dependencies)),
    registerGuardedCommand(commandIds.clearKey, log, () => clearKey(dependencies)),
  );
}

/** Asks for an endpoint and its key, and stores it. */
export async function setKey(dependencies: KeyCommandsDependencies): Promise<void> {
  const endpoint = await pickEndpoint(dependencies, t('Which server is the key for?'));
  if (endpoint) {
    await askForKey(endpoint, dependencies.keys, dependencies.ui);
  }
}

/** Asks for the key of an endpoint and stores it. False when there is none to store, or it could not be stored. */
export async function askForKey(
  endpoint: KeyEndpoint,
  keys: Keys,
  ui: Pick<Ui, 'problem' | 'secret' | 'status'> = editorUi,
): Promise<boolean> {
  const origin = originOf(endpoint.url);
  if (origin === undefined) {
    ui.problem(t('The URL of {0} is not an http(s) address.', endpoint.id));
    return false;
  }
  if (isSentInClear(endpoint.url)) {
    const why = t('No key is sent to {0}, where others could read it, so none is stored.', origin);
    ui.problem(`${why} ${insteadOfClear(t)}`);
    return false;
  }
  const prompt = t("Kept in the editor's secret storage and sent to {0} only.", origin);
  const key = (await ui.secret(t('Key for {0}', endpoint.id), prompt))?.trim();
  if (!key) {
    return false;
  }
  const problem = keyProblem(key, t);
  if (problem !== undefined) {
    ui.problem(t('The key for {0} {1}. It was not stored.', oneLine(endpoint.id), problem));
    return false;
  }
  try {
    await keys.store(endpoint, key);
    ui.status(t("The key for {0} is in the editor's secret storage.", origin));
    return true;
  } catch {
    // The reason is left out: it may quote what was to be stored.
    ui.problem(t('The editor could not store the key. Set FOLDER_REVIEW_API_KEY in its environment instead.'));
    return false;
  }
}

/** Asks for an endpoint with a stored key, and deletes the key. */
export async function clearKey(dependencies: KeyCommandsDependencies): Promise<void> {
  const { keys, ui = editorUi } = dependencies;
  const endpoint = await pickEndpoint(dependencies, t('Which key should be deleted?'), 'stored');
  if (!endpoint) {
    return;
  }
  await keys.clear(endpoint);
  const isLeft = (await keys.sourceFor(endpoint)) === 'environment';
  const origin = originOf(endpoint.url) ?? '';
  ui.status(
    isLeft
      ? t('The key for {0} is deleted. The one in the environment is still used.', origin)
      : t('The key for {0} is deleted.', origin),
  );
}

const sourceNames = {
  stored: t('Has a stored key'),
  environment: t('Has a key from the environment'),
  none: t('Has no key'),
} as const;

async function pickEndpoint(
  { keys, endpoints, ui = editorUi }: KeyCommandsDependencies,
  placeholder: string,
  source?: 'stored',
): Promise<KeyEndpoint | undefined> {
  const all = await Promise.all(
    endpoints().map(async (endpoint) => ({ endpoint, source: await keys.sourceFor(endpoint) })),
  );
  const choices = all.filter((choice) => source === undefined || choice.source === source);
  if (choices.length === 0) {
    ui.problem(
      all.length === 0
        ? t('No model server is set up. Add one with “Folder Review: Use a Model” first.')
        : t('No key is stored for any of your model servers.'),
    );
    return undefined;
  }
  const items = choices.map((choice) => ({
    label: choice.endpoint.id,
    // Not the URL itself, which may have a password in it.
    description: originOf(choice.endpoint.url) ?? t('not an http(s) address'),
    detail: sourceNames[choice.source],
    endpoint: choice.endpoint,
  }));
  return (await ui.pick(items, placeholder))?.endpoint;
}
