import type { Endpoint, EndpointCreation } from '../../core/modelPorts';
import { concurrencyOf, type EditorModelOptions } from '../../core/options';
import { replyShare } from '../../core/prompt/promptTokens';
import { Conversation, defaultLimits, type LanguageModelLimits } from './conversation';
import { findLanguageModel, nameOf } from './languageModels';

/**
 * Makes an endpoint of one of VS Code's language models. Its first request asks the person for consent, so this is for
 * actions of theirs alone.
 *
 * @param limits other limits than the defaults
 */
export async function createLanguageModelEndpoint(
  options: EditorModelOptions,
  signal: AbortSignal,
  limits: Partial<LanguageModelLimits> = {},
): Promise<EndpointCreation> {
  const found = await findLanguageModel(options.model, signal);
  if (found.kind !== 'model') {
    return found;
  }
  const { model } = found;
  const conversation = new Conversation(model, { ...defaultLimits, ...limits });
  const endpoint: Endpoint = {
    id: options.id,
    model: nameOf(model),
    digest: model.version,
    maxConcurrency: concurrencyOf(options),
    local: false,
    firstAlone: true,
    maxPromptTokens: roomFor(model.maxInputTokens),
    complete: (request, signal) => conversation.complete(request, signal),
    dispose: () => {},
  };
  return { kind: 'endpoint', endpoint };
}

/** Some providers count the reply into the longest prompt, and the tool is part of it everywhere. */
function roomFor(maxInputTokens: number): number | undefined {
  return maxInputTokens > 0 ? Math.floor(maxInputTokens * (1 - replyShare)) : undefined;
}
