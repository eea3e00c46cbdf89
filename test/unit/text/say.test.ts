import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { english } from '../../../src/core/text/say';
import { t, translateWith } from '../../../src/vscode/l10n';

describe('a message with values', () => {
  it('has them where it says, in whatever order', () => {
    assert.equal(english('{1} of {0}', 'b', 'a'), 'a of b');
    assert.equal(english('{0} and {0}', 3), '3 and 3');
  });

  it('has the form for how many there are', () => {
    const message = '{0, plural, one {# file of {1} is} other {# files of {1} are}} left out.';
    assert.equal(english(message, 1, 'src'), '1 file of src is left out.');
    assert.equal(english(message, 0, 'src'), '0 files of src are left out.');
    assert.equal(english(message, 12, 'src'), '12 files of src are left out.');
  });

  it('takes what is put into it as it is', () => {
    assert.equal(english('“{0}”: {1}', '{1}', '# $& {0}'), '“{1}”: # $& {0}');
    assert.equal(english('{0, plural, one {# of {1}} other {# of {1}}}', 2, '#'), '2 of #');
  });

  it('is as it stands where there are none', () => {
    assert.equal(english('$(folder) {0}'), '$(folder) {0}');
  });

  it('is said in the language of the editor', () => {
    const bundle: Readonly<Record<string, string>> = { '{0} of {1}': '{1}: {0}' };
    translateWith((message) => bundle[message] ?? message);
    try {
      assert.equal(t('{0} of {1}', 1, 2), '2: 1');
      assert.equal(t('unknown'), 'unknown');
    } finally {
      translateWith((message) => message);
    }
  });
});
