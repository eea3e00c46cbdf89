import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { applyEdits } from '../../../src/core/edits/applyEdits';
import type { FileReview } from '../../../src/core/fileReview';
import { LineIndex } from '../../../src/core/text/lines';
import type { ProposalState } from '../../../src/core/types';
import {
  certainPlaces,
  isOpenFinding,
  moveRange,
  reviewedRanges,
  searchOnce,
  searchPlace,
} from '../../../src/vscode/facts/findingPlaces';
import { reported, sha256, snapshotOf, toFindings } from '../fakes';
import { scannedBy } from '../scanned';

const text = 'x one\nx two\nx three\n';

/** A file with a finding for each word, the first `applied` of which are applied. */
function fileWith(replacements: Readonly<Record<string, string>>, applied: readonly string[]): FileReview {
  const snapshot = snapshotOf('a.txt', text);
  const findings = toFindings(
    snapshot,
    'local',
    Object.entries(replacements).map(([word, newText]) => {
      const span = { start: text.indexOf(word), end: text.indexOf(word) + word.length };
      return reported({ title: word, span, fix: { kind: 'edits', anchoring: 'exact', edits: [{ ...span, newText }] } });
    }),
    sha256,
  );
  const edits = findings
    .filter(({ title }) => applied.includes(title))
    .flatMap(({ proposal }) => proposal?.edits ?? []);
  const editedHash = sha256(applyEdits(text, edits));
  const receipt = { change: 0, textHash: editedHash, baseHash: snapshot.textHash };
  const state: ProposalState = { kind: 'applied', receipt };
  return {
    path: 'a.txt',
    bytes: text.length,
    textHash: snapshot.textHash,
    editedHash,
    status: { kind: 'reviewed', coverage: { reviewedLines: 4, totalLines: 4 }, durationMs: 0 },
    findings: findings.map((finding) =>
      applied.includes(finding.title) && finding.proposal
        ? { ...finding, proposal: { ...finding.proposal, state } }
        : finding,
    ),
  };
}

describe('certainPlaces', () => {
  const replacements = { one: 'a\nb', two: '2', three: '3' };
  const quoted = (file: FileReview, current: string) =>
    file.findings.map(({ id }) => {
      const place = certainPlaces(file, current, sha256)?.get(id);
      return place && current.slice(place.start, place.end);
    });

  it('are those of the reviewed text, as long as it is the text', () => {
    assert.deepEqual(quoted(fileWith(replacements, []), text), ['one', 'two', 'three']);
  });

  it('are moved by what was applied before them, and gone where something was applied', () => {
    const current = 'x a\nb\nx 2\nx three\n';
    assert.deepEqual(quoted(fileWith(replacements, ['one', 'two']), current), [undefined, undefined, 'three']);
  });

  it('are unknown in any other text', () => {
    assert.equal(certainPlaces(fileWith(replacements, ['one']), `${text}more`, sha256), undefined);
  });
});

describe('searchPlace', () => {
  const place = { start: 6, end: 11, startLine: 2, endLine: 2, quote: 'x two' };

  it('finds a quote where it was, or where it stands once', () => {
    assert.deepEqual(searchPlace(`${text}x two`, place), { start: 6, end: 11 });
    assert.deepEqual(searchPlace(`new\n${text}`, place), { start: 10, end: 15 });
  });

  it('does not guess', () => {
    assert.equal(searchPlace(`new\n${text}${text}`, place), undefined);
    assert.equal(searchPlace('x one\n', place), undefined);
    assert.equal(searchPlace('\n\n\n', { start: 0, end: 1, startLine: 1, endLine: 1, quote: '\n' }), undefined);
    assert.equal(searchPlace('a', { start: 1, end: 1, startLine: 1, endLine: 1, quote: '' }), undefined);
  });
});

describe('moveRange', () => {
  it('agrees with offsets', () => {
    const aText = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 30 });
    fc.assert(
      fc.property(aText, aText, fc.array(fc.nat(30), { minLength: 4, maxLength: 4 }), (before, added, numbers) => {
        const [a = 0, b = 0, c = 0, d = 0] = numbers.map((number) => number % (before.length + 1));
        const change = { start: Math.min(a, b), end: Math.max(a, b) };
        const span = { start: Math.min(c, d), end: Math.max(c, d) };
        const after = before.slice(0, change.start) + added + before.slice(change.end);
        const shift = added.length - (change.end - change.start);
        const expected =
          change.start >= span.end
            ? span
            : change.end <= span.start
              ? { start: span.start + shift, end: span.end + shift }
              : undefined;
        const moved = moveRange(rangeOf(before, span), { range: rangeOf(before, change), text: added });
        assert.deepEqual(moved, expected && rangeOf(after, expected));
      }),
      { numRuns: 2000 },
    );
  });

  it('counts every kind of line end once', () => {
    const at = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const range = { start: { line: 0, character: 2 }, end: { line: 0, character: 4 } };
    assert.deepEqual(moveRange(range, { range: at, text: 'a\r\nb\rc\nd' })?.start, { line: 3, character: 3 });
  });

  function rangeOf(content: string, { start, end }: { start: number; end: number }) {
    const lines = new LineIndex(content);
    const position = (offset: number) => ({ line: lines.lineAt(offset) - 1, character: lines.columnAt(offset) });
    return { start: position(start), end: position(end) };
  }
});

describe('isOpenFinding', () => {
  it('is a finding whose proposal is not settled', () => {
    const [finding] = fileWith({ one: '1' }, []).findings;
    const [applied] = fileWith({ one: '1' }, ['one']).findings;
    assert.ok(finding && applied);
    assert.equal(isOpenFinding(finding), true);
    assert.equal(isOpenFinding(applied), false);
    const { proposal: _, ...plain } = finding;
    assert.equal(isOpenFinding(plain), true);
  });
});

describe('reviewedRanges', () => {
  it('are the lines and columns of the findings in the reviewed text, which it does not need', () => {
    const line = fc.constantFrom('', 'one', '  two', '葛😀', 'x');
    const file = fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(file, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 5 }), (content, spans) => {
        const whole = (offset: number) => (/[\udc00-\udfff]/.test(content.charAt(offset)) ? offset - 1 : offset);
        const findings = toFindings(
          snapshotOf('a.txt', content),
          'local',
          spans.map(([one, other], n) => {
            const [start = 0, end = 0] = [one, other].map((at) => at % (content.length + 1)).sort((a, b) => a - b);
            return reported({ title: `t${n}`, span: { start: whole(start), end: whole(end) } });
          }),
          sha256,
        );
        const index = new LineIndex(content);
        const position = (offset: number) => ({ line: index.lineAt(offset) - 1, character: index.columnAt(offset) });
        const ranges = reviewedRanges({ ...fileWith({}, []), findings });
        for (const { id, place } of findings) {
          assert.deepEqual(ranges?.get(id), place && { start: position(place.start), end: position(place.end) });
        }
      }),
    );
  });

  it('are none where proposals were applied, or the place does not tell the column', () => {
    const replacements = { one: '1', two: '2' };
    assert.equal(reviewedRanges(fileWith(replacements, []))?.size, 2);
    assert.equal(reviewedRanges(fileWith(replacements, ['one'])), undefined);
    const file = fileWith(replacements, []);
    const findings = file.findings.map(({ place, ...finding }) => {
      const { startColumn: _, ...old } = place ?? assert.fail();
      return { ...finding, place: old };
    });
    assert.equal(reviewedRanges({ ...file, findings }), undefined);
  });
});

describe('thousands of findings of a file that has changed', () => {
  it('have the same quote searched for once', () => {
    const long = `${'some words '.repeat(1_000)}only here`;
    const onlyOne = searchOnce(long);
    const place = { start: 0, end: 9, startLine: 1, endLine: 1, quote: 'only here' };
    const scanned = scannedBy(() => {
      for (let n = 0; n < 100; n++) {
        assert.deepEqual(searchPlace(long, place, onlyOne), { start: 11_000, end: 11_009 });
      }
    });
    assert.ok(scanned < 5 * long.length, `${scanned} characters`);
  });
});
