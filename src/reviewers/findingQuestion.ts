import { shownLines } from '../core/findings/placeText';
import type { MissReason } from '../core/modelUse';
import type { Neighbour } from '../core/parts';
import { confirmMessage, importedFor, linesAround } from '../core/prompt/confirmPrompt';
import { neighbourText } from '../core/prompt/neighbourText';
import type { ShownFile } from '../core/prompt/shownText';
import { fileLines } from '../core/prompt/userMessage';
import type { RequestFailure } from '../core/requests';
import { reviewFailures } from '../core/text/reviewFailures';
import { english } from '../core/text/say';
import type { Finding, LineRange } from '../core/types';
import { type Exchange, notAsked, type TooLong } from './exchange';

/** Code that is shown with a finding takes at most so much, by our estimate: a few screens. In tokens. */
const mostCodeTokens = 2_500;
/** … of which this share is for definitions that its file imports, where there are some. */
const importedShare = 0.25;

/** What a question about one finding begins with: its words, and the code around it as far as there is room. */
export interface FindingQuestion {
  readonly kind: 'question';
  readonly user: string;
  /** The lines of the file that are in it. */
  readonly stretch: LineRange;
}

/**
 * Puts a question about a finding together, as the model may see it.
 *
 * @param file as the model may see it
 * @param neighbours what its review was shown of other files
 * @param otherTokens what stands around the question in its prompt
 */
export function findingQuestion(
  { countTokens, room: wholeRoom }: Pick<Exchange, 'countTokens' | 'room'>,
  { file: seen, along: mask }: Pick<ShownFile, 'file' | 'along'>,
  finding: Finding,
  neighbours: readonly Neighbour[],
  otherTokens: number,
): FindingQuestion | RequestFailure {
  const lines = fileLines(seen);
  const about = shownLines(finding);
  const words = { title: mask(finding.title), explanation: mask(finding.explanation), ...(about && { about }) };
  const fixed = otherTokens + countTokens(confirmMessage(seen, words, { startLine: 1, endLine: 0 }));
  const room = Math.min(mostCodeTokens, Math.floor(wholeRoom) - fixed);
  const imported = importedFor(words, neighbours, countTokens, room * importedShare);
  const others = imported.length > 0 ? mask(neighbourText(imported)) : '';
  const stretch = linesAround(about, lines, countTokens, room - countTokens(others));
  if (!stretch) {
    return notAsked('too long for the model', reviewFailures.codeTooLong);
  }
  if (!about && stretch.endLine < lines.length) {
    return notAsked('names no lines', reviewFailures.namesNoLines);
  }
  return { kind: 'question', user: confirmMessage(seen, words, stretch, others), stretch };
}

/** What is said where such a question is too long. */
export const questionTooLong: TooLong = (...counts) => english(reviewFailures.questionTooLong, ...counts);

/** What such a question is made of beside the text of its file. */
export function findingParts(
  { title, explanation, place }: Finding,
  neighbours: readonly Neighbour[],
): Pick<Record<MissReason, string>, 'neighbours' | 'question'> {
  return { neighbours: JSON.stringify(neighbours), question: JSON.stringify([title, explanation, place?.startLine]) };
}
