import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { type ProposedEdit, ProvingGround } from './proving';

interface Blind {
  readonly files: Readonly<Record<string, string>>;
  readonly edit: ProposedEdit;
  /** A script of the project, which is told what the reviewed folder is called: the commands see a copy of it. */
  readonly script?: (folder: string) => string;
  readonly command: string;
  readonly reason: RegExp;
}

const module = { 'a.mjs': 'export function add(a, b) {\n  return a + b;\n}\n' };
const test = {
  'a.test.mjs':
    "import test from 'node:test';\nimport assert from 'node:assert/strict';\nimport { add } from './a.mjs';\ntest('adds', () => assert.equal(add(2, 3), 5));\n",
};
const edit = { path: 'a.mjs', from: '  return a + b;', to: '  return b + a;' };
const c = { path: 'a.c', from: '\treturn a + b;', to: '\treturn b + a;' };
const source = { 'a.c': 'int add(int a, int b)\n{\n\treturn a + b;\n}\n' };

const passes = (path: string) =>
  new RegExp(`passes with ${path.replace('.', '\\.')} broken, too: it does not look at it$`);

const blind: Readonly<Record<string, Blind>> = {
  'a package that Python finds in the folder itself': {
    files: {
      'src/sums.py': 'def add(a, b):\n    return a + b\n',
      'tests/test_sums.py':
        'import unittest\nfrom sums import add\n\n\nclass Sums(unittest.TestCase):\n    def test_adds(self):\n        self.assertEqual(add(2, 3), 5)\n',
    },
    edit: { path: 'src/sums.py', from: '    return a + b', to: '    return b + a' },
    script: (folder) => `PYTHONPATH=${folder}/src python3 -m unittest discover tests`,
    command: 'sh check.sh',
    reason: passes('src/sums.py'),
  },
  'a script that goes to the folder itself': {
    files: { ...module, ...test },
    edit,
    script: (folder) => `cd ${folder} && node --test`,
    command: 'sh check.sh',
    reason: passes('a.mjs'),
  },
  'a compiler whose exit code is lost behind a pipe': {
    files: source,
    edit: c,
    command: 'gcc -c -o a.o a.c 2>&1 | tee log.txt',
    reason: passes('a.c'),
  },
  'a Makefile that builds nothing': {
    files: { ...source, Makefile: 'all:\n\t@echo all is well\n' },
    edit: c,
    command: 'make',
    reason: passes('a.c'),
  },
  'what was built before, and is taken for new': {
    files: { ...source, Makefile: 'a.out: missing.h\n\t$(CC) -o $@ a.c\nmissing.h:\n', 'a.out': '' },
    edit: c,
    command: 'touch missing.h a.out && make',
    reason: passes('a.c'),
  },
  'a test that fetches the files from git': {
    files: { ...module, ...test },
    edit,
    command: 'git checkout -q HEAD -- . && node --test',
    reason: /^whether git checkout .* looks at a\.mjs cannot be told: the command changed a\.mjs/,
  },
  nothing: { files: module, edit, command: 'true', reason: passes('a.mjs') },
};

describe('review --verify with commands that do not look at the copy', function () {
  this.timeout(60_000);
  let ground: ProvingGround;
  beforeEach(() => {
    ground = new ProvingGround();
  });
  afterEach(() => ground.dispose());

  for (const [name, { files, edit, script, command, reason }] of Object.entries(blind)) {
    it(`${name}: nothing is proven`, async () => {
      const folder = join(ground.playground.root, 'project');
      const project = ground.project({ ...files, ...(script && { 'check.sh': script(folder) }) });
      assert.equal(project, folder);
      const { exitCode, stderr } = await ground.review(project, [edit], ...['--verify', command, '--apply', 'safe']);
      const proof = ground.proofs()[edit.path];
      assert.equal(proof?.result, 'unverifiable');
      assert.match(proof?.reason ?? '', reason);
      assert.equal(exitCode, 3, stderr);
      assert.ok(ground.playground.read('project', edit.path).includes(edit.from));
    });
  }

  it('a module that nothing imports, among others that are tested: it is not verified with them', async () => {
    const modules = ['b', 'c', 'd'].map((name) => [`${name}.mjs`, module['a.mjs']] as const);
    const project = ground.project({ ...module, ...test, ...Object.fromEntries(modules) });
    writeFileSync(join(project, 'c.test.mjs'), test['a.test.mjs'].replace('./a.mjs', './c.mjs'));
    const edits = ['a', 'b', 'c', 'd'].map((name) => ({ ...edit, path: `${name}.mjs` }));
    const { stderr } = await ground.review(project, edits, '--verify', 'node --test', '--apply', 'safe');
    const proofs = ground.proofs();
    assert.deepEqual(
      edits.map(({ path }) => proofs[path]?.result),
      ['verified', 'unverifiable', 'verified', 'unverifiable'],
      stderr,
    );
    assert.equal(
      proofs['d.mjs']?.reason,
      'node --test passes with b.mjs and 1 more broken, too: it does not look at them',
    );
    assert.ok(ground.playground.read('project', 'b.mjs').includes(edit.from));
  });

  it('a linter in front vouches for no tests that read the folder itself', async () => {
    const folder = join(ground.playground.root, 'project');
    const project = ground.project({
      ...module,
      ...test,
      'lint.mjs': "import './a.mjs';\n",
      'check.sh': `cd ${folder} && node --test\n`,
    });
    const commands = ['--verify', 'node lint.mjs', '--verify', 'sh check.sh'];
    const { stdout } = await ground.review(project, [edit], ...commands, '--apply', 'safe');
    assert.deepEqual(
      [ground.proofs()['a.mjs']?.result, ground.proofs()['a.mjs']?.blind],
      ['verified', ['sh check.sh']],
    );
    assert.match(stdout, /Verified by 1 of 2 commands: node lint\.mjs; sh check\.sh does not look at it/);
  });

  it('an edit that writes elsewhere is not run before anybody has looked at it', async () => {
    const canary = join(ground.playground.root, 'canary');
    const files = { 'a.py': 'def add(a, b):\n    return a + b\n', 'check.py': 'import a\nassert a.add(1, 2) == 3\n' };
    const project = ground.project(files);
    const to = `    open('${canary}', 'w').close()\n    return a + b`;
    await ground.review(project, [{ path: 'a.py', from: '    return a + b', to }], '--verify', 'python3 check.py');
    assert.match(
      ground.proofs()['a.py']?.reason ?? '',
      /^it is flagged \(writes files\), and nobody has looked at it yet/,
    );
    assert.equal(existsSync(canary), false);
  });

  it('a document beside code: the code is verified without it', async () => {
    const project = ground.project({ ...module, ...test, 'README.md': '# Sums\n\nThey adds.\n' });
    const readme = { path: 'README.md', from: 'They adds.', to: 'They add.' };
    const { stderr } = await ground.review(project, [edit, readme], '--verify', 'node --test', '--apply', 'safe');
    const proofs = ground.proofs();
    assert.equal(proofs['a.mjs']?.result, 'verified', stderr);
    assert.equal(proofs['README.md']?.reason, 'node --test passes with README.md broken, too: it does not look at it');
    assert.match(stderr, /Verifying with 1 file broken on purpose: node --test/);
    assert.ok(ground.playground.read('project', 'a.mjs').includes(edit.to));
    assert.ok(ground.playground.read('project', 'README.md').includes(readme.from));
  });
});
