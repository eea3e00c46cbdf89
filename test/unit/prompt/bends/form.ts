import { inQuotes, print, raw } from './print';
import {
  agreed,
  bend,
  escapedQuotes,
  fenced,
  finding,
  json,
  jsonEscapes,
  pretty,
  renamed,
  separated,
  strict,
  withoutBackslashes,
  yamlOf,
} from './said';

/** What stands around the JSON, as servers pass it on and chat models decorate it. Seen in issues of Ollama, vLLM, LM Studio. */
export const around = bend('edit', {
  'as agreed': strict,
  'over several lines': (source) => pretty(agreed(source)),
  'in a fence': (source) => fenced(pretty(agreed(source))),
  'in a fence without a language': (source) => fenced(strict(source), ''),
  'in a fence of four': (source) => fenced(strict(source), 'json', '````'),
  'in a fence of tildes': (source) => fenced(strict(source), 'json', '~~~'),
  'in a fence that nobody closes': (source) => `\`\`\`json\n${strict(source)}`,
  'in a fence among words': (source) => `Here is my review:\n\n${fenced(strict(source))}\n\nHope it helps [1].`,
  'behind words': (source) => `Sure! Here is the JSON you asked for:\n${strict(source)}`,
  'behind a word on its line': (source) => `Sure. ${strict(source)}`,
  'behind a sentence on its line': (source) => `I found one problem in it! ${pretty(agreed(source))}`,
  'before words': (source) => `${strict(source)}\n\nI found one problem; see {items} above.`,
  'behind words with brackets': (source) => `In f(x) {…} and a[0] one thing is wrong.\n${strict(source)}`,
  'behind a block of code': (source) => `${fenced('if (a) {\n  b();\n}', 'js')}\n\n${fenced(strict(source))}`,
  'before a block of code': (source) =>
    `${fenced(strict(source))}\n\nFixed code:\n${fenced('const total = sumOf(values);\nreturn total / count;', 'js')}`,
  'before a diff of it': (source) =>
    `${fenced(strict(source))}\n\n${fenced('@@ -1 +1 @@\n-return sumOf(values);\n+return total / count;', 'diff')}`,
  'behind a byte order mark': (source) => `\ufeff${strict(source)}`,
  'as an assignment': (source) => `const reply = ${pretty(agreed(source))};`,
  'before the end token of a model': (source) => `${strict(source)}<|im_end|>`,
});

/** Thinking and tools, as their templates leave them in the text. Seen in issues of llama.cpp, vLLM, LiteLLM. */
export const wrapped = bend('edit', {
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
export const notations = bend('edit', {
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
