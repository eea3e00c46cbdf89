import { outputExcerpt } from '../core/prompt/outputExcerpt';
import { placeEdits } from '../core/prompt/placeReply';
import { failureMessage, repairSchema, repairSystem } from '../core/prompt/repairPrompt';
import { parseEdits } from '../core/prompt/replies';
import { showingFiles, shownText } from '../core/prompt/shownText';
import { fileLines } from '../core/prompt/userMessage';
import { wholeLines } from '../core/report/wholeLines';
import type { Repairer } from '../core/requests';
import { reviewFailures } from '../core/text/reviewFailures';
import { TextSecrets } from '../core/text/textSecrets';
import { estimateTokens } from '../core/text/tokens';
import type { FileSnapshot, Finding, LineRange } from '../core/types';
import { Exchange, type ModelOptions } from './exchange';
import { findingParts, findingQuestion, questionTooLong } from './findingQuestion';

/** What is shown of an output takes at most so much, by our estimate. In tokens. */
export const mostOutputTokens = 1_500;
/** Of what a model can take in all, so much is for an output at most. */
const outputShare = 0.3;

/** A few edits; but some models think in their replies. UTF-16 code units. */
const maxReplyLength = 256 * 1024;

/**
 * A model that makes other edits in the place of those that failed, each by one request. A reply that cannot be used is
 * not repaired in its turn.
 */
export function createRepairer(options: ModelOptions): Repairer {
  const { endpoint, countTokens = estimateTokens } = options;
  const shown = showingFiles(endpoint.local);
  const systemTokens = countTokens(repairSystem);

  const repair: Repairer['repair'] = async (file, finding, output, { neighbours, ...context }) => {
    const subject = () => {
      const parts = findingParts(finding, neighbours);
      return { about: [finding.id], parts: { ...parts, question: `${parts.question}\n${output}` } };
    };
    const exchange = new Exchange(options, file, context, subject, { repairs: true });
    const outputRoom = Math.min(mostOutputTokens, Math.floor(exchange.room * outputShare));
    const failure = failureText(file, finding, output, { local: endpoint.local, countTokens, outputRoom });
    const seen = shown(file);
    const otherTokens = systemTokens + countTokens(failure);
    const question = findingQuestion(exchange, seen, finding, neighbours, otherTokens);
    if (question.kind === 'failed') {
      return question;
    }
    const user = `${question.user}\n${failure}`;
    const request = { system: repairSystem, user, schema: repairSchema, maxReplyLength };
    const promptTokens = systemTokens + countTokens(user);
    const completion = await exchange.ask(request, promptTokens, questionTooLong);
    if (completion.kind !== 'complete') {
      return completion;
    }
    const said = parseEdits(completion.text, file.path);
    switch (said.kind) {
      case 'empty':
        return exchange.saidNothing(completion);
      case 'unreadable':
        return exchange.failed('invalid model response', exchange.quoting(reviewFailures.noEdits, completion.text));
      case 'none':
        return exchange.ended({ ...exchange.cost.answered, kind: 'reviewed', fix: undefined });
      case 'edits': {
        const chunk = chunkOf(question.stretch, fileLines(seen.file).length);
        const fix = placeEdits(said.edits, { ...seen, chunk });
        return exchange.ended({ ...exchange.cost.answered, kind: 'reviewed', fix });
      }
    }
  };
  return { model: endpoint.model, repair };
}

/** The edit that failed, and how it did, as the model may see it. */
function failureText(
  file: FileSnapshot,
  { proposal }: Finding,
  output: string,
  how: { readonly local: boolean; readonly countTokens: (text: string) => number; readonly outputRoom: number },
): string {
  const { local, countTokens, outputRoom } = how;
  const { result, commands = [] } = proposal?.proof ?? {};
  const failures = result?.kind === 'failed' ? result.failures : [];
  const mask = (text: string) => shownText(text, local).shown;
  // What tests print of a secret of the file does not show what it is.
  const secrets = new TextSecrets(file.text, file.path);
  const excerpt = outputExcerpt(mask(secrets.mask(output)), failures, countTokens, outputRoom);
  const edits = (proposal?.edits ?? []).map(wholeLines).map(({ oldText, newText, ...lines }) => ({
    ...lines,
    oldText: mask(oldText),
    newText: mask(newText),
  }));
  return failureMessage(edits, mask(commands.at(-1) ?? ''), excerpt);
}

/** What may be changed; undefined where that is the whole file. */
function chunkOf(lines: LineRange, totalLines: number) {
  const isWhole = lines.startLine === 1 && lines.endLine === totalLines;
  return isWhole ? undefined : { index: 1, count: 1, lines, context: [] };
}
