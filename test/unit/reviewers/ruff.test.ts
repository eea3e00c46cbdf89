import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createFolderConfig } from '../../../src/reviewers/analyzers/folderConfig';
import { asItCounts } from '../../../src/reviewers/analyzers/inTests';
import { ruff } from '../../../src/reviewers/analyzers/ruff';
import { analyze, fixed, rulesOf, snapshot, wasmFolder } from './support';

async function rulesIn(text: string, path = 'a.py', others: Record<string, string> = {}) {
  return rulesOf(await analyze(ruff, snapshot(path, text), others));
}

const undefinedName = 'print(a)\n';
const isLiteral = 'def f(a):\n    return a is "b"\n';

describe('ruff', () => {
  it('proposes a fix at the right place behind astral characters, and says which keep what the program does', async () => {
    const text = "import re\nx = '😀'; y = x is 'a'\nprint(y, re.split('\\s', x))\n";
    const findings = await analyze(ruff, snapshot('a.py', text));
    assert.deepEqual(rulesOf(findings), ['F632', 'W605']);
    assert.equal(fixed(text, findings), "import re\nx = '😀'; y = x == 'a'\nprint(y, re.split(r'\\s', x))\n");
    assert.deepEqual(
      findings.map(({ fix }) => fix?.kind === 'edits' && fix.preservesBehaviour),
      [undefined, true],
    );
    assert.ok(findings.every(({ title, explanation }) => title && explanation && !title.includes('\n')));
  });

  it('makes a change that puts several things right once', async () => {
    const text = "import re\n\nhost = re.compile('[\\w\\-\\.]+\\s' '\\d\\n')\n";
    const findings = await analyze(ruff, snapshot('a.py', text));
    assert.deepEqual(rulesOf(findings), ['W605']);
    assert.equal(fixed(text, findings), "import re\n\nhost = re.compile(r'[\\w\\-\\.]+\\s' '\\\\d\\n')\n");
  });

  it('reports the invalid escapes of a string once, or of a line, and puts all of them right', async () => {
    const cases: readonly [text: string, titles: readonly string[], after: string][] = [
      ["a = '\\d\\n\\w\\d'\n", ['Invalid escape sequences: `\\d`, `\\w`'], "a = '\\\\d\\n\\\\w\\\\d'\n"],
      ["a = '\\d\\d\\n'\n", ['Invalid escape sequence: `\\d`'], "a = '\\\\d\\\\d\\n'\n"],
      ['a = """\n\\d\n\\t\\w\n"""\n', ['Invalid escape sequences: `\\d`, `\\w`'], 'a = """\n\\\\d\n\\t\\\\w\n"""\n'],
      [
        "a = '\\d'\nb = '\\w'\n",
        ['Invalid escape sequence: `\\d`', 'Invalid escape sequence: `\\w`'],
        "a = r'\\d'\nb = r'\\w'\n",
      ],
    ];
    for (const [text, titles, after] of cases) {
      const findings = await analyze(ruff, snapshot('a.py', text));
      assert.deepEqual(
        findings.map(({ title }) => title),
        titles,
      );
      assert.equal(fixed(text, findings), after);
    }
  });

  it('proposes nothing for a fix that may change what the code does, or that takes a comment away', async () => {
    const [shared] = await analyze(ruff, snapshot('a.py', 'def f(a, b=[]):\n    b.append(a)\n    return b\n'));
    assert.equal(shared?.rule, 'B006');
    assert.equal(shared?.fix, undefined);
    const [commented] = await analyze(ruff, snapshot('a.py', 's = {\n    1,\n    # again\n    1,\n}\n'));
    assert.equal(commented?.rule, 'B033');
    assert.ok(!commented.fix || fixed('s = {\n    1,\n    # again\n    1,\n}\n', [commented]).includes('# again'));
  });

  it('says of taste nothing: unused imports and names, placeholders that are not there, comparisons with None', async () => {
    const text = 'import os\n\n\ndef f(a):\n    unused = 1\n    print(f"a")\n    return a == None\n';
    assert.deepEqual(await rulesIn(text), []);
  });

  it('reports the first syntax error alone, and accepts the newest syntax', async () => {
    assert.deepEqual(await rulesIn('def f(:\n  pass\nprint(undefined_name)\n'), ['syntax']);
    assert.deepEqual(await rulesIn('def f[T](a: T) -> T:\n    match a:\n        case _:\n            return a\n'), []);
    const three = { '.python-version': '3.12\n' };
    assert.deepEqual(await rulesIn('def f(a):\n    print "%s" % a\n    print a\n', 'a.py', three), ['python-2-syntax']);
    assert.deepEqual(await rulesIn('import {{ cookiecutter.module }}\n'), [], 'a template is no Python yet');
  });

  it('takes the oldest supported version from the project', async () => {
    const text = 'match a:\n    case 1:\n        pass\n';
    const requiring: Record<string, string> = {
      'pyproject.toml': '[project]\nrequires-python = ">=3.9"\n',
      'setup.cfg': '[options]\npython_requires = >=3.6, <4\n',
      'setup.py': 'setup(python_requires=">=2.7, !=3.0.*")\n',
      'sub/pyproject.toml': '[tool.poetry.dependencies]\npython = "^3.8"\n',
    };
    for (const [name, content] of Object.entries(requiring)) {
      const path = name.startsWith('sub/') ? 'sub/a.py' : 'a.py';
      assert.ok((await rulesIn(text, path, { [name]: content })).includes('unsupported-syntax'), name);
    }
    const newer = { 'pyproject.toml': '[project]\nrequires-python = ">=3.10,<4"\n' };
    assert.ok(!(await rulesIn(text, 'a.py', newer)).includes('unsupported-syntax'));
    const told = { 'pyproject.toml': '[project]\nrequires-python = ">=3.9"\n[tool.ruff]\ntarget-version = "py310"\n' };
    assert.ok(!(await rulesIn(text, 'a.py', told)).includes('unsupported-syntax'), 'what is said to Ruff counts');
  });

  it('leaves to Python 2 what is right there, and says that it does not read its syntax', async () => {
    const escaped = "import re\n\nblank = re.compile('\\s')\n";
    assert.deepEqual(await rulesIn(escaped), ['W605']);
    const runtime = { 'runtime.txt': 'python-2.7.16\n' };
    assert.deepEqual(await rulesIn(escaped, 'a.py', runtime), []);
    assert.deepEqual(await rulesIn('def f(a, b=[]):\n    b.append(a)\n', 'a.py', runtime), ['B006']);
    assert.deepEqual(await rulesIn('print "a"\n'), [], 'nobody says that Python 3 runs it');
    assert.deepEqual(await rulesIn('print "a"\n', 'a.py', runtime), []);
    assert.deepEqual(await rulesIn('print "a"\n', 'a.py', { 'runtime.txt': 'python-3.12.1\n' }), ['python-2-syntax']);
  });

  it('doubts names that Python 2 has, where nothing says which Python reads the file', async () => {
    const weighed = async (project: Readonly<Record<string, string>>) =>
      (await analyze(ruff, snapshot('a.py', 'for i in xrange(3):\n    print(i, other)\n'), project)).map(
        ({ title, severity, confidence }) => [/`(\w+)`/.exec(title)?.[1], severity, confidence],
      );
    const other = ['other', 'error', 'high'];
    assert.deepEqual(await weighed({}), [['xrange', 'warning', 'low'], other]);
    // setuptools made Python 3 of it.
    const converted = "setup(use_2to3=True, classifiers=['Programming Language :: Python :: 3'])\n";
    assert.deepEqual(await weighed({ 'setup.py': converted }), [other]);
    assert.deepEqual((await weighed({ 'setup.py': converted.replace('use_2to3=True, ', '') }))[0]?.[2], 'high');
    assert.deepEqual(await weighed({ 'runtime.txt': 'python-2.7.16\n' }), [other]);
    assert.deepEqual(await weighed({ 'runtime.txt': 'python-3.12.1\n' }), [['xrange', 'error', 'high'], other]);
  });

  it('lets an example show one thing after the other under one name', async () => {
    const text = 'def f():\n    return 1\n\n\ndef f():\n    return 2\n';
    for (const [path, shown] of [
      ['a.py', true],
      ['examples/a.py', false],
    ] as const) {
      const found = asItCounts(ruff, snapshot(path, text), await analyze(ruff, snapshot(path, text)));
      assert.deepEqual(
        found.map(({ rule, hiddenBy }) => [rule, !hiddenBy]),
        [['F811', shown]],
        path,
      );
    }
  });

  it('doubts an escape that is none where nothing says that a Python reads the file that warns of it', async () => {
    const weighed = async (project: Readonly<Record<string, string>>) =>
      (await analyze(ruff, snapshot('a.py', "a = '\\d'\n"), project)).map(({ rule, confidence }) => [rule, confidence]);
    assert.deepEqual(await weighed({}), [['W605', 'low']]);
    assert.deepEqual(await weighed({ 'runtime.txt': 'python-3.12.1\n' }), [['W605', 'medium']]);
  });

  it('doubts broken syntax in exercises that are not done, and in pieces of programs', async () => {
    const weighed = async (text: string) =>
      (await analyze(ruff, snapshot('a.py', text))).map(({ rule, severity, confidence }) => [
        rule,
        severity,
        confidence,
      ]);
    const main = "\nif __name__ == '__main__':\n    f(1)\n";
    const sure = [['syntax', 'error', 'high']];
    const doubted = [['syntax', 'warning', 'low']];
    assert.deepEqual(await weighed(`def f(a):\n    # Write your code here\n${main}`), doubted);
    assert.deepEqual(await weighed(`def f(a):\n    # What is left\n${main}`), sure);
    assert.deepEqual(await weighed("font = {'size': 14}\nplt.rc('font', **font)\n  a = 1\nUpdate the name\n"), doubted);
    assert.deepEqual(await weighed("import plt\n\nplt.rc('font')\n  a = 1\n"), sure);
    assert.deepEqual(await weighed("DEBUG = True\nHOSTS = ['a'\nNAME = 'b'\n"), sure);
  });

  it('takes a file for Python 2 by one statement of it anywhere, by its package, and by the libraries that it uses', async () => {
    const mixed = 'def f(a):\n\tif a:\n\t\treturn 1\n \treturn 2\n';
    assert.deepEqual(await rulesIn(mixed), ['syntax']);
    assert.deepEqual(await rulesIn(mixed, 'p/a.py', { 'p/__init__.py': 'import urllib2\n' }), []);
    assert.deepEqual(await rulesIn(`${mixed}\nprint "a"\n`), []);
    const both = { 'runtime.txt': 'python-3.12.1\n' };
    assert.deepEqual(await rulesIn(`${mixed}\nprint "a"\n`, 'a.py', both), ['syntax']);
    assert.deepEqual(await rulesIn('def f(a): print a ; g()\n\ndef g(): pass\n'), []);
    const printed = 'import sys\n\nprint >> sys.stderr, "a"\n';
    assert.deepEqual(await rulesIn(printed), ['F633']);
    assert.deepEqual(await rulesIn(`${printed}sys.path.append("/usr/lib/python2.6/site-packages")\n`), []);
    assert.deepEqual(await rulesIn('a = unicode(1)\n'), ['F821']);
    assert.deepEqual(await rulesIn('a = unicode(1)\n', 'a.py', { 'runtime.txt': 'python-2.7.16\n' }), []);
    assert.deepEqual(await rulesIn('a = other(1)\n', 'a.py', { 'runtime.txt': 'python-2.7.16\n' }), ['F821']);
  });

  it('takes every form of Python 2 alike for it, unless something says that Python 3 reads the file', async () => {
    const forms = [
      'import re\n\na = re.compile(ur"a")\n',
      'a = 1\nb = `a`\n',
      'def f(a):\n    if a <> 2:\n        return 3\n',
      'exec "a = 1"\n',
      'try:\n    f = 1\nexcept ValueError, e:\n    raise e\n',
      'try:\n    f = 1\nexcept (ValueError, KeyError), e:\n    raise e\n',
      'a = 1\nprint a\n',
      'import os\nos.chmod("a", 0755)\n',
      'def f():\n    raise ValueError, "a"\n',
      'def f(a):\n    raise ValueError("a"), None, a\n',
      'def f(a, (b, c)):\n    return a\n',
      'a = sorted([], key=lambda (b, c): c)\n',
      'a = 10L\n',
    ];
    for (const text of forms) {
      const run = await ruff.load({ wasmFolder });
      const analysis = await run(snapshot('a.py', text), createFolderConfig('/nowhere'), false);
      assert.ok('kind' in analysis && analysis.kind === 'not looked', text);
      assert.deepEqual(analysis.because, { kind: 'dialect', name: 'Python 2' }, text);
      const asked = { 'pyproject.toml': '[project]\nrequires-python = ">=3.9"\n' };
      assert.notDeepEqual(await rulesIn(text, 'a.py', asked), [], text);
    }
    const signs = [
      'def g(a):\n    return f"{a}"\n',
      'async def g():\n    pass\n',
      'def g(a: int):\n    return a\n',
      'def g(a) -> int:\n    return a\n',
      'def g(a):\n    if (b := a):\n        return b\n',
    ];
    for (const sign of signs) {
      assert.deepEqual(await rulesIn(`${sign}\nimport re\n\na = re.compile(ur"a")\n`), ['python-2-syntax'], sign);
    }
    for (const broken of ['```python\na = 1\n```\n', 'Use `a` here.\n', 'a = 08\n', 'a = (1\n']) {
      assert.deepEqual(await rulesIn(broken), ['syntax'], broken);
    }
  });

  it('guesses of a name in a branch of a loop that binds it at its end', async () => {
    const loop = (body: string) => `def f(all):\n    done = all[0]\n    for one in all:\n${body}        last = one\n`;
    const inBranch = await analyze(ruff, snapshot('a.py', loop('        if one != done:\n            print(last)\n')));
    assert.deepEqual(
      inBranch.map(({ rule, severity, confidence }) => [rule, severity, confidence]),
      [['F821', 'warning', 'low']],
    );
    const atOnce = await analyze(ruff, snapshot('a.py', loop('        print(last)\n')));
    assert.deepEqual(
      atOnce.map(({ rule, severity, confidence }) => [rule, severity, confidence]),
      [['F821', 'error', 'high']],
    );
    const never = await analyze(ruff, snapshot('a.py', loop('        if one != done:\n            print(lost)\n')));
    assert.deepEqual(
      never.map(({ severity }) => severity),
      ['error'],
    );
  });

  it('knows Python 2 by what the project says, the nearest first, and by the first line of the file', async () => {
    const classified = (...versions: string[]) =>
      versions.map((one) => `"Programming Language :: Python :: ${one}",\n`);
    const saying: readonly (readonly [name: string, two: string, three: string])[] = [
      ['setup.py', classified('2', '2.7').join(''), classified('2', '2.7', '3').join('')],
      ['tox.ini', '[tox]\nenvlist = py26,py27\n', '[tox]\nenvlist = py27,py38\n'],
      ['.travis.yml', 'python:\n  - "2.7"\n', 'python:\n  - "2.7"\n  - "3.6"\n'],
      ['Pipfile', '[requires]\npython_version = "2.7"\n', '[requires]\npython_version = "3.8"\n'],
      ['.python-version', '2.7.18\n', '3.12.1\n'],
      ['Dockerfile', 'FROM python:2.7-slim\n', 'FROM python:3.12\n'],
      [
        'README.md',
        'Needed:\n\n3.  Python 2 and pip for running the scraper\n',
        '- Python 2 and 3\n\nIt works with Python 3.\n',
      ],
      ['README.rst', 'It requires Python 2.7.\n', 'It requires Python 3.4 or 2.7.\n'],
      ['README.txt', 'Written in Python 2.\n', '* Python 2 is no longer supported\n- Written in Python 3\n'],
      ['pyproject.toml', classified('2').join(''), '[tool.poetry.dependencies]\npython = "^3.9"\n'],
      ['setup.cfg', classified('2').join(''), '[options]\npython_requires = >=3.6\n'],
    ];
    for (const [name, two, three] of saying) {
      assert.deepEqual(await rulesIn('print "a"\n', 'lib/a.py', { [name]: two }), [], name);
      assert.deepEqual(await rulesIn('print "a"\n', 'lib/a.py', { [name]: three }), ['python-2-syntax'], name);
    }
    const both = { 'README.md': '- Python 2\n', 'lib/Dockerfile': 'FROM python:3.12\n' };
    assert.deepEqual(await rulesIn('print "a"\n', 'lib/a.py', both), ['python-2-syntax']);
    assert.deepEqual(await rulesIn('#!/usr/bin/env python2\nprint "a"\n'), []);
    assert.deepEqual(await rulesIn('import Queue\n\nprint "a"\n'), []);
    const caught = 'try:\n    import Queue\nexcept ImportError:\n    import queue\n\nprint "a"\n';
    assert.deepEqual(await rulesIn(caught, 'a.py', { '.travis.yml': 'python: 3.6\n' }), ['python-2-syntax']);
    assert.deepEqual(await rulesIn('#!/usr/bin/env python3\nprint "a"\n'), ['python-2-syntax']);
  });

  it('only counts the names of whoever reads a file that is data in the form of a program', async () => {
    const table = `config = some.Structure(\n${'    "a",\n'.repeat(60)})\n`;
    const list = Array.from({ length: 12 }, (_, index) => `rule_${index}("a")\n`).join('');
    for (const text of [table, list]) {
      const all = await analyze(ruff, snapshot('profiling/a.py', text), {}, true);
      assert.ok(all.length > 0 && all.every(({ rule }) => rule === 'F821'), text);
      assert.ok(
        all.every(({ hiddenBy }) => hiddenBy?.kind === 'role' && hiddenBy.role === 'fixture'),
        text,
      );
    }
    const expected = 'request = {\n    "method": "GET",\n    "uri": uri("/a"),\n}\n';
    assert.deepEqual(await rulesIn(expected, 'tests/requests/001.py'), []);
    const configured = `from a import Config\n\ncfg = Config()\ncfg.set("b", True)\n${expected}`;
    assert.deepEqual(await rulesIn(configured, 'tests/requests/valid/028.py'), []);
    for (const path of ['tests/test_a.py', 'tests/conftest.py', 'src/a.py']) {
      assert.deepEqual(await rulesIn(configured, path), ['F821'], path);
    }
    assert.deepEqual(await rulesIn(`${expected}print(request)\n`, 'tests/requests/001.py'), ['F821']);
    assert.deepEqual(await rulesIn(expected), ['F821']);
    for (const text of [`import a\n\n${table}`, `${table}print(config)\n`, 'root = os.path.dirname(__file__)\n']) {
      assert.deepEqual(await rulesIn(text), ['F821'], text.slice(0, 40));
    }
  });

  it('knows MicroPython by its modules and manifests, where tasks need no reference', async () => {
    const text = 'import asyncio\nimport logging\n\n\ndef f(a):\n    asyncio.create_task(a())\n';
    assert.deepEqual(await rulesIn(text), ['RUF006']);
    assert.deepEqual(await rulesIn(`import machine\n${text}`), []);
    assert.deepEqual(
      await rulesIn(text, 'lib/a.py', { 'lib/manifest.py': 'metadata(version="1")\nmodule("a.py")\n' }),
      [],
    );
    assert.deepEqual(await rulesIn(text, 'lib/a.py', { 'manifest.py': 'names = []\n' }), ['RUF006']);
  });

  it('honours noqa', async () => {
    const text = 'print(a)  # noqa\nprint(b)  # noqa: F821\nprint(c)  # noqa: E501\n';
    assert.deepEqual(await rulesIn(text), ['F821']);
  });

  it('looks for little in stubs', async () => {
    assert.deepEqual(await rulesIn(undefinedName, 'a.pyi'), []);
    assert.deepEqual(await rulesIn('def f(:\n  pass\n', 'a.pyi'), ['syntax']);
  });

  it('finds defects whatever a project selects, but what it turns off by code, beginning or name', async () => {
    const configurations: Record<string, string[]> = {
      'line-length = 100': ['F632'],
      '[lint]\nselect = ["E"]': ['F632'],
      '[lint]\nselect = ["E"]\npreview = true': ['F632'],
      '[lint]\nselect = ["ALL"]\nignore = ["D"]': ['F632'],
      '[lint]\nignore = ["F632"]': [],
      '[lint]\nselect = ["E"]\nextend-ignore = ["F6"]': [],
      '[lint]\npreview = true\nignore = ["is-literal"]': [],
      'ignore = ["ALL"]': [],
    };
    for (const [text, expected] of Object.entries(configurations)) {
      assert.deepEqual(await rulesIn(isLiteral, 'src/a.py', { 'ruff.toml': text }), expected, text);
    }
    const known = { 'ruff.toml': 'builtins = ["a"]' };
    assert.deepEqual(await rulesIn(undefinedName, 'src/a.py', known), []);
  });

  it('takes the nearest configuration, and pyproject.toml only with a table for ruff', async () => {
    const files = {
      'ruff.toml': 'lint.ignore = ["F821"]',
      'src/pyproject.toml': '[project]\nname = "a"\n',
      'lib/pyproject.toml': '[tool.ruff.lint]\nselect = ["F"]\n',
    };
    assert.deepEqual(await rulesIn(undefinedName, 'src/a.py', files), []);
    assert.deepEqual(await rulesIn(undefinedName, 'lib/a.py', files), ['F821']);
  });

  it('follows extend, but not out of the folder', async () => {
    const files = { 'base.toml': '[lint]\nignore = ["F821"]', 'src/ruff.toml': 'extend = "../base.toml"' };
    assert.deepEqual(await rulesIn(undefinedName, 'src/a.py', files), []);
    const outside = { 'src/ruff.toml': 'extend = "../../../etc/passwd"' };
    assert.deepEqual(await rulesIn(undefinedName, 'src/a.py', outside), ['F821']);
  });

  it('honours exclude and per-file-ignores', async () => {
    const files = {
      'ruff.toml': 'extend-exclude = ["vendor"]\n[lint.per-file-ignores]\n"tests/*" = ["F8"]\n"odd.py" = ["ALL"]\n',
    };
    assert.deepEqual(await rulesIn(undefinedName, 'vendor/deep/a.py', files), []);
    assert.deepEqual(await rulesIn(undefinedName, 'tests/deep/a.py', files), []);
    assert.deepEqual(await rulesIn(undefinedName, 'src/odd.py', files), []);
    assert.deepEqual(await rulesIn(undefinedName, 'src/a.py', files), ['F821']);
  });

  it('falls back to the defaults on a configuration it cannot use, and says so where that file is reviewed', async () => {
    const broken = '[lint]\nignore = ["F821"\nx = 1\n';
    assert.deepEqual(await rulesIn(undefinedName, 'a.py', { 'ruff.toml': broken }), ['F821']);
    const [finding] = await analyze(ruff, snapshot('ruff.toml', broken));
    assert.equal(finding?.severity, 'info');
    assert.equal(broken.slice(finding?.span?.start, finding?.span?.end), 'x = 1');

    const unknown = 'no-such-option = 1\n';
    assert.deepEqual(await rulesIn(undefinedName, 'a.py', { 'ruff.toml': unknown }), ['F821']);
    const [other] = await analyze(ruff, snapshot('ruff.toml', unknown));
    assert.match(other?.explanation ?? '', /no-such-option/);
    assert.deepEqual(await rulesIn('line-length = 100\n', 'ruff.toml'), []);
    assert.deepEqual(await rulesIn('[tool.black]\nline-length = {\n', 'pyproject.toml'), []);
  });

  it('stands odd input', async () => {
    assert.deepEqual(await rulesIn(''), []);
    assert.deepEqual(await rulesIn('print(a)'), ['F821']);
    assert.deepEqual(await rulesIn(`a = "${'b'.repeat(5000)}"\nprint(c)\n`), ['F821']);
    assert.deepEqual(await rulesIn(`${'print(1)\n'.repeat(110_000)}print(a)\n`), ['F821']);
  });
});
