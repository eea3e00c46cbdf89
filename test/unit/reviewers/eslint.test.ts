import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { eslint } from '../../../src/reviewers/analyzers/eslint';
import { asItCounts } from '../../../src/reviewers/analyzers/inTests';
import { analyze, fixed, rulesOf, snapshot } from './support';

async function rulesIn(text: string, path = 'a.js', others: Record<string, string> = {}) {
  return rulesOf(await analyze(eslint, snapshot(path, text), others));
}

describe('eslint', () => {
  it('looks at JavaScript and TypeScript', () => {
    const supported = ['a.js', 'a.mjs', 'a.cjs', 'a.jsx', 'a.ts', 'a.mts', 'a.tsx', 'a.json', 'a.jst'].filter((path) =>
      eslint.supports({ path, language: '' }),
    );
    assert.deepEqual(supported, ['a.js', 'a.mjs', 'a.cjs', 'a.jsx', 'a.ts', 'a.mts', 'a.tsx']);
  });

  it('proposes the one sensible edit of a defect, at the right place behind astral characters', async () => {
    const text = "const s = '😀';\nif (s === NaN) {\n  use(s, typeof s == 'strnig');\n}\n";
    const findings = await analyze(eslint, snapshot('a.js', text));
    assert.deepEqual(rulesOf(findings), ['use-isnan', 'valid-typeof']);
    assert.equal(fixed(text, findings), text.replace('s === NaN', 'Number.isNaN(s)'));
    const [nan] = findings;
    assert.equal(text.slice(nan?.span?.start, nan?.span?.end), 's === NaN');
    assert.equal(nan?.severity, 'error');
    assert.ok(nan?.explanation && !nan.title.includes('\n'));
  });

  it('has no opinion on names it does not know, on style, and on unused names that start with _', async () => {
    assert.deepEqual(await rulesIn('var a = $(window) == `b`\nfunction f(x, _y) { let _z = 1; return x }'), []);
  });

  it('passes over minified code within a file that somebody writes', async () => {
    const minified = `${'a(1);'.repeat(70)}if(typeof b=="strnig")c();`;
    const plugin = `${minified}\n`.repeat(3);
    assert.deepEqual(await rulesIn(`use(typeof d == 'strnig');\n${plugin}use(e);\n`), ['valid-typeof']);
    assert.deepEqual(await rulesIn(plugin), []);
    assert.deepEqual(await rulesIn(`${minified}\n`), ['valid-typeof'], 'one long line');
    assert.equal((await rulesIn(plugin.replaceAll(';', '; ').replaceAll('(', '( '))).length, 3, 'with blanks');
    assert.deepEqual(await rulesIn(`${plugin}${minified}(\n`), ['syntax']);
  });

  it('honours suppression comments', async () => {
    assert.deepEqual(await rulesIn('x = x; // eslint-disable-line\ny = y;'), ['no-self-assign']);
    assert.deepEqual(await rulesIn('/* eslint-disable no-self-assign */\nx = x; debugger;'), ['no-debugger']);
    assert.deepEqual(await rulesIn('/* eslint no-debugger: 0 */ debugger; /* eslint no-eval: 9 */'), []);
  });

  it('takes no notice of configuration comments it does not understand', async () => {
    assert.deepEqual(await rulesIn('/* eslint-env browser */ /* eslint import/first: 2 */\nx = x;'), [
      'no-self-assign',
    ]);
  });

  it('leaves rules that a comment turns on to the linter whose comment it is', async () => {
    assert.deepEqual(await rulesIn('/* eslint no-octal: 2, no-redeclare: 2 */\nvar a = 010; var a = x; use(a);'), []);
    assert.deepEqual(await rulesIn('/* eslint regexp/no-empty-alternative: 2 */\nuse(/a||b/);'), []);
  });

  it('reads modules and scripts, JSX and the newest syntax', async () => {
    for (const text of [
      'import a from "./b.json" with { type: "json" };\nexport const c = await a?.b;',
      'with (a) { b }',
      'return module.exports;',
      '#!/usr/bin/env node\nuse(<p {...q}>text</p>);',
      'class A { #b = 1; static { use(#b in this); } }',
    ]) {
      assert.ok(!(await rulesIn(text)).includes('syntax'), text);
    }
  });

  it('does not report as a syntax error that code is nested too deeply for its parser', async () => {
    const text = `x = ${'[\n'.repeat(50_000)}${']'.repeat(50_000)};\n`;
    await assert.rejects(analyze(eslint, snapshot('a.js', text)), /nested too deeply/);
  });

  it('reports one syntax error, where the reading came furthest', async () => {
    const text = 'export const a = 1;\nexport const b = ;\n';
    const [finding, ...others] = await analyze(eslint, snapshot('a.js', text));
    assert.deepEqual(others, []);
    assert.equal(finding?.title, 'Syntax error: Unexpected token ;');
    assert.equal(finding?.span?.start, text.indexOf(';\n', 20));
  });

  it('leaves Flow alone', async () => {
    assert.deepEqual(await rulesIn('/**\n * @flow\n */\ntype A = {| b: string |};'), []);
    assert.deepEqual(await rulesIn('export function f(a: string): number {\n  a.b = a.b;\n}\n'), []);
  });

  it('reads what the usual builds take and no engine does, and looks there with all rules', async () => {
    for (const text of [
      'export const A = () => <p className="b">Who we are > and } more</p>;',
      '@component\nclass A { @observable b = 1; @action c() {} @d static accessor e; }',
      'export @component class A { constructor(a, { b }, ...c) { use(a, b, c); } static d = ([e] = []) => e }',
      'import a from "./a.json" assert { type: "json" };\nuse(a);',
      'export a from "b";\nexport default from "c";',
      'use(a::b(), do { c; });',
      'use(a |> b);',
    ]) {
      assert.deepEqual(await rulesIn(text), [], text);
      assert.deepEqual(await rulesIn(`${text}\nx = x;\n`), ['no-self-assign'], text);
    }
    const text = 'import { a, B } from "c";\nexport const D = () => <B e={@f class {}}>> {"g"}</B>;\n';
    const [unused] = await analyze(eslint, snapshot('a.jsx', text));
    assert.equal(unused?.title, "'a' is defined but never used");
    assert.equal(unused?.span?.start, text.indexOf('a,'));
  });

  it('reports what no parser of either takes, in the words of the engine', async () => {
    for (const text of [
      'export const A = () => <p>{a b}</p>;',
      'let a; let a;',
      '@component\nclass A { b( }',
      'import a from "b" assert;\nimport "c" with d;',
      'f(x => { return 1 ;',
      'const a;',
    ]) {
      assert.deepEqual(await rulesIn(text), ['syntax'], text);
    }
  });

  it('looks for defects where the project configures ESLint, too, and leaves style to it', async () => {
    const text = 'export function f() {\n  const a = g();\n  x = x;\n}\n';
    assert.deepEqual(await rulesIn(text, 'lib/a.js'), ['no-unused-vars', 'no-self-assign']);
    const configs = {
      'eslint.config.mjs': 'throw new Error("configuration was run")',
      '.eslintrc.json': '{}',
      'package.json': '{\n  "eslintConfig": {}\n}',
    };
    for (const [name, content] of Object.entries(configs)) {
      assert.deepEqual(await rulesIn(text, 'lib/a.js', { [name]: content }), ['no-self-assign'], name);
      assert.deepEqual(await rulesIn('x = ;', 'lib/a.js', { [`lib/${name}`]: content }), ['syntax'], name);
    }
    const elsewhere = { 'other/eslint.config.js': '', 'package.json': '{}' };
    assert.deepEqual(await rulesIn(text, 'lib/a.js', elsewhere), ['no-unused-vars', 'no-self-assign']);
  });

  it('leaves out a rule that the project switches off by its name, and no other', async () => {
    const text = 'x = x;\nif (y == NaN) { z(); }\n';
    const off = {
      'eslint.config.js': "export default [{ rules: { 'no-self-assign': 'off' } }];",
      '.eslintrc.json': '{ "rules": { "no-self-assign": ["off", { "props": true }] } }',
      '.eslintrc.yml': 'rules:\n  no-self-assign: 0\n',
      '.eslintrc.cjs': 'module.exports = { rules: { "@typescript-eslint/no-self-assign": 0 } };',
    };
    for (const [name, content] of Object.entries(off)) {
      assert.deepEqual(await rulesIn(text, 'a.js', { [name]: content }), ['use-isnan'], name);
    }
    const on = {
      'eslint.config.mjs': "export default [{ files: ['test/**'], rules: { 'no-self-assign': 'off' } }];",
      '.eslintrc.yaml': 'overrides:\n  - files: test/**\n    rules:\n      no-self-assign: 0\n',
      'eslint.config.js': "// 'no-self-assign': 'off'\nexport default [{ rules: { 'no-self-assign': 'error' } }];",
      '.eslintrc.json': '{ "rules": { "no-self-assign": 2, "xno-self-assign": 0, "indent": ["error", 0] } }',
    };
    for (const [name, content] of Object.entries(on)) {
      assert.deepEqual(await rulesIn(text, 'a.js', { [name]: content }), ['no-self-assign', 'use-isnan'], name);
    }
  });

  it('tells idioms from defects', async () => {
    const defects = {
      'no-cond-assign': ["if (a.role = 'admin') b();"],
      'array-callback-return': ['use(b.map((c) => { d(c); }));', 'use(b.map(function (c) { d(c); }));'],
      'no-constant-binary-expression': ["export const host = given || 'localhost' || guessed;"],
      'handle-callback-err': [
        "read('b)', { c: (d) => d }, (err) => { c(); });",
        'read(a, (err, b) => { c(b); });',
        'read(function (error) { c(); });',
        "run(exec('make'), (err, out) => { c(out); });",
      ],
      'no-unreachable': ['use(function () { return 1; g(); });'],
      'no-self-assign': ['a.size = a.size;'],
      'no-loss-of-precision': ['a(12345678901234567890);'],
      'no-template-curly-in-string': ["a('$" + '{b.c} of $' + "{d}');"],
      'no-misleading-character-class': ['a(/[\u{1F44D}]/);'],
      'regexp/no-contradiction-with-assertion': ['a(/a\\b(?:b|-)/);'],
      'regexp/no-obscure-range': ['a(/[A-z]/);'],
      'regexp/no-super-linear-backtracking': ['a(/^(\\w+\\s?)*$/);'],
      'no-unused-vars': [
        "import a from 'a';",
        "import { a } from 'a';\n// What a is for (see there).\n/* a takes no arguments. */\n",
        'export function f() {\n  const a = g();\n  // const b = h();\n}',
        "export function f() {\n  const a = g('image/*');\n}\nuse('*/');",
      ],
      'no-unsafe-optional-chaining': [
        'export const f = (a) => [...a?.b];',
        'export const f = (a, b) => {\n  if (!b) return 1;\n  const { c } = a?.d;\n  return c;\n};',
        'export const f = (a) => (a?.b).c;',
      ],
      'no-buffer-constructor': [
        'const a = Buffer.from(b);\nuse(new Buffer(c), a);',
        'export const f = (a) => (a ? new Buffer(a) : undefined);',
      ],
      'getter-return': ['use({ get size() { count(); } });'],
    };
    for (const [rule, texts] of Object.entries(defects)) {
      for (const text of texts) {
        assert.deepEqual(await rulesIn(text, 'a.mjs'), [rule], text);
      }
    }
    for (const text of [
      'if (a = b()) c();\nwhile (a = a.next) c();\nif ((a = b)) c();',
      'b.map((c) => { d(c); });\nObject.keys(b).map((c) => { d(c); });\nuse(b.map((c) => { if (c) return 1; }));',
      "a.catch(function (err) { b(); });\na.on('error', (err) => b());\na.hide = function (error) { b(); };",
      'a().then((b) => { if (b) { c(b); } }, (error) => { toast("failed"); });',
      'locate(function (place) { show(place); }, (err) => toast());',
      "export const host = given || '__API_HOST__' || guessed;",
      'export const run = (ev) => (show(ev) || 1) && send();',
      'use(function () { switch (a) { case 1: throw b; break; } });',
      "request(app)\n[method]('/')\n.expect(200);",
      'location.href = location.href;\na(3.14159265358979323846264338327);',
      "a('<b>$" + "{name}</b>', '$" + "{at-name}');",
      'a(/[!-~]/, /[^\\w\\t "\'-);]/, /(.+?)\\s*:\\s*(.*)/);',
      "import React from 'react';\nexport const a = () => <p />;",
      'use({ get size() { if (a) return 1; } });\nuse({ get size() { if (a) return 1; return; } });',
      'a(/(?:b*)(b)/);',
      'export const c = (a, b) => f(true || !a, <p>{false && b && <i />}</p>);',
      "text.replace('$" + "{name}', name);",
      "import { A, B } from 'a';\n/** @param {Map<string, A>} a\n * @returns {B} */\nexport function f(a) { return a; }",
      'a(/<link\\b(?=[^>]*\\brel=)[^>]*>/);',
      'if (isInteger(a.size) && a.size > 1) {\n  a.size = a.size;\n} else {\n  a.size = 1;\n}',
      'export const f = (a) => {\n  if (!a?.b) return;\n  return [...a?.b, ...a?.c?.[0]?.d];\n};',
      'export const f = (a) => a.b && [...a?.b?.c];\nexport const g = (d) => (d.e.f ? new (d?.e).f() : 1);',
      "import { useEffect } from 'a';\n// useEffect(() => {\n//   b();\n// }, []);\nexport const c = 1;",
      'export const b = (\n  <p>\n    {/* <A\n      c="d" /> */}\n  </p>\n);\nimport A from "e";',
      'function f() {\n  let a;\n  // a = g();\n  h(a);\n}\nf();',
      'export function f() {\n  const timer = setTimeout(g, 1000);\n}',
      'export const f = (a, b) => {\n  if (a && b) {\n    g([b?.c, ...b?.d]);\n  }\n};',
      'export const f = (a) => (!Buffer.from ? new Buffer(a) : Buffer.from(a));',
      'export const f = (a) => (Buffer.alloc ? Buffer.alloc(a) : new Buffer(a));',
      'export function f(a) {\n  if (Buffer.from && Buffer.from !== Uint8Array.from) {\n    return Buffer.from(a);\n  }\n  return new Buffer(a);\n}',
    ]) {
      assert.deepEqual(await rulesIn(text, 'a.jsx'), [], text);
    }
  });

  it('shows nothing of fixtures, which nobody runs, and warns of what cannot work in tests', async () => {
    const text = 'class A extends B {\n  constructor() {\n    this.a = 1;\n  }\n}\nuse(A, { a: 1, a: 2 });\n';
    const found = await analyze(eslint, snapshot('a.js', text));
    assert.deepEqual(rulesOf(found), ['constructor-super', 'no-this-before-super', 'no-dupe-keys']);
    const shownIn = (path: string) =>
      asItCounts(eslint, { path, language: 'javascript' }, found).filter(({ hiddenBy }) => !hiddenBy);
    assert.deepEqual(shownIn('build/fixtures_babel/a.js'), []);
    assert.deepEqual([...new Set(shownIn('test/a.js').map(({ severity }) => severity))], ['warning']);
    assert.equal(shownIn('test/a.js').length, 3);
  });

  it('stands odd input', async () => {
    assert.deepEqual(await rulesIn(''), []);
    assert.deepEqual(await rulesIn('\n'), []);
    const odd = '\uFEFFvar a = 1;\u2028x = x;';
    const [finding] = await analyze(eslint, snapshot('a.js', odd));
    assert.equal(odd.slice(finding?.span?.start, finding?.span?.end), 'x');
    assert.deepEqual(await rulesIn(`use("${'a'.repeat(5000)}"); x = x;`), ['no-self-assign']);
    assert.deepEqual(await rulesIn('f(1);\n'.repeat(170_000)), []);
  });
});
