import assert from 'node:assert/strict';
import fc from 'fast-check';
import { before, describe, it } from 'mocha';
import { applyEdits } from '../../../src/core/edits/applyEdits';
import { createSyntax } from '../../../src/reviewers/syntax/syntax';
import { sources } from './sources';
import { buildWorker, snapshot, wasmFolder } from './support';

const syntax = createSyntax(wasmFolder);
const errors = (path: string, text: string) => syntax.countErrors(snapshot(path, text));

describe('counts of syntax errors', () => {
  before(buildWorker);

  it('are zero for files without any', async () => {
    for (const [path, text] of Object.entries(sources)) {
      assert.equal(await errors(path, text), 0, path);
    }
  });

  it('rise in every language when a part is torn out', async () => {
    const torn: Readonly<Record<string, readonly [string, string]>> = {
      'a.ts': ['extends D\n{', 'extends D\n'],
      'a.tsx': ['</p>;', ';'],
      'a.js': ['class A {', 'class A '],
      'a.py': ['def inner():', 'def inner('],
      'a.go': ['type T struct {', 'type T struct '],
      'a.c': ['int b)', 'int b'],
      'a.cpp': ['class A : public B {', 'class A : public B '],
      'a.java': ['static class Inner {', 'static class Inner '],
      'a.rs': ['impl S {', 'impl S '],
      'a.cs': ['public void M()', 'public void M('],
      'a.rb': ['  end\nend\n', ''],
      'a.php': ['f(int $a)', 'f(int $a'],
      'a.kt': ['fun f(): Int {', 'fun f(: Int {'],
      'a.sh': ['f() {', 'f( {'],
      'a.lua': ['return x\nend', 'return x\n'],
      'a.css': ['color: red;\n  }\n', 'color: red;\n'],
      'a.html': ['</script>', '</scr'],
      'a.json': ['"c": 1', '"c" 1'],
      'a.yaml': ['  e: 2', ' e: 2'],
      'a.toml': ['[b]', '[b'],
    };
    for (const [path, text] of Object.entries(sources)) {
      const [part, rest] = torn[path] ?? ['', ''];
      assert.ok(text.includes(part), path);
      const count = await errors(path, text.replace(part, rest));
      assert.ok(count !== undefined && count > 0, path);
    }
  });

  it('are after each of many changes what they are in the changed text, in every language', async () => {
    const newText = fc.constantFrom(
      '',
      ' ',
      '\n',
      ';',
      '{',
      '}',
      '(',
      '"',
      '/*',
      '*/',
      '#',
      'x',
      'x = 1\n',
      '`',
      '<!--',
      ':',
    );
    for (const [path, text] of Object.entries(sources)) {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat(), fc.nat(12), newText, fc.nat(), newText), { maxLength: 8 }),
          async (given) => {
            const changes = given.map(([at, length, one, gap, other]) => {
              const start = at % (text.length + 1);
              const end = Math.min(text.length, start + length);
              const next = end + 1 + (gap % 40);
              return [
                { start, end, newText: one },
                ...(next <= text.length ? [{ start: next, end: next, newText: other }] : []),
              ];
            });
            const counted = await syntax.countErrorsAfter(snapshot(path, text), changes);
            const expected = await Promise.all(changes.map((edits) => errors(path, applyEdits(text, edits))));
            assert.deepEqual(counted, expected);
          },
        ),
        { numRuns: Number(process.env.RUNS ?? 40) },
      );
    }
  });

  it('count what is missing as well as what is too much', async () => {
    assert.equal(await errors('a.c', 'int a\nint b;\n'), 1);
    assert.equal(await errors('a.c', 'int a;\n)\nint b;\n'), 1);
    assert.equal(await errors('a.ts', 'f(;\n'), 1);
  });

  it('tell a second error from a first', async () => {
    const one = 'void f() {\n  a = = 1;\n}\n\nvoid g() {\n  b = 2;\n}\n';
    const before = await errors('a.c', one);
    const after = await errors('a.c', one.replace('b = 2', 'b = = 2'));
    assert.ok(before !== undefined && before > 0);
    assert.ok(after !== undefined && after > before);
    assert.equal(await errors('a.c', one.replace('b = 2', 'b = 3')), before);
    assert.equal(await errors('a.c', one.replace('= = 1', '= 1')), 0);
  });

  it('there are none for a language without a grammar', async () => {
    assert.equal(await errors('a.txt', '((('), undefined);
  });
});
