import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits, cutsCharacter } from '../../../src/core/edits/applyEdits';
import { type Located, locateEdits, locateRevert } from '../../../src/core/edits/locate';
import type { FileReview } from '../../../src/core/fileReview';
import type { ReportedFinding, Span, TextEdit } from '../../../src/core/types';
import { toFindings } from '../fakes';
import { hash, runs, snapshot } from './arbitraries';

/** A reviewed file with one finding that quotes a place and changes a part of it. */
function review(subject: string, span: Span, edit: TextEdit): FileReview {
  const file = snapshot(subject);
  const reported: ReportedFinding = {
    ...({ source: 'test', title: 'fix', explanation: '', severity: 'info', category: 'style' } as const),
    ...{ confidence: 'high', span, fix: { kind: 'edits', anchoring: 'exact', edits: [edit] } },
  };
  return {
    ...{ path: file.path, bytes: subject.length, status: { kind: 'queued' }, textHash: file.textHash },
    findings: toFindings(file, 'local', [reported], hash),
  };
}

function locate(file: FileReview, currentText: string): Located {
  const [finding] = file.findings;
  return finding ? locateEdits({ file, finding, currentText, hash }) : assert.fail();
}

/** The text with the proposal, or why there is none. */
function made(file: FileReview, current: string): string {
  const located = locate(file, current);
  return located.kind === 'located' ? applyEdits(current, located.edits) : located.reason;
}

/** A finding that quotes `quote`, in which `find` becomes `newText`. */
function at(subject: string, quote: string, find: string, newText: string): FileReview {
  const start = subject.indexOf(quote);
  const change = start + quote.indexOf(find);
  return review(subject, { start, end: start + quote.length }, { start: change, end: change + find.length, newText });
}

const gone = 'its text changed since the review';

describe('what an edit speaks of, on a line that has changed around it', () => {
  const subject = 'def find(rows):\n    if rows is 0:\n        return []\n    return rows\n';
  const file = at(subject, 'rows is 0', 'is', '==');

  it('is found where the finding quotes it, whatever was written before and behind it', () => {
    for (const [line, expected] of [
      ['    if rows is 0:  # none', '    if rows == 0:  # none'],
      ['    if known and rows is 0:', '    if known and rows == 0:'],
      ['        if (rows is 0 or never):', '        if (rows == 0 or never):'],
      ['    while rows is 0:', '    while rows == 0:'],
    ] as const) {
      const current = subject.replace('    if rows is 0:', line);
      assert.equal(made(file, current), current.replace(line, expected));
    }
  });

  it('is not found where its own text has changed, stands twice, or is a part of more', () => {
    for (const line of [
      '    if rows  is 0:',
      '    if rows is 0 or rows is 0:',
      '    if arrows is 0:',
      '    if rows is 01:',
      '    if rows == 0:',
    ]) {
      assert.equal(made(file, subject.replace('    if rows is 0:', line)), gone, line);
    }
    assert.equal(made(file, `${subject.replace('    if rows is 0:', '    if a and rows is 0:')}rows is 0 #`), gone);
  });

  it('is not found in a comment or a string that was not around it', () => {
    for (const line of ['    # if rows is 0:', '    if "rows is 0":', "    say('if rows is 0:", '    // rows is 0']) {
      assert.equal(made(file, subject.replace('    if rows is 0:', line)), gone, line);
    }
    const inString = at('say("a", rows is 0, 1)\nrows\n', 'rows is 0', 'is', '==');
    assert.equal(made(inString, 'tell("a", rows is 0, 1)\nrows\n'), 'tell("a", rows == 0, 1)\nrows\n');
  });

  it('is not told by a quote that stood several times in the reviewed text', () => {
    const twins = at('if a is 0: b()\nif c or a is 0: d()\n', 'a is 0', 'is', '==');
    // The first one is gone: what is left is another.
    assert.equal(made(twins, 'if c or a is 0: d()\n'), gone);
    // But by as much more of its line as stood there only once.
    assert.equal(made(twins, 'if a is 0: bb()\nif c or a is 0: d()\n'), 'if a == 0: bb()\nif c or a is 0: d()\n');
  });

  it('is not changed twice', () => {
    const number = at('x();\nif (isNaN(amount)) y();\n', 'isNaN(amount)', 'isNaN', 'Number.isNaN');
    assert.equal(made(number, 'x();\nif (ok && isNaN(amount)) y();\n'), 'x();\nif (ok && Number.isNaN(amount)) y();\n');
    assert.equal(made(number, 'x();\nif (ok && Number.isNaN(amount)) y();\n'), gone);
  });

  it('tells the place of lines that go, also when the next line has changed', () => {
    const unused = at('import os\nimport sys\nsys.exit()\n', 'import os\n', 'import os\n', '');
    assert.equal(made(unused, 'import os\nimport sys, re\nsys.exit()\n'), 'import sys, re\nsys.exit()\n');
    assert.equal(made(unused, 'x; import os\nimport sys, re\nsys.exit()\n'), gone);
    assert.equal(made(unused, '  import os\nimport sys, re\nsys.exit()\n'), gone);
  });

  it('is not enough for an edit of several lines that were indented', () => {
    const lines = at('a\n  first(one)\nb\n', 'first(one)', 'one', 'uno,\n    two');
    assert.equal(made(lines, 'a\n  first(one) // more\nb\n'), 'a\n  first(uno,\n    two) // more\nb\n');
    assert.equal(made(lines, 'a\n    first(one) // more\nb\n'), gone);
  });

  it('says nothing about taking a change back: that needs the lines as they were made', () => {
    const [finding] = file.findings;
    assert.ok(finding);
    const current = subject.replace('    if rows is 0:', '    if known and rows == 0:');
    assert.equal(locateRevert({ file, finding, currentText: current, hash }).kind, 'stale');
  });
});

/** A line with one place that is to be changed, between lines that look much like it. */
const lineOf = fc
  .array(fc.constantFrom('a', 'b', 'is', '==', ' ', ' ', '(', ')', '.', '#', '"', '😀'), { minLength: 3, maxLength: 9 })
  .map((parts) => parts.join(''));
const piece = fc.constantFrom('a', 'b', ' ', 'is', '==', '.', '(', '#', '"', '\n', 'a is', ' b', '😀');

/** Edits of a text, each behind the one before, as far as they have room. */
const randomEdits = (length: number) =>
  fc
    .array(fc.record({ start: fc.nat(length), length: fc.nat(4), newText: fc.array(piece, { maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 3,
    })
    .map((wanted) => {
      const edits: TextEdit[] = [];
      for (const { start, length: size, newText } of wanted.sort((a, b) => a.start - b.start)) {
        if (start > (edits.at(-1)?.end ?? -1)) {
          edits.push({ start, end: Math.min(length, start + size), newText: newText.join('') });
        }
      }
      return edits;
    });

describe('proposals in a file that anybody edits around them', () => {
  const edited = fc
    .tuple(fc.array(lineOf, { minLength: 1, maxLength: 5 }), fc.nat(), fc.nat(), fc.nat(6), fc.nat(3))
    .map(([list, ...picks]) => {
      const subject = list.join('\n');
      const [line = 0, column = 0, width = 0, inner = 0] = picks;
      const at = line % list.length;
      const lineStart = list.slice(0, at).join('\n').length + (at > 0 ? 1 : 0);
      const lineEnd = lineStart + (list[at]?.length ?? 0);
      const start = Math.min(lineEnd, lineStart + (column % Math.max(1, lineEnd - lineStart)));
      const end = Math.min(lineEnd, start + width);
      const from = Math.min(end, start + inner);
      return { subject, place: { start, end }, edit: { start: from, end, newText: 'NEW' } };
    })
    .chain((one) => fc.tuple(fc.constant(one), randomEdits(one.subject.length)));

  it('are placed just where their text was moved to, or nowhere', () => {
    let placed = 0;
    let within = 0;
    fc.assert(
      fc.property(edited, ([{ subject, place, edit }, edits]) => {
        const file = review(subject, place, edit);
        const [own] = file.findings[0]?.proposal?.edits ?? [];
        if (!own) {
          return;
        }
        // What was edited itself may have come back somewhere else: of that nobody can say where it was moved to.
        const { before, after } = own.own ?? { before: own.linePrefix.length, after: own.lineSuffix.length };
        const isTouched = edits.some(({ start, end }) => start <= own.end + after && own.start - before <= end);
        const isSplit = edits.some(({ start, end }) => cutsCharacter(subject, start) || cutsCharacter(subject, end));
        if (isTouched || isSplit) {
          return;
        }
        const shift = edits
          .filter(({ end }) => end <= own.start)
          .reduce((sum, { start, end, newText }) => sum + newText.length - (end - start), 0);
        const current = applyEdits(subject, edits);
        const located = locate(file, current);
        if (located.kind === 'stale') {
          return;
        }
        placed += 1;
        const lineThen = own.linePrefix + own.oldText + own.lineSuffix;
        within += `\n${current}\n`.includes(`\n${lineThen}\n`) ? 0 : 1;
        assert.deepEqual(
          located.edits.map(({ start, end }) => [start, end]),
          [[own.start + shift, own.end + shift]],
        );
      }),
      { numRuns: runs * 4 },
    );
    assert.ok(placed > runs / 2, `${placed} placed`);
    assert.ok(within > 50, `${within} placed within lines that have changed`);
  });
});
