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

/** Shown, with what the reply says, and never with an exact edit. */
function assertShownWith(reply: string, words: string): void {
  const parsed = parse(reply);
  assert.ok(parsed.kind === 'findings', `${reply} ${json(parsed)}`);
  for (const { besides, edits } of parsed.findings) {
    assert.ok(
      besides?.some((said) => said.includes(words)),
      `${reply} ${json(besides)}`,
    );
    assert.ok(
      edits.every(({ read }) => read === 'tolerantly'),
      reply,
    );
  }
}

describe('findings that a reply takes back', () => {
  it('are taken back by words around them, which leaves the reply unreadable', () => {
    for (const words of [
      'On reflection the above is not a problem.',
      'Actually, that line is right.',
      'Please ignore this.',
      'The loop is fine.',
      'There is no bug here.',
      'Das ist kein Fehler.',
      '无需修改',
    ]) {
      for (const reply of [
        `${agreed}\n${words}`,
        `\`\`\`json\n${agreed}\n\`\`\`\n\n${words}`,
        `\`\`\`json\n${agreed}\n\`\`\`\n\`\`\`js\nconst total = one + two;\n\`\`\`\n${words}`,
        `${agreed} ${words}`,
        json({ message: { content: `${agreed}\n${words}` } }),
        `\`\`\`yaml\nfindings:\n- title: "Own"\n  line: 1\n\`\`\`\n${words}`,
      ]) {
        assertDoubted(reply, /take them back|within a sentence/);
      }
    }
  });

  it('are shown with words around them in a language that is not known, and with what only turns a sentence round', () => {
    for (const words of [
      'Bei genauer Betrachtung stimmt der Code in der Zeile.',
      'Ich hoffe, das hilft!',
      'J’espère que cela vous aide.',
      '其实没问题',
      '希望对您有帮助。',
    ]) {
      assertShownWith(`${agreed}\n${words}`, words);
      assertShownWith(`\`\`\`json\n${agreed}\n\`\`\`\n\n${words}`, words);
    }
    for (const words of ['The value is not checked.', 'No error is raised and the data is lost.']) {
      assertShownWith(`${words}\n\n${agreed}`, words);
    }
  });

  it('are shown with words behind them that may be said of them, or of anything else', () => {
    for (const words of [
      'This doesn’t happen.',
      'The edit is not tested.',
      'I did not run it, but it should be safe.',
      'This is not a bug today, but it becomes one.',
    ]) {
      assertShownWith(`${agreed}\n${words}`, words);
      assertShownWith(`\`\`\`json\n${agreed}\n\`\`\`\n\n${words}`, words);
    }
    for (const more of [{ should_block: false }, { security_issue: false }, { blocking_problems: 'none' }]) {
      const [name = '', value] = Object.entries(more)[0] ?? [];
      const words = `${name}: ${value}`;
      assertShownWith(json({ findings: [findingOf('Own')], ...more }), words);
      assertShownWith(json({ findings: [{ ...findingOf('Own'), ...more }] }), words);
      assertShownWith(`${agreed}\n${json(more)}`, words);
    }
  });

  it('are shown with the sentences that they or their edits have under other names', () => {
    const edit = { startLine: 1, endLine: 1, oldText: 'a', newText: 'b' };
    const words = 'Untested; may break the log format.';
    for (const said of [
      { ...findingOf('Own'), caveat: words },
      { ...findingOf('Own'), edits: [{ ...edit, note: words }] },
    ]) {
      assertShownWith(json({ findings: [said] }), words);
    }
    const [plain] = [{ ...findingOf('Own'), id: 'F-1', code_snippet: 'if (a < b) return a + b;' }].map((said) =>
      parse(json({ findings: [said] })),
    );
    assert.ok(plain?.kind === 'findings' && plain.findings[0]?.besides === undefined);
  });

  it('are shown with what else they say of themselves, where it may mean that they are none', () => {
    for (const more of [
      { false_positive_likelihood: 0.2 },
      { false_positive_reason: 'The caller may check it.' },
      { removes_code: true },
      { is_security_bug: 'no' },
      { bug_id: '' },
      { verdict: 'perhaps' },
      { status: 'fixed' },
    ]) {
      const [name, value] = Object.entries(more)[0] ?? [];
      const said = name === 'verdict' ? 'status' : name;
      assertShownWith(json({ findings: [{ ...findingOf('Own'), ...more }] }), `${said}: ${value}`);
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

  it('are by another answer behind them, in whatever writing', () => {
    for (const tail of [
      '[]',
      'Final answer:\n[]',
      'Final answer: {}',
      '<answer>[]</answer>',
      '```json\n[]\n```',
      '```yaml\nfindings: []\n```',
      '{"verdict":"refuted"}',
      '```json\n{"note":"retracted"}\n```',
      '{"final_findings":[]}',
      '<!-- false positive -->',
      'Edit: scratch this.',
      'Kein Bug.',
      'FP',
      'This is an example of the output format.',
    ]) {
      assertDoubted(`${agreed}\n${tail}`, /take them back|empty list/);
      assertDoubted(`\`\`\`json\n${agreed}\n\`\`\`\n${tail}`, /take them back|empty list/);
    }
    assertDoubted(`\`\`\`js\n${agreed}\n{"verdict":"refuted"}\n\`\`\``, /take them back/);
  });

  it('are by words ahead that call them others', () => {
    for (const words of [
      ...['Old findings (all resolved):', 'Previously reported, now fixed:', 'Template:', 'Draft (to be verified):'],
      ...['Here is what a reply looks like:', 'Beispiel:', '例:'],
    ]) {
      assertDoubted(`${words}\n${agreed}`, /take them back/);
    }
  });

  it('are not by the words of code behind them, but by a comment on them', () => {
    const behind = (language: string, code: string) => `${agreed}\n\`\`\`${language}\n${code}\n\`\`\``;
    for (const [language, code] of [
      ['js', 'if (!valid) throw new Error("not valid");'],
      ['python', 'return None  # nothing to return'],
      ['js', '// Fixed: no out-of-bounds read\nreturn list[m];'],
      ['js', 'return list[m] ?? null; // ignore empty lists'],
      ['js', 'return list[m]; // correct'],
      ['python', 'value = read(path)  # type: ignore'],
      ['ts', "const state = { status: 'rejected', valid: false };"],
      ['go', 'items := []string{}\n{}\n'],
      ['diff', '-  return list[n];\n+  return list[m]; // no longer past the end'],
    ] as const) {
      assert.deepEqual(titlesOf(behind(language, code)), ['Own'], code);
    }
    assert.deepEqual(titlesOf(`${agreed}\n@@ -4 +4 @@\n-  return list[n];\n+  return list[m]; // not n`), ['Own']);
    for (const [language, code] of [
      ['js', '// This is fine as is.\nreturn list[n];'],
      ['python', '# not an issue'],
      ['html', '<!-- false positive -->'],
      ['sql', '-- no problem here'],
      ['js', '"use strict"; // disregard the finding'],
      ['js', 'Ignore the above.'],
      ['', 'Ignore all of it.'],
      ['text', 'return list[m]; // correct'],
      ['markdown', 'Das ist alles so gewollt.'],
    ] as const) {
      assertShownWith(behind(language, code), code);
    }
    for (const [language, code] of [
      ['', 'Ignore this.'],
      ['text', 'This is fine.'],
    ] as const) {
      assertDoubted(behind(language, code), /take them back/);
    }
    assertDoubted(`${behind('js', 'return list[m];')}\nThis is fine.`, /take them back/);
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
      assert.deepEqual(said(more), [], json(more));
    }
    for (const more of [{ outcome: 'invalid' }, { resolution: 'rejected' }]) {
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
      'Line 3 checks it, so there is no bug here.',
      'There is no problem in this code.',
    ]) {
      assertNone({ findings: [{ ...own, explanation }] });
      assertNone({ issues: [{ ...own, explanation }] });
    }
    for (const title of ['No issues found', 'Looks good', 'LGTM!', 'N/A', 'None', 'OK']) {
      assertNone({ findings: [{ ...own, title }] });
      assertNone({ issues: [{ message: title, line: 1, severity: 'low' }] });
    }
  });

  it('say so in objects and lists within them, or beside their list', () => {
    for (const more of [
      { meta: { false_positive: true } },
      { review: { verdict: 'refuted' } },
      { verdict: { status: 'false positive' } },
      { a: { b: { c: { valid: false } } } },
      { tags: ['false-positive'] },
      { labels: ['wontfix'] },
      { status: ['false_positive'] },
      { reviews: [{ decision: 'rejected' }] },
      { suppressions: [{ kind: 'external', status: 'accepted' }] },
      { baselineState: 'absent' },
      { note: 'false alarm' },
      { note: 'retracted' },
      { is_bug: 'N' },
      { should_report: 'false' },
      { include: false },
      { keep: 'no' },
      { action: 'drop' },
      { conclusion: 'not exploitable' },
      { drop: true },
      { example: true },
      { is_draft: 'yes' },
      { fp: true },
    ]) {
      assertNone({ findings: [{ ...own, ...more }] });
    }
    for (const more of [
      { retracted: [1] },
      { false_positives: ['Own'] },
      { final_findings: [] },
      { confirmed: [] },
      { review: { verdict: 'refuted' } },
      { meta: { retracted: true } },
      { note: 'These are all false alarms.' },
    ]) {
      assertNone({ findings: [own], ...more });
    }
    for (const name of ['dismiss_findings', 'retract', 'remove_issue']) {
      assertNone({ tool_calls: [{ function: { name, arguments: agreed } }] });
      assertNone({ name, arguments: { findings: [own] } });
    }
  });

  it('stand where what is within or beside them says nothing of the kind', () => {
    for (const more of [
      { tags: ['security', 'cwe-369'], cwe: 'none' },
      { rule: { name: 'no-ignored-result', state: 'stable' } },
      { references: [{ title: 'Ignored errors', url: 'https://a.example' }] },
      { location: { valid: false } },
      { meta: { model: 'm', tokens: 0 } },
      { suppressions: [] },
      { example: 'f(null)' },
      { ignored_files: ['b.ts'] },
      { removed_lines: 3 },
      { has_fix: false },
    ]) {
      assert.deepEqual(titlesOf(json({ findings: [{ ...own, ...more }] })), ['Own'], json(more));
    }
    for (const more of [
      { retracted: [] },
      { skipped_files: ['b.ts'] },
      { dismissed: 0 },
      { stats: { rejected: 0, total: 1 } },
      { files: { 'b.ts': { status: 'passed' }, 'a.ts': { status: 'failed' } } },
      { name: 'report_findings' },
      { usage: { cached: false } },
    ]) {
      assert.deepEqual(titlesOf(json({ findings: [own], ...more })), ['Own'], json(more));
    }
  });

  it('take themselves back in short words, also of other languages', () => {
    for (const words of [
      'FALSE ALARM. b is never zero here; do not apply.',
      'No issues found in f',
      'This code is correct.',
      'This code is correct as written.',
      'This is fine.',
      'Disregard: the check is on line 2.',
      'Cancelled: it repeats finding 2.',
      'After checking, b cannot be zero here. Not a problem.',
      'I was wrong about this; b is never zero.',
      'Upon review, this finding should be removed.',
      'Strike that — this is intentional.',
      'Hmm, actually b is always positive. Skip.',
      'This is safe, no change needed.',
      'No fix required.',
      'b is validated by the caller, so nothing can go wrong.',
      'There is no bug here because b is validated.',
      'f is OK',
      'After looking again I have zero real bugs.',
      'Kein Fehler, bitte ignorieren.',
      'Faux positif.',
      'Falso positivo: b nunca es cero.',
      '误报，请忽略',
      '誤検知です。',
      'Ложное срабатывание.',
    ]) {
      assertNone({ findings: [{ ...own, title: words }] });
      assertNone({ findings: [{ ...own, explanation: words }] });
      assertNone({ findings: [{ ...own, note: words }] });
    }
  });

  it('do not by words about the code', () => {
    for (const explanation of [
      'The check is wrong: it reports a false positive for every empty list.',
      'Callers ignore it, and the error is lost.',
      'With one thread there is no problem.',
      'It returns early, so there is no bug report.',
      'The value is not a number, so nothing is correct.',
      'Actually an assignment: y is always 0.',
      'This is not safe, and it is no defect of the caller.',
      'If the token is withdrawn, the session stays open.',
      'No problem is reported when the file is missing.',
      'It returns null, which the caller does not expect. The test passes all the same.',
      'The result is ignored; it should be checked.',
      'The mail filter raises false alarms for empty lists.',
      'This comment should be removed, as the code does not do that.',
      'The check is correct, but it runs after the read.',
      'If b is zero, do not apply the discount: the code does, and divides by it.',
      'Callers assume that nothing can go wrong, and the error is lost.',
      'No error is reported, and the change is dropped without a word.',
      'It is valid JSON, but the key stands twice.',
      'There is no issue tracker, so the link leads nowhere.',
      'Der Fehler wird ignoriert, und niemand erfährt davon.',
      'Die Prüfung ist falsch: bei b = 0 wird geteilt.',
      '当 b 为零时会抛出异常，因此应先检查。',
    ]) {
      const parsed = parse(json({ findings: [{ ...own, explanation }] }));
      assert.ok(parsed.kind === 'findings' && parsed.tolerant === 0 && parsed.dropped.length === 0, explanation);
    }
  });

  it('is exact only in the agreed list of the object that is all of the reply', () => {
    const finding = { ...own, edits: [{ startLine: 1, endLine: 1, oldText: 'a', newText: 'b' }] };
    for (const [read, reply] of [
      ['strictly', { findings: [finding] }],
      ['strictly', { findings: [{ ...finding, severity: 'critical' }] }],
      ['tolerantly', finding],
      ['tolerantly', [finding]],
      ['tolerantly', [{ findings: [finding] }]],
      ['tolerantly', { findings: finding }],
      ['tolerantly', { issues: [finding] }],
      ['tolerantly', { result: { findings: [finding] } }],
    ] as const) {
      const parsed = parse(json(reply));
      assert.ok(parsed.kind === 'findings', json(reply));
      assert.deepEqual(
        parsed.findings.map(({ edits }) => edits.map((edit) => edit.read)),
        [[read]],
        json(reply),
      );
    }
  });

  it('is never exact where another finding says something else of the same place', () => {
    const edit = { startLine: 1, endLine: 1, oldText: 'a', newText: 'b' };
    const first = { ...own, edits: [edit] };
    const readsOf = (...others: readonly object[]) => {
      const parsed = parse(json({ findings: [first, ...others] }));
      assert.ok(parsed.kind === 'findings');
      return parsed.findings.map(({ edits }) => edits.map(({ read }) => read));
    };
    const neither = [['tolerantly'], ['tolerantly']];
    assert.deepEqual(readsOf({ ...own, edits: [{ ...edit, newText: 'c' }] }), neither);
    assert.deepEqual(readsOf({ ...own, edits: [{ ...edit, oldText: 'a ', newText: 'c' }] }), neither);
    assert.deepEqual(readsOf({ ...own, title: 'Other', edits: [{ ...edit, newText: 'c' }] }), neither);
    assert.deepEqual(readsOf(first), [['strictly']]);
    assert.deepEqual(readsOf({ ...own, explanation: 'The same.', edits: [edit] }), [['strictly'], ['strictly']]);
    assert.deepEqual(
      readsOf({ ...own, title: 'Other', startLine: 2, endLine: 2, edits: [{ ...edit, startLine: 2, endLine: 2 }] }),
      [['strictly'], ['strictly']],
    );
    assert.deepEqual(readsOf({ ...own, edits: [] }), [['strictly'], []]);
  });

  const exactly = { ...own, edits: [{ startLine: 1, endLine: 1, oldText: 'a', newText: 'b' }] };
  /** How the edit of a reply is read; undefined where it has none. */
  const readOf = (reply: unknown) => {
    const parsed = parse(json(reply));
    return 'findings' in parsed ? parsed.findings[0]?.edits[0]?.read : undefined;
  };

  it('is never exact where its own words may speak against it', () => {
    const explanation = 'This is not a bug today, but it becomes one with empty lists.';
    assert.equal(readOf({ findings: [{ ...exactly, explanation }] }), 'tolerantly');
  });

  it('is never exact where its words speak against its change, or of another finding', () => {
    const [edit] = exactly.edits;
    for (const explanation of [
      'This finding is invalid.',
      'Reject this finding.',
      'The proposed edit is wrong.',
      'This edit would break the function.',
      'The edit below is only illustrative and must not be applied as is.',
      'Leave as is.',
      'isProblem: false',
      'It is 0 by now. Correct behavior.',
      'Therefore no bug.',
      'Correction: the original is right.',
      'Nothing is wrong with this line.',
      'So this entry can be dropped.',
      'The premise is false.',
      'Do not apply the edit as is.',
      'The replacement is pseudo-code.',
      'Applying this would introduce a regression.',
      'With this edit, callers of sum will crash.',
      'It works as designed.',
      'I would advise against this edit.',
    ]) {
      assert.equal(readOf({ findings: [{ ...exactly, explanation }] }), 'tolerantly', explanation);
    }
    for (const title of [
      'Finding 1 is withdrawn',
      'Note on the first finding',
      'Correction: the issue above is real',
    ]) {
      const other = { ...own, title, startLine: 9, endLine: 9 };
      assert.equal(readOf({ findings: [exactly, other] }), 'tolerantly', title);
    }
    for (const newText of [
      `${edit?.newText} // WRONG: do not use it`,
      'return YOUR_VALUE_HERE;',
      'return "[REDACTED]";',
    ]) {
      assert.equal(readOf({ findings: [{ ...exactly, edits: [{ ...edit, newText }] }] }), 'tolerantly', newText);
    }
    for (const title of ['False positive', 'Not a bug: off by one']) {
      const other = { ...own, title, explanation: 'The list is padded.' };
      assert.notEqual(readOf({ findings: [exactly, other] }), 'strictly', title);
      assert.notEqual(readOf({ findings: [other, exactly] }), 'strictly', title);
    }
    for (const bent of [
      { explanation: ['On second thoughts it is fine.'] },
      { category: 'bug (withdrawn)' },
      { severity: 'error?' },
    ]) {
      assert.notEqual(readOf({ findings: [{ ...exactly, ...bent }] }), 'strictly', json(bent));
    }
    for (const explanation of [
      'The value is not checked.',
      'The condition should not include zero.',
      'Callers that pass 0 crash.',
      'The fix is to compare with <.',
      'Callers change it in the meantime.',
      'It fails at the first issue.',
    ]) {
      assert.equal(readOf({ findings: [{ ...exactly, explanation }] }), 'strictly', explanation);
    }
  });

  it('is never exact with anything beside what is agreed upon, in the reply, the finding or the edit', () => {
    assert.equal(readOf({ findings: [exactly] }), 'strictly');
    const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(true, false, 'no', 'refuted', [1], []));
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), value, (name, more) => {
        fc.pre(!(name in exactly) && name !== 'findings' && name !== '__proto__');
        const [edit] = exactly.edits;
        assert.notEqual(readOf({ findings: [exactly], [name]: more }), 'strictly');
        assert.notEqual(readOf({ findings: [{ ...exactly, [name]: more }] }), 'strictly');
        assert.notEqual(readOf({ findings: [{ ...exactly, edits: [{ ...edit, [name]: more }] }] }), 'strictly');
      }),
    );
    for (const beside of [{ id: 'F1' }, { cwe: 369 }, { note: 'See line 4.' }]) {
      assert.equal(readOf({ findings: [{ ...exactly, ...beside }] }), 'tolerantly', json(beside));
      assert.equal(readOf({ findings: [exactly], ...beside }), 'tolerantly', json(beside));
    }
  });
});
