import { isProgram } from './inputFile';
import { neverRuns } from './neverRun';
import { blockBelow, functionRow, lineOf, openers, type Place, quoteOf } from './place';

/** What is installed for translations, or a type that stands for others. */
const oneLetter = /^_{0,2}[A-Z]{0,2}_{0,2}$/;

/**
 * Whether a name that nothing defines is missing. What is none of a program, but read by one, mostly gets it from there, as
 * modules get names of one letter.
 */
export function isMissing(place: Place): boolean {
  return (
    !oneLetter.test(quoteOf(place)) &&
    (functionRow(place) !== undefined || isProgram(place.text)) &&
    !decorator.test(lineOf(place)) &&
    !mayBeBoundByEarlierPass(place) &&
    !neverRuns(place)
  );
}

/** Were a decorator's name missing, nothing could import the file: whoever reads it, such as a runner of steps, brings it along. */
const decorator = /^@/;

/**
 * Whether a loop around a place binds the name at its end, and the place is in a branch of the loop: the branch may well be
 * taken from the second pass on alone, as for what is compared with the element before.
 */
function mayBeBoundByEarlierPass(place: Place): boolean {
  const name = /^\w+$/.exec(quoteOf(place))?.[0];
  let isInBranch = false;
  for (const { line, row } of openers(place)) {
    if (name === undefined || /^(?:async\s+)?def\b|^class\b/.test(line)) {
      return false;
    }
    if (isInBranch && /^(?:async\s+)?(?:for|while)\b/.test(line)) {
      const lines = blockBelow(place, row).split('\n');
      const behind = lines.slice(place.row - row).join('\n');
      if (bindingOf(name).test(behind)) {
        return true;
      }
    }
    isInBranch ||= /^(?:if|elif|else|except|case)\b/.test(line);
  }
  return false;
}

function bindingOf(name: string): RegExp {
  return new RegExp(
    `^[ \\t]*(?:[\\w, \\t]*,[ \\t]*)?${name}[ \\t]*(?:,[\\w, \\t]*)?(?::[^=\\n]+)?=(?!=)|\\bas[ \\t]+${name}\\b|^[ \\t]*for[ \\t]+[\\w, \\t]*\\b${name}\\b[\\w, \\t]*\\bin\\b`,
    'm',
  );
}
