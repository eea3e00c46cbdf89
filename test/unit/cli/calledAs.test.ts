import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { calledAs, typedWith } from '../../../src/cli/calledAs';

describe('what is to be typed next', () => {
  it('calls the program as it was called', () => {
    assert.equal(calledAs('/usr/bin/folder-review', '/home/a'), 'folder-review');
    assert.equal(calledAs('/home/a/fr/dist/cli.js', '/home/a/fr'), 'node dist/cli.js');
    assert.equal(calledAs('/x/dist/cli.js', '/home/a/b/c'), 'node /x/dist/cli.js');
    assert.equal(calledAs("/home/a/it's/cli.js", '/home/a'), "node 'it'\\''s/cli.js'");
  });

  it('keeps the place of the records', () => {
    const called = (...words: readonly string[]) => calledAs('/usr/bin/folder-review', '/home/a', words);
    assert.equal(called('apply', 'last', '--state-dir', '/s'), 'folder-review --state-dir /s');
    assert.equal(called('--state-dir=/s s', 'apply', 'last'), "folder-review --state-dir '/s s'");
    assert.equal(called('--state-dir', 'a', '--state-dir', 'b', 'runs'), 'folder-review --state-dir b');
  });

  it('names a run in the place of the last one, and leaves the rest as it was typed', () => {
    const typed = (...words: readonly string[]) => typedWith('ID', '/usr/bin/folder-review', '/home/a', words);
    assert.equal(typed('verify', 'last', '--verify', 'npm test'), "folder-review verify ID --verify 'npm test'");
    assert.equal(
      typed('review', '--resume=last', '--state-dir', '/s'),
      'folder-review review --resume=ID --state-dir /s',
    );
  });
});
