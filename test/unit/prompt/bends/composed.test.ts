import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits } from '../../../../src/core/edits/applyEdits';
import { parseReply } from '../../../../src/core/prompt/parseReply';
import { placeReply } from '../../../../src/core/prompt/placeReply';
import { isComplete } from '../../../complete';
import { inQuotes, print, raw } from './print';
import { agreed, editOf, escapedQuotes, fenced, json, pretty, renamed, type Said, separated, two } from './said';
import { type Source, sources } from './sources';

/** What is bent in what is said. */
const meanings: readonly ((source: Source) => unknown)[] = [
  agreed,
  two,
  (source) => renamed(agreed(source), separated('_')),
  (source) => ({ review: { issues: [source.main] } }),
  ({ main }) => main,
  ({ main }) => [main],
  ({ main, other }) => [other, main],
  ({ path, main }) => ({ [path]: [main] }),
  ({ main }) => ({ findings: [{ ...main, severity: 'Critical', confidence: '90%', category: 'logic' }] }),
  ({ main }) => ({ findings: [{ ...main, endLine: null, startLine: String(main.startLine), fixed: true }] }),
  ({ main: { edits, ...rest }, other }) => ({ findings: [{ ...rest, fix: edits[0] }, other] }),
  ({ main }) => {
    const { oldText, newText } = editOf(main);
    const flat: Said = { ...main, original: oldText, replacement: newText, note: 'as "seen", {here}' };
    delete flat.edits;
    return { findings: [flat] };
  },
  ({ main }) => {
    const { oldText, newText } = editOf(main);
    return { findings: [{ ...main, edits: [{ old: oldText.split('\n'), new: newText.split('\n'), line: 1 }] }] };
  },
];

/** How it is written, with the strings of JSON. */
const writersOfJson: readonly ((value: unknown) => string)[] = [
  json,
  pretty,
  (value) => print(value, { last: ',', before: '\n  // the reader’s {comment}\n  ' }),
  (value) => print(value, { comma: '\n' }),
];

const writers: readonly ((value: unknown) => string)[] = [
  ...writersOfJson,
  (value) => print(value, { key: (key) => (/^\w+$/.test(key) ? key : json(key)) }),
  (value) => print(value, { key: inQuotes("'"), text: inQuotes("'"), nothing: 'None' }),
  (value) => print(value, { text: raw('"', '"', escapedQuotes), comma: ',\n' }),
  (value) => print(value, { text: (text) => `"${json(text).slice(1, -1).replaceAll('\\"', '"')}"`, comma: ', ' }),
  (value) => print(value, { text: raw('`') }),
  (value) => print(value, { text: raw('"""'), before: '\n' }),
  (value) => print(value, { key: raw('“', '”'), text: raw('“', '”', (text) => json(text).slice(1, -1)) }),
];

/** What stands around it. */
const wrappers: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => fenced(text),
  (text) => `Here it is:\n\n${fenced(text)}\nI hope "it" helps [1], {really}.`,
  (text) => `The problem is in a[0]: {…}.\n${text}\nThat is all.`,
  (text) => `<think>{"findings": []}?</think>${text}`,
  (text) => `<tool_call>{"name": "report", "arguments": ${text}}</tool_call>`,
  (text) => json({ role: 'assistant', content: text }),
  (text) => json(text),
  (text) => `{"result": ${text}}`,
  (text) => text.slice(0, -1),
  (text) => fenced(text.slice(0, -1)),
  (text) => `${text}\n${text}`,
  (text) => text.replace(/\r?\n/g, '\r\n'),
];

/** The texts that edits of a reply make of the file. */
function resultsOf(reply: string, { path, text }: Source): string[] {
  const parsed = parseReply(reply, { isEcho: () => false, path });
  assert.notEqual(parsed.kind, 'clean', reply);
  const findings = 'findings' in parsed ? parsed.findings : [];
  return placeReply(findings, { text, shown: text, masked: [], source: 'm' }).flatMap(({ reported: { fix } }) =>
    fix?.kind === 'edits' ? [applyEdits(text, fix.edits)] : [],
  );
}

function assertMeant(reply: string, source: Source): number {
  const results = resultsOf(reply, source);
  assert.ok(
    results.every((result) => result === source.repaired),
    `${reply}\n\nmakes\n\n${results.join('\n')}`,
  );
  return results.length;
}

const repliesIn = (ways: readonly ((value: unknown) => string)[]) =>
  fc
    .record({
      source: fc.constantFrom(...sources),
      meaning: fc.constantFrom(...meanings),
      write: fc.constantFrom(...ways),
      inner: fc.constantFrom(...wrappers),
      outer: fc.constantFrom(...wrappers),
    })
    .map(({ source, meaning, write, inner, outer }) => ({ source, reply: outer(inner(write(meaning(source)))) }));
const anyReply = repliesIn(writers);

describe('what models bend in several ways at once', () => {
  it('is what was meant or refused, never anything else', () => {
    fc.assert(
      fc.property(anyReply, ({ source, reply }) => void assertMeant(reply, source)),
      { numRuns: isComplete ? 5_000 : 500 },
    );
  });

  it('is what was meant, for each way to say it in each writing', () => {
    for (const source of sources) {
      for (const [number, meaning] of meanings.entries()) {
        assert.equal(assertMeant(json(meaning(source)), source), 1, `${number} ${source.path}`);
      }
    }
  });

  it('is never anything else with a sign too few or too many', () => {
    const signs = fc.constantFrom('"', "'", ',', ':', '{', '}', '[', ']', '\n', ' ', '#', '//', '+', '```', '\\"');
    fc.assert(
      fc.property(repliesIn(writersOfJson), fc.nat(), fc.option(signs), ({ source, reply }, at, sign) => {
        const places = signPlaces(reply, sign === null ? 'too few' : 'too many');
        const place = places[at % places.length] ?? 0;
        assertMeant(reply.slice(0, place) + (sign ?? '') + reply.slice(place + (sign === null ? 1 : 0)), source);
      }),
      { numRuns: isComplete ? 20_000 : 1_000 },
    );
  });

  it('is never anything else when it is cut anywhere', () => {
    fc.assert(
      fc.property(anyReply, fc.nat(), ({ source, reply }, at) => {
        assertMeant(reply.slice(0, at % reply.length), source);
      }),
      { numRuns: isComplete ? 10_000 : 500 },
    );
  });
});

/** Where signs of the notation stand, or escapes of quotation marks: what is code is not to be changed. */
function signPlaces(reply: string, how: 'too few' | 'too many'): number[] {
  const places = new Set(Array.from(reply.matchAll(/[{}[\],:"]|\\(?=")/g), ({ index }) => index));
  for (const { index, 0: text } of reply.matchAll(/"(?:[^"\\]|\\.)*(?:"|$)/g)) {
    for (let at = index + 1; at < index + text.length; at++) {
      const isEnd = at === index + text.length - 1 && reply[at] === '"';
      if (how === 'too many' || !(isEnd || reply[at] === '\\')) {
        places.delete(at);
      }
    }
  }
  return [...places];
}
