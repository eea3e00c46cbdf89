import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { skeletonOf } from '../../../src/reviewers/syntax/skeleton';

const grammars = ['javascript', 'typescript', 'python', 'go', 'c', 'cpp'].map((name) => `tree-sitter-${name}`);

/** What is left of a text, without the blanks. */
const leftOf = (grammar: string, text: string) =>
  skeletonOf(text, `tree-sitter-${grammar}`)
    .split(/\s+/)
    .filter((word) => word !== '')
    .join(' ');

describe('the skeleton of a text', () => {
  it('has no bodies of functions, but those of classes', () => {
    assert.equal(
      leftOf(
        'typescript',
        'export class A<T> extends B<T> {\n  x = 1\n  get(a = "{"): string { return `}${a}`; }\n}\nconst f = (a) => { b(); }\nif (x) { y(); }\n',
      ),
      'export class A<T> extends B<T> { x = 1 get(a = "{"): string {_} } const f = (a) => {_} if (x) {_}',
    );
    assert.equal(
      leftOf(
        'go',
        'func (f *F) A(x int) (int, error) {\n\treturn map[string]int{"}": 1}\n}\ntype S struct {\n\tA int\n}\n',
      ),
      'func (f *F) A(x int) (int, error) {_} type S struct { A int }',
    );
    assert.equal(
      leftOf(
        'cpp',
        'namespace a {\nclass B : public C {\n  int f() const { return 1; }\n};\n}\n#define X {\nint\nmain(void)\n{\n  return 0;\n}\n',
      ),
      'namespace a { class B : public C { int f() const {} }; } #define X { int main(void) {}',
    );
  });

  it('has of a string of Python that is a statement the first line with words, and no comments', () => {
    const text =
      '"""\n  Title.\n\nMore.\n"""\n# Comment.\nimport os\nclass A:\n    r\'\'\'It says "so".\n    Never "\n    \'\'\'\n    #: Told.\n    x = """a\nb"""\n';
    assert.equal(leftOf('python', text), `""" Title.""" class A: r'''It says "so".''' x = """a b"""`);
  });

  it('has the strings that bodies of Python begin with, and something in each body', () => {
    const text =
      'def f(\n    a,\n):\n    """Doc\nstring."""\n    return 1\n\nclass A:\n    def g(self):\n        x = """\nno def h():\n"""\n        return x\n    y = 1\n';
    assert.equal(leftOf('python', text), 'def f( a, ): """Doc""" 0 class A: def g(self): 0 y = 1');
  });

  it('has no imports, but what they stand between', () => {
    assert.equal(
      leftOf(
        'typescript',
        "/** No doc */\nimport a, {\n  type b,\n} from './a'\nimport './b';\nimport c = require('c');\nconst d = await import('./d');\nexport { e } from './e';\nimport x /* ( */ from 'x'\n",
      ),
      "/** No doc */ ; import c = require('c'); const d = await import('./d'); export { e } from './e'; import x /* ( */ from 'x'",
    );
    const docs = "/** No doc */\nimport a from './a'; /** A doc */\nconst b = 1;\n";
    assert.equal(skeletonOf(docs, 'tree-sitter-typescript'), docs.replace("import a from './a'", ''));
    assert.equal(
      leftOf('go', 'package a\n\nimport (\n\t"b"\n\tc "d/c"\n)\nimport . "e"\nvar f = "import"\n'),
      'package a var f = "import"',
    );
    assert.equal(
      leftOf('c', '#include <a.h>\n#  include "b.h"\n#define C 1\nint d[] = {\n#include "d.h"\n};\n'),
      '#define C 1 int d[] = { #include "d.h" };',
    );
    assert.equal(
      leftOf(
        'python',
        'import a\nfrom b import (\n    c,\n    d\n)\ntry:\n    import e\nexcept E:\n    e = 1\nimport f; g = 1\n',
      ),
      'try: import e except E: e = 1 import f; g = 1',
    );
  });

  it('has the beginnings of long comments and docstrings', () => {
    const words = 'many words '.repeat(200);
    const typescript = skeletonOf(
      `/**\n * First. ${words} */\nfunction f(a) {\n}\n/* ${words}`,
      'tree-sitter-typescript',
    );
    assert.match(typescript, /^\/\*\*\n \* First\. many[^/]+\*\/\nfunction f\(a\) \{_\}\n\/\* many[^/]+\*\/$/);
    assert.ok(typescript.length < 700);
    for (const quotes of ['"""', "'''"]) {
      const python = skeletonOf(
        `def f():\n    ${quotes}First. ${words}${quotes}\n    return 1\nx = 1\n`,
        'tree-sitter-python',
      );
      assert.match(python, /^def f\(\):\n {4}("""|''')First\. [many words]+\1\n {4}0\nx = 1\n$/);
      assert.ok(python.length < 400);
    }
  });

  it('is the text itself where brackets do not match', () => {
    for (const text of ['function f() { {\n', 'a }\n', 'def f(:\n    return 1\n']) {
      assert.equal(skeletonOf(text, 'tree-sitter-javascript'), text);
    }
    assert.equal(
      skeletonOf('x = (1\ndef f():\n    return 1\n', 'tree-sitter-python'),
      'x = (1\ndef f():\n    return 1\n',
    );
  });

  it('is no longer than the text, and has nothing that is not in it but for what stands in a body', () => {
    const pieces = [
      '{',
      '}',
      '(',
      ')',
      '=>',
      'f',
      ' ',
      '\n',
      ';',
      '"',
      "'",
      '`',
      '/',
      '*',
      '//',
      '/*',
      '*/',
      '"""',
      '#',
      ':',
      'def f():',
      'import ',
      'from ',
      '#include "',
      '  ',
      'class A',
      '\\',
      '=',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...grammars), fc.array(fc.constantFrom(...pieces)), (grammar, parts) => {
        const text = parts.join('');
        const skeleton = skeletonOf(text, grammar);
        assert.ok(skeleton.length <= text.length);
        let at = 0;
        for (const sign of skeleton) {
          const next = text.indexOf(sign, at);
          assert.ok(next !== -1 || '0\n_'.includes(sign), JSON.stringify([text, skeleton]));
          at = next === -1 ? at : next + 1;
        }
      }),
      { numRuns: 4_000 },
    );
  });

  it('is made in time that grows with the text', () => {
    for (const piece of [
      'a = /',
      '"',
      '`${',
      '(',
      '{',
      '/*',
      "'''",
      'def f():\n  x\n',
      'return /[',
      '=> {',
      'import a',
      "import 'a",
      'import (',
    ]) {
      for (const grammar of grammars) {
        skeletonOf(piece.repeat(50_000), grammar);
      }
    }
  }).timeout(20_000);
});
