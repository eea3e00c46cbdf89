import type { ModelFinding } from '../../../../src/core/prompt/parseReply';
import { inQuotes, print, raw } from './print';
import type { Source } from './sources';

/**
 * What a bent reply means: the edit of the main finding; the finding alone; the main finding with its edit and the other
 * one; or something that must not be guessed.
 */
export type Meaning = 'edit' | 'finding' | 'both' | 'refused';

/** One way in which models bend the contract. */
export interface Bend {
  readonly name: string;
  readonly means: Meaning;
  readonly reply: (source: Source) => string;
}

type Said = Record<string, unknown>;

function bend(means: Meaning, cases: Readonly<Record<string, (source: Source) => string>>): Bend[] {
  return Object.entries(cases).map(([name, reply]) => ({ name, means, reply }));
}

const json = (value: unknown) => JSON.stringify(value);
const pretty = (value: unknown) => JSON.stringify(value, null, 2);
const agreed = ({ main }: Source) => ({ findings: [main] });
const two = ({ main, other }: Source) => ({ findings: [main, other] });
const strict = (source: Source) => json(agreed(source));
const fenced = (text: string, language = 'json', fence = '```') => `${fence}${language}\n${text}\n${fence}`;
const escapedQuotes = (text: string) => text.replaceAll('"', '\\"');

const editOf = ({ edits: [edit] }: ModelFinding) => edit ?? { startLine: 0, endLine: 0, oldText: '', newText: '' };
/** The main finding, with some of its keys left out and others added. */
const finding = ({ main }: Source, without: readonly (keyof ModelFinding)[], more: Said): string =>
  json({ findings: [{ ...omit(main, without), ...more }] });
const omit = (value: object, keys: readonly string[]): Said =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
/** The main finding with other words for the edit's keys, or another edit altogether. */
const edited = (source: Source, edit: Said | null, without: readonly string[] = []): string =>
  finding(source, ['edits'], { edits: [{ ...omit(editOf(source.main), without), ...edit }] });
const quoted = (source: Source, change: (text: string) => string, changeNew = change): string => {
  const { oldText, newText } = editOf(source.main);
  return edited(source, { oldText: change(oldText), newText: changeNew(newText) });
};
const renamed = (value: unknown, name: (key: string) => string): unknown => {
  if (Array.isArray(value)) {
    return value.map((entry) => renamed(entry, name));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [name(key), renamed(entry, name)]))
    : value;
};
const separated = (by: string) => (key: string) => key.replace(/[A-Z]/g, (letter) => by + letter.toLowerCase());
const named = (source: Source, oldName: string, newName: string) => {
  const { oldText, newText } = editOf(source.main);
  return edited(source, { [oldName]: oldText, [newName]: newText }, ['oldText', 'newText']);
};
const numbered = (first: number, mark: string) => (text: string) =>
  text
    .split('\n')
    .map((line, index) => `${first + index}${mark}${line}`)
    .join('\n');
const eachLine = (change: (line: string) => string) => (text: string) => text.split('\n').map(change).join('\n');

/** What stands around the JSON, as servers pass it on and chat models decorate it. Seen in issues of Ollama, vLLM, LM Studio. */
const around = bend('edit', {
  'as agreed': strict,
  'over several lines': (source) => pretty(agreed(source)),
  'in a fence': (source) => fenced(pretty(agreed(source))),
  'in a fence without a language': (source) => fenced(strict(source), ''),
  'in a fence of four': (source) => fenced(strict(source), 'json', '````'),
  'in a fence of tildes': (source) => fenced(strict(source), 'json', '~~~'),
  'in a fence that nobody closes': (source) => `\`\`\`json\n${strict(source)}`,
  'in a fence among words': (source) => `Here is my review:\n\n${fenced(strict(source))}\n\nHope it helps [1].`,
  'behind words': (source) => `Sure! Here is the JSON you asked for:\n${strict(source)}`,
  'before words': (source) => `${strict(source)}\n\nI found one problem; see {items} above.`,
  'behind words with brackets': (source) => `In f(x) {…} and a[0] one thing is wrong.\n${strict(source)}`,
  'behind a block of code': (source) => `${fenced('if (a) {\n  b();\n}', 'js')}\n\n${fenced(strict(source))}`,
  'behind a byte order mark': (source) => `\ufeff${strict(source)}`,
  'as an assignment': (source) => `const reply = ${pretty(agreed(source))};`,
  'before the end token of a model': (source) => `${strict(source)}<|im_end|>`,
});

/** Thinking and tools, as their templates leave them in the text. Seen in issues of llama.cpp, vLLM, LiteLLM. */
const wrapped = bend('edit', {
  'after thinking': (source) => `<think>Is {"findings": []} right? No.</think>\n${strict(source)}`,
  'after thinking that began in the prompt': (source) => `First, the loop {…}.\n</think>\n\n${strict(source)}`,
  'after thinking in other tags': (source) => `<thinking>\nLet me see.\n</thinking>\n${strict(source)}`,
  'after thinking in square tags': (source) => `[THINK]Hm, [1].[/THINK]${strict(source)}`,
  'in the last of several channels': (source) =>
    `<|channel|>analysis<|message|>Perhaps {"findings":[]}?<|end|><|start|>assistant<|channel|>final<|message|>${strict(source)}<|return|>`,
  'as the call of a tool': (source) =>
    `<tool_call>\n${json({ name: 'report', arguments: agreed(source) })}\n</tool_call>`,
  'as the call of a tool with a text': (source) => json({ name: 'report', arguments: strict(source) }),
  'as the call of a function': (source) =>
    json({ type: 'function', function: { name: 'report', arguments: strict(source) } }),
  'as a list of calls': (source) => `[TOOL_CALLS][${json({ name: 'report', arguments: agreed(source) })}]`,
  'as a message of a chat': (source) => json({ role: 'assistant', content: strict(source) }),
  'as a string': (source) => json(strict(source)),
  'as a string in a fence': (source) => fenced(json(strict(source))),
  'with a list that is a string': ({ main }) => json({ findings: json([main]) }),
  'escaped as if it were in a string': (source) => json(strict(source)).slice(1, -1),
  'escaped for the web': (source) =>
    strict(source).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
});

/** Other notations than JSON's. Seen in issues of json_repair, jsonrepair, LangChain, llama.cpp (models trained on Python). */
const notations = bend('edit', {
  'with trailing commas': (source) => print(agreed(source), { last: ',' }),
  'with comments of lines': (source) => print(agreed(source), { before: '\n// it reads {too far}\n' }),
  'with comments of a shell': (source) => print(agreed(source), { before: '\n# what "is" wrong\n' }),
  'with comments in blocks': (source) => print(agreed(source), { before: '/* 1, 2 */ ' }),
  'in single quotes': (source) => print(agreed(source), { key: inQuotes("'"), text: inQuotes("'") }),
  'as a dictionary of Python': (source) =>
    print(
      { findings: [{ ...source.main, fixed: true, rule: null }] },
      { key: inQuotes("'"), text: (text) => (text.includes("'") ? json(text) : inQuotes("'")(text)), nothing: 'None' },
    ).replace('true', 'True'),
  'with bare keys': (source) => print(agreed(source), { key: (key) => key }),
  'with bare words': (source) => strict(source).replace('"error"', 'error').replace('"high"', 'high'),
  'in typographic quotes': (source) => print(agreed(source), { key: raw('“', '”'), text: raw('“', '”', jsonEscapes) }),
  'with typographic quotes around keys': (source) => print(agreed(source), { key: raw('“', '”') }),
  'with strings in backticks': (source) => print(agreed(source), { text: raw('`', '`', withoutBackslashes) }),
  'with strings in three quotes': (source) => print(agreed(source), { text: raw('"""', '"""') }),
  'with line breaks in strings': (source) => print(agreed(source), { text: raw('"', '"', escapedQuotes) }),
  'with the line ends of Windows': (source) =>
    print(agreed(source), { text: raw('"', '"', escapedQuotes), before: '\n' }).replaceAll('\n', '\r\n'),
  'with tabs in strings': (source) => strict(source).replaceAll('\\t', '\t'),
  'with quotes in strings': (source) =>
    print(agreed(source), { text: (text) => `"${json(text).slice(1, -1).replaceAll('\\"', '"')}"` }),
  'with strings in pieces': (source) =>
    print(agreed(source), {
      text: (text) =>
        text
          .split(' ')
          .map((word, at) => json(at ? ` ${word}` : word))
          .join(' + '),
    }),
  'with an escaped apostrophe in words': (source) =>
    finding(source, [], { explanation: 'It isn’t right.' }).replace('’', "\\'"),
  'with escaped underscores in keys': (source) => json(renamed(agreed(source), separated('_'))).replaceAll('_', '\\_'),
  'with numbers that have decimals': (source) => strict(source).replace(/(Line":)(\d+)/g, '$1$2.0'),
  'with one bracket too many': (source) => `${strict(source)}}`,
  'without the last bracket': (source) => strict(source).slice(0, -1),
  'without the last brackets, in a fence': (source) => fenced(strict(source).slice(0, -2)),
  'without a bracket before the last': (source) => strict(source).replace(/\}\]\}\]\}$/, '}]]}'),
  'without a comma between keys': (source) => strict(source).replace(',"explanation"', '\n"explanation"'),
  'with a semicolon behind it': (source) => `${strict(source)};`,
  'in YAML': (source) => fenced(yamlOf(source), 'yaml'),
});

/** Several values, or other wrappings of the list. Seen in issues of Ollama, Continue, LangChain. */
const lists = [
  ...bend('both', {
    'two findings': (source) => json(two(source)),
    'one line for each finding': ({ main, other }) => `${json(main)}\n${json(other)}`,
    'one object for each finding': ({ main, other }) =>
      `${json({ findings: [main] })}\n\n${json({ findings: [other] })}`,
    'one fence for each finding': ({ main, other }) => `1.\n${fenced(pretty(main))}\n2.\n${fenced(pretty(other))}`,
    'no comma between findings': (source) => json(two(source)).replace('}]},{', '}]}\n{'),
    'a list alone': ({ main, other }) => json([main, other]),
    'a list in a list': ({ main, other }) => json([[main, other]]),
    'a list called issues': ({ main, other }) => json({ issues: [main, other] }),
    'a list called problems': ({ main, other }) => json({ problems: [main, other] }),
    'a list called results': ({ main, other }) => json({ summary: 'Two problems.', results: [main, other] }),
    'a list within a review': (source) => json({ review: two(source) }),
    'a list under the path': ({ path, main, other }) => json({ [path]: [main, other] }),
    'a list under the name of the file': ({ path, main, other }) =>
      json({ files: [{ file: path.slice(path.lastIndexOf('/') + 1), issues: [main, other] }] }),
    'lists by severity': ({ main, other }) => json({ errors: [main], warnings: [], info: [other] }),
    'an object with numbers as keys': ({ main, other }) => json({ findings: { 1: main, 2: other } }),
  }),
  ...bend('edit', {
    'the same reply twice': (source) => `${strict(source)}\n${strict(source)}`,
    'one finding without the list': ({ main }) => json(main),
    'one finding in place of the list': ({ main }) => json({ findings: main }),
    'one finding called finding': ({ main }) => json({ finding: main }),
    'a list with a summary': (source) => json({ ...agreed(source), summary: 'One problem.', total: 1 }),
  }),
];

/** Other names for the keys, as other tools call them. Seen in docs of SARIF, ESLint, aider, Cline, Continue, Claude Code. */
const names = bend('edit', {
  'keys in snake case': (source) => json(renamed(agreed(source), separated('_'))),
  'keys in kebab case': (source) => json(renamed(agreed(source), separated('-'))),
  'keys in words': (source) => json(renamed(agreed(source), separated(' '))),
  'keys with capitals': (source) =>
    json(renamed(agreed(source), (key) => key.replace(/^./, (letter) => letter.toUpperCase()))),
  'keys in capitals': (source) => json(renamed(agreed(source), (key) => separated('_')(key).toUpperCase())),
  'line for the first and no last': (source) =>
    finding(source, ['startLine', 'endLine'], { line: source.main.startLine }),
  line_number: (source) => finding(source, ['startLine', 'endLine'], { line_number: source.main.startLine }),
  'line_start and line_end': (source) =>
    lined(source, ({ startLine, endLine }) => ({ line_start: startLine, line_end: endLine })),
  'start and end': (source) => lined(source, ({ startLine, endLine }) => ({ start: startLine, end: endLine })),
  'lines as a text': (source) => lined(source, ({ startLine, endLine }) => ({ lines: `${startLine}-${endLine}` })),
  'lines in words': (source) =>
    lined(source, ({ startLine, endLine }) => ({ lines: `lines ${startLine} to ${endLine}` })),
  'lines with a letter': (source) =>
    lined(source, ({ startLine, endLine }) => ({ lines: `L${startLine}-L${endLine}` })),
  'lines as a pair': (source) => lined(source, ({ startLine, endLine }) => ({ lines: [startLine, endLine] })),
  'a range': (source) => lined(source, ({ startLine, endLine }) => ({ range: { start: startLine, end: endLine } })),
  'a location': (source) =>
    lined(source, ({ startLine, endLine }) => ({ location: { path: source.path, startLine, endLine } })),
  'a location in words': (source) => lined(source, ({ startLine }) => ({ location: `${source.path}:${startLine}` })),
  'description for the explanation': (source) =>
    retold(source, ({ title, explanation }) => ({ title, description: explanation })),
  'message and details': (source) =>
    retold(source, ({ title, explanation }) => ({ message: title, details: explanation })),
  'issue and reason': (source) => retold(source, ({ title, explanation }) => ({ issue: title, reason: explanation })),
  'message alone': (source) => retold(source, ({ title }) => ({ message: title })),
  'old and new': (source) => named(source, 'old', 'new'),
  'original and replacement': (source) => named(source, 'original', 'replacement'),
  'search and replace': (source) => named(source, 'search', 'replace'),
  'find and replace': (source) => named(source, 'find', 'replaceWith'),
  'old_code and new_code': (source) => named(source, 'old_code', 'new_code'),
  'old_string and new_string': (source) => named(source, 'old_string', 'new_string'),
  'old_str and new_str': (source) => named(source, 'old_str', 'new_str'),
  'before and after': (source) => named(source, 'before', 'after'),
  'original_code and fixed_code': (source) => named(source, 'original_code', 'fixed_code'),
  'one edit without the list': (source) => finding(source, ['edits'], { edits: editOf(source.main) }),
  'one edit called fix': (source) => finding(source, ['edits'], { fix: editOf(source.main) }),
  'one edit called suggestion': (source) => finding(source, ['edits'], { suggestion: editOf(source.main) }),
  'edits called fixes': (source) => finding(source, ['edits'], { fixes: source.main.edits }),
  'edits called suggested_changes': (source) => finding(source, ['edits'], { suggested_changes: source.main.edits }),
  'edits within a fix': (source) =>
    finding(source, ['edits'], { fix: { description: 'Compare.', edits: source.main.edits } }),
  'the edit in the finding': (source) => {
    const { oldText, newText } = editOf(source.main);
    return finding(source, ['edits'], { original: oldText, replacement: newText });
  },
  'an edit without lines': (source) => edited(source, null, ['startLine', 'endLine']),
  'an edit without its last line': (source) => edited(source, null, ['endLine']),
  'lines in the edit alone': (source) => finding(source, ['startLine', 'endLine'], {}),
  'keys nobody asked for': (source) =>
    finding(source, [], { id: 1, rule: 'off-by-one', file: source.path, tags: ['loop'], references: [{ url: 'a' }] }),
});

/** Other values. Seen in docs of SonarQube, GitHub, ESLint, SARIF, and in issues of reviewers that use models. */
const values = bend('edit', {
  'numbers as texts': (source) => json(agreed(source)).replace(/(Line":)(\d+)/g, '$1"$2"'),
  'no last line': (source) => finding(source, ['endLine'], {}),
  'nothing as the last line': (source) => finding(source, [], { endLine: null }),
  'severity critical': (source) => finding(source, [], { severity: 'critical' }),
  'severity HIGH': (source) => finding(source, [], { severity: 'HIGH' }),
  'severity major': (source) => finding(source, [], { severity: 'Major' }),
  'severity medium': (source) => finding(source, [], { severity: 'medium' }),
  'severity low': (source) => finding(source, [], { severity: 'low' }),
  'severity as priority': (source) => finding(source, ['severity'], { priority: 'high' }),
  'no severity': (source) => finding(source, ['severity'], {}),
  'confidence 0.9': (source) => finding(source, [], { confidence: 0.9 }),
  'confidence 90': (source) => finding(source, [], { confidence: 90 }),
  'confidence in percent': (source) => finding(source, [], { confidence: '90%' }),
  'confidence certain': (source) => finding(source, [], { confidence: 'certain' }),
  'confidence in capitals': (source) => finding(source, [], { confidence: 'High' }),
  'no confidence': (source) => finding(source, ['confidence'], {}),
  'category correctness': (source) => finding(source, [], { category: 'Correctness' }),
  'category in words': (source) => finding(source, [], { category: 'Logic Error' }),
  'category vulnerability': (source) => finding(source, [], { category: 'vulnerability' }),
  'type for the category': (source) => finding(source, ['category'], { type: 'bug' }),
  'no category': (source) => finding(source, ['category'], {}),
  'texts as lists of lines': (source) => {
    const { oldText, newText } = editOf(source.main);
    return edited(source, { oldText: oldText.split('\n'), newText: newText.split('\n') });
  },
  'words around the values': (source) => finding(source, [], { severity: ' Error ', category: 'bug ' }),
});

/** Quotes that differ from the file. Seen in issues of aider, Cline, Claude Code and their guides to edits that fail. */
const quotes = bend('edit', {
  'line numbers in the quote': (source) => quoted(source, numbered(source.main.startLine, '| '), (text) => text),
  'line numbers in quote and new text': (source) => quoted(source, numbered(source.main.startLine, '| ')),
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
});

/** What is a finding, but no edit. */
const notes = bend('finding', {
  'no edits': (source) => finding(source, [], { edits: [] }),
  'nothing as edits': (source) => finding(source, [], { edits: null }),
  'without edits': (source) => finding(source, ['edits'], {}),
  'words for a fix': (source) => finding(source, ['edits'], { fix: 'Compare with < instead.' }),
  'words for a suggestion': (source) => finding(source, ['edits'], { suggestion: 'Quote the variable.' }),
  'an edit that changes nothing': (source) => edited(source, { newText: editOf(source.main).oldText }),
});

/** What must not be guessed: it says two things, a part, or nothing. */
const refused = bend('refused', {
  'a key twice': (source) => strict(source).replace('"newText"', '"newText":"x = 1","newText"'),
  'two new texts': (source) => edited(source, { replacement: 'x = 1' }),
  'two severities': (source) => finding(source, [], { priority: 'low' }),
  'two first lines': (source) => finding(source, [], { line: source.main.startLine + 4 }),
  'two lists of edits': (source) => finding(source, [], { fixes: [{ ...editOf(source.main), newText: 'x' }] }),
  'a severity that is none': (source) => finding(source, [], { severity: 'purple' }),
  'no words about it': (source) => finding(source, ['title', 'explanation'], {}),
  'no new text': (source) => edited(source, null, ['newText']),
  'nothing as new text': (source) => edited(source, { newText: null }),
  'no quote': (source) => edited(source, null, ['oldText']),
  'words for the new text': (source) => edited(source, { suggestion: 'Compare with < instead.' }, ['newText']),
  'another file': (source) => finding(source, [], { file: 'src/else.ts' }),
  'the list of another file': ({ main }) => json({ 'src/else.ts': [main] }),
  'cut in the new text': (source) => strict(source).slice(0, -8),
  'cut behind the edit': (source) => strict(source).slice(0, -3),
  'cut behind the finding': (source) => json({ findings: [source.main] }).slice(0, -2),
  'cut in a fence': (source) => `\`\`\`json\n${strict(source).slice(0, -8)}`,
  'cut in the new text, in a fence': (source) => fenced(strict(source).slice(0, -8)),
  'code left out': (source) => edited(source, { newText: '// ... rest of the code stays the same' }),
  'findings left out': (source) => strict(source).replace(/\]\}$/, ', ...]}'),
  'a quote that is nowhere': (source) => edited(source, { oldText: 'launch(missiles);' }),
  'two drafts that differ': (source) => `${strict(source)}\nOn second thought:\n${edited(source, { newText: 'x' })}`,
  'taken back': (source) => `${strict(source)}\nNo, that is right as it is:\n{"findings": []}`,
  'an empty list in words': () => 'Nothing to report: {"findings": []}',
  'an empty list with words beside it': () => '{"findings": [], "summary": "All is well."}',
  'an empty list under another name': () => '{"issues": []}',
  'an empty list in single quotes': () => "{'findings': []}",
  'words alone': ({ main }) => `There is one problem: ${main.title}. No issues otherwise.`,
  'an error of the server': () => '{"error": {"message": "model overloaded", "type": "server_error", "line": 3}}',
  'the schema': () => json({ type: 'object', properties: { findings: { type: 'array' } }, required: ['findings'] }),
  'line breaks both raw and escaped': (source) =>
    print(
      { findings: [{ ...source.main, edits: [{ ...editOf(source.main), newText: 'print("a\\n")\n  b' }] }] },
      { text: (text) => (text.includes('print') ? `"print(\\"a\\n\\")\n  b"` : json(text)) },
    ),
  'an escape that may be code': (source) => edited(source, { newText: 'echo @HOME' }).replace('@', '\\$'),
});

/** Every bend of the collection, each with a name of its own. */
export const bends: readonly Bend[] = [
  ...around,
  ...wrapped,
  ...notations,
  ...lists,
  ...names,
  ...values,
  ...quotes,
  ...notes,
  ...refused,
];

function lined(source: Source, lines: (said: { startLine: number; endLine: number }) => Said): string {
  const edit = editOf(source.main);
  return finding(source, ['startLine', 'endLine', 'edits'], {
    ...lines(source.main),
    edits: [{ ...lines(edit), oldText: edit.oldText, newText: edit.newText }],
  });
}

function retold(source: Source, words: (said: ModelFinding) => Said): string {
  return finding(source, ['title', 'explanation'], words(source.main));
}

/** A string of JSON without its quotation marks, in which those of code stay as they are. */
function jsonEscapes(text: string): string {
  return json(text).slice(1, -1).replaceAll('\\"', '"');
}

function withoutBackslashes(text: string): string {
  return text;
}

function yamlOf({ main }: Source): string {
  const { edits, ...rest } = main;
  const lines = Object.entries(rest).map(([key, value], at) => `${at === 0 ? '  - ' : '    '}${key}: ${json(value)}`);
  const [edit] = edits.map(({ startLine, endLine, oldText, newText }) =>
    [
      `      - startLine: ${startLine}`,
      `endLine: ${endLine}`,
      `oldText: ${json(oldText)}`,
      `newText: ${json(newText)}`,
    ].join('\n        '),
  );
  return ['findings:', ...lines, '    edits:', edit].join('\n');
}
