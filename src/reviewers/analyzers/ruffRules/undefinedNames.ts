import { functionRow, type Place, quoteOf } from './place';

/** What everybody calls these modules, by whose attributes it shows that they were meant. */
const modules =
  /^(?:asyncio|base64|collections|copy|csv|datetime|functools|glob|hashlib|io|itertools|json|logging|math|np|os|pathlib|pd|pickle|platform|plt|random|re|requests|shutil|signal|socket|string|struct|subprocess|sys|tempfile|tf|threading|time|torch|traceback|typing|urllib|uuid)$/;

/** In UTF-16 code units. Of shorter names many differ in one letter. */
const longEnough = 5;

/**
 * Whether a name that nothing defines is surely a mistake, as the file itself shows: it is a module that was not imported,
 * it has a value somewhere else in the file, where this place does not see it, or it is another name of the file with
 * one letter wrong. Other names may be put there by whoever runs the file.
 */
export function isSurelyUndefined(place: Place): boolean {
  const name = quoteOf(place);
  if (!/^\w+$/.test(name)) {
    return false;
  }
  const isModule = modules.test(name) && place.text[place.end] === '.';
  return isModule || hasValueElsewhere(name, place.text) || (name.length >= longEnough && hasTwin(name, place.text));
}

/**
 * Whether a name is likely to be a mistake: files that get names from whoever runs them are configurations and scripts, and
 * the names are short or those of functions. A class that nobody imports, or what a function of a module uses, is missing.
 */
export function isLikelyUndefined(place: Place): boolean {
  const name = quoteOf(place);
  const isClass = /^[A-Z][a-z]\w*[a-z]$/.test(name);
  const isInModule = functionRow(place) !== undefined && /^(?:from|import)[ \t]/m.test(place.text);
  return isSurelyUndefined(place) || isClass || (isInModule && name.length > 2);
}

function hasValueElsewhere(name: string, text: string): boolean {
  const bindings = [
    `^[ \\t]+${name}[ \\t]*(?::[^=\\n]{1,80})?=(?!=)`,
    `^[ \\t]*(?:async[ \\t]+)?(?:def|class)[ \\t]+${name}\\b`,
    `\\bdef[ \\t]+\\w+\\((?:[^)\\n]*[,\\s*])?${name}[ \\t]*[:=,)]`,
    `\\bfor[ \\t]+(?:\\w+,[ \\t]*)*${name}[ \\t,][^\\n]{0,80}\\bin\\b`,
    `\\bas[ \\t]+${name}\\b`,
  ];
  return new RegExp(bindings.join('|'), 'm').test(text);
}

function hasTwin(name: string, text: string): boolean {
  const others = new Set(text.match(/(?<![\w.])[A-Za-z_]\w{3,}/g));
  return [...others].some((other) => other !== name && differsInOne(name, other));
}

/** By one letter that is another one, missing or too many, or by two that are exchanged. */
function differsInOne(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) {
    return false;
  }
  let start = 0;
  while (start < Math.min(one.length, other.length) && one[start] === other[start]) {
    start++;
  }
  const [rest, otherRest] = [one.slice(start), other.slice(start)];
  return (
    rest.slice(1) === otherRest.slice(1) ||
    rest.slice(1) === otherRest ||
    rest === otherRest.slice(1) ||
    (rest.slice(2) === otherRest.slice(2) && rest[0] === otherRest[1] && rest[1] === otherRest[0])
  );
}
