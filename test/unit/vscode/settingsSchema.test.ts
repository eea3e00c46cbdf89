import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { profileNames } from '../../../src/core/prompt/profiles';
import {
  endpointIdPattern,
  endpointKinds,
  limits,
  parseSettings,
  reviewerKinds,
  type SettingKey,
  settingKeys,
} from '../../../src/vscode/settingsSchema';

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'));
const properties = manifest.contributes.configuration.properties;
const defaults = Object.fromEntries(
  settingKeys.map((key) => [key, properties[`folderReview.${key}`].default]),
) as Record<SettingKey, unknown>;

const problem = (change: Partial<Record<SettingKey, unknown>>) => {
  const outcome = parseSettings({ ...defaults, ...change });
  return outcome.kind === 'invalid' ? outcome.message : 'valid';
};

describe('the settings', () => {
  it('are valid by default', () => {
    const outcome = parseSettings(defaults);
    assert.equal(outcome.kind, 'settings');
    assert.deepEqual(outcome.kind === 'settings' && outcome.settings, {
      maxParallelFiles: 4,
      reviewers: ['local', 'editor'],
      profile: 'bugs',
      instructions: '',
      include: [],
      exclude: [],
      maxFileSize: 262_144,
      nestedRepositories: false,
      adaptiveParallelism: true,
      parallelPasses: false,
      endpoints: [],
    });
  });

  const bad: readonly (readonly [Partial<Record<SettingKey, unknown>>, string])[] = [
    [{ maxParallelFiles: 0 }, 'maxParallelFiles must be a whole number from 1 to 64, not 0.'],
    [{ maxParallelFiles: 65 }, 'maxParallelFiles must be a whole number from 1 to 64, not 65.'],
    [{ maxParallelFiles: 1.5 }, 'maxParallelFiles must be a whole number from 1 to 64, not 1.5.'],
    [{ maxParallelFiles: '8' }, 'maxParallelFiles must be a whole number from 1 to 64, not "8".'],
    [{ maxFileSize: -1 }, 'maxFileSize must be a whole number from 1 to 16777216, not -1.'],
    [{ reviewers: [] }, 'reviewers must name at least one reviewer, not [].'],
    [{ reviewers: ['local', 'grok'] }, 'reviewers[1] must be “local” or “editor” or “model”, not "grok".'],
    [{ reviewers: 'local' }, 'reviewers must be a list, not "local".'],
    [{ profile: 'taste' }, 'profile must be “bugs”, not "taste".'],
    [{ instructions: 3 }, 'instructions must be text, not 3.'],
    [{ include: [''] }, 'include[0] must not be empty, not "".'],
    [{ exclude: [null] }, 'exclude[0] must be text, not null.'],
    [{ endpoints: {} }, 'endpoints must be a list.'],
    [{ endpoints: ['x'] }, 'endpoints[0] must be an object with a kind and a url.'],
    [{ endpoints: [{ url: 'http://a' }] }, 'endpoints[0].kind is missing.'],
    [{ endpoints: [{ kind: 'grpc', url: 'http://a' }] }, 'endpoints[0].kind must be “ollama” or “openai”.'],
    [
      { endpoints: [{ kind: 'ollama', url: 'file:///etc' }] },
      'endpoints[0].url must be an address that starts with http:// or https://.',
    ],
    [
      { endpoints: [{ kind: 'ollama', url: 'http://a', apiKey: 's3cret' }] },
      'endpoints[0].apiKey is not a property of an endpoint.',
    ],
    [
      { endpoints: [{ kind: 'ollama', url: 'http://a', id: 'a b' }] },
      'endpoints[0].id must be made of letters, digits, “-” and “_”.',
    ],
    [
      {
        endpoints: [
          { kind: 'ollama', url: 'http://a' },
          { kind: 'openai', url: 'http://b', id: 'Ollama-1' },
        ],
      },
      'endpoints[1].id must not be “ollama-1” again.',
    ],
  ];
  for (const [change, message] of bad) {
    it(`refuse: ${message}`, () => {
      assert.equal(problem(change), `The setting folderReview.${message}`);
    });
  }

  it('never repeat a password', () => {
    const message = problem({ endpoints: [{ kind: 'openai', url: 'https://me:hunter2@host/v1' }] });
    assert.match(message, /endpoints\[0\]\.url must not have a user name or password/);
    assert.ok(!message.includes('hunter2'));
  });

  it('give endpoints a name and reviewers their order', () => {
    const outcome = parseSettings({
      ...defaults,
      reviewers: ['model', 'local'],
      endpoints: [
        { kind: 'ollama', url: 'http://a' },
        { kind: 'openai', url: 'http://b/v1', id: 'gpu', model: 'm', maxConcurrency: 2, contextTokens: 8192 },
      ],
    });
    assert.equal(outcome.kind, 'settings');
    assert.deepEqual(outcome.kind === 'settings' && outcome.settings.reviewers, ['local', 'model']);
    assert.deepEqual(outcome.kind === 'settings' && outcome.settings.endpoints, [
      { kind: 'ollama', url: 'http://a', id: 'ollama-1' },
      { kind: 'openai', url: 'http://b/v1', id: 'gpu', model: 'm', maxConcurrency: 2, contextTokens: 8192 },
    ]);
  });

  it('are declared as they are read', () => {
    assert.deepEqual(
      Object.keys(properties),
      settingKeys.map((key) => `folderReview.${key}`),
    );
    for (const key of ['maxParallelFiles', 'maxFileSize'] as const) {
      const { minimum, maximum } = properties[`folderReview.${key}`];
      assert.deepEqual({ min: minimum, max: maximum }, limits[key]);
    }
    assert.deepEqual(properties['folderReview.reviewers'].items.enum, reviewerKinds);
    assert.deepEqual(properties['folderReview.profile'].enum, profileNames);
    const endpoint = properties['folderReview.endpoints'].items.properties;
    assert.deepEqual(endpoint.kind.enum, endpointKinds);
    assert.equal(endpoint.id.pattern, endpointIdPattern);
    for (const key of ['maxConcurrency', 'contextTokens'] as const) {
      assert.deepEqual({ min: endpoint[key].minimum, max: endpoint[key].maximum }, limits[key]);
    }
  });

  it('each say where they may be set and where they stand', () => {
    const scopes = Object.values<{ scope: string; order: number; markdownDescription: string }>(properties);
    assert.ok(scopes.every(({ scope, markdownDescription }) => scope && markdownDescription));
    assert.deepEqual(
      scopes.map(({ order }) => order),
      scopes.map((_, index) => index + 1),
    );
    assert.equal(properties['folderReview.endpoints'].scope, 'machine');
  });
});
