import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createModelStage } from '../../../src/compose/modelStage';
import { SpeedMeters } from '../../../src/compose/speedMeters';
import type { EndpointOptions } from '../../../src/core/options';
import { EndpointMemory } from '../../../src/endpoints/setup/endpointMemory';
import { answersInMemory, header, sha256 } from '../fakes';
import { useFolder } from '../workspace/support';

describe('the stage of the model reviews', () => {
  const state = useFolder();

  it('is made of the other endpoints when one cannot be prepared', async () => {
    const server = { kind: 'ollama', url: 'http://127.0.0.1:9', model: 'm:cloud', contextTokens: 8_000 } as const;
    const endpoints: EndpointOptions[] = [
      { id: 'broken', kind: 'vscode', model: 'v' },
      { ...server, id: 'other', kind: 'openai' },
      { ...server, id: 'no key', kind: 'openai' },
    ];
    const request = {
      options: { ...header.options, reviewers: ['model'] as const, endpoints },
      keyFor: async ({ id }: EndpointOptions) => (id === 'other' ? undefined : assert.fail('keys are locked')),
      createEditorModel: () => assert.fail('no such editor'),
      memory: new EndpointMemory(),
      signal: new AbortController().signal,
      ...{ files: [], all: [] },
      read: () => assert.fail('nothing is read before there is work'),
    };
    const inspector = {
      outline: async () => undefined,
      countErrors: async () => undefined,
      inspect: async () => [],
    };
    const basis = { of: () => '', holds: async () => true };
    const answers = { store: answersInMemory(), hash: sha256, folder: '' };
    const speeds = await SpeedMeters.open(state.path);
    const means = { inspector, speeds, signatures: async () => undefined, hasSignatures: () => true, basis, answers };
    const made = await createModelStage(request, means);
    assert.equal(made.kind, 'stage');
    assert.deepEqual(
      made.stage.lanes.map(({ endpoint }) => endpoint),
      ['other', 'broken', 'no key'],
    );
    await Promise.all(made.stage.lanes.map(({ reviewer }) => reviewer.dispose()));
  });
});
