import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { FileReview } from '../../../src/core/fileReview';
import { toJUnit } from '../../../src/core/report/junit';
import { toMarkdown } from '../../../src/core/report/markdown';
import { toResults } from '../../../src/core/report/results';
import { toText } from '../../../src/core/report/runText';
import { toSarif } from '../../../src/core/report/sarif';
import { plainStyle } from '../../../src/core/report/style';
import type { RunStore } from '../../../src/core/run/store';
import { type JsonPart, jsonArray, jsonDocument, jsonObject, jsonValue } from '../../../src/core/text/jsonParts';
import { jsonText } from '../../../src/core/text/jsonText';
import type { Finding } from '../../../src/core/types';
import { allOf, sha256, storeOf, textOf } from '../fakes';
import { fixedStore, stores } from './stores';

const reports: Readonly<Record<string, (store: RunStore) => Iterable<string> | AsyncIterable<string>>> = {
  results: toResults,
  sarif: (store) => toSarif(store, '1'),
  markdown: toMarkdown,
  junit: toJUnit,
  text: (store) => toText(store, plainStyle),
};

/**
 * Made by the reports of version 0.1.0, which were one string each; those for people since they write control
 * characters as the editor does, `\u{1B}` instead of `\u{1b}`, that for the terminal since it has "2 errors",
 * says which edits were placed with tolerance, and how many findings are hidden, and once more since it shows the
 * code; JUnit XML since it counts what is hidden, too.
 */
const hashes: Readonly<Record<string, string>> = {
  results: '7556ea100b25254042729128f629a9014a64d374b0804ee7b5be6ba1397f07b7',
  sarif: 'f39e7487adf66ca3e5a28f9aeb0e9a0da86ad96afcc35ec94538e3aefbd78ac8',
  markdown: '7303196c00c1ca4874fe4768b66fabc44d871f6bd2af1136fbfc6a8528d57e1b',
  junit: 'f83711267599bf1ccb67cd0eba2c67ad4cc163d341ca404e1689dfb330a5e129',
  text: 'cde1354006e842b5c34c1abff0e1acf9f6b3731c3828ca10044f2a422648ab11',
};

async function* piecesOf(pieces: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  yield* pieces;
}

/** A value with each of its arrays and objects written on its own, down to a depth. */
function partOf(value: unknown, depth: number): JsonPart {
  if (depth === 0 || typeof value !== 'object' || value === null) {
    return jsonValue(value);
  }
  return Array.isArray(value)
    ? jsonArray(value.map((item) => partOf(item, depth - 1)))
    : jsonObject(Object.entries(value).map(([name, item]) => [name, partOf(item, depth - 1)] as const));
}

describe('reports in pieces', () => {
  for (const [name, write] of Object.entries(reports)) {
    it(`are the same bytes as ever: ${name}`, async () => {
      assert.equal(sha256(await allOf(write(fixedStore()))), hashes[name]);
    });
  }

  it('have the layout of JSON that was written at once', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(5), (value, depth) => {
        assert.equal(textOf(jsonDocument(partOf(value, depth))), `${jsonText(value, 2)}\n`);
      }),
    );
    fc.assert(
      fc.property(stores, (store) => {
        for (const report of [textOf(toResults(store)), textOf(toSarif(store, '1'))]) {
          assert.equal(`${jsonText(JSON.parse(report), 2)}\n`, report);
        }
      }),
    );
  });

  it('have files in the order of their names, whatever they are called, and none of them twice', () => {
    const secrets = ['ghp_zyxwvutsrqponmlkjihgfedcba9876543210', 'ghp_zyxwvutsrqponmlkjihgfedcba9876543211'];
    const masked = '*'.repeat(40);
    const names = ['10', '9', '-', '__proto__', `${masked} (2)`, ...secrets];
    const store = storeOf(names.map((path) => ({ path, bytes: 1, status: { kind: 'cancelled' }, findings: [] })));
    const report = textOf(toResults(store));
    const written = Array.from(report.matchAll(/^ {4}"(.*)": \{$/gm), ([, name]) => name);
    assert.deepEqual(written, [`${masked} (2)`, '-', '10', '9', '__proto__', masked, `${masked} (3)`]);
    assert.equal(Object.keys(JSON.parse(report).files).length, names.length);
  });

  it('are short pieces, made as they are asked for', async () => {
    let asked = 0;
    const finding: Finding = {
      ...{ id: 'id', reviewer: 'local', source: 's', explanation: '', severity: 'info', category: 'bug' },
      ...{ title: 'A title', confidence: 'low' },
      place: {
        ...{ quote: '', start: 0, end: 0, endLine: 1 },
        get startLine() {
          asked += 1;
          return 1;
        },
      },
    };
    const file: FileReview = {
      ...{ path: 'a', bytes: 1, findings: Array.from({ length: 20_000 }, () => finding) },
      status: { kind: 'reviewed', coverage: { reviewedLines: 1, totalLines: 1 }, durationMs: 1 },
    };
    const store = storeOf([file]);
    for (const [name, write] of Object.entries(reports)) {
      asked = 0;
      const pieces = piecesOf(write(store));
      assert.ok((await pieces.next()).value);
      assert.ok(asked < 4_000, `${name}: ${asked} findings for the first piece`);
      let longest = 0;
      for await (const { length } of write(store)) {
        longest = Math.max(longest, length);
      }
      assert.ok(longest < 70_000, `${name}: ${longest}`);
      assert.ok(asked >= 20_000, `${name}: ${asked} findings in all`);
    }
  });
});
