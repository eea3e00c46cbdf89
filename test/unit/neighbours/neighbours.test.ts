import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createNeighbours } from '../../../src/core/neighbours/neighbours';
import { never } from '../endpoints/support';
import { sha256 } from '../fakes';
import { snapshot } from '../reviewers/support';
import { type Files, neighboursIn, shownWith, syntax } from './support';

describe('neighbours', () => {
  it('show what a file uses, in the order of its imports and then of their lines', async () => {
    const files = {
      'm.ts': "import { z } from './z';\nimport { b, a as other } from './a';\nother(b, z);\n",
      'a.ts': 'export function a(x: number) {}\nexport function b() {}\nexport function unused() {}\n',
      'z.ts': '/** Last. */\nexport const z = (y: string) => y;\n',
    };
    const shown = await shownWith('m.ts', files);
    assert.deepEqual(Object.keys(shown), ['z.ts', 'a.ts']);
    assert.deepEqual(shown, {
      'z.ts': ['export const z = (y: string)  // Last.'],
      'a.ts': ['export function a(x: number)  // used as other', 'export function b()'],
    });
  });

  it('know default exports and whole modules by any name', async () => {
    const files = {
      'm.js':
        "import run from './run.js';\nconst tools = require('./tools');\nimport * as all from './all.js';\nimport named from './named.js';\nrun(); tools.cut(); all.x(); named();\n",
      'run.js': 'export default function (times) {}\nexport function other() {}\n',
      'tools.js': 'exports.cut = function (what) {};\nexports.glue = function () {};\n',
      'all.js': 'export function x(a) {}\nexport function y() {}\n',
      'named.js': 'function inner(deep) {}\nexport default inner;\n',
    };
    assert.deepEqual(await shownWith('m.js', files), {
      'run.js': ['export default function (times)'],
      'tools.js': ['exports.cut = function (what)'],
      'all.js': ['export function x(a)'],
      'named.js': ['function inner(deep)  // used as named'],
    });
  });

  it('say under which name a file has what is called otherwise where it is defined', async () => {
    const files = {
      'm.ts': "import { HonoBase } from './base';\nexport class Hono extends HonoBase {}\n",
      'base.ts': '/** The base. */\nclass Hono {\n  constructor(a: 1) {}\n}\nexport { Hono as HonoBase };\n',
    };
    assert.deepEqual(await shownWith('m.ts', files), {
      'base.ts': ['class Hono  // used as HonoBase: The base.\n  constructor(a: 1)'],
    });
  });

  it('are, of a name that is exported under another one, what it leads to', async () => {
    const two = 'function parse(text) {}\nfunction safeParse(text, options) {}\n';
    const uses = {
      'named.js': "import { parse } from './lib';\nparse();\n",
      'whole.js': "import * as lib from './lib';\nlib.parse();\n",
      'taken.js': "const { parse } = require('./lib');\nparse();\n",
      'required.js': "const lib = require('./lib');\nlib.parse();\n",
      'through.js': "import { parse } from './index';\nparse();\n",
      'space.js': "import { ns } from './index';\nns.parse();\n",
      'index.js': "export * from './lib';\nexport * as ns from './lib';\n",
    };
    const libs = {
      'lib.js': [
        ...['export { safeParse as parse };', 'module.exports = { parse: safeParse };', 'exports.parse = safeParse;'],
        ...['module.exports = {\n  "parse": safeParse,\n};', 'const own = (exports.parse = safeParse);'],
      ],
      'lib.ts': ['export { safeParse as parse };', 'export { safeParse as parse, parse as "kebab-name" };'],
    };
    for (const [path, forms] of Object.entries(libs)) {
      for (const form of forms) {
        for (const use of Object.keys(uses).filter((one) => one !== 'index.js')) {
          const shown = await shownWith(use, { ...uses, [path]: two + form });
          assert.deepEqual(
            shown,
            { [path]: ['function safeParse(text, options)  // used as parse'] },
            `${use}: ${form}`,
          );
        }
      }
    }
  });

  it('are no more than who imports a file can reach, where that tells what it exports', async () => {
    const use = "import { known } from './lib';\nimport * as lib from './lib';\n// IP\nknown(IP, lib.Late, size);\n";
    const libs = {
      "const IP = Symbol('a');\nclass size {}\nexport function known(a) {}\n": ['export function known(a)'],
      "const IP = Symbol('a');\nfunction known(a) {}\nmodule.exports = { known };\nknown.size = function () {};\n": [
        'function known(a)',
        'known.size = function ()',
      ],
      // Nobody tells.
      'function known(a) {}\nconst IP = 1;\n': ['function known(a)', 'const IP = 1'],
      'function other() {}\nexport { other as known };\nexport { gone as IP };\nfunction gone_() {}\n': [
        'function other()  // used as known',
      ],
    };
    for (const [lib, shown] of Object.entries(libs)) {
      assert.deepEqual(await shownWith('m.js', { 'm.js': use, 'lib.js': lib }), { 'lib.js': shown }, lib);
    }
    const whole = "const known = require('./lib');\nknown.late(IP);\n";
    const lib = 'const IP = 1;\nconst own = module.exports = function (a) {};\nown.late = () => 1;\n';
    assert.deepEqual(await shownWith('m.js', { 'm.js': whole, 'lib.js': lib }), {
      'lib.js': ['const own = module.exports = function (a) {}  // used as known', 'own.late = ()'],
    });
    const types = { 'm.ts': use, 'lib.d.ts': 'declare const IP: 1;\nexport declare function known(a): void;\n' };
    const inTypes = { 'lib.d.ts': ['declare const IP: 1', 'export declare function known(a): void'] };
    assert.deepEqual(await shownWith('m.ts', types), inTypes);
  });

  it('are what a default export is of, with whatever type it is given', async () => {
    const use = "import run from './lib';\nrun();\n";
    for (const form of [
      'export default own',
      'export default own satisfies Run',
      'export default own as Run',
      'export = own',
    ]) {
      const files = { 'm.ts': use, 'lib.ts': `function own(a: 1) {}\nfunction run() {}\n${form};\n` };
      assert.deepEqual(await shownWith('m.ts', files), { 'lib.ts': ['function own(a: 1)  // used as run'] }, form);
    }
  });

  it('are not what a namespace has, where the namespace is not used', async () => {
    const files = {
      'm.ts': "import { parse } from './index';\nimport * as all from './index';\nall.f(parse);\n",
      'index.ts': "export * as ns from './lib';\nexport function f() {}\n",
      'lib.ts': 'export function parse() {}\n',
    };
    assert.deepEqual(await shownWith('m.ts', files), { 'index.ts': ['export function f()'] });
  });

  it('are looked for through as many index files as there are', async () => {
    const files = {
      'm.ts': "import { far } from './i0';\nfar();\n",
      ...Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`i${n}.ts`, `export * from './i${n + 1}';\n`])),
      'i9.ts': 'export function far(a: number) {}\n',
    };
    assert.deepEqual(await shownWith('m.ts', files), { 'i9.ts': ['export function far(a: number)'] });
  });

  it('follow what a module is as a whole to where that is defined, and show no line that only requires', async () => {
    const files = {
      'm.js':
        "const theApi = require('./api');\nconst All = require('./index');\nconst kept = require('./kept');\ntheApi.run(util, path);\nnew All();\nkept.lib();\n",
      'api.js':
        "const util = require('./util');\nconst path = require('node:path').posix;\nconst slice = Array.prototype.slice;\nconst api = { run(x, y) { return slice(util); } };\nmodule.exports = api;\n",
      'index.js': "module.exports = require('./whole');\n",
      'whole.js':
        "exports = module.exports = Whole;\nclass Whole { constructor(a) {} }\nexports.other = require('./api');\n",
      'kept.js': "exports.lib = require('lib');\nexports.limit = 3;\n",
    };
    assert.deepEqual(await shownWith('m.js', files), {
      'api.js': ['const api = { run(x, y) {…} }  // used as theApi'],
      'whole.js': ['class Whole  // used as All\n  constructor(a)'],
      'kept.js': ["exports.lib = require('lib')"],
    });
  });

  it('know what is taken out of a module that is one object', async () => {
    const long = Array.from({ length: 9 }, (_, n) => `  key${n}: Symbol('something.${n}'),\n`).join('');
    const files = {
      'm.js':
        "const { key3, key4: other } = require('./symbols');\nconst { add, exist } = require('./decorate');\nconst { first } = require('./plain');\nf(key3, other, add, exist, first);\n",
      'symbols.js': `const keys = {\n${long}};\nmodule.exports = keys;\n`,
      'decorate.js':
        'function decorate(name, fn) {}\nfunction exist(name) {}\nmodule.exports = { add: decorate, exist };\n',
      'plain.js': `module.exports = {\n  first: function (a) {},\n${long.replaceAll('key', 'own')}};\n`,
    };
    assert.deepEqual(await shownWith('m.js', files), {
      'symbols.js': ["const keys\n  key3: Symbol('something.3')\n  key4: Symbol('something.4')"],
      'decorate.js': ['function decorate(name, fn)  // used as add', 'function exist(name)'],
      'plain.js': ['module.exports\n  first: function (a)'],
    });
  });

  it('show nothing in Go that no build has together with a file, and say of what only some have', async () => {
    const files = {
      'a.go': 'package z\n\nfunc main() { open("a", 1) }\n',
      'a_windows.go': 'package z\n\nfunc onWindows() { open("a", 1) }\n',
      'b.go': '//go:build !windows\n\npackage z\n\nfunc elsewhere() { open("a", 1) }\n',
      'open_u.go':
        '// Copyright.\n\n//go:build unix && !(cgo || arm64)\n\npackage z\n\n// Opens it.\nfunc open(name string, mode int) {}\n',
      'open_windows_amd64.go': 'package z\n\nfunc open(name string, mode uint) {}\n',
      'gen.go': '//go:build ignore\n\npackage main\n\nfunc open() {}\n',
    };
    const unix = ['func open(name string, mode int)  // only if unix && !(cgo || arm64): Opens it.'];
    const windows = ['func open(name string, mode uint)  // only if windows && amd64'];
    assert.deepEqual(await shownWith('a.go', files), { 'open_u.go': unix, 'open_windows_amd64.go': windows });
    assert.deepEqual(await shownWith('a_windows.go', files), { 'open_windows_amd64.go': windows });
    assert.deepEqual(await shownWith('b.go', files), { 'open_u.go': unix });
    // It is run by itself.
    const alone = { ...files, 'gen.go': '//go:build ignore\n\npackage main\n\nfunc run() { open("a", 1) }\n' };
    assert.deepEqual(await shownWith('gen.go', alone), {});
  });

  it('know how conditions are written in Go: by names of files, in lines of before 1.17, behind comments, and by release', async () => {
    const ask = 'package z\n\nvar _ = func() { a(); b(); c(); d(); e(); f(); g(); h() }\n';
    const define = (name: string) => `package z\n\nfunc ${name}() {}\n`;
    const own = { 'm_linux.go': ask, 'm.go': ask, 'm_new.go': `//go:build go1.21\n\n${ask}` };
    const files = {
      ...own,
      'a_windows.go': define('a'),
      'b.go': `// +build windows\n\n${define('b')}`,
      'c.go': `// +build linux,!cgo darwin\n// +build amd64\n\n${define('c')}`,
      'd.go': `/*\npackage docs\n//go:build plan9\n*/\n\n//go:build linux || darwin\n// +build windows\n\n${define('d')}`,
      'e.go': `//go:build !go1.18\n\n${define('e')}`,
      'f.go': `//go:build go1.22\n\n${define('f')}`,
      'g_sparc64.go': `//go:build linux || sparc64\n\n${define('g')}`,
      'h.go': define('h'),
    };
    const only = (name: string, condition: string) => [`func ${name}()  // only if ${condition}`];
    const onWindows = { 'a_windows.go': only('a', 'windows'), 'b.go': only('b', 'windows') };
    const elsewhere = {
      'c.go': only('c', '((linux && !cgo) || darwin) && amd64'),
      'd.go': only('d', 'linux || darwin'),
    };
    const early = { 'e.go': only('e', '!go1.18') };
    const late = {
      'f.go': only('f', 'go1.22'),
      'g_sparc64.go': only('g', 'sparc64 && (linux || sparc64)'),
      'h.go': ['func h()'],
    };
    assert.deepEqual(await shownWith('m.go', files), { ...onWindows, ...elsewhere, ...early, ...late });
    assert.deepEqual(await shownWith('m_linux.go', files), { ...elsewhere, ...early, ...late });
    assert.deepEqual(await shownWith('m_new.go', files), { ...onWindows, ...elsewhere, ...late });
  });

  it('show the members that are used, and constructors', async () => {
    const files = {
      'm.ts': "import { Store } from './a';\nnew Store().get('a');\n",
      'a.ts': 'export class Store {\n  constructor(size = 1) {}\n  get(key: string) {}\n  set(key: string) {}\n}\n',
    };
    assert.deepEqual(await shownWith('m.ts', files), {
      'a.ts': ['export class Store\n  constructor(size = 1)\n  get(key: string)'],
    });
  });

  it('follow what is passed on, under other names and through several files, to where it is defined', async () => {
    const files = {
      'm.ts': "import { a, renamed, whole } from './index';\na(renamed, whole);\n",
      'index.ts': "export { a } from './lib/a';\nexport { b as renamed } from './lib/b';\nexport * from './lib';\n",
      'lib/a.ts': 'export function a() {}\n',
      'lib/b.ts': "import { c } from '../deep/c';\nexport { c as b };\n",
      'lib/index.ts': "export * from './whole';\n",
      'lib/whole.ts': 'export function whole() {}\n',
      'deep/c.ts': 'export function c(x: 1) {}\n',
    };
    assert.deepEqual(await shownWith('m.ts', files), {
      'lib/a.ts': ['export function a()'],
      'deep/c.ts': ['export function c(x: 1)  // used as renamed'],
      'lib/whole.ts': ['export function whole()'],
    });
    const python = {
      'm.py': 'from pkg import run\nimport pkg\npkg.walk(run)\n',
      'pkg/__init__.py': 'from .core import run, walk\n',
      'pkg/core.py': 'def run(a): pass\ndef walk(b): pass\n',
    };
    assert.deepEqual(Object.keys(await shownWith('m.py', python)), ['pkg/core.py']);
  });

  it('end where files import each other, or themselves', async () => {
    const files = {
      'm.ts': "import { a, gone } from './a';\nimport { m } from './m';\nexport const m = a(gone);\n",
      'a.ts': "export * from './b';\nexport { gone } from './b';\nimport { m } from './m';\n",
      'b.ts': "export * from './a';\nexport { gone } from './a';\nexport function a() {}\n",
    };
    assert.deepEqual(await shownWith('m.ts', files), { 'b.ts': ['export function a()'] });
  });

  it('show what a file in Go uses of a package, and one in C of a header', async () => {
    const go = {
      'go.mod': 'module x.y/z\n',
      'main.go': 'package main\n\nimport "x.y/z/lib"\n\nfunc main() { lib.Open("a").Close() }\n',
      'lib/a.go': 'package lib\n\nfunc Open(name string) *File { return nil }\nfunc Unused() {}\n',
      'lib/b.go': 'package lib\n\nfunc (f *File) Close() error { return nil }\n',
      'lib/b_test.go': 'package lib\n\nfunc Open() {}\n',
    };
    assert.deepEqual(await shownWith('main.go', go), {
      'lib/a.go': ['func Open(name string) *File'],
      'lib/b.go': ['func (f *File) Close() error'],
    });
    const c = {
      'm.c': '#include "m.h"\nint main(void) { return open_it(READ); }\n',
      'm.h':
        '#ifndef M_H\n#define M_H\nenum mode { READ, WRITE };\nint open_it(enum mode m);\nint close_it(void);\n#endif\n',
    };
    assert.deepEqual(await shownWith('m.c', c), { 'm.h': ['enum mode\n  READ', 'int open_it(enum mode m)'] });
  });

  it('show what a file in Go uses of the files beside it, also what these hide from other packages', async () => {
    const files = {
      'go.mod': 'module x.y/z\n',
      'a.go': 'package z\n\nfunc main() { open("a"); s := &state{}; s.left = 1 }\n',
      'b.go':
        'package z\n\nfunc open(name string) {}\nfunc Unused() {}\ntype state struct {\n\tleft int\n\tright int\n}\n',
      'b_test.go': 'package z\n\nfunc open() {}\n',
      'cmd/m.go': 'package main\n\nimport "x.y/z"\n\nfunc main() { z.Unused(); open(state{left: 1}) }\n',
    };
    assert.deepEqual(await shownWith('a.go', files), {
      'b.go': ['func open(name string)', 'type state struct\n  left int'],
    });
    assert.deepEqual(await shownWith('cmd/m.go', files), { 'b.go': ['func Unused()'] });
  });

  it('show all of what a file only passes on, or imports for what it does', async () => {
    const files = {
      'm.ts': "import './effect';\nexport * from './a';\nexport * from './index';\n",
      'effect.ts': 'export function register(x: number) {}\n',
      'a.ts': 'export const a = 1;\n',
      'index.ts': "export * from './deep';\n",
      'deep.ts': 'export function deep() {}\n',
      'used.ts': "export * from './second';\none();\n",
      'second.ts': 'export function one() {}\nexport function two() {}\n',
    };
    assert.deepEqual(await shownWith('m.ts', files), {
      'effect.ts': ['export function register(x: number)'],
      'a.ts': ['export const a = 1'],
      'deep.ts': ['export function deep()'],
    });
    assert.deepEqual(await shownWith('used.ts', files), { 'second.ts': ['export function one()'] });
  });

  it('show nothing that a file has from others without offering it', async () => {
    const files = {
      'm.ts': "import { x, y, z } from './index';\nimport * as all from './own';\nf(x, y, z, all);\n",
      'index.ts':
        "import * as kept from './kept';\nexport { other } from './named';\nexport * from './whole';\nkept();\n",
      'kept.ts': 'export const x = 1;\n',
      'named.ts': 'export const y = 1;\nexport const other = 1;\n',
      'whole.ts': 'export const z = 1;\n',
      'own.ts': "import * as kept from './kept';\nexport { y } from './none';\n",
    };
    assert.deepEqual(await shownWith('m.ts', files), { 'whole.ts': ['export const z = 1'] });
    const passing = {
      'm.ts': "export * from './index';\n",
      'index.ts': "import * as kept from './kept';\nexport { other } from './named';\n",
      'kept.ts': files['kept.ts'],
      'named.ts': files['named.ts'],
    };
    assert.deepEqual(await shownWith('m.ts', passing), {});
  });

  it('know namespaces, and headers that only include others', async () => {
    const files = {
      'm.ts': "import { Api } from './a';\nconst x: Api.Path = {};\n",
      'a.ts': 'export namespace Api {\n  export interface Path { x: 1 }\n  export type Other = 1;\n}\n',
    };
    assert.deepEqual(await shownWith('m.ts', files), { 'a.ts': ['export namespace Api\n  export interface Path'] });
    const c = {
      'm.c': '#include "all.h"\nint x = f(1);\n',
      'all.h': '#include "f.h"\n#include "g.h"\n',
      'f.h': 'int f(int a);\n',
      'g.h': 'int g(int a);\n',
    };
    assert.deepEqual(await shownWith('m.c', c), { 'f.h': ['int f(int a)'] });
    // A header of its own is what is used.
    const used = { ...c, 'all.h': '#include "f.h"\nextern int x;\n' };
    assert.deepEqual(await shownWith('m.c', used), { 'all.h': ['extern int x'] });
  });

  it('give each file its share of the room before any has more', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `a${n}`);
    const files = {
      'm.ts': `import { ${names.join(', ')} } from './a';\nimport { b } from './b';\nf(b, ${names.join(', ')});\n`,
      'a.ts': names.map((name) => `export const ${name} = 1;\n`).join(''),
      'b.ts': 'export const b = 1;\n',
    };
    const shown = await shownWith('m.ts', files, 5 * 20);
    assert.deepEqual([shown['a.ts']?.length, shown['b.ts']?.length], [4, 1]);
    const all = await shownWith('m.ts', files, 30 * 20);
    assert.deepEqual([all['a.ts']?.length, all['b.ts']?.length], [20, 1]);
  });

  it('read only what is imported and listed, each file once, whoever asks', async () => {
    const files = {
      'a.ts': "import { c } from './c';\nimport { x } from './hidden';\nimport y from '../out';\nc(x, y);\n",
      'b.ts': "import { c } from './c';\nc();\n",
      'c.ts': 'export function c() {}\n',
      'hidden.ts': 'export const x = 1;\n',
      'plain.ts': 'export const nothing = 1;\n',
    };
    const { find, read } = neighboursIn(files, ['a.ts', 'b.ts', 'c.ts', 'plain.ts']);
    await Promise.all((['a.ts', 'b.ts', 'plain.ts'] as const).map((path) => find(snapshot(path, files[path]), never)));
    assert.deepEqual(read, ['c.ts']);
  });

  it('stand on the texts that were looked at for them, on the listing, and on nothing else', async () => {
    const files = {
      'a.ts': "import { b } from './b';\nimport { lib } from '@lib/x';\nf(b, lib);\n",
      'b.ts': "export { b } from './c';\nexport const other = 1;\n",
      'c.ts': 'export function b() {}\n',
      'd.ts': 'export const d = 1;\n',
      'lib/x.ts': 'export function lib() {}\n',
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }\n',
    };
    const paths = Object.keys(files);
    const before = neighboursIn(files);
    await before.find(snapshot('a.ts', files['a.ts']), never);
    await before.find(snapshot('d.ts', files['d.ts']), never);
    const read = before.basis.of('a.ts') ?? assert.fail();
    const alone = before.basis.of('d.ts') ?? assert.fail();
    const changed = (path: keyof typeof files) => ({ ...files, [path]: `${files[path]} ` });
    const holds = (now: Files, listed = paths) => neighboursIn(now, listed).basis.holds(read);
    assert.equal(await holds(files), true);
    assert.equal(await holds(files, paths.toReversed()), true);
    assert.equal(await holds(changed('a.ts')), true);
    assert.equal(await holds(changed('d.ts')), true);
    for (const path of ['b.ts', 'c.ts', 'lib/x.ts', 'tsconfig.json'] as const) {
      assert.equal(await holds(changed(path)), false, path);
    }
    assert.equal(await holds({ ...files, 'e.ts': '' }, [...paths, 'e.ts']), false);
    assert.equal(await holds(files, paths.slice(0, -1)), false);
    assert.equal(await neighboursIn({}, []).basis.holds(alone), true);
  });

  it('have each text looked at once for however many files at once', async () => {
    const paths = Array.from({ length: 20 }, (_, n) => `f${n}.go`);
    const files = Object.fromEntries(paths.map((path) => [path, 'package a\n\nfunc F() {}\n']));
    const before = neighboursIn(files);
    for (const path of paths) {
      await before.find(snapshot(path, files[path] ?? ''), never);
    }
    const { basis, read } = neighboursIn(files);
    const holds = await Promise.all(paths.map((path) => basis.holds(before.basis.of(path) ?? assert.fail(path))));
    assert.ok(holds.every(Boolean));
    assert.deepEqual(read.toSorted(), paths.toSorted());
  });

  it('stand on nothing where a file was not answered for in full', async () => {
    const files = { 'a.ts': "import { b } from './b';\nf(b);\n", 'b.ts': 'export function b() {}\n' };
    const { find, basis } = neighboursIn(files, ['a.ts', 'b.ts'], (path) => path !== 'b.ts');
    await find(snapshot('a.ts', files['a.ts']), never);
    assert.equal(basis.of('a.ts'), undefined);
  });

  it('show nothing of files that are not read as text, and go on', async () => {
    const { usedBy: find } = createNeighbours({
      ...{ hash: sha256, isWhole: () => true },
      paths: ['a.ts', 'b.ts', 'c.ts'],
      read: async (path) =>
        path === 'a.ts'
          ? { kind: 'skipped', reason: 'generated', message: 'it is' }
          : path === 'b.ts'
            ? { kind: 'failed', reason: 'unreadable file', message: 'no' }
            : { kind: 'text', snapshot: snapshot(path, 'export const c = 1;\n') },
      signatures: (file) => syntax.signatures(file),
    });
    const text = "import { a } from './a';\nimport { b } from './b';\nimport { c } from './c';\nf(a, b, c);\n";
    const found = await find(snapshot('m.ts', text), never);
    assert.deepEqual(
      found.files.map(({ path }) => path),
      ['c.ts'],
    );
  });

  it('are looked for in 200 files, and how many more there are is said', async () => {
    const others = Array.from({ length: 250 }, (_, n) => `f${String(n).padStart(3, '0')}`);
    const go = {
      'a.go': `package z\n\nfunc main() { ${others.map((name) => `${name}()`).join('; ')} }\n`,
      ...Object.fromEntries(others.map((name) => [`${name}.go`, `package z\n\nfunc ${name}() {}\n`])),
    };
    const inGo = await neighboursIn(go).find(snapshot('a.go', go['a.go']), never);
    assert.deepEqual(
      inGo.files.map(({ path }) => path),
      others.slice(0, 200).map((name) => `${name}.go`),
    );
    assert.deepEqual(inGo.leftOut, [{ kind: 'files', files: 50, looked: 200 }]);
    // One that is imported several times is one.
    const importing = others.slice(0, 200).flatMap((name) => [name, name]);
    const scripts = {
      'm.ts': importing.map((name) => `import { ${name} } from './${name}';\n${name}();\n`).join(''),
      ...Object.fromEntries(others.map((name) => [`${name}.ts`, `export function ${name}() {}\n`])),
    };
    const inScripts = await neighboursIn(scripts).find(snapshot('m.ts', scripts['m.ts']), never);
    assert.deepEqual([inScripts.files.length, inScripts.leftOut], [200, []]);
  });

  it('are late definitions, too, and files are named that have more than are looked at', async () => {
    const define = (count: number) => Array.from({ length: count }, (_, n) => `#define NAME${n} ${n}\n`).join('');
    const found = async (count: number) => {
      const files = { 'm.c': '#include "m.h"\nint x = late(NAME0);\n', 'm.h': `${define(count)}int late(int x);\n` };
      const { files: used, leftOut } = await neighboursIn(files).find(snapshot('m.c', files['m.c']), never);
      return { names: used.flatMap(({ used }) => used.map(({ signature }) => signature.name)), leftOut };
    };
    assert.deepEqual(await found(4_000), { names: ['NAME0', 'late'], leftOut: [] });
    assert.deepEqual(await found(5_000), {
      names: ['NAME0'],
      leftOut: [{ kind: 'definitions', path: 'm.h', looked: 5_000 }],
    });
    const exported = Array.from({ length: 5_000 }, (_, n) => `a as name${n}`).join(', ');
    const scripts = {
      'm.ts': "import { name4999, late } from './lib';\nf(name4999, late);\n",
      'lib.ts': `const a = 1;\nexport { ${exported}, a as late };\n`,
    };
    const { files: used, leftOut } = await neighboursIn(scripts).find(snapshot('m.ts', scripts['m.ts']), never);
    assert.deepEqual(
      used.map(({ used }) => used.map(({ as }) => as)),
      [[['name4999']]],
    );
    assert.deepEqual(leftOut, [{ kind: 'definitions', path: 'lib.ts', looked: 5_000 }]);
  });

  it('leave out what there is no room for, members first', async () => {
    const files = {
      'm.ts': "import { A, b } from './a';\nnew A().get(b);\n",
      'a.ts': 'export class A {\n  get(key: string) {}\n}\nexport const b = 1;\n',
    };
    const all = { 'a.ts': ['export class A\n  get(key: string)', 'export const b = 1'] };
    assert.deepEqual(await shownWith('m.ts', files, 1 + 33 + 18), all);
    assert.deepEqual(await shownWith('m.ts', files, 1 + 14 + 18), { 'a.ts': ['export class A', 'export const b = 1'] });
    assert.deepEqual(await shownWith('m.ts', files, 1 + 14), { 'a.ts': ['export class A'] });
    assert.deepEqual(await shownWith('m.ts', files, 10), {});
    assert.deepEqual(await shownWith('m.ts', files, -5), {});
  });

  it('are found in files of any size in time that grows with them', async () => {
    const names = Array.from({ length: 3_000 }, (_, n) => `name${n}`);
    const files = {
      'm.ts': `${names.map((name, n) => `import { ${name} } from './f${n % 300}';`).join('\n')}\n${names.join('();\n')}`,
      ...Object.fromEntries(
        Array.from({ length: 300 }, (_, n) => [`f${n}.ts`, `export * from './f${(n + 1) % 300}';\n`]),
      ),
    };
    assert.deepEqual(await shownWith('m.ts', files), {});
  }).timeout(20_000);
});
