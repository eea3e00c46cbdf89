import assert from 'node:assert/strict';
import { findHiddenCharacters, revealHiddenCharacters } from '../../../src/core/text/hiddenCharacters';

describe('findHiddenCharacters', () => {
  it('finds each kind, by name and place', () => {
    const kinds = [
      ['\u202e', 'U+202E RIGHT-TO-LEFT OVERRIDE', 'bidirectional'],
      ['\u2066', 'U+2066 LEFT-TO-RIGHT ISOLATE', 'bidirectional'],
      ['\u200b', 'U+200B ZERO WIDTH SPACE', 'zero width'],
      ['\u200d', 'U+200D ZERO WIDTH JOINER', 'zero width'],
      ['\ufeff', 'U+FEFF ZERO WIDTH NO-BREAK SPACE', 'zero width'],
      ['\u{e0041}', 'U+E0041 TAG CHARACTER', 'tag'],
      ['\ufe0f', 'U+FE0F VARIATION SELECTOR-16', 'variation selector'],
      ['\u{e0101}', 'U+E0101 VARIATION SELECTOR-18', 'variation selector'],
      ['\u3164', 'U+3164 HANGUL FILLER', 'filler'],
      ['\u00ad', 'U+00AD SOFT HYPHEN', 'filler'],
      ['\u2028', 'U+2028 LINE SEPARATOR', 'filler'],
    ];
    for (const [character = '', name, kind] of kinds) {
      assert.deepEqual(findHiddenCharacters(`ab${character}c`), [{ start: 2, end: 2 + character.length, name, kind }]);
    }
  });

  it('does not report what writing needs', () => {
    const written = [
      '❤️ 👨‍👩‍👧 👩🏽‍💻 👁️‍🗨️ 1️⃣ 🏳️‍🌈 ☎︎ 🇬🇧',
      '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
      'می\u200cخواهم',
      'क्\u200dष',
      '葛\u{e0100}',
      '⢀\u2800⡀',
    ];
    for (const text of written) {
      assert.deepEqual(findHiddenCharacters(text), [], text);
    }
  });

  it('reports what hides behind writing', () => {
    const hiding = [
      '❤\ufe0f\ufe0f',
      '葛\u{e0100}\u{e0101}',
      '1\ufe0f',
      '👩\u200d',
      '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}',
      '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}\u{e0041}',
      'م\u200c\u200c',
    ];
    for (const text of hiding) {
      assert.notEqual(findHiddenCharacters(text).length, 0, JSON.stringify(text));
    }
  });
});

describe('revealHiddenCharacters', () => {
  it('writes them as escapes and leaves the rest alone', () => {
    assert.equal(revealHiddenCharacters('a\u202eb\u{e0041}❤️'), 'a\\u{202E}b\\u{E0041}❤️');
    assert.equal(revealHiddenCharacters(''), '');
  });
});
