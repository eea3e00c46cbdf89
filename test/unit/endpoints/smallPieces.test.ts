import assert from 'node:assert/strict';
import type { Server } from '../../../src/endpoints/http/server';
import { WholeText } from '../../../src/endpoints/http/wholeText';
import { AnswerReader } from '../../../src/endpoints/protocols/answerReader';
import { openai } from '../../../src/endpoints/protocols/openai';
import { scanningGrowth } from '../scanned';

const server: Server = { kind: 'openai', base: new URL('http://127.0.0.1/v1'), key: undefined };

/** Reads an answer that comes in pieces of 50 bytes, to its end. */
function reading(type: string, text: string, status = 200): () => void {
  const bytes = Buffer.from(text);
  return () => {
    const reader = new AnswerReader(openai, Number.POSITIVE_INFINITY, () => {});
    reader.onHead({ status, headers: { 'content-type': type } });
    for (let at = 0; at < bytes.length; at += 50) {
      reader.onData(bytes.subarray(at, at + 50));
    }
    reader.conclude({ kind: 'done' }, server, 'model');
  };
}

describe('an answer in small pieces', () => {
  const message = (size: number) => JSON.stringify({ choices: [{ message: { content: 'a b '.repeat(size) } }] });
  const events = (size: number) =>
    `data: ${JSON.stringify({ choices: [{ delta: { content: 'ab' } }] })}\n\n`.repeat(size);
  const cases: readonly (readonly [string, string, (size: number) => string])[] = [
    ['one JSON message', 'application/json', message],
    ['one that does not say what it is', '', (size) => `{ findings: ${'a b '.repeat(size)}`],
    ['white space', 'application/json', (size) => '    '.repeat(size)],
    ['a web page', '', (size) => `${' '.repeat(size)}<html>${'<p> '.repeat(size)}`],
    ['carriage returns', '', (size) => `data: 1${'\r'.repeat(size)}`],
    ['events', 'text/event-stream', events],
    ['one long event', 'text/event-stream', (size) => `data: ${message(size)}\n\n`],
  ];
  for (const [name, type, text] of cases) {
    it(`takes effort in proportion to its length: ${name}`, () => {
      const growth = scanningGrowth((size) => reading(type, text(size)), 1_000);
      assert.ok(growth < 15, `ten times the length takes ${growth} times the effort`);
    });
  }

  it('is told from white space and from a web page as soon as it begins', () => {
    const text = new WholeText();
    const push = (piece: string) => text.push(Buffer.from(piece));
    push(' \n');
    assert.deepEqual([text.isBlank, text.isMarkup, text.length], [true, false, 2]);
    push('\t<');
    push('!doctype html>');
    assert.deepEqual([text.isBlank, text.isMarkup, text.text], [false, true, ' \n\t<!doctype html>']);
  });

  it('keeps characters whole that are spread over pieces', () => {
    const text = new WholeText();
    for (const byte of Buffer.from('“ä🙂”')) {
      text.push(Buffer.from([byte]));
    }
    assert.equal(text.text, '“ä🙂”');
  });
});
