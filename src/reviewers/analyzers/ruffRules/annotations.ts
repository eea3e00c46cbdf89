import { before, functionRow, lineOf, openers, type Place } from './place';

/** What a type is written with, as far as it stands before a name in it. */
const type = String.raw`[\w.,[\]|\s"']*`;
const returned = new RegExp(`->${type}$`);
const parameter = new RegExp(String.raw`\bdef\b[^#]*[(,]\s*\*{0,2}\w+\s*:${type}$`);
/** A variable of its own, or a parameter on a line of its own. */
const variable = new RegExp(String.raw`^\s*(?!(?:else|try|finally)\b)\w+(?:\.\w+)*\s*:${type}$`);
/** https://peps.python.org/pep-0563/ */
const postponed = /^from[ \t]+__future__[ \t]+import\b[^#\n]*(?:\([^)]*)?\bannotations\b/m;

/**
 * Whether a name stands where Python never looks it up: in a type in quotes, in an annotation of a file that postpones
 * them, in that of a local variable (https://peps.python.org/pep-0526/).
 */
export function isNeverEvaluated(place: Place): boolean {
  if (isInQuotes(place)) {
    return true;
  }
  const head = before(place);
  const [opener] = openers(place);
  const isOfVariable = variable.test(head) && !/\{\s*(?:#.*)?$/.test(opener?.line ?? '');
  if (postponed.test(place.text)) {
    return isOfVariable || returned.test(head) || parameter.test(head);
  }
  const isInBody = functionRow(place) !== undefined && /:\s*(?:#.*)?$/.test(opener?.line ?? '');
  return isOfVariable && isInBody;
}

/** In a string that is no template; only in one that is a type Ruff looks for names. */
function isInQuotes(place: Place): boolean {
  const line = lineOf(place);
  const column = place.start - place.text.lastIndexOf('\n', place.start - 1) - 1;
  let open = -1;
  for (let at = 0; at < Math.min(column, line.length); at++) {
    if (open !== -1) {
      at += line[at] === '\\' ? 1 : 0;
      open = line[at] === line[open] ? -1 : open;
    } else if (line[at] === '#') {
      return false;
    } else if (line[at] === '"' || line[at] === "'") {
      open = at;
    }
  }
  return open !== -1 && !/[ft]r?$/i.test(line.slice(0, open)) && /^[\w.,[\]|\s"']*$/.test(line.slice(open, column));
}
