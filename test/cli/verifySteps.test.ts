import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { type ProposedEdit, ProvingGround } from './proving';

/** Waits for what never comes: Node.js ends then, with exit code 0. */
const stuck: ProposedEdit = { path: 'a.js', from: '  return a + b;', to: '  return new Promise(() => {});' };
const good: ProposedEdit = { path: 'a.js', from: '  return a + b;', to: '  return b + a;' };
const bad: ProposedEdit = { path: 'a.js', from: '  return a + b;', to: '  return a - b;' };

const project = {
  'a.js': 'exports.add = async (a, b) => {\n  return a + b;\n};\n',
  'check.js':
    "const { add } = require('./a.js');\n(async () => {\n  console.log('begins');\n  if ((await add(2, 3)) !== 5) {\n    console.log('wrong sum');\n    process.exit(1);\n  }\n  console.log('sums hold');\n})();\n",
  'more.js': "require('./a.js');\nconsole.log('and more');\n",
};

const scripts = (of: Readonly<Record<string, string>>) => ({
  'package.json': JSON.stringify({ name: 'sums', version: '1.0.0', scripts: of }),
});

/** What Go prints from 1.24 on, in the place of a Go that not every machine has. */
const go = {
  'a.go': 'package sums\n\nfunc Add(a, b int) int {\n\treturn a + b\n}\n',
  'go.mjs': `import { readFileSync } from 'node:fs';
const isBuilt = /^package sums\\n[^]*return a \\+ b\\n/.test(readFileSync('a.go', 'utf8'));
const tell = (event) => console.log(JSON.stringify(event));
const build = { ImportPath: 'example.com/sums', Action: 'build-output' };
if (isBuilt) {
  tell({ Action: 'pass', Package: 'example.com/sums', Test: 'TestAdd' });
  tell({ Action: 'pass', Package: 'example.com/sums' });
} else {
  tell({ ...build, Output: '# example.com/sums\\n' });
  tell({ ...build, Output: './a.go:4:13: undefined: c\\n' });
  tell({ ImportPath: 'example.com/sums', Action: 'build-fail' });
  tell({ Action: 'output', Package: 'example.com/sums', Output: 'FAIL\\texample.com/sums [build failed]\\n' });
  tell({ Action: 'fail', Package: 'example.com/sums', FailedBuild: 'example.com/sums' });
  process.exit(1);
}
`,
};

describe('review --verify with a command of several steps', function () {
  this.timeout(60_000);
  let ground: ProvingGround;
  beforeEach(() => {
    ground = new ProvingGround();
  });
  afterEach(() => ground.dispose());

  for (const [edit, result] of [
    [good, 'verified'],
    [bad, 'failed'],
  ] as const) {
    it(`tells what is ${result} by a command that looks with git diff for what it has generated anew`, async () => {
      assert.equal((await proofOf(edit, 'node check.js && git diff --exit-code')).result, result);
    });
  }

  async function proofOf(edit: ProposedEdit, command: string, more: Readonly<Record<string, string>> = {}) {
    const folder = ground.project({ ...project, ...more });
    const { stderr, stdout } = await ground.review(folder, [edit], '--verify', command, '--apply', 'safe');
    const proof = ground.proofs()[edit.path];
    const isApplied = ground.playground.read('project', edit.path).includes(edit.to);
    return { result: proof?.result, reason: proof?.reason ?? '', isApplied, stderr, stdout };
  }

  for (const [name, command, more, last] of [
    ['an echo', 'node check.js && echo passed', {}, 'sums hold'],
    ['another program', 'node check.js && node more.js', {}, 'sums hold'],
    [
      'what npm runs behind a script',
      'npm test',
      scripts({ test: 'node check.js', posttest: 'node more.js' }),
      'sums hold',
    ],
    ['the next line of a script', 'sh ci.sh', { 'ci.sh': 'set -e\nnode check.js\nnode more.js\n' }, 'sums hold'],
    [
      'what the same program starts next',
      'node all.mjs',
      {
        'all.mjs':
          "import { spawnSync } from 'node:child_process';\nfor (const name of ['check.js', 'more.js']) {\n  const { status } = spawnSync('node', [name], { stdio: 'inherit' });\n  process.exitCode ||= status;\n}\n",
      },
      'sums hold',
    ],
    ['a Makefile', 'make', { Makefile: 'all:\n\t@node check.js\n\t@node more.js\n' }, 'sums hold'],
  ] as const) {
    it(`a program that ends in the middle with ${name} behind it: nothing is proven`, async () => {
      const seen = await proofOf(stuck, command, more);
      assert.deepEqual([seen.result, seen.isApplied], ['unverifiable', false], seen.stdout);
      assert.match(seen.reason, new RegExp(`leaves out what it says in the middle .*: ${last}$`));
      ground.dispose();
      ground = new ProvingGround();
      assert.equal((await proofOf(good, command, more)).isApplied, true);
    });
  }

  it('an edit that takes a warning about its own file away, or what it has printed itself, is verified', async () => {
    const warns = {
      'a.js':
        "console.log('a.js is old');\nconsole.log('DEBUG adds');\nconsole.warn('Warning: be careful with add');\nexports.add = async (a, b) => a + b;\n",
    };
    for (const line of warns['a.js'].split('\n').slice(0, 3)) {
      const seen = await proofOf(
        { path: 'a.js', from: line, to: 'exports.isQuiet = true;' },
        'node check.js && node more.js',
        warns,
      );
      assert.deepEqual([seen.result, seen.isApplied], ['verified', true], seen.reason);
      ground.dispose();
      ground = new ProvingGround();
    }
  });

  it('a build that fails among the events of go test -json: the compiler is quoted, with file and line', async () => {
    const edit = { path: 'a.go', from: '\treturn a + b', to: '\treturn a + c' };
    const seen = await proofOf(edit, 'node go.mjs -json', go);
    assert.match(seen.stdout, /Fails node go\.mjs -json: 1 error \(a\.go:4: undefined: c\)/, seen.stderr);
  });

  it('an edit of what a test runner of their own finds: it is said to weaken the check, and not applied unseen', async () => {
    const more = {
      'all.mjs':
        "import { readdirSync } from 'node:fs';\nfor (const name of readdirSync('scenarios')) await import(`./scenarios/${name}`);\n",
      'scenarios/sums.mjs': "import a from '../a.js';\nif ((await a.add(2, 3)) !== 5) throw new Error('wrong sum');\n",
    };
    const line = "if ((await a.add(2, 3)) !== 5) throw new Error('wrong sum');";
    const seen = await proofOf(
      { path: 'scenarios/sums.mjs', from: line, to: 'await a.add(2, 3);' },
      'node all.mjs',
      more,
    );
    assert.deepEqual([seen.result, seen.isApplied], ['verified', false], seen.reason);
    assert.match(seen.stdout, /weakens the check/);
  });

  it('an edit of what a program says of a failure is verified', async () => {
    const more = {
      'a.js': "exports.add = (a) => {\n  if (a < 0) throw new Error('bad');\n};\n",
      'sums.js':
        "const { add } = require('./a.js');\ntry {\n  add(-1);\n} catch (error) {\n  console.log(String(error));\n}\n",
    };
    const line = "  if (a < 0) throw new Error('bad');";
    const seen = await proofOf({ path: 'a.js', from: line, to: line.replace('bad', 'negative') }, 'node sums.js', more);
    assert.deepEqual([seen.result, seen.isApplied], ['verified', true], seen.reason);
  });

  it('what is printed but once, as nothing has to be fetched again, is missed in no run', async () => {
    const more = {
      'ci.sh': 'set -e\n[ -f "$HOME/parts" ] || { echo fetching parts; touch "$HOME/parts"; }\nnode check.js\n',
    };
    const seen = await proofOf(good, 'sh ci.sh', more);
    assert.deepEqual([seen.result, seen.isApplied], ['verified', true], seen.reason);
  });

  it('a program that says by words alone that something failed proves nothing', async () => {
    const more = {
      'sums.js':
        "const { add } = require('./a.js');\nadd(2, 3).then((sum) => console.assert(sum === 5, 'two and three'));\nconsole.log('done');\n",
    };
    const seen = await proofOf(bad, 'node sums.js', more);
    assert.deepEqual([seen.result, seen.isApplied], ['unverifiable', false], seen.stdout);
    assert.match(seen.reason, /ends as if nothing had failed, and says with the edit alone: Assertion failed: two and/);
    ground.dispose();
    ground = new ProvingGround();
    assert.equal((await proofOf(good, 'node sums.js', more)).isApplied, true);
  });

  for (const [name, command, more] of [
    ['in a script of npm', 'npm test', scripts({ test: 'node check.js; node more.js' })],
    [
      'in a script that a script calls',
      'npm test',
      scripts({ test: 'npm run -s all', all: 'node check.js || node more.js' }),
    ],
    ['in a script of a shell', 'sh ci.sh', { 'ci.sh': '#!/bin/sh\nnode check.js\nnode more.js\n' }],
    ['in a Makefile', 'make', { Makefile: 'all:\n\t-@node check.js\n\tnode more.js\n' }],
    [
      'in one of several Makefiles',
      'make',
      { Makefile: 'include all.mk\n', 'all.mk': 'all:\n\t-node check.js\n\tnode more.js\n' },
    ],
    ['in a recipe that is one script', 'make', { Makefile: '.ONESHELL:\nall:\n\tnode check.js\n\tnode more.js\n' }],
    [
      'in a function whose failing is asked for',
      'sh ci.sh',
      { 'ci.sh': 'set -e\nall() {\n  node check.js\n  node more.js\n}\nall || exit 1\n' },
    ],
    ['where it was typed', 'node check.js; node more.js', {}],
  ] as const) {
    it(`an exit code that is lost ${name} is told, and what is printed for it proves nothing`, async () => {
      const seen = await proofOf(bad, command, more);
      assert.deepEqual([seen.result, seen.isApplied], ['unverifiable', false], seen.stdout);
      assert.match(
        seen.reason,
        /^the exit code of “node check\.js”.* is lost .*, and with the edit .* says: wrong sum$/,
      );
      assert.match(
        seen.stderr,
        /^\S.*: the exit code of “node check\.js”.* is lost .*: give that as a command of its own\.$/m,
      );
      ground.dispose();
      ground = new ProvingGround();
      assert.equal((await proofOf(good, command, more)).isApplied, true);
    });
  }
});
