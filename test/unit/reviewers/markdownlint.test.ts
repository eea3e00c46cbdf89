import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { markdownlint } from '../../../src/reviewers/analyzers/markdownlint';
import { analyze, fixed, rulesOf, snapshot } from './support';

async function rulesIn(text: string, path = 'a.md', others: Record<string, string> = {}) {
  return rulesOf(await analyze(markdownlint, snapshot(path, text), others));
}

describe('markdownlint', () => {
  it('proposes edits for broken markup', async () => {
    const text = '#Title\n\nSee (the guide)[guide.md] 😀 and ** this **.\n\n[unused]: http://example.com\n';
    const findings = await analyze(markdownlint, snapshot('a.md', text));
    assert.deepEqual(rulesOf(findings), ['MD011', 'MD018', 'MD037', 'MD037', 'MD053']);
    assert.equal(fixed(text, findings), '# Title\n\nSee [the guide](guide.md) 😀 and **this**.\n\n');
  });

  it('deletes a last line without a line end together with the line end before it', async () => {
    const text = '# A\n\n[unused]: http://example.com';
    assert.equal(fixed(text, await analyze(markdownlint, snapshot('a.md', text))), '# A\n');
  });

  it('has no opinion on style', async () => {
    const text = `Setext\n===\n* a\n  - b   \n${'long '.repeat(100)}\n<b>html</b> http://example.com`;
    assert.deepEqual(await rulesIn(text), []);
  });

  it('honours its suppression comments', async () => {
    assert.deepEqual(await rulesIn('<!-- markdownlint-disable MD042 -->\n[a]()\n'), []);
    assert.deepEqual(await rulesIn('[a]()\n'), ['MD042']);
  });

  it("adds the project's configuration to ours", async () => {
    const text = '[a]()\n\n# A #\n';
    assert.deepEqual(await rulesIn(text, 'docs/a.md', { '.markdownlint.json': '{ "no-empty-links": false }' }), []);
    assert.deepEqual(
      await rulesIn(text, 'docs/a.md', {
        '.markdownlint.json': '{ "MD042": false }',
        'docs/.markdownlint.jsonc': '{ // here\n  "MD003": { "style": "atx", }, }',
      }),
      ['MD003', 'MD042'],
    );
    assert.deepEqual(await rulesIn(text, 'a.md', { '.markdownlint.yaml': 'MD042: false\nextends: ../secret\n' }), []);
  });

  it('falls back to the defaults on a configuration it cannot read, and says so where that file is reviewed', async () => {
    assert.deepEqual(await rulesIn('[a]()\n', 'a.md', { '.markdownlint.json': '{ "MD042": fal' }), ['MD042']);
    assert.deepEqual(await rulesIn('{ "MD042": fal', '.markdownlint.json'), ['configuration']);
    assert.deepEqual(await rulesIn('- a\n', '.markdownlint.yaml'), ['configuration']);
    assert.deepEqual(await rulesIn('{ "MD042": false }', '.markdownlint.json'), []);
  });

  it('stands odd input', async () => {
    assert.deepEqual(await rulesIn(''), []);
    assert.deepEqual(await rulesIn('word '.repeat(1000)), []);
    assert.deepEqual(await rulesIn(`${'Some text. '.repeat(400)}\n\n`.repeat(230)), []);
  }).timeout(60_000);
});
