import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { reportFormats, reportNames } from '../../src/core/export/formats';
import { Playground } from './cli';

describe('reports on the command line', () => {
  let ground: Playground;

  beforeEach(() => {
    ground = new Playground();
  });
  afterEach(() => ground.dispose());

  it('are all written with --out, and each is what show prints of the run later', async () => {
    const folder = ground.folder('project', {
      'a.js': 'const values = [1, NaN];\nif (values[1] == NaN) {\n  console.log(values);\n}\n',
      'b.js': 'console.log(1);\n',
      'c.bin': Buffer.from([0, 1, 2, 0]),
    });
    const { exitCode } = await ground.run(['review', folder, '--out', 'out', '--quiet']);
    assert.equal(exitCode, 1);
    const files = reportNames.map((name) => reportFormats[name].file);
    assert.deepEqual(readdirSync(join(ground.root, 'out')).sort(), [...files, 'events.jsonl'].sort());
    for (const name of reportNames) {
      const { stdout } = await ground.run(['show', 'last', '--format', name]);
      assert.equal(Buffer.from(stdout).toString('latin1'), ground.read('out', reportFormats[name].file), name);
    }
  });
});
