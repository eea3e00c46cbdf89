import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { eslint } from '../../../src/reviewers/analyzers/eslint';
import { analyze, fixed, rulesOf, snapshot } from './support';

async function rulesIn(text: string, path = 'a.ts', others: Record<string, string> = {}) {
  return rulesOf(await analyze(eslint, snapshot(path, text), others));
}

describe('eslint on TypeScript', () => {
  it('finds what it finds in JavaScript, at the right place', async () => {
    const text = "enum Kind { A }\nconst s: string = '😀';\nif ((s as string) === NaN) {\n  use<Kind>(s!);\n}\n";
    const findings = await analyze(eslint, snapshot('a.ts', text));
    assert.deepEqual(rulesOf(findings), ['use-isnan']);
    const [{ span } = {}] = findings;
    assert.equal(text.slice(span?.start, span?.end), '(s as string) === NaN');
    assert.equal(fixed(text, findings), text.replace('(s as string) === NaN', 'Number.isNaN(s as string)'));
  });

  it('takes no construct of TypeScript for a defect', async () => {
    for (const [path, text] of [
      ['a.ts', 'abstract class A { abstract get b(): string; c(d: 1): void; c(d: 2): void; c(d: number) { use(d); } }'],
      ['a.ts', 'function f(a: 1): void;\nfunction f(a: 2): void;\nfunction f(a: number) { use(a); }'],
      ['a.ts', 'namespace N { export const a = 1; }\nnamespace N { export const b = 1; }\ninterface N { c: 1 }'],
      ['a.ts', 'declare const a: number;\ndeclare function f(): void;\ndeclare module "m" { let x: 1; export = x; }'],
      [
        'a.ts',
        'let a!: string;\na = g();\nexport const f = <T,>(x: T): asserts x is NonNullable<T> => { use(x, a); };',
      ],
      ['a.ts', '@Component({ a: 1 })\nclass A { constructor(@Inject() private readonly b: B) {} @Input() c?: string }'],
      ['a.ts', 'import type { A } from "a";\nimport b = require("b");\nexport type { A };\nexport = b;'],
      // The compiler says so of a modifier, and reads on.
      ['a.d.ts', 'export declare global {\n  interface Window { a: string }\n}\nexport {};'],
      ['a.d.ts', 'export const version: string;\nexport default class A { b(): void; get c(): string }'],
      ['a.mts', 'const a = <string>b;\nusing c = d();\nexport const e = a satisfies string;'],
      ['a.tsx', 'export const A = () => <p className="b">Who we are > and } more</p>;'],
      [
        'a.ts',
        'import a from "./a.json" assert { type: "json" };\nimport("b", { assert: { type: "json" } });\nuse(a);',
      ],
      [
        'a.ts',
        'use(class extends (a as B) { constructor() { super(); } }, class extends (<B>a) { constructor() { super(); } });',
      ],
      [
        'a.mts',
        'use(class extends a! { constructor() { super(); } }, class extends (await b()) { constructor() { super(); } });',
      ],
      ['a.ts', 'use(class extends (a satisfies B) { constructor() { super(); } });'],
      ['a.d.ts', 'export declare class A extends B { constructor(); constructor(c: number); }'],
      ['a.ts', 'import { A, B } from "a";\nconst A: A = "b", [B]: B[] = c;\nuse(A, B);'],
      ['a.ts', 'export @component class A { @input accessor b = 1; }'],
      ['a.tsx', 'export const A = <T extends {}>(p: T) => <B<T> {...p} c="d">text {`e${p}f`} &amp;</B>;'],
    ] as const) {
      assert.deepEqual(await rulesIn(text, path), [], text);
    }
  });

  it('points into templates, and reads every kind of token', async () => {
    const text = 'export const a = `b${ c }\\u{1F600}${ d === NaN }` + /[a-z]/gu.source + 0x1n + this.#e;\n';
    const [finding] = await analyze(eslint, snapshot('a.ts', text));
    assert.equal(text.slice(finding?.span?.start, finding?.span?.end), 'd === NaN');
  });

  it('reports one syntax error where the file cannot be read, and none for what only the compiler minds', async () => {
    const text = 'export const a = 1;\nexport const b: = 2;\nx = x;\n';
    const [finding, ...others] = await analyze(eslint, snapshot('a.ts', text));
    assert.deepEqual(others, []);
    assert.equal(finding?.title, 'Syntax error: Unexpected token');
    assert.equal(finding?.span?.start, text.indexOf('= 2'));
    assert.deepEqual(await rulesIn('let a = 1 let b = 2;'), ['syntax']);
    assert.deepEqual(await rulesIn('function f( {'), ['syntax']);
    assert.deepEqual(await rulesIn('const a: number;\nlet b = 1;\nlet b = 2;\nexport { c };\nawait d;'), []);
  });

  it('points at a bracket that is left over in the text of JSX, and reads comments behind one that is none', async () => {
    const page = (more: string) =>
      `const a = (b) => (\n  <p>\n    {/* one */}\n    ${more}\n    {/* two */}\n  </p>\n);\nuse(a);\n`;
    for (const more of ['}', ')}']) {
      const text = page(more);
      const [{ rule, span } = {}, ...others] = await analyze(eslint, snapshot('a.tsx', text));
      assert.deepEqual([rule, others], ['syntax', []], text);
      assert.equal(text.slice(0, span?.start).split('\n').length, 4);
    }
    const commented = page('b } c').replace('{/* two */}', '{/* eslint-disable-next-line use-isnan */ b === NaN}');
    assert.deepEqual(await rulesIn(commented, 'a.tsx'), ['use-isnan']);
    const silenced = page('b } c').replace('{/* two */}', '{/* eslint-disable-next-line use-isnan */}\n{b === NaN}');
    assert.deepEqual(await rulesIn(silenced, 'a.tsx'), []);
  });

  it('leaves translations of Qt alone, which have the same ending', async () => {
    assert.deepEqual(await rulesIn('<?xml version="1.0"?>\n<!DOCTYPE TS>\n<TS version="2.1"></TS>\n'), []);
  });

  it('does not report as a syntax error that code is nested too deeply for its parser', async () => {
    const text = `x = ${'[\n'.repeat(50_000)}${']'.repeat(50_000)};\n`;
    await assert.rejects(analyze(eslint, snapshot('a.ts', text)), /nested too deeply|call stack/);
  });

  it('honours comments that name the rule of typescript-eslint', async () => {
    assert.deepEqual(await rulesIn('x = x; // eslint-disable-line @typescript-eslint/no-self-assign\ny = y;'), [
      'no-self-assign',
    ]);
    assert.deepEqual(await rulesIn('x = x; // NOSONAR\ny = y;'), ['no-self-assign']);
  });
});
