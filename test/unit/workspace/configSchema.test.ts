import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { describe, it } from 'mocha';
import { parseDocument } from 'yaml';
import { fileSchema, readConfigFile } from '../../../src/workspace/configFile';
import { configSchema, type JsonSchema } from '../../../src/workspace/configSchema';
import { configText } from '../../../src/workspace/configText';
import { readManifest } from '../../words/manifest';
import { type Declared, declaredShape, type Node, readShape, sorted } from '../shapes';
import { known, mistakes, partlyEmpty, profilesSample, reviewSample } from './configSamples';
import { put, useFolder } from './support';

const root = join(import.meta.dirname, '../../..');
const { contributes } = readManifest();
const schema = configSchema(contributes.configuration.properties, {
  analyzers: known.map(({ analyzer }) => ({ name: analyzer })),
  rules: known.flatMap(({ analyzer, ids }) => ids.map((id) => ({ analyzer, id }))),
});
// The words of editors, such as `defaultSnippets`, are not the validator's.
const validate = new Ajv({ strict: false }).compile(schema);

/** Whether a schema takes a text; none does that is no YAML. */
function takes(text: string): boolean {
  const document = parseDocument(text, { logLevel: 'error' });
  if (document.errors.length + document.warnings.length > 0) {
    return false;
  }
  try {
    return validate(document.toJS() ?? {});
  } catch {
    // Aliases without end.
    return false;
  }
}

/** What a schema says in two words, where the file may be empty. */
function withoutNull(part: JsonSchema): JsonSchema {
  const entries = Object.entries(part).map(([key, value]) => [
    key,
    key === 'type' && Array.isArray(value)
      ? value.find((type) => type !== 'null')
      : typeof value === 'object' && value !== null && !Array.isArray(value)
        ? withoutNull(value as JsonSchema)
        : value,
  ]);
  return Object.fromEntries(entries);
}

/** Wildcards and choices of globs, small things of names, and two profiles that are one: a schema has no words for them. */
const onlyRead = [
  'review:\n  exclude: ["*a*a*a*a*"]\n',
  `review:\n  exclude: ["${'{a,a}'.repeat(40)}x"]\n`,
  'review:\n  overrides:\n    - files: [a, "*a*a*a*"]\n',
];

describe('the schema of folder-review.yaml', () => {
  const folder = useFolder();

  it('says what the reader takes, in every part of it', () => {
    const read = readShape(fileSchema(known) as unknown as Node);
    assert.deepEqual(sorted(declaredShape(withoutNull(schema) as Declared)), sorted(read));
  });

  it('takes what is right', () => {
    const rules = 'review: {rules: {ruff/F401: off, ruff/*: info, ruff/S113: error, editor/ts/2304: off}}\n';
    for (const text of [...partlyEmpty, reviewSample, profilesSample, rules]) {
      assert.ok(takes(text), `${text}: ${JSON.stringify(validate.errors)}`);
    }
  });

  it('refuses what is wrong, but for what it has no words for', () => {
    const taken = mistakes.map(([text]) => text).filter((text) => !onlyRead.includes(text) && takes(text));
    assert.deepEqual(taken, []);
  });

  it('is in the package, where an extension for YAML looks for it', () => {
    const [{ fileMatch, url }, ...others] = contributes.yamlValidation;
    assert.deepEqual([fileMatch, others], ['folder-review.yaml', []]);
    assert.ok(existsSync(join(root, url)));
    assert.ok(readFileSync(join(root, '.vscodeignore'), 'utf8').includes(`!${url.replace('./', '')}\n`));
  });

  it('makes a file that says nothing, and holds the defaults behind its comment signs', async () => {
    const text = configText(schema);
    put(folder.path, 'folder-review.yaml', text);
    const words = { source: 'folder-review.yaml', wishes: {} };
    assert.deepEqual(await readConfigFile(folder.path, known), { kind: 'config', config: { words, verify: {} } });
    assert.ok(text.split('\n').every((line) => line.length <= 102));

    const said = text.replace(/^( *)# (?=(?: {2})?[a-z_]+:)/gm, '$1');
    put(folder.path, 'folder-review.yaml', said);
    const outcome = await readConfigFile(folder.path, known);
    assert.equal(outcome.kind, 'config', JSON.stringify(outcome));
    const { review, profiles, verify } = parseDocument(said).toJS();
    const { properties } = contributes.configuration;
    assert.deepEqual(review, {
      max_parallel_files: properties['folderReview.maxParallelFiles'].default,
      profile: properties['folderReview.profile'].default,
      include: properties['folderReview.include'].default,
      exclude: properties['folderReview.exclude'].default,
      also_review: properties['folderReview.alsoReview'].default,
      encoding: 'utf8',
      instructions: properties['folderReview.instructions'].default,
      rules: properties['folderReview.rules'].default,
      overrides: properties['folderReview.overrides'].default,
    });
    assert.deepEqual([Object.keys(profiles), verify], [['api'], { suggest: [] }]);
  });
});
