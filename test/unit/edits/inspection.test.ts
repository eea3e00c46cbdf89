import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { applyEdits } from '../../../src/core/edits/applyEdits';
import { holdTogether, problemNow } from '../../../src/core/gates/gatesNow';
import { inspectProposals } from '../../../src/core/gates/inspection';
import type { Inspection, Inspector } from '../../../src/core/ports';
import type { FileSnapshot, Finding, Flag, ReportedFinding, ReviewerKind, TextEdit } from '../../../src/core/types';
import { sha256, toFindings } from '../fakes';
import { snapshot } from '../reviewers/support';

const { signal } = new AbortController();

/** Every `<` is a syntax error, every `bug…` an error by that name, every `smell…` a warning. */
function inspectionOf(text: string): Inspection & { readonly findings: readonly ReportedFinding[] } {
  const findings = [...text.matchAll(/(bug|smell)\w*/g)].map((match) => found(match, match[1] === 'bug'));
  return { syntaxErrors: text.split('<').length - 1, findings };
}

function found({ 0: title, index }: RegExpExecArray, isError = true, edit?: TextEdit): ReportedFinding {
  return {
    source: 'toy',
    rule: 'R1',
    title,
    explanation: '',
    severity: isError ? 'error' : 'warning',
    category: 'bug',
    confidence: 'high',
    span: { start: index, end: index + title.length },
    ...(edit && { fix: { kind: 'edits', anchoring: 'exact', edits: [edit] } }),
  };
}

/** Answers as `answer` says and remembers what it was asked. */
function toyInspector(answer: (text: string) => Inspection | undefined = inspectionOf) {
  const requests: (readonly string[])[] = [];
  const inspector: Inspector = {
    outline: async () => undefined,
    countErrors: async ({ text }, changes) => changes.map((edits) => answer(applyEdits(text, edits))?.syntaxErrors),
    inspect: async (_file, texts) => {
      requests.push(texts);
      return texts.map(answer);
    },
  };
  return { inspector, requests };
}

/** A finding at each place the pattern matches, with the edit that replaces it. */
function replacing(file: FileSnapshot, reviewer: ReviewerKind, ...changes: readonly (readonly [RegExp, string])[]) {
  const reported = changes.flatMap(([pattern, newText]) =>
    [...file.text.matchAll(pattern)].map((match) =>
      found(match, true, { start: match.index, end: match.index + match[0].length, newText }),
    ),
  );
  return toFindings(file, reviewer, reported, sha256);
}

const file = (text: string) => snapshot('a.txt', text);

async function verdictsOf(
  text: string,
  reviewer: ReviewerKind,
  changes: readonly (readonly [RegExp, string])[],
  answer?: (text: string) => Inspection | undefined,
): Promise<string[]> {
  const { inspector } = toyInspector(answer);
  const findings = replacing(file(text), reviewer, ...changes);
  return (await inspectProposals(file(text), findings, inspector, signal)).map(verdict);
}

function verdict({ proposal }: Finding): string {
  if (proposal?.state.kind === 'rejected') {
    return proposal.state.reason;
  }
  return [...(proposal?.flags ?? []), ...(proposal?.removesFinding ? ['removed'] : [])].join(', ');
}

describe('the inspection of proposals', () => {
  it('says which gate a proposal did not pass', async () => {
    const { inspector } = toyInspector();
    const findings = replacing(
      file('smell1\nsmell2\nsmell3\n'),
      'model',
      [/smell1/g, '<'],
      [/smell2/g, 'bug2'],
      [/smell3/g, ''],
    );
    const inspected = await inspectProposals(file('smell1\nsmell2\nsmell3\n'), findings, inspector, signal);
    const gates = inspected
      .map(({ proposal }) => proposal?.state)
      .map((state) => state && 'gate' in state && state.gate);
    assert.deepEqual(gates, ['syntax', 'analyzers', false]);
  });

  it('asks nothing when no proposal waits, and touches none that does not', async () => {
    const { inspector, requests } = toyInspector();
    const findings = [
      ...toFindings(file('bug\n'), 'local', [{ ...found(/bug/.exec('bug') as RegExpExecArray) }], sha256),
      ...replacing(file('bug\n'), 'local', [/bug/g, 'bug']),
    ];
    assert.equal(await inspectProposals(file('bug\n'), findings, inspector, signal), findings);
    assert.deepEqual(requests, []);
  });

  it('rejects what adds syntax errors, also to a file that has some', async () => {
    assert.deepEqual(
      await verdictsOf('a b c <\n', 'model', [
        [/a/g, '<'],
        [/b/g, '<<'],
        [/c/g, 'd'],
      ]),
      ['the file would have one more syntax error', 'the file would have 2 more syntax errors', ''],
    );
  });

  it('rejects what nothing can read any more, however little that weighs, and does not call checked what one no longer reads', async () => {
    const answer = (text: string): Inspection => ({
      findings: [...text.matchAll(/%/g)].map((match) => ({ ...found(match, false), rule: 'syntax' })),
      analyzers: text.includes('&') ? ['other'] : ['other', 'toy'],
    });
    const changes = [
      [/a/g, '%'],
      [/b/g, '&'],
      [/c/g, 'd'],
    ] as const;
    assert.deepEqual(await verdictsOf('a b c\n', 'model', changes, answer), [
      'the file would have a new error: % (toy syntax)',
      'syntax not checked',
      '',
    ]);
  });

  it('rejects what adds an error of the local reviewers and names it', async () => {
    assert.deepEqual(
      await verdictsOf('a b\nbug1\n', 'model', [
        [/a/g, 'bug2'],
        [/b(?!u)/g, 'smell'],
      ]),
      ['the file would have a new error: bug2 (toy R1)', ''],
    );
  });

  it('does not take an error for new that has moved, or whose line has changed', async () => {
    assert.deepEqual(
      await verdictsOf('a\nx bug1\n', 'model', [
        [/a/g, 'a\na\na'],
        [/x/g, 'y'],
        [/a\nx/g, ''],
      ]),
      ['', '', ''],
    );
  });

  it('rejects a second error of the same kind, and allows one in place of another', async () => {
    assert.deepEqual(
      await verdictsOf('a bug1\n', 'model', [
        [/a/g, 'bug1'],
        [/a bug1/g, 'bug1 a'],
      ]),
      ['the file would have a new error: bug1 (toy R1)', ''],
    );
  });

  it('does not count errors that only a mended file can show', async () => {
    const untilSyntaxError = (text: string): Inspection => ({
      ...inspectionOf(text),
      findings: text.includes('<')
        ? [{ ...found(/</.exec(text) as RegExpExecArray), rule: 'syntax' }]
        : inspectionOf(text).findings,
    });
    assert.deepEqual(
      await verdictsOf(
        '< bug1 a\n',
        'model',
        [
          [/</g, ''],
          [/a/g, '<'],
        ],
        untilSyntaxError,
      ),
      ['', 'the file would have one more syntax error'],
    );
    const withoutGrammar = (text: string): Inspection => ({ findings: untilSyntaxError(text).findings ?? [] });
    const mend = await verdictsOf('< bug1\n', 'model', [[/</g, '']], withoutGrammar);
    const breakIt = await verdictsOf('a bug1\n', 'model', [[/a/g, '<']], withoutGrammar);
    assert.deepEqual([...mend, ...breakIt], ['', 'the file would have a new error: < (toy syntax)']);
  });

  it('says which local proposals remove their findings, and says it of no others', async () => {
    const changes = [
      [/bug1/g, ''],
      [/bug2/g, ' bug2 '],
    ] as const;
    assert.deepEqual(await verdictsOf('bug1\nbug2\n', 'local', changes), ['removed', '']);
    assert.deepEqual(await verdictsOf('bug1\nbug2\n', 'editor', changes), ['', '']);
  });

  it('flags what could not be inspected, once', async () => {
    for (const reviewer of ['local', 'model'] as const) {
      assert.deepEqual(
        await verdictsOf(
          'a b\n',
          reviewer,
          [
            [/a/g, 'c'],
            [/b/g, 'd'],
          ],
          () => undefined,
        ),
        ['syntax not checked', 'syntax not checked'],
      );
    }
    const { inspector } = toyInspector(() => undefined);
    const flagged = await inspectProposals(
      file('a\n'),
      replacing(file('a\n'), 'model', [/a/g, 'b']),
      inspector,
      signal,
    );
    assert.deepEqual(await inspectProposals(file('a\n'), flagged, inspector, signal), flagged);
  });

  it('flags only what the local reviewers, or the parsers, could not look at', async () => {
    for (const failed of [{ syntaxErrors: 0 }, undefined]) {
      const partly = (text: string) => (text.includes('c') ? failed : inspectionOf(text));
      for (const reviewer of ['local', 'model'] as const) {
        assert.deepEqual(
          await verdictsOf(
            'a b\n',
            reviewer,
            [
              [/a/g, 'c'],
              [/b/g, 'd'],
            ],
            partly,
          ),
          ['syntax not checked', ''],
        );
      }
    }
  });

  it('lets everything pass where there is nothing to inspect with', async () => {
    assert.deepEqual(await verdictsOf('a\n', 'model', [[/a/g, '<bug']], () => ({})), ['']);
    const errorsOnly = ({ length }: string) => ({ syntaxErrors: length > 3 ? 1 : 0 });
    assert.deepEqual(await verdictsOf('a\n', 'local', [[/a/g, 'bug']], errorsOnly), [
      'the file would have one more syntax error',
    ]);
  });

  it('compares an edited text with the original', async () => {
    const asked = async (text: string, newText: string) => {
      const { inspector, requests } = toyInspector((inspected) => ({ syntaxErrors: inspected.split('<').length - 1 }));
      const findings = replacing(file(text), 'model', [/a/g, newText]);
      return { requests, verdicts: (await inspectProposals(file(text), findings, inspector, signal)).map(verdict) };
    };
    assert.deepEqual(await asked('a\n', 'b'), { requests: [['b\n'], ['a\n']], verdicts: [''] });
    assert.deepEqual(await asked('a <\n', 'b'), { requests: [['b <\n'], ['a <\n']], verdicts: [''] });
    assert.deepEqual((await asked('a\n', '<')).verdicts, ['the file would have one more syntax error']);
  });

  it('compares each batch with the original, whatever the one before needed', async () => {
    const { inspector } = toyInspector(inspectionOf);
    const mending = Array.from({ length: 16 }, (_, number) => [/< b/g, `x${number}`] as const);
    const findings = replacing(file('a < b'), 'local', ...mending, [/b/g, 'c']);
    const inspected = await inspectProposals(file('a < b'), findings, inspector, signal);
    assert.deepEqual(new Set(inspected.map(verdict)), new Set(['']));
  });

  it('asks once, and once for the original, when all local proposals are fine', async () => {
    const text = 'bug1\n'.repeat(100);
    const { inspector, requests } = toyInspector();
    const findings = await inspectProposals(
      file(text),
      replacing(file(text), 'local', [/bug1/g, '']),
      inspector,
      signal,
    );
    assert.ok(findings.every(({ proposal }) => proposal?.removesFinding));
    assert.deepEqual(requests, [['\n'.repeat(100)], [text]]);
  });

  it('finds one bad local proposal among many with few looks', async () => {
    const text = `${'bug1\n'.repeat(100)}bug2\n${'bug1\n'.repeat(100)}`;
    const { inspector, requests } = toyInspector();
    const reported = replacing(file(text), 'local', [/bug1/g, ''], [/bug2/g, 'bug3']);
    const findings = await inspectProposals(file(text), reported, inspector, signal);
    assert.deepEqual(findings.filter(({ proposal }) => !proposal?.removesFinding).map(verdict), [
      'the file would have a new error: bug3 (toy R1)',
    ]);
    assert.ok(requests.flat().length < 20, `${requests.flat().length}`);
    assert.deepEqual(
      findings.map(({ id }) => id),
      reported.map(({ id }) => id),
    );
  });

  /** The law that proposals inspected together get what each would get alone, for files of words that are each replaced. */
  function togetherAsAlone(reviewer: ReviewerKind, newTexts: readonly string[], lengths: fc.ArrayConstraints) {
    const word = fc.constantFrom('bug1', 'bug2', 'smell', 'a', 'b');
    const words = fc.array(fc.tuple(word, fc.constantFrom(...newTexts)), lengths);
    return fc.asyncProperty(words, async (replaced) => {
      const text = replaced.map(([from]) => from).join('\n');
      const { inspector } = toyInspector();
      let start = 0;
      const reported = replaced.map(([from, to]) => {
        const edit = { start, end: start + from.length, newText: to };
        start = edit.end + 1;
        return { ...found(Object.assign(/.*/.exec(from) as RegExpExecArray, { index: edit.start }), true, edit) };
      });
      const findings = toFindings(file(text), reviewer, reported, sha256);
      const together = await inspectProposals(file(text), findings, inspector, signal);
      for (const [position, finding] of findings.entries()) {
        const [alone] = await inspectProposals(file(text), [finding], inspector, signal);
        assert.deepEqual(together[position], alone);
      }
    });
  }

  it('says of proposals inspected together what it says of each alone', async () => {
    const newTexts = ['', '<', '<<', 'bug1', 'bug3', 'smell', 'a', '>'];
    await fc.assert(togetherAsAlone('local', newTexts, { minLength: 1, maxLength: 30 }));
  });

  it('says of thousands that may depend on each other what it says of each alone', async () => {
    const newTexts = ['', '<', 'bug1', 'bug2', 'bug3', 'smell', 'a', 'bug1 bug1', 'aa'];
    const law = togetherAsAlone('model', newTexts, { minLength: 20, maxLength: 80, size: 'max' });
    await fc.assert(law, { numRuns: 150 });
  });

  /** What stands before the colon is defined, and what stands behind it must be: far apart, like names in a program. */
  const names = (text: string): Inspection => {
    const defined = new Set(Array.from(text.matchAll(/(\w+):/g), ([, name]) => name));
    const used = [...text.matchAll(/:(\w+)/g)].filter(([, name]) => !defined.has(name));
    return { syntaxErrors: 0, findings: used.map((match) => found(Object.assign(match, { 0: `bug ${match[1]}` }))) };
  };

  it('sees each of thousands without each other one that could make up for it', async () => {
    const lines = Array.from({ length: 2_000 }, (_, n) => `name${n}: x\n`);
    const text = `${lines.join('')}last: :name7\n`;
    const { inspector, requests } = toyInspector(names);
    const changes = [
      [/name7:/g, 'gone:'],
      [/:name7/g, ':name8'],
      [/x/g, 'y'],
    ] as const;
    const reported = replacing(file(text), 'model', ...changes);
    const findings = await inspectProposals(file(text), reported, inspector, signal);
    assert.deepEqual(
      findings.map(verdict).filter((words) => words !== ''),
      ['the file would have a new error: bug name7 (toy R1)'],
    );
    assert.ok(requests.flat().length < 200, `${requests.flat().length} texts for ${reported.length} proposals`);
  });

  it('parses thousands one by one, as one can mend what another breaks', async () => {
    // A comment that is opened goes on to where any other is closed.
    const comments = (text: string): Inspection => ({
      syntaxErrors: text.lastIndexOf('/*') > text.lastIndexOf('*/') ? 1 : 0,
      findings: [],
    });
    const text = `first\n${'x\n'.repeat(100)}`;
    const { inspector, requests } = toyInspector(comments);
    const reported = replacing(file(text), 'model', [/first/g, '/* first'], [/x/g, '/* x */ y']);
    const findings = await inspectProposals(file(text), reported, inspector, signal);
    assert.deepEqual(
      findings.map(verdict).filter((words) => words !== ''),
      ['the file would have one more syntax error'],
    );
    assert.ok(requests.flat().length < 30, `${requests.flat().length} texts`);
  });

  it('flags thousands when nobody can tell', async () => {
    const text = 'x\n'.repeat(50);
    const { inspector } = toyInspector(() => undefined);
    const findings = await inspectProposals(file(text), replacing(file(text), 'model', [/x/g, 'y']), inspector, signal);
    assert.deepEqual(new Set(findings.map(verdict)), new Set(['syntax not checked']));
  });
});

describe('the gates for what is about to be applied', () => {
  /** What is wrong with a model's edit in a text of which a parser can say this. */
  async function problemOf(answer: (text: string) => Inspection | undefined, flags: readonly Flag[] = []) {
    const now = file('two\na\n');
    const [finding] = replacing(file('a\n'), 'model', [/a/g, 'b']);
    const { proposal } = finding ?? assert.fail();
    const flagged: Finding = { ...(finding ?? assert.fail()), ...(proposal && { proposal: { ...proposal, flags } }) };
    const edits = [{ start: 4, end: 5, newText: 'b' }];
    return problemNow(now, flagged, edits, undefined, toyInspector(answer).inspector, signal);
  }
  const errors = (count: number) => (text: string) => ({ syntaxErrors: text.includes('b') ? count : 0, findings: [] });

  it('take what was looked at and is well, and say what is not', async () => {
    assert.equal(await problemOf(errors(0)), undefined);
    assert.equal(await problemOf(errors(1)), 'the file would have one more syntax error');
  });

  it('hold back what nobody can look at any more, unless nobody could at the review', async () => {
    assert.equal(await problemOf(() => undefined), 'it could not be checked whether it would still be valid');
    assert.equal(await problemOf(() => undefined, ['syntax not checked']), undefined);
  });

  it('hold for several together only where none has brought what another takes away', async () => {
    const now = file('one bug\ntwo\nthree\n');
    const edits = [
      { start: 4, end: 7, newText: 'fine' },
      { start: 8, end: 11, newText: '2' },
    ];
    const held = (answer: (text: string) => Inspection | undefined, change = edits) =>
      holdTogether(now, change, undefined, toyInspector(answer).inspector, signal);
    const [mending = assert.fail(), other = assert.fail()] = edits;
    const edited = (answer: (text: string) => Inspection | undefined) => (text: string) =>
      text.includes('2') ? answer(text) : inspectionOf(text);
    assert.equal(await held(inspectionOf), true);
    assert.equal(await held(inspectionOf, [mending, { ...other, newText: 'bug' }]), false, 'a bug for a bug');
    assert.equal(await held(edited((text) => inspectionOf(`${text}<`))), false, 'a syntax error more');
    assert.equal(await held((text) => inspectionOf(text.includes('2') ? text : `${text}<`)), false, 'one less');
    assert.equal(await held(edited(() => undefined)), false, 'nobody can tell');
    assert.equal(await held(edited(() => ({ syntaxErrors: 0 }))), false, 'the local reviewers could not look');
  });
});
