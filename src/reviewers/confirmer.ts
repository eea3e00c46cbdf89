import { confirmSystem, verdictSchema } from '../core/prompt/confirmPrompt';
import { parseVerdict } from '../core/prompt/parseVerdict';
import { showingFiles } from '../core/prompt/shownText';
import type { Confirmer } from '../core/requests';
import { estimateTokens } from '../core/text/tokens';
import { Exchange, type ModelOptions } from './exchange';
import { findingParts, findingQuestion } from './findingQuestion';

/** A verdict is a word and a sentence; but some models think in their replies. UTF-16 code units. */
const maxReplyLength = 64 * 1024;

/**
 * A model that findings are put to once more, each by one request. A reply without a verdict is not repaired: one
 * request for a finding is what it may cost.
 */
export function createConfirmer(options: ModelOptions): Confirmer {
  const { endpoint, countTokens = estimateTokens } = options;
  const shown = showingFiles(endpoint.local);
  const systemTokens = countTokens(confirmSystem);

  const confirm: Confirmer['confirm'] = async (file, finding, { neighbours, ...context }) => {
    const subject = () => ({ about: [finding.id], parts: findingParts(finding, neighbours) });
    const exchange = new Exchange(options, file, context, subject, { confirms: true });
    const question = findingQuestion(exchange, shown(file), finding, neighbours, systemTokens);
    if (question.kind === 'failed') {
      return question;
    }
    const { user } = question;
    const request = { system: confirmSystem, user, schema: verdictSchema, maxReplyLength };
    const promptTokens = systemTokens + countTokens(user);
    const completion = await exchange.askInFull(request, promptTokens, 'the question is');
    if (completion.kind !== 'complete') {
      return completion;
    }
    const said = parseVerdict(completion.text, user);
    switch (said.kind) {
      case 'empty':
        return exchange.failed('empty reply', 'The model replied with nothing.');
      case 'unreadable':
        return exchange.failed('unreadable reply', 'The reply holds no verdict.');
      case 'verdict':
        return exchange.ended({ ...exchange.answered, kind: 'reviewed', verdict: said.verdict, reason: said.reason });
    }
  };
  return { model: endpoint.model, confirm };
}
