import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createEventReader, createLineReader, type ServerSentEvent } from '../../../src/endpoints/http/streams';

function eventsOf(pieces: readonly Uint8Array[]): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  const reader = createEventReader((event) => events.push(event));
  for (const piece of pieces) {
    reader.push(piece);
  }
  reader.end();
  return events;
}

function linesOf(pieces: readonly Uint8Array[]): string[] {
  const lines: string[] = [];
  const reader = createLineReader((line) => lines.push(line));
  for (const piece of pieces) {
    reader.push(piece);
  }
  reader.end();
  return lines;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Bytes cut at the given places. */
function cut(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  const places = [0, ...at.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.slice(places[index] ?? 0, end));
}

describe('server-sent events', () => {
  const cases: readonly (readonly [string, string, ServerSentEvent[]])[] = [
    ['one event', 'data: a\n\n', [{ event: 'message', data: 'a' }]],
    ['no space after the colon', 'data:a\n\n', [{ event: 'message', data: 'a' }]],
    ['only one space is taken off', 'data:  a\n\n', [{ event: 'message', data: ' a' }]],
    [
      'CRLF',
      'data: a\r\n\r\ndata: b\r\n\r\n',
      [
        { event: 'message', data: 'a' },
        { event: 'message', data: 'b' },
      ],
    ],
    [
      'CR',
      'data: a\r\rdata: b\r\r',
      [
        { event: 'message', data: 'a' },
        { event: 'message', data: 'b' },
      ],
    ],
    ['several data lines', 'data: a\ndata\ndata: b\n\n', [{ event: 'message', data: 'a\n\nb' }]],
    ['comments', ': ping\n\ndata: a\n: ping\n\n', [{ event: 'message', data: 'a' }]],
    [
      'a named event',
      'event: error\ndata: a\n\ndata: b\n\n',
      [
        { event: 'error', data: 'a' },
        { event: 'message', data: 'b' },
      ],
    ],
    ['other fields', 'id: 1\nretry: 5\nodd\ndata: a\n\n', [{ event: 'message', data: 'a' }]],
    ['an event without data', 'event: ping\n\ndata: a\n\n', [{ event: 'message', data: 'a' }]],
    ['a byte order mark', '\ufeffdata: a\n\n', [{ event: 'message', data: 'a' }]],
    ['an event that is not closed', 'data: a\n\ndata: b\n', [{ event: 'message', data: 'a' }]],
  ];
  for (const [name, text, expected] of cases) {
    it(name, () => assert.deepEqual(eventsOf([bytesOf(text)]), expected));
  }

  it('does not depend on where the bytes are cut', () => {
    const text = `${cases.map(([, stream]) => `${stream}\n\n`).join('')}data: Größe 𝒳 😀\r\n\r\n`;
    const whole = eventsOf([bytesOf(text)]);
    fc.assert(
      fc.property(fc.array(fc.nat()), (places) => {
        assert.deepEqual(eventsOf(cut(bytesOf(text), places)), whole);
      }),
    );
  });
});

describe('lines', () => {
  it('are the lines of the text, wherever its bytes are cut', () => {
    const line = fc.string({ unit: 'binary' }).map((text) => text.replace(/[\r\n\ufeff]/g, ''));
    const end = fc.constantFrom('\n', '\r\n', '\r');
    fc.assert(
      fc.property(fc.array(fc.tuple(line, end)), fc.array(fc.nat()), (lines, places) => {
        // A lone \r before an empty line that ends in \n would be one line end.
        const text = lines.map(([content, ending]) => `x${content}${ending}`).join('');
        assert.deepEqual(
          linesOf(cut(bytesOf(text), places)),
          lines.map(([content]) => `x${content}`),
        );
      }),
    );
  });

  it('include a last one without an end', () => {
    assert.deepEqual(linesOf([bytesOf('a\n\nb')]), ['a', '', 'b']);
  });
});
