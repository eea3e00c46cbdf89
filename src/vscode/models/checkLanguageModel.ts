import type { LanguageModelChat } from 'vscode';
import type { CheckStep, EndpointCheck } from '../../core/endpoints/endpointSetup';
import type { EditorModelOptions } from '../../core/options';
import { judgeTrial, trialRequest } from '../../core/prompt/trialReview';
import { samplingText } from '../../core/report/sampling';
import { recordedText } from '../../core/text/recorded';
import { t } from '../l10n';
import { Conversation, defaultLimits } from './conversation';
import { findLanguageModel, nameOf } from './languageModels';

/** Below this many tokens, most files are reviewed in parts. */
const shortPrompt = 8_000;

/**
 * Tries a language model as a run would use it, with one tiny review, which counts against the person's quota and may
 * ask for their consent.
 */
export async function checkLanguageModel(
  { model: wanted }: EditorModelOptions,
  signal: AbortSignal,
): Promise<EndpointCheck> {
  const found = await findLanguageModel(wanted, signal);
  if (found.kind !== 'model') {
    return found.kind === 'cancelled'
      ? found
      : checked({ subject: 'model', outcome: 'failed', message: recordedText(found.message, t) });
  }
  const { model } = found;
  const conversation = new Conversation(model, defaultLimits);
  const completion = await conversation.complete(trialRequest(), signal);
  if (completion.kind === 'cancelled') {
    return completion;
  }
  const trial = judgeTrial(completion, nameOf(model), t);
  const form = trial.outcome === 'failed' ? [] : [structuredOutput(model, conversation), sampling()];
  return checked(presence(model, wanted), contextSize(model), trial, ...form);
}

/** VS Code hands options on to a model's provider, and no provider says which it takes. */
const sampling = (): CheckStep => ({
  subject: 'sampling',
  outcome: 'ok',
  message: t('VS Code lets nothing be set: the model is asked with {0}.', samplingText({}, t)),
});

function checked(...steps: CheckStep[]): EndpointCheck {
  return { kind: 'checked', steps };
}

function presence(model: LanguageModelChat, wanted: string | undefined): CheckStep {
  const which = `“${model.name}” (${nameOf(model)})`;
  const message =
    wanted === undefined
      ? t('No model is named, so VS Code’s first one is used, today {0}. Name one to always get the same.', which)
      : t('VS Code has {0}.', which);
  return { subject: 'model', outcome: wanted === undefined ? 'warning' : 'ok', message };
}

function contextSize({ maxInputTokens }: LanguageModelChat): CheckStep {
  return maxInputTokens < shortPrompt
    ? {
        subject: 'context',
        outcome: 'warning',
        message: t('It takes prompts of up to {0} tokens. Most files are reviewed in small parts.', maxInputTokens),
      }
    : { subject: 'context', outcome: 'ok', message: t('It takes prompts of up to {0} tokens.', maxInputTokens) };
}

function structuredOutput(model: LanguageModelChat, { lastForm }: Conversation): CheckStep {
  const subject = 'structured output';
  return lastForm === 'tool'
    ? { subject, outcome: 'ok', message: t('{0} replies through a tool.', nameOf(model)) }
    : {
        subject,
        outcome: 'warning',
        message: t('{0} replies in text, of which more is invalid than through a tool.', nameOf(model)),
      };
}
