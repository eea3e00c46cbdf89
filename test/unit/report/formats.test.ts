import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { SaxesParser } from 'saxes';
import { parseCommand } from '../../../src/cli/arguments';
import { reports } from '../../../src/cli/reports';
import { reportFormats } from '../../../src/core/export/formats';
import { toJUnit } from '../../../src/core/report/junit';
import { toSarif } from '../../../src/core/report/sarif';
import { RunHistory } from '../../../src/core/run/seenFolder';
import type { RunStore } from '../../../src/core/run/store';
import type { Hiding } from '../../../src/core/types';
import { storeOf, textOf } from '../fakes';
import { fixedStore, stores } from './stores';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Throws for what is not well-formed. */
function parsed(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element) {
      element.text += text;
    }
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  const [first] = root.children;
  assert.ok(first);
  return first;
}

const below = (element: Element, name: string): Element[] =>
  element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...below(child, name)]);

function assertCounts(store: RunStore): void {
  const suites = parsed(textOf(toJUnit(store)));
  const kinds = { tests: 'testcase', failures: 'failure', errors: 'error', skipped: 'skipped' };
  for (const element of [suites, ...suites.children]) {
    for (const [attribute, name] of Object.entries(kinds)) {
      assert.equal(element.attributes[attribute], String(below(element, name).length), attribute);
    }
    assert.ok(below(element, 'testcase').length > 0 || element === suites);
  }
  assert.equal(suites.children.length, [...store.files()].length);
}

describe('report formats', () => {
  it('are the choices of the command line, the files of --out, and the table in README', () => {
    const formats = Object.entries(reportFormats);
    for (const [name] of formats) {
      const command = parseCommand(['show', 'last', '--format', name]);
      assert.deepEqual(command, { kind: 'show', run: 'last', format: name });
    }
    assert.deepEqual([...reports], [...formats.map(([, { file }]) => file), 'events.jsonl']);
    const help = parseCommand(['review', '--help']);
    assert.ok(help.kind === 'help' && help.text.replace(/\s+/g, ' ').includes(reports.join(', ')));
    const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
    const [, table = ''] = readme.split('| File | `--format` | For |');
    const rows = [...table.slice(0, table.indexOf('\n\n')).matchAll(/^\| `([\w.]+)` \| `(\w+)` \| (.*) \|$/gm)].map(
      ([, file, name]) => [name, file],
    );
    assert.deepEqual(
      rows,
      formats.map(([name, { file }]) => [name, file]),
    );
  });
});

describe('JUnit XML', () => {
  it('is well-formed whatever was found, and counts what it holds', () => {
    fc.assert(fc.property(stores, assertCounts));
    assertCounts(fixedStore());
  });

  it('spells out what XML forbids', () => {
    const [, , file] = [...fixedStore().files()];
    const [finding] = [...fixedStore().files()].flatMap(({ findings }) => findings);
    assert.ok(file && finding);
    const odd = { ...finding, title: 'a\ufffe\ud800\u0001', explanation: 'b\uffff\n' };
    const [failure] = below(parsed(textOf(toJUnit(storeOf([{ ...file, findings: [odd] }])))), 'failure');
    assert.equal(failure?.attributes.message, 'a\\u{FFFE}\\u{D800}\\u{1}');
    assert.match(failure?.text ?? '', /^b\\u\{FFFF\}$/m);
  });

  it('counts what is hidden, by whose word, beside the tests', () => {
    const [, , file] = [...fixedStore().files()];
    const [finding] = [...fixedStore().files()].flatMap(({ findings }) => findings);
    assert.ok(file && finding);
    const by = (hiddenBy: Hiding) => ({ ...finding, hiddenBy });
    const shared = by({ kind: 'dismissed', by: '.folder-review/dismissals.jsonl' });
    const hidden = [shared, { ...shared, id: 'other' }, by({ kind: 'configuration', file: 'a<b>.toml' })];
    const [output] = below(parsed(textOf(toJUnit(storeOf([{ ...file, findings: [], hidden }])))), 'system-out');
    assert.deepEqual(output?.text.split('\n'), [
      '2 findings hidden by .folder-review/dismissals.jsonl, where they are dismissed.',
      '1 finding hidden by a<b>.toml.',
    ]);
    assert.deepEqual(below(parsed(textOf(toJUnit(storeOf([{ ...file, findings: [] }])))), 'system-out'), []);
  });

  it('has findings as failures, and says of every other file that it was clean, skipped or not reviewed', () => {
    const suites = parsed(textOf(toJUnit(fixedStore())));
    const told = suites.children.map(({ attributes, children }) => [
      attributes.name,
      ...children.filter(({ name }) => name === 'testcase').map((test) => test.children[0]?.name ?? 'passed'),
    ]);
    assert.deepEqual(told.sort(), [
      ['a.ts', 'failure', 'failure', 'error'],
      ['b/****************************************', 'passed'],
      ['b/all.ts', 'failure', 'failure', 'failure', 'failure', 'failure'],
      ['b/ghp_abcdefghijklmnopqrstuvwxyz0123456789', 'failure'],
      ['c\\u{2028}.ts', 'passed'],
      ['s.bin', 'skipped'],
      ['z.ts', 'error'],
    ]);
    const [error] = below(suites.children.find(({ attributes }) => attributes.name === 'a.ts') ?? suites, 'error');
    assert.equal(error?.attributes.message, 'timed out. Too slow. 2 of 3 lines were reviewed.');
  });
});

describe('SARIF', () => {
  const require = createRequire(import.meta.url);
  const schema = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const ajv = new Ajv({ strict: false, unicodeRegExp: false });
  addFormats(ajv);
  const isValid = ajv.compile(schema);

  function assertValid(store: RunStore): void {
    assert.ok(isValid(JSON.parse(textOf(toSarif(store, '1.2.3')))), ajv.errorsText(isValid.errors));
  }

  it('is valid against the schema of the standard, whatever was found', () => {
    assert.equal(isValid({ version: '2.1.0' }), false);
    assertValid(fixedStore());
    fc.assert(fc.property(stores, assertValid));
  });

  it('is valid with baseline states, which all results have or none', () => {
    const statesOf = (store: RunStore) => {
      assertValid(store);
      const [run] = JSON.parse(textOf(toSarif(store, '1'))).runs;
      return new Set(run.results.map(({ baselineState }: { baselineState?: string }) => baselineState));
    };
    const known = fixedStore();
    assert.deepEqual(statesOf(known), new Set([undefined]));
    const seen = { path: 'a.ts', by: [], missed: 0 };
    const counts = { new: 0, 'came back': 0, 'still there': 0, fixed: 0, 'not looked at': 0 };
    known.showHistory(new RunHistory({ reviews: 1, files: new Map([['a.ts', seen]]) }, new Map(), counts, new Set()));
    assert.deepEqual(statesOf(known), new Set(['new']));
    known.showHistory(new RunHistory({ reviews: 0, files: new Map() }, new Map(), counts, new Set()));
    assert.deepEqual(statesOf(known), new Set([undefined]));
  });
});
