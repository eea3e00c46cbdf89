import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type ParsedReply, parseReply } from '../../../src/core/prompt/parseReply';
import type { ModelFinding } from '../../../src/core/prompt/reply/modelFinding';
import { isListName } from '../../../src/core/prompt/reply/names';
import { standingOf } from '../../../src/core/prompt/reply/takenBack';

function findingOf(title: string): ModelFinding {
  return {
    ...{ title, explanation: 'It goes wrong.', severity: 'error', category: 'bug', confidence: 'high' },
    ...{ startLine: 1, endLine: 1, edits: [] },
  };
}

const json = JSON.stringify;
const agreed = json({ findings: [findingOf('Own')] });
const parse = (reply: string): ParsedReply => parseReply(reply, { isEcho: () => false, path: 'a.ts' });
const titlesOf = (reply: string) => {
  const parsed = parse(reply);
  return 'findings' in parsed ? parsed.findings.map(({ title }) => title) : [];
};

function assertDoubted(reply: string, complaint: RegExp): void {
  const parsed = parse(reply);
  assert.equal(parsed.kind, 'unreadable', reply);
  assert.deepEqual(parsed.findings, [], reply);
  assert.match(parsed.complaint.problem, complaint, reply);
}

describe('findings that a reply takes back', () => {
  it('are taken back by words around them, which leaves the reply unreadable', () => {
    for (const words of [
      'On reflection the above is not a problem.',
      'Actually, that line is right.',
      'Please ignore this.',
      'The loop is fine.',
      'This doesn’t happen.',
      'Bei genauer Betrachtung stimmt der Code in der Zeile.',
      '其实没问题',
    ]) {
      for (const reply of [
        `${agreed}\n${words}`,
        `\`\`\`json\n${agreed}\n\`\`\`\n\n${words}`,
        `${agreed} ${words}`,
        json({ message: { content: `${agreed}\n${words}` } }),
        `\`\`\`yaml\nfindings:\n- title: "Own"\n  line: 1\n\`\`\`\n${words}`,
      ]) {
        assertDoubted(reply, /take them back|within a sentence/);
      }
    }
  });

  it('are not by words that say nothing against them', () => {
    for (const reply of [
      `Here is my review:\n\n${agreed}\n\nI hope this helps!`,
      `The loop does not end.\n\nThe review as JSON:\n\`\`\`json\n${agreed}\n\`\`\`\nNo other problems were found.`,
      `Reply: ${agreed}`,
      `<answer>${agreed}</answer>`,
      `${agreed}\nLet me know if you need more of this.`,
    ]) {
      assert.deepEqual(titlesOf(reply), ['Own'], reply);
    }
  });

  it('are not what stands in a sentence or is an example', () => {
    const example = '{"level": "error", "message": "No such file", "line": 3}';
    assertDoubted(`A line such as ${example} stops the reader.`, /within a sentence/);
    assertDoubted(`It reads ${example}`, /within a sentence/);
    assertDoubted(`For example:\n${example}`, /take them back/);
    assertDoubted(`{ // would be a finding\n${agreed.slice(1)}`, /take them back/);
    assert.deepEqual(titlesOf(`A line such as ${example} stops it.\n${agreed}`), ['Own']);
  });

  it('stand under no name that is known', () => {
    for (const name of [
      'rejected',
      'false_positives',
      'dismissed',
      'passed',
      'resolved',
      'not_issues',
      'constructor',
    ]) {
      assertDoubted(json({ [name]: [findingOf('Taken back')] }), new RegExp(`"${name}" is not read`));
      assertDoubted(json({ findings: { [name]: [findingOf('Taken back')] } }), new RegExp(`"${name}" is not read`));
      assert.deepEqual(titlesOf(json({ issues: [findingOf('Own')], [name]: [findingOf('Taken back')] })), ['Own']);
      assert.equal(parse(json({ findings: [], [name]: [findingOf('Taken back')] })).kind, 'unreadable');
    }
  });

  it('change nothing beside a list, whatever they are called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (name, isFirst) => {
        fc.pre(!isListName(name) && name !== '__proto__');
        const both: [string, ModelFinding[]][] = [
          ['findings', [findingOf('Own')]],
          [name, [findingOf('Taken back')]],
        ];
        assert.deepEqual(titlesOf(json(Object.fromEntries(isFirst ? both : both.toReversed()))), ['Own']);
      }),
      { numRuns: 1_000 },
    );
  });

  it('say so in a state of their own', () => {
    const said = (more: object) => standingOf({ ...findingOf('Own'), ...more });
    for (const state of [
      'passed',
      'Rejected',
      'false positive',
      'FALSE_POSITIVE',
      'dismissed',
      'not a bug',
      'retracted',
    ]) {
      assert.equal(said({ status: state }), 'taken back', state);
      const reply = json({ findings: [{ ...findingOf('Taken back'), status: state }, findingOf('Own')] });
      const parsed = parse(reply);
      assert.deepEqual(titlesOf(reply), ['Own']);
      assert.deepEqual(parsed.kind === 'findings' && parsed.dropped, []);
      assertDoubted(
        json({ findings: [{ ...findingOf('Taken back'), status: state }] }),
        /takes back all of its findings\.$/,
      );
    }
    for (const more of [{ false_positive: true }, { valid: 'no' }, { isBug: false }, { dismissed: 'guarded above' }]) {
      assert.equal(said(more), 'taken back', json(more));
    }
    for (const more of [{ status: 'open' }, { rejected: false }, { valid: true }, { resolution: 'Use < instead.' }]) {
      assert.equal(said(more), 'stands', json(more));
    }
    // Repaired by its edit, or no problem any more?
    for (const more of [
      { verdict: 'perhaps' },
      { status: 'fixed' },
      { outcome: 'invalid' },
      { resolution: 'rejected' },
    ]) {
      assertDoubted(json({ findings: [{ ...findingOf('Own'), ...more }] }), /Finding 1, status: /);
    }
  });

  const own = findingOf('Own');
  const assertNone = (reply: unknown) => {
    const parsed = parse(json(reply));
    assert.equal(parsed.kind, 'unreadable', json(reply));
    assert.deepEqual(parsed.findings, [], json(reply));
  };

  it('are not said by a state of what stands around them', () => {
    for (const more of [
      { verdict: 'rejected' },
      { valid: false },
      { is_false_positive: true },
      { note: 'A false positive.' },
    ]) {
      assertNone({ finding: own, ...more });
      assertNone([{ finding: own, ...more }]);
    }
    for (const more of [{ status: 'passed' }, { retracted: true }, { summary: 'False positive: retracted.' }]) {
      assertNone({ results: [{ ...more, findings: [own] }] });
      assertNone({ findings: [own], ...more });
    }
    for (const more of [
      { status: 'completed' },
      { ok: true },
      { valid: false },
      { rejected: 3 },
      { summary: 'It is wrong.' },
    ]) {
      assert.deepEqual(titlesOf(json({ findings: [own], ...more })), ['Own'], json(more));
    }
  });

  it('say so under names that no table has', () => {
    for (const more of [
      ...[{ is_real_issue: false }, { exists: false }, { is_valid_issue: 'no' }, { is_a_real_bug: false }],
      ...[{ likely_false_positive: true }, { false_positive_likelihood: 'high' }, { category: 'not a bug' }],
      ...[
        { final_verdict: 'not a bug' },
        { conclusion: 'This is not actually a bug.' },
        { note: 'False positive, ignore' },
      ],
    ]) {
      assertNone({ findings: [{ ...own, ...more }] });
    }
    for (const more of [
      { is_real_issue: true },
      { false_positive_likelihood: 'low' },
      { final_verdict: 'confirmed' },
      { annotated: true },
    ]) {
      assert.deepEqual(titlesOf(json({ findings: [{ ...own, ...more }] })), ['Own'], json(more));
    }
  });

  it('are asked about for any unknown word that a flag of this kind has in it', () => {
    const stems = fc.constantFrom('real', 'valid', 'genuine', 'bug', 'issue', 'problem', 'true_positive');
    const around = fc.constantFrom('', 'is_', 'was_', 'a_', 'this_', '_here', '_after_all', '_in_practice');
    fc.assert(
      fc.property(around, stems, around, fc.constantFrom(false, 'no', 'False'), (before, stem, behind, value) => {
        assertNone({ findings: [{ ...own, [before + stem + behind]: value }] });
      }),
    );
  });

  it('take themselves back in their own words', () => {
    for (const explanation of [
      'Actually, on reflection this is correct: false positive, ignore it.',
      'The index could be negative. On closer inspection it is checked.',
      'y is set here. Never mind.',
      'This is not a real problem.',
      'False positive.',
      'None of these is a real problem.',
      'So the finding can be safely ignored.',
      'Wait, the loop is correct.',
    ]) {
      assertNone({ findings: [{ ...own, explanation }] });
      assertNone({ issues: [{ ...own, explanation }] });
    }
    assertNone({ findings: [{ ...own, title: 'No issues found' }] });
  });

  it('do not by words about the code', () => {
    for (const explanation of [
      'The check is wrong: it reports a false positive for every empty list.',
      'Callers ignore it, and the error is lost.',
      'The value is not a number, so nothing is correct.',
      'Actually an assignment: y is always 0.',
      'This is not safe, and it is no defect of the caller.',
      'If the token is withdrawn, the session stays open.',
      'No problem is reported when the file is missing.',
      'It returns null, which the caller does not expect. The test passes all the same.',
      'The result is ignored; it should be checked.',
    ]) {
      const parsed = parse(json({ findings: [{ ...own, explanation }] }));
      assert.ok(parsed.kind === 'findings' && parsed.tolerant === 0 && parsed.dropped.length === 0, explanation);
    }
  });

  it('is never exact with a yes or no that nobody knows', () => {
    const edits = [{ startLine: 1, endLine: 1, oldText: 'a', newText: 'b' }];
    const readOf = (reply: unknown) => {
      const parsed = parse(json(reply));
      return 'findings' in parsed ? parsed.findings[0]?.edits[0]?.read : undefined;
    };
    assert.equal(readOf({ findings: [{ ...own, edits, checked: true }] }), 'tolerantly');
    assert.equal(readOf({ findings: [{ ...own, edits }], checked: true }), 'tolerantly');
    assert.equal(readOf({ findings: [{ ...own, edits, id: 'F1' }], total: 1 }), 'strictly');
  });
});
