import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { eslint } from '../../../src/reviewers/analyzers/eslint';
import { analyze, fixed, snapshot } from './support';

/** The text after all edits, each of which is said to keep what the program does. */
async function after(text: string, path = 'a.mjs'): Promise<string> {
  const findings = await analyze(eslint, snapshot(path, text));
  assert.ok(findings.length > 0, `nothing is found in ${text}`);
  for (const { fix } of findings) {
    assert.ok(!fix || fix.kind === 'edits', text);
  }
  return fixed(text, findings);
}

/** Each text, and what becomes of it: where nothing is given, it has no edit. */
async function check(cases: readonly (readonly [text: string, edited?: string])[], path?: string): Promise<void> {
  for (const [text, edited = text] of cases) {
    assert.equal(await after(text, path), edited);
  }
}

describe('edits for unused names', () => {
  it('take names out of an import, edits of neighbours apart, and leave the module loaded', () =>
    check([
      ["import { a, b } from 'x';\nb();\n", "import { b } from 'x';\nb();\n"],
      ["import { a, b } from 'x';\na();\n", "import { a } from 'x';\na();\n"],
      ["import { a, b, c } from 'x';\na();\n", "import { a } from 'x';\na();\n"],
      ["import { a, b, c } from 'x';\nc();\n", "import { c } from 'x';\nc();\n"],
      ["import { a, b, c, } from 'x';\nb();\n", "import { b, } from 'x';\nb();\n"],
      ["import { a as d, b } from 'x';\nb();\n", "import { b } from 'x';\nb();\n"],
      ["import a, { b } from 'x';\nb();\n", "import { b } from 'x';\nb();\n"],
      ["import a, { b } from 'x';\na();\n", "import a from 'x';\na();\n"],
      ["import a, * as b from 'x';\na();\n", "import a from 'x';\na();\n"],
      ["import {\n  a,\n  b,\n} from 'x';\na();\n", "import {\n  a,\n} from 'x';\na();\n"],
    ]));

  it('keep an import of which nothing is used, as the module may do something, but for modules that do nothing', () =>
    check([
      ["import a from 'x';\nb();\n"],
      ["import { a, b } from './x.js';\nc();\n"],
      ["import a, { b, c } from 'x';\na();\n"],
      ["import a from 'node:fs';\nb();\n", 'b();\n'],
      ["import { a, c } from 'fs/promises';\nb();\n", 'b();\n'],
      ["import a from 'node:test';\nb();\n"],
      ["import a from 'fs'; b();\n"],
    ]));

  it('take a variable away and keep the call that makes its value', async () => {
    await check([
      ['export function f() {\n  const a = g();\n}\n', 'export function f() {\n  g();\n}\n'],
      [
        'export async function f() {\n  let a = await b.g(1);\n}\n',
        'export async function f() {\n  await b.g(1);\n}\n',
      ],
      ['export function f() {\n  let a = g();\n  a = h();\n}\n'],
      ['export function f() {\n  const a = g(), b = 1;\n  return b;\n}\n'],
      ['export function f() {\n  const a = g().b;\n}\n'],
      ['export function f() {\n  const a = g() || h();\n}\n'],
      ['export function f(c) {\n  const a = g();\n  return eval(c);\n}\n'],
      ['export function f(c) {\n  for (const a = g(); c(); ) c();\n}\n'],
    ]);
    await check(
      [
        ["const a = require('path');\nmodule.exports = 1;\n", 'module.exports = 1;\n'],
        ["var a = require('./a')\nmodule.exports = 1;\n"],
        ["const a = require('fs').promises;\nmodule.exports = 1;\n"],
        ["define(function (require) {\n  const a = require('util');\n});\n"],
      ],
      'a.cjs',
    );
  });

  it('change nothing where a comment would go, or what stands beside would mean something else', () =>
    check(
      [
        ["const a = require('fs'); // for later\nmodule.exports = 1;\n"],
        ["const a = require('fs');\n'use strict';\nmodule.exports = 1;\n"],
        ["const b = c\nconst a = require('fs');\n(function () { module.exports = b; })();\n"],
        ["if (c) var a = require('fs');\nmodule.exports = 1;\n"],
      ],
      'a.cjs',
    ));
});

describe('edits for catch clauses that only rethrow', () => {
  it('leave what the block did, in its place', async () => {
    const cases: readonly (readonly [string, string])[] = [
      [
        'export async function f() {\n  try {\n    const a = await g();\n\n    return h(a, {\n      b: 1,\n    });\n  } catch (e) {\n    throw e;\n  }\n}\n',
        'export async function f() {\n  const a = await g();\n\n  return h(a, {\n    b: 1,\n  });\n}\n',
      ],
      ['export function f() {\n  try { g(); } catch (e) { throw e; }\n}\n', 'export function f() {\n  g();\n}\n'],
      [
        'export function f() {\n  try {\n    g();\n  } catch (e) {\n    throw e;\n  } finally {\n    h();\n  }\n}\n',
        'export function f() {\n  try {\n    g();\n  } finally {\n    h();\n  }\n}\n',
      ],
      [
        'export function f() {\n  try {\n    // why\n    g(`\n    a ${b}\n    c`);\n  } catch (e) {\n    throw e;\n  }\n}\n',
        'export function f() {\n  // why\n  g(`\n    a ${b}\n    c`);\n}\n',
      ],
      [
        'export function f() {\n\ttry {\n\t\tg();\n\t\th();\n\t} catch (e) {\n\t\tthrow e;\n\t}\n}\n',
        'export function f() {\n\tg();\n\th();\n}\n',
      ],
    ];
    await check(cases);
    await check(cases, 'a.ts');
  });

  it('change nothing where names, comments, strings or lines would come to mean something else', () => {
    const inTry = (block: string, around = '') =>
      `export function f(p) {\n${around}  try {\n${block}  } catch (e) {\n    throw e;\n  }\n}\n`;
    return check([
      [inTry('    let p = 1;\n    g(p);\n')],
      [inTry('    const a = g();\n    h(a);\n', '  a();\n')],
      [inTry('    function a() {}\n    g(a);\n')],
      [inTry("    'use strict';\n    g();\n")],
      [inTry('    (function () {})();\n', '  const b = c\n')],
      [inTry('    // nothing\n')],
      ['export function f() {\n  try {\n    g();\n  } catch (e) {\n    // because\n    throw e;\n  }\n}\n'],
      ['export function f(a) {\n  if (a) try {\n    g();\n  } catch (e) {\n    throw e;\n  }\n}\n'],
      ['export function f() {\n  try {\n    g()\n  } catch (e) {\n    throw e;\n  }\n  [1].map(g);\n}\n'],
    ]);
  });
});
