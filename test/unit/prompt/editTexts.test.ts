import assert from 'node:assert/strict';
import { parseReply } from '../../../src/core/prompt/parseReply';

const finding = {
  ...{ title: 'Adds the wrong way', explanation: 'The sum is taken off.', severity: 'error', category: 'bug' },
  ...{ confidence: 'high', startLine: 1, endLine: 1, edits: [] },
};
const edit = { startLine: 1, endLine: 1, oldText: 'a - b;', newText: 'a + b;' };

function diffOf(before: string, after: string): string {
  return `--- ${before}\n+++ ${after}\n@@ -1 +1 @@\n-a - b;\n+a + b;\n`;
}

/** What is read of the edits of each finding: their texts, or why they cannot be read. */
function editsIn(reply: object, path = 'main.js'): readonly unknown[] {
  const parsed = parseReply(JSON.stringify(reply), { isEcho: () => false, path });
  assert.ok(parsed.kind === 'findings', JSON.stringify(parsed));
  return parsed.findings.map(
    ({ edits, unreadEdits }) =>
      unreadEdits?.reason ?? edits.map(({ oldText, newText, read }) => [oldText, newText, read]),
  );
}

const read = [[['a - b;', 'a + b;', 'tolerantly']]];

describe('edits in a reply that are texts', () => {
  it('are those of the file that a diff names as git does, in whatever folder it is', () => {
    const inFinding = (diff: string, path: string) => editsIn({ findings: [{ ...finding, edits: diff }] }, path);
    for (const path of ['main.js', 'src/main.js', 'a/main.js', 'b/main.js']) {
      assert.deepEqual(inFinding(diffOf(`a/${path}`, `b/${path}`), path), read, path);
    }
    assert.deepEqual(inFinding(diffOf('a/main.js', 'a/main.js'), 'a/main.js'), read);
    for (const [before, after] of [
      ['a/other.js', 'b/other.js'],
      ['b/main.js', 'a/main.js'],
      ['a/main.js', 'b/other.js'],
      ['c/main.js', 'c/main.js'],
    ] as const) {
      const [refused] = inFinding(diffOf(before, after), 'main.js');
      assert.match(String(refused), /a diff that is not plain/, `${before} ${after}`);
    }
  });

  it('belong to the one finding that they stand beside, in whatever writing', () => {
    const diff = diffOf('a/main.js', 'b/main.js');
    for (const beside of [
      { edits: [edit] },
      { edits: JSON.stringify([edit]) },
      { edits: [JSON.stringify(edit)] },
      { patch: diff },
      { diff },
      { edits: [diff] },
    ]) {
      assert.deepEqual(editsIn({ findings: [finding], ...beside }), read, JSON.stringify(beside));
      assert.deepEqual(editsIn({ review: { findings: [finding], ...beside } }), read, JSON.stringify(beside));
      const both = editsIn({ findings: [finding, { ...finding, title: 'Another' }], ...beside });
      assert.deepEqual(both, Array(2).fill('edits: They stand beside several findings'), JSON.stringify(beside));
    }
    assert.deepEqual(editsIn({ findings: [finding], patch: diffOf('a/other.js', 'b/other.js') }), [
      'edits: They stand there as a diff that is not plain',
    ]);
    assert.deepEqual(editsIn({ findings: [finding], suggestion: 'Use a plus.' }), [[]]);
  });
});
