import assert from 'node:assert/strict';
import { toEdits } from '../../../src/core/edits/toEdits';
import { GatedFile } from '../../../src/core/gates/gatedFile';
import { flagsOf, rejectionOf } from '../../../src/core/gates/gates';
import type { FileSnapshot, Flag } from '../../../src/core/types';
import { snapshot } from './arbitraries';

function flags(before: string, after: string, part?: Partial<FileSnapshot>): Flag[] {
  const file = snapshot(before, part);
  return flagsOf(
    new GatedFile(file, '', 1, 'local'),
    toEdits(before, [{ start: 0, end: before.length, newText: after }]),
  );
}

function rejection(language: string, before: string, after: string): string | undefined {
  const edits = toEdits(before, [{ start: 0, end: before.length, newText: after }]);
  return rejectionOf(new GatedFile(snapshot(before, { language })), edits)?.reason;
}

describe('flagsOf', () => {
  it('raises nothing for an ordinary edit', () => {
    assert.deepEqual(flags('a\nb\nc', 'a\nx\nc'), []);
  });

  it('marks large deletions', () => {
    const ten = 'x\n'.repeat(10);
    assert.deepEqual(flags(ten, 'x\n'.repeat(5)), ['large deletion']);
    assert.deepEqual(flags(ten, 'x\n'.repeat(6)), []);
    assert.deepEqual(flags('x\ny\nz\n', 'x\n'), []);
    assert.deepEqual(flags('x\ny\n', ' \n'), ['large deletion']);
    assert.deepEqual(flags('x\n'.repeat(1000), 'x\n'.repeat(799)), ['large deletion']);
    assert.deepEqual(flags('x\n'.repeat(1000), 'x\n'.repeat(800)), []);
    assert.deepEqual(flags(ten, 'y\n'.repeat(10)), []);
  });

  it('marks addresses the file did not have', () => {
    const known = 'see https://a.example/x.\ncode\n';
    assert.deepEqual(flags(known, `${known}more https://a.example/x\n`), []);
    for (const added of [
      'https://b.example',
      'HTTP://b.example',
      'https://a.example/xy',
      '"$schema": "./own.json"',
      '<img src="//evil.example/a.png">',
      '![](//evil.example/a)',
    ]) {
      assert.deepEqual(flags(known, `${known}${added}\n`), ['adds a URL'], added);
    }
    assert.deepEqual(flags('fetch("https://a.example")', 'fetch("https://evil.example")'), ['adds a URL']);
    assert.deepEqual(flags('https://a.community\n', 'https://a.community\nhttps://a.com\n'), ['adds a URL']);
    assert.deepEqual(flags(known, `${known}// a comment // another\nx = a //b\n`), []);
  });

  it('marks secrets and hidden characters that are new, not those moved along', () => {
    const secret = `ghp_${'aB3dE5fG7hI9jK1lM2nO4pQ6rS8tU0vW2xY4'}`;
    assert.deepEqual(flags('a\n', `a\n${secret}\n`), ['adds a secret']);
    assert.deepEqual(flags(`x ${secret}\n`, `y ${secret}\n`), []);
    assert.deepEqual(flags('a\n', 'a\u202e\n'), ['adds hidden characters']);
    assert.deepEqual(flags('a\u202e\n', 'b\u202e\n'), []);
    assert.deepEqual(flags('a\u202e\n', 'b\u202e\u202e\n'), ['adds hidden characters']);
    assert.deepEqual(flags('a\u202e\n', 'a\n'), []);
  });

  it('marks protected paths', () => {
    assert.deepEqual(flags('a', 'b', { path: '.vscode/settings.json' }), ['protected path']);
    assert.deepEqual(flags('a', 'b', { lineEnding: 'crlf' }), []);
  });

  it('looks at where the reviewed folder lies, too', () => {
    const edits = toEdits('a', [{ start: 0, end: 1, newText: 'b' }]);
    const file = snapshot('a', { path: 'settings.json', language: 'plaintext' });
    assert.deepEqual(flagsOf(new GatedFile(file, 'app/.vscode', 1, 'local'), edits), ['protected path']);
    assert.deepEqual(flagsOf(new GatedFile(file, 'app/vscode', 1, 'local'), edits), []);
    assert.deepEqual(flagsOf(new GatedFile({ ...file, path: 'package.json' }, '', 1, 'local'), edits), [
      'protected path',
    ]);
    assert.deepEqual(flagsOf(new GatedFile({ ...file, path: 'ci.yml' }, '.github/workflows', 1, 'local'), edits), [
      'protected path',
    ]);
    assert.ok(rejectionOf(new GatedFile(file, '.git/modules'), edits));
    assert.equal(rejectionOf(new GatedFile(file, 'app/git'), edits), undefined);
  });

  it('marks control characters that a terminal obeys', () => {
    assert.deepEqual(flags('a\n', 'a\u001b[31m\n'), ['adds hidden characters']);
    assert.deepEqual(flags('a\u001b\n', 'b\u001b\n'), []);
    assert.deepEqual(flags('a\n', '\ta\f\v\n'), []);
  });

  it('marks a YAML file that is too long to be parsed each time', () => {
    const long = 'key: value\n'.repeat(2_000);
    assert.deepEqual(flags(long, `x: 1\n${long}`, { language: 'yaml' }), ['syntax not checked']);
    assert.deepEqual(flags(long, `x: 1\n${long}`, { language: 'plaintext' }), []);
    assert.equal(rejection('yaml', long, `${long}[\n`), undefined);
  });
});

describe('rejectionOf', () => {
  it('keeps JSON and YAML valid', () => {
    assert.equal(rejection('json', '{"a": 1}', '{"a": 1,}'), 'the file would no longer be valid JSON');
    assert.equal(rejection('json', '{"a": 1}', '{"a": 2}'), undefined);
    assert.equal(rejection('yaml', 'a: 1\nb: 2\n', 'a: 1\n b: 2\n'), 'the file would no longer be valid YAML');
    assert.equal(rejection('yaml', 'a: 1\n---\nb: 2\n', 'a: 1\n---\nb: 3\n'), undefined);
    assert.equal(rejection('yaml', 'a: 1\n---\nb: 2\n', 'a: 1\n---\nb: [\n'), 'the file would no longer be valid YAML');
    assert.equal(rejection('typescript', 'a', '{'), undefined);
  });

  it('bears files that are nested deeper than a parser can follow', () => {
    const deep = { flow: '[\n'.repeat(7_000), entries: `${'- '.repeat(7_000)}a\n`, keys: '? '.repeat(7_000) };
    for (const text of Object.values(deep)) {
      assert.deepEqual(flags(text, `${text}[`, { language: 'yaml' }), ['syntax not checked']);
      assert.deepEqual(flags('a\n', text, { language: 'yaml' }), ['syntax not checked']);
      assert.equal(rejection('yaml', text, `${text}[`), undefined);
    }
    assert.equal(rejection('json', deep.flow, `${deep.flow}[`), undefined);
    assert.ok(rejection('json', '[1]', deep.flow));
  });

  it('asks no more of a file than it was', () => {
    assert.equal(rejection('jsonc', '{"a": 1} // comment', '{"a": 2} // comment'), undefined);
    assert.equal(rejection('jsonc', '{"a": 1}', '{"a": 1} // comment'), 'the file would no longer be valid JSON');
    assert.equal(rejection('yaml', 'a: [\n', 'a: [[\n'), undefined);
  });

  it('never touches what belongs to git', () => {
    assert.equal(
      rejectionOf(new GatedFile(snapshot('a', { path: 'x/.git/config' })), [])?.reason,
      'files of git itself are never changed',
    );
  });
});
