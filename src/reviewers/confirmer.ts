import { estimateTokenCount } from 'tokenx';
import type { FailureReason } from '../core/fileReview';
import type { Completion, Endpoint, ReviewContext } from '../core/ports';
import { confirmMessage, confirmSystem, linesAround, verdictSchema } from '../core/prompt/confirmPrompt';
import { parseVerdict } from '../core/prompt/parseVerdict';
import { estimateMargin, isTruncated } from '../core/prompt/promptTokens';
import { showingFiles, shownText } from '../core/prompt/shownText';
import { fileLines } from '../core/prompt/userMessage';
import type { Confirmer, ConfirmOutcome } from '../core/requests';
import { requestTokens } from '../core/run/spend/budget';
import type { FileSnapshot, Finding } from '../core/types';
import { withAnswer } from './answered';

/** What a confirmer is made from; as for the model reviewer. */
export interface ConfirmerOptions {
  readonly endpoint: Endpoint;
  readonly countTokens?: (text: string) => number;
  readonly tokenRatio?: () => number;
}

/** Code that is shown with a finding takes at most so much, by our estimate: a few screens. In tokens. */
const mostCodeTokens = 2_500;

/** A verdict is a word and a sentence; but some models think in their replies. UTF-16 code units. */
const maxReplyLength = 64 * 1024;

type Context = Pick<ReviewContext, 'signal' | 'reserve' | 'waiting'>;

/** A model that findings are put to once more, each by one request, which is never repaired. */
export function createConfirmer(options: ConfirmerOptions): Confirmer {
  const { endpoint, countTokens = estimateTokenCount, tokenRatio = () => 1 } = options;
  const shown = showingFiles(endpoint.local);
  const systemTokens = countTokens(confirmSystem);

  const confirm = async (file: FileSnapshot, finding: Finding, context: Context): Promise<ConfirmOutcome> => {
    const seen = shown(file).file;
    const mask = (text: string) => shownText(text, endpoint.local).shown;
    const words = { ...finding, title: mask(finding.title), explanation: mask(finding.explanation) };
    const { maxPromptTokens = Number.POSITIVE_INFINITY } = endpoint;
    const margin = estimateMargin(file.language);
    const fixed = systemTokens + countTokens(confirmMessage(seen, words, { startLine: 1, endLine: 0 }));
    const room = Math.min(mostCodeTokens, Math.floor(maxPromptTokens / margin) - fixed);
    const lines = linesAround(finding.place, fileLines(seen), countTokens, room);
    if (!lines) {
      return notAsked('too long for the model', 'The code around the finding is too long for the model.');
    }
    const user = confirmMessage(seen, words, lines);
    const promptTokens = systemTokens + countTokens(user);
    const { signal, reserve, waiting } = context;
    if (
      reserve &&
      !(await reserve(requestTokens(promptTokens, file.language, tokenRatio(), endpoint.thinkingTokens)))
    ) {
      return notAsked('budget used up', 'The token budget of this run does not allow for another request.');
    }
    const request = {
      system: confirmSystem,
      user,
      schema: verdictSchema,
      maxReplyLength,
      promptTokens,
    };
    const completion = await endpoint.complete(request, signal, waiting);
    return completion.kind === 'complete' ? outcomeOf(completion, endpoint.model, user, promptTokens) : completion;
  };
  return { model: endpoint.model, confirm };
}

function outcomeOf(
  completion: Completion & { kind: 'complete' },
  model: string,
  user: string,
  expected: number,
): ConfirmOutcome {
  const { text, finish, usage, usageIsOurs, queuedShare } = completion;
  const spent = withAnswer({}, model, completion);
  const failed = (reason: FailureReason, message: string): ConfirmOutcome => {
    return { kind: 'failed', reason, message, server: 'served', ...spent };
  };
  if (!usageIsOurs && usage.promptTokens !== undefined && isTruncated(usage.promptTokens, expected)) {
    return failed('prompt truncated', 'The server cut the question.');
  }
  if (finish !== 'stop') {
    return failed(finish === 'refused' ? 'refused' : 'reply cut off', 'The model gave no whole answer.');
  }
  const said = parseVerdict(text, user);
  switch (said.kind) {
    case 'empty':
      return failed('empty reply', 'The model replied with nothing.');
    case 'unreadable':
      return failed('unreadable reply', 'The reply holds no verdict.');
    case 'verdict': {
      const share = queuedShare !== undefined && { queuedShare };
      return { kind: 'reviewed', verdict: said.verdict, reason: said.reason, ...spent, ...share };
    }
  }
}

/** It has failed before anything was sent. */
function notAsked(reason: FailureReason, message: string): ConfirmOutcome {
  return { kind: 'failed', reason, message, server: 'not asked' };
}
