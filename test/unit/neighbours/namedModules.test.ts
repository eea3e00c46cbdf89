import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'mocha';
import { folderFiles } from '../../../src/core/neighbours/folderFiles';
import { createNeighbours } from '../../../src/core/neighbours/neighbours';
import { importRulesOf } from '../../../src/core/neighbours/rules';
import type { ReadOutcome } from '../../../src/core/ports';
import { createSyntax } from '../../../src/reviewers/syntax/syntax';
import { sha256 } from '../../../src/store/hash';
import { createFolderWorkspace } from '../../../src/workspace/folder';
import { never } from '../endpoints/support';
import { snapshotOf } from '../fakes';
import { snapshot, wasmFolder } from '../reviewers/support';

type Settings = Readonly<Record<string, unknown>>;

/** Where specifiers in a file lead, among some paths, with what stands in files of settings: as text or as JSON. */
async function leadsTo(
  from: string,
  specifiers: readonly string[],
  paths: readonly string[],
  settings: Settings,
): Promise<(string | undefined)[]> {
  const read = async (path: string): Promise<ReadOutcome> => {
    const value = settings[path];
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return value === undefined
      ? { kind: 'failed', reason: 'file deleted', message: 'there is none' }
      : { kind: 'text', snapshot: snapshotOf(path, text) };
  };
  const files = await folderFiles([...paths, from], read);
  const rules = importRulesOf('typescript') ?? assert.fail();
  return specifiers.map(
    (specifier) => rules.resolve(from, { specifier, bindings: [], all: true }, files).map(({ path }) => path)[0],
  );
}

const withPaths = (paths: unknown, more = {}) => ({ compilerOptions: { paths, ...more } });

describe('modules that are named by the paths of TypeScript', () => {
  it('are found by patterns, whole names and from the base', async () => {
    const paths = ['src/a.ts', 'src/deep/index.ts', 'lib/b.ts', 'one.ts', 'src/ui/button.tsx'];
    const settings = {
      'tsconfig.json': `{ // what it is
        "compilerOptions": { "baseUrl": "./src", "paths": {
          "@/*": ["./*"], "@/ui/*": ["../none/*", "ui/*"], "one": ["../one"], "lib-*": ["../lib/*"], }, }, }`,
    };
    const asked = ['@/a', '@/deep', '@/ui/button', 'one', 'lib-b', 'a', 'deep', 'react', '@/none', 'one/more'];
    assert.deepEqual(await leadsTo('app/m.ts', asked, paths, settings), [
      ...['src/a.ts', 'src/deep/index.ts', 'src/ui/button.tsx', 'one.ts', 'lib/b.ts', 'src/a.ts', 'src/deep/index.ts'],
      ...[undefined, undefined, undefined],
    ]);
  });

  it('count from the nearest settings, what those extend, and what they refer to', async () => {
    const paths = ['base/a.ts', 'app/b.ts', 'app/in/c.ts'];
    const settings = {
      'tsconfig.json': { extends: './config/strict', files: [] },
      'config/strict.json': { extends: ['./none.json', './base.json'] },
      'config/base.json': withPaths({ '~/*': ['../base/*'] }),
      'app/tsconfig.json': { files: [], references: [{ path: './tsconfig.app.json' }] },
      'app/tsconfig.app.json': withPaths({ '~/*': ['./*'] }),
      'app/in/jsconfig.json': { extends: '../../tsconfig.json', ...withPaths({ 'c!': ['c'] }) },
    };
    assert.deepEqual(await leadsTo('m.ts', ['~/a'], paths, settings), ['base/a.ts']);
    assert.deepEqual(await leadsTo('app/m.ts', ['~/a', '~/b'], paths, settings), [undefined, 'app/b.ts']);
    assert.deepEqual(await leadsTo('app/in/m.ts', ['~/a', 'c!'], paths, settings), [undefined, 'app/in/c.ts']);
  });

  it('lead nowhere outside of the folder, and to no file that may not be shown', async () => {
    const paths = ['src/a.ts', 'etc/passwd.ts', 'passwd.ts'];
    const settings = {
      'src/tsconfig.json': withPaths(
        { 'up/*': ['../../*', '../../../etc/*'], 'abs/*': ['/etc/*', 'C:/etc/*'], '@/*': ['./*'], '*': ['../../*'] },
        { baseUrl: '.' },
      ),
    };
    const asked = ['up/passwd', 'up/etc/passwd', 'abs/passwd', '@/../../../etc/passwd', '@/../../../passwd', 'passwd'];
    assert.deepEqual(
      await leadsTo('src/m.ts', asked, paths, settings),
      asked.map(() => undefined),
    );
    const outside = { 'src/tsconfig.json': withPaths({ '@/*': ['./*'] }, { baseUrl: '../../..' }) };
    assert.deepEqual(await leadsTo('src/m.ts', ['passwd', 'src/a'], paths, outside), [undefined, undefined]);
    // Within the folder a way may lead up.
    assert.deepEqual(await leadsTo('src/m.ts', ['@/../passwd'], paths, settings), ['passwd.ts']);
    assert.deepEqual(await leadsTo('src/m.ts', ['@/hidden'], paths, settings), [undefined]);
  });

  it('read settings in circles, of any depth, size and shape to an end', async () => {
    const paths = ['a.ts', 'in/a.ts'];
    const circle = { extends: ['./b.json', './tsconfig.json'], references: [{ path: '.' }, { path: 1 }, null] };
    for (const settings of [
      { 'tsconfig.json': circle, 'b.json': { extends: './tsconfig.json' } },
      { 'tsconfig.json': { extends: '../../tsconfig.json' } },
      { 'tsconfig.json': '['.repeat(200_000) },
      { 'tsconfig.json': '{"a":'.repeat(50_000) },
      { 'tsconfig.json': `{"compilerOptions":{"paths":{"@/*":["./*"]}},"x":"${'y'.repeat(10_000_000)}"}` },
      { 'tsconfig.json': withPaths(['./*']) },
      { 'tsconfig.json': withPaths({ '@/*': './*/x', '@/a': [1, null, { a: './*' }] }, { baseUrl: 7 }) },
      { 'tsconfig.json': '{"compilerOptions":{"paths":{"__proto__":["./*"],"@/*":{"length":1}}}}' },
      { 'tsconfig.json': 'null', 'package.json': '"text"' },
    ]) {
      assert.deepEqual(await leadsTo('in/m.ts', ['@/a', 'length'], paths, settings), [undefined, undefined]);
    }
    // The way through a circle does not hide what is said beside it.
    const told = { 'tsconfig.json': { ...circle, ...withPaths({ '@/*': ['./*'] }) }, 'b.json': circle };
    assert.deepEqual(await leadsTo('in/m.ts', ['@/a'], paths, told), ['a.ts']);
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`x${n}/*`, ['./*']]));
    const chain = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, n) => [`c${n}.json`, { extends: `./c${n + 1}.json` }]),
    );
    const long = { ...chain, 'tsconfig.json': { extends: './c0.json', ...withPaths(many) } };
    assert.deepEqual(await leadsTo('in/m.ts', ['x0/a', 'x1999/a'], paths, long), ['a.ts', undefined]);
  });
});

describe('modules that are named by their package', () => {
  it('are what the package exports, its types first, or what its entry is built from', async () => {
    const paths = ['typings/index.d.ts', 'index.js', 'lib/esm.mjs', 'lib/plugins/x.js', 'lib/hidden.js', 'in/z.ts'];
    const settings = {
      'package.json': {
        name: 'commander',
        exports: {
          '.': { import: './index.js', types: './typings/index.d.ts' },
          './esm': [{ node: { import: './lib/esm.mjs' } }, './index.js'],
          './plugins/*.js': './lib/plugins/*.js',
          './out': '../outside.js',
        },
        imports: { '#z': './in/z.ts', '#y': 'react' },
      },
    };
    const asked = ['commander', 'commander/esm', 'commander/plugins/x.js', 'commander/lib/hidden.js', 'commander/out'];
    assert.deepEqual(await leadsTo('tests/m.ts', [...asked, '#z', '#y', '#x', 'other'], paths, settings), [
      ...['typings/index.d.ts', 'lib/esm.mjs', 'lib/plugins/x.js', undefined, undefined],
      ...['in/z.ts', undefined, undefined, undefined],
    ]);
    const built = { 'package.json': { name: '@a/b', main: './dist/cjs/index.js', types: 'dist/index.d.ts' } };
    const sources = ['src/index.ts', 'src/util/x.ts'];
    assert.deepEqual(await leadsTo('tests/m.ts', ['@a/b', '@a/b/dist/util/x', '@a/c'], sources, built), [
      ...['src/index.ts', 'src/util/x.ts', undefined],
    ]);
  });

  it('are what a folder’s own package says where a path leads to that folder, before its index', async () => {
    const settings = {
      'package.json': { main: 'lib/app.js' },
      'inner/package.json': { main: '../lib/app.js', types: './inner.d.ts' },
    };
    const paths = ['lib/app.js', 'index.js', 'inner/index.js', 'inner/inner.d.ts', 'plain/index.js', 'inner.js'];
    const asked = ['..', '../', '../inner', '../inner/', '../plain', '../..', '../inner/index'];
    assert.deepEqual(await leadsTo('test/m.js', asked, paths, settings), [
      ...['lib/app.js', 'lib/app.js', 'inner.js', 'inner/inner.d.ts', 'plain/index.js', undefined, 'inner/index.js'],
    ]);
  });

  it('are known to the packages of the same workspace alone', async () => {
    const paths = ['packages/a/src/index.ts', 'packages/b/src/index.ts', 'fixtures/express/index.js'];
    const names = {
      'packages/a/package.json': { name: '@x/a', main: 'dist/index.js' },
      'packages/b/package.json': { name: '@x/b' },
      'fixtures/express/package.json': { name: 'express' },
    };
    const root = { name: 'root', workspaces: ['packages/*'] };
    const from = 'packages/b/src/m.ts';
    const found = ['packages/a/src/index.ts', 'packages/b/src/index.ts'];
    assert.deepEqual(await leadsTo(from, ['@x/a', '@x/b'], paths, { 'package.json': root, ...names }), found);
    const pnpm = { 'package.json': { name: 'root' }, 'pnpm-workspace.yaml': '"packages:\\n"', ...names };
    assert.deepEqual(await leadsTo(from, ['@x/a', '@x/b'], paths, pnpm), found);
    const apart = { 'package.json': { name: 'root' }, ...names };
    assert.deepEqual(await leadsTo(from, ['@x/a', '@x/b', 'express'], paths, apart), [undefined, found[1], undefined]);
  });

  it('lie in their package, whatever it says', async () => {
    const paths = ['packages/a/index.ts', 'secret.ts', 'packages/b/index.ts'];
    const outside = ['../../secret.ts', './../../secret', '/secret.ts', './x/../../../secret.ts'];
    for (const way of outside) {
      const settings = {
        'packages/a/package.json': {
          name: 'a',
          exports: { '.': way, './s': way, './w/*': `${way}/*` },
          imports: { '#s': way },
        },
      };
      assert.deepEqual(await leadsTo('packages/a/m.ts', ['a/s', 'a/w/../../../secret', '#s'], paths, settings), [
        ...[undefined, undefined, undefined],
      ]);
    }
    let deep: unknown = './index.ts';
    for (let level = 0; level < 1_000; level++) {
      deep = level % 2 === 0 ? { [`c${level}`]: deep } : [deep];
    }
    const nested = { 'packages/a/package.json': { name: 'a', exports: { './x': deep } } };
    assert.deepEqual(await leadsTo('packages/a/m.ts', ['a/x'], paths, nested), [undefined]);
  });
});

describe('a folder whose settings point elsewhere', () => {
  it('has nothing shown of what is behind links, skipped, secret or outside', async () => {
    const top = mkdtempSync(join(tmpdir(), 'folder-review-near-'));
    const folder = join(top, 'reviewed');
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    const shown = (name: string) => `export function ${name}(x: number): void {}\n`;
    write('../outside/out.ts', shown('out'));
    write('../outside/tsconfig.json', JSON.stringify(withPaths({ 'linked/*': ['./src/*'] })));
    write('src/plain.ts', shown('plain'));
    write('src/generated.ts', `// Code generated by x. DO NOT EDIT.\n${shown('generated')}`);
    write('src/secret.ts', `const t = 'ghp_D7G7HvDZOsY0qK0hmTmzIwT10Y3x597YVTS8';\n${shown('secret')}`);
    write('src/ignored.ts', shown('ignored'));
    write('.reviewignore', 'src/ignored.ts\n');
    symlinkSync(join(top, 'outside/out.ts'), join(folder, 'src/link.ts'));
    symlinkSync(join(top, 'outside'), join(folder, 'src/folder'));
    write('linked/m.ts', "import { plain } from 'linked/plain';\nplain();\n");
    symlinkSync(join(top, 'outside/tsconfig.json'), join(folder, 'linked/tsconfig.json'));
    write('tsconfig.json', JSON.stringify(withPaths({ '@/*': ['./src/*', '../outside/*', `${top}/outside/*`] })));
    const names = ['plain', 'generated', 'secret', 'ignored', 'link', 'folder/out', 'out'];
    const imports = names.map((name) => `import { ${name.replace('folder/', 'in_')} } from '@/${name}';\n`).join('');
    write('m.ts', `${imports}f(${names.join(', ')}, in_out, out);\n`);
    try {
      const workspace = createFolderWorkspace({
        ...{ folder, hash: sha256, include: [], exclude: [], maxFileSize: 1_048_576 },
      });
      const found = await workspace.discover(never);
      assert.ok(found.kind === 'found');
      const syntax = createSyntax(wasmFolder);
      const { usedBy: find } = createNeighbours({
        paths: found.files.flatMap(({ kind, path }) => (kind === 'file' ? [path] : [])),
        read: workspace.read,
        ...{ hash: sha256, isWhole: () => true },
        signatures: (file) => syntax.signatures(file),
      });
      const usedBy = async (path: string) => {
        const read = await workspace.read(path);
        assert.ok(read.kind === 'text');
        return (await find(snapshot(path, read.snapshot.text), never)).files.map((one) => one.path);
      };
      assert.deepEqual(await usedBy('m.ts'), ['src/plain.ts']);
      assert.deepEqual(await usedBy('linked/m.ts'), []);
    } finally {
      rmSync(top, { recursive: true });
    }
  });
});
