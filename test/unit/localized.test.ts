import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { english } from '../../src/core/text/say';
import { allSources, editorMessages, editorSources, languages, readBundle } from '../words/bundles';
import { nlsKey, nlsTexts, rawManifest } from '../words/manifest';
import { manifestWords } from '../words/manifestWords';
import { plainReasons } from '../words/plainReasons';

/** What a translation has to leave as it is: names in code spans, and where links lead. */
const fixedParts = (text: string): readonly string[] => (text.match(/`[^`]*`|\]\([^)]*\)/g) ?? []).sort();

describe('the texts of package.json', () => {
  const words = manifestWords(rawManifest());
  const english = nlsTexts();
  const german = nlsTexts('de');

  it('stand in package.nls.json, none in package.json itself', () => {
    assert.ok(words.length > 250);
    const plain = words.filter(({ text }) => !nlsKey.test(text));
    assert.deepEqual(plain, []);
  });

  it('are there in English and in German, and no others', () => {
    const used = [...new Set(words.map(({ text }) => nlsKey.exec(text)?.[1]))].sort();
    assert.deepEqual(Object.keys(english).sort(), used);
    assert.deepEqual(Object.keys(german).sort(), used);
    assert.deepEqual(
      [...Object.entries(english), ...Object.entries(german)].filter(([, text]) => text.trim() === ''),
      [],
    );
  });

  it('name the same settings and lead to the same commands in German', () => {
    const differing = Object.entries(english).filter(
      ([key, text]) => fixedParts(text).join() !== fixedParts(german[key] ?? '').join(),
    );
    assert.deepEqual(differing, []);
  });
});

/**
 * What is not translated yet, each with the reason. All other sources of the editor's side are; nothing may be added here.
 */
const untranslated: Readonly<Record<string, string>> = {
  'agents/toolFolder.ts': 'answers models, in English',
  'models/': 'names of reasons; its failures are in the tables of recorded texts',
  'endpointSchema.ts': 'what is wrong with a setting is said by the schemas of folder-review.yaml, in English',
  'ids.ts': 'names, which the code compares',
  'settingsSchema.ts': 'what is wrong with a setting is said by the schemas of folder-review.yaml, in English',
};

/** What nobody reads, or what is recorded in English, in sources that are translated otherwise. */
const notForPeople: ReadonlySet<string> = new Set([
  'Folder Review',
  'lost row',
  'not a bug',
  'applied with editor changes',
  '$(folder) {…}',
  '$(git-commit) HEAD',
  'At the level Debug, this log says why of each file.',
  'Ollama',
  'Anthropic',
  'turned away',
  'other rows',
  'same rows',
  'retry failed',
  'show log',
  'not permitted',
  'editor failed',
  'changed during review',
  'server down',
  'connection lost',
  'model missing',
  'bad key',
  'quota used up',
  'not a model server',
  'Checked',
  'Unchecked',
  'Workspace',
]);

/** Where what keeps a change from being made is told, and what keeps a whole review from going on. */
const failing =
  /(?:^|\/)(?:core\/(?:queue|run)\/.*|vscode\/applier|workspace\/(?:changeableFile|regularFile|discover|walk|folder|git|gitView|gitDirectory|askGit|repository))\.ts$/;
const isFailing = (file: string): boolean => failing.test(file);

describe('what the sources of the editor’s side say', () => {
  const sources = editorSources();
  const isUntranslated = (file: string) => Object.keys(untranslated).some((room) => file.startsWith(room));

  it('is translated, but for the rooms that are named here', () => {
    const plain = sources
      .filter(({ file }) => !isUntranslated(file))
      .flatMap(({ file, plain: texts }) => texts.map(({ line, text }) => ({ file, line, text })))
      .filter(({ text }) => !notForPeople.has(text));
    assert.deepEqual(plain, []);
  });

  it('is translated where a file is skipped or failed, too: its reasons are those of the tables', () => {
    assert.deepEqual(plainReasons(allSources(), isFailing), []);
  });

  it('has its reasons followed to where they are written out', () => {
    const written = `
      const plain = 'said in a constant';
      const failed = (reason: string, message: string) => ({ kind: 'failed', reason, message });
      class Reviewer {
        #skip(message: string) { return { reason: 'minified', message }; }
        review() { return this.#skip(this.long ? 'said in a call' : texts.long); }
      }
      export const all = [
        { reason: 'binary', message: \`said of \${name}\` },
        { reason: 'binary', message: english(texts.binary, 'a value of it') },
        { reason: 'empty', message: plain },
        failed('refused', 'said of a failure'),
        { label: 'no reason at all', message: 'said otherwise' },
      ];`;
    assert.deepEqual(plainReasons(new Map([['a.ts', written]])), [
      'a.ts: a template',
      'a.ts: said in a call',
      'a.ts: said in a constant',
      'a.ts: said of a failure',
    ]);
  });

  it('stands in the bundles, in English and translated, and nothing else does: see npm run l10n', () => {
    const messages = [...editorMessages()].sort();
    assert.deepEqual(languages, ['de']);
    assert.deepEqual(
      Object.entries(readBundle()).filter(([message, text]) => message !== text),
      [],
    );
    for (const bundle of [readBundle(), ...languages.map(readBundle)]) {
      assert.deepEqual(Object.keys(bundle).sort(), messages);
      assert.deepEqual(
        messages.filter((message) => !bundle[message]?.trim()),
        [],
      );
    }
  });

  it('can be filled with values, one and many', () => {
    const texts = [readBundle(), ...languages.map(readBundle)].flatMap((bundle) => Object.values(bundle));
    const filled = texts.flatMap((text) => [1, 2].map((count) => english(text, ...Array<number>(9).fill(count))));
    assert.deepEqual(
      filled.filter((text) => /[{}#]/.test(text.replace('“#”', '').replace('„#“', ''))),
      [],
    );
  });

  it('has the same places for values in every language', () => {
    const placesIn = (text: string) => [...new Set(text.match(/\{\d+(?=[,}])/g))].sort().join();
    const differing = languages
      .flatMap((language) => Object.entries(readBundle(language)))
      .filter(([message, text]) => placesIn(message) !== placesIn(text));
    assert.deepEqual(differing, []);
  });
});
