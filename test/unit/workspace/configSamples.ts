/** What stands in a `folder-review.yaml`, right and wrong. */

export const known = [
  { analyzer: 'ruff', ids: ['F401'], others: /^[A-Z]+\d+$/ },
  { analyzer: 'ast-grep', ids: ['defer-in-loop'] },
];

export const partlyEmpty = [
  '',
  '# nothing yet\n',
  'review:\n',
  'profiles:\n',
  'review: {}\nverify:\n  # suggest: []\n',
];

export const reviewSample = `\ufeffreview:\r
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

export const profilesSample = `profiles:
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

/** Text, the line of its one mistake, and what is said of it. */
export const mistakes: readonly (readonly [string, number, RegExp])[] = [
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
  [`profiles: {a: {focus: ${'x'.repeat(4001)}}}\n`, 1, /:1:23: profiles\.a\.focus must have at most 4000 characters$/],
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
