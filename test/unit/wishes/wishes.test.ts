import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Profile } from '../../../src/core/options';
import { findProfile, profileWords, withBounds } from '../../../src/core/prompt/profiles';
import { confidences, type FolderSource, type ReviewerKind, severities } from '../../../src/core/types';
import { folderSay } from '../../../src/core/wishes/folderSay';
import { unknownName } from '../../../src/core/wishes/overrides';
import { settleWishes } from '../../../src/core/wishes/settleWishes';
import type { AllWishes, FolderWords, OverrideWish, Wishes } from '../../../src/core/wishes/wishes';

const defaults: Wishes = {
  reviewers: ['local', 'editor'],
  profile: 'bugs',
  profiles: [],
  minSeverity: 'profile',
  minConfidence: 'profile',
  instructions: '',
  include: [],
  exclude: [],
  maxFileSize: 1_000,
  nestedRepositories: false,
  alsoReview: [],
  rules: {},
  overrides: [],
};

const ours: Profile = {
  name: 'ours',
  passes: [{ name: 'ours', focus: 'Our words.' }],
  tone: '',
  severities: ['error'],
  minConfidence: 'high',
};

function said(wishes: Partial<Wishes>, source: FolderSource = '.vscode/settings.json'): FolderWords {
  return { source, wishes };
}

function all(own: Partial<Wishes>, ...folder: readonly FolderWords[]): AllWishes {
  const explicit = new Set(Object.keys(own) as (keyof Wishes)[]);
  return { own: { ...defaults, ...own }, explicit, folder };
}

function briefOf(wishes: AllWishes) {
  const settled = settleWishes(wishes);
  return settled.kind === 'settled' ? settled.brief : assert.fail(settled.message);
}

function say(wishes: AllWishes) {
  return folderSay(wishes, settleWishes({ ...wishes, folder: [] }), briefOf(wishes));
}

const withModel: Partial<Wishes> = { reviewers: ['local', 'model'] };

describe('what a folder wants of its review', () => {
  it('is nothing where it says nothing, or what holds anyway', () => {
    for (const folder of [[], [said({})], [said({ reviewers: ['local', 'editor'], profile: 'bugs', exclude: [] })]]) {
      const wishes = all({}, ...folder);
      const { severities, minConfidence } = findProfile('bugs') ?? assert.fail();
      const { profile, folderShare, ...brief } = briefOf(wishes);
      assert.deepEqual([profile.severities, profile.minConfidence], [severities, minConfidence]);
      assert.equal(folderShare, undefined);
      assert.deepEqual(brief.reviewers, ['local', 'editor']);
      assert.deepEqual([say(wishes).needsApproval, say(wishes).text], [false, '']);
    }
  });

  it('wins over the user where a workspace sets it, and only fills in where its own file does', () => {
    for (const [source, winner] of [
      ['.vscode/settings.json', 'mentor'],
      ['.code-workspace', 'mentor'],
      ['folder-review.yaml', 'security'],
    ] as const) {
      const words = said({ profile: 'mentor' }, source);
      assert.equal(briefOf(all({ profile: 'security' }, words)).profile.name, winner, source);
      assert.equal(briefOf(all({}, words)).profile.name, 'mentor', source);
    }
    const strongest = [said({ profile: 'mentor' }), said({ profile: 'security' }, 'folder-review.yaml')];
    assert.equal(briefOf(all({}, ...strongest)).profile.name, 'mentor');
  });

  it('adds to the user’s instructions and takes none of them away', () => {
    const folder = [said({ instructions: 'Look twice.' }), said({ instructions: 'Thrice.' }, 'folder-review.yaml')];
    assert.equal(briefOf(all({ instructions: 'Mine.' }, ...folder)).instructions, 'Mine.\n\nLook twice.\n\nThrice.');
  });

  it('never adds a reviewer, and says so', () => {
    const { reviewers, folderShare } = briefOf(all({}, said({ reviewers: ['local', 'model'] })));
    assert.deepEqual(reviewers, ['local']);
    assert.deepEqual(folderShare?.notes, [
      '.vscode/settings.json asks for the reviewer “model”, which only your own settings can add.',
      '.vscode/settings.json takes away the reviewer “editor”.',
    ]);
    const nobody = briefOf(all({}, said({ reviewers: ['model'] })));
    assert.deepEqual(nobody.reviewers, ['local', 'editor']);
    assert.match(nobody.folderShare?.notes[1] ?? '', /would leave no reviewer, so yours count\.$/);
  });

  it('leaves out files by name, apart from those that the user leaves out', () => {
    const folder = [
      said({ exclude: ['a'], maxFileSize: 10 }),
      said({ include: ['b'], exclude: ['c'] }, 'folder-review.yaml'),
    ];
    const { include, exclude, maxFileSize, folderShare } = briefOf(all({}, ...folder));
    assert.deepEqual([include, exclude, maxFileSize], [[], [], 1_000]);
    assert.deepEqual(folderShare?.leavesOut, [
      { by: '.vscode/settings.json', exclude: ['a'], maxFileSize: 10 },
      { by: 'folder-review.yaml', include: ['b'] },
    ]);
    const own = briefOf(all({ exclude: ['mine'] }, said({ exclude: ['theirs'] }, 'folder-review.yaml')));
    assert.deepEqual([own.exclude, own.folderShare], [['mine'], undefined]);
  });

  it('says whose bounds hide more than the user’s, and what would be shown without', () => {
    const bounds = briefOf(all({ minConfidence: 'low' }, said({ minSeverity: 'error' }))).folderShare?.bounds;
    assert.deepEqual(bounds?.by, '.vscode/settings.json');
    assert.deepEqual(bounds?.without.severities, severities);
    assert.equal(bounds?.without.minConfidence, 'low');
    const profile = briefOf(all({}, said({ profile: 'ours', profiles: [ours] }, 'folder-review.yaml')));
    assert.equal(profile.folderShare?.bounds?.by, 'folder-review.yaml');
    assert.equal(briefOf(all({}, said({ minConfidence: 'low' }))).folderShare, undefined);
  });
});

describe('what a folder must ask for', () => {
  const cases: readonly (readonly [string, AllWishes, boolean])[] = [
    ['instructions', all(withModel, said({ instructions: 'x' })), true],
    ['instructions nobody hears', all({}, said({ instructions: 'x' })), false],
    ['a bundled profile a model hears', all(withModel, said({ profile: 'mentor' })), true],
    ['a bundled profile nobody hears', all({}, said({ profile: 'mentor' })), false],
    ['a profile of its own', all({}, said({ profile: 'ours', profiles: [ours] })), true],
    ['a profile nobody names', all(withModel, said({ profiles: [ours] })), false],
    ['fewer reviewers', all({}, said({ reviewers: ['local'] })), true],
    ['more reviewers, in vain', all({}, said({ reviewers: ['local', 'editor', 'model'] })), false],
    ['stricter bounds', all({}, said({ minSeverity: 'error' })), true],
    ['looser bounds', all({}, said({ minConfidence: 'low' })), false],
    ['excludes', all({}, said({ exclude: ['a'] })), false],
    ['includes', all({}, said({ include: ['a'] })), false],
    ['excludes in the place of the user’s', all({ exclude: ['private'] }, said({ exclude: ['a'] })), true],
    ['no excludes in the place of the user’s', all({ exclude: ['private'] }, said({ exclude: [] })), true],
    ['smaller files', all({}, said({ maxFileSize: 10 })), false],
    ['larger files', all({}, said({ maxFileSize: 10_000 })), true],
    ['nested repositories', all({}, said({ nestedRepositories: true })), true],
    ['generated files', all({}, said({ alsoReview: ['generated'] })), true],
    ['a rule that is off', all({}, said({ rules: { 'ruff/F401': 'off' } })), true],
    ['an override', all({}, said({ overrides: [{ files: ['a'], reviewers: ['local'] }] })), true],
    ['rules of the user', all({ rules: { 'ruff/F401': 'off' } }, said({})), false],
  ];
  for (const [name, wishes, expected] of cases) {
    it(`${name}: ${expected ? 'yes' : 'no'}`, () => {
      assert.equal(say(wishes).needsApproval, expected);
    });
  }

  it('shows all that would change, in plain words', () => {
    const folder = said({
      reviewers: ['model'],
      profile: 'mentor',
      minSeverity: 'warning',
      instructions: 'Look twice.',
      exclude: ['gen/**', '*.min.js'],
      maxFileSize: 2_000,
      nestedRepositories: true,
      alsoReview: ['generated', 'minified'],
      rules: { 'ruff/*': 'off' },
      overrides: [{ files: ['*.h'], profile: 'security', reviewers: ['local'] }],
    });
    assert.equal(
      say(all({ ...withModel, exclude: ['private'] }, folder)).text,
      [
        'Reviewers: model (yours: local, model)',
        'Profile: “mentor” (yours: “bugs”)\nShows: error, warning; confidence high, medium (yours: error, warning, info; confidence high, medium)',
        'Instructions for the model, in .vscode/settings.json:\nLook twice.',
        'Leaves out: gen/**, *.min.js (yours: private)',
        'Largest file: 2,000 bytes (yours: 1,000)',
        'Repositories inside the folder: reviewed, too',
        'Also reviewed: generated, minified (yours: nothing)',
        'For **: ruff/* off',
        `For *.h: profile “security”; reviewers local\n${profileWords(withBounds(findProfile('security') ?? assert.fail(), { minConfidence: 'profile', minSeverity: 'warning' }))}`,
      ].join('\n\n'),
    );
  });

  it('asks before a profile that has findings confirmed, and says that it costs requests', () => {
    const confirming: Profile = { ...(findProfile('bugs') ?? assert.fail()), name: 'ours', confirm: true };
    const wishes = all(withModel, said({ profile: 'ours', profiles: [confirming] }));
    const { needsApproval, text } = say(wishes);
    assert.ok(needsApproval);
    assert.match(text, /^Has each finding of a model confirmed: one more request for each\.$/m);
    assert.equal(briefOf(wishes).profile.confirm, true);
    const { confirm: _, ...plain } = confirming;
    assert.ok(!say(all(withModel, said({ profile: 'ours', profiles: [plain] }))).needsApproval);
    assert.match(say(all(withModel, said({ profile: 'security' }))).text, /one more request for each/);
    const override = { files: ['a'], profile: 'ours' };
    assert.match(
      say(all(withModel, said({ overrides: [override], profiles: [confirming] }))).text,
      /one more request for each/,
    );
  });

  it('puts overrides in the order in which they win: its own file, the user, its settings', () => {
    const overrides = (file: string) => [{ files: [file] }];
    const { overrides: settled } = briefOf(
      all(
        { overrides: overrides('user'), rules: { 'ruff/A': 'off' } },
        said({ overrides: overrides('settings'), rules: { 'ruff/B': 'off' } }),
        said({ overrides: overrides('workspace') }, '.code-workspace'),
        said({ overrides: overrides('file') }, 'folder-review.yaml'),
      ),
    );
    assert.deepEqual(settled, [
      { files: ['file'], by: 'folder-review.yaml' },
      { files: ['**'], rules: { 'ruff/A': 'off' } },
      { files: ['user'] },
      { files: ['workspace'], by: '.code-workspace' },
      { files: ['**'], rules: { 'ruff/B': 'off' }, by: '.vscode/settings.json' },
      { files: ['settings'], by: '.vscode/settings.json' },
    ]);
  });

  it('has profiles of overrides with the bounds of the run, and none that does not exist', () => {
    const wishes = all({ minSeverity: 'error', overrides: [{ files: ['a'], profile: 'mentor' }] });
    assert.deepEqual(briefOf(wishes).overrides?.[0]?.profile?.severities, ['error']);
    const settled = settleWishes(all({ overrides: [{ files: ['a'], profile: 'nobodys' }] }));
    assert.match(settled.kind === 'failed' ? settled.message : '', /There is no profile “nobodys”/);
  });

  it('leaves the bounds of overrides of the user alone', () => {
    const wishes = all({ overrides: [{ files: ['a'], profile: 'security' }] }, said({ minConfidence: 'medium' }));
    assert.equal(say(wishes).needsApproval, false);
    assert.equal(briefOf(wishes).overrides?.[0]?.profile?.minConfidence, 'low');
  });

  it('names a rule or analyzer that does not exist, and where it stands', () => {
    const known = [{ analyzer: 'ruff', ids: ['F401'] }];
    const unknown = (wishes: AllWishes) => unknownName(wishes, known);
    assert.equal(unknown(all({ rules: { 'ruff/F401': 'off' } })), undefined);
    assert.match(
      unknown(all({ rules: { 'ruff/F4': 'off' } })) ?? '',
      /folderReview\.rules: “ruff\/F4” is no rule of ruff/,
    );
    const override = { overrides: [{ files: ['a'], analyzers: ['eslnt'] }] };
    assert.match(
      unknown(all({}, said(override))) ?? '',
      /folderReview\.overrides\[0\] in \.vscode\/settings\.json names the analyzer “eslnt”; there are ruff/,
    );
  });

  it('is told apart by every byte', () => {
    const identity = (folder: FolderWords) => say(all(withModel, folder)).identity;
    const base = identity(said({ instructions: 'Look.', exclude: ['a, b'] }));
    assert.notEqual(base, identity(said({ instructions: 'Look. ', exclude: ['a, b'] })));
    assert.notEqual(base, identity(said({ instructions: 'Look.', exclude: ['a', 'b'] })));
    assert.notEqual(base, identity(said({ instructions: 'Look.', exclude: ['a, b'] }, 'folder-review.yaml')));
  });

  const wish: fc.Arbitrary<Partial<Wishes>> = fc.record(
    {
      reviewers: fc.subarray<ReviewerKind>(['local', 'editor', 'model'], { minLength: 1 }),
      profile: fc.constantFrom('bugs', 'security', 'mentor'),
      minSeverity: fc.constantFrom('profile' as const, ...severities),
      minConfidence: fc.constantFrom('profile' as const, ...confidences),
      instructions: fc.constantFrom('', 'x', 'y'),
      include: fc.subarray(['a', 'b']),
      exclude: fc.subarray(['a', 'b']),
      maxFileSize: fc.constantFrom(10, 1_000, 5_000),
      nestedRepositories: fc.boolean(),
      alsoReview: fc.subarray(['vendored', 'generated', 'minified']),
      rules: fc.constantFrom({}, { 'ruff/*': 'off' as const }),
      overrides: fc.subarray<OverrideWish>([
        { files: ['a'], reviewers: ['local'] },
        { files: ['b'], profile: 'mentor' },
      ]),
    },
    { requiredKeys: [] },
  );
  const source = fc.constantFrom<FolderSource>('.vscode/settings.json', '.code-workspace', 'folder-review.yaml');

  it('never lets a word through unasked that does more than leave out files, whatever everybody says', () => {
    fc.assert(
      fc.property(wish, fc.array(fc.tuple(wish, source), { maxLength: 3 }), (own, folder) => {
        const wishes = all(own, ...folder.map(([words, by]) => said(words, by)));
        const brief = briefOf(wishes);
        const without = briefOf({ ...wishes, folder: [] });
        assert.ok(brief.reviewers.length > 0);
        assert.ok(brief.reviewers.every((kind) => without.reviewers.includes(kind)));
        if (!say(wishes).needsApproval) {
          assert.deepEqual(brief.reviewers, without.reviewers);
          assert.deepEqual([brief.include, brief.exclude], [without.include, without.exclude]);
          assert.deepEqual(
            [brief.maxFileSize, brief.nestedRepositories, brief.alsoReview, brief.overrides],
            [without.maxFileSize, without.nestedRepositories, without.alsoReview, without.overrides],
          );
          assert.equal(brief.folderShare?.bounds, undefined);
          if (brief.reviewers.includes('model')) {
            assert.equal(brief.instructions, without.instructions);
            assert.deepEqual(brief.profile.passes, without.profile.passes);
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
