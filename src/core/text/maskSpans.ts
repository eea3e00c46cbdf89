import type { Span } from '../types';

/**
 * The text, or a part of it, with every character of the spans replaced by `*`: same length, same line breaks.
 *
 * @param spans in the order of their starts; they may overlap, and reach beyond the part
 */
export function maskSpans(text: string, spans: Iterable<Span>, part: Span = { start: 0, end: text.length }): string {
  let masked = '';
  let done = part.start;
  for (const span of spans) {
    const [from, to] = [Math.max(span.start, done), Math.min(span.end, part.end)];
    if (from < to) {
      masked += text.slice(done, from) + text.slice(from, to).replace(/[^\r\n]/g, '*');
      done = to;
    }
  }
  return masked + text.slice(done, part.end);
}
