import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { readConfigFile } from '../../../src/workspace/configFile';
import { known, mistakes, partlyEmpty, profilesSample, reviewSample } from './configSamples';
import { put, useFolder } from './support';

describe('folder-review.yaml', () => {
  const folder = useFolder();

  function config(text: string | Buffer) {
    put(folder.path, 'folder-review.yaml', text);
    return readConfigFile(folder.path, known);
  }

  it('may be absent, empty or partly empty', async () => {
    const words = { source: 'folder-review.yaml', wishes: {} };
    const nothing = { kind: 'config', config: { words, verify: {} } };
    assert.deepEqual(await readConfigFile(folder.path, known), { kind: 'none' });
    for (const text of partlyEmpty) {
      assert.deepEqual(await config(text), nothing, text);
    }
  });

  it('says what a folder wants', async () => {
    assert.deepEqual(await config(reviewSample), {
      kind: 'config',
      config: {
        maxParallelFiles: 8,
        encoding: 'shiftjis',
        words: {
          source: 'folder-review.yaml',
          wishes: { profile: 'security', include: ['*.ts', 'src'], exclude: [], instructions: 'Two\nlines\n' },
        },
        verify: { suggest: ['npm test'] },
      },
    });
  });

  it('brings profiles of the folder', async () => {
    const outcome = await config(profilesSample);
    assert.deepEqual(outcome.kind === 'config' && outcome.config.words.wishes.profiles, [
      {
        name: 'api',
        passes: [{ name: 'api', focus: 'Breaking changes of the public API.\n' }],
        tone: 'Cite the rule.',
        severities: ['error', 'warning'],
        minConfidence: 'high',
        context: 'signatures',
      },
      {
        name: 'two passes',
        passes: [
          { name: 'one', focus: 'A' },
          { name: 'two', focus: 'B' },
        ],
        tone: '',
        severities: ['error', 'warning', 'info'],
        minConfidence: 'medium',
        context: 'signatures',
      },
    ]);
  });

  for (const [text, line, message] of mistakes) {
    it(`refuses ${JSON.stringify(text).slice(0, 100)} with the line`, async () => {
      const outcome = await config(text);
      assert.equal(outcome.kind, 'invalid');
      const { problems } = outcome;
      assert.deepEqual(
        [problems.length, problems[0].line, message.test(problems[0].message)],
        [1, line, true],
        problems.map((problem) => problem.message).join('\n'),
      );
    });
  }

  it('names all problems at once, in the order of the file, each place once', async () => {
    const outcome = await config(`review:
  max_parallel_files: 0.5
  exclud: []
  profiles: {}
  exclude: ["*a*a*a*a*", src, 3]
  rules: { F401: never, ruff/F401: no }
  overrides:
    - { files: [], model: x, endpoint: y }
profiles:
  bugs: { focus: "" }
  ours: { focs: x, tne: y, severities: [fatal] }
verify: []
verfy: {}
`);
    assert.equal(outcome.kind, 'invalid');
    const told = outcome.problems.map(({ message }) => message.replace(/^folder-review\.yaml:(\d+):\d+: /, '$1 '));
    const problems = [
      /^2 max_parallel_files must be a whole number/,
      /^3 unknown key "exclud" in review; /,
      /^4 unknown key "profiles" in review; /,
      /^5 each entry of exclude must be text$/,
      /^6 rules\.F401 is no rule/,
      /^6 rules\.F401 must be /,
      /^6 rules\.ruff\/F401 must be /,
      /^8 overrides\[0\]\.files must name at least one glob$/,
      /^8 overrides\[0\]\.model is not a part of an override/,
      /^8 overrides\[0\]\.endpoint is not a part of an override/,
      /^10 profiles\.bugs has the name of a bundled profile/,
      /^10 profiles\.bugs\.focus must not be empty$/,
      /^11 profiles\.ours\.focs is not a part of a profile/,
      /^11 profiles\.ours\.tne is not a part of a profile/,
      /^11 profiles\.ours\.severities\[0\] must be “error”/,
      /^12 verify must hold the keys suggest$/,
      /^13 unknown key "verfy" in the file; /,
    ];
    assert.equal(told.length, problems.length, told.join('\n'));
    for (const [index, problem] of problems.entries()) {
      assert.match(told[index] ?? '', problem);
    }
  });

  it('refuses what is no readable text', async () => {
    assert.match(await messageOf(config(Buffer.from([0xff, 0x80]))), /folder-review\.yaml:1:1: not utf8 text/);
    assert.match(await messageOf(config('#'.repeat(300 * 1024))), /300 KB, the limit is 64 KB/);
    const other = join(folder.path, 'other');
    put(other, 'x');
    symlinkSync('/etc/hostname', join(other, 'folder-review.yaml'));
    assert.match(await messageOf(readConfigFile(other, known)), /symbolic link/);
  });
});

async function messageOf(outcome: ReturnType<typeof readConfigFile>): Promise<string> {
  const config = await outcome;
  return config.kind === 'invalid' ? config.problems[0].message : config.kind;
}
