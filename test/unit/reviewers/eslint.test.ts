import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { notReading } from '../../../src/reviewers/analyzers/analyzer';
import { eslint } from '../../../src/reviewers/analyzers/eslint';
import { createFolderConfig } from '../../../src/reviewers/analyzers/folderConfig';
import { asItCounts } from '../../../src/reviewers/analyzers/inTests';
import { analyze, fixed, rulesOf, snapshot, wasmFolder } from './support';

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
    assert.deepEqual(await rulesIn(`${'a(1);'.repeat(600)}${minified}\n`), [], 'one very long line');
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

  it('does not read a guide with what to type into a shell, and reads what is only broken', async () => {
    const guide = "const a = require('./a');\n\n// 1. Start bot\nnpm start\n\n// 2. Check logs\npm2 logs a | grep b\n";
    const run = await eslint.load({ wasmFolder });
    const readAs = async (path: string, text: string) =>
      run(snapshot(path, text), createFolderConfig('/nowhere'), false);
    assert.deepEqual(await readAs('steps/a.js', guide), notReading('guides'));
    assert.deepEqual(await readAs('INTEGRATION_GUIDE.js', guide.replace(/pm2.*\n/, '')), notReading('guides'));
    assert.deepEqual(await rulesIn(guide.replace(/pm2.*\n/, '')), ['syntax']);
    assert.deepEqual(await rulesIn('const a = {\n', 'INTEGRATION_GUIDE.js'), ['syntax']);
  });

  it('calls broken syntax an error in what a program loads, and a warning in a script by itself', async () => {
    for (const [text, severity] of [
      ["const a = require('./a');\nconst b = {\n", 'error'],
      ["import a from './a';\nconst b = {\n", 'error'],
      ['export const b = {\n', 'error'],
      ['const b = {\n', 'warning'],
    ] as const) {
      const [finding] = await analyze(eslint, snapshot('a.js', text));
      assert.deepEqual([finding?.rule, finding?.severity], ['syntax', severity], text);
    }
  });

  it('guesses of a check of types where what is meant is asked beside it', async () => {
    const seen = async (condition: string) =>
      (await analyze(eslint, snapshot('a.js', `const a = b();\nif (${condition}) {\n  a.c();\n}\n`))).map(
        ({ severity, confidence }) => `${severity} ${confidence}`,
      );
    for (const condition of [
      'typeof a !== undefined && a !== null',
      'a !== null && typeof a !== undefined',
      'a && typeof a !== undefined',
      'typeof a === undefined || a === null',
      'typeof a !== undefined && a',
    ]) {
      const all = await seen(condition);
      assert.ok(all.length > 0 && all.every((one) => one === 'warning low'), `${condition}: ${all}`);
    }
    for (const condition of [
      'typeof a !== undefined',
      'typeof a !== undefined && c !== null',
      'd && typeof a !== undefined',
    ]) {
      assert.ok((await seen(condition)).includes('warning medium'), condition);
    }
  });

  it('knows what the shell of MongoDB reads, and parts that a build joins, from what is broken', async () => {
    const start = '(function () {\n  if (a) {\n    var b = a.c;\n  }\n';
    for (const [path, text] of [
      ['a.js', 'use pomodoro;\ndb.pomodori.count()\n'],
      ['a.js', 'use shop\nshow collections\ndb.a.find({})\n'],
      ['src/banner.start.js', start],
      [
        'src/js/intro.js',
        `;(function (root, factory) {\n  factory(root);\n})(this, function (root) {\n  'use strict';\n`,
      ],
      ['src/js/outro.js', '  return a;\n}));\n'],
      ['src/banner.end.js', '  return {\n    a: b.a\n  };\n}());\n'],
      ['build/_footer.js', '  window.a = a;\n})(window);\n'],
    ] as const) {
      assert.deepEqual(await rulesIn(text, path), [], path);
    }
    for (const [path, text] of [
      ['a.js', 'use strict;\ndb.a.find({})\n'],
      ['a.js', 'use shop\ndb.a.find({)\n'],
      ['a.js', 'use shop\nfind({})\n'],
      ['src/menu.js', start],
      ['src/header.js', 'export function f(a) {\n  if (a) {\n}\n'],
      ['src/footer.js', 'function f(a) {\n  a();\n}\n}\n'],
      ['src/intro.js', 'var a = ;\n'],
    ] as const) {
      assert.deepEqual(await rulesIn(text, path), ['syntax'], text);
    }
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

  it('knows names that the file gives to something of its own from those of the platform', async () => {
    const calls = 'use(new Buffer(8));\nPromise.resolve(a, 1);\n';
    for (const own of [
      'function Buffer(n) {}\nvar Promise = Ember.RSVP.Promise;\n',
      "const Promise = require('bluebird');\nvar Buffer = _dereq_('buffer').Buffer;\n",
      "import Promise from 'rsvp';\nimport { Buffer } from 'buffer-lite';\n",
      'use(function (Buffer, { Promise }) {\n',
    ]) {
      const text = `${own}${calls}${own.endsWith('{\n') ? '});\n' : ''}`;
      assert.deepEqual(await rulesIn(text, 'a.js'), [], text);
      assert.deepEqual(await rulesIn(text, 'a.ts'), [], text);
    }
    for (const platform of [
      '',
      "const { Buffer } = require('buffer');\nconst Promise = window.Promise;\n",
      "import { Buffer } from 'node:buffer';\n",
      'use(function (Buffer, Promise) { use(Buffer, Promise); });\n',
    ]) {
      const found = await rulesIn(`${platform}${calls}`, 'a.js');
      assert.deepEqual(found, ['no-buffer-constructor', 'promise/valid-params'], platform);
    }
  });

  it('knows that a tag puts its element into a variable, but where React does not', async () => {
    const within = (tag: string) =>
      `export function F() {\n  let box;\n  effect(() => box.focus());\n  return ${tag};\n}\n`;
    for (const tag of [
      '<div ref={box} />',
      '<A\n  ref={ box! } />',
      'html`<div ref=${box}></div>`',
      '<i bind:this={box} />',
    ]) {
      const text = within(tag);
      assert.deepEqual(await rulesIn(text, 'a.tsx'), [], text);
      assert.deepEqual(await rulesIn(`import { useRef } from 'react';\nuse(useRef);\n${text}`, 'a.tsx'), [
        'no-unassigned-vars',
      ]);
    }
    assert.deepEqual(await rulesIn(within('<div href={box} />'), 'a.jsx'), ['no-unassigned-vars']);
    assert.deepEqual(await rulesIn(within('<div class={box} />'), 'a.jsx'), ['no-unassigned-vars']);
  });

  it('takes what is called for failures alone, and says what becomes of them, for handling', async () => {
    for (const call of [
      'load().pipe(catchError(error => of(null)));',
      'load().pipe(catchError((error) => {\n  tell();\n  return EMPTY;\n}));',
      'load().pipe(catchError<A, B>(async (err) => of(logout())));',
      'load().pipe(tap(undefined, (error) => { stop(); }));',
      'load().subscribe(undefined, (err) => { stop(); });',
      'pipe(a, mapLeft((error) => none));',
      'result.mapErr(err => 1);\nresult.orElse((err) => b);',
      'onError((error) => { stop(); });',
    ]) {
      assert.deepEqual(await rulesIn(call, 'a.ts'), [], call);
    }
    for (const call of [
      'stderr((err) => { c(); });',
      'load().pipe(tap((err) => { c(); }));',
      'rescan((err) => { c(); });',
    ]) {
      assert.deepEqual(await rulesIn(call, 'a.ts'), ['handle-callback-err'], call);
    }
  });

  it('takes a branch that leaves a value as it is for one beside others', async () => {
    assert.deepEqual(await rulesIn('if (a) { b = a; } else if (c(b)) {\n  b = b;\n}\n'), []);
    assert.deepEqual(await rulesIn('if (a) { b = a; } else {\n  b = b;\n  d();\n}\n'), ['no-self-assign']);
  });

  it('tells idioms from defects', async () => {
    const defects = {
      'no-cond-assign': ["if (a.role = 'admin') b();"],
      'array-callback-return': [
        'use(b.map((c) => { d(c); }));',
        'use(b.map(function (c) { d(c); }));',
        'b.every((c) => { this.d(c); });',
        'b.rows().every(function (c) { d(c); });',
      ],
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
      'no-dupe-keys': ['a({ b: 1, c: 2, b: 3 });', 'a({ b: { c: 1 }, b: {\n  c: 2\n} });'],
      'use-isnan': ['if (a === NaN) b();'],
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
      'no-empty-pattern': ['const {} = a;', 'export const { b: {} } = a;'],
      'no-unused-private-class-members': ['export class A {\n  #b = 1;\n}', 'export class A {\n  #b() {}\n}'],
      'constructor-super': [
        'use(class extends A { constructor() { b(); } });',
        'use(class extends null { constructor() { super(); } });',
      ],
      'no-import-assign': ["import { a } from 'a';\nconst b = 1;\na = b;"],
      'no-unassigned-vars': ['let a;\nb(a);', 'export function f() {\n  let a;\n  return a;\n}\nwindow.evaluate(b);'],
    };
    for (const [rule, texts] of Object.entries(defects)) {
      for (const text of texts) {
        assert.deepEqual(await rulesIn(text, 'a.mjs'), [rule], text);
      }
    }
    for (const text of [
      'links?.map((a, i) => {\n  b(a, i);\n});\nlist\n  .get(a)\n  .slice()\n  .map((b) => {\n    b(c);\n  });',
      'use(function () { return a;\n  // This should never be reached.\n  return []; });',
      'console.log(null == undefined, NaN === NaN);\nconsole.log(9999999999999999);',
      'a({ b: 1, c: 2, b: 1 });\na({ b: { c: 1 }, d, b: {\n  c: 1\n} });',
      'if (a = b()) c();\nwhile (a = a.next) c();\nif ((a = b)) c();',
      'b.map((c) => { d(c); });\nObject.keys(b).map((c) => { d(c); });\nuse(b.map((c) => { if (c) return 1; }));',
      "a.catch(function (err) { b(); });\na.on('error', (err) => b());\na.hide = function (error) { b(); };",
      'a().then((b) => { if (b) { c(b); } }, (error) => { toast("failed"); });',
      'locate(function (place) { show(place); }, (err) => toast());',
      "export const host = given || '__API_HOST__' || guessed;",
      'export const run = (ev) => (show(ev) || 1) && send();',
      'use(function () { switch (a) { case 1: throw b; break; } });',
      "request(app)\n[method]('/')\n.expect(200);",
      'this.canvas.width = this.canvas.width;\nlocation.href = location.href;\na(3.14159265358979323846264338327);',
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
      'let undef, UNDEF;\nuse(undef, UNDEF);',
      'export function f() {\n  const timer = setTimeout(g, 1000);\n}',
      'export const f = (a, b) => {\n  if (a && b) {\n    g([b?.c, ...b?.d]);\n  }\n};',
      'model.find(function (err, items) { show(err, items); });\nmodel.find((error, items) => { show(error, items); });',
      "let a = false;\nuse(a, Object.defineProperty({}, 'passive', { get: function () { a = true; } }));",
      'table.columns().every(function (b) { this.visible(b > 1, false); });',
      "use(traverse(a).map(function (b) { if (this.key === 'id') { this.remove(); } }));",
      'read(a, (err) => {\n  // TODO: say so\n  /* show(err) */\n});',
      'export class A {\n  #b = inject(B);\n  #c = new C();\n}',
      'export const f = (a) => (!Buffer.from ? new Buffer(a) : Buffer.from(a));',
      'export const f = (a) => (Buffer.alloc ? Buffer.alloc(a) : new Buffer(a));',
      'export function f(a) {\n  if (Buffer.from && Buffer.from !== Uint8Array.from) {\n    return Buffer.from(a);\n  }\n  return new Buffer(a);\n}',
    ]) {
      assert.deepEqual(await rulesIn(text, 'a.jsx'), [], text);
    }
  });

  it('says nothing of a variable that code for eval may use, nor of a constructor that has some', async () => {
    const inFunction = (call: string) =>
      `export function f(b) {\n  let a;\n  const g = h();\n  ${call};\n  return a;\n}`;
    for (const [text, found] of [
      [inFunction("eval('({ set b(c) { a = g(c); } })').b = 1"), []],
      [inFunction('(() => eval(b))()'), []],
      [inFunction("eval('b = 1')"), ['no-unassigned-vars', 'no-unused-vars']],
      [inFunction('window.eval(b)'), ['no-unassigned-vars', 'no-unused-vars']],
      [`${inFunction('b()')}\neval(c);`, ['no-unassigned-vars', 'no-unused-vars']],
      ["use(class extends A { constructor() { eval('super()'); } });", []],
    ] as const) {
      const others = (await rulesIn(text, 'a.mjs')).filter((rule) => rule !== 'no-eval');
      assert.deepEqual(others, found, text);
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
    // Tests of engines leave out super() to see what happens.
    assert.deepEqual(rulesOf(shownIn('test/a.js')), ['no-this-before-super', 'no-dupe-keys']);
  });

  it('takes a name for what a call did for a guess, unless the call is for its result alone', async () => {
    for (const [call, confidence] of [
      ["require('a')", 'medium'],
      ["document.getElementById('a')", 'medium'],
      ['url.parse(b)', 'medium'],
      ["GLightbox({ selector: '.a' })", 'low'],
      ['await pool.query(b)', 'low'],
      ['Array.prototype.filter.call(forms, b)', 'low'],
    ] as const) {
      const text = `export async function f() {\n  const a = ${call};\n}\n`;
      const [finding] = await analyze(eslint, snapshot('a.js', text));
      assert.deepEqual([finding?.rule, finding?.confidence], ['no-unused-vars', confidence], text);
    }
  });

  it('takes many defects in one file of tests for what a tool is tried with', async () => {
    for (const [count, shown] of [
      [5, 5],
      [6, 0],
    ] as const) {
      const found = await analyze(eslint, snapshot('a.js', 'use({ a: 1, a: 2 });\n'.repeat(count)));
      const in_ = (path: string) => asItCounts(eslint, { path, language: 'javascript' }, found);
      assert.equal(in_('test/a.js').filter(({ hiddenBy }) => !hiddenBy).length, shown);
      assert.equal(in_('lib/a.js').filter(({ hiddenBy }) => !hiddenBy).length, count);
    }
  });

  it('shows of examples what breaks them, not what would tidy them up', async () => {
    const text =
      "import a from 'a';\nread(b, (err, c) => d(c));\nuse({ e: 1, e: 2 });\nuse(function () { throw f; g(); });\n";
    const found = await analyze(eslint, snapshot('a.js', text));
    const shownIn = (path: string) =>
      asItCounts(eslint, { path, language: 'javascript' }, found).filter(({ hiddenBy }) => !hiddenBy);
    assert.deepEqual(rulesOf(shownIn('lib/a.js')), [
      ...['no-unused-vars', 'handle-callback-err', 'no-dupe-keys', 'no-unreachable'],
    ]);
    assert.deepEqual(rulesOf(shownIn('examples/a.js')), ['no-dupe-keys']);
  });

  it('leaves parameters of signatures that nothing is needed of alone', async () => {
    const text = 'export function f({ }: { a?: string }): void;\nexport function f(a: any) { use(a); }\n';
    assert.deepEqual(await rulesIn(text, 'a.ts'), []);
  });

  it('takes what is declared twice in a file of exercises for a guess', async () => {
    const twice = 'let a = 1;\nlet a = 2;\n';
    for (const [text, confidence] of [
      [twice, 'high'],
      [`${'console.log(a);\n'.repeat(3)}${twice}`, 'low'],
      [`${'console.log(a);\n'.repeat(3)}let a = = 2;\n`, 'high'],
      [`/* eslint mobx/missing-observer: "error" */\n${twice}`, 'low'],
      [`/* eslint no-undef: "error" */\n${twice}`, 'high'],
    ] as const) {
      const [finding] = await analyze(eslint, snapshot('a.js', text));
      assert.deepEqual([finding?.rule, finding?.confidence], ['syntax', confidence], text);
    }
  });

  it('doubts broken syntax in an exercise that is not done', async () => {
    for (const [comment, confidence] of [
      ["/*\n * Complete the 'total' function below.\n */", 'low'],
      ['// Write your code here', 'low'],
      ['// What is left', 'high'],
    ] as const) {
      const [finding] = await analyze(eslint, snapshot('a.js', `${comment}\nasync function main() {`));
      assert.deepEqual([finding?.rule, finding?.confidence], ['syntax', confidence], comment);
    }
  });

  it('takes cases that a program which rewrites scripts is tried with for fixtures', async () => {
    const cases = (input: string) =>
      `one: {\n    options = { unsafe: true };\n    ${input}: {\n        x = x;\n    }\n    expect: {\n        x;\n    }\n}\n`;
    const shown = async (text: string) =>
      (await analyze(eslint, snapshot('lib/a.js', text))).filter(({ hiddenBy }) => !hiddenBy).map(({ rule }) => rule);
    assert.deepEqual(await shown(cases('input')), []);
    assert.deepEqual(await shown(cases('other')), [
      ...['no-unused-labels', 'no-unused-labels', 'no-self-assign', 'no-unused-labels'],
    ]);
  });

  it('says nothing of a promise whose async executor rejects with all that it throws', async () => {
    const made = (body: string) => `export const a = new Promise(async (resolve, reject) => {\n${body}\n});\n`;
    const caught = 'try {\n    resolve(await f());\n  } catch (e) {\n    reject(e);\n  }';
    assert.deepEqual(await rulesIn(made(caught)), []);
    for (const body of [
      `await g();\n${caught}`,
      caught.replace('reject(e)', 'log(e)'),
      caught.replace('try', 'if (b) try'),
      'resolve(await f());',
    ]) {
      assert.deepEqual(await rulesIn(made(body)), ['no-async-promise-executor'], body);
    }
    assert.deepEqual(await rulesIn(made(caught), 'a.ts'), []);
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
