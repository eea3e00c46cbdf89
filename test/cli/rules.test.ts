import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { RuleList } from '../../src/cli/ruleList';
import { analyzers } from '../../src/reviewers/analyzers/analyzers';
import { readLedger } from '../precision/ledger';
import { Playground } from './cli';

describe('folder-review rules', () => {
  let ground: Playground;
  beforeEach(() => {
    ground = new Playground();
  });
  afterEach(() => ground.dispose());

  it('lists every rule of every analyzer as JSON, with figures where its hits were counted', async () => {
    const { stdout, exitCode } = await ground.run(['rules', '--format', 'json']);
    assert.equal(exitCode, 0);
    const { rules } = JSON.parse(stdout) as RuleList;
    const named = rules.map(({ analyzer, figures: _, ...rule }) => ({ analyzer, ...rule }));
    const all = analyzers.flatMap(({ name, rules }) => rules.map((rule) => ({ analyzer: name, ...rule })));
    assert.deepEqual(named, JSON.parse(JSON.stringify(all)));
    const { analyzers: kept } = readLedger();
    for (const { analyzer, id, figures } of rules) {
      const isCounted = kept.get(analyzer)?.hits.some(({ rule }) => rule === id) ?? false;
      assert.equal(figures !== undefined, isCounted, `${analyzer}/${id}`);
    }
  });

  it('is text for a person otherwise: a heading for each analyzer, and what each rule finds', async () => {
    const { stdout } = await ground.run(['rules']);
    for (const { name, rules } of analyzers.filter(({ rules }) => rules.length > 0)) {
      assert.match(stdout, new RegExp(`^${name}$`, 'm'));
      for (const { id } of rules) {
        assert.match(stdout, new RegExp(`^  ${id}  .*\\n      (?:Not counted|No hits|[\\d,]+ hits?) in `, 'm'));
      }
    }
    assert.match(stdout, /^ {2}no-eval {2}Use of eval {2}\(warning, a guess\)$/m);
    assert.match(stdout, /^ {2}no-dupe-keys {2}Duplicate object key {2}\(warning\)$/m);
  });
});
