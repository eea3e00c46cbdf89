import assert from 'node:assert/strict';
import { keyFromEnvironment } from '../../../src/endpoints/environmentKeys';

function ask(url: string, environment: Readonly<Record<string, string>>, count = 1) {
  const told: string[] = [];
  const key = keyFromEnvironment({ id: 'my-gpu', url }, count, environment, (message) => told.push(message));
  return { key, told };
}

describe('a key from the environment', () => {
  const general = { FOLDER_REVIEW_API_KEY: 'general' };
  const own = { FOLDER_REVIEW_API_KEY_MY_GPU: 'own' };

  it('is the endpoint’s own one, else the one for all where there is one endpoint', () => {
    for (const [environment, count, key] of [
      [{}, 1, undefined],
      [general, 1, 'general'],
      [general, 2, undefined],
      [{ ...general, ...own }, 1, 'own'],
      [own, 2, 'own'],
      [{ ...general, FOLDER_REVIEW_API_KEY_MY_GPU: '' }, 1, 'general'],
    ] as const) {
      assert.deepEqual(ask('https://models.example/v1', environment, count), { key, told: [] });
    }
  });

  it('is left out where it would travel in the clear, which is said, unless it is the endpoint’s own', () => {
    for (const url of [
      'http://192.168.1.5:8000/v1',
      'http://gpu.local:8000',
      'http://0.0.0.0:1',
      'http://localhost.example',
    ]) {
      const { key, told } = ask(url, general);
      assert.equal(key, undefined, url);
      assert.match(told.join(), /^The key in FOLDER_REVIEW_API_KEY is not sent to http:.* Use an https address/);
      assert.equal(told.join().includes('general'), false);
      assert.deepEqual(ask(url, own), { key: 'own', told: [] });
    }
    for (const url of ['http://127.0.0.1:8000', 'http://localhost:1', 'http://[::1]:1', 'https://192.168.1.5']) {
      assert.deepEqual(ask(url, general), { key: 'general', told: [] }, url);
    }
  });
});
