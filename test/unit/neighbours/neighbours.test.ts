import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createNeighbours } from '../../../src/core/neighbours/neighbours';
import { chooseShown } from '../../../src/core/neighbours/shown';
import { wordsIn } from '../../../src/core/neighbours/words';
import type { ReadOutcome } from '../../../src/core/ports';
import { createSyntax } from '../../../src/reviewers/syntax/syntax';
import { never } from '../endpoints/support';
import { snapshot, wasmFolder } from '../reviewers/support';

const syntax = createSyntax(wasmFolder);

type Files = Readonly<Record<string, string>>;

/** Neighbours in a folder with these files, and which of them were read. */
function neighboursIn(files: Files, paths = Object.keys(files)) {
  const read: string[] = [];
  const find = createNeighbours({
    paths,
    read: async (path): Promise<ReadOutcome> => {
      read.push(path);
      return { kind: 'text', snapshot: snapshot(path, files[path] ?? assert.fail(`${path} is read`)) };
    },
    signatures: (file) => syntax.signatures(file),
  });
  return { find, read };
}

/** What is shown along with a file of them: each path, and what is shown of it. */
async function shownWith(path: string, files: Files, budget = 1_000): Promise<Record<string, readonly string[]>> {
  const text = files[path] ?? assert.fail(path);
  const found = await neighboursIn(files).find(snapshot(path, text), never);
  const request = {
    files: found,
    words: wordsIn(text),
    budget,
    countTokens: (one: string) => one.length,
    heading: () => 'h',
  };
  return Object.fromEntries(chooseShown(request).map((one) => [one.path, one.definitions]));
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

  it('show nothing of files that are not read as text, and go on', async () => {
    const find = createNeighbours({
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
