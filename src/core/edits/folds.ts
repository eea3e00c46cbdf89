import type { Fold } from './fold';
import { escapesFold } from './foldEscapes';
import { indentationFold } from './foldIndentation';
import { numbersFold } from './foldNumbers';
import { partFold } from './foldPart';
import { typographyFold } from './foldTypography';
import { blankLinesFold, diffFold, fenceFold } from './foldWrapping';

/**
 * How a quote may differ from the text that it means. Nothing is fuzzy: under each fold it is the same, character for
 * character, and no two folds are taken together, but that line ends and trailing white space may differ under most.
 *
 * | the quote | where it stands | counts as |
 * | --- | --- | --- |
 * | as it is | at the hinted lines, else once in the text, else once near the hint | exact; near the hint normalised |
 * | with other line ends, trailing white space, Unicode spaces | the same | normalised |
 * | with line numbers (`12| code`, `12: code`, `12 code`) | at the lines with those numbers | normalised |
 * | in a code fence or backticks; with blank lines around it; with the signs of a diff | as below | normalised |
 * | escaped once too often (`\\n`, `\\"`, `\\\\`, `&lt;`) | as below | normalised |
 * | with typesetter's quotation marks and dashes, or without the file's | as below | normalised |
 * | indented otherwise: moved, or by another unit | as below | normalised |
 * | part of a line, or lines not quoted to their ends | as below | normalised |
 *
 * "As below": at the hinted lines and under no fold of these near them, else once in the text under all of them. Where
 * two folds lead to different texts, and where a new text can be folded in two ways, the edit is refused. So is one that
 * is quoted as it is, away from its hint, when it stands near the hint under another fold, and a part of a line that is code
 * but stands in a comment or a string of another line than the hinted one. "Near" is what `reach` says.
 *
 * Where the quote is as it is and the new text alone has line numbers, a fence, escapes where no code has them, or is a diff
 * of the quoted lines, those are taken off it, and it counts as normalised (`withoutNumbers`, `withoutWrapping`,
 * `withoutEscapes`). Where new lines may have signs of a diff, line numbers or escapes that are not the text's, bring the lines around
 * their place or are words about the change, the edit is refused, or not exact (`doubtOfSigns`, `doubtOfNumbers`, `doubtOfReferences`,
 * `repeatsAround`). So is one whose lines are not those of its finding, where what it changes stands there, too (`doubtOfPlace`).
 */
export const folds: readonly Fold[] = [
  numbersFold,
  fenceFold,
  blankLinesFold,
  diffFold,
  escapesFold,
  typographyFold,
  indentationFold,
  partFold,
];
