import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { profileLimits, profileNamePattern } from '../../../src/core/prompt/profileSchema';
import { profileNames } from '../../../src/core/prompt/profiles';
import { editorModelPattern, endpointIdPattern } from '../../../src/vscode/endpointSchema';
import { parseSettings, type SettingKey, settingKeys } from '../../../src/vscode/settingsSchema';
import { readManifest } from '../../words/manifest';

const { properties } = readManifest().contributes.configuration;
const defaults = Object.fromEntries(
  settingKeys.map((key) => [key, properties[`folderReview.${key}`].default]),
) as Record<SettingKey, unknown>;

const problem = (change: Partial<Record<SettingKey, unknown>>) => {
  const outcome = parseSettings({ ...defaults, ...change });
  return outcome.kind === 'invalid' ? outcome.message : 'valid';
};

const settingsOf = (change: Partial<Record<SettingKey, unknown>>) => {
  const outcome = parseSettings({ ...defaults, ...change });
  return outcome.kind === 'settings' ? outcome.settings : assert.fail(outcome.message);
};

describe('the settings', () => {
  it('are valid by default', () => {
    assert.deepEqual(settingsOf({}), {
      maxParallelFiles: 4,
      reviewers: ['local', 'editor'],
      profile: 'bugs',
      profiles: [],
      minSeverity: 'profile',
      minConfidence: 'profile',
      instructions: '',
      include: [],
      exclude: [],
      maxFileSize: 1_048_576,
      maxModelFileSize: 262_144,
      nestedRepositories: false,
      alsoReview: [],
      rules: {},
      overrides: [],
      adaptiveParallelism: true,
      parallelPasses: false,
      fileTimeLimitMs: 3_600_000,
      askAboveFiles: 200,
      endpoints: [],
      verify: { mode: 'all', parallel: 1, timeLimitMs: 600_000, environment: [], afterReview: false },
      commit: { afterApplying: 'off', sign: 'git', hooks: 'skip' },
      findingsInEditor: 'icons',
    });
  });

  const bad: readonly (readonly [Partial<Record<SettingKey, unknown>>, string])[] = [
    [{ maxParallelFiles: 0 }, 'maxParallelFiles must be a whole number from 1 to 64, not 0.'],
    [{ maxParallelFiles: 65 }, 'maxParallelFiles must be a whole number from 1 to 64, not 65.'],
    [{ maxParallelFiles: 1.5 }, 'maxParallelFiles must be a whole number from 1 to 64, not 1.5.'],
    [{ maxParallelFiles: '8' }, 'maxParallelFiles must be a whole number from 1 to 64, not "8".'],
    [{ maxFileSize: -1 }, 'maxFileSize must be a whole number from 1 to 16777216, not -1.'],
    [{ reviewers: [] }, 'reviewers must name at least one reviewer.'],
    [{ reviewers: ['local', 'grok'] }, 'reviewers[1] must be “local” or “editor” or “model”, not "grok".'],
    [{ reviewers: 'local' }, 'reviewers must be a list, not "local".'],
    [{ rules: { F401: 'off' } }, 'rules.F401 must be analyzer/rule or analyzer/*.'],
    [{ rules: { 'ruff/F401': 'no' } }, 'rules.ruff/F401 must be “error” or “warning” or “info” or “off”, not "no".'],
    [{ overrides: [{ rules: {} }] }, 'overrides[0].files is missing.'],
    [
      { overrides: [{ files: ['a'], endpoints: [] }] },
      'overrides[0].endpoints is not a part of an override; the parts are files, profile, reviewers, analyzers, rules.',
    ],
    [{ overrides: [{ files: ['*a*a*a*a'] }] }, 'overrides[0].files[0] has too many wildcards.'],
    [{ 'budget.maxFileSize': -1 }, 'budget.maxFileSize must be a whole number from 0 to 16777216, not -1.'],
    [{ 'verify.parallel': 9 }, 'verify.parallel must be a whole number from 1 to 8, not 9.'],
    [{ 'verify.each': 'some' }, 'verify.each must be “proposal” or “file” or “all”, not "some".'],
    [{ profile: '' }, 'profile must not be empty.'],
    [{ profile: 1 }, 'profile must be text, not 1.'],
    [{ profiles: [] }, 'profiles must hold profiles by their names.'],
    [{ profiles: { Bugs: { focus: 'x' } } }, 'profiles.Bugs has the name of a bundled profile: choose another.'],
    [
      { profiles: { constructor: { focus: 'x' } } },
      'profiles.constructor cannot be a name: letters, digits, spaces and “._-” can, at most 40.',
    ],
    [
      { profiles: { ours: 3 } },
      'profiles.ours must have the parts of a profile: focus, passes, tone, severities, context, minConfidence, confirm.',
    ],
    [
      { profiles: { ours: { focus: 'x', minConfidense: 'low' } } },
      'profiles.ours.minConfidense is not a part of a profile; the parts are focus, passes, tone, severities, context, minConfidence, confirm.',
    ],
    [{ profiles: { ours: {} } }, 'profiles.ours must have either a focus or passes.'],
    [
      { profiles: { ours: { focus: 'x', passes: [{ name: 'a', focus: 'b' }] } } },
      'profiles.ours must have either a focus or passes.',
    ],
    [{ profiles: { ours: { focus: ' \n' } } }, 'profiles.ours.focus must not be empty.'],
    [{ profiles: { ours: { focus: 'x'.repeat(4001) } } }, 'profiles.ours.focus must have at most 4000 characters.'],
    [{ profiles: { ours: { passes: [] } } }, 'profiles.ours.passes must not be empty.'],
    [{ profiles: { ours: { passes: [{ name: 'a' }] } } }, 'profiles.ours.passes[0].focus is missing.'],
    [
      { profiles: { ours: { passes: [1, 2].map((focus) => ({ name: 'a', focus: `${focus}` })) } } },
      'profiles.ours.passes must have different names.',
    ],
    [
      { profiles: { ours: { focus: 'x', severities: ['fatal'] } } },
      'profiles.ours.severities[0] must be “error” or “warning” or “info”, not "fatal".',
    ],
    [
      { profiles: { ours: { focus: 'x', minConfidence: 'sure' } } },
      'profiles.ours.minConfidence must be “high” or “medium” or “low”, not "sure".',
    ],
    [{ profiles: { ours: { focus: 'x', confirm: 'yes' } } }, 'profiles.ours.confirm must be true or false, not "yes".'],
    [
      { confirmEndpoint: 'big' },
      'confirmEndpoint must be the id of an entry in folderReview.endpoints (there are none), not "big".',
    ],
    [
      { confirmEndpoint: 'big', endpoints: [{ kind: 'openai', url: 'http://a' }] },
      'confirmEndpoint must be the id of an entry in folderReview.endpoints (openai-1), not "big".',
    ],
    [{ minConfidence: 'none' }, 'minConfidence must be “profile” or “high” or “medium” or “low”, not "none".'],
    [{ fileTimeLimit: 0 }, 'fileTimeLimit must be a whole number from 1 to 600, not 0.'],
    [{ 'budget.askAboveFiles': -1 }, 'budget.askAboveFiles must be a whole number from 0 to 1000000, not -1.'],
    [{ instructions: 3 }, 'instructions must be text, not 3.'],
    [{ include: [''] }, 'include[0] must not be empty.'],
    [{ exclude: [null] }, 'exclude[0] must be text, not null.'],
    [{ endpoints: {} }, 'endpoints must be a list.'],
    [{ endpoints: ['x'] }, 'endpoints[0] must be an object with a kind.'],
    [{ endpoints: [{ url: 'http://a' }] }, 'endpoints[0].kind is missing.'],
    [
      { endpoints: [{ kind: 'grpc', url: 'http://a' }] },
      'endpoints[0].kind must be “ollama” or “openai” or “anthropic” or “vscode”.',
    ],
    [{ endpoints: [{ kind: 'anthropic' }] }, 'endpoints[0].url is missing.'],
    [
      { endpoints: [{ kind: 'openai', url: 'http://a', firstTokenMinutes: 61 }] },
      'endpoints[0].firstTokenMinutes must be a whole number from 1 to 60.',
    ],
    [
      { endpoints: [{ kind: 'vscode', url: 'http://a' }] },
      'endpoints[0].url is not a property of an endpoint of kind “vscode”.',
    ],
    [
      { endpoints: [{ kind: 'vscode', thinking: 'low' }] },
      'endpoints[0].thinking is not a property of an endpoint of kind “vscode”.',
    ],
    [
      { endpoints: [{ kind: 'openai', url: 'http://a', thinking: 'much' }] },
      'endpoints[0].thinking must be “off” or “low” or “high”.',
    ],
    [
      { endpoints: [{ kind: 'vscode', model: 'gpt-4.1' }] },
      'endpoints[0].model must be vendor/id, for example “copilot/gpt-4.1”.',
    ],
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
    const { reviewers, endpoints } = settingsOf({
      reviewers: ['model', 'local'],
      endpoints: [
        { kind: 'ollama', url: 'http://a' },
        { kind: 'openai', url: 'http://b/v1', id: 'gpu', model: 'm', maxConcurrency: 2, contextTokens: 8192 },
        { kind: 'anthropic', url: 'https://c/v1', firstTokenMinutes: 20, thinking: 'high' },
        { kind: 'vscode', model: 'copilot/gpt-4.1' },
        { kind: 'vscode' },
      ],
    });
    assert.deepEqual(reviewers, ['local', 'model']);
    assert.deepEqual(endpoints, [
      { kind: 'ollama', url: 'http://a', id: 'ollama-1' },
      { kind: 'openai', url: 'http://b/v1', id: 'gpu', model: 'm', maxConcurrency: 2, contextTokens: 8192 },
      { kind: 'anthropic', url: 'https://c/v1', id: 'anthropic-3', firstTokenMinutes: 20, thinking: 'high' },
      { kind: 'vscode', model: 'copilot/gpt-4.1', id: 'vscode-4' },
      { kind: 'vscode', id: 'vscode-5' },
    ]);
  });

  it('bring profiles of the user', () => {
    const passes = [
      { name: 'locks', focus: 'Locks held too long.' },
      { name: 'sql', focus: 'SQL built from text.' },
    ];
    const profiles = {
      short: { focus: 'Anything odd.' },
      Long: { passes, tone: 'Be brief.', severities: ['info', 'error'], minConfidence: 'low', context: 'none' },
    };
    assert.deepEqual(settingsOf({ profiles }).profiles, [
      {
        name: 'short',
        passes: [{ name: 'short', focus: 'Anything odd.' }],
        tone: '',
        severities: ['error', 'warning', 'info'],
        minConfidence: 'medium',
        context: 'signatures',
      },
      { name: 'Long', passes, tone: 'Be brief.', severities: ['error', 'info'], minConfidence: 'low', context: 'none' },
    ]);
  });

  it('turn minutes and nothing into limits', () => {
    const none = settingsOf({ 'budget.askAboveFiles': 0 });
    assert.equal(none.askAboveFiles, undefined);
    assert.ok(!('maxTokens' in none));
    const { maxTokens, fileTimeLimitMs } = settingsOf({ 'budget.maxTokens': 5, fileTimeLimit: 2 });
    assert.deepEqual([maxTokens, fileTimeLimitMs], [5, 120_000]);
  });

  it('are declared as they are read', () => {
    assert.deepEqual(
      Object.keys(properties),
      settingKeys.map((key) => `folderReview.${key}`),
    );
    const endpoint = properties['folderReview.endpoints'].items;
    assert.equal(endpoint.properties.id.pattern, endpointIdPattern);
    assert.equal(endpoint.then.properties.model.pattern, editorModelPattern);
  });

  it('declare the names of profiles as they are read', () => {
    const [bundled] = properties['folderReview.profile'].anyOf;
    assert.deepEqual(bundled.enum, profileNames);
    assert.equal(bundled.markdownEnumDescriptions.length, profileNames.length);
    for (const name of profileNames) {
      assert.ok(properties['folderReview.profile'].markdownDescription.includes(`* \`${name}\`: `));
    }
    const { propertyNames } = properties['folderReview.profiles'];
    assert.deepEqual(propertyNames, {
      pattern: profileNamePattern,
      maxLength: profileLimits.name,
      not: { enum: profileNames },
    });
  });

  it('each say where they may be set and where they stand', () => {
    const scopes = Object.values<{ scope: string; order: number; markdownDescription: string }>(properties);
    assert.ok(scopes.every(({ scope, markdownDescription }) => scope && markdownDescription));
    assert.deepEqual(
      scopes.map(({ order }) => order),
      scopes.map((_, index) => index + 1),
    );
    for (const key of ['endpoints', 'confirmEndpoint', 'budget.maxTokens', 'budget.askAboveFiles']) {
      assert.equal(properties[`folderReview.${key}`].scope, 'machine');
    }
  });
});
