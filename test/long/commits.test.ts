import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { crashGround } from '../unit/workspace/commits/crashes';
import { useFolder } from '../unit/workspace/support';

describe('a commit and its landing that are killed before each of their calls', () => {
  const folder = useFolder();

  it('are whole or not there after the next start, also when that is killed, too', async () => {
    const { calls, crash } = await crashGround(folder.path);
    assert.ok(calls >= 60, String(calls));
    for (let call = 1; call <= calls; call++) {
      await crash(call);
      await crash(call, 1 + (call % 12));
    }
  }).timeout(3_600_000);
});
