import { bend, eachLine, edited, editOf, fenced, json, numbered, quoted } from './said';
import type { Source } from './sources';

const padded =
  ({ main }: Source) =>
  (text: string) =>
    eachLine((line) => line.replace(/^(\d+)\|/, (_, number: string) => `${number.padStart(5)} |`))(
      numbered(main.startLine, '| ')(text),
    );

/** Quotes that differ from the file. Seen in issues of aider, Cline, Claude Code and their guides to edits that fail. */
export const quotes = bend('edit', {
  'line numbers in the quote': (source) => quoted(source, numbered(source.main.startLine, '| '), (text) => text),
  'line numbers in quote and new text': (source) => quoted(source, numbered(source.main.startLine, '| ')),
  'padded line numbers': (source) => quoted(source, padded(source), (text) => text),
  'padded line numbers in quote and new text': (source) => quoted(source, padded(source)),
  'padded line numbers in the quote, others in the new text': (source) =>
    quoted(source, padded(source), numbered(source.main.startLine, '| ')),
  'line numbers with a colon': (source) => quoted(source, numbered(source.main.startLine, ': ')),
  'line numbers with a tab': (source) => quoted(source, numbered(source.main.startLine, '\t')),
  'less indentation': (source) =>
    quoted(
      source,
      eachLine((line) => line.replace(/^ {4}|^\t|^ {2}/, '')),
    ),
  'more indentation': (source) =>
    quoted(
      source,
      eachLine((line) => (line.startsWith('\t') ? `\t${line}` : `  ${line}`)),
    ),
  'spaces for tabs': (source) => quoted(source, (text) => text.replaceAll('\t', '    ')),
  'the first line without indentation': (source) => quoted(source, (text) => text.trimStart()),
  'part of a line': (source) => {
    const { oldText, newText } = editOf(source.main);
    const [first, last] = [/^\s*/.exec(oldText)?.[0].length ?? 0, 0];
    return edited(source, { oldText: oldText.slice(first, oldText.length - last), newText: newText.slice(first) });
  },
  'white space at line ends': (source) =>
    quoted(
      source,
      eachLine((line) => `${line}  `),
      (text) => text,
    ),
  'a line break at the end': (source) => quoted(source, (text) => `${text}\n`),
  'line ends of Windows': (source) => quoted(source, (text) => text.replaceAll('\n', '\r\n')),
  'spaces that do not break': (source) =>
    quoted(
      source,
      (text) => text.replaceAll(' ', '\u00a0'),
      (text) => text,
    ),
  'escaped once too often': (source) => quoted(source, (text) => json(text).slice(1, -1)),
  'in a fence of its own': (source) => quoted(source, (text) => fenced(text, 'js')),
  'in backticks': (source) => quoted(source, (text) => `\`${text}\``),
  'as lines of a diff': (source) =>
    quoted(
      source,
      eachLine((line) => `-${line}`),
      eachLine((line) => `+${line}`),
    ),
  'escaped for the web in it': (source) =>
    quoted(source, (text) =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    ),
  'lines that are wrong by two': (source) =>
    edited(source, { startLine: source.main.startLine + 2, endLine: source.main.endLine + 2 }),
  'lines that are not there': (source) => edited(source, { startLine: 900, endLine: 901 }),
  'a blank line around it': (source) => quoted(source, (text) => `\n${text}\n`),
  'as lines of a diff with a space behind the sign': (source) =>
    quoted(
      source,
      eachLine((line) => `- ${line}`),
      eachLine((line) => `+ ${line}`),
    ),
  'as a diff with context': (source) => {
    const { oldText, newText } = editOf(source.main);
    const marked = (text: string, other: string, sign: string) =>
      eachLine((line) => (other.split('\n').includes(line) ? ` ${line}` : sign + line))(text);
    return edited(source, { oldText: marked(oldText, newText, '-'), newText: marked(newText, oldText, '+') });
  },
  'in a fence of tildes of its own': (source) => quoted(source, (text) => `~~~\n${text}\n~~~`),
  'escaped line ends in it': (source) => quoted(source, (text) => text.replaceAll('\n', '\\n')),
  'escaped quotation marks in it': (source) => quoted(source, (text) => text.replaceAll('"', '\\"')),
  'line numbers behind which there is no sign': (source) => quoted(source, numbered(source.main.startLine, ' ')),
  'line numbers and no lines named': (source) => {
    const { oldText, newText } = editOf(source.main);
    const [bare, first] = [{ startLine: 0, endLine: 0 }, numbered(source.main.startLine, '| ')];
    return edited(source, { ...bare, oldText: first(oldText), newText: first(newText) });
  },
});
