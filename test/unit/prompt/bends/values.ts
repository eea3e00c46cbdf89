import { agreed, bend, edited, editOf, finding, json } from './said';

/** Other values. Seen in docs of SonarQube, GitHub, ESLint, SARIF, and in issues of reviewers that use models. */
export const values = bend('edit', {
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
  'an edit that says it replaces': (source) => edited(source, { action: 'replace' }),
  'the full path of its file': (source) => finding(source, [], { file: `/home/me/project/${source.path}` }),
  'no category': (source) => finding(source, ['category'], {}),
  'texts as lists of lines': (source) => {
    const { oldText, newText } = editOf(source.main);
    return edited(source, { oldText: oldText.split('\n'), newText: newText.split('\n') });
  },
  'a state that says nothing': (source) => finding(source, [], { status: 'blue' }),
  'words around the values': (source) => finding(source, [], { severity: ' Error ', category: 'bug ' }),
});

/** What is a finding, but no edit. */
export const notes = bend('finding', {
  'no edits': (source) => finding(source, [], { edits: [] }),
  'nothing as edits': (source) => finding(source, [], { edits: null }),
  'without edits': (source) => finding(source, ['edits'], {}),
  'words for a fix': (source) => finding(source, ['edits'], { fix: 'Compare with < instead.' }),
  'words for a suggestion': (source) => finding(source, ['edits'], { suggestion: 'Quote the variable.' }),
  'words for the edits': (source) => finding(source, ['edits'], { edits: 'Compare with < instead.' }),
  'words beside the list': (source) => json({ findings: [{ ...source.main, edits: [] }], fix: 'Compare.' }),
  'a list of words as a fix': (source) => finding(source, ['edits'], { fixes: ['- Compare.', '- Or count down.'] }),
  'an edit that changes nothing': (source) => edited(source, { newText: editOf(source.main).oldText }),
});
