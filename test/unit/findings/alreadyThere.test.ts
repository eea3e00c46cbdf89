import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { alreadyThere } from '../../../src/core/findings/alreadyThere';
import { inFull, knownByIn } from '../../../src/core/findings/identity';
import type { Definition, Outline } from '../../../src/core/ports';
import { KeptLines } from '../../../src/core/text/keptLines';
import { LineIndex } from '../../../src/core/text/lines';
import type { Finding } from '../../../src/core/types';

const body = ['  return value === NaN;', '}'];
const functionOf = (name: string) => [`function ${name}(value) {`, ...body];

/** Every `return` of a text is a finding, and every `function` a definition of three lines. */
function findingsOf(lines: readonly string[]) {
  const text = lines.join('\n');
  const index = new LineIndex(text);
  const findings = lines.flatMap((line, position): Finding[] => {
    const startLine = position + 1;
    const [start, end] = [index.startOf(startLine), index.endOf(startLine)];
    const place = { start, end, startLine, endLine: startLine, quote: line };
    const words = { title: 't', explanation: '', severity: 'warning', category: 'bug', confidence: 'high' } as const;
    return line.includes('===')
      ? [{ id: `f${startLine}`, reviewer: 'local', source: 'eslint', rule: 'use-isnan', ...words, place }]
      : [];
  });
  const definitions = lines.flatMap((line, position): Definition[] => {
    const startLine = position + 1;
    const header = { startLine, endLine: startLine };
    return line.startsWith('function ') ? [{ startLine, endLine: startLine + 2, header, children: [] }] : [];
  });
  const outline: Outline = { imports: [], definitions };
  return { text, findings, knownBy: knownByIn(text, outline, inFull) };
}

/** The lines of the findings that were not there before. */
function newLines(before: readonly string[], after: readonly string[]): number[] {
  const [earlier, now] = [findingsOf(before), findingsOf(after)];
  const there = alreadyThere(now, earlier, new KeptLines(earlier.text, now.text));
  return now.findings.filter((finding) => !there.has(finding)).map(({ place }) => place?.startLine ?? 0);
}

const names: fc.Arbitrary<string[]> = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), {
  minLength: 1,
});
const noise = fc.array(fc.constantFrom('', '// x', '}'), { maxLength: 50 });

describe('findings that were there already', () => {
  it('are all of them, whatever was inserted above and however functions have moved', () => {
    fc.assert(
      fc.property(names, noise, fc.array(fc.nat()), (all, above, order) => {
        const moved = all.toSorted((a, b) => (order[all.indexOf(a)] ?? 0) - (order[all.indexOf(b)] ?? 0));
        assert.deepEqual(newLines(all.flatMap(functionOf), [...above, ...moved.flatMap(functionOf)]), []);
      }),
    );
  });

  it('are all but those of a function that is new, wherever it was put', () => {
    fc.assert(
      fc.property(names, noise, fc.nat(), (all, above, where) => {
        const place = where % (all.length + 1);
        const now = all.toSpliced(place, 0, 'added');
        const expected = above.length + place * 3 + 2;
        assert.deepEqual(newLines(all.flatMap(functionOf), [...above, ...now.flatMap(functionOf)]), [expected]);
      }),
    );
  });

  it('are those of lines that are as they were, of many equal ones and in a function with another name', () => {
    const equal = ['x === NaN', ''];
    const before = [...equal, ...equal, ...equal];
    assert.deepEqual(newLines(before, [...equal, 'y()', 'x === NaN', 'z()', ...equal, ...equal]), [4]);
    assert.deepEqual(newLines(functionOf('old'), functionOf('renamed')), []);
    assert.equal(newLines(functionOf('old'), [...functionOf('renamed'), ...functionOf('added')]).length, 1);
  });
});
