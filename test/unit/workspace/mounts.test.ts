import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { mountPoints } from '../../../src/workspace/mounts';

describe('what is mounted', () => {
  it('is told by its place, whatever is in its name', () => {
    const lines = [
      '21 1 253:0 / / rw,relatime shared:1 - ext4 /dev/root rw',
      '36 35 98:0 /mnt1 /mnt/a\\040b\\011c\\012d\\134e rw,noatime master:1 - ext3 /dev/root rw,errors=continue',
      '37 35 0:5 / /mnt/\u00e9 rw - tmpfs tmpfs rw',
      '',
    ];
    assert.deepEqual(mountPoints(Buffer.from(lines.join('\n'))), ['/', '/mnt/a b\tc\nd\\e', '/mnt/é']);
  });
});
