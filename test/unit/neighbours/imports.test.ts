import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { folderFiles } from '../../../src/core/neighbours/folderFiles';
import { importRulesOf } from '../../../src/core/neighbours/rules';
import { snapshotOf } from '../fakes';

/** What the imports in a text lead to, in a folder with these files (Go: with what their `go.mod` says). */
async function targetsOf(
  language: string,
  from: string,
  text: string,
  paths: readonly string[],
  modules: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const read = async (path: string) => ({ kind: 'text', snapshot: snapshotOf(path, modules[path] ?? '') }) as const;
  const files = await folderFiles([...paths, ...Object.keys(modules)], read);
  const rules = importRulesOf(language) ?? assert.fail(language);
  return rules.importsIn(text).flatMap((one) => rules.resolve(from, one, files).map(({ path }) => path));
}

const bindingsIn = (language: string, text: string) =>
  importRulesOf(language)
    ?.importsIn(text)
    .flatMap(({ bindings }) => bindings.map(({ imported, local }) => `${imported} as ${local}`));

describe('imports', () => {
  const found = (language: string, text: string) =>
    importRulesOf(language)
      ?.importsIn(text)
      .map(({ specifier }) => specifier);

  it('are none where they stand in comments, in strings of code, or in what is never compiled', () => {
    const script =
      "// import { a } from './a'\n/* import './b' */\nconst text = \"import { c } from './c'\";\nconst url = 'http://x';\n" +
      "const code = `\nimport d from './d';\n`;\n/**\n * require('./e')\n */\nimport { f } from './f'; // as './g'\n/* import './h'";
    assert.deepEqual(found('typescript', script), ['./f']);
    const docs = 'def f():\n    """\nfrom a import b\n    """\nx = "a#b"\n# import c\nfrom d import e  # f\n';
    assert.deepEqual(found('python', docs), ['d']);
    const header =
      '#if 0\n#include "a.h"\n#ifdef X\n#endif\n#else\n#include "b.h"\n#endif\n/*\n#include "c.h"\n*/\n// #include "d.h"\n#if 0\n#endif\n#include "e//e.h"\n';
    assert.deepEqual(found('c', header), ['b.h', 'e//e.h']);
    const goFile = 'package m\n/*\nimport "a"\n*/\nvar code = `\nimport "b"\n`\nimport (\n\t// "c"\n\t"d"\n)\n';
    assert.deepEqual(found('go', goFile), ['d']);
  });

  it('stand behind what only looks like a comment or a string', () => {
    const script =
      "path.replace(/\\/*$/, '');\nimport './a';\nconst quote = /[\"'`/*]/;\nimport './b';\nf(`/*`);\nimport './c';\n";
    assert.deepEqual(found('javascript', script), ['./a', './b', './c']);
    assert.deepEqual(found('c', 'char quote = \'"\'; /*\n#include "a.h"\n*/\n#include "b.h"\n'), ['b.h']);
  });

  it('may have the words of an import in their paths', () => {
    const paths = ['./import', '../export/csv', './import-map.js', '@x/require', './type.export'];
    const text = paths.map((path) => `import x from '${path}';`).join('\n');
    assert.deepEqual(found('typescript', text), paths);
    assert.deepEqual(found('go', 'package m\n\nimport "go/import/export"\n'), ['go/import/export']);
  });

  /** Whole statements and comments, by language: with what each imports. */
  const pieces: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
    typescript: {
      "import { a } from './a';": ['./a'],
      "import {\n  b, // it's; import\n  /* import \"; */\n  c,\n} from './b'": ['./b'],
      "export * as d from './d'; // import": ['./d'],
      "export {\n  e,\n} from\n'./e';": ['./e'],
      "const f = require(\n  './f',\n);": ['./f'],
      "module.exports = require('./g');": ['./g'],
      'export { h as i };': [],
      'export default j': [],
      'export type { K } from "./k";': ['./k'],
      "export type L = import('./l').L;": ['./l'],
      "export default async function m() { return 'import'; }": [],
      'export const n = `import`;': [],
      '// import it\'s "': [],
      "/* export { o } from './o';\n import */": [],
      'function p() { return { q: 1 }; }': [],
    },
    python: {
      'from a import b': ['a'],
      'from c import (  # import\n    d,  # e)\n)': ['c'],
      'import f.g, \\\n    h': ['f.g', 'h'],
      'def i():\n    """import\n    from j import k"""\n    import l': ['l'],
      '# import (': [],
      'm = "import ("': [],
      'def n(o):\n    return o': [],
    },
    go: {
      'import "a"': ['a'],
      'import (\n\t// import )\n\tb "c/d" /* ( */\n\t"e"\n)': ['c/d', 'e'],
      '// import (': [],
      'var f = `\nimport "g"\n`': [],
      'func h(i int) int {\n\treturn i\n}': [],
    },
    c: {
      '#include "a.h"': ['a.h'],
      '#  include <b/c.h> /* # include */': ['b/c.h'],
      '/*\n#include "d.h"\n*/': [],
      '#if 0\n#include "e.h"\n#endif': [],
      "int f(void) { return '\"'; }": [],
    },
  };
  for (const [language, known] of Object.entries(pieces)) {
    it(`are those of each statement, whatever stands before and behind it, in ${language}`, () => {
      fc.assert(
        fc.property(fc.array(fc.constantFrom(...Object.keys(known)), { maxLength: 12 }), (texts) => {
          const expected = texts.flatMap((text) => known[text] ?? []);
          assert.deepEqual(found(language, texts.join('\n')), expected);
        }),
        { numRuns: 500 },
      );
    });
  }
});

describe('imports of JavaScript and TypeScript', () => {
  const leadsTo = (from: string, text: string, ...paths: string[]) => targetsOf('typescript', from, text, paths);

  it('lead to files with and without their endings, and to index files', async () => {
    const paths = ['src/a.ts', 'src/b.tsx', 'src/c/index.ts', 'src/d.d.ts', 'src/e.js', 'src/f.test.ts', 'g.mjs'];
    const text = ['./a', './b', './c', './c/', './d', './e', './f.test', '../g.mjs'].map(
      (way) => `import x from '${way}';`,
    );
    assert.deepEqual(await leadsTo('src/m.ts', text.join('\n'), ...paths), [
      ...[
        'src/a.ts',
        'src/b.tsx',
        'src/c/index.ts',
        'src/c/index.ts',
        'src/d.d.ts',
        'src/e.js',
        'src/f.test.ts',
        'g.mjs',
      ],
    ]);
  });

  it('take what TypeScript makes of a file for the file, and a file before a folder', async () => {
    const text = `import './a.js'; import './b.mjs'; import './c.jsx'; import './d'; import './e.js'`;
    const paths = ['a.ts', 'a.js', 'b.mts', 'c.tsx', 'd.ts', 'd/index.ts', 'e.js'];
    assert.deepEqual(await leadsTo('m.ts', text, ...paths), ['a.ts', 'b.mts', 'c.tsx', 'd.ts', 'e.js']);
    assert.deepEqual(await targetsOf('javascript', 'm.js', `require('./a.js')`, ['a.ts', 'a.js']), ['a.js']);
  });

  it('lead nowhere outside of the folder, to packages, and to files of other kinds', async () => {
    const ways = [
      '../a',
      '../../etc/passwd',
      './x/../../m/a',
      '/a',
      'a',
      '@/a',
      './data.json',
      './a.css',
      '..',
      './a?raw',
    ];
    const text = ways.map((way) => `import x from '${way}';`).join('\n');
    assert.deepEqual(await leadsTo('m.ts', text, 'a.ts', 'data.json', 'a.css', 'etc/passwd'), []);
    // Climbing out and back in is climbing out.
    assert.deepEqual(await leadsTo('src/m.ts', `import '../../folder/a'`, 'folder/a.ts', 'a.ts'), []);
  });

  it('are found in all their forms', async () => {
    const forms = [
      `import type { A } from './a';`,
      `import a, { b } from './b'`,
      `import * as c from "./c";`,
      `export { d as e } from './d';`,
      `export * from './e'`,
      `export * as f from './f';`,
      `const g = require('./g');`,
      `const { h } = await import('./h');`,
      `import i = require('./i');`,
      `import{j}from'./j'`,
      `import {\n  k,\n  type L,\n} from './k';`,
      `vi.mock('./no'); import('./l').then();`,
    ];
    const paths = [...'abcdefghijkl'].map((name) => `${name}.ts`);
    assert.deepEqual(await leadsTo('m.ts', forms.join('\n'), ...paths, 'no.ts'), paths);
  });

  it('tell what a name is called where it comes from', () => {
    const text = [
      `import typed, { b as c, type D, default as e } from './a';`,
      `const { f: g, h = 1 } = require('./b');`,
      `const i = require('./c');`,
      `export { j as k } from './d';`,
      `import * as l from './e';`,
      `export * as m from './e';`,
      `import { 'n-o' as p } from './f';`,
      'export { q as r };',
    ];
    assert.deepEqual(bindingsIn('typescript', text.join('\n')), [
      ...['default as typed', 'b as c', 'D as D', 'default as e', 'f as g', 'h as h', 'default as i', 'j as k'],
      ...['* as l', '* as m', 'n-o as p'],
    ]);
  });
});

describe('imports of Python', () => {
  const leadsTo = (from: string, text: string, ...paths: string[]) => targetsOf('python', from, text, paths);

  it('lead to modules and packages, absolute from the folder above the package', async () => {
    const paths = ['pkg/__init__.py', 'pkg/a.py', 'pkg/sub/__init__.py', 'pkg/sub/b.py'];
    const text =
      'import pkg.a\nimport pkg.sub.b as b, os\nfrom pkg.sub import b\nfrom pkg import (\n  a, # one\n  nothing,\n)\n';
    assert.deepEqual(await leadsTo('pkg/m.py', text, ...paths), [
      ...['pkg/a.py', 'pkg/sub/b.py', 'pkg/sub/__init__.py', 'pkg/sub/b.py', 'pkg/__init__.py', 'pkg/a.py'],
    ]);
    assert.deepEqual(await leadsTo('tests/test_m.py', 'import pkg.a', ...paths), ['pkg/a.py']);
  });

  it('know source layouts, modules beside a script, and packages without __init__', async () => {
    assert.deepEqual(await leadsTo('tests/test.py', 'from pkg.a import x', 'src/pkg/a.py'), ['src/pkg/a.py']);
    assert.deepEqual(await leadsTo('tools/run.py', 'import helper', 'tools/helper.py', 'helper.py'), [
      'tools/helper.py',
    ]);
    // In a package, modules beside are no absolute ones.
    const paths = ['pkg/__init__.py', 'pkg/json.py'];
    assert.deepEqual(await leadsTo('pkg/m.py', 'import json', ...paths), []);
  });

  it('count dots from the package of the file, and not out of the folder', async () => {
    const paths = ['p/__init__.py', 'p/a.py', 'p/q/__init__.py', 'p/q/b.py'];
    const text = 'from . import b\nfrom .. import a\nfrom ..a import x\nfrom ... import a\nfrom .... import a\n';
    assert.deepEqual(await leadsTo('p/q/m.py', text, ...paths), [
      'p/q/__init__.py',
      'p/q/b.py',
      'p/__init__.py',
      'p/a.py',
      'p/a.py',
    ]);
  });

  it('tell what a name is called where it comes from', () => {
    const text = 'from .a import b as c, d\\\n  , e\nfrom x import *\nimport y as z\n';
    assert.deepEqual(bindingsIn('python', text), ['b as c', 'd as d', 'e as e']);
  });
});

describe('imports of Go', () => {
  it('lead to all files of a package within a module, but for its tests', async () => {
    const text =
      'package m\n\nimport (\n\t"fmt"\n\tx "example.com/app/x" // x\n\t. "example.com/app"\n)\nimport "example.com/other/x"\n';
    const paths = ['x/b.go', 'x/a.go', 'x/a_test.go', 'x/y/c.go', 'root.go', 'x/readme.md'];
    const modules = { 'go.mod': '// A.\nmodule example.com/app\n\ngo 1.22\n' };
    assert.deepEqual(await targetsOf('go', 'cmd/m.go', text, paths, modules), ['x/a.go', 'x/b.go', 'root.go']);
    assert.deepEqual(await targetsOf('go', 'cmd/m.go', text, paths), []);
  });

  it('count from the module that a file is in', async () => {
    const modules = { 'go.mod': 'module a.b/top\n', 'in/go.mod': 'module "a.b/in"\n' };
    const text = 'import "a.b/in/x"\nimport "a.b/top/x"\n';
    assert.deepEqual(await targetsOf('go', 'in/m.go', text, ['x/t.go', 'in/x/i.go'], modules), ['in/x/i.go', 'x/t.go']);
    // A module whose path only begins alike is another.
    assert.deepEqual(await targetsOf('go', 'm.go', 'import "a.b/topping/x"', ['x/t.go', 'ping/x/t.go'], modules), []);
  });
});

describe('includes of C and C++', () => {
  const leadsTo = (from: string, text: string, ...paths: string[]) => targetsOf('c', from, text, paths);

  it('lead to what lies beside a file, then to the folders for includes', async () => {
    const text = '#include "a.h"\n  # include "lib/b.h"\n#include <c/d.h>\n#include <stdio.h>\n#include "../e.h"\n';
    const paths = ['src/a.h', 'include/a.h', 'lib/b.h', 'include/c/d.h', 'include/stdio.h', 'e.h'];
    assert.deepEqual(await leadsTo('src/m.c', text, ...paths), ['src/a.h', 'lib/b.h', 'include/c/d.h', 'e.h']);
  });

  it('lead nowhere outside of the folder', async () => {
    const text = '#include "../../a.h"\n#include "/a.h"\n#include "x/../../m/a.h"\n#include "nothing.h"';
    assert.deepEqual(await leadsTo('m.c', text, 'm/a.h'), []);
  });
});

describe('imports of other languages', () => {
  it('are not looked for', () => {
    for (const language of ['java', 'rust', 'markdown', 'constructor', 'toString']) {
      assert.equal(importRulesOf(language), undefined, language);
    }
  });

  it('are looked for in time that grows with the text', () => {
    const pieces = [
      'import ',
      'import {',
      'export ',
      'export {a',
      'const a =',
      'from ',
      ' ',
      '\n',
      'a, ',
      '#include "',
      '# ',
      'import (',
      '"a" ',
      'from .',
      'import a\\\n',
      '(',
      'require(',
      'module.exports =',
      'export default ',
      'type ',
    ];
    for (const language of ['javascript', 'python', 'go', 'c']) {
      for (const piece of pieces) {
        for (const before of [
          '',
          'import ',
          'import {',
          'from a import (',
          'export',
          'const {',
          'const a =',
          'module.exports =',
          '#',
        ]) {
          importRulesOf(language)?.importsIn(before + piece.repeat(100_000 / piece.length));
        }
      }
    }
  }).timeout(30_000);
});

describe('what several files of a folder import', () => {
  const imports: Readonly<Record<string, [from: string, other: string, text: string]>> = {
    c: ['src/a.c', 'src/b.c', '#include <c.h>\n#include "d/e.h"\n#include "missing.h"\n'],
    python: ['src/a.py', 'src/b.py', 'import c\nfrom d import e, f\nfrom . import c\nimport missing\n'],
    typescript: ['src/a.ts', 'src/b.tsx', "import './c'; import './d/e.js'; import './missing';"],
  };
  for (const [language, [from, other, text]] of Object.entries(imports)) {
    it(`is looked for once: ${language}`, async () => {
      const endings = ['h', 'py', 'ts'];
      const paths = ['src/c', 'src/d/e', 'src/d/f'].flatMap((path) => endings.map((ending) => `${path}.${ending}`));
      const read = async (path: string) => ({ kind: 'text', snapshot: snapshotOf(path, '') }) as const;
      const files = await folderFiles(paths, read);
      let looks = 0;
      const counting = { ...files, has: (path: string) => [files.has(path), looks++][0] === true };
      const rules = importRulesOf(language) ?? assert.fail(language);
      const targets = (path: string) => rules.importsIn(text).map((one) => rules.resolve(path, one, counting));
      const first = targets(from);
      const looksOfFirst = looks;
      assert.ok(looksOfFirst > 0 && first.flat().length > 0);
      assert.deepEqual(targets(other), first);
      assert.equal(looks, looksOfFirst);
      targets(`other/${from}`);
      assert.ok(looks > looksOfFirst);
    });
  }
});
