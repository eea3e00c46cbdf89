import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type ParsedReply, parseReply as parse } from '../../../src/core/prompt/parseReply';
import { forModel } from '../../../src/core/prompt/reply/complaint';
import type { AgreedFinding, ModelFinding } from '../../../src/core/prompt/reply/modelFinding';
import { standingOf } from '../../../src/core/prompt/reply/takenBack';
import { replySchema } from '../../../src/core/prompt/replySchema';
import { categories, confidences, severities } from '../../../src/core/types';

const finding: AgreedFinding = {
  title: 'Off by one',
  explanation: 'The loop reads past the end.',
  severity: 'error',
  category: 'bug',
  confidence: 'high',
  startLine: 2,
  endLine: 2,
  edits: [{ startLine: 2, endLine: 2, oldText: 'i <= n', newText: 'i < n' }],
};
const good = JSON.stringify({ findings: [finding] });

const text = fc.string({ unit: 'binary' });
const line = fc.integer({ min: 1, max: 9_999 });
const plainObjects = { noNullPrototype: true };
const newText = text.map((any) => any.replace(/\r+(?!\n)/g, ''));
const arbitraryEdit = fc.record({ startLine: line, endLine: line, oldText: text, newText }, plainObjects);
const arbitraryFinding: fc.Arbitrary<AgreedFinding> = fc.record(
  {
    title: text,
    explanation: text,
    severity: fc.constantFrom(...severities),
    category: fc.constantFrom(...categories),
    confidence: fc.constantFrom(...confidences),
    startLine: line,
    endLine: line,
    edits: fc.array(arbitraryEdit, { maxLength: 3 }),
  },
  plainObjects,
);
/** By chance one is called "ok", with which a reply takes it back. */
const arbitraryFindings = fc.array(
  arbitraryFinding.filter((said) => standingOf({ ...said }).length === 0),
  { minLength: 1, maxLength: 4 },
);

/** A finding as it is taken from a reply. */
function taken({ edits, ...said }: AgreedFinding, read: 'strictly' | 'tolerantly'): ModelFinding {
  return { ...said, edits: edits.map((edit) => ({ ...edit, read })) };
}

/** A reply to a prompt in which nothing stands. */
function parseReply(reply: string): ParsedReply {
  return parse(reply, { isEcho: () => false, path: 'a.ts' });
}

function kindOf(reply: string): string {
  return parseReply(reply).kind;
}

function findingsOf(reply: string): readonly ModelFinding[] {
  const parsed = parseReply(reply);
  return 'findings' in parsed ? parsed.findings : [];
}

describe('a reply', () => {
  it('is clean only as the agreed object with an empty list', () => {
    for (const reply of [
      '{"findings":[]}',
      ' {\n "findings" : [ ] }\n',
      '```json\n{"findings":[]}\n```',
      '<think>hm</think>{"findings":[]}',
    ]) {
      assert.equal(kindOf(reply), 'clean', reply);
    }
    for (const reply of [
      '[]',
      '{}',
      'null',
      '{"findings":null}',
      '{"findings":{}}',
      '{"findings":[],"error":"overloaded"}',
      '{"findings":[',
      '{"findings":[],}',
      "{'findings':[]}",
      'Nothing to report: {"findings":[]}',
      '{"findings":[]} I stopped early.',
      'No issues found.',
      '"{\\"findings\\":[]}"',
    ]) {
      assert.equal(kindOf(reply), 'unreadable', reply);
    }
  });

  it('is empty when nothing is left', () => {
    for (const reply of [
      '',
      ' \n\t',
      '<think>let me see</think>',
      '<think>let me see {"findings":[]}',
      '\n\nthinking…\n</think>\n ',
    ]) {
      assert.equal(kindOf(reply), 'empty', JSON.stringify(reply));
    }
  });

  it('holds what the model wrote', () => {
    fc.assert(
      fc.property(arbitraryFindings, (findings) => {
        const each = [...new Map(findings.map((said) => [JSON.stringify(said), said])).values()];
        assert.deepEqual(parseReply(JSON.stringify({ findings })), {
          kind: 'findings',
          findings: each.map((said) => taken(said, 'strictly')),
          ...{ dropped: [], tolerant: 0, repeated: findings.length - each.length, leftOut: 0, withdrawals: [] },
        });
      }),
    );
  });

  it('may be wrapped in thinking, fences and prose, and may have slips', () => {
    for (const reply of [
      `\`\`\`json\n${good}\n\`\`\``,
      `\`\`\`\n${good}\n\`\`\``,
      `Here is my review of f(x) {…}:\n\n\`\`\`json\n${good}\n\`\`\`\nHope it helps!`,
      `<think>First {"findings": [] …</think>\n${good}`,
      `Let me think. {"findings":\n</think>${good}`,
      good.replace('}]}]}', '},]},]}'),
      good.replaceAll('"', "'"),
      good.replace('{"findings"', '{findings'),
      JSON.stringify([finding]),
      JSON.stringify({ findings: [finding], summary: 'One problem.' }),
    ]) {
      const [found, ...others] = findingsOf(reply);
      const read = found?.edits[0]?.read ?? assert.fail(reply);
      assert.deepEqual([found, ...others], [taken(finding, read)], reply);
    }
  });

  it('keeps the sound findings and says what is wrong with the others', () => {
    const bad = [
      { ...finding, startLine: 'two' },
      { ...finding, severity: 'purple' },
      { ...finding, file: 'other.ts' },
      { ...finding, startLine: 1.5 },
      'a finding',
      null,
    ];
    const parsed = parseReply(JSON.stringify({ findings: [bad[0], finding, ...bad.slice(1)] }));
    assert.equal(parsed.kind, 'findings');
    assert.deepEqual(parsed.findings, [taken(finding, 'strictly')]);
    assert.equal(parsed.dropped.length, bad.length);
    assert.match(parsed.dropped[0]?.problem ?? '', /^Finding 1, startLine: .*number/);
  });

  it('keeps a finding whose edits cannot be read, and says why', () => {
    const place = { startLine: 1, endLine: 1, oldText: 'x' };
    for (const [edits, reason] of [
      [[place], 'edits.0.newText: Expected a string'],
      [[{ ...place, newText: '\ud800' }], 'edits.0.newText: Half of a surrogate pair is not text'],
      ['[{"oldText": "x"', 'edits: They stand in a text that is not JSON'],
      ['@@ -1 +1 @@\nx', 'edits: They stand there as a diff that is not plain'],
    ] as const) {
      const [found, ...others] = findingsOf(JSON.stringify({ findings: [{ ...finding, edits }] }));
      assert.deepEqual([found?.title, found?.edits, found?.unreadEdits?.reason], [finding.title, [], reason]);
      assert.equal(others.length, 0);
    }
  });

  it('shows what is said of a fix in words', () => {
    const said = { ...finding, edits: [], fix: 'Compare with < instead.', suggestion: finding.explanation };
    const [found] = findingsOf(JSON.stringify({ findings: [said] }));
    assert.equal(found?.explanation, `${finding.explanation}\n\nAs a fix it says: Compare with < instead.`);
  });

  it('is unreadable when an object in it has a key twice, as such a text says two things', () => {
    const json = JSON.stringify(finding);
    for (const reply of [
      '{"findings":[],"findings":[]}',
      good.replace('{"findings":', '{"findings":[],"findings":'),
      good.replace('{"findings":', '{"findings":[],"\\u0066indings":'),
      `{"findings":[${json.replace('{', '{"title":"Harmless",')}]}`,
      `{"findings":[${json.replace('"oldText"', '"newText":"","oldText"')}]}`,
      `Here: {"findings":[],"findings":[${json}]}`,
      `{findings:[],'findings':[${json}]}`,
    ]) {
      assert.equal(kindOf(reply), 'unreadable', reply);
      assert.deepEqual(findingsOf(reply), []);
    }
    const twice = JSON.stringify({
      findings: [finding, { ...finding, title: 'a "title": {"title"', explanation: '\\' }],
    });
    assert.equal(findingsOf(twice).length, 2);
  });

  it('is unreadable when no finding is sound, and tells the model why', () => {
    const parsed = parseReply(JSON.stringify({ findings: [{ ...finding, title: 7 }] }));
    assert.equal(parsed.kind, 'unreadable');
    assert.match(forModel(parsed.complaint), /Finding 1, title: .*string/);
  });

  it('is JSON without findings where it is, and says so', () => {
    for (const reply of ['{}', '[]', '```json\n{}\n```', '"none"']) {
      const parsed = parseReply(reply);
      assert.ok(parsed.kind === 'unreadable');
      assert.match(
        parsed.complaint.problem,
        /^The reply is JSON, but not the object with the one key "findings"/,
        reply,
      );
    }
    assert.ok(kindOf('nothing') === 'unreadable');
  });

  it('is read up to a number of findings, the most severe of them, each once', () => {
    const severities = ['info', 'error', 'warning'] as const;
    const findings = Array.from({ length: 900 }, (_, at) => ({
      ...finding,
      title: `Finding ${at}`,
      severity: severities[at % 3] ?? 'info',
    }));
    const parsed = parseReply(JSON.stringify({ findings: [...findings, findings[4]] }));
    assert.ok(parsed.kind === 'findings');
    assert.deepEqual([parsed.findings.length, parsed.leftOut, parsed.repeated], [500, 400, 1]);
    const places = parsed.findings.map(({ title }) => Number(title.slice(8)));
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
      'in the order of the reply',
    );
    assert.deepEqual(
      severities.map((severity) => parsed.findings.filter((one) => one.severity === severity).length),
      [0, 300, 200],
    );
    const endless = parseReply(JSON.stringify({ findings: Array(9_000).fill(finding) }));
    assert.ok(endless.kind === 'findings');
    assert.deepEqual([endless.findings.length, endless.repeated, endless.leftOut], [1, 8_999, 0]);
  });

  it('keeps the most severe of any number of entries, and counts what stands there again once', () => {
    const all = Array.from({ length: 6_000 }, (_, at) => ({
      ...finding,
      title: `Finding ${at}`,
      severity: at < 5_500 ? 'info' : 'error',
    }));
    for (const reply of [JSON.stringify({ findings: all }), `Here: ${JSON.stringify(all)}`]) {
      const parsed = parseReply(reply);
      assert.ok(parsed.kind === 'findings');
      assert.deepEqual([parsed.findings.length, parsed.leftOut, parsed.repeated], [500, 5_500, 0]);
      assert.ok(parsed.findings.every(({ severity }) => severity === 'error'));
    }
    const again = parseReply(JSON.stringify({ findings: all.map((_, at) => all[at % 100]) }));
    assert.ok(again.kind === 'findings');
    assert.deepEqual([again.findings.length, again.leftOut, again.repeated], [100, 0, 5_900]);
  });

  it('keeps what is whole of a reply that is cut, wherever that is', () => {
    const findings = [1, 2].map((at) => ({ ...finding, title: `Finding ${at}` }));
    const json = JSON.stringify({ findings });
    const first = json.indexOf('{"title":"Finding 2"');
    for (let end = first; end < json.length - 2; end++) {
      const parsed = parseReply(json.slice(0, end));
      assert.equal(parsed.kind, 'unreadable', json.slice(0, end));
      assert.equal(parsed.findings.length, 1, json.slice(0, end));
    }
  });

  it('is not read when it is nested too deeply or too long', () => {
    for (const depth of [20, 100_000]) {
      assert.equal(kindOf('['.repeat(depth) + ']'.repeat(depth)), 'unreadable');
      const parsed = parseReply('{"findings":'.repeat(depth));
      assert.equal(parsed.kind === 'unreadable' && parsed.complaint.problem, 'The JSON is nested too deeply.');
    }
    assert.equal(kindOf('x'.repeat(8_000_001)), 'unreadable');
  });

  it('may be anything without anything being thrown', () => {
    const json = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.json().map((value) => `{"findings":${value}}`),
    );
    const noise = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        '"',
        "'",
        '\\',
        ',',
        ':',
        '```',
        '<think>',
        '</think>',
        'findings',
        '\n',
        '1',
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          json,
          noise.map((parts) => parts.join('')),
        ),
        (reply) => void parseReply(reply),
      ),
      { numRuns: 2_000 },
    );
  });

  it('that breaks off never yields a part of a finding', () => {
    fc.assert(
      fc.property(arbitraryFindings, fc.nat(), fc.boolean(), (findings, at, fenced) => {
        const whole = JSON.stringify({ findings }, undefined, at % 2 === 0 ? 1 : 0);
        const cut = whole.slice(0, at % whole.length);
        const parsed = parseReply(fenced ? `\`\`\`json\n${cut}` : cut);
        const kept = 'findings' in parsed ? parsed.findings : [];
        assert.deepEqual(
          kept,
          findings.slice(0, kept.length).map((said) => taken(said, 'tolerantly')),
        );
        // Behind the end of the list nothing is missing but a bracket.
        const isAll = cut.trimEnd() === whole.slice(0, -1).trimEnd();
        assert.equal(parsed.kind, isAll ? 'findings' : cut.trim() === '' && !fenced ? 'empty' : 'unreadable');
      }),
      { numRuns: 2_000 },
    );
  });

  it('weighs what the name of its list says, where it does not say itself', () => {
    const { severity, ...light } = finding;
    assert.deepEqual(
      findingsOf(
        JSON.stringify({ critical: [light], info: [{ ...light, title: 'B' }], high: [{ ...light, title: 'C' }] }),
      ).map((one) => one.severity),
      [severity, 'info', 'warning'],
    );
  });

  it('that breaks off keeps the findings before', () => {
    const other = { ...finding, title: 'Another' };
    const whole = JSON.stringify({ findings: [finding, other] });
    assert.deepEqual(findingsOf(whole.slice(0, -10)), [taken(finding, 'tolerantly')]);
  });
});

describe('a reply that ends in the middle', () => {
  const other = JSON.stringify({ ...finding, title: 'Another' });
  const quoting = JSON.stringify({ ...finding, title: 'It says QQ here' }).replace('QQ', '"no"');
  const titles = (reply: string) => {
    const parsed = parseReply(reply);
    assert.equal(parsed.kind, 'unreadable', reply);
    return findingsOf(reply).map(({ title }) => title);
  };

  it('keeps what is whole where it is sure where each of them ends', () => {
    assert.deepEqual(titles(`{"findings":[${other},${JSON.stringify(finding).slice(0, 40)}`), ['Another']);
    assert.deepEqual(titles(`{"findings":[${other},${quoting.slice(0, 60)}`), ['Another']);
  });

  it('keeps nothing where an earlier one may go on behind its end', () => {
    assert.deepEqual(titles(`{"findings":[${quoting},${other},${JSON.stringify(finding).slice(0, 40)}`), []);
  });

  it('has no finding that counts as exact, though each is written as agreed', () => {
    const [kept] = findingsOf(`{"findings":[${other},`);
    assert.deepEqual(
      kept?.edits.map(({ read }) => read),
      ['tolerantly'],
    );
  });
});

describe('the schema of a reply', () => {
  it('has the keys of a finding, in the same order, all required and no others', () => {
    const closed = (schema: unknown): { properties: Record<string, unknown>; required: string[] } => {
      const object = schema as {
        properties: Record<string, unknown>;
        required: string[];
        additionalProperties: boolean;
      };
      assert.equal(object.additionalProperties, false);
      assert.deepEqual(object.required, Object.keys(object.properties));
      return object;
    };
    const items = (schema: unknown): unknown => (schema as { items: unknown }).items;
    const reply = closed(replySchema);
    const one = closed(items(reply.properties.findings));
    assert.deepEqual(one.required, Object.keys(finding));
    assert.deepEqual(closed(items(one.properties.edits)).required, Object.keys(finding.edits[0] ?? {}));
  });
});
