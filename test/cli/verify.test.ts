import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer, ScriptedRequest } from '../modelServer/types';
import { Playground } from './cli';
import { testedModules } from './proving';

const count = 10;
const bad = new Set([2, 5, 8]);

const modules = testedModules(count);

/** Proposes to turn the sum round, which changes nothing, or to drop a part of it. */
function turnRound({ user }: ScriptedRequest) {
  const [line = '', number = ''] = /return (\d+) \+ 20;/.exec(user) ?? [];
  return reply(`  ${line}`, bad.has(Number(number)) ? `  return ${number};` : `  return 20 + ${number};`);
}

function reply(oldText: string, newText: string) {
  return {
    findings: [
      {
        title: 'Sum the wrong way round',
        explanation: '',
        severity: 'warning' as const,
        category: 'bug' as const,
        confidence: 'high' as const,
        startLine: 2,
        endLine: 2,
        edits: [{ startLine: 2, endLine: 2, oldText, newText }],
      },
    ],
  };
}

function git(folder: string, ...words: string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  return execFileSync('git', [...identity, ...words], { cwd: folder, encoding: 'utf8' });
}

describe('folder-review review --verify', () => {
  let ground: Playground;
  let server: ModelServer;
  let answer: (request: ScriptedRequest) => ReturnType<typeof reply>;
  const review = (folder: string, ...more: string[]) =>
    ground.run([
      ...['review', folder, '--include', '**/src/**', '--include', 'm*.mjs', '--reviewers', 'model'],
      ...['--endpoint', `ollama=${server.url},model=scripted:latest`, '--out', 'out', ...more],
    ]);
  /** What results.json says of the proof of each file's proposal. */
  const proofs = () =>
    Object.fromEntries(
      Object.entries(ground.json('out', 'results.json').files).flatMap(([path, { findings }]) =>
        findings.map(({ proposal }) => [path, proposal?.proof?.result]),
      ),
    );
  beforeEach(async () => {
    ground = new Playground();
    answer = turnRound;
    server = await startModelServer({ reply: (request) => answer(request) });
  });
  afterEach(async () => {
    ground.dispose();
    await server.stop();
  });

  it('names no proof of a part of what was verified together: when it is applied, in its commit, and once all of it is there', async () => {
    writeFileSync(join(ground.root, '.gitconfig'), '[user]\n\tname = Ann\n\temail = ann@example.com\n');
    const project = ground.folder('project', testedModules(2));
    git(project, 'init', '-q');
    git(project, 'add', '-A');
    git(project, 'commit', '-qm', 'one');
    await review(project, '--verify', 'node --test', '--fail-on', 'never');
    const ids = Object.values(ground.json('out', 'results.json').files).flatMap(({ findings }) =>
      findings.flatMap(({ id, proposal }) => (proposal?.proof?.result === 'verified' ? [id] : [])),
    );
    assert.equal(ids.length, 2);
    const part = await ground.run(['apply', 'last', '--only', ids[0] ?? '']);
    assert.match(part.stderr, /Verified only with 1 other, not all of them here/);
    const commit = await ground.run(['commit', 'last', '--land']);
    assert.match(
      commit.stderr,
      /Not proven as committed: 1 change was verified in a tree that has more or less than the last commit\./,
    );
    const proofOf = (commit: string) =>
      /Folder-Review-Proof: (.*)/.exec(git(project, 'log', '-1', '--format=%B', commit))?.[1];
    assert.equal(proofOf('HEAD'), 'none, verified only with 1 other, not all of them here');
    const rest = await ground.run(['apply', 'last', '--only', ids[1] ?? '']);
    assert.doesNotMatch(rest.stderr, /Verified only/);
    const all = await ground.run(['commit', 'last', '--land']);
    assert.doesNotMatch(all.stderr, /Not proven/);
    assert.match(proofOf('HEAD') ?? '', /^verified in tree [0-9a-f]{40} by node --test$/);
  });

  it('names no proof of what was verified one by one, or with files that are not committed', async () => {
    writeFileSync(join(ground.root, '.gitconfig'), '[user]\n\tname = Ann\n\temail = ann@example.com\n');
    const project = ground.folder('project', testedModules(3));
    git(project, 'init', '-q');
    git(project, 'add', '-A');
    git(project, 'commit', '-qm', 'one');
    await review(project, '--verify', 'node --test', '--verify-each', 'proposal', '--fail-on', 'never');
    const idsOf = (result: string) =>
      Object.values(ground.json('out', 'results.json').files).flatMap(({ findings }) =>
        findings.flatMap(({ id, proposal }) => (proposal?.proof?.result === result ? [id] : [])),
      );
    const [first = '', second = ''] = idsOf('verified');
    const proofsOf = () =>
      [...git(project, 'log', '-1', '--format=%B', 'HEAD').matchAll(/Folder-Review-Proof: (.*)/g)].map(
        ([, text]) => text,
      );
    await ground.run(['apply', 'last', '--only', first]);
    const alone = await ground.run(['commit', 'last', '--land']);
    assert.doesNotMatch(alone.stderr, /Not proven/);
    assert.match(proofsOf().join(), /^verified in tree [0-9a-f]{40} by node --test$/);
    await ground.run(['apply', 'last', '--only', second]);
    const both = await ground.run(['commit', 'last', '--land']);
    assert.match(both.stderr, /Not proven as committed: 1 change was verified in a tree/);
    assert.match(proofsOf().join(), /^none of this tree, verified in tree [0-9a-f]{40} by node --test$/);
    writeFileSync(join(project, 'notes.txt'), 'not committed');
    await ground.run(['verify', 'last', '--verify-each', 'all']);
    await ground.run(['apply', 'last']);
    await ground.run(['commit', 'last', '--land']);
    assert.match(proofsOf().join(), /^none of this tree, verified in tree [0-9a-f]{40} by node --test$/);
  });

  it('applies exactly what passes, of a mixed set, also where a sub-folder is reviewed, and writes to git nowhere', async () => {
    const project = ground.folder('project', modules);
    git(project, 'init', '-q');
    git(project, 'add', '-A');
    git(project, 'commit', '-qm', 'one');
    writeFileSync(join(project, 'src', 'm9.mjs'), 'export function m() {\n  return 9 + 20;\n}\n// mine\n');
    const before = [git(project, 'status', '--porcelain'), git(project, 'for-each-ref'), git(project, 'count-objects')];
    const { exitCode, stdout, stderr } = await review(
      join(project, 'src'),
      ...['--verify', 'node --test', '--apply', 'safe', '--fail-on', 'never'],
    );
    assert.equal(exitCode, 0, stderr);
    for (let n = 0; n < count; n++) {
      const text = ground.read('project', 'src', `m${n}.mjs`);
      assert.ok(text.includes(bad.has(n) ? `return ${n} + 20;` : `return 20 + ${n};`), `m${n}: ${text}`);
      assert.equal(proofs()[`m${n}.mjs`], bad.has(n) ? 'failed' : 'verified');
    }
    assert.match(stderr, /7 of 7 applied\./);
    assert.match(stderr, /The folder is now, file for file, the tree that was tested\./);
    assert.match(stdout, /7 of 10 verified/);
    const after = [git(project, 'for-each-ref'), git(project, 'count-objects')];
    assert.deepEqual(after, before.slice(1));
    const places = readdirSync(join(ground.root, 'state'), { recursive: true, encoding: 'utf8' });
    assert.deepEqual(
      places.filter((path) => /worktrees\/./.test(path)),
      [],
    );
  });

  it('keeps one of two that are good alone and bad together, outside of any repository', async () => {
    const project = ground.folder('project', {
      'm0.mjs': 'export const a =\n  1;\n',
      'm1.mjs': 'export const b =\n  1;\n',
      'check.mjs': "import { a } from './m0.mjs';\nimport { b } from './m1.mjs';\nprocess.exit(a + b > 3 ? 1 : 0);\n",
    });
    answer = () => reply('  1;', '  2;');
    const { stderr } = await review(project, '--verify', 'node check.mjs', '--apply', 'safe', '--fail-on', 'never');
    assert.deepEqual(proofs(), { 'm0.mjs': 'verified', 'm1.mjs': 'failed' }, stderr);
    assert.deepEqual(
      [ground.read('project', 'm0.mjs'), ground.read('project', 'm1.mjs')].map((text) => /\d/.exec(text)?.[0]),
      ['2', '1'],
    );
    const told = ground
      .read('out', 'events.jsonl')
      .split('\n')
      .flatMap((line) => (line.includes('"verify.') ? [JSON.parse(line)] : []));
    const ran = told.filter(({ type }) => type === 'verify.ran');
    assert.deepEqual([told[0]?.type, told[0]?.proposals], ['verify.started', 2]);
    assert.deepEqual([told.at(-1)?.type, told.at(-1)?.outcome], ['verify.finished', 'done']);
    assert.deepEqual([...new Set(ran.map(({ files, end }) => `${files} ${end}`))].sort(), [
      '0 exited',
      '1 exited',
      '2 exited',
    ]);
  });

  it('tries together what was verified one by one before it applies any of it', async () => {
    const project = ground.folder('project', {
      'm0.mjs': 'export const a =\n  1;\n',
      'm1.mjs': 'export const b =\n  1;\n',
      'm2.mjs': 'export const c =\n  1;\n',
      'check.mjs':
        "import { a } from './m0.mjs';\nimport { b } from './m1.mjs';\nimport './m2.mjs';\nprocess.exit(a + b > 3 ? 1 : 0);\n",
    });
    answer = () => reply('  1;', '  2;');
    const each = ['--verify', 'node check.mjs', '--verify-each', 'proposal', '--fail-on', 'never'];
    await review(project, ...each);
    assert.deepEqual(proofs(), { 'm0.mjs': 'verified', 'm1.mjs': 'verified', 'm2.mjs': 'verified' });
    const later = await ground.run(['apply', 'last']);
    assert.equal(later.exitCode, 3);
    assert.match(later.stderr, /The 3 verified proposals were each tried without the others/);
    const { stderr } = await review(project, ...each, '--apply', 'safe');
    const first = /Verifying .*/.exec(stderr)?.[0];
    assert.match(
      first ?? '',
      /with 1 file broken on purpose/,
      'what the commands say of the files as they are is known',
    );
    assert.match(stderr, /2 of 2 applied\.\nThe folder is now, file for file, the tree that was tested\./);
    assert.deepEqual(proofs(), { 'm0.mjs': 'verified', 'm1.mjs': 'failed', 'm2.mjs': 'verified' });
    assert.match(ground.read('project', 'm1.mjs'), / {2}1;/);
  });

  it('proves nothing where the copy fails for want of what git ignores, or tests cannot be loaded', async () => {
    const project = ground.folder('project', {
      ...{ '.gitignore': 'local.json\n', 'local.json': '{}\n', 'm0.mjs': 'export const a =\n  1;\n' },
      'test/m0.test.mjs':
        "import test from 'node:test';\nimport assert from 'node:assert/strict';\nimport { a } from '../m0.mjs';\nimport local from '../local.json' with { type: 'json' };\ntest('a', () => assert.equal(a, local.a ?? 1));\n",
    });
    git(project, 'init', '-q');
    answer = () => reply('  1;', '  2;');
    const ignored = await review(project, '--verify', 'node --test', '--apply', 'safe', '--fail-on', 'never');
    assert.match(ignored.stdout, /Not verifiable: .*local\.json/);
    writeFileSync(join(project, '.gitignore'), '');
    writeFileSync(join(project, 'local.json'), '{');
    const unloaded = await review(project, '--verify', 'node --test', '--apply', 'safe', '--fail-on', 'never');
    assert.match(unloaded.stdout, /Not verifiable: node --test breaks off without any edit/);
    assert.match(ground.read('project', 'm0.mjs'), / {2}1;/);
  });

  it('never calls safe what changes its own judge', async () => {
    const project = ground.folder('project', {
      'm0.mjs': "import test from 'node:test';\n  1;\ntest('a', () => {});\n",
    });
    answer = () => reply('  1;', '  process.exit(0);');
    const { stdout } = await review(project, '--verify', 'node m0.mjs', '--apply', 'safe', '--fail-on', 'never');
    assert.match(stdout, /flagged: weakens the check/);
    assert.match(ground.read('project', 'm0.mjs'), / {2}1;/);
  });

  it('applies nothing when the folder has changed since, or some of what was proven together does not wait any more', async () => {
    const project = ground.folder('project', {
      'm0.mjs': 'export const a =\n  1;\n',
      'm1.mjs': 'export const b =\n  1;\n',
      'check.mjs': "import './m0.mjs';\nimport './m1.mjs';\n",
    });
    answer = () => reply('  1;', '  2;');
    await review(project, '--verify', 'node check.mjs', '--fail-on', 'never');
    writeFileSync(join(project, 'other.txt'), 'new\n');
    const changed = await ground.run(['apply', 'last']);
    assert.equal(changed.exitCode, 3);
    assert.match(
      changed.stderr,
      /The folder has changed since the proposals were verified: other\.txt\. Verify again\./,
    );
    assert.match(ground.read('project', 'm0.mjs'), / {2}1;/);
    const [id = ''] = ground.json('out', 'results.json').files['m0.mjs']?.findings.map((finding) => finding.id) ?? [];
    assert.equal((await ground.run(['apply', 'last', '--only', id])).exitCode, 0);
    const broken = await ground.run(['apply', 'last']);
    assert.equal(broken.exitCode, 3);
    assert.match(broken.stderr, /1 of the 2 proposals that were verified together does not wait any more/);
    assert.match(ground.read('project', 'm1.mjs'), / {2}1;/);
  });

  it('copies the ignored files that the project names only when the flag says so', async () => {
    const project = ground.folder('project', {
      '.gitignore': '.env\n',
      '.env': 'A=1\n',
      'm0.mjs': 'export const a =\n  1;\n',
    });
    answer = () => reply('  1;', '  2;');
    const args = ['--verify', 'cat .env && node m0.mjs', '--fail-on', 'never'];
    const none = await review(project, ...args, '--verify-include');
    assert.equal(none.exitCode, 2);
    assert.match(none.stderr, /--verify-include: there is no \.worktreeinclude in /);
    writeFileSync(join(project, '.worktreeinclude'), '.env\n');
    await review(project, ...args);
    assert.deepEqual(proofs(), { 'm0.mjs': 'unverifiable' });
    await review(project, ...args, '--verify-include');
    assert.deepEqual(proofs(), { 'm0.mjs': 'verified' });
  });

  it('says why nothing can be verified, and calls nothing safe then', async () => {
    const project = ground.folder('project', { 'm0.mjs': 'export const a =\n  1;\n' });
    answer = () => reply('  1;', '  2;');
    const missing = await review(project, '--verify', 'no-such-command', '--apply', 'safe', '--fail-on', 'never');
    assert.deepEqual(proofs(), { 'm0.mjs': 'unverifiable' });
    assert.match(missing.stdout, /Not verifiable: no-such-command/);
    assert.equal(missing.exitCode, 3);
    assert.match(
      missing.stderr,
      /Nothing could be verified: no-such-command[^\n]*\nWhat a copy lacks is made there first by --verify-set-up /,
    );
    const red = await review(project, '--verify', 'false', '--fail-on', 'never');
    assert.match(red.stderr, /Nothing could be verified: false fails without any edit/);
    assert.doesNotMatch(red.stderr, /--verify-set-up/);
    const set = await review(project, '--verify', 'no-such-command', '--verify-set-up', 'true', '--fail-on', 'never');
    assert.doesNotMatch(set.stderr, /--verify-set-up/);
    assert.doesNotMatch(missing.stderr, /--exact/);
    assert.match(ground.read('project', 'm0.mjs'), / {2}1;/);
    const outside = await review(project, '--verify', 'true', '--verify-in', '/');
    assert.equal(outside.exitCode, 2);
    assert.match(outside.stderr, /--verify-in: \/ is not in /);
    const own = await review(project, '--verify', `cat ${project}/m0.mjs`);
    assert.equal(own.exitCode, 2);
    assert.match(own.stderr, /--verify: nothing could be verified: the command “cat .*m0\.mjs” names your own folder/);
    const idle = await review(project, '--verify-each', 'file');
    assert.equal(idle.exitCode, 2);
    assert.match(idle.stderr, /--verify-each says how --verify works/);
  });
});
