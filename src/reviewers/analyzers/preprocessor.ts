import type { Span } from '../../core/types';

const directive = /^[ \t]*#[ \t]*(if|elif|else|endif)/;
const anyDirective = /^[ \t]*#/;
/** The end of a line after which an expression goes on: the choice is one of its operands. */
const goesOn = /(?:\breturn|&&|\|\||[-+*/%=<>?^&|])[ \t]*(?:\/[/*].*)?$/;

/**
 * Where C's preprocessor chooses between two beginnings of one statement or two operands of one expression, which the
 * grammar, that reads both, makes into something else: from the choice to the end of the function around it, told by a
 * closing brace at the begin of a line; one span for a function. `extern "C" {` for C++ alone is no such place.
 */
export function piecedSpans(text: string): Span[] {
  const spans: Span[] = [];
  const open: { readonly start: number; readonly depth: number; isPieced: boolean }[] = [];
  let depth = 0;
  let start = 0;
  let functionEnd = -1;
  let before = '';
  for (const line of text.split('\n')) {
    const [, word] = directive.exec(line) ?? [];
    const group = open.at(-1);
    if (word === 'if') {
      open.push({ start, depth, isPieced: goesOn.test(before) });
    } else if (word && group) {
      group.isPieced ||= depth !== group.depth;
      depth = group.depth;
      if (word === 'endif') {
        open.pop();
        functionEnd = functionEnd < start ? endOfFunction(text, start) : functionEnd;
        const last = spans.at(-1);
        if (group.isPieced && last?.end === functionEnd) {
          spans.splice(-1, 1, { start: Math.min(last.start, group.start), end: functionEnd });
        } else if (group.isPieced) {
          spans.push({ start: group.start, end: functionEnd });
        }
      }
    } else if (!line.includes('extern "C"')) {
      before = line.trim() === '' || anyDirective.test(line) ? before : line;
      depth += (line.match(/[([{]/g)?.length ?? 0) - (line.match(/[)\]}]/g)?.length ?? 0);
    }
    start += line.length + 1;
  }
  return spans;
}

function endOfFunction(text: string, from: number): number {
  const end = text.indexOf('\n}', from);
  return end === -1 ? text.length : end;
}
