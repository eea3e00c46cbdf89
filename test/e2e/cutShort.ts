/** `cutShort.ts FOLDER ROOT`: begins to save a change of `totals.py` as an editor does, and is killed when the file is empty. */
import { truncateSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createFileChanges } from '../../src/compose/fileChanges';

const [folder = '', root = ''] = process.argv.slice(2);
const changes = createFileChanges({ folder, root, writing: 'from empty', tell: console.error });
void changes.alone('totals.py', undefined, async (keep) => {
  const file = join(folder, 'totals.py');
  await keep(await readFile(file), Buffer.from('changed'));
  truncateSync(file);
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
});
