import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'mocha';
import { type AstGrep, startAstGrep } from '../../../src/reviewers/analyzers/astGrepRuntime';
import { nodeMatcher } from '../../../src/reviewers/analyzers/nodeMatcher';
import { rulePacks } from '../../../src/reviewers/analyzers/rules/packs';
import type { NodeRule } from '../../../src/reviewers/analyzers/rules/rule';
import { grammars } from '../../../src/reviewers/syntax/grammars';
import { createParser } from '../../../src/reviewers/syntax/treeSitter';
import { buildWorker, fixtures, wasmFolder } from './support';

describe('rules that the tree answers', () => {
  let astGrep: AstGrep;

  before(async () => {
    buildWorker();
    astGrep = await startAstGrep(wasmFolder);
  });

  /** Where a rule matches, as ast-grep says and as we say. */
  async function places(language: keyof typeof grammars, text: string, rule: NodeRule) {
    const { parser } = await createParser(wasmFolder, grammars[language].file);
    const tree = parser.parse(text);
    const matcher = nodeMatcher(rule);
    assert.ok(tree && matcher);
    const parsed = await astGrep.read(grammars[language], text, tree);
    const ours = tree.rootNode
      .descendantsOfType([...matcher.kinds])
      .filter(matcher.matches)
      .map((node) => [node.startIndex, node.endIndex]);
    const theirs = parsed
      .nodeOf(tree.rootNode)
      .findAll({ rule })
      .map((node) => [node.range().start.index, node.range().end.index]);
    return { ours, theirs };
  }

  for (const { name, grammars: spoken, rules } of rulePacks) {
    const answered = rules.filter(({ rule }) => nodeMatcher(rule));
    const [language] = Object.keys(spoken) as (keyof typeof grammars)[];
    if (!language || answered.length === 0) {
      continue;
    }
    it(`${name}: match where ast-grep matches them, in every file with a defect`, async () => {
      let matched = 0;
      for (const { id, rule } of answered) {
        for (const folder of readdirSync(join(fixtures, 'rules', name))) {
          const file = readdirSync(join(fixtures, 'rules', name, folder)).find((entry) => entry.startsWith('bad.'));
          const text = readFileSync(join(fixtures, 'rules', name, folder, file ?? ''), 'utf8');
          const { ours, theirs } = await places(language, text, rule);
          assert.deepEqual(ours, theirs, `${id} in ${folder}`);
          matched += ours.length;
        }
      }
      assert.ok(matched > 0);
    });
  }

  it('tell apart what kinds, texts, children and parents say', async () => {
    const text = 'int f(void) { int a = g(1, b); return a + b; }\n';
    const cases: readonly NodeRule[] = [
      { kind: 'identifier', regex: '^[ab]$' },
      { kind: 'identifier', not: { regex: '^a$' } },
      { kind: 'identifier', inside: { kind: 'binary_expression' } },
      { kind: 'identifier', inside: { kind: 'binary_expression', field: 'right' } },
      { kind: 'call_expression', has: { field: 'function', regex: '^G$' } },
      { kind: 'call_expression', has: { field: 'function', regex: '(?i)^G$' } },
      { kind: 'return_statement', has: { kind: 'binary_expression', has: { field: 'operator', regex: '^\\+$' } } },
      { any: [{ kind: 'number_literal' }, { kind: 'return_statement' }], all: [{ regex: '1|b' }] },
    ];
    for (const rule of cases) {
      const { ours, theirs } = await places('c', text, rule);
      assert.deepEqual(ours, theirs, JSON.stringify(rule));
    }
  });

  it('name each kind once, so that no node is looked at twice', () => {
    const rule = { any: ['^a$', '^b$'].map((regex) => ({ kind: 'identifier', regex })) };
    assert.deepEqual(nodeMatcher(rule)?.kinds, ['identifier']);
  });

  it('are none that need a pattern, an order, or nodes further away', () => {
    const rules: readonly NodeRule[] = [
      { pattern: 'f($A)' },
      { kind: 'call_expression', has: { pattern: 'a' } },
      { kind: 'call_expression', inside: { kind: 'block', stopBy: 'end' } },
      { kind: 'call_expression', follows: { kind: 'comment' } },
      { kind: 'call_expression', regex: '(?x) a b' },
      { regex: 'a' },
    ];
    for (const rule of rules) {
      assert.equal(nodeMatcher(rule), undefined, JSON.stringify(rule));
    }
  });
});
