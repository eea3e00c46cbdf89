import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { withIdentities } from '../../../src/core/findings/identity';
import type { Outline } from '../../../src/core/ports';
import { LineIndex } from '../../../src/core/text/lines';
import type { Finding } from '../../../src/core/types';
import { sha256 } from '../fakes';

const text = ['import a', 'def one(x):', '    return x == None', 'def two(y):', '    return x == None', ''].join('\n');
const outline: Outline = {
  imports: [],
  definitions: [
    { startLine: 2, endLine: 3, header: { startLine: 2, endLine: 2 }, children: [] },
    { startLine: 4, endLine: 5, header: { startLine: 4, endLine: 4 }, children: [] },
  ],
};

/** A finding about a line of a text. */
function about(line: number, of = text, more: Partial<Finding> = {}): Finding {
  const lines = new LineIndex(of);
  const [start, end] = [lines.startOf(line), lines.endOf(line)];
  const place = { start, end, startLine: line, endLine: line, quote: of.slice(start, end) };
  const words = { title: 't', explanation: '', severity: 'warning', category: 'bug', confidence: 'high' } as const;
  return { id: `f${line}`, reviewer: 'local', source: 'ruff', rule: 'E711', ...words, place, ...more };
}

const identities = (findings: readonly Finding[], of = text, known: Outline | undefined = outline) =>
  withIdentities(findings, of, known, sha256).map(({ identity }) => identity);
const identity = (finding: Finding, of = text, known: Outline | undefined = outline) =>
  identities([finding], of, known)[0];

describe('what a finding is known by', () => {
  it('is another in another definition, for another source, rule or text, and for the next one that is equal', () => {
    const all = [
      identity(about(3)),
      identity(about(5)),
      identity(about(3, text, { source: 'other' })),
      identity(about(3, text, { rule: 'E712' })),
      identity(about(1)),
      ...identities([about(3), about(3)]).slice(1),
      identity(about(3), text, { imports: [], definitions: [] }),
    ];
    assert.equal(new Set(all).size, all.length);
  });

  it('is the same whatever a model calls it and how sure it is, but not in another category', () => {
    const model = { reviewer: 'model', source: 'qwen', rule: 'pass 1' } as const;
    const known = identity(about(3, text, model));
    const other = {
      ...model,
      title: 'x',
      explanation: 'y',
      severity: 'info',
      confidence: 'low',
      rule: 'pass 2',
    } as const;
    assert.equal(identity(about(3, text, other)), known);
    assert.notEqual(identity(about(3, text, { ...model, category: 'style' })), known);
  });

  it('is no other thing that a model says without a certain place, of other lines or of another text', () => {
    const { place: _, ...model } = about(3, text, { reviewer: 'model', source: 'qwen' });
    const named = (line: number): Finding => ({ ...model, named: { startLine: line, endLine: line } });
    const all = [
      identity(model),
      identity(model, `${text}more\n`),
      identity(named(3)),
      identity(named(2)),
      identity(named(5)),
    ];
    assert.equal(new Set(all).size, all.length);
    assert.equal(
      identity(named(4), `\n${text}`, undefined),
      identity(named(3), text, { imports: [], definitions: [] }),
    );
    const { place: __, ...local } = about(3);
    assert.equal(identity(local), identity(local, `${text}\n`), 'its rule says what it is about');
  });

  it('is the same whatever stands above, and however it is indented', () => {
    const lines = fc.array(fc.string({ unit: fc.constantFrom('a', ' ', '#') }), { maxLength: 30 });
    fc.assert(
      fc.property(lines, fc.integer({ min: 0, max: 8 }), (above, depth) => {
        const moved = [...above, ...text.split('\n').map((line) => ' '.repeat(depth) + line)].join('\n');
        const down = (line: number) => line + above.length;
        const definitions = outline.definitions.map(({ startLine, endLine, header }) => ({
          ...{ startLine: down(startLine), endLine: down(endLine), children: [] },
          header: { startLine: down(header.startLine), endLine: down(header.endLine) },
        }));
        const there = [3, 5].map((line) => about(down(line), moved));
        assert.deepEqual(identities(there, moved, { imports: [], definitions }), identities([about(3), about(5)]));
      }),
    );
  });

  it('tells a secret from nearly every other in its place, and no more than eight bits of it', () => {
    const withSecret = (quote: string) => {
      const { place, ...finding } = about(3);
      return { ...finding, place: { ...(place ?? assert.fail()), quote, masked: 'key = "…"' } };
    };
    assert.notEqual(identity(withSecret('key = "one"')), identity(withSecret('key = "two"')));
    const known = new Set(Array.from({ length: 5000 }, (_, number) => identity(withSecret(`key = "${number}"`))));
    assert.equal(known.size, 256);
  });

  it('is there for what has no place', () => {
    const { place: _, ...finding } = about(3);
    assert.match(identity(finding) ?? '', /^[0-9a-f]{16}$/);
  });
});
