import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { mapStrings } from '../../../src/core/text/mapStrings';
import { ValueMask } from '../../../src/core/text/valueMask';
import { formsOf, leaksIn } from '../../secrets/leaks';
import { samples } from '../../secrets/samples';
import { scannedBy } from '../scanned';

const key = 'sk-live-9f8Q2c71/b3a+64d05_Zq8Lm';

/** What gives a form of a value away: each twelve characters in a row, unless most of them are signs. */
function stretchesOf(form: string): string[] {
  const stretches = Array.from({ length: Math.max(1, form.length - 11) }, (_, at) => form.slice(at, at + 12));
  return stretches.filter((stretch) => stretch.replace(/[^A-Za-z0-9]/g, '').length >= 8);
}

describe('ValueMask', () => {
  const mask = new ValueMask([key]);

  for (const [name, form] of Object.entries(formsOf(key))) {
    it(`masks a value: ${name}`, () => {
      const masked = mask.mask(`before ${form} behind`);
      assert.deepEqual(leaksIn(masked, key), []);
      assert.match(masked, /^before (?:.|\n)*\*{9}(?:.|\n)* behind$/);
      assert.equal(masked.length, `before ${form} behind`.length);
    });
  }

  it('masks more of them than can be handed to a function at once', () => {
    assert.doesNotMatch(mask.mask(`${key} `.repeat(150_000)), /sk-live/);
  });

  it('masks every form of every value that has enough letters and digits', () => {
    // Signs at the ends are no part of what is known again.
    const value = fc
      .oneof(
        fc.constantFrom(...samples).map(({ secret }) => secret.slice(0, 60)),
        fc.stringMatching(/^[\w+/=.~-]{16,60}$/),
      )
      .map((text) => text.replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, ''))
      .filter((text) => text.replace(/[^A-Za-z0-9]/g, '').length >= 10);
    fc.assert(
      fc.property(value, fc.nat(25), fc.string(), (secret, which, around) => {
        const [name = '', form = ''] = Object.entries(formsOf(secret))[which] ?? [];
        const masked = new ValueMask([secret]).mask(`${around} ${form} ${around}`);
        const left = stretchesOf(form).filter((stretch) => masked.includes(stretch));
        assert.deepEqual(left, [], name);
      }),
      { numRuns: 2_000, examples: [['aaaa.+-a/a.-a=-=aaa', 18, '']] },
    );
  });

  it('masks either half of a value that something has cut in two, unless a word may be called so', () => {
    for (const value of ['AKIAZ7QHTM4WPX2RJ6LB', 'Zq9xLm4Tt7vWc2Rb', 'AKIAZ7QHTM4WPX2RJ6LB2AB']) {
      const middle = Math.floor(value.length / 2);
      const mask = new ValueMask([value]);
      for (const half of [value.slice(0, middle), value.slice(middle), value.slice(0, middle).toLowerCase()]) {
        assert.equal(mask.mask(`before ${half} behind`), `before ${'*'.repeat(half.length)} behind`);
      }
    }
    assert.equal(new ValueMask(['passwordZq9xLm4T']).mask('the password'), 'the password');
  });

  it('leaves no end of a piece of a value, wherever that was cut', () => {
    const value = 'ghpZk39sLmQp0vRtYx7Wc4B';
    const own = new ValueMask([value]);
    for (let start = 0; start + 15 <= value.length; start++) {
      for (let end = start + 15; end <= value.length; end++) {
        const piece = value.slice(start, end);
        const stars = '*'.repeat(piece.length);
        assert.equal(own.mask(`Is (${piece}) it?`), `Is (${stars}) it?`, piece);
        assert.equal(own.mask([...piece].join(' ')), '*'.repeat(2 * piece.length - 1), piece);
      }
    }
  });

  it('leaves everything else alone', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        assert.equal(mask.mask(text), text);
      }),
    );
    assert.equal(new ValueMask(['x', 'ab-cd', '']).mask('x ab-cd'), 'x ab-cd');
  });

  it('looks at a text once, however many values there are', () => {
    const text = '%25%5cu0041 secret-1-7919-valu &#65; '.repeat(1_000);
    const lookWith = (count: number) => {
      const mask = new ValueMask(Array.from({ length: count }, (_, n) => `secret-${n}-${n * 7919}-value`));
      return scannedBy(() => mask.mask(text));
    };
    assert.equal(lookWith(5_000), lookWith(50));
  });
});

describe('mapStrings', () => {
  it('changes every string, names too, and keeps what it does not change', () => {
    const change = (text: string) => text.replace('x', '*');
    const kept = { a: [1, null, 'b'] };
    assert.equal(mapStrings(kept, change), kept);
    assert.deepEqual(mapStrings({ kept, x: 'ax', list: ['x', 2] }, change), { kept, '*': 'a*', list: ['*', 2] });
    assert.deepEqual(mapStrings({ x: 1, '*': 2 }, change), { '*': 1, '* (2)': 2 });
  });

  it('takes data of any depth', () => {
    let deep: unknown = 'x';
    for (let depth = 0; depth < 100_000; depth++) {
      deep = depth % 2 === 0 ? [deep] : { a: deep };
    }
    let inmost: unknown = mapStrings(deep, (text) => text.replace('x', '*'));
    while (typeof inmost === 'object' && inmost !== null) {
      inmost = Object.values(inmost)[0];
    }
    assert.equal(inmost, '*');
  });

  it('changes what stands at several places at each of them', () => {
    const shared = { a: 'x' };
    const data = [shared, { b: [shared] }];
    assert.deepEqual(
      mapStrings(data, (text) => text.replace('x', '*')),
      [{ a: '*' }, { b: [{ a: '*' }] }],
    );
  });
});
