import type { Span } from '../../core/types';

/** Tags of Jekyll and its like: https://jekyllrb.com/docs/liquid/tags/ */
const tag = /\{%-?\s{0,50}(end)?(highlight|raw|comment|codeblock)\b[^%]{0,200}%\}/g;

/** What stands between tags that show it as code, or not at all, and so is no Markdown. */
export function liquidCode(text: string): readonly Span[] {
  const spans: Span[] = [];
  let open: { readonly name: string; readonly start: number } | undefined;
  for (const { 0: all, 1: end, 2: name = '', index } of text.matchAll(tag)) {
    if (end === undefined) {
      open ??= { name, start: index + all.length };
    } else if (open?.name === name) {
      spans.push({ start: open.start, end: index });
      open = undefined;
    }
  }
  return spans;
}
