import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { clearKey, type KeyEndpoint, Keys, originOf, setKey } from '../../../src/vscode/keys';
import { recordingUi } from '../reviewedFolder';

/** The tests cannot have the secrets of an extension, so these are their own. */
function memorySecrets() {
  const values = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
  const secrets: vscode.SecretStorage = {
    get: async (name) => values.get(name),
    store: async (name, value) => {
      values.set(name, value);
    },
    delete: async (name) => {
      values.delete(name);
    },
    onDidChange: changed.event,
  };
  return { values, secrets };
}

const endpoint: KeyEndpoint = { id: 'office', url: 'https://models.example.com:8443/v1' };

describe('keys', () => {
  it('are given out for the origin they were stored for, whatever the path', async () => {
    const keys = new Keys(memorySecrets().secrets, () => undefined);
    await keys.store(endpoint, 'k1');
    assert.equal(await keys.keyFor({ id: 'other', url: 'https://models.example.com:8443/another/path' }), 'k1');
    for (const url of [
      'http://models.example.com:8443/v1',
      'https://models.example.com/v1',
      'https://models.example.com.evil.test:8443/v1',
      'https://models.example.com:8443@evil.test/v1',
      'file:///v1',
      'nonsense',
    ]) {
      assert.equal(await keys.keyFor({ id: 'office', url }), undefined, url);
    }
  });

  it('are not given out when what is stored speaks of another origin, or is damaged', async () => {
    const { secrets, values } = memorySecrets();
    const keys = new Keys(secrets, () => undefined);
    const name = `folderReview.key.${originOf(endpoint.url)}`;
    for (const value of ['{"origin":"https://other","key":"k"}', '{"key":"k"}', 'k', '[]', 'null', '{"origin":1}']) {
      values.set(name, value);
      assert.equal(await keys.keyFor(endpoint), undefined, value);
    }
  });

  it('come from the environment when none is stored', async () => {
    const keys = new Keys(memorySecrets().secrets, ({ id }) => (id === 'office' ? 'from env' : undefined));
    assert.equal(await keys.keyFor(endpoint), 'from env');
    assert.equal(await keys.sourceFor(endpoint), 'environment');
    await keys.store(endpoint, 'stored');
    assert.equal(await keys.keyFor(endpoint), 'stored');
    assert.equal(await keys.keyFor({ id: 'other', url: 'https://other.test' }), undefined);
  });

  it('are set by a command that says where they go, and never shows them', async () => {
    const { secrets, values } = memorySecrets();
    const said = recordingUi({ secret: '  s3cret-k3y  ' });
    const keys = new Keys(secrets, () => undefined);
    await setKey({ keys, endpoints: () => [endpoint], ui: said.ui });
    assert.deepEqual(
      [...values],
      [
        [
          'folderReview.key.https://models.example.com:8443',
          '{"origin":"https://models.example.com:8443","key":"s3cret-k3y"}',
        ],
      ],
    );
    assert.deepEqual(said.prompts, [
      "Kept in the editor's secret storage and sent to https://models.example.com:8443 only.",
    ]);
    assert.deepEqual(said.statuses, ["The key for https://models.example.com:8443 is in the editor's secret storage."]);
    assert.equal(
      JSON.stringify([said.statuses, said.problems, said.questions, said.prompts]).includes('s3cret-k3y'),
      false,
    );
  });

  it('are not asked for where they would travel in the clear, and not stored', async () => {
    const said = recordingUi({ secret: 'k3y-of-many' });
    const { secrets, values } = memorySecrets();
    const keys = new Keys(secrets, () => undefined);
    const inClear = { id: 'lan', url: 'http://192.168.1.5:1234' };
    await setKey({ keys, endpoints: () => [inClear], ui: said.ui });
    await assert.rejects(keys.store(inClear, 'k'));
    assert.deepEqual([said.prompts.length, values.size], [0, 0]);
    assert.match(said.problems.join(), /^No key is sent to http:\/\/192\.168\.1\.5:1234, .*Use an https address/);
    for (const url of ['http://localhost:11434', 'http://127.0.0.1', 'http://[::1]:80', 'https://192.168.1.5']) {
      await setKey({ keys, endpoints: () => [{ id: 'own', url }], ui: said.ui });
    }
    assert.deepEqual([said.prompts.length, values.size], [4, 4]);
  });

  it('are not stored when no review could use them', async () => {
    const said = recordingUi({ secret: 'abc' });
    const { secrets, values } = memorySecrets();
    await setKey({ keys: new Keys(secrets, () => undefined), endpoints: () => [endpoint], ui: said.ui });
    assert.equal(values.size, 0);
    assert.match(
      said.problems.join(),
      /^The key for office has fewer than 8 letters and digits\. .* It was not stored\.$/,
    );
  });

  it('stay as they are when the person enters nothing', async () => {
    const { secrets, values } = memorySecrets();
    for (const secret of ['', '   ']) {
      const keys = new Keys(secrets, () => undefined);
      await setKey({ keys, endpoints: () => [endpoint], ui: recordingUi({ secret }).ui });
    }
    await setKey({ keys: new Keys(secrets, () => undefined), endpoints: () => [endpoint], ui: recordingUi().ui });
    assert.equal(values.size, 0);
  });

  it('are cleared by a command that offers only stored ones, and tells of the environment', async () => {
    const { secrets, values } = memorySecrets();
    const keys = new Keys(secrets, () => 'from env');
    const other = { id: 'other', url: 'https://other.test' };
    await keys.store(other, 'k');
    const said = recordingUi();
    await clearKey({ keys, endpoints: () => [endpoint, other], ui: said.ui });
    assert.equal(values.size, 0);
    assert.deepEqual(said.statuses, [
      'The key for https://other.test is deleted. The one in the environment is still used.',
    ]);
    await clearKey({ keys, endpoints: () => [endpoint, other], ui: said.ui });
    assert.deepEqual(said.problems, ['No key is stored for any of your model servers.']);
  });

  it('need a model server, at an address they can be bound to', async () => {
    const said = recordingUi({ secret: 'k3y-of-many' });
    const { secrets, values } = memorySecrets();
    const keys = new Keys(secrets, () => undefined);
    await setKey({ keys, endpoints: () => [], ui: said.ui });
    await setKey({ keys, endpoints: () => [{ id: 'odd', url: 'unix:/socket' }], ui: said.ui });
    assert.deepEqual(said.problems, [
      'No model server is set up. Add one with “Folder Review: Use a Model” first.',
      'The URL of odd is not an http(s) address.',
    ]);
    assert.equal(values.size, 0);
  });

  it('that cannot be stored are not shown in the message either', async () => {
    const said = recordingUi({ secret: 's3cret-k3y' });
    const { secrets } = memorySecrets();
    secrets.store = async (_name, value) => Promise.reject(new Error(`cannot store ${value}`));
    await setKey({ keys: new Keys(secrets, () => undefined), endpoints: () => [endpoint], ui: said.ui });
    assert.equal(said.problems.length, 1);
    assert.equal(said.problems[0]?.includes('s3cret-k3y'), false);
  });
});
