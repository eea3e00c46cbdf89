import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { readConfigFile } from '../../../src/workspace/configFile';
import { put, useFolder } from './support';

const known = [
  { analyzer: 'ruff', ids: ['F401'], others: /^[A-Z]+\d+$/ },
  { analyzer: 'ast-grep', ids: ['defer-in-loop'] },
];

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
    for (const text of ['', '# nothing yet\n', 'review:\n', 'profiles:\n', 'review: {}\nverify:\n  # suggest: []\n']) {
      assert.deepEqual(await config(text), nothing, text);
    }
  });

  it('says what a folder wants', async () => {
    const text = `\ufeffreview:\r
  max_parallel_files: 8\r
  encoding: Shift-JIS\r
  profile: security\r
  include: ["*.ts", src]\r
  exclude: []\r
  instructions: |\r
    Two\r
    lines\r
verify:\r
  suggest: [npm test]\r
`;
    assert.deepEqual(await config(text), {
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
    const text = `profiles:
  api:
    focus: >
      Breaking changes
      of the public API.
    tone: Cite the rule.
    severities: [warning, error]
    min_confidence: high
  two passes:
    passes:
      - { name: one, focus: A }
      - { name: two, focus: B }
`;
    const outcome = await config(text);
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

  const mistakes: readonly (readonly [string, number, RegExp])[] = [
    [
      'reviews: {}\n',
      1,
      /^folder-review\.yaml:1:1: unknown key "reviews" in the file; allowed are review, profiles, verify$/,
    ],
    ['review:\n  maxFiles: 3\n', 2, /:2:3: unknown key "maxFiles" in review; allowed are max_parallel_files, profile/],
    ['verify:\n  commands: []\n', 2, /:2:3: unknown key "commands" in verify; allowed are suggest$/],
    ['review:\n\n  max_parallel_files: "4"\n', 3, /:3:23: max_parallel_files must be a whole number from 1 to 64/],
    ['review: {max_parallel_files: 0}\n', 1, /:1:30: max_parallel_files must be a whole number from 1 to 64/],
    ['review: {max_parallel_files: 65}\n', 1, /from 1 to 64/],
    ['review: {max_parallel_files: 1.5}\n', 1, /from 1 to 64/],
    ['review: {max_parallel_files: .nan}\n', 1, /from 1 to 64/],
    ['review:\n  include: "*.ts"\n', 2, /:2:12: include must be a list of texts/],
    ['review:\n  include:\n    - a\n    - 3\n', 4, /:4:7: each entry of include must be text/],
    ['review:\n  exclude: ["*a*a*a*a*"]\n', 2, /the glob "\*a\*a\*a\*a\*" in exclude has too many wildcards/],
    [`review:\n  exclude: ["${'{a,a}'.repeat(40)}x"]\n`, 2, /in exclude has too many choices/],
    ['review:\n  profile: ""\n', 2, /profile must not be empty/],
    ['review:\n  profile: 1\n', 2, /profile must be text/],
    ['review:\n  rules: [a]\n', 2, /:2:10: rules must hold settings by the names of rules$/],
    ['review:\n  rules:\n    F401: off\n', 3, /:3:5: rules\.F401 is no rule: it must begin with ruff\/, ast-grep\//],
    ['review:\n  rules:\n    ruff/F401: never\n', 3, /:3:16: rules\.ruff\/F401 must be “error” or “warning”/],
    ['review:\n  overrides: {}\n', 2, /:2:14: overrides must be a list of overrides$/],
    ['review:\n  overrides:\n    - rules: {}\n', 3, /:3:7: overrides\[0\]\.files is missing$/],
    ['review:\n  overrides:\n    - files: []\n', 3, /:3:14: overrides\[0\]\.files must name at least one glob$/],
    ['review:\n  overrides:\n    - files: [a, "*a*a*a*"]\n', 3, /:3:18: overrides\[0\]\.files\[1\] has too many/],
    ['review:\n  overrides:\n    - files: [a]\n      model: x\n', 4, /:4:7: overrides\[0\]\.model is not a part of an/],
    [
      'review:\n  overrides:\n    - files: [a]\n      analyzers: [x]\n',
      4,
      /overrides\[0\]\.analyzers\[0\] must be “ruff”/,
    ],
    ['review:\n  overrides:\n    - files: [a]\n      reviewers: []\n', 4, /reviewers must name at least one reviewer$/],
    ['profiles: [a]\n', 1, /:1:11: profiles must hold profiles by their names$/],
    ['profiles:\n  a: {focus: x}\n  bugs: {focus: x}\n', 3, /:3:3: profiles\.bugs has the name of a bundled profile/],
    ['profiles:\n  "\\e[1m": {focus: x}\n', 2, /:2:3: profiles\..* cannot be a name/],
    ['profiles:\n  __proto__: {focus: x}\n', 2, /:2:3: profiles\.__proto__ cannot be a name/],
    ['profiles:\n  a: x\n', 2, /:2:6: profiles\.a must have the parts of a profile: focus, passes/],
    ['profiles:\n  a:\n', 2, /profiles\.a must have the parts of a profile/],
    ['profiles:\n  a:\n    tone: x\n', 3, /:3:5: profiles\.a must have either a focus or passes$/],
    ['profiles:\n  a:\n    focus: x\n    minConfidence: low\n', 4, /:4:5: profiles\.a\.minConfidence is not a part/],
    ['profiles:\n  a:\n    focus: x\n    min_confidence: 3\n', 4, /:4:21: profiles\.a\.min_confidence must be “high”/],
    ['profiles:\n  a:\n    passes:\n      - name: b\n', 4, /:4:9: profiles\.a\.passes\[0\]\.focus is missing$/],
    [
      `profiles: {a: {focus: ${'x'.repeat(4001)}}}\n`,
      1,
      /:1:23: profiles\.a\.focus must have at most 4000 characters$/,
    ],
    ['profiles: {a: {focus: x, severities: []}}\n', 1, /:1:38: profiles\.a\.severities must not be empty$/],
    ['review: []\n', 1, /review must hold the keys/],
    ['review: [1]\n', 1, /review must hold the keys/],
    ['- a\n', 1, /the file must hold the keys review, profiles, verify/],
    ['just text\n', 1, /the file must hold the keys review, profiles, verify/],
    ['review:\n\tprofile: x\n', 2, /Tabs are not allowed/],
    ['review: {\n', 2, /:2:1: /],
    ['review: {}\nreview: {}\n', 2, /:2:1: Map keys must be unique/],
    ['review: {}\n---\nreview: {}\n', 2, /only one document is allowed/],
    ['review: !!js/function "x"\n', 1, /Unresolved tag/],
    ['__proto__: {}\n', 1, /unknown key "__proto__"/],
    ['? [a]\n: 1\n', 1, /unknown key/],
    ['x: &x [1,1,1,1,1,1]\ny: &y [*x,*x,*x,*x,*x,*x]\nz: &z [*y,*y,*y,*y,*y]\nw: [*z,*z,*z]\n', 1, /alias/],
  ];
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
