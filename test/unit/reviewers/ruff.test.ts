import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ruff } from '../../../src/reviewers/analyzers/ruff';
import { analyze, fixed, rulesOf, snapshot } from './support';

async function rulesIn(text: string, path = 'a.py', others: Record<string, string> = {}) {
  return rulesOf(await analyze(ruff, snapshot(path, text), others));
}

const unused = 'import os\n';

describe('ruff', () => {
  it('proposes a safe fix at the right place behind astral characters', async () => {
    const text = "import os\nx = '😀'; y = x is 'a'\nprint(y, f'b')\n";
    const findings = await analyze(ruff, snapshot('a.py', text));
    assert.deepEqual(rulesOf(findings), ['F632', 'F541', 'F401']);
    assert.equal(fixed(text, findings), "x = '😀'; y = x == 'a'\nprint(y, 'b')\n");
    assert.ok(findings.every(({ title, explanation }) => title && explanation && !title.includes('\n')));
  });

  it('proposes nothing for a fix that may change what the code does, or that takes a comment away', async () => {
    const [shared] = await analyze(ruff, snapshot('a.py', 'def f(a=[]):\n    return a\n'));
    assert.equal(shared?.rule, 'B006');
    assert.equal(shared?.fix, undefined);
    const [commented] = await analyze(ruff, snapshot('a.py', 'import os  # for its effects\n'));
    assert.equal(commented?.rule, 'F401');
    assert.equal(commented?.fix, undefined);
  });

  it('reports syntax errors, and accepts the newest syntax', async () => {
    assert.deepEqual(await rulesIn('def f(:\n  pass\n'), ['syntax', 'syntax']);
    assert.deepEqual(await rulesIn('def f[T](a: T) -> T:\n    match a:\n        case _:\n            return a\n'), []);
  });

  it('honours noqa', async () => {
    assert.deepEqual(await rulesIn('import os  # noqa\nimport re  # noqa: F401\nimport io  # noqa: E501\n'), ['F401']);
  });

  it('keeps imports that are exports: in __init__.py and in stubs', async () => {
    assert.deepEqual(await rulesIn(unused, 'package/__init__.py'), []);
    assert.deepEqual(await rulesIn(unused, 'a.pyi'), []);
    assert.deepEqual(await rulesIn('def f(:\n  pass\n', 'a.pyi'), ['syntax', 'syntax']);
  });

  it("adds the project's settings to ours", async () => {
    assert.deepEqual(await rulesIn(unused, 'src/a.py', { 'ruff.toml': '[lint]\nignore = ["F401"]\n' }), []);
    assert.deepEqual(await rulesIn(unused, 'src/a.py', { 'ruff.toml': 'line-length = 100' }), ['F401']);
    const loop = 'for i in range(3):\n    print(1)\n';
    assert.deepEqual(await rulesIn(loop, 'a.py', { 'ruff.toml': 'line-length = 100' }), []);
    assert.deepEqual(await rulesIn(loop, 'a.py', { '.ruff.toml': '[lint]\nselect = ["B"]' }), ['B007']);
  });

  it('takes the nearest configuration, and pyproject.toml only with a table for ruff', async () => {
    const files = {
      'ruff.toml': 'lint.ignore = ["F401"]',
      'src/pyproject.toml': '[project]\nname = "a"\n',
      'lib/pyproject.toml': '[tool.ruff.lint]\nselect = ["F"]\n',
    };
    assert.deepEqual(await rulesIn(unused, 'src/a.py', files), []);
    assert.deepEqual(await rulesIn(unused, 'lib/a.py', files), ['F401']);
  });

  it('follows extend, but not out of the folder', async () => {
    const files = { 'base.toml': '[lint]\nignore = ["F401"]', 'src/ruff.toml': 'extend = "../base.toml"' };
    assert.deepEqual(await rulesIn(unused, 'src/a.py', files), []);
    assert.deepEqual(await rulesIn(unused, 'src/a.py', { 'src/ruff.toml': 'extend = "../../../etc/passwd"' }), [
      'F401',
    ]);
  });

  it('honours exclude and per-file-ignores', async () => {
    const files = {
      'ruff.toml': 'extend-exclude = ["vendor"]\n[lint.per-file-ignores]\n"tests/*" = ["F401"]\n"odd.py" = ["ALL"]\n',
    };
    assert.deepEqual(await rulesIn(unused, 'vendor/deep/a.py', files), []);
    assert.deepEqual(await rulesIn(unused, 'tests/deep/a.py', files), []);
    assert.deepEqual(await rulesIn(unused, 'src/odd.py', files), []);
    assert.deepEqual(await rulesIn(unused, 'src/a.py', files), ['F401']);
  });

  it('falls back to the defaults on a configuration it cannot use, and says so where that file is reviewed', async () => {
    const broken = '[lint]\nignore = ["F401"\nx = 1\n';
    assert.deepEqual(await rulesIn(unused, 'a.py', { 'ruff.toml': broken }), ['F401']);
    const [finding] = await analyze(ruff, snapshot('ruff.toml', broken));
    assert.equal(finding?.severity, 'info');
    assert.equal(broken.slice(finding?.span?.start, finding?.span?.end), 'x = 1');

    const unknown = 'no-such-option = 1\n';
    assert.deepEqual(await rulesIn(unused, 'a.py', { 'ruff.toml': unknown }), ['F401']);
    const [other] = await analyze(ruff, snapshot('ruff.toml', unknown));
    assert.match(other?.explanation ?? '', /no-such-option/);
    assert.deepEqual(await rulesIn('line-length = 100\n', 'ruff.toml'), []);
    assert.deepEqual(await rulesIn('[tool.black]\nline-length = {\n', 'pyproject.toml'), []);
  });

  it('stands odd input', async () => {
    assert.deepEqual(await rulesIn(''), []);
    assert.deepEqual(await rulesIn('import os'), ['F401']);
    assert.deepEqual(await rulesIn(`a = "${'b'.repeat(5000)}"\nimport os\n`), ['F401']);
    assert.deepEqual(await rulesIn(`${'print(1)\n'.repeat(110_000)}import os\n`), ['F401']);
  }).timeout(60_000);
});
