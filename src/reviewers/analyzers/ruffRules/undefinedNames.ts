import { functionRow, type Place, quoteOf } from './place';

/** What everybody calls these modules, by whose attributes it shows that they were meant. */
const modules =
  /^(?:asyncio|base64|collections|copy|csv|datetime|functools|glob|hashlib|io|itertools|json|logging|math|np|os|pathlib|pd|pickle|platform|plt|random|re|requests|shutil|signal|socket|string|struct|subprocess|sys|tempfile|tf|threading|time|torch|traceback|typing|urllib|uuid)$/;

/** In UTF-16 code units. Of shorter names many differ in one letter. */
const longEnough = 5;

/**
 * Whether a name that nothing defines is a mistake. As the file itself shows: it is a module that was not imported, it has
 * a value somewhere else in the file, where this place does not see it, or it is another name of the file with one letter
 * wrong. Or as what gets names from whoever runs it is a configuration or a script, and the names are those of functions or
 * of one letter: it is a class that nobody imports, or what a function of a module uses.
 */
export function isMissing(place: Place): boolean {
  const name = quoteOf(place);
  const isInModule = functionRow(place) !== undefined && /^(?:from|import)[ \t]/m.test(place.text);
  return (
    (modules.test(name) && place.text[place.end] === '.') ||
    (isInModule && !oneLetter.test(name)) ||
    /^[A-Z][a-z]\w*[a-z]$/.test(name) ||
    (/^\w+$/.test(name) && hasValueElsewhere(name, place.text)) ||
    (name.length >= longEnough && /^\w+$/.test(name) && hasTwin(name, place.text))
  );
}

/** What is installed for translations, or a type that stands for others. */
const oneLetter = /^_{0,2}[A-Z]{0,2}_{0,2}$/;

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
