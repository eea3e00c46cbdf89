import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'mocha';
import { languageOf } from '../../../src/core/text/language';
import { startAstGrep } from '../../../src/reviewers/analyzers/astGrepRuntime';
import { createRuleFilter, neededTexts, type ParsePattern } from '../../../src/reviewers/analyzers/neededTexts';
import { rulePacks } from '../../../src/reviewers/analyzers/rules/packs';
import type { NodeRule, Rule } from '../../../src/reviewers/analyzers/rules/rule';
import { grammarFor, grammars, spokenLanguage } from '../../../src/reviewers/syntax/grammars';
import { buildWorker, fixtures, wasmFolder } from './support';

function ruleOf(rule: NodeRule, constraints?: Rule['constraints']): Rule {
  return {
    ...{ id: 'a', title: 'A', explanation: '', severity: 'info', category: 'bug', confidence: 'low', rule },
    ...(constraints && { constraints }),
  };
}

describe('the texts that a rule needs', () => {
  let parsePattern: ParsePattern;

  before(async () => {
    buildWorker();
    parsePattern = await (await startAstGrep(wasmFolder)).patternParser(grammars.c);
  });

  const cases: readonly [string, Rule, string[][]][] = [
    ['are the names and literals of its pattern', ruleOf({ pattern: 'f($A, 0)' }), [['f'], ['0']]],
    [
      'are not what surrounds the part of a pattern that is looked for',
      ruleOf({ pattern: { context: 'void g() { f($A); }', selector: 'call_expression' } }),
      [['f']],
    ],
    ['are those of one alternative', ruleOf({ any: [{ pattern: 'f()' }, { pattern: 'g()' }] }), [['f', 'g']]],
    ['are none where an alternative needs none', ruleOf({ any: [{ pattern: 'f()' }, { kind: 'identifier' }] }), []],
    ['are not those of what must not be there', ruleOf({ not: { pattern: 'f()' } }), []],
    [
      'are those of nodes around it, too',
      ruleOf({ pattern: 'f()', inside: { kind: 'goto_statement', stopBy: 'end' }, has: { regex: 'xy' } }),
      [['f'], ['goto'], ['xy']],
    ],
    ['are what an expression cannot match without', ruleOf({ regex: '^(std::)?(memset|copy)$' }), [['memset', 'copy']]],
    ['are not what may be missing in it', ruleOf({ regex: 'a*b?[cd](?!e)' }), []],
    ['are none of an expression that does not mind letters', ruleOf({ regex: '(?i)abc' }), []],
    ['are none of an expression in words of Rust', ruleOf({ regex: '\\Aabc\\z' }), []],
    [
      'are those of a constraint on what is always there',
      ruleOf({ pattern: '$F($A)' }, { F: { regex: '^malloc$' } }),
      [['malloc']],
    ],
    [
      'are not those of a constraint on what may not be there',
      ruleOf({ any: [{ pattern: '$F($A)' }, { pattern: '$A + 1' }] }, { F: { regex: '^malloc$' } }),
      [],
    ],
    ['are none of a signature', ruleOf({ pattern: { context: 'f($A)', strictness: 'signature' } }), []],
  ];
  for (const [name, rule, needed] of cases) {
    it(name, () => {
      assert.deepEqual(neededTexts(rule, parsePattern), needed);
    });
  }

  it('are in every file in which a rule of ours finds something', async () => {
    const { patternParser } = await startAstGrep(wasmFolder);
    const likely = createRuleFilter(patternParser);
    let tried = 0;
    for (const { name, rules } of rulePacks) {
      for (const rule of rules) {
        const folder = join(fixtures, 'rules', name, rule.id);
        for (const file of readdirSync(folder).filter((file) => file.startsWith('bad'))) {
          const text = readFileSync(join(folder, file), 'utf8');
          const snapshot = { path: file, text, language: languageOf(file) };
          const grammar = grammarFor(snapshot);
          assert.ok(grammar, spokenLanguage(snapshot));
          assert.deepEqual(await likely([rule], grammar, text), [rule]);
          tried++;
        }
      }
    }
    assert.ok(tried > 50, String(tried));
  });

  it('leave most rules out of most files', async () => {
    const { patternParser } = await startAstGrep(wasmFolder);
    const rules = rulePacks.filter(({ name }) => name === 'c').flatMap((pack) => pack.rules);
    const likely = await createRuleFilter(patternParser)(
      rules,
      grammars.c,
      'int sum(int a, int b)\n{\n    return a + b;\n}\n',
    );
    assert.ok(likely.length < rules.length / 2, likely.map(({ id }) => id).join());
  });
});
