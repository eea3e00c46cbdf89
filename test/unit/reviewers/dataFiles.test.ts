import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { mergeSettings, parseConfig } from '../../../src/reviewers/dataFiles';
import { createFolderConfig } from '../../../src/reviewers/folderConfig';
import { parseToml, TomlError } from '../../../src/reviewers/toml';
import { withFolder } from './support';

describe('configuration files', () => {
  it('reads TOML', () => {
    const text = `
# a comment
title = "a \\"b\\" \\u00e9 # no comment" # a comment
'single' = 'C:\\path'
numbers = [1, -2, 0x10, 1_000, 1.5, 6e2, inf, # a comment
  true, false,
]
when = 2024-01-02T03:04:05Z
day = 2024-01-02 03:04:05
lines = """
first \\
   and still first
"second" """
raw = '''
no \\escape'''
inline = { a.b = 1, "c d" = [] }
a."b.c".d = 1

[tool.ruff]
line-length = 100
[tool.ruff.lint]
select = ["E", 'F']
[[entry]]
name = "one"
[[entry]]
name = "two"
[entry.deep]
x = 1
`;
    assert.deepEqual(JSON.parse(JSON.stringify(parseToml(text))), {
      title: 'a "b" é # no comment',
      single: 'C:\\path',
      numbers: [1, -2, 16, 1000, 1.5, 600, null, true, false],
      when: '2024-01-02T03:04:05Z',
      day: '2024-01-02 03:04:05',
      lines: 'first and still first\n"second" ',
      raw: 'no \\escape',
      inline: { a: { b: 1 }, 'c d': [] },
      a: { 'b.c': { d: 1 } },
      tool: { ruff: { 'line-length': 100, lint: { select: ['E', 'F'] } } },
      entry: [{ name: 'one' }, { name: 'two', deep: { x: 1 } }],
    });
  });

  it('reads an empty TOML text and one without a final line end', () => {
    assert.deepEqual(parseToml(''), {});
    assert.deepEqual(parseToml('a = 1'), { a: 1 });
  });

  it('says where TOML makes no sense', () => {
    for (const [text, line] of [
      ['a = 1\nb = ', 2],
      ['a = "b', 1],
      ['\n[a\nb = 1', 2],
      ['a = 1 b = 2', 1],
      ['a = 1\na = 2', 2],
      ['a = 1\n[a]', 2],
      ['a = [1 2]', 1],
      ['= 1', 1],
      ['a = nonsense', 1],
    ] as const) {
      assert.throws(
        () => parseToml(text),
        (error) => error instanceof TomlError && error.line === line,
        text,
      );
    }
  });

  it('never lets a key reach a prototype', () => {
    const table = parseToml('__proto__.polluted = true\n[constructor]\nprototype.polluted = true');
    assert.deepEqual(Object.keys(table), ['__proto__', 'constructor']);
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
});
