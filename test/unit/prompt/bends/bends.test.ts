import assert from 'node:assert/strict';
import { applyEdits } from '../../../../src/core/edits/applyEdits';
import { parseReply } from '../../../../src/core/prompt/parseReply';
import { placeReply } from '../../../../src/core/prompt/placeReply';
import { type Bend, bends } from './bends';
import { type Source, sources } from './sources';

/** Bends that do not end as they are meant yet, each for a reason; the test keeps this list exact. */
const notYet: readonly string[] = [
  'a blank line around it',
  'a list called issues',
  'a list called problems',
  'a list called results',
  'a list in a list',
  'a list under the name of the file',
  'a list under the path',
  'a list within a review',
  'a location',
  'a location in words',
  'a range',
  'an edit without its last line',
  'an edit without lines',
  'an escape that may be code',
  'an object with numbers as keys',
  'as a dictionary of Python',
  'as a message of a chat',
  'as a string',
  'as a string in a fence',
  'as lines of a diff',
  'as the call of a function',
  'as the call of a tool with a text',
  'before and after',
  'category correctness',
  'category in words',
  'category vulnerability',
  'confidence 0.9',
  'confidence 90',
  'confidence certain',
  'confidence in capitals',
  'confidence in percent',
  'description for the explanation',
  'edits called fixes',
  'edits called suggested_changes',
  'edits within a fix',
  'escaped as if it were in a string',
  'escaped for the web',
  'escaped for the web in it',
  'escaped once too often',
  'find and replace',
  'findings left out',
  'in YAML',
  'in a fence of its own',
  'in backticks',
  'in single quotes',
  'in the last of several channels',
  'in typographic quotes',
  'issue and reason',
  'keys in capitals',
  'keys in kebab case',
  'keys in snake case',
  'keys in words',
  'keys nobody asked for',
  'keys with capitals',
  'line breaks both raw and escaped',
  'line for the first and no last',
  'line numbers with a colon',
  'line numbers with a tab',
  'line_number',
  'line_start and line_end',
  'lines as a pair',
  'lines as a text',
  'lines in the edit alone',
  'lines in words',
  'lines with a letter',
  'lists by severity',
  'message alone',
  'message and details',
  'no category',
  'no comma between findings',
  'no confidence',
  'no last line',
  'no severity',
  'nothing as edits',
  'nothing as the last line',
  'numbers as texts',
  'old and new',
  'old_code and new_code',
  'old_str and new_str',
  'old_string and new_string',
  'one edit called fix',
  'one edit called suggestion',
  'one edit without the list',
  'one fence for each finding',
  'one finding called finding',
  'one finding in place of the list',
  'one finding without the list',
  'one line for each finding',
  'one object for each finding',
  'original and replacement',
  'original_code and fixed_code',
  'part of a line',
  'search and replace',
  'severity HIGH',
  'severity as priority',
  'severity critical',
  'severity low',
  'severity major',
  'severity medium',
  'spaces for tabs',
  'start and end',
  'taken back',
  'texts as lists of lines',
  'the edit in the finding',
  'the first line without indentation',
  'two drafts that differ',
  'type for the category',
  'with a list that is a string',
  'with an escaped apostrophe in words',
  'with bare keys',
  'with bare words',
  'with comments in blocks',
  'with comments of a shell',
  'with comments of lines',
  'with escaped underscores in keys',
  'with quotes in strings',
  'with strings in backticks',
  'with strings in pieces',
  'with strings in three quotes',
  'with typographic quotes around keys',
  'without a bracket before the last',
  'without a comma between keys',
  'without edits',
  'without the last bracket',
  'without the last brackets, in a fence',
  'words around the values',
  'words for a fix',
  'words for a suggestion',
];

/** Bends that end as an edit or as findings that nobody meant. */
const stillWrong: readonly string[] = [
  'an escape that may be code',
  'escaped for the web',
  'escaped for the web in it',
  'escaped once too often',
  'findings left out',
  'line breaks both raw and escaped',
  'part of a line',
  'taken back',
  'the first line without indentation',
  'two drafts that differ',
];

/** What became of a bent reply: as it was meant, nothing that could do harm, or something nobody meant. */
type Outcome = 'as meant' | 'lost' | 'wrong';

function outcomeOf({ means, reply }: Bend, source: Source): Outcome {
  const parsed = parseReply(reply(source), () => false);
  if (parsed.kind === 'clean') {
    return 'wrong';
  }
  const findings = parsed.kind === 'findings' ? parsed.findings : [];
  const { text } = source;
  const placed = placeReply(findings, { text, shown: text, masked: [], source: 'm' });
  const changed = placed.flatMap(({ reported: { fix } }) =>
    fix?.kind === 'edits' ? [applyEdits(text, fix.edits)] : [],
  );
  if (changed.some((result) => means === 'refused' || means === 'finding' || result !== source.repaired)) {
    return 'wrong';
  }
  const titles = placed.map(({ reported }) => reported.title).join('\n');
  const { main, other } = source;
  const isRejected = placed.some(({ reported: { fix } }) => fix?.kind === 'rejected');
  switch (means) {
    case 'edit':
      return titles === main.title && changed.length === 1 ? 'as meant' : 'lost';
    case 'both':
      return titles === `${main.title}\n${other.title}` && changed.length === 1 ? 'as meant' : 'lost';
    case 'finding':
      return titles === main.title && !isRejected ? 'as meant' : 'lost';
    case 'refused':
      return findings.length === 0 || isRejected ? 'as meant' : 'wrong';
  }
}

describe('what models bend', () => {
  const outcomes = bends.map((bend) => ({ bend, of: sources.map((source) => outcomeOf(bend, source)) }));

  it('is collected widely, each way under a name of its own', () => {
    assert.ok(bends.length >= 80, String(bends.length));
    assert.equal(new Set(bends.map(({ name }) => name)).size, bends.length);
    assert.ok(sources.length >= 10);
    assert.ok(sources.every(({ text, repaired }) => text !== repaired));
  });

  it('never ends as something nobody meant', () => {
    const wrong = outcomes.flatMap(({ bend, of }) => of.flatMap((outcome) => (outcome === 'wrong' ? [bend.name] : [])));
    assert.deepEqual([...new Set(wrong)].sort(), [...stillWrong].sort());
  });

  it('ends as it is meant, but for what is listed', () => {
    const lost = outcomes.filter(({ of }) => of.some((outcome) => outcome !== 'as meant'));
    assert.deepEqual(lost.map(({ bend }) => bend.name).sort(), [...notYet].sort());
  });
});
