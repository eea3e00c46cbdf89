import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { sampled } from '../complete';
import { missing, type ProposedEdit, ProvingGround, without } from './proving';

interface Tool {
  readonly program: string;
  readonly command: string;
  readonly files: Readonly<Record<string, string>>;
  readonly good: ProposedEdit;
  readonly bad: ProposedEdit;
  /** Where the bad one fails, and which test. */
  readonly fails: { readonly file?: string; readonly line?: number; readonly test?: string };
  /** More files, with which something fails without any edit; and why nothing is proven then, if nothing is. */
  readonly red: { readonly files: Readonly<Record<string, string>>; readonly unverifiable?: RegExp };
}

const adds = 'def add(a, b):\n    return a + b\n';

const tools: Readonly<Record<string, Tool>> = {
  'node --test': {
    program: 'node',
    command: 'node --test',
    files: {
      'a.mjs': 'export function add(a, b) {\n  return a + b;\n}\n',
      'b.mjs': 'export function sub(a, b) {\n  return a - b;\n}\n',
      'test/all.test.mjs':
        "import test from 'node:test';\nimport assert from 'node:assert/strict';\nimport { add } from '../a.mjs';\nimport { sub } from '../b.mjs';\ntest('adds', () => assert.equal(add(2, 3), 5));\ntest('subtracts', () => assert.equal(sub(2, 3), -1));\n",
    },
    good: { path: 'a.mjs', from: '  return a + b;', to: '  return b + a;' },
    bad: { path: 'b.mjs', from: '  return a - b;', to: '  return b - a;' },
    fails: { file: 'test/all.test.mjs', line: 6, test: 'subtracts' },
    red: {
      files: {
        'test/known.test.mjs':
          "import test from 'node:test';\nimport assert from 'node:assert/strict';\ntest('known', () => assert.equal(1, 2));\n",
      },
    },
  },
  'make and gcc': {
    program: 'gcc',
    command: 'make test',
    files: {
      Makefile: 'test: check\n\t./check\ncheck: a.c b.c check.c\n\t$(CC) -Wall -o $@ $^\n.PHONY: test\n',
      'a.c': 'int add(int a, int b)\n{\n\treturn a + b;\n}\n',
      'b.c': 'int sub(int a, int b)\n{\n\treturn a - b;\n}\n',
      'check.c':
        '#include <assert.h>\nint add(int, int);\nint sub(int, int);\nint main(void)\n{\n\tassert(add(2, 3) == 5);\n\tassert(sub(2, 3) == -1);\n\treturn 0;\n}\n',
    },
    good: { path: 'a.c', from: '\treturn a + b;', to: '\treturn b + a;' },
    bad: { path: 'b.c', from: '\treturn a - b;', to: '\treturn b - a;' },
    fails: { file: 'check.c', line: 7 },
    red: {
      files: { 'check.c': '#include <assert.h>\nint main(void)\n{\n\tassert(0);\n\treturn 0;\n}\n' },
      unverifiable:
        /^make test fails without any edit \(exit code 2\), and its output does not tell what: (?:make: \*\*\* .*Aborted|.*Assertion)/,
    },
  },
  'what gcc refuses': {
    program: 'gcc',
    command: 'make -k',
    files: {
      Makefile: 'main: $(patsubst %.c,%.o,$(wildcard *.c))\n\t$(CC) -o $@ $^\n',
      'a.c': 'int main(void)\n{\n\treturn 0;\n}\n',
      'b.c': 'int sub(int a, int b)\n{\n\treturn a - b;\n}\n',
    },
    good: { path: 'a.c', from: '\treturn 0;', to: '\treturn 1 - 1;' },
    bad: { path: 'b.c', from: '\treturn a - b;', to: '\treturn a - c;' },
    fails: { file: 'b.c', line: 3 },
    red: {
      files: { 'c.c': 'int c(void)\n{\n\treturn nothing;\n}\n' },
      unverifiable: /^make -k breaks off without any edit, before it has looked at everything: c\.c:3: /,
    },
  },
  'python3 -m unittest': {
    program: 'python3',
    command: 'python3 -m unittest',
    files: {
      'a.py': adds,
      'b.py': 'def sub(a, b):\n    return a - b\n',
      'test_all.py':
        'import unittest\nfrom a import add\nfrom b import sub\n\n\nclass All(unittest.TestCase):\n    def test_adds(self):\n        self.assertEqual(add(2, 3), 5)\n\n    def test_subtracts(self):\n        self.assertEqual(sub(2, 3), -1)\n',
    },
    good: { path: 'a.py', from: '    return a + b', to: '    return b + a' },
    bad: { path: 'b.py', from: '    return a - b', to: '    return b - a' },
    fails: { file: 'test_all.py', line: 11, test: 'test_all.All.test_subtracts' },
    red: {
      files: {
        'test_known.py':
          'import unittest\n\n\nclass Known(unittest.TestCase):\n    def test_known(self):\n        self.assertEqual(1, 2)\n',
      },
    },
  },
  'go test': {
    program: 'go',
    command: 'go test ./...',
    files: {
      'go.mod': 'module example.com/sums\n\ngo 1.18\n',
      'a.go': 'package sums\n\nfunc Add(a, b int) int {\n\treturn a + b\n}\n',
      'b.go': 'package sums\n\nfunc Sub(a, b int) int {\n\treturn a - b\n}\n',
      'all_test.go':
        'package sums\n\nimport "testing"\n\nfunc TestAdd(t *testing.T) {\n\tif Add(2, 3) != 5 {\n\t\tt.Error("add")\n\t}\n}\n\nfunc TestSub(t *testing.T) {\n\tif Sub(2, 3) != -1 {\n\t\tt.Error("sub")\n\t}\n}\n',
    },
    good: { path: 'a.go', from: '\treturn a + b', to: '\treturn b + a' },
    bad: { path: 'b.go', from: '\treturn a - b', to: '\treturn b - a' },
    fails: { file: 'all_test.go', line: 13, test: 'example.com/sums TestSub' },
    red: {
      files: {
        'known_test.go': 'package sums\n\nimport "testing"\n\nfunc TestKnown(t *testing.T) {\n\tt.Error("known")\n}\n',
      },
    },
  },
  'cargo test': {
    program: 'cargo',
    command: 'cargo test --offline',
    files: {
      'Cargo.toml': '[package]\nname = "sums"\nversion = "0.1.0"\nedition = "2021"\n',
      'src/lib.rs': 'pub mod a;\npub mod b;\n',
      'src/a.rs': 'pub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n',
      'src/b.rs': 'pub fn sub(a: i32, b: i32) -> i32 {\n    a - b\n}\n',
      'tests/all.rs':
        'use sums::{a::add, b::sub};\n\n#[test]\nfn adds() {\n    assert_eq!(add(2, 3), 5);\n}\n\n#[test]\nfn subtracts() {\n    assert_eq!(sub(2, 3), -1);\n}\n',
    },
    good: { path: 'src/a.rs', from: '    a + b', to: '    b + a' },
    bad: { path: 'src/b.rs', from: '    a - b', to: '    b - a' },
    fails: { file: 'tests/all.rs', line: 10, test: 'tests/all.rs subtracts' },
    red: {
      files: { 'tests/known.rs': '#[test]\nfn known() {\n    assert_eq!(1, 2);\n}\n' },
      unverifiable:
        /^cargo test --offline fails without any edit, and its output is not one whole report of cargo test\. Mend /,
    },
  },
};

describe(`review --verify with the tools of this machine${without}`, function () {
  this.timeout(120_000);
  let ground: ProvingGround;
  beforeEach(() => {
    ground = new ProvingGround();
  });
  afterEach(() => ground.dispose());

  async function proven({ command, good, bad }: Tool, files: Readonly<Record<string, string>>) {
    const project = ground.project(files);
    const { exitCode, stdout, stderr } = await ground.review(
      project,
      [good, bad],
      ...['--verify', command, '--apply', 'safe'],
    );
    assert.deepEqual(ground.leftovers(), []);
    const proofs = ground.proofs();
    const isNothingTold = Object.values(proofs).every((proof) => proof?.result === 'unverifiable');
    assert.equal(exitCode, isNothingTold ? 3 : 0, stdout + stderr);
    return { good: proofs[good.path], bad: proofs[bad.path], stdout, stderr };
  }

  const isTold = ([, { red }]: readonly [string, Tool]) => String(red.unverifiable === undefined);
  const here = Object.entries(tools).filter(([, { program }]) => !missing.includes(program));
  const triedRed = new Set(sampled(here, 2, isTold).map(([name]) => name));

  for (const [name, tool] of here) {
    const { command, files, good, bad, fails, red } = tool;

    it(`${name}: what passes lands, and of what does not the place and the test are named`, async () => {
      const seen = await proven(tool, files);
      assert.equal(seen.good?.result, 'verified', seen.stdout);
      assert.equal(seen.bad?.result, 'failed', seen.stdout);
      assert.deepEqual(
        seen.bad?.failures?.map(({ file, line, test }) => ({ file, line, test })),
        [{ file: undefined, line: undefined, test: undefined, ...fails }],
      );
      assert.match(seen.stdout, new RegExp(`Fails ${command}: 1 \\w+ \\(${fails.file}:${fails.line}: `));
      assert.ok(ground.playground.read('project', good.path).includes(good.to));
      assert.ok(ground.playground.read('project', bad.path).includes(bad.from));
      assert.match(seen.stderr, /The folder is now, file for file, the tree that was tested\./);
    });

    if (!triedRed.has(name)) {
      continue;
    }
    const expected = red.unverifiable ? 'nothing is proven' : 'nothing new may fail';
    it(`${name}: ${expected} where something failed before`, async () => {
      const seen = await proven(tool, { ...files, ...red.files });
      if (red.unverifiable) {
        assert.deepEqual([seen.good?.result, seen.bad?.result], ['unverifiable', 'unverifiable']);
        assert.match(seen.good?.reason ?? '', red.unverifiable);
      } else {
        assert.deepEqual(seen.good, { ...seen.good, result: 'verified', nothingNew: true }, seen.stdout);
        assert.deepEqual(
          seen.bad?.failures?.map(({ file, test }) => ({ file, test })),
          [{ file: fails.file, test: fails.test }],
        );
        assert.match(seen.stdout, /Verified, nothing new fails: /);
      }
      const landed = ground.playground.read('project', good.path).includes(good.to);
      assert.equal(landed, !red.unverifiable);
    });
  }

  for (const [name, scripts, command, reason] of [
    ['a runner that stops', undefined, 'python3 -m unittest -f', /may stop at the first failure \(“unittest -f”\)/],
    [
      'a script that goes on only where nothing failed',
      { test: 'node --test a.test.mjs && python3 -m unittest' },
      'npm test',
      /runs something behind “node --test a\.test\.mjs”/,
    ],
    ['a class that cannot be set up', undefined, 'python3 -m unittest', /could not be set up.*: ERROR: setUpClass/],
  ] as const) {
    it(`${name}: nothing is proven by what never ran`, async () => {
      const first = name.startsWith('a class')
        ? '    @classmethod\n    def setUpClass(cls):\n        raise OSError\n'
        : '';
      const project = ground.project({
        'a.py': adds,
        'a.test.mjs': "import test from 'node:test';\ntest('known', () => {\n  throw new Error('known');\n});\n",
        'package.json': JSON.stringify({ name: 'a', scripts }),
        'test_a.py':
          `import unittest\n\n\nclass A(unittest.TestCase):\n${first}    def test_a(self):\n        self.assertEqual(1, 2)\n\n` +
          '    def test_b(self):\n        import a\n        self.assertEqual(a.add(1, 2), 3)\n\n\nclass B(unittest.TestCase):\n    def test_c(self):\n        pass\n',
      });
      const bad = { path: 'a.py', from: '    return a + b', to: '    return a - b' };
      await ground.review(project, [bad], '--verify', command, '--apply', 'safe');
      assert.equal(ground.proofs()['a.py']?.result, 'unverifiable');
      assert.match(ground.proofs()['a.py']?.reason ?? '', reason);
      assert.ok(ground.playground.read('project', 'a.py').includes(bad.from));
    });
  }

  it('an npm workspace, whose packages are links into the folder: what is proven is the code of the copy', async () => {
    const project = ground.project({
      '.gitignore': 'node_modules/\n',
      'package.json': '{"name":"root","private":true,"workspaces":["packages/*"],"scripts":{"test":"node --test"}}',
      'packages/lib/package.json': '{"name":"lib","version":"1.0.0","main":"lib.js"}',
      'packages/lib/lib.js': 'exports.add = (a, b) => {\n  return a + b;\n};\n',
      'packages/lib/other.js': 'exports.sub = (a, b) => {\n  return a - b;\n};\n',
      'packages/app/package.json': '{"name":"app","version":"1.0.0","dependencies":{"lib":"1.0.0"}}',
      'packages/app/app.test.js':
        "const test = require('node:test');\nconst assert = require('node:assert');\ntest('adds', () => assert.equal(require('lib').add(2, 3), 5));\ntest('subtracts', () => assert.equal(require('lib/other').sub(2, 3), -1));\n",
    });
    execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund'], { cwd: project });
    assert.ok(lstatSync(join(project, 'node_modules/lib')).isSymbolicLink());
    await provesOwnCode(project, 'npm test');
  });

  it('a layout like that of pnpm, with links inside: what is proven is the code of the copy', async () => {
    const project = pnpmLike((folder) =>
      relative(join(folder, 'packages/app/node_modules'), join(folder, 'packages/lib')),
    );
    await provesOwnCode(project, 'node --test');
  });

  it('links with absolute targets lead out of the copy: nothing is proven by the code of the folder itself', async () => {
    const project = pnpmLike((folder) => join(folder, 'packages/lib'));
    const edits = [
      { path: 'packages/lib/lib.js', from: '  return a + b;', to: '  return b + a;' },
      { path: 'packages/lib/other.js', from: '  return a - b;', to: '  return b - a;' },
    ];
    await ground.review(project, edits, '--verify', 'node --test', '--apply', 'safe');
    for (const { path, from } of edits) {
      assert.equal(ground.proofs()[path]?.result, 'unverifiable');
      assert.match(ground.proofs()[path]?.reason ?? '', /^the link .* leads out of the copy/);
      assert.ok(ground.playground.read('project', path).includes(from));
    }
  });

  /** As pnpm installs a package of the workspace: a link in `node_modules` of who depends on it, another in its store. */
  function pnpmLike(target: (folder: string) => string): string {
    const project = ground.project({
      '.gitignore': 'node_modules/\n',
      'pnpm-workspace.yaml': "packages:\n  - 'packages/*'\n",
      'package.json': '{"name":"root","private":true}',
      'packages/lib/package.json': '{"name":"lib","version":"1.0.0","main":"lib.js"}',
      'packages/lib/lib.js': 'exports.add = (a, b) => {\n  return a + b;\n};\n',
      'packages/lib/other.js': 'exports.sub = (a, b) => {\n  return a - b;\n};\n',
      'packages/app/package.json': '{"name":"app","version":"1.0.0","dependencies":{"lib":"workspace:*"}}',
      'packages/app/app.test.js':
        "const test = require('node:test');\nconst assert = require('node:assert');\ntest('adds', () => assert.equal(require('lib').add(2, 3), 5));\ntest('subtracts', () => assert.equal(require('lib/other').sub(2, 3), -1));\n",
      'node_modules/.pnpm/dep@1.0.0/node_modules/dep/index.js': 'module.exports = 1;\n',
    });
    for (const folder of ['packages/app/node_modules', 'node_modules/.pnpm/node_modules']) {
      mkdirSync(join(project, folder), { recursive: true });
    }
    symlinkSync(target(project), join(project, 'packages/app/node_modules/lib'));
    symlinkSync('../../../packages/lib', join(project, 'node_modules/.pnpm/node_modules/lib'));
    symlinkSync(
      '../../../node_modules/.pnpm/dep@1.0.0/node_modules/dep',
      join(project, 'packages/app/node_modules/dep'),
    );
    return project;
  }

  /** Of the two edits in the package only one holds. */
  async function provesOwnCode(project: string, command: string): Promise<void> {
    const { stdout } = await ground.review(
      project,
      [
        { path: 'packages/lib/lib.js', from: '  return a + b;', to: '  return b + a;' },
        { path: 'packages/lib/other.js', from: '  return a - b;', to: '  return b - a;' },
      ],
      ...['--verify', command, '--apply', 'safe'],
    );
    assert.equal(ground.proofs()['packages/lib/lib.js']?.result, 'verified', stdout);
    const failed = ground.proofs()['packages/lib/other.js'];
    assert.equal(failed?.result, 'failed', stdout);
    assert.deepEqual(
      failed?.failures?.map(({ test }) => test),
      ['subtracts'],
    );
    assert.ok(ground.playground.read('project', 'packages/lib/lib.js').includes('b + a'));
    assert.ok(ground.playground.read('project', 'packages/lib/other.js').includes('a - b'));
  }
});
