import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { useFolder } from '../unit/workspace/support';
import { crashGround } from '../unit/workspace/verification/crashes';

describe('a verification that is killed before each of its calls', () => {
  const folder = useFolder();

  it('leaves nothing after the next start, nor when that is killed, too', async () => {
    const { calls, crash } = await crashGround(folder.path);
    assert.ok(calls >= 60);
    for (let call = 1; call <= calls; call++) {
      await crash(call);
      await crash(call, 1 + (call % 12));
    }
  }).timeout(3_600_000);
});
