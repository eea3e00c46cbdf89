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
      'export class A<T> extends B<T> { x = 1 get(a = "{"): string { } } const f = (a) => { } if (x) { }',
    );
    assert.equal(
      leftOf(
        'go',
        'func (f *F) A(x int) (int, error) {\n\treturn map[string]int{"}": 1}\n}\ntype S struct {\n\tA int\n}\n',
      ),
      'func (f *F) A(x int) (int, error) { } type S struct { A int }',
    );
    assert.equal(
      leftOf(
        'cpp',
        'namespace a {\nclass B : public C {\n  int f() const { return 1; }\n};\n}\n#define X {\nint\nmain(void)\n{\n  return 0;\n}\n',
      ),
      'namespace a { class B : public C { int f() const { } }; } #define X { int main(void) { }',
    );
  });

  it('has the strings that bodies of Python begin with, and something in each body', () => {
    const text =
      'def f(\n    a,\n):\n    """Doc\nstring."""\n    return 1\n\nclass A:\n    def g(self):\n        x = """\nno def h():\n"""\n        return x\n    y = 1\n';
    assert.equal(leftOf('python', text), 'def f( a, ): """Doc string.""" 0 class A: def g(self): 0 y = 1');
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

  it('is as long as the text, and has nothing that is not in it but blanks', () => {
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
      '  ',
      'class A',
      '\\',
      '=',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...grammars), fc.array(fc.constantFrom(...pieces)), (grammar, parts) => {
        const text = parts.join('');
        const skeleton = skeletonOf(text, grammar);
        assert.equal(skeleton.length, text.length);
        assert.ok([...skeleton].every((sign, at) => sign === text[at] || ' 0\n'.includes(sign)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is made in time that grows with the text', () => {
    for (const piece of ['a = /', '"', '`${', '(', '{', '/*', "'''", 'def f():\n  x\n', 'return /[', '=> {']) {
      for (const grammar of grammars) {
        skeletonOf(piece.repeat(50_000), grammar);
      }
    }
  }).timeout(20_000);
});
