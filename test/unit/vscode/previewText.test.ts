import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { QueueEntry } from '../../../src/core/queue/queueEntry';
import type { Flag, TextEdit } from '../../../src/core/types';
import { parseQuery, previewText, previewTitle, toQuery } from '../../../src/vscode/queue/previewText';

/** Entries whose places are known, or are stale where there are no edits. */
function entriesOf(edits: Readonly<Record<string, readonly TextEdit[] | undefined>>, flags: readonly Flag[] = []) {
  const entries = Object.keys(edits).map((id) => {
    const finding = { id, title: `Title ${id}`, proposal: { flags } };
    return { file: { path: 'src/a.ts' }, finding } as unknown as QueueEntry;
  });
  const queue = {
    locate: ({ finding }: QueueEntry) => {
      const own = edits[finding.id];
      return own
        ? { kind: 'located' as const, edits: own }
        : { kind: 'stale' as const, reason: 'its text changed since the review' };
    },
  };
  return { entries, queue };
}

const shown = ({ entries, queue }: ReturnType<typeof entriesOf>, text: string) => {
  const preview = previewText(queue, entries, text);
  return {
    text: preview.text,
    shown: preview.shown.map(({ finding }) => finding.id),
    leftOut: preview.leftOut.map(({ entry, reason }) => [entry.finding.id, reason]),
    firstChange: preview.firstChange,
  };
};

describe('previewText', () => {
  it('has the edits in it', () => {
    const given = entriesOf({
      a: [
        { start: 8, end: 9, newText: 'C' },
        { start: 4, end: 5, newText: 'B' },
      ],
    });
    const expected = { text: 'aaa\nBbb\nCcc\n', shown: ['a'], leftOut: [], firstChange: { start: 4, end: 5 } };
    assert.deepEqual(shown(given, 'aaa\nbbb\nccc\n'), expected);
  });

  it('leaves out what has no place, and what overlaps with an earlier one', () => {
    const given = entriesOf({
      a: [{ start: 0, end: 3, newText: '1' }],
      gone: undefined,
      rival: [
        { start: 2, end: 5, newText: '2' },
        { start: 8, end: 8, newText: '3' },
      ],
      touching: [{ start: 3, end: 4, newText: '' }],
      insertion: [{ start: 8, end: 8, newText: 'new ' }],
    });
    assert.deepEqual(shown(given, 'aaa\nbbb\nccc\n'), {
      text: '1bbb\nnew ccc\n',
      shown: ['a', 'touching', 'insertion'],
      leftOut: [
        ['gone', 'its text changed since the review'],
        ['rival', 'it overlaps with an earlier proposal'],
      ],
      firstChange: { start: 0, end: 1 },
    });
  });

  it('is the text itself when nothing has a place', () => {
    assert.equal(shown(entriesOf({ gone: undefined }), 'aaa').text, 'aaa');
  });
});

describe('a preview’s query', () => {
  it('comes back as it went', () => {
    for (const reference of [{ run: 'r' }, { run: 'a b&c=d', finding: '%é+' }]) {
      assert.deepEqual(parseQuery(toQuery(reference)), reference);
    }
    assert.equal(parseQuery('finding=x'), undefined);
    assert.equal(parseQuery(''), undefined);
  });
});

describe('previewTitle', () => {
  it('counts what waits and names the flags', () => {
    const { entries } = entriesOf({ a: [], b: [] }, ['large deletion', 'adds a URL']);
    const [, second] = entries;
    assert.ok(second);
    assert.equal(previewTitle(second, entries), 'a.ts: Title b (2 of 2) — flagged: large deletion, adds a URL');
    assert.equal(previewTitle(second, []), 'a.ts: Title b — flagged: large deletion, adds a URL');
    assert.equal(
      previewTitle(second, [], 'verified alone'),
      'a.ts: Title b — verified alone — flagged: large deletion, adds a URL',
    );
  });

  it('is short, and has nothing in it that one does not see', () => {
    const [entry] = entriesOf({ a: [] }).entries;
    assert.ok(entry);
    const odd = { ...entry, finding: { ...entry.finding, title: `a\n\u202eb${'c'.repeat(500)}` } };
    const title = previewTitle(odd, [odd]);
    assert.ok(title.startsWith('a.ts: a\\n\\u{202E}bc'), title);
    assert.ok(title.endsWith('… (1 of 1)'), title);
    assert.ok(title.length < 120);
  });
});
