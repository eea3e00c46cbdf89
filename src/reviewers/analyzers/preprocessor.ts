import type { Span } from '../../core/types';

const directive = /^[ \t]*#[ \t]*(if|elif|else|endif)/;

/**
 * Where C's preprocessor chooses between two beginnings of one statement, which the grammar, that reads both, makes into
 * something else: from the choice to the end of the function around it, told by a closing brace at the begin of a line.
 * `extern "C" {` for C++ alone is no such place.
 */
export function piecedSpans(text: string): Span[] {
  const spans: Span[] = [];
  const open: { readonly start: number; readonly depth: number; isPieced: boolean }[] = [];
  let depth = 0;
  let start = 0;
  for (const line of text.split('\n')) {
    const [, word] = directive.exec(line) ?? [];
    const group = open.at(-1);
    if (word === 'if') {
      open.push({ start, depth, isPieced: false });
    } else if (word && group) {
      group.isPieced ||= depth !== group.depth;
      depth = group.depth;
      if (word === 'endif') {
        open.pop();
        const end = text.indexOf('\n}', start);
        spans.push(...(group.isPieced ? [{ start: group.start, end: end === -1 ? text.length : end }] : []));
      }
    } else if (!line.includes('extern "C"')) {
      depth += (line.match(/[([{]/g)?.length ?? 0) - (line.match(/[)\]}]/g)?.length ?? 0);
    }
    start += line.length + 1;
  }
  return spans;
}
