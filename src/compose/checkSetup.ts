import type { EndpointCheck } from '../core/endpoints/endpointSetup';
import type { EndpointOptions, ServerOptions } from '../core/options';
import { chooseContextTokens } from '../core/prompt/contextSize';
import { trialRequest } from '../core/prompt/trialReview';
import { estimateTokens } from '../core/text/tokens';
import { checkEndpoint } from '../endpoints/checkEndpoint';
import { t } from '../vscode/l10n';
import { checkLanguageModel } from '../vscode/models/checkLanguageModel';

/** A long file of source code, in bytes. Only the run itself knows the sizes of the files that it will ask for. */
const longFileBytes = 20_000;

/** Tries an endpoint of whatever kind as a run over files of usual length would use it. */
export async function checkAnyEndpoint(
  options: EndpointOptions,
  keyFor: (endpoint: ServerOptions) => Promise<string | undefined>,
  signal: AbortSignal,
): Promise<EndpointCheck> {
  if (options.kind === 'vscode') {
    return checkLanguageModel(options, signal);
  }
  const systemTokens = estimateTokens(trialRequest().system);
  const settings = {
    wantedContextTokens: (modelMaxTokens: number | undefined) =>
      chooseContextTokens({ fileBytes: [longFileBytes], systemTokens, modelMaxTokens }),
  };
  return checkEndpoint(options, await keyFor(options), signal, settings, t);
}
