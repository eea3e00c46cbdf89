import * as vscode from 'vscode';
import type { EndpointFailure } from '../../core/modelPorts';
import { reviewFailures } from '../../core/text/reviewFailures';
import { missingModelMessage, modelFailure, readModelError } from './modelFailure';
import { settled } from './settled';

/*
 * VS Code's language models. Everything here may activate the extensions that provide them, and a request may ask the
 * person for consent: call it on an action of theirs, never on our own activation.
 */

/** A language model to choose from. */
export interface ListedLanguageModel {
  /** As people know it. */
  readonly name: string;
  /** As settings name it: `vendor/id`. */
  readonly model: string;
  /** The longest prompt it takes, in tokens. */
  readonly maxInputTokens: number;
}

/** What became of the search for a model. */
export type FoundModel =
  | { readonly kind: 'model'; readonly model: vscode.LanguageModelChat }
  | EndpointFailure
  | { readonly kind: 'cancelled' };

/** A provider that is not ready by then counts as having nothing, in milliseconds. */
const selectMs = 30_000;

/** Every model there is, in VS Code's order; none when there is no extension that provides any. Never rejects. */
export async function listLanguageModels(
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly ListedLanguageModel[]> {
  try {
    const models = await settled(vscode.lm.selectChatModels(), signal, selectMs);
    return models.kind !== 'answer'
      ? []
      : models.value.map((model) => ({
          name: model.name,
          model: nameOf(model),
          maxInputTokens: model.maxInputTokens,
        }));
  } catch {
    return [];
  }
}

/**
 * Finds a model by its name in settings; the first of all without one. VS Code never says why it has none.
 *
 * @param name `vendor/id`, of which the identifier may have slashes of its own
 */
export async function findLanguageModel(name: string | undefined, signal: AbortSignal): Promise<FoundModel> {
  try {
    const models = await settled(vscode.lm.selectChatModels(selectorOf(name)), signal, selectMs);
    if (models.kind === 'aborted') {
      return { kind: 'cancelled' };
    }
    const [model] = models.kind === 'answer' ? models.value : [];
    return model === undefined
      ? { kind: 'failed', reason: 'model missing', message: missingModelMessage(name), server: 'unusable' }
      : { kind: 'model', model };
  } catch (error) {
    return modelFailure(readModelError(error), name ?? reviewFailures.editorModel, undefined);
  }
}

/** A model's name in settings. */
export function nameOf({ vendor, id }: vscode.LanguageModelChat): string {
  return `${vendor}/${id}`;
}

function selectorOf(name: string | undefined): vscode.LanguageModelChatSelector {
  if (name === undefined) {
    return {};
  }
  const slash = name.indexOf('/');
  return slash < 0 ? { id: name } : { vendor: name.slice(0, slash), id: name.slice(slash + 1) };
}
