import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { before, describe, it } from 'mocha';
import type { Definition, Outline } from '../../../src/core/ports';
import { LineIndex } from '../../../src/core/text/lines';
import type { LineRange } from '../../../src/core/types';
import { grammars } from '../../../src/reviewers/syntax/grammars';
import { outlineQueries } from '../../../src/reviewers/syntax/outlineQueries';
import { createSyntax } from '../../../src/reviewers/syntax/syntax';
import { sources } from './sources';
import { buildWorker, snapshot, wasmFolder } from './support';

const syntax = createSyntax(wasmFolder);

async function outline(path: string, text: string): Promise<Outline> {
  const found = await syntax.outline(snapshot(path, text));
  assert.ok(found);
  return found;
}

/** Lines, lines of the header, and the last line of the header; what lies inside is indented. */
function shown(text: string, definitions: readonly Definition[], indent = ''): string[] {
  const lines = text.split('\n');
  return definitions.flatMap(({ startLine, endLine, header, children }) => [
    `${indent}${startLine}-${endLine} ${header.startLine}-${header.endLine} ${lines[header.endLine - 1]?.trim()}`,
    ...shown(text, children, `${indent}  `),
  ]);
}

const expected: Readonly<Record<string, { readonly imports: string; readonly definitions: readonly string[] }>> = {
  'a.ts': {
    imports: '1-4',
    definitions: [
      '6-21 6-8 extends D',
      '  10-12 10-10 private x = () => {',
      '  14-20 14-16 ): Promise<void> {',
      '    17-19 17-17 const inner = () => {',
      '23-28 23-23 export namespace N {',
      '  24-26 24-24 export interface I {',
      '30-32 30-30 export default function () {',
      "33-37 33-33 describe('a', () => {",
      "  34-36 34-34 it('b', () => {",
    ],
  },
  'a.tsx': {
    imports: '1-1',
    definitions: [
      '2-6 2-2 export const A = () => {',
      '7-11 7-7 class B extends React.Component {',
      '  8-10 8-8 render() {',
    ],
  },
  'a.js': {
    imports: '1-2',
    definitions: [
      '3-5 3-3 module.exports = function () {',
      '6-12 6-6 class A {',
      '  7-8 7-7 #p = () => {',
      '  9-11 9-9 get a() {',
      '14-16 14-14 data() {',
      '18-21 18-18 function* gen() {',
    ],
  },
  'a.py': {
    imports: '1-4',
    definitions: ['7-18 7-10 ):', '  13-18 13-14 def a(self):', '    16-17 16-16 def inner():', '21-23 21-22 b):'],
  },
  'a.go': {
    imports: '1-1 3-5',
    definitions: ['7-9 7-7 type T struct {', '11-15 11-11 func (t *T) M() {', '  12-14 12-12 f := func() {'],
  },
  'a.c': { imports: '1-2', definitions: ['4-6 4-4 typedef struct a {', '8-13 8-10 int b)'] },
  'a.cpp': {
    imports: '1-2',
    definitions: [
      '4-15 4-4 namespace n {',
      '  6-13 6-7 class A : public B {',
      '    9-12 9-10 : b(1) {',
      '17-21 17-17 extern "C" {',
      '  18-20 18-18 int f() {',
    ],
  },
  'a.java': {
    imports: '1-1 3-3',
    definitions: [
      '5-21 5-6 public class A extends B {',
      '  7-9 7-7 public A() {',
      '  11-15 11-13 int a) {',
      '  17-20 17-17 static class Inner {',
      '    18-19 18-18 void n() {',
      '23-24 23-23 record R(int a) {',
    ],
  },
  'a.rs': {
    imports: '1-1',
    definitions: [
      '4-6 4-4 pub struct S {',
      '8-15 8-8 impl S {',
      '  9-14 9-11 Self: Sized,',
      '17-22 17-17 mod m {',
      '  18-21 18-18 fn f() {',
      '    19-20 19-19 fn g() {',
    ],
  },
  'a.cs': {
    imports: '1-2',
    definitions: [
      '4-17 4-4 public class C : D',
      '  6-9 6-6 public int P',
      '  11-16 11-11 public void M()',
      '    13-15 13-13 void L()',
    ],
  },
  'a.rb': {
    imports: '1-1',
    definitions: ['3-13 3-3 module M', '  4-12 4-4 class A < B', '    5-7 5-5 def a', '    9-11 9-9 scope :x do'],
  },
  'a.php': {
    imports: '2-4',
    definitions: ['6-12 6-6 abstract class D extends E', '  8-11 8-8 public function f(int $a)'],
  },
  'a.kt': {
    imports: '1-1 3-3',
    definitions: [
      '5-16 5-7 ) : B() {',
      '  8-10 8-8 fun f(): Int {',
      '  12-15 12-12 companion object {',
      '    13-14 13-13 fun g() {',
    ],
  },
  'a.sh': { imports: '2-3', definitions: ['5-7 5-5 f() {'] },
  'a.lua': { imports: '1-1', definitions: ['3-5 3-3 local function f(x)', '7-9 7-7 M.i = function()'] },
  'a.css': { imports: '1-1', definitions: ['3-7 3-3 @media print {', '  4-6 4-4 .b {'] },
  'a.html': { imports: '', definitions: ['2-8 2-2 <html>', '  3-7 3-3 <head>', '    4-6 4-4 <script>'] },
  'a.json': { imports: '', definitions: ['2-6 2-2 "a": {', '  3-5 3-3 "b": ['] },
  'a.yaml': { imports: '', definitions: ['1-5 1-1 a:', '  2-4 2-2 b:', '    3-4 3-3 - c: 1'] },
  'a.toml': { imports: '', definitions: ['3-5 3-3 [b]', '6-7 6-6 [[d]]'] },
};

describe('outlines', () => {
  before(buildWorker);

  it('have a query for every grammar, and a grammar for every query', () => {
    const files = [...new Set(Object.values(grammars).map(({ file }) => file))].sort();
    assert.deepEqual(Object.keys(outlineQueries).sort(), files);
    assert.deepEqual(Object.keys(sources), Object.keys(expected));
  });

  it('have all grammars beside the worker, and no others', () => {
    const files = new Set(Object.values(grammars).map(({ file }) => `${file}.wasm`));
    assert.deepEqual(
      readdirSync(wasmFolder).filter((file) => file.startsWith('tree-sitter-')),
      [...files].sort(),
    );
  });

  for (const [path, { imports, definitions }] of Object.entries(expected)) {
    it(`of ${path}`, async () => {
      const text = sources[path] ?? '';
      const found = await outline(path, text);
      assert.deepEqual(shown(text, found.definitions), definitions);
      assert.equal(found.imports.map(({ startLine, endLine }) => `${startLine}-${endLine}`).join(' '), imports);
    });
  }

  it('there are none for a language without a grammar', async () => {
    assert.equal(await syntax.outline(snapshot('a.txt', 'a\n')), undefined);
    assert.equal(await syntax.outline(snapshot('a.html.erb', '<p>\n</p>\n')), undefined);
  });

  it('is empty for an empty file', async () => {
    assert.deepEqual(await outline('a.ts', ''), { imports: [], definitions: [] });
  });

  it('reads a header as C unless it speaks C++', async () => {
    const asC = 'int f(int class_) {\n  int new = 1;\n  return new;\n}\n';
    assert.equal(await syntax.countErrors(snapshot('a.h', asC)), 0);
    assert.notEqual(await syntax.countErrors(snapshot('a.hpp', asC)), 0);
  });

  it('goes only so deep', async () => {
    const depth = 300;
    const text = `${'function f() {\n'.repeat(depth)}${'}\n'.repeat(depth)}`;
    const { definitions } = await outline('a.js', text);
    assert.equal(shown(text, definitions).length, 50);
  });

  it('are sorted, nested, inside the file, and no two beside each other share a line, whatever the text', async () => {
    const paths = Object.keys(sources);
    const change = fc.record({
      path: fc.constantFrom(...paths),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(60),
      insert: fc.constantFrom('', '}', '{', '(', ' end ', '\n', '"', '/*', '} function a() {\n', '\n\n  '),
      joinLines: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ path, at, length, insert, joinLines }) => {
        const source = (sources[path] ?? '').repeat(2);
        const start = Math.floor(at * source.length);
        const cut = source.slice(0, start) + insert + source.slice(start + length);
        const text = joinLines ? cut.replace(/\}\n/g, '} ') : cut;
        const { imports, definitions } = await outline(path, text);
        const whole = { startLine: 1, endLine: new LineIndex(text).count };
        checkSiblings(imports, whole);
        checkDefinitions(definitions, whole);
        for (const range of imports) {
          assert.ok(
            definitions.every(({ startLine, endLine }) => range.endLine < startLine || endLine < range.startLine),
          );
        }
      }),
      { numRuns: 400 },
    );
  });
});

function checkDefinitions(definitions: readonly Definition[], around: LineRange): void {
  checkSiblings(definitions, around);
  for (const { startLine, endLine, header, children } of definitions) {
    assert.ok(endLine > startLine);
    assert.equal(header.startLine, startLine);
    assert.ok(header.endLine >= startLine && header.endLine <= endLine);
    checkDefinitions(children, { startLine, endLine });
  }
}

function checkSiblings(ranges: readonly LineRange[], around: LineRange): void {
  let last = around.startLine - 1;
  for (const { startLine, endLine } of ranges) {
    assert.ok(
      startLine > last && endLine >= startLine && endLine <= around.endLine,
      JSON.stringify({ ranges, around }),
    );
    last = endLine;
  }
}
