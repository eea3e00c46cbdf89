import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { astGrep } from '../../../src/reviewers/analyzers/astGrep';
import { analyze, buildWorker, fixed, rulesOf, snapshot } from './support';

async function rulesIn(text: string, path: string) {
  return rulesOf(await analyze(astGrep, snapshot(path, text)));
}

describe('ast-grep', () => {
  before(buildWorker);

  it('looks at the languages that have rules', () => {
    const supported = ['a.js', 'a.tsx', 'a.py', 'a.go', 'a.c', 'a.hpp', 'a.rb', 'a.md'].filter((path) =>
      astGrep.supports(snapshot(path, '')),
    );
    assert.deepEqual(supported, ['a.js', 'a.tsx', 'a.py', 'a.go', 'a.c', 'a.hpp']);
  });

  it('edits at the right place behind astral characters', async () => {
    const text = "const s = '😀😀'; const n = list.map(parseInt); // 😀\n";
    const findings = await analyze(astGrep, snapshot('a.ts', text));
    assert.equal(fixed(text, findings), text.replace('map(parseInt)', 'map((value) => Number.parseInt(value, 10))'));
  });

  it('deletes what a rule replaces with nothing', async () => {
    const text = 'void f(int a) {\n  if (a); {\n  }\n}\n';
    const without = 'void f(int a) {\n  if (a) {\n  }\n}\n';
    assert.equal(fixed(text, await analyze(astGrep, snapshot('a.c', text))), without);
  });

  it('keeps to itself where the parser gave up', async () => {
    assert.deepEqual(await rulesIn('const a = b.map(parseInt);\n', 'a.ts'), ['map-parse-int']);
    assert.deepEqual(await rulesIn('const a = ((b.map(parseInt) {{{ ;\n', 'a.ts'), []);
  });

  it('takes a header for C unless it speaks C++', async () => {
    const body = 'static inline int f(const char *a) { return a == "b"; }\n';
    assert.deepEqual(await rulesIn(body, 'a.h'), ['string-literal-comparison']);
    assert.deepEqual(await rulesIn(`namespace n {\n${body}}\n`, 'a.h'), []);
  });

  it('honours suppression comments', async () => {
    const line = 'const a = b.map(parseInt);';
    assert.deepEqual(await rulesIn(`${line} // folder-review-ignore`, 'a.ts'), []);
    assert.deepEqual(await rulesIn(`// folder-review-ignore-next-line: map-parse-int\n${line}`, 'a.ts'), []);
    assert.deepEqual(await rulesIn(`// folder-review-ignore-next-line: get-year\n${line}`, 'a.ts'), ['map-parse-int']);
  });

  it('takes SQL that Go puts together for a guess, as most of it is names and placeholders', async () => {
    const text = 'package a\n\nfunc f(db *sql.DB, n string) {\n\tdb.Exec("DELETE FROM a WHERE n = \'" + n + "\'")\n}\n';
    const found = await analyze(astGrep, snapshot('a.go', text));
    assert.deepEqual(
      found.map(({ rule, confidence }) => [rule, confidence]),
      [['sql-concatenation', 'low']],
    );
  });

  it('takes a value of SQL in JavaScript for a guess that may be a part of the statement', async () => {
    const statement = (text: string) =>
      `export function f(db, part, req) {\n  const { id } = req.params;\n  const lower = part.name.toLowerCase();\n  const year = new Date().getFullYear();\n  db.run(${text});\n  rows.forEach((row) => g(row));\n}\n`;
    for (const [text, confidence] of [
      ['`SELECT a FROM b WHERE c = ${part}`', 'low'],
      ["'SELECT a FROM b WHERE c = ' + part", 'low'],
      ["`SELECT a(d, '${part}') FROM b WHERE c = {{id::uuid}}`", 'low'],
      ["`SELECT a(d, '${part}') FROM b WHERE c = {id:UUID}`", 'low'],
      ["`SELECT a FROM b WHERE c LIKE '${year}-%'`", 'low'],
      ["`SELECT a FROM b WHERE c = '${hash(part)}'`", 'low'],
      ["rows.map((row) => `SELECT a FROM b WHERE c = '${row.c}'`)", 'low'],
      ["`SELECT a FROM b WHERE c = '${lower}'`", 'medium'],
      ["`SELECT a FROM b WHERE c = '${part}'`", 'medium'],
      [`"SELECT a FROM b WHERE c LIKE '%" + part`, 'medium'],
      ['`SELECT a FROM b WHERE c = ${req.query.c}`', 'medium'],
      ['`SELECT a FROM b WHERE c = ${id}`', 'medium'],
      ["`BEFORE INSERT ON e FOR EACH ROW BEGIN ` + `SELECT a FROM b WHERE c = '${part}'` + `; END`", 'low'],
    ] as const) {
      const found = await analyze(astGrep, snapshot('a.js', statement(text)));
      assert.deepEqual(
        found.map((finding) => [finding.rule, finding.confidence]),
        [['sql-from-values', confidence]],
        text,
      );
    }
  });

  it('takes a dropped empty() for a mistake where the file says what container it is of', async () => {
    const member = 'struct A {\n  std::vector<int> all_;\n  Clipboard board_;\n  ';
    for (const [text, confidence] of [
      ['void f() {\n  std::vector<int> a;\n  a.empty();\n}\n', 'high'],
      ['void f(const std::string& a) {\n  a.empty();\n}\n', 'high'],
      [`${member}void f() {\n    all_.empty();\n  }\n};\n`, 'high'],
      [`${member}void f() {\n    this->all_.empty();\n  }\n};\n`, 'high'],
      [`${member}void f() {\n    board_.empty();\n  }\n};\n`, 'low'],
      ['void f(IClipboard& a) {\n  a.empty();\n}\n', 'low'],
      ['void f(Info& a) {\n  a.board.empty();\n}\n', 'low'],
    ] as const) {
      const found = await analyze(astGrep, snapshot('a.cpp', text));
      assert.deepEqual(
        found.map((finding) => [finding.rule, finding.confidence]),
        [['discarded-empty', confidence]],
        text,
      );
    }
  });

  it('takes SQL for a guess where it is given to another program, which takes no placeholders', async () => {
    for (const [body, confidence] of [
      ['execSync(`tool --command "$' + '{sql}"`)', 'low'],
      ['db.run(sql)', 'medium'],
    ] as const) {
      const text = `const query = (sql) => ${body};\nfunction load(name) {\n  return query(\`SELECT a FROM b WHERE c='$`;
      const found = await analyze(astGrep, snapshot('a.js', `${text}{name}'\`);\n}\n`));
      assert.deepEqual(
        found.filter(({ rule }) => rule === 'sql-from-values').map((finding) => finding.confidence),
        [confidence],
      );
    }
  });

  it('honours suppression comments that call a rule as another linter does', async () => {
    const code = (comment: string) =>
      `package a\n\nfunc f(db *sql.DB, n string) {\n\tdb.Exec("DELETE FROM a WHERE n = '" + n + "'")${comment}\n}\n`;
    assert.deepEqual(await rulesIn(code(''), 'a.go'), ['sql-concatenation']);
    assert.deepEqual(await rulesIn(code(' //nolint:errcheck'), 'a.go'), ['sql-concatenation']);
    for (const comment of [' //nolint:errcheck,gosec', ' // #nosec G202', ' // NOSONAR']) {
      assert.deepEqual(await rulesIn(code(comment), 'a.go'), [], comment);
    }
  });

  it('leaves a loop alone whose comment names the rule of typescript-eslint for it', async () => {
    const loop = 'list.forEach(async (a) => {\n  await f(a);\n});\ng();\n';
    assert.deepEqual(await rulesIn(loop, 'a.js'), ['async-for-each']);
    const comment = '// eslint-disable-next-line @typescript-eslint/no-misused-promises\n';
    assert.deepEqual(await rulesIn(`${comment}${loop}`, 'a.js'), []);
  });

  it('takes a body that is returned whole for a guess: at its end the connection is given back', async () => {
    for (const [more, confidence] of [
      ['return io.ReadAll(r.Body)', 'low'],
      ['b, err := io.ReadAll(r.Body)\n\treturn b, err', 'high'],
      ['if r.StatusCode != 200 {\n\t\treturn nil, errBad\n\t}\n\treturn io.ReadAll(r.Body)', 'high'],
    ] as const) {
      const get = 'r, err := http.Get(a)\n\tif err != nil {\n\t\treturn nil, err\n\t}';
      const text = `package a\n\nimport "net/http"\n\nfunc load(a string) ([]byte, error) {\n\t${get}\n\t${more}\n}\n`;
      const found = await analyze(astGrep, snapshot('a.go', text));
      assert.deepEqual(
        found.map((finding) => [finding.rule, finding.confidence]),
        [['response-body-not-closed', confidence]],
        text,
      );
    }
  });

  it('takes a loop with an async callback for a guess where nothing follows it', async () => {
    for (const [more, confidence] of [
      ['', 'low'],
      ['g();\n', 'medium'],
    ] as const) {
      const text = `list.forEach(async (a) => {\n  await f(a);\n});\n${more}`;
      const found = await analyze(astGrep, snapshot('a.js', text));
      assert.deepEqual(
        found.map((finding) => [finding.rule, finding.confidence]),
        [['async-for-each', confidence]],
      );
    }
  });

  it('finds promises in a try block whose catch clause waits for nothing, and bodies that a loop keeps', async () => {
    const left = 'async function list() {\n  await send();\n}\nevery(10, () => {\n  list();\n});\n';
    const login = 'async function login() {\n  try {\n    list();\n  } catch (e) {\n    log(e);\n  }\n}\n';
    assert.deepEqual(rulesOf(await analyze(astGrep, snapshot('a.js', left + login))), ['floating-promise']);
    const round = '\t\tr, err := c.Get(a)\n\t\tif err != nil {\n\t\t\treturn\n\t\t}\n\t\tdefer r.Body.Close()\n';
    for (const loop of ['for {', 'for _, a := range as {']) {
      const text = `package a\n\nfunc poll(c *http.Client, a string) {\n\t${loop}\n${round}\t}\n}\n`;
      assert.deepEqual(await rulesIn(text, 'a.go'), ['defer-in-loop'], loop);
    }
  });

  async function confidencesOf(path: string, text: string) {
    const found = await analyze(astGrep, snapshot(path, text));
    return found.map(({ rule, confidence }) => [rule, confidence]);
  }

  it('takes a virtual call while an object is built for a guess: mostly the class means itself', async () => {
    const base = 'class Car {\npublic:\n  Car() { init(); }\n  virtual void init();\n};\n';
    for (const text of [base, `${base}class Truck : public Car {\n  void init() override;\n};\n`]) {
      assert.deepEqual(await confidencesOf('a.cpp', text), [['virtual-call-in-constructor', 'low']], text);
    }
  });

  it('takes an ignored error in what helps to look for faults for a guess', async () => {
    for (const [name, confidence] of [
      ['save', 'high'],
      ['DumpLog', 'low'],
    ] as const) {
      const text = `package a\n\nfunc ${name}(p string) {\n\tf, _ := os.Create(p)\n\tf.WriteString("a")\n}\n`;
      assert.deepEqual(await confidencesOf('a.go', text), [['ignored-error', confidence]], name);
    }
  });

  it('takes what a class escapes of a table of its own for a guess', async () => {
    const method = (modifier: string, given: string) =>
      `class A {\n  ${modifier}_show(title: string) {\n    b.innerHTML = title.replace('<', '&lt;');\n  }\n  run(name: string) {\n    this._show(${given});\n  }\n}\n`;
    for (const [modifier, given, confidence] of [
      ['private ', 'A.titles[name]', 'low'],
      ['private ', "'Home'", 'low'],
      ['private ', 'name', 'medium'],
      ['', 'A.titles[name]', 'medium'],
    ] as const) {
      const text = method(modifier, given);
      assert.deepEqual(await confidencesOf('a.ts', text), [['first-occurrence-escaped', confidence]], text);
    }
  });

  it('takes what is called for a timer for a guess where the file does not say what it returns', async () => {
    const call = 'setTimeout(refresh(), 1000);\n';
    assert.deepEqual(await confidencesOf('a.js', `function refresh() {}\n${call}`), [
      ['timer-callback-called', 'medium'],
    ]);
    const imported = "import { refresh } from './b';\n";
    assert.deepEqual(await confidencesOf('a.js', imported + call), [['timer-callback-called', 'low']]);
  });

  it('takes an element that is deleted at a position that the object keeps for a guess', async () => {
    for (const [index, confidence] of [
      ['index', 'medium'],
      ['this.start', 'low'],
      ['this.free.pop()', 'low'],
      ['free.pop()', 'low'],
    ] as const) {
      const text = `class A {\n  list: string[] = [];\n  drop(index: number) {\n    delete this.list[${index}];\n  }\n}\n`;
      assert.deepEqual(await confidencesOf('a.ts', text), [['delete-from-array', confidence]], index);
    }
  });

  it('stands odd input', async () => {
    for (const path of ['a.js', 'a.tsx', 'a.py', 'a.go', 'a.c', 'a.cpp']) {
      assert.deepEqual(await rulesIn('', path), []);
      assert.deepEqual(await rulesIn('\uFEFF\0\u{10ffff}((((', path), []);
    }
    assert.deepEqual(await rulesIn(`f("${'a'.repeat(5000)}", b.map(parseInt));\n`, 'a.js'), ['map-parse-int']);
    assert.deepEqual(await rulesIn(`${'call(1, 2);\n'.repeat(85_000)}b.map(parseInt);\n`, 'a.js'), ['map-parse-int']);
  });
});
