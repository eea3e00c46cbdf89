import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ReportedFinding } from '../../../src/core/types';
import type { Analyzer } from '../../../src/reviewers/analyzers/analyzer';
import { astGrep } from '../../../src/reviewers/analyzers/astGrep';
import { eslint } from '../../../src/reviewers/analyzers/eslint';
import { markdownlint } from '../../../src/reviewers/analyzers/markdownlint';
import { ruff } from '../../../src/reviewers/analyzers/ruff';
import { textChecks } from '../../../src/reviewers/analyzers/textChecks';
import { analyze, buildWorker, snapshot } from './support';

/** `rule` for what is shown, `rule by who` for what is hidden. */
function told(findings: readonly ReportedFinding[]): string[] {
  return findings.map(({ rule, hiddenBy, fix }) => {
    assert.ok(!hiddenBy || !fix, 'nobody is offered to change what they are not shown');
    const who = hiddenBy?.kind === 'configuration' ? hiddenBy.file : hiddenBy?.kind;
    return who === undefined ? String(rule) : `${rule} by ${who}`;
  });
}

async function look(analyzer: Analyzer, path: string, text: string, others: Record<string, string> = {}) {
  const file = snapshot(path, text);
  const all = await analyze(analyzer, file, others, true);
  const shown = await analyze(analyzer, file, others);
  assert.deepEqual(
    shown,
    all.filter(({ hiddenBy }) => !hiddenBy),
    'what is shown does not depend on whether the rest is counted',
  );
  return told(all);
}

const isNone = 'x = 1\nif x is "a":\n    pass\n';

describe('what a folder silences', () => {
  before(() => {
    buildWorker();
  });

  it('is counted for Ruff: rules, files, whole selections', async () => {
    assert.deepEqual(await look(ruff, 'a.py', isNone), ['F632']);
    const configurations: Record<string, string> = {
      'ruff.toml': 'lint.ignore = ["F632"]',
      '.ruff.toml': 'ignore = ["F6"]',
      'pyproject.toml': '[tool.ruff]\nexclude = ["*.py"]',
    };
    for (const [name, text] of Object.entries(configurations)) {
      assert.deepEqual(await look(ruff, 'a.py', isNone, { [name]: text }), [`F632 by ${name}`], name);
    }
    const perFile = { 'src/ruff.toml': '[lint.per-file-ignores]\n"a.py" = ["F"]' };
    assert.deepEqual(await look(ruff, 'src/a.py', isNone, perFile), ['F632 by src/ruff.toml']);
    const known = { 'ruff.toml': 'builtins = ["injected"]' };
    assert.deepEqual(await look(ruff, 'a.py', 'injected()\n', known), ['F821 by ruff.toml']);
    assert.deepEqual(await look(ruff, 'a.py', isNone, { 'ruff.toml': 'line-length = 80' }), ['F632']);
  });

  it('is counted for Ruff: comments of other linters, which name what it looks for or nothing', async () => {
    const run = 'import subprocess\n\n\ndef f(a):\n    subprocess.run("ls " + a, shell=True)';
    for (const comment of ['# nosec', '# nosec B602', '# NOSONAR', '# folder-review-ignore: S602']) {
      assert.deepEqual(await look(ruff, 'a.py', `${run}  ${comment}\n`), ['S602 by comment'], comment);
    }
    assert.deepEqual(await look(ruff, 'a.py', `${run}  # nosec B101\n`), ['S602']);
    const log = 'import logging\n\nlogging.info("a", 1)  # pylint: disable=logging-too-many-args\n';
    assert.deepEqual(await look(ruff, 'a.py', log), ['PLE1205 by comment']);
    const name = 'print(a)  # pylint: disable=undefined-variable\n';
    assert.deepEqual(await look(ruff, 'a.py', name), ['F821 by comment']);
  });

  it('is counted for Ruff: comments, alone and under a configuration', async () => {
    assert.deepEqual(await look(ruff, 'a.py', 'print(a)  # noqa\nprint(b)\n'), ['F821', 'F821 by comment']);
    for (const comment of ['# noqa', '# ruff: noqa', '# flake8: noqa', '#noqa:F632', '# ruff: noqa: F632']) {
      const text =
        comment.startsWith('#noqa') || comment === '# noqa'
          ? `x = 1\nx is "a"  ${comment}\n`
          : `${comment}\nx = 1\nx is "a"\n`;
      const found = await look(ruff, 'a.py', text);
      assert.ok(found.includes('F632 by comment'), `${comment}: ${found}`);
    }
    const both = { 'ruff.toml': 'lint.ignore = ["F632"]' };
    assert.deepEqual(await look(ruff, 'a.py', 'x = 1\nx is "a"  # noqa\n', both), [
      'B015 by comment',
      'F632 by comment',
    ]);
  });

  it('is counted for ESLint', async () => {
    const bad = 'if (x == NaN) {\n}\n';
    assert.deepEqual(await look(eslint, 'a.js', bad), ['use-isnan']);
    const configs = {
      'eslint.config.js': "export default [{ rules: { 'use-isnan': 'off' } }];",
      '.eslintrc': 'rules:\n  use-isnan: off\n',
      '.eslintrc.json': '{ "rules": { "use-isnan": ["off", {}] } }',
    };
    for (const [name, text] of Object.entries(configs)) {
      assert.deepEqual(await look(eslint, 'a.js', bad, { [name]: text }), [`use-isnan by ${name}`]);
    }
    const manifest = { 'package.json': '{\n"eslintConfig": { "rules": { "use-isnan": 0 } }\n}' };
    assert.deepEqual(await look(eslint, 'a.js', bad, manifest), ['use-isnan by package.json']);
    const unused = 'export function f() {\n  const a = g();\n}\n';
    assert.deepEqual(await look(eslint, 'a.js', unused, { '.eslintrc': '{}' }), ['no-unused-vars by .eslintrc']);
    for (const comment of [
      '/* eslint-disable */',
      '/* eslint use-isnan: "off" */',
      '/*  eslint-disable use-isnan */',
    ]) {
      assert.deepEqual(await look(eslint, 'a.js', `${comment}\n${bad}`), ['use-isnan by comment'], comment);
    }
    const line = 'if (x == NaN) { // eslint-disable-line\n}\n';
    assert.deepEqual(await look(eslint, 'a.js', line), ['use-isnan by comment']);
    assert.deepEqual(await look(eslint, 'a.js', line, manifest), ['use-isnan by comment']);
    assert.deepEqual(await look(eslint, 'a.js', 'if (', { '.eslintrc': '' }), ['syntax']);
  });

  it('is counted for markdownlint', async () => {
    const bad = '# A\n\n(text)[https://example.com]\n';
    assert.deepEqual(await look(markdownlint, 'a.md', bad), ['MD011']);
    for (const config of ['{"MD011": false}', '{"no-reversed-links": false}']) {
      const others = { '.markdownlint.json': config };
      assert.deepEqual(await look(markdownlint, 'a.md', bad, others), ['MD011 by .markdownlint.json']);
    }
    const disabled = `<!-- markdownlint-disable -->\n${bad}`;
    assert.deepEqual(await look(markdownlint, 'a.md', disabled), ['MD011 by comment']);
    const both = { '.markdownlint.yaml': 'MD011: false\n' };
    assert.deepEqual(await look(markdownlint, 'a.md', disabled, both), ['MD011 by comment']);
  });

  it('is counted for our own rules and checks', async () => {
    const conflict = '<<<<<<< a // folder-review-ignore\nb\n=======\nc\n>>>>>>> d\n';
    assert.deepEqual(await look(textChecks, 'a.txt', conflict), ['merge-conflict by comment']);
    const bare = 'try:\n    f()\n# folder-review-ignore-next-line\nexcept:\n    pass\n';
    assert.deepEqual(await look(astGrep, 'a.py', bare), ['bare-except by comment']);
  });
});
