import assert from 'node:assert/strict';
import fc from 'fast-check';
import ignore from 'ignore';
import picomatch from 'picomatch';
import { compileGlobs } from '../../../src/core/paths/globs';
import { ruffSettingsFor } from '../../../src/reviewers/analyzers/ruffConfig';
import { compileRules } from '../../../src/workspace/reviewIgnore';
import { scannedBy } from '../scanned';

const many = 20_000;
const numbered = (line: (n: number) => string) => Array.from({ length: many }, (_, n) => line(n));

const segment = fc.constantFrom(
  'a',
  'b',
  '.x',
  'a.js',
  'A',
  'a b',
  'x(1)',
  '...',
  '*.js',
  '*.d.ts',
  '*',
  '**',
  'a*',
  '{a,b}',
  '!a',
  'a.',
  'é',
);
const globs = fc.array(
  fc
    .tuple(
      fc.constantFrom('', './', '/'),
      fc.array(segment, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '/', '/**'),
    )
    .map(([start, parts, end]) => start + parts.join('/') + end),
  { maxLength: 3 },
);
const name = fc.constantFrom(
  'a',
  'b',
  '.x',
  'a.js',
  'A',
  'a b',
  'x(1)',
  '...',
  'x.a.js',
  'aa',
  '!a',
  'a.',
  '.d.ts',
  'é',
  'a\nb',
);
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));

describe('patterns by the thousand', () => {
  it('mean what they mean one by one: globs', () => {
    const one = (glob: string, wanted: string): boolean => {
      const plain = glob.replace(/^(\.?\/)+|\/+$/g, '');
      const anchored = (plain.includes('/') || plain === '**' ? plain : `**/${plain}`).replace(/[()]/g, '\\$&');
      return picomatch([anchored, `${anchored}/**`], { dot: true, noextglob: true, nonegate: true, flags: 's' })(
        wanted,
      );
    };
    fc.assert(
      fc.property(globs, path, (list, wanted) => {
        const compiled = compileGlobs(list);
        fc.pre(compiled.kind === 'globs');
        assert.equal(
          compiled.matches(wanted),
          list.some((glob) => one(glob, wanted)),
        );
        assert.ok(compiled.mayMatchIn(wanted.split('/').slice(0, -1).join('/')) || !compiled.matches(wanted));
      }),
      { numRuns: 3_000 },
    );
  });

  it('mean what they mean one by one: rules of an ignore file', () => {
    const rule = fc
      .tuple(
        fc.constantFrom('', '/', '!', ' '),
        fc.array(segment, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('', '/', '/**', ' '),
      )
      .map(([start, parts, end]) => start + parts.join('/') + end);
    const ending = fc.constantFrom('', '/');
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 4 }), path, ending, (rules, wanted, end) => {
        const compiled = compileRules(rules);
        assert.ok(typeof compiled === 'function');
        const ignorecase = process.platform === 'win32' || process.platform === 'darwin';
        assert.equal(
          compiled(wanted + end),
          ignore({ ignorecase })
            .add(rules)
            .ignores(wanted + end),
        );
      }),
      { numRuns: 3_000 },
    );
  });

  it('are not tried one by one where they are spelled out', () => {
    const lists = {
      folders: numbered((n) => `src/generated/folder${n}/**`),
      names: numbered((n) => `name${n}`),
      endings: numbered((n) => `**/*.ending${n}`),
    };
    for (const [kind, list] of Object.entries(lists)) {
      const compiled = compileGlobs(list);
      assert.ok(compiled.kind === 'globs');
      const scanned = scannedBy(() => {
        assert.ok(!compiled.matches('src/generated/other/deep/file.ts'));
        assert.ok(compiled.matches('src/generated/folder7/name7/x.ending7'));
        compiled.mayMatchIn('src/generated/other');
      });
      assert.ok(scanned < 2_000, `${kind}: ${scanned} characters`);
    }
    const rules = compileRules(numbered((n) => `folder${n}/`));
    assert.ok(typeof rules === 'function');
    assert.ok(scannedBy(() => assert.ok(rules('a/folder7/x') && !rules('a/folder7'))) < 500);
  });

  it('are refused where they would have to be, and say what to do', () => {
    const wild = numbered((n) => `src/*/folder${n}`);
    const globs = compileGlobs(wild);
    assert.match(globs.kind === 'invalid' ? globs.message : '', /^20000 globs have wildcards .* name the folders/);
    assert.match(String(compileRules(wild)), /^20000 rules have wildcards, .* name the folders/);
    assert.match(
      String(compileRules(['!kept', ...numbered((n) => `folder${n}`)])),
      /^it has 20001 rules, one of which takes files back/,
    );
    assert.equal(compileGlobs(wild.slice(0, 500)).kind, 'globs');
  });

  it('of a configuration are read once for all the files that it governs', () => {
    const text = `exclude = ${JSON.stringify(numbered((n) => `folder${n}`))}\n`;
    const file = { path: 'ruff.toml', text };
    const config = { governing: () => [file], unreadable: () => undefined, read: () => undefined };
    const first = ruffSettingsFor('folder7/a.py', config);
    assert.equal(first?.excluded, true);
    const scanned = scannedBy(() => {
      for (let n = 0; n < 100; n++) {
        assert.equal(ruffSettingsFor(`src/file${n}.py`, config)?.excluded, false);
      }
    });
    assert.ok(scanned < text.length, `${scanned} characters for 100 files, with ${text.length} in the configuration`);
    const wild = { path: 'ruff.toml', text: `exclude = ${JSON.stringify(numbered((n) => `*${n}`))}\n` };
    assert.equal(
      ruffSettingsFor('a.py', { governing: () => [wild], unreadable: () => undefined, read: () => undefined }),
      undefined,
    );
  });
});
