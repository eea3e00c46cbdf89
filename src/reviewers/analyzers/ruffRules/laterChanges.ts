import {
  assignedAbove,
  before,
  blockBelow,
  functionRow,
  indentOf,
  isBlank,
  lineOf,
  openers,
  type Place,
  quoteOf,
} from './place';

/*
 * What changes under somebody: a default under later calls, what a loop goes over under the loop, and a loop's variable
 * under a function that is called after it.
 */

/** A pattern of what changes a name's value in place, by a method or an operator; or of returning it to who may do so. */
function changeOf(name: string, orReturned: boolean, isEmpty: boolean): RegExp {
  const adding = 'append|extend|insert|add|update|setdefault|appendleft|extendleft';
  // Where nothing is, nothing is taken away or put in order.
  const methods = isEmpty ? adding : `${adding}|pop|popitem|remove|discard|clear|sort|reverse`;
  const changes = [`${name}\\.(?:${methods})\\(`, `${name}\\[[^\\]\\n]*\\]\\s*[-+*/|&]?=(?!=)`];
  const others = [`del\\s+${name}\\[`, `${name}\\s*[-+*|&]=`, ...(orReturned ? [`return\\s+${name}\\s*$`] : [])];
  return new RegExp(`(?<![\\w.])(?:${[...changes, ...others].join('|')})`, 'm');
}

/**
 * Whether a function changes the default of a parameter, which all calls share that do not give another.
 *
 * @param orReturned whether it counts, too, that the caller gets it and may change it
 */
export function isDefaultChanged(place: Place, orReturned: boolean): boolean {
  const name = /(\w+)\s*(?::[^=]*)?=\s*$/.exec(before(place))?.[1];
  const row = functionRow(place);
  if (name === undefined || row === undefined) {
    return true;
  }
  // What is there already in this form stays as it is.
  const inForm = new RegExp(`\\b${name}\\[(\\w+)\\]\\s*=\\s*${name}\\[\\1\\]\\.(?:lower|upper|strip)\\(\\)`, 'g');
  // From where it is given another value on, such as a copy, the default is left alone.
  const own = blockBelow(place, row).split(new RegExp(`^[ \\t]+${name}[ \\t]+=(?!=)`, 'm'), 1)[0] ?? '';
  const isEmpty = empty.test(quoteOf(place));
  const change = changeOf(name, orReturned, isEmpty);
  const changed = own
    .replace(inForm, '')
    .replace(sameEachTime(name, bodyIndent(place, row, own)), '')
    .split('\n');
  return changed.some((line, below) => change.test(line) && !(isEmpty && isAskedBefore(name, changed, below)));
}

/** How far the statements of a function are indented: less than what goes on over lines, and more than the function. */
function bodyIndent({ lines }: Place, row: number, body: string): number {
  const least = indentOf(lines[row] ?? '');
  return Math.min(
    ...body.split('\n').flatMap((line) => (indentOf(line) > least && !isBlank(line) ? [indentOf(line)] : [])),
  );
}

/** `name["KEY"] = "constant"` in any case: what the first call has put there, each later one puts there again. */
function sameEachTime(name: string, indent: number): RegExp {
  const literal = `(["'])[^"'\\n]*\\`;
  return new RegExp(
    `^[ \\t]{${Math.min(indent, 99)}}${name}\\[${literal}1\\][ \\t]*=[ \\t]*(?:${literal}2|-?[\\d.]+|None|True|False)[ \\t]*$`,
    'gm',
  );
}

/** Whether a line stands below `if name:`, where nothing is left alone. */
function isAskedBefore(name: string, lines: readonly string[], row: number): boolean {
  const asked = new RegExp(`^if\\s+${name}\\s*(?::|and\\b)`);
  return [...openers({ lines, row })].some(({ line }) => asked.test(line));
}

const empty = /^(?:\[\s*\]|\{\s*\}|(?:list|dict|set|deque|OrderedDict)\(\s*\))$/;

/** A function made in a loop is called after it when it is put somewhere. */
export function outlivesLoop(place: Place): boolean {
  const line = lineOf(place);
  const takers =
    '(?:append|add|insert|extend|connect|bind|register\\w*|subscribe|schedule|add_\\w+|on_\\w+|call_\\w+|after|submit|setdefault)';
  const kept = (it: string) =>
    new RegExp(
      `\\.${takers}\\([^\\n]*${it}|\\]\\s*=\\s*${it}|\\b(?:command|target|callback|handler)\\s*=\\s*${it}|\\byield\\s+${it}`,
    );
  if (/\blambda\b/.test(line)) {
    return kept('lambda\\b').test(line);
  }
  const row = functionRow(place);
  const name = row === undefined ? undefined : /\bdef\s+(\w+)/.exec(place.lines[row] ?? '')?.[1];
  const behind = place.lines.slice(place.row, place.row + 40).join('\n');
  return name !== undefined && kept(`${name}\\b(?!\\s*\\()`).test(behind);
}

/** Sizes change; a worklist that grows at its end while it is gone over does so on purpose. */
export function takesFromLoop(place: Place): boolean {
  const name = /^(\w+)\.(?:remove|pop|popitem|insert|discard|clear)\b/.exec(quoteOf(place))?.[1];
  const isTaken =
    /\.(?:remove|pop|popitem|insert|discard|clear)\b/.test(quoteOf(place)) || /^\s*del\b/.test(lineOf(place));
  // A class of the project's own may give out a copy.
  const isOwn = name !== undefined && /^\s*[A-Z]\w*\(/.test(assignedAbove(place, name));
  return isTaken && !isOwn && !isTakenBehind(place);
}

/** `for i, a in enumerate(all): for j in range(i + 1, …): del all[j]`: where the loop has been, all stays as it is. */
function isTakenBehind(place: Place): boolean {
  const [, all, index] =
    /^\s*(?:del\s+(?=\w+\[)|(?=\w+\.pop\())(\w+)(?:\[|\.pop\()(\w+)[\])]/.exec(lineOf(place)) ?? [];
  const around = [...openers(place)].map(({ line }) => line).join('\n');
  const from = new RegExp(`^for\\s+${index}\\s+in\\s+range\\(\\s*(\\w+)\\s*\\+\\s*1\\b`, 'm').exec(around)?.[1];
  return from !== undefined && new RegExp(`^for\\s+${from},.*\\bin\\s+enumerate\\(\\s*${all}\\s*\\)`, 'm').test(around);
}
