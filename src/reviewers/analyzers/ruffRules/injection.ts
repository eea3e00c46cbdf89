import { assignedAbove, callArguments, functionRow, type Place, quoteOf } from './place';

/*
 * Commands and queries that are put together from pieces: whether one of them is a value that can do harm, and whether it
 * surely comes from somebody else.
 */

/** Built with a value in it, not constants alone. */
function isBuilt(expression: string): boolean {
  const parts = expression.replace(/\b[A-Z][A-Z\d_]*\b/g, '');
  return (
    /["'].*["']\s*%\s*[\w(]|["']\s*\.format\(|\b[fF][rR]?["'][^"']*\{|["']\s*\+\s*\w|\w\s*\+\s*["']|\w\s*\+\s*\w/s.test(
      parts,
    ) && !/["']\s*%\s*\(?\s*\)?\s*$/.test(parts)
  );
}

/** What brings something of somebody else's, as far as a name tells. */
export const fromOutside =
  /\binput\s*\(|\brequest\b|\bargv\b|\.(?:recv|get|get_json|args|form|query|params|cookies)\b|\burlopen\b/;

/** A parameter, what a loop goes over, or input: more than the function itself has made up. */
function comesFromElsewhere(name: string, place: Place): boolean {
  const row = functionRow(place);
  const above = place.lines.slice(row ?? Math.max(0, place.row - 40), place.row).join('\n');
  const isParameter = row !== undefined && new RegExp(`^[^)]*[(,]\\s*\\*{0,2}${name}\\s*[,:=)]`).test(above);
  const isOfLoop = new RegExp(`\\bfor\\b[^\\n]*\\b${name}\\b[^\\n]*\\bin\\b`).test(above);
  return isParameter || isOfLoop || fromOutside.test(assignedAbove(place, name));
}

/** The command of a call, or what the name that stands for it was given. */
function commandOf(place: Place): string {
  const all = callArguments(place);
  const first = /^\s*(?:args\s*=\s*)?([\s\S]*?)(?:,\s*\w+\s*=|,?\s*$)/.exec(all)?.[1]?.trim() ?? all;
  return /^\w+$/.test(first) ? assignedAbove(place, first) : first;
}

export function runsBuiltCommand(place: Place): boolean {
  if (place.message.includes('seems safe')) {
    return false;
  }
  const command = commandOf(place);
  if (/%[dif]\b/.test(command) && !/%s|\{/.test(command)) {
    // A number is no command.
    return false;
  }
  const names = command.replace(/(["'])(?:(?!\1)[^{}])*\1/g, ' ').match(/(?<![.\w])[A-Za-z_]\w*/g) ?? [];
  return isBuilt(command) && names.some((name) => name !== 'self' && comesFromElsewhere(name, place));
}

/** Where a value stands, not a name of a table or column, which cannot be a parameter. */
const value =
  /(?:[=<>(,]|\blike|\bbetween|\band)\s*(?:\\?["'][%\s]*)?(?:%s|%\(\w+\)s|\{(?!\{)[^}]*\}|["']{1,3}\s*\+|["']{1,3}\s*\n)/i;
const placeholders = /placeholder|\bqmarks?\b|\bmarks\b|\bjoin\(\s*\[?["'](?:\?|%s)["']|\bquote|escape|literal/i;
/** `'%s,' * n` */
function isRowOfPlaceholders(name: string, text: string): boolean {
  return new RegExp(`\\b${name}\\s*=\\s*["'](?:%s|\\?)[, ]*["']\\s*\\*`).test(text);
}

const comparing = /\b(?:where|values|set|having|limit)\b/i;

export function hasValueInQuery(place: Place): boolean {
  const query = quoteOf(place);
  // `%s` is a placeholder of the query's own where nothing is put in its place, and a constant is nobody's input.
  const isFormatted = /["']\s*%\s*[\w({[]/.test(query) && !/["']\s*%\s*\(?\s*[A-Z_]+\s*\)?\s*$/.test(query);
  const text = isFormatted ? query : query.replace(/%(?:\(\w+\))?s/g, '?');
  const from = comparing.exec(text);
  const names = new Set(/["']\s*\.format\(([^)]*)\)\s*$|["']\s*%\s*\(?([^)]*)\)?\s*$/.exec(query)?.[0].match(/\w+/g));
  return (
    from !== null &&
    value.test(text.slice(from.index)) &&
    !placeholders.test(text) &&
    ![...names].some((name) => isRowOfPlaceholders(name, place.text))
  );
}

/** What a person types, or a request brings. */
const ofOthers =
  /\b(?:raw_)?input\s*\(|\brequest\s*\.\s*(?:args|form|values|json|get_json|data|cookies|headers|files|GET|POST|params|query|query_params|path_params|match_info)\b|\bget_(?:query_|body_)?argument\s*\(/;
/** What a program is started with, by somebody who can run commands anyway. */
const ofProgram = /\bargv\b/;
/** The lines of a file, as commands take their words from them. */
const ofFile = /\bopen\s*\(/;

/** Numbers, and what is quoted, do no harm wherever they come from. */
const harmless = /[\w.]*\b(?:int|float|len|round|bool|quote|escape\w*|isdigit)\s*\((?:[^()]|\([^()]*\))*\)/g;
const string = /\b([A-Za-z]{0,2})("""|'''|"|')((?:\\.|(?!\2)[^\\])*)\2|("""|'''|"|')(?:\\.|(?!\4)[^\\])*\4/g;

/** An expression without what its strings say, which are left with what is filled in. */
function codeOf(expression: string): string {
  return expression
    .replace(string, (_, prefix?: string, __?: string, text = '') =>
      /f/i.test(prefix ?? '') ? ` ${(text.match(/\{[^{}]*\}/g) ?? []).join(' ')} ` : ' ',
    )
    .replace(harmless, ' ');
}

/** From a name to what it was given, and on from there. */
const farthest = 3;

function isOfOthers(expression: string, place: Place, sources: readonly RegExp[], steps = farthest): boolean {
  const code = codeOf(expression);
  if (sources.some((source) => source.test(code))) {
    return true;
  }
  const names = [...new Set(code.match(/(?<![.\w])[A-Za-z_]\w*/g))];
  return (
    steps > 0 &&
    names.some((name) => isOfRoute(name, place) || isOfOthers(givenTo(name, place), place, sources, steps - 1))
  );
}

/** What a name was last given above a place, in its function or else in the file: by an assignment, or by a loop. */
function givenTo(name: string, place: Place): string {
  const first = functionRow(place) ?? 0;
  const assigned = assignedAbove(place, name, place.row - first);
  const loop = new RegExp(`^\\s*(?:async\\s+)?for\\b[^\\n]*\\b${name}\\b[^\\n]*?\\bin\\b(.*)`);
  const header = place.lines.slice(first, place.row).findLast((line) => loop.test(line));
  return assigned || (loop.exec(header ?? '')?.[1] ?? '');
}

/** A part of the path that a function of a web server answers to, or of the query behind it; numbers are checked. */
function isOfRoute(name: string, place: Place): boolean {
  const { lines } = place;
  const row = functionRow(place);
  if (row === undefined) {
    return false;
  }
  const first = lines.slice(0, row).findLastIndex((line) => !/^\s*@/.test(line)) + 1;
  const route = lines.slice(first, row).find((line) => /^\s*@[\w.]+\.(?:route|get|post|put|delete|patch)\(/.test(line));
  const parameter = new RegExp(`[(,]\\s*${name}\\s*(?::\\s*([\\w.]+))?`).exec(lines[row] ?? '');
  const isInPath = new RegExp(`[<{](?:(?:string|path):)?${name}(?::path)?[>}]`).test(route ?? '');
  return route !== undefined && parameter !== null && (parameter[1] === 'str' || (isInPath && !parameter[1]));
}

/** Whether somebody else surely has a say in the command that a call runs. */
export function runsCommandOfOthers(place: Place): boolean {
  return isOfOthers(commandOf(place), place, [ofOthers, ofFile]);
}

/** Whether somebody else surely has a say in a query. */
export function queriesForOthers(place: Place): boolean {
  return isOfOthers(quoteOf(place), place, [ofOthers, ofProgram]);
}
