import type { Node } from 'web-tree-sitter';

/** UTF-16 code units. */
const longestDoc = 120;

/** A comment that is longer has its first line too far away. In UTF-16 code units. */
const longestComment = 4_000;

/** The first line of the comment right above a place in C-like languages. */
export function docAbove(text: string, start: number): string | undefined {
  const end = text.lastIndexOf('\n', start - 1);
  if (end <= 0 || !isBlank(text, end + 1, start)) {
    return undefined;
  }
  if (
    text
      .slice(text.lastIndexOf('\n', end - 1) + 1, end)
      .trimEnd()
      .endsWith('*/')
  ) {
    const opening = text.lastIndexOf('/*', end);
    const isOwnLine = end - opening < longestComment && isBlank(text, text.lastIndexOf('\n', opening) + 1, opening);
    return opening !== -1 && isOwnLine ? firstLine(text.slice(opening + 2, end)) : undefined;
  }
  let first: string | undefined;
  for (let at = end; at > 0; ) {
    const lineStart = text.lastIndexOf('\n', at - 1) + 1;
    const line = text.slice(lineStart, at).trimStart();
    if (!line.startsWith('//')) {
      break;
    }
    first = line;
    at = lineStart - 1;
  }
  return first && firstLine(first);
}

function isBlank(text: string, start: number, end: number): boolean {
  return text.slice(start, end).trim() === '';
}

/** The first line of the string that a body of Python begins with. */
export function docIn(body: { readonly of: Node } | undefined): string | undefined {
  const first = body?.of.firstNamedChild;
  const string = first?.type === 'expression_statement' ? first.firstNamedChild : first;
  const content = string?.type === 'string' && string.namedChildren.find((child) => child?.type === 'string_content');
  return content ? firstLine(content.text) : undefined;
}

/** Words to a tool, which say nothing of what follows. */
const forTools =
  /^(?:eslint|biome|oxlint|tslint|prettier|stylelint|istanbul|c8|v8 ignore|ts-|noinspection|nolint|lint:|go:|NOLINT|clang-format|cppcheck|noqa|type:|pylint|pragma:|#?region)/;

function firstLine(comment: string): string | undefined {
  for (let start = 0; start <= comment.length; ) {
    const lineEnd = comment.indexOf('\n', start);
    const end = lineEnd === -1 ? comment.length : lineEnd;
    const line = comment.slice(start, end).replace(/^[\s/*!<]+|[\s*/]+$/g, '');
    if (/\p{L}/u.test(line) && !line.startsWith('@') && !forTools.test(line)) {
      return line.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, longestDoc);
    }
    start = end + 1;
  }
  return undefined;
}
