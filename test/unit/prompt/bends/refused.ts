import { agreed, bend, diffOf, edited, editOf, fenced, finding, json, omit, quoted, strict } from './said';

/** What must not be guessed: it says two things, a part, or nothing. */
export const refused = bend('refused', {
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
  'edits beside two findings': ({ main, other }) =>
    json({ findings: [omit(main, ['edits']), omit(other, ['edits'])], edits: main.edits }),
  'edits beside one with other edits': (source) =>
    json({ ...agreed(source), edits: [{ ...editOf(source.main), newText: 'x' }] }),
  'edits in a text that is cut': (source) =>
    finding(source, ['edits'], { edits: json(source.main.edits).slice(0, -5) }),
  'edits in a text with a key twice': (source) =>
    finding(source, ['edits'], { edits: json(source.main.edits).replace('"newText"', '"newText":"x","newText"') }),
  'edits in a text whose marks are not escaped': (source) =>
    finding(source, ['edits'], { edits: '@' }).replace('@', () => json(source.main.edits)),
  'a new text alone in the finding': (source) =>
    finding(source, ['edits'], { fixed_code: editOf(source.main).newText }),
  'a diff of another file': (source) =>
    finding(source, ['edits'], { diff: `--- a/src/else.ts\n+++ b/src/else.ts\n${diffOf(source)}` }),
  'a diff of two files': (source) =>
    finding(source, ['edits'], {
      diff: `--- a/${source.path}\n+++ b/${source.path}\n${diffOf(source)}\n--- a/src/else.ts\n+++ b/src/else.ts\n${diffOf(source)}`,
    }),
  'a diff with a line that has no sign': (source) =>
    finding(source, ['edits'], { diff: `${diffOf(source)}\nreturn total;` }),
  'a diff that only adds': (source) =>
    finding(source, ['edits'], { diff: `@@ -1,0 +1,1 @@\n+${editOf(source.main).newText.replaceAll('\n', '\n+')}` }),
  'another file': (source) => finding(source, [], { file: 'src/else.ts' }),
  'the list of another file': ({ main }) => json({ 'src/else.ts': [main] }),
  'cut in the new text': (source) => strict(source).slice(0, -8),
  'cut behind the edit': (source) => strict(source).slice(0, -3),
  'cut behind the finding': (source) => json({ findings: [source.main] }).slice(0, -2),
  'cut in a fence': (source) => `\`\`\`json\n${strict(source).slice(0, -8)}`,
  'cut in the new text, in a fence': (source) => fenced(strict(source).slice(0, -8)),
  'code left out': (source) => edited(source, { newText: '// ... rest of the code stays the same' }),
  'a quote that is not escaped among some that are': (source) =>
    edited(source, { newText: 'if [ -f "$a@ ]; then' }).replace('@', '"'),
  'escaped once too often behind a comment with an apostrophe': (source) =>
    quoted(
      source,
      (text) => text,
      (text) => `${text} // don't\\n    more();`,
    ),
  'findings left out': (source) => strict(source).replace(/\]\}$/, ', ...]}'),
  'a quote that is nowhere': (source) => edited(source, { oldText: 'launch(missiles);' }),
  'two drafts that differ': (source) => `${strict(source)}\nOn second thought:\n${edited(source, { newText: 'x' })}`,
  'two drafts under other titles': (source) =>
    `${strict(source)}\nBetter:\n${json({ findings: [{ ...source.main, title: 'What is wrong here', edits: [] }] })}`,
  'struck out': (source) => `~~${strict(source)}~~`,
  'struck out in a fence': (source) => `~~\n${fenced(strict(source))}\n~~`,
  'struck out after words': (source) => `~~My first thought~~\n\n~~It goes wrong:~~ ~~\n${strict(source)}\n~~`,
  'struck out by a tag': (source) => `<del>\n${strict(source)}\n</del>`,
  'a title that is struck out': (source) => finding(source, [], { title: `~~${source.main.title}~~` }),
  'an explanation that is struck out': (source) =>
    finding(source, [], { explanation: `<s>${source.main.explanation}</s>` }),
  'taken back': (source) => `${strict(source)}\nNo, that is right as it is:\n{"findings": []}`,
  'taken back without a word': (source) => `${strict(source)}\n{"findings": []}`,
  'taken back in words': (source) => `${strict(source)}\n\nOn reflection, the above is not a problem.`,
  'taken back in words behind a fence': (source) => `${fenced(strict(source))}\n\nWait, that line is correct.`,
  'taken back in another language': (source) => `${strict(source)}\n\nAch nein, das ist doch kein Fehler.`,
  'taken back in a comment': (source) => strict(source).replace('[', '[ /* not a bug after all */ '),
  'denied beforehand': (source) => `I looked at this and rejected it:\n${strict(source)}`,
  'only called rejected': ({ main }) => json({ rejected: [main] }),
  'only called false positives': ({ main }) => json({ review: { false_positives: [main] } }),
  'only called passed': ({ path, main }) => json({ [path]: { passed: [main] } }),
  'a state that takes it back': (source) => finding(source, [], { status: 'false positive' }),
  'a flag that takes it back': (source) => finding(source, [], { is_valid: false }),
  'a flag under a name of its own': (source) => finding(source, [], { is_real_issue: false }),
  'a verdict in the end': (source) => finding(source, [], { final_verdict: 'not a bug' }),
  'words that take it back': (source) =>
    finding(source, [], { explanation: 'On reflection this is correct: false positive.' }),
  'a verdict around it': ({ main }) => json([{ finding: main, verdict: 'rejected' }]),
  'a state of its list': (source) => json({ results: [{ status: 'passed', ...agreed(source) }] }),
  'a flag beside the list': (source) => json({ ...agreed(source), retracted: true }),
  'a confidence of ten': (source) => finding(source, [], { confidence: 9 }),
  'an edit that inserts': (source) => edited(source, { action: 'insert_after' }),
  'an edit that inserts, by a flag': (source) => edited(source, { insertAfter: true }),
  'an edit that inserts, by its place': (source) => edited(source, { position: 'before' }),
  'an edit of a type that deletes': (source) => edited(source, { type: 'delete' }),
  'an edit by a pattern': (source) => edited(source, { regex: true }),
  'an edit of another place': (source) => edited(source, { occurrence: 2 }),
  'an edit that is rejected': (source) => edited(source, { status: 'rejected' }),
  'an edit that is not to be applied': (source) => edited(source, { apply: false }),
  'half of a line end': (source) =>
    quoted(
      source,
      (text) => text,
      (text) => `${text}\r`,
    ),
  'a file of the same name in another folder': (source) => finding(source, [], { file: `lib/${source.path}` }),
  'a file of the same path above': (source) => finding(source, [], { file: `../../etc/${source.path}` }),
  'within a sentence': ({ main }) => `A log line such as ${json(main)} would be wrong here.`,
  'behind a denial on its line': (source) => `This is not a problem. ${strict(source)}`,
  'behind a no': (source) => `No. ${strict(source)}`,
  'as an example on its line': ({ main }) => `An old reviewer would say, e.g. ${json(main)}`,
  'as an example': ({ main }) => `For example:\n${fenced(json(main))}`,
  'an empty list in words': () => 'Nothing to report: {"findings": []}',
  'an empty list with words beside it': () => '{"findings": [], "summary": "All is well."}',
  'an empty list under another name': () => '{"issues": []}',
  'an empty list in single quotes': () => "{'findings': []}",
  'words alone': ({ main }) => `There is one problem: ${main.title}. No issues otherwise.`,
  'an error of the server': () => '{"error": {"message": "model overloaded", "type": "server_error", "line": 3}}',
  'the schema': () => json({ type: 'object', properties: { findings: { type: 'array' } }, required: ['findings'] }),
  'line breaks both raw and escaped': (source) =>
    edited(source, { newText: 'print("a@")#  b' }).replace('@', '\\n').replace('#', '\n'),
  'a comment between a key and its value': (source) => strict(source).replace('"title":', '"title": // short\n'),
  'a comment before a colon': (source) => strict(source).replace('"title":', '"title" /* short */:'),
  'a tag in YAML': ({ main }) => fenced(`findings:\n- title: !!str ${json(main.title)}\n  line: 1\n`, 'yaml'),
  'a key by itself in YAML': ({ main }) => fenced(`findings:\n- ? title\n  : ${json(main.title)}\n  line: 1\n`, 'yaml'),
  'an escape that may be code': (source) => edited(source, { newText: 'echo @HOME' }).replace('@', '\\$'),
});
