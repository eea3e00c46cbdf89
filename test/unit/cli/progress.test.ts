import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { barText, movingLine } from '../../../src/cli/progress';

/** A stream that keeps what is written to it. */
function keeping(isTTY: boolean) {
  const written: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      written.push(String(chunk));
      done();
    },
  });
  return { written, stream: Object.assign(stream, { isTTY, columns: 40 }) as unknown as NodeJS.WriteStream };
}

describe('a line that changes in place', () => {
  it('shows what was last said, not longer than the terminal is wide, and goes', async () => {
    const { written, stream } = keeping(true);
    const line = movingLine(stream);
    line.show(() => 'first');
    line.show(() => barText(30, 120, 'copied of installed packages'));
    while (written.length === 0) {
      await delay(10);
    }
    assert.deepEqual(written, [`\r\u001b[K${'█'.repeat(6)}${'░'.repeat(18)} 30/120  copie…`]);
    line.clear();
    assert.equal(written.at(-1), '\r\u001b[K');
    line.show(() => 'never');
    line.clear();
    await delay(200);
    assert.equal(written.length, 2);
  });

  it('is not there where nobody sees it', async () => {
    const { written, stream } = keeping(false);
    const line = movingLine(stream);
    line.show(() => 'text');
    await delay(200);
    line.clear();
    assert.deepEqual(written, []);
  });
});
