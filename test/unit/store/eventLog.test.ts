import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { openEventLog } from '../../../src/store/eventLog';
import { useFolder } from '../workspace/support';

describe('the event log', () => {
  const state = useFolder();

  it('holds no character that a terminal obeys', async () => {
    const file = join(state.path, 'events.jsonl');
    const { log, close } = await openEventLog(file);
    const event = { at: 1, path: '\u009b2J\u202e.ts' };
    log(event as never);
    await close();
    const text = await readFile(file, 'utf8');
    assert.doesNotMatch(text, /[\u0080-\u009f\u202e]/);
    assert.deepEqual(JSON.parse(text), event);
  });
});
