import {
  agreed,
  bend,
  diffOf,
  edited,
  editOf,
  fenced,
  finding,
  json,
  lined,
  named,
  omit,
  pretty,
  renamed,
  retold,
  separated,
  strict,
  two,
} from './said';

/** Several values, or other wrappings of the list. Seen in issues of Ollama, Continue, LangChain. */
export const lists = [
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
    'a list beside one of rejected ones': ({ main, other }) => json({ findings: [main], rejected: [other] }),
    'a list with one that is marked as rejected': ({ main, other }) =>
      json({ findings: [main, { ...other, status: 'rejected' }] }),
    'a list behind a sentence with an object': ({ main, other }) =>
      `The record ${json(other)} is one.\n${json({ findings: [main] })}`,
    'a list with a summary': (source) => json({ ...agreed(source), summary: 'One problem.', total: 1 }),
  }),
];

/** Other names for the keys, as other tools call them. Seen in docs of SARIF, ESLint, aider, Cline, Continue, Claude Code. */
export const names = bend('edit', {
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
  'edits as JSON in a text': (source) => finding(source, ['edits'], { edits: json(source.main.edits) }),
  'edits as JSON in a text with a fence': (source) =>
    finding(source, ['edits'], { edits: fenced(pretty(source.main.edits)) }),
  'one edit as JSON in a text': (source) => finding(source, ['edits'], { fix: json(editOf(source.main)) }),
  'edits beside the list': ({ main }) => json({ findings: [omit(main, ['edits'])], edits: main.edits }),
  'edits beside a list with none': ({ main }) => json({ findings: [{ ...main, edits: [] }], edits: main.edits }),
  'one edit beside the list': (source) => json({ findings: [omit(source.main, ['edits'])], fix: editOf(source.main) }),
  'a diff': (source) => finding(source, ['edits'], { diff: diffOf(source, '') }),
  'a diff with a head': (source) => finding(source, ['edits'], { diff: diffOf(source) }),
  'a diff with names': (source) =>
    finding(source, ['edits'], { patch: `--- a/${source.path}\n+++ b/${source.path}\n${diffOf(source)}\n` }),
  'a diff of git': (source) =>
    finding(source, ['edits'], {
      fix: `diff --git a/${source.path} b/${source.path}\nindex 1..2 100644\n--- a/${source.path}\n+++ b/${source.path}\n${diffOf(source)}`,
    }),
  'a diff in a fence': (source) => finding(source, ['edits'], { suggestion: fenced(diffOf(source), 'diff') }),
  'a diff among the edits': (source) => finding(source, ['edits'], { edits: [diffOf(source)] }),
  'a diff with a head that says no lines': (source) =>
    finding(source, ['edits'], { diff: diffOf(source, '@@ ... @@\n') }),
  'keys nobody asked for': (source) =>
    finding(source, [], { id: 1, rule: 'off-by-one', file: source.path, tags: ['loop'], references: [{ url: 'a' }] }),
});
