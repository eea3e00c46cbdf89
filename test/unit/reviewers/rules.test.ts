import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'mocha';
import { astGrep } from '../../../src/reviewers/analyzers/astGrep';
import { rulePacks } from '../../../src/reviewers/analyzers/rules/packs';
import { analyze, buildWorker, fixed, fixtures, rulesOf, snapshot } from './support';

/** The text of a fixture and the name it has, or undefined if there is none of that name. */
function fixture(folder: string, name: string): { path: string; text: string } | undefined {
  const file = readdirSync(folder).find((entry) => entry.startsWith(`${name}.`));
  return file === undefined ? undefined : { path: file, text: readFileSync(join(folder, file), 'utf8') };
}

describe('rules of our own', () => {
  before(buildWorker);

  it('say of the same defect in two languages what is written down once', () => {
    const folder = join(import.meta.dirname, '../../../src/reviewers/analyzers/rules');
    const code = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    const said = rulePacks.flatMap(({ rules }) => rules.flatMap(({ title, explanation }) => [title, explanation]));
    const shared = said.filter((text, index) => said.indexOf(text) < index);
    assert.ok(shared.length > 0);
    for (const text of shared) {
      assert.equal(code.join('\n').split(`'${text}'`).length - 1, 1, text);
    }
  });

  for (const { name, grammars, rules } of rulePacks) {
    it(`${name}: a folder of fixtures for every rule and none for a rule that is not there`, () => {
      const folders = readdirSync(join(fixtures, 'rules', name)).sort();
      assert.deepEqual(folders, rules.map(({ id }) => id).sort());
    });

    it(`${name}: at least four rules with a fix`, () => {
      const all = rulePacks.filter((pack) => Object.keys(grammars).every((language) => language in pack.grammars));
      assert.ok(all.flatMap((pack) => pack.rules).filter(({ fix }) => fix !== undefined).length >= 4);
    });

    for (const rule of rules) {
      for (const language of rule.languages ?? Object.keys(grammars)) {
        it(`${name}/${rule.id} in ${language}`, async () => {
          const folder = join(fixtures, 'rules', name, rule.id);
          assert.ok(existsSync(folder), `no fixtures in ${folder}`);
          const [bad, good, repaired] = ['bad', 'good', 'fixed'].map((kind) => fixture(folder, kind));
          assert.ok(bad && good, 'bad and good are needed');

          const found = await analyze(astGrep, snapshot(bad.path, bad.text, language));
          assert.ok(found.length > 0, 'nothing found in bad');
          assert.deepEqual([...new Set(rulesOf(found))], [rule.id]);
          assert.deepEqual(await analyze(astGrep, snapshot(good.path, good.text, language)), []);
          // Where much is found, it is looked for in another way.
          const often = await analyze(astGrep, snapshot(bad.path, `${bad.text}\n`.repeat(5), language));
          assert.deepEqual(rulesOf(often), Array(5 * found.length).fill(rule.id));
          assert.equal(often[0]?.span?.start, found[0]?.span?.start);

          assert.equal(repaired !== undefined, rule.fix !== undefined, 'fixed is there exactly when there is a fix');
          if (repaired) {
            assert.equal(fixed(bad.text, found), repaired.text);
            assert.deepEqual(await analyze(astGrep, snapshot(repaired.path, repaired.text, language)), []);
          }
        });
      }
    }
  }
});
