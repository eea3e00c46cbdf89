import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { compileGlobs, globOf } from '../../../src/core/paths/globs';
import { processorMs } from '../scanned';

function compiled(...globs: string[]) {
  const result = compileGlobs(globs);
  assert.equal(result.kind, 'globs');
  return result;
}

describe('globs', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['*.ts', 'a.ts', true],
    ['*.ts', 'deep/down/a.ts', true],
    ['*.ts', '.hidden.ts', true],
    ['*.ts', 'a\nb.ts', true],
    ['**', 'a\nb', true],
    ['src/**', 'src/a\nb/c', true],
    ['*.ts', 'a.tsx', false],
    ['*.{ts,tsx}', 'x/a.tsx', true],
    ['src', 'src/a.ts', true],
    ['src', 'x/src/a.ts', true],
    ['./src/', 'src/a.ts', true],
    ['src/**', 'src/a/b.ts', true],
    ['src/*', 'other/src/a', false],
    ['lib/*.js', 'x/lib/a.js', false],
    ['app/(group)/**', 'app/(group)/a.ts', true],
    ['!a', 'b', false],
    ['!a', '!a', true],
    ['+(a)', '+(a)', true],
    ['**', 'any/thing', true],
    ['Src', 'src/a', false],
  ];
  for (const [glob, path, matches] of cases) {
    it(`${glob} ${matches ? 'takes' : 'leaves'} ${JSON.stringify(path)}`, () => {
      assert.equal(compiled(glob).matches(path), matches);
    });
  }

  it('knows where nothing can match', () => {
    const { mayMatchIn } = compiled('src/app/*.ts');
    assert.deepEqual(['src', 'src/app', 'src/app/deep', 'lib', 'source'].map(mayMatchIn), [
      true,
      true,
      true,
      false,
      false,
    ]);
    assert.equal(compiled('*.ts').mayMatchIn('anything'), true);
    assert.equal(compiled('a/(x)/{b,c}').mayMatchIn('a/(x)'), true);
  });

  it('refuses what it cannot use', () => {
    for (const glob of ['', '/', './', '*a*a*a*a', '**/a/**/a/**/a/**/a', '{a,a}'.repeat(7), 'x'.repeat(501)]) {
      assert.equal(compileGlobs([glob]).kind, 'invalid', glob);
    }
  });

  it('stays fast on the worst names for the worst globs it takes', () => {
    const names = [`${'a'.repeat(254)}c`, `${'a/'.repeat(63)}${'a'.repeat(200)}`];
    for (const glob of [
      '*a*a*ab',
      '**/a/**/a/**/ab',
      '(a+)+b',
      '{*a,*a}{*a,a}b',
      `${'{a,a}'.repeat(6)}b`,
      '[a-z]*?*?*b',
    ]) {
      const { matches } = compiled(glob);
      const took = processorMs(() => assert.deepEqual(names.map(matches), [false, false]));
      assert.ok(took < 1_000, `${glob} took ${took} ms`);
    }
  });

  it('can name one path and no other', () => {
    const name = fc.stringMatching(/^[ab.[\]{}*?!()@+^$|, -]{1,5}$/).filter((one) => !/^\.+$/.test(one));
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
    fc.assert(
      fc.property(path, path, (one, other) => {
        const globs = compileGlobs([globOf(one)]);
        // More wildcards than can be matched are refused, in a name, too.
        fc.pre(globs.kind === 'globs');
        assert.equal(globs.matches(one), true);
        assert.equal(globs.matches(other), other === one || other.startsWith(`${one}/`));
        assert.equal(globs.matches(`${one}x`), false);
        assert.equal(globs.matches(`x/${one}`), false);
      }),
      { numRuns: 2_000 },
    );
  });
});
