import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'mocha';
import { type AstGrep, startAstGrep } from '../../../src/reviewers/analyzers/astGrepRuntime';
import { candidatesOf, leafFinder } from '../../../src/reviewers/analyzers/candidates';
import { rulePacks } from '../../../src/reviewers/analyzers/rules/packs';
import type { Rule } from '../../../src/reviewers/analyzers/rules/rule';
import { grammars } from '../../../src/reviewers/syntax/grammars';
import { createParser } from '../../../src/reviewers/syntax/treeSitter';
import { buildWorker, fixtures, wasmFolder } from './support';

describe('the candidates of a rule', () => {
  let astGrep: AstGrep;

  before(async () => {
    buildWorker();
    astGrep = await startAstGrep(wasmFolder);
  });

  async function treeOf(language: keyof typeof grammars, text: string) {
    const { parser } = await createParser(wasmFolder, grammars[language].file);
    const tree = parser.parse(text);
    assert.ok(tree);
    return tree;
  }

  /** Offsets of the nodes that come into question, and of those that ast-grep matches when it goes through all. */
  async function places(language: keyof typeof grammars, text: string, rule: Rule) {
    const tree = await treeOf(language, text);
    const { kinds, leaves, mayMatch } = candidatesOf(rule, await astGrep.patternParser(grammars[language]));
    const hasLeaves = leafFinder(text);
    const candidates = kinds && tree.rootNode.descendantsOfType([...kinds]).filter((node) => hasLeaves(node, leaves));
    const read = await astGrep.read(grammars[language], text, tree);
    const { rule: pattern, constraints } = rule;
    const matched = read
      .nodeOf(tree.rootNode)
      .findAll({ rule: pattern, ...(constraints && { constraints }) })
      .map((node) => `${node.range().start.index}-${node.range().end.index}`);
    return {
      matched,
      candidates: candidates?.filter(mayMatch).map(({ startIndex, endIndex }) => `${startIndex}-${endIndex}`),
    };
  }

  for (const { name, grammars: spoken, rules } of rulePacks) {
    const [language] = Object.keys(spoken) as (keyof typeof grammars)[];
    it(`${name}: are all nodes that ast-grep matches, in every file with a defect`, async () => {
      let matches = 0;
      for (const folder of readdirSync(join(fixtures, 'rules', name))) {
        const file = readdirSync(join(fixtures, 'rules', name, folder)).find((entry) => entry.startsWith('bad.'));
        const text = readFileSync(join(fixtures, 'rules', name, folder, file ?? ''), 'utf8');
        for (const rule of rules) {
          const { matched, candidates } = await places(language ?? 'c', text, rule);
          matches += matched.length;
          assert.deepEqual(
            matched.filter((place) => candidates?.includes(place) === false),
            [],
            `${rule.id} in ${folder}`,
          );
        }
      }
      assert.ok(matches > 0);
    });
  }

  it('have the names of its pattern as whole words, in themselves', async () => {
    const rule = rulePacks.flatMap(({ rules }) => rules).find(({ id }) => id === 'deferred-lock');
    assert.ok(rule);
    const text = (call: string) => `package a\n\nfunc f() {\n\tm.Lock()\n\tdefer ${call}\n\tm.Lock()\n}\n`;
    assert.deepEqual((await places('go', text('m.Lock()'), rule)).candidates, ['33-47']);
    for (const call of ['m.Unlock()', 'm.Locked()', 'm.Close()']) {
      assert.deepEqual((await places('go', text(call), rule)).candidates, [], call);
    }
  });

  it('is read by ast-grep where it is, with what is around it', async () => {
    const text = 'package a\n\nfunc f() {\n\tm.Lock()\n\tdefer m.Lock()\n}\n';
    const tree = await treeOf('go', text);
    const read = await astGrep.read(grammars.go, text, tree);
    const [deferred] = tree.rootNode.descendantsOfType('defer_statement');
    const [called] = tree.rootNode.descendantsOfType('expression_statement');
    assert.ok(deferred && called);
    const node = read.nodeOf(deferred);
    assert.equal(read.nodeOf(called).text(), 'm.Lock()');
    assert.equal(node.text(), 'defer m.Lock()');
    assert.equal(node.matches({ rule: { kind: 'defer_statement', follows: { kind: 'expression_statement' } } }), true);
    assert.equal(node.matches({ rule: { kind: 'defer_statement', follows: { kind: 'defer_statement' } } }), false);
  });
});
