import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { piecedSpans } from '../../../src/reviewers/analyzers/preprocessor';
import { scanningGrowth } from '../scanned';

const choice = '#if A\n  if (a) {\n#else\n  if (b) {\n#endif\n';

/** What stands in the spans. */
function pieced(text: string): string[] {
  return piecedSpans(text).map(({ start, end }) => text.slice(start, end));
}

describe('what a preprocessor pieces together', () => {
  it('goes from the choice to the end of its function, and is told once for each', () => {
    const f = `void f() {\n${choice}  }\n}\n`;
    const twice = `void g() {\n${choice}  }\n${choice}  }\n}\n`;
    assert.deepEqual(pieced(`${f}${twice}int h;\n`), [`${choice}  }`, `${choice}  }\n${choice}  }`]);
    assert.deepEqual(pieced(`void f() {\n#ifdef B\n${choice}#endif\n  }\n}\n`), [`${choice}#endif\n  }`]);
    assert.deepEqual(pieced(`void f() {\n#ifdef B\n${choice}  {\n#else\n{\n#endif\n  }\n}\n`), [
      `#ifdef B\n${choice}  {\n#else\n{\n#endif\n  }`,
    ]);
    assert.deepEqual(pieced(`void f() {\n${choice}`), [choice]);
  });

  it('is an operand of an expression that goes on behind it', () => {
    const operand = '#ifdef A\n  a == b\n#else\n  1\n#endif\n  && c == d;\n';
    for (const head of ['return', 'return // why', 'x = y &&', 'x =']) {
      assert.deepEqual(pieced(`int f() {\n  ${head}\n${operand}  a == b;\n}\n`), [`${operand}  a == b;`], head);
    }
    for (const head of ['g();', 'if (a) {', 'case 1:', 'g(b,']) {
      assert.deepEqual(pieced(`int f() {\n  ${head}\n#ifdef A\n  g();\n#endif\n  g();\n}\n`), [], head);
    }
  });

  it('is nothing where each branch is whole, and where a brace is for C++ alone', () => {
    assert.deepEqual(pieced('#if A\nvoid f() {\n  g();\n}\n#else\n#define f()\n#endif\n'), []);
    assert.deepEqual(pieced('#ifdef __cplusplus\nextern "C" {\n#endif\nint a;\n'), []);
    assert.deepEqual(pieced('#endif\n#else\n#if\n#'), []);
  });

  it('is looked for in proportion to the file', () => {
    for (const text of [choice, `${choice}}\n`, `#if A\n${choice}`, '#if A\n#endif\n']) {
      const growth = scanningGrowth((size) => () => piecedSpans(text.repeat(size)), 300);
      assert.ok(growth < 15, `${growth} times the work for ${JSON.stringify(text)}`);
    }
    assert.equal(piecedSpans(choice.repeat(1_000)).length, 1);
  });
});
