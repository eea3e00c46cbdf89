import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { RuleInfo } from '../../../src/reviewers/analyzers/analyzer';
import { createFileAnalysis } from '../../../src/reviewers/analyzers/analyzers';
import { eslint } from '../../../src/reviewers/analyzers/eslint';
import { createFolderConfig } from '../../../src/reviewers/analyzers/folderConfig';
import { asItCounts } from '../../../src/reviewers/analyzers/inTests';
import { ruff } from '../../../src/reviewers/analyzers/ruff';
import { syntaxErrors } from '../../../src/reviewers/analyzers/syntaxErrors';
import { textChecks } from '../../../src/reviewers/analyzers/textChecks';
import { reported } from '../fakes';
import { snapshot, wasmFolder, withFolder } from './support';

const info = { explanation: '', severity: 'error', category: 'bug', isDefault: true } as const;
const rules: readonly RuleInfo[] = [
  { ...info, id: 'plain', title: 'Plain' },
  { ...info, id: 'grave', title: 'Grave', inTests: 'shown' },
  { ...info, id: 'secret', title: 'Secret', inTests: 'hidden' },
  { ...info, id: 'broken', title: 'Broken', inTests: { test: 'shown', fixture: 'hidden', example: 'lowered' } },
  {
    ...{ ...info, id: 'leaked', title: 'Leaked' },
    inTests: { test: 'shown', fixture: 'hidden', example: 'lowered', retired: 'lowered' },
  },
  { ...info, id: 'doubtful', title: 'Doubtful', isGuess: true },
  { ...info, id: 'two', title: 'Two', languages: ['go'], inTests: 'hidden' },
  { ...info, id: 'two', title: 'Two', languages: ['c'], inTests: 'shown' },
];

/** What becomes of an error of each rule in a file. */
function treatment(path: string, rule: string | undefined, language = 'go') {
  const fix = { kind: 'edits', anchoring: 'exact', edits: [{ start: 0, end: 0, newText: 'a' }] } as const;
  const finding = reported({ source: 'any', severity: 'error', fix, ...(rule !== undefined && { rule }) });
  const [found] = asItCounts({ rules }, { path, language }, [finding]);
  assert.ok(found);
  assert.equal(found.fix === undefined, found.hiddenBy !== undefined, 'only what is shown can be changed');
  return found.hiddenBy ?? found.severity;
}

describe('findings in tests, fixtures and examples', () => {
  it('are what their rule says, and else no errors', () => {
    const hidden = (role: string) => ({ kind: 'role', role });
    for (const [path, expected] of [
      ['src/a.go', ['error', 'error', 'error', 'error', 'error']],
      ['src/a_test.go', ['warning', 'error', hidden('test'), 'error', 'warning']],
      ['testdata/a.go', ['warning', 'error', hidden('fixture'), hidden('fixture'), 'warning']],
      ['examples/a.go', ['warning', 'error', hidden('example'), 'warning', 'warning']],
    ] as const) {
      const found = ['plain', 'grave', 'secret', 'broken', undefined].map((rule) => treatment(path, rule));
      assert.deepEqual(found, expected, path);
    }
  });

  it('are only counted in what is retired, unless their rule says otherwise of it', () => {
    const hidden = { kind: 'role', role: 'retired' };
    const found = ['plain', 'grave', 'secret', 'broken', undefined].map((rule) => treatment('deprecated/a.go', rule));
    assert.deepEqual(found, [hidden, hidden, hidden, hidden, hidden]);
    assert.equal(treatment('deprecated/a.go', 'leaked'), 'warning');
  });

  it('are those of the rule of their language', () => {
    assert.deepEqual(treatment('a_test.go', 'two'), { kind: 'role', role: 'test' });
    assert.equal(treatment('a_test.c', 'two', 'c'), 'error');
  });

  it('of names that an engine gives to types are counted where its tests ask for them', async () => {
    await withFolder({}, async (folder) => {
      const analyzeFile = createFileAnalysis([eslint], createFolderConfig(folder), { wasmFolder });
      const found = async (path: string) =>
        (await analyzeFile(snapshot(path, "export const isList = typeof [] === 'array';\n"), true)).findings.map(
          ({ hiddenBy, severity }) => hiddenBy ?? severity,
        );
      assert.deepEqual(await found('tests/test_12.js'), [{ kind: 'role', role: 'test' }]);
      assert.deepEqual(await found('src/a.js'), ['warning']);
    });
  });

  it('stay hidden by what the folder hides them with', () => {
    const silencedOne = reported({ rule: 'secret', hiddenBy: { kind: 'comment' } });
    assert.deepEqual(asItCounts({ rules }, { path: 'test/a.go', language: 'go' }, [silencedOne]), [silencedOne]);
  });

  it('are guesses there as elsewhere where their rule guesses', () => {
    const finding = (rule: string) => reported({ rule, confidence: 'high' });
    const counted = ['src/a.go', 'a_test.go'].map((path) =>
      asItCounts({ rules }, { path, language: 'go' }, [finding('doubtful'), finding('plain')]),
    );
    assert.deepEqual(
      counted.map((found) => found.map(({ confidence }) => confidence)),
      [
        ['low', 'high'],
        ['low', 'high'],
      ],
    );
  });

  it('are errors in examples where these are broken, and hidden in tests where nobody leaves assertions out', () => {
    const broken = asItCounts(syntaxErrors, { path: 'examples/a.css', language: 'css' }, [
      reported({ rule: 'syntax', severity: 'error' }),
    ]);
    assert.deepEqual(
      broken.map(({ severity, hiddenBy }) => [severity, hiddenBy]),
      [['error', undefined]],
    );
    const asserted = ['tests/test_a.py', 'src/a.py'].map(
      (path) => asItCounts(ruff, { path, language: 'python' }, [reported({ rule: 'RUF018' })])[0]?.hiddenBy,
    );
    assert.deepEqual(asserted, [{ kind: 'role', role: 'test' }, undefined]);
  });

  it('are counted by every analysis of a file', async () => {
    await withFolder({}, async (folder) => {
      const analyzeFile = createFileAnalysis([textChecks], createFolderConfig(folder), { wasmFolder });
      const text = '<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n';
      const found = async (path: string, alsoSilenced: boolean) =>
        (await analyzeFile(snapshot(path, text), alsoSilenced)).findings.map(({ hiddenBy }) => hiddenBy);
      assert.deepEqual(await found('src/a.js', true), [undefined]);
      assert.deepEqual(await found('src/a.test.js', true), [{ kind: 'role', role: 'test' }]);
      assert.deepEqual(await found('src/a.test.js', false), []);
    });
  });
});
