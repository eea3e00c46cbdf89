import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { isSettings, mergeSettings, parseConfig } from '../../../src/reviewers/analyzers/dataFiles';
import { createFolderConfig } from '../../../src/reviewers/analyzers/folderConfig';
import { processorMs } from '../scanned';
import { withFolder } from './support';

describe('configuration files', () => {
  it('reads TOML, and says on which line it makes no sense', () => {
    const text = '[tool.ruff.lint]\nselect = ["E", \'F\'] # some\n';
    const read = parseConfig({ path: 'a.toml', text });
    assert.equal(JSON.stringify(read), '{"kind":"data","value":{"tool":{"ruff":{"lint":{"select":["E","F"]}}}}}');
    const malformed = parseConfig({ path: 'a.toml', text: 'a = 1\nb = \n' });
    assert.deepEqual([malformed.kind, malformed.kind === 'malformed' && malformed.line], ['malformed', 2]);
  });

  it('never lets a key reach a prototype', () => {
    const read = parseConfig({
      path: 'a.toml',
      text: '__proto__.polluted = true\n[constructor]\nprototype.polluted = true',
    });
    const settings = read.kind === 'data' && isSettings(read.value) ? read.value : {};
    mergeSettings(settings, settings);
    mergeSettings({}, JSON.parse('{ "__proto__": { "polluted": true } }'));
    assert.equal(Reflect.get({}, 'polluted'), undefined);
  });

  it('reads JSON with comments and trailing commas, and leaves strings alone', () => {
    const text = '{ // one\n "a": "// no comment, }", /* two\n */ "b": [1, 2, ], }';
    assert.deepEqual(parseConfig({ path: 'a.jsonc', text }), {
      kind: 'data',
      value: { a: '// no comment, }', b: [1, 2] },
    });
    assert.equal(parseConfig({ path: 'a.json', text: '{' }).kind, 'malformed');
  });

  it('reads YAML, and stops at one that would grow without end', () => {
    assert.deepEqual(parseConfig({ path: 'a.yaml', text: 'a: [1]' }), { kind: 'data', value: { a: [1] } });
    assert.equal(parseConfig({ path: 'a.yaml', text: 'a: [' }).kind, 'malformed');
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (let level = 1; level < 10; level++) {
      const [above, here] = [String.fromCharCode(96 + level), String.fromCharCode(97 + level)];
      bomb.push(`${here}: &${here} [${Array(10).fill(`*${above}`).join(',')}]`);
    }
    assert.equal(parseConfig({ path: 'a.yaml', text: bomb.join('\n') }).kind, 'malformed');
  });

  it('takes none that is nested more deeply than those who use it can follow', () => {
    const deep = { toml: `a${'.a'.repeat(20_000)} = 1`, json: `${'['.repeat(20_000)}${']'.repeat(20_000)}` };
    for (const [kind, text] of Object.entries(deep)) {
      assert.deepEqual(parseConfig({ path: `a.${kind}`, text }), {
        kind: 'malformed',
        message: 'The file is nested too deeply.',
      });
    }
    assert.equal(parseConfig({ path: 'a.toml', text: `a${'.a'.repeat(50)} = 1` }).kind, 'data');
  });

  it('reads a file with thousands of keys, and reads it once', () => {
    const text = Array.from({ length: 40_000 }, (_, index) => `a${index}: 1\n`).join('');
    const file = { path: 'a.yaml', text };
    assert.ok(processorMs(() => parseConfig(file)) < 8_000);
    const first = parseConfig(file);
    assert.equal(parseConfig(file), first);
    assert.equal(Object.keys((first as { value: object }).value).length, 40_000);
  });

  it('finds what governs a file, nearest first, and reads nothing through a link', async () => {
    const files = { 'x.json': '1', 'a/y.json': '2', 'a/b/x.json': '3', 'c/x.json': '4' };
    await withFolder(files, async (folder) => {
      symlinkSync('/etc/passwd', join(folder, 'a/x.json'));
      const config = createFolderConfig(folder);
      assert.deepEqual(
        [...config.governing('a/b/f.md', ['y.json', 'x.json'])].map(({ path }) => path),
        ['a/b/x.json', 'a/y.json', 'x.json'],
      );
      assert.deepEqual([...config.governing('f.md', ['y.json', 'x.json'])], [{ path: 'x.json', text: '1' }]);
      assert.equal(config.read('a/x.json'), undefined);
      assert.equal(config.read('a'), undefined);
    });
  });

  it('tells what stands in the place of the nearest and cannot be read, but for links and folders', async () => {
    const files = {
      'a/x.json': '1',
      'large/x.json': ' '.repeat(1_100_000),
      'secret/x.json': '1',
      'folder/x.json/f': '1',
    };
    await withFolder({ ...files, 'link/f': '' }, async (folder) => {
      execFileSync('mkfifo', [join(folder, 'x.json'), join(folder, 'y.json')]);
      symlinkSync('../x.json', join(folder, 'link/x.json'));
      const config = createFolderConfig(folder);
      const told = (path: string) => config.unreadable(path, ['x.json', 'y.json']);
      const pipe = { path: 'x.json', why: 'It is a pipe, socket or device.' };
      assert.deepEqual(told('f.md'), pipe);
      assert.deepEqual([told('link/f.md'), told('folder/f.md'), told('b/c/f.md')], [pipe, pipe, pipe]);
      assert.equal(told('a/f.md'), undefined, 'a nearer one is read');
      assert.deepEqual(told('large/f.md'), { path: 'large/x.json', why: 'It is larger than a megabyte.' });
      assert.equal(config.unreadable('f.md', ['z.json']), undefined);
      assert.deepEqual([...config.governing('f.md', ['x.json', 'y.json'])], []);
      // Whoever may read everything may read that, too.
      chmodSync(join(folder, 'secret/x.json'), 0);
      const isForbidden = process.geteuid?.() !== 0;
      assert.equal(told('secret/f.md')?.why, isForbidden ? 'It may not be read.' : undefined);
    });
  });

  it('reads nothing behind a linked folder, nor outside of the reviewed one, by whatever way', async () => {
    const files = { 'in/ruff.toml': '1', 'in/sub/ruff.toml': '2', 'out/ruff.toml': '3', 'out/l/ruff.toml': '4' };
    await withFolder(files, async (parent) => {
      const folder = join(parent, 'in');
      symlinkSync(join(parent, 'out'), join(folder, 'foreign'));
      symlinkSync(join(folder, 'sub'), join(folder, 'own'));
      mkdirSync(join(parent, 'IN/l'), { recursive: true });
      writeFileSync(join(parent, 'IN/l/ruff.toml'), '5');
      symlinkSync(join(parent, 'IN/l'), join(folder, 'l'));
      const config = createFolderConfig(folder);
      for (const path of ['foreign/ruff.toml', 'foreign/l/ruff.toml', 'own/ruff.toml', 'l/ruff.toml']) {
        assert.equal(config.read(path), undefined, path);
      }
      for (const path of ['../out/ruff.toml', 'sub/../../out/ruff.toml', 'sub/../ruff.toml', 'sub//ruff.toml', '']) {
        assert.equal(config.read(path), undefined, path);
      }
      assert.equal(config.read('sub/ruff.toml')?.text, '2');
      // The folder itself may have been opened through a link.
      symlinkSync(folder, join(parent, 'link'));
      assert.equal(createFolderConfig(join(parent, 'link')).read('ruff.toml')?.text, '1');
    });
  });
});
