import { isProgram } from './inputFile';
import { functionRow, type Place, quoteOf } from './place';

/** What is installed for translations, or a type that stands for others. */
const oneLetter = /^_{0,2}[A-Z]{0,2}_{0,2}$/;

/**
 * Whether a name that nothing defines is missing. What is none of a program, but read by one, mostly gets it from there, as
 * modules get names of one letter.
 */
export function isMissing(place: Place): boolean {
  return !oneLetter.test(quoteOf(place)) && (functionRow(place) !== undefined || isProgram(place.text));
}
