import assert from 'node:assert/strict';
import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { createHashThreads } from '../../../src/compose/hashThreads';
import { sha256 } from '../../../src/store/hash';
import { header } from '../fakes';
import { put, useFolder } from '../workspace/support';

describe('reading many files in threads', () => {
  const folder = useFolder();
  const paths = Array.from({ length: 2_000 }, (_, n) => `f${n}.txt`);

  const answering = (value: string) =>
    put(
      folder.state,
      'program.cjs',
      `const { parentPort, workerData } = require('node:worker_threads');
       parentPort.postMessage(new Map(workerData.paths.map((path) => [path, ${value}])));`,
    );

  it('shares them out, each to one thread, where there are enough for more than one', async () => {
    const program = answering('`${path} of ${workerData.paths.length} in ${workerData.folder}`');
    const hashes = await createHashThreads('/some/folder', header.options, program)(paths);
    assert.deepEqual(
      [...hashes],
      paths.map((path) => [path, `${path} of 1000 in /some/folder`]),
    );
    const few = createHashThreads(folder.path, header.options, program);
    put(folder.path, 'f0.txt', 'one\n');
    assert.deepEqual(
      [...(await few(['f0.txt', 'f1.txt']))],
      [
        ['f0.txt', sha256('one\n')],
        ['f1.txt', 'gone'],
      ],
    );
  });

  it('knows of odd files no less and no more than one that reads them itself, also where no thread starts', async () => {
    for (const path of paths) {
      put(folder.path, path, `${path}\n`);
    }
    const at = (n: number) => join(folder.path, paths[n] ?? '');
    rmSync(at(3));
    renameSync(at(4), at(5));
    symlinkSync(at(6), at(4));
    writeFileSync(at(1_999), Buffer.from([0, 1, 2]));
    const broken = put(folder.state, 'program.cjs', 'throw new Error("no thread");');
    const hashes = await createHashThreads(folder.path, header.options, broken)(paths);
    assert.equal(hashes.get('f3.txt'), 'gone');
    assert.equal(hashes.get('f4.txt'), undefined, 'a link');
    assert.equal(hashes.get('f5.txt'), sha256('f4.txt\n'));
    assert.equal(hashes.get('f1999.txt'), undefined, 'no text');
    assert.equal(hashes.get('f1998.txt'), sha256('f1998.txt\n'));
    assert.equal(hashes.size, paths.length - 2);
  });
});
