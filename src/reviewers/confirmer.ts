import { confirmSystem, verdictSchema } from '../core/prompt/confirmPrompt';
import { parseVerdict } from '../core/prompt/replies';
import { showingFiles } from '../core/prompt/shownText';
import type { Confirmer } from '../core/requests';
import { reviewFailures } from '../core/text/reviewFailures';
import { estimateTokens } from '../core/text/tokens';
import { Exchange, type ModelOptions } from './exchange';
import { findingParts, findingQuestion, questionTooLong } from './findingQuestion';

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
    const completion = await exchange.ask(request, promptTokens, questionTooLong);
    if (completion.kind !== 'complete') {
      return completion;
    }
    const said = parseVerdict(completion.text, user);
    switch (said.kind) {
      case 'empty':
        return exchange.saidNothing(completion);
      case 'unreadable':
        return exchange.failed(
          'invalid model response',
          said.said
            ? exchange.quoting(
                said.said.verdict === 'refuted' ? reviewFailures.refutedProblem : reviewFailures.confirmedNoProblem,
                said.said.reason,
              )
            : exchange.quoting(reviewFailures.noVerdict, completion.text),
        );
      case 'verdict':
        return exchange.ended({
          ...exchange.cost.answered,
          kind: 'reviewed',
          verdict: said.verdict,
          reason: said.reason,
        });
    }
  };
  return { model: endpoint.model, confirm };
}
