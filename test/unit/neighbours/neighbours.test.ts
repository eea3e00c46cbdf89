import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createNeighbours } from '../../../src/core/neighbours/neighbours';
import { createChooser } from '../../../src/core/neighbours/shown';
import { wordsIn } from '../../../src/core/neighbours/words';
import type { ReadOutcome } from '../../../src/core/ports';
import { createSyntax } from '../../../src/reviewers/syntax/syntax';
import { never } from '../endpoints/support';
import { sha256 } from '../fakes';
import { snapshot, wasmFolder } from '../reviewers/support';

const syntax = createSyntax(wasmFolder);

const isSettings = /(?:^|\/)(?:[jt]sconfig\.json|package\.json|go\.mod|pnpm-workspace\.yaml|lerna\.json)$/;

type Files = Readonly<Record<string, string>>;

/** Neighbours in a folder with these files, and which of them were read. */
function neighboursIn(files: Files, paths = Object.keys(files), isWhole = (_: string) => true) {
  const read: string[] = [];
  const { usedBy: find, basis } = createNeighbours({
    ...{ paths, hash: sha256, isWhole },
    read: async (path): Promise<ReadOutcome> => {
      if (files[path] === undefined && isSettings.test(path)) {
        return { kind: 'failed', reason: 'file deleted', message: 'there is none' };
      }
      read.push(path);
      return { kind: 'text', snapshot: snapshot(path, files[path] ?? assert.fail(`${path} is read`)) };
    },
    signatures: (file) => syntax.signatures(file),
  });
  return { find, basis, read };
}

/** What is shown along with a file of them: each path, and what is shown of it. */
async function shownWith(path: string, files: Files, budget = 1_000): Promise<Record<string, readonly string[]>> {
  const text = files[path] ?? assert.fail(path);
  const found = await neighboursIn(files).find(snapshot(path, text), never);
  const choose = createChooser({ countTokens: (one) => one.length, heading: () => 'h' });
  const { files: shown, tokens } = choose({ files: found, words: wordsIn(text), budget });
  assert.ok(tokens <= Math.max(0, budget));
  return Object.fromEntries(shown.map((one) => [one.path, one.definitions]));
}

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
      'a.ts': ['export function a(x: number)', 'export function b()'],
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
      'named.js': ['function inner(deep)'],
    });
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
      'deep/c.ts': ['export function c(x: 1)'],
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
      found.map(({ path }) => path),
      ['c.ts'],
    );
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
