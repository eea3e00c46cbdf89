import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { stringify } from 'yaml';
import { json, yaml } from '../../../src/reviewers/analyzers/duplicateKeys';
import { asItCounts } from '../../../src/reviewers/analyzers/inTests';
import { analyze, snapshot } from './support';

/** What is reported, each with its line. */
async function found(path: string, text: string) {
  const file = snapshot(path, text);
  const findings = await analyze(path.endsWith('json') ? json : yaml, file);
  return findings.map(({ title, span }) => `${file.text.slice(0, span?.start).split('\n').length} ${title}`);
}

describe('duplicate keys', () => {
  it('are told of in JSON, whatever the key looks like', async () => {
    const text = '{\n"a": {"b": 1, "c": "a"},\n"d": [{"a": 1}, {"a": 2}],\n"\\u0061": 2 /* "x": */,\n"x": "a\\"b"}';
    assert.deepEqual(await found('a.json', text), ['4 Duplicate key “\\u0061”']);
    assert.deepEqual(await found('tsconfig.json', '{ // "a": 1\n "a": 1,\n "a": 2, }'), ['3 Duplicate key “a”']);
    assert.deepEqual(await found('a.json', '{"//": "one", "//": "two", "_comment": 1, "_comment": 2}'), []);
    assert.deepEqual(await found('a.json', '{"a": ["b", "b"], "c": "c"'), []);
    assert.deepEqual(await found('a.json', `{"${'k'.repeat(99)}": 1, "${'k'.repeat(99)}": 1}`), [
      `1 Duplicate key “${'k'.repeat(60)}…”`,
    ]);
  });

  it('are told of in YAML, in each document', async () => {
    assert.deepEqual(await found('a.yml', 'a: 1\nb:\n  a: 2\n"a": 3\n---\na: 4\n'), ['4 Duplicate key “a”']);
    assert.deepEqual(
      await found('a.yaml', 'x: &x {a: 1}\ny: {b: 1, b: 2}\nz:\n  <<: *x\n  <<: *x\n  1: a\n  "1": b\n'),
      ['2 Duplicate key “b”'],
    );
    assert.deepEqual(await found('docker-compose.yml', 'services:\n  web: {}\n  web: {}\n'), ['3 Duplicate key “web”']);
  });

  it('are none in a comment, nor in one without an end, which is read once', async () => {
    assert.deepEqual(await found('a.json', '{"a": 1, /* "a": 2, */ "b": 1}'), []);
    assert.deepEqual(await found('a.json', '{"a": 1, /* "a": 2'), []);
    assert.deepEqual(await found('a.json', `{"a": 1, ${'/* "a": 2, '.repeat(80_000)}`), []);
    assert.deepEqual(await found('a.json', '{"a": 1, /* "b" */ "a": 2'), ['1 Duplicate key “a”']);
  });

  it('are silenced by comments', async () => {
    assert.deepEqual(await found('a.yml', 'a: 1\na: 2 # folder-review-ignore: duplicate-key\n'), []);
  });

  it('are not looked for in what is no YAML', async () => {
    const run = await yaml.load({ wasmFolder: '' });
    for (const [text, name] of [
      ['a: {{ .Values.a }}\n  b: [\na: 1', 'templates'],
      ['a: [\nb: "\n', 'what is no YAML'],
      ['['.repeat(2_000), 'what is nested so deeply'],
    ] as const) {
      const analysis = await run(snapshot('a.yml', text), { governing: () => [] } as never, false);
      assert.deepEqual(analysis, { kind: 'not looked', because: { kind: 'dialect', name }, findings: [] });
    }
  });

  it('are none where a program has written the text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (value) => {
        assert.deepEqual(await found('a.json', JSON.stringify(value, null, 1)), []);
        assert.deepEqual(await found('a.yml', stringify(value)), []);
      }),
      { numRuns: 200 },
    );
  });

  it('are only counted in tests, which have them to read them', async () => {
    for (const [path, hiddenBy] of [
      ['a.yml', undefined],
      ['test/issues/0243-basic.yml', { kind: 'role', role: 'test' }],
    ] as const) {
      const file = snapshot(path, 'a: 1\na: 2\n');
      const told = asItCounts(yaml, file, await analyze(yaml, file));
      assert.deepEqual(
        told.map((finding) => finding.hiddenBy),
        [hiddenBy],
        path,
      );
    }
  });

  it('take time in proportion to the file', async () => {
    const keys = Array.from({ length: 60_000 }, (_, n) => `"k${n}": 1`);
    assert.deepEqual(await found('a.json', `{${[...keys, '"k0": 2'].join(',\n')}}`), ['60001 Duplicate key “k0”']);
    assert.deepEqual(await found('a.json', `${'{"a":'.repeat(100_000)}${'"'.repeat(9_999)}`), []);
    assert.equal((await found('a.yml', [...keys, 'k0: 2'].join('\n'))).length, 1);
  });
});
