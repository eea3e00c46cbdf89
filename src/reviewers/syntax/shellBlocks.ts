import type { Break } from './brokenSyntax';

const closers: Readonly<Record<string, string>> = { if: 'fi', do: 'done', case: 'esac' };
const ending = new Set(Object.values(closers));
/** Behind these a command begins. */
const leading = new Set(['if', 'then', 'do', 'else', 'elif', 'while', 'until', 'fi', 'done', 'esac']);

const end = String.raw`(?![\s\S])`;
const skipped = [
  // Here-documents, up to the line that ends them.
  String.raw`<<-?[ \t]*(?<quote>['"\\]?)(?<mark>\w+)\k<quote>?[^\n]*\n[\s\S]*?(?:^\t*\k<mark>$|${end})`,
  String.raw`(?<=^|[\s;&|()])#[^\n]*`,
  String.raw`\$'(?:\\[\s\S]|[^'\\])*(?:'|${end})`,
  `'[^']*(?:'|${end})`,
  // In a command's place within a string, quotes are those of the command.
  String.raw`"(?:\\[\s\S]|\$\((?:\\[\s\S]|'[^']{0,500}'|"(?:\\[\s\S]|[^"\\]){0,500}"|\([^()'"]{0,100}\)|[^'"()\\]){0,500}\)|[^"\\])*(?:"|${end})`,
  String.raw`\\[\s\S]`,
  String.raw`\$\{[^}\n]*\}`,
];
const tokens = new RegExp(
  String.raw`(?<skipped>${skipped.join('|')})|[\n;&|(){}!\x60]|[^\s;&|(){}!\x60'"\\$]+|\$`,
  'gm',
);

/** The first `if`, `do` or `case` of a shell script that has no end, or an end without one; undefined when all match. */
export function unendedBlock(text: string): Break | undefined {
  const open: { readonly word: string; readonly offset: number }[] = [];
  let isCommand = true;
  let headerWords = 0;
  for (const { 0: token, index: offset, groups } of text.matchAll(tokens)) {
    if (groups?.skipped !== undefined) {
      isCommand &&= token.startsWith('#');
      continue;
    }
    const span = { start: offset, end: offset + token.length };
    headerWords =
      isCommand && /^(?:for|select)$/.test(token) ? 1 : headerWords > 0 && headerWords < 3 ? headerWords + 1 : 0;
    // Over the arguments: `for name do`.
    isCommand ||= headerWords === 3 && token === 'do';
    if (isCommand && Object.hasOwn(closers, token)) {
      open.push({ word: token, offset });
    } else if (isCommand && ending.has(token)) {
      const last = open.pop();
      if (!last) {
        return { span, message: `“${token}” ends nothing` };
      }
      if (closers[last.word] !== token) {
        return unended(last);
      }
    }
    // Braces elsewhere are expanded: `a{b,c}`, `find -exec b {} \;`.
    isCommand =
      /^[\n;&|()\x60]$/.test(token) || (isCommand && /^[!{}]$/.test(token)) || (isCommand && leading.has(token));
  }
  const last = open.at(-1);
  return last && unended(last);
}

function unended({ word, offset }: { readonly word: string; readonly offset: number }): Break {
  return {
    span: { start: offset, end: offset + word.length },
    message: `“${word}” is never ended by “${closers[word]}”`,
  };
}
