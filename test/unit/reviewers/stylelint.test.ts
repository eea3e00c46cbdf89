import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { blockAround, stylelint } from '../../../src/reviewers/analyzers/stylelint';
import { createAnalysisService } from '../../../src/reviewers/local';
import { scanningGrowth } from '../scanned';
import { analyze, buildWorker, context, dist, rulesOf, snapshot, withFolder } from './support';

async function rulesIn(text: string, path = 'a.css', others: Record<string, string> = {}) {
  return rulesOf(await analyze(stylelint, snapshot(path, text), others));
}

describe('stylelint', () => {
  it('finds what a browser ignores', async () => {
    for (const [rule, text] of [
      ['property-no-unknown', 'a { colr: red; }'],
      ['declaration-property-value-no-unknown', 'a { font-size: 1.5  em; }'],
      ['declaration-property-value-no-unknown', 'a { font-weight: 00; }'],
      ['declaration-property-value-no-unknown', 'a { position: reltive; }'],
      ['declaration-property-value-no-unknown', 'a { flex-direction: center; }'],
      ['declaration-property-value-no-unknown', 'a { width: 100% - 2em; }'],
      ['declaration-property-value-no-unknown', 'a { background: linear-gradient(totop, #000, #111); }'],
      ['declaration-block-no-duplicate-properties', 'a { margin: 0; color: red; margin: 1px; }'],
      ['declaration-block-no-shorthand-property-overrides', 'a { margin-top: 1px; margin: 0; }'],
      ['function-calc-no-unspaced-operator', 'a { width: calc(1px+2px); }'],
      ['function-calc-no-unspaced-operator', 'a { width: calc(1px +2px); }'],
      ['function-calc-no-unspaced-operator', 'a { width: calc(1px- 2px); }'],
      ['function-calc-no-unspaced-operator', 'a { width: calc(100%/* a */- 2px); }'],
      ['function-calc-no-unspaced-operator', 'a { width: calc(1px -/* a */2px); }'],
      ['function-calc-no-unspaced-operator', 'a { width: calc(var(--a)+ 2px); }'],
      ['keyframe-declaration-no-important', '@keyframes a { from { top: 1px !important; } }'],
      ['no-invalid-position-at-import-rule', 'a { top: 0; }\n@import "b.css";'],
      ['selector-pseudo-class-no-unknown', 'a:hoverr { top: 0; }'],
      ['selector-pseudo-element-no-unknown', 'a::pseudo { top: 0; }'],
      ['selector-anb-no-unmatchable', 'a:nth-child(0) { top: 0; }'],
      ['named-grid-areas-no-invalid', 'a { grid-template-areas: "a a" "b"; }'],
    ] as const) {
      assert.ok((await rulesIn(text)).includes(rule), text);
    }
  });

  it('knows the ways in which one value can be written', async () => {
    const twice = (one: string, other: string) => `a { ${one}; top: 1px; ${other}; }`;
    for (const [one, other] of [
      ['color: #000080', 'color : navy'],
      ['color: #FFF', 'color: #ffffff'],
      ["font-family: 'A', b", 'font-family:"A",b'],
      ['margin: 0px  .5em', 'margin: 0 0.5em'],
      ['color: red /* a */', 'color: Red'],
    ] as const) {
      assert.deepEqual(await rulesIn(twice(one, other)), [], one);
    }
    for (const [one, other] of [
      ['color: #000080', 'color: blue'],
      ['margin: 10px', 'margin: 1px'],
      ['margin: 0', 'margin: 0.5em'],
      ['animation: red', 'animation: reds'],
    ] as const) {
      assert.deepEqual(await rulesIn(twice(one, other)), ['declaration-block-no-duplicate-properties'], one);
    }
  });

  it('guesses where hardly anybody changes what is so', () => {
    assert.deepEqual(
      stylelint.rules.flatMap(({ id, isGuess }) => (isGuess ? [id] : [])),
      [
        'declaration-block-no-shorthand-property-overrides',
        'declaration-property-value-no-unknown',
        'function-calc-no-unspaced-operator',
        'property-no-unknown',
        'selector-pseudo-class-no-unknown',
        'selector-pseudo-element-no-unknown',
      ],
    );
  });

  it('says where, and what', async () => {
    const text = 'b { top: 0; }\na { colr: red; }\n';
    const [finding, ...others] = await analyze(stylelint, snapshot('a.css', text));
    assert.deepEqual(others, []);
    assert.equal(finding?.title, 'Unknown property "colr"');
    assert.equal(text.slice(finding?.span?.start, finding?.span?.end), 'colr');
  });

  it('knows the tricks of the trade, and has no opinion on style', async () => {
    for (const text of [
      'a { margin: 5px !important; top: 0; margin: 7px; }',
      'a { margin: 5px; top: 0; margin: 5px; }',
      'a { cursor: pointer; cursor: hand; }',
      'a { margin: ; font:; }',
      'a { background: -webkit-linear-gradient(top, #000, #111); background: linear-gradient(top, #000, #111); }',
      'a { cursor: -moz-zoom-in; cursor: zoom-in; }',
      '@keyframes a { from, to { opacity: 1; } from { top: 0; } }',
      'a { --b: 1px; top: 0; --b: 1px; }',
      'a { width: 1px; *width: 2px; }',
      'a { height: 100%; top: 0; height: calc(100% - 1px); }',
      'a { background-color: red; background: linear-gradient(red, blue); }',
      'a { filter: alpha(opacity=50); white-space: -moz-pre-wrap; color: $brand; -moz-appearance: none; }',
      '.a { composes: b; }\n:global .c { top: 0; }\n:deep(.d) { top: 0; }',
      '@tailwind base;\n@layer a { .b { @apply c; } }\n@container (min-width: 1px) { a { top: 0 } }',
      'a { margin: calc(\n    10px +   /* a */\n    1rem + /* b */\n    var(--c)   /* d */\n    -  2px\n  ); }',
      'a { width: calc(100%  -  2px); height: calc(1px\t+\t2px); top: calc(1px /* a */- 2px); }',
      'a { height: calc(100%\t+  2px); }',
      'A{COLOR:RED}a:hover{}h1 a{}a{}#a #b c{color:#FFF}',
    ]) {
      assert.deepEqual(await rulesIn(text), [], text);
    }
  });

  it('follows the project in which of its rules are on, and its comments', async () => {
    const bad = 'a { colr: red; }\n';
    for (const off of ['null', '[null]']) {
      const others = { '.stylelintrc.json': `{ "rules": { "property-no-unknown": ${off} } }` };
      assert.deepEqual(await rulesIn(bad, 'a.css', others), [], off);
      const [hidden] = await analyze(stylelint, snapshot('a.css', bad), others, true);
      assert.deepEqual(hidden?.hiddenBy, { kind: 'configuration', file: '.stylelintrc.json' });
    }
    assert.deepEqual(await rulesIn(bad, 'a.css', { '.stylelintrc': 'rules:\n  color-named: never\n' }), [
      'property-no-unknown',
    ]);
    const silencedText = `/* stylelint-disable property-no-unknown */\n${bad}`;
    assert.deepEqual(await rulesIn(silencedText), []);
    const [hidden] = await analyze(stylelint, snapshot('a.css', silencedText), {}, true);
    assert.deepEqual(hidden?.hiddenBy, { kind: 'comment' });
    const [ours] = await analyze(
      stylelint,
      snapshot('a.css', `/* folder-review-ignore-next-line */\n${bad}`),
      {},
      true,
    );
    assert.deepEqual(ours?.hiddenBy, { kind: 'comment' });
    assert.deepEqual(await rulesIn('[', '.stylelintrc.json'), ['configuration']);
    assert.deepEqual(await rulesIn('- a\n', '.stylelintrc'), ['configuration']);
    assert.deepEqual(await rulesIn('{ "rules": {} }', '.stylelintrc'), []);
  });

  it('takes nothing from a configuration but what is off, and counts what that and a comment silence together', async () => {
    const bad = 'a { colr: red; }\n';
    const off = { '.stylelintrc.json': '{ "rules": { "property-no-unknown": null } }' };
    const [hidden] = await analyze(stylelint, snapshot('a.css', `/* stylelint-disable */\n${bad}`), off, true);
    assert.equal(hidden?.rule, 'property-no-unknown');
    assert.ok(hidden.hiddenBy);
    for (const rules of [
      '{ "property-no-unknown": [true, { "ignoreProperties": ["/^(a+)+$/"], "message": "No problems." }] }',
      '{ "constructor": true, "toString": [true, { "a": 1 }], "hasOwnProperty": true, "__proto__": { "a": 1 } }',
    ]) {
      const own = { '.stylelintrc.json': `{ "rules": ${rules} }` };
      const [finding, ...others] = await analyze(
        stylelint,
        snapshot('a.css', `a { ${'a'.repeat(60)}-b: red; }\n`),
        own,
      );
      assert.deepEqual([finding?.rule, others], ['property-no-unknown', []]);
      assert.match(finding?.title ?? '', /Unknown property/);
    }
  });

  it('has not looked at what it cannot read', async () => {
    const run = await stylelint.load({ wasmFolder: '' });
    const config = { governing: () => [], unreadable: () => undefined, read: () => undefined };
    for (const [text, name] of [
      ['a { color: {{ brand }}; }', 'templates'],
      ['a { color: red', 'what is no CSS'],
    ] as const) {
      const analysis = await run(snapshot('a.css', text), config, false);
      assert.deepEqual(analysis, { kind: 'not looked', because: { kind: 'dialect', name }, findings: [] });
    }
    assert.deepEqual(await rulesIn(''), []);
  });

  it('looks at the block around a place, and no further than is near', () => {
    const text = 'a { b: c; d: e } f { g: h }';
    assert.equal(blockAround(text, text.indexOf('d')), '{ b: c; d: e ');
    assert.equal(blockAround(text, text.indexOf('f')), '{ b: c; d: e } f { g: h ');
    assert.equal(blockAround('a: b', 1), 'a: b');
    const long = `a { ${'b: c; '.repeat(1_000)}}`;
    assert.equal(blockAround(long, 3_000), long.slice(2_500, 3_500));
    for (const part of ['b: c; ', 'b: c; { ', 'b: c; } ']) {
      const growth = scanningGrowth((size) => {
        const all = part.repeat(size);
        return () => Array.from({ length: size }, (_, index) => blockAround(all, index * part.length));
      }, 1_000);
      assert.ok(growth < 15, `${growth} times the work for ${part}`);
    }
  });

  it('works in the built worker, too', async () => {
    buildWorker();
    await withFolder({ '.stylelintignore': '*' }, async (folder) => {
      const service = createAnalysisService({ dist, folder, threads: 1 });
      try {
        const outcome = await service.reviewer.review(snapshot('a.css', 'a { colr: red; }\n'), context());
        assert.ok(outcome.kind === 'reviewed', JSON.stringify(outcome));
        assert.deepEqual(rulesOf(outcome.findings), ['property-no-unknown']);
      } finally {
        await service.dispose();
      }
    });
  });
});
