import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { MeasuredSpeed } from '../../../src/core/run/spend/speedMeter';
import { readSpeeds, rememberSpeeds, speedKey } from '../../../src/store/speeds';
import { useFolder } from '../workspace/support';

const speed: MeasuredSpeed = {
  requests: 3,
  requestsPerSecond: 2,
  requestMs: 1_500,
  parallel: 4,
  tokenRatio: 1.1,
  promptTokens: 900,
  completionTokens: 80,
};

describe('remembered speeds', () => {
  const folder = useFolder();
  const root = () => join(folder.path, 'state');
  const file = () => join(root(), 'speeds.json');

  it('come back, those of other endpoints too, for the user alone', async () => {
    assert.equal((await readSpeeds(root())).size, 0);
    await rememberSpeeds(root(), new Map([['a', speed]]));
    const { promptTokens: _, completionTokens: __, ...uncounted } = speed;
    await rememberSpeeds(
      root(),
      new Map([
        ['b', uncounted],
        ['__proto__', speed],
      ]),
    );
    await rememberSpeeds(root(), new Map([['a', { ...speed, requests: 9 }]]));
    assert.deepEqual(
      await readSpeeds(root()),
      new Map([
        ['b', uncounted],
        ['__proto__', speed],
        ['a', { ...speed, requests: 9 }],
      ]),
    );
    assert.equal(statSync(root()).mode & 0o777, 0o700);
    assert.equal(statSync(file()).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(root()), ['speeds.json']);
  });

  it('write nothing where nothing was measured', async () => {
    await rememberSpeeds(root(), new Map());
    assert.deepEqual(readdirSync(folder.path), []);
  });

  const foreign = [
    '',
    '{',
    'null',
    '[]',
    '{"version":2,"endpoints":[]}',
    '{"version":1,"endpoints":{}}',
    `{"version":1,"endpoints":[["a",${JSON.stringify({ ...speed, requestsPerSecond: 0 })}]]}`,
    `{"version":1,"endpoints":[["a",${JSON.stringify({ ...speed, requestMs: 'fast' })}]]}`,
    `{"version":1,"endpoints":[["a",${JSON.stringify(speed).replace('1500', '1e999')}]]}`,
  ];
  for (const text of foreign) {
    it(`are none where the file holds ${text.slice(0, 40) || 'nothing'}, and can be written again`, async () => {
      await rememberSpeeds(root(), new Map([['a', speed]]));
      writeFileSync(file(), text);
      assert.equal((await readSpeeds(root())).size, 0);
      await rememberSpeeds(root(), new Map([['a', speed]]));
      assert.equal((await readSpeeds(root())).size, 1);
    });
  }

  it('are whole whoever writes at the same time', async () => {
    const writers = Array.from({ length: 8 }, (_, n) => rememberSpeeds(root(), new Map([[`e${n}`, speed]])));
    await Promise.all(writers);
    const read = await readSpeeds(root());
    assert.ok(read.size >= 1);
    assert.deepEqual(readdirSync(root()), ['speeds.json']);
    assert.deepEqual(JSON.parse(readFileSync(file(), 'utf8')).version, 1);
  });

  it('keep the endpoints measured last', async () => {
    const many = new Map(Array.from({ length: 150 }, (_, n) => [`e${n}`, speed] as const));
    await rememberSpeeds(root(), many);
    const read = await readSpeeds(root());
    assert.ok(read.size === 100 && read.has('e149') && !read.has('e49'));
  });

  it('go by origin, model and thinking, with no secret of the address', () => {
    const url = 'https://user:pass@host.example:8443/v1?key=secret';
    assert.equal(speedKey({ id: 'x', kind: 'openai', url, model: 'm' }), 'https://host.example:8443 m');
    const thinking = speedKey({ id: 'x', kind: 'openai', url, model: 'm', thinking: 'high' });
    assert.equal(thinking, 'https://host.example:8443 m thinking high');
    assert.equal(speedKey({ id: 'x', kind: 'vscode', model: 'copilot/gpt' }), 'vscode copilot/gpt');
    assert.equal(speedKey({ id: 'x', kind: 'openai', url: 'not one' }), ' ');
  });
});
