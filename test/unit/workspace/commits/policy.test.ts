import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { type CommitOptions, commitStore, planStore } from '../../../../src/compose/commits';
import type { CheckedOut } from '../../../../src/core/commit/committing';
import { commitAll, git, never, put, useFolder } from '../support';
import { type Made, run, storeWith } from './support';

const branch = `folder-review/${run}`;
const made: Made = { path: 'a.txt', from: 'one', to: 'two' };

describe('hooks and signatures of the commits of a run', () => {
  const folder = useFolder();
  /** Files of the person's and of programs that must not run, outside of the folder. */
  const outside = (name: string) => `${folder.state}/${name}`;
  const before: Readonly<Record<string, string | undefined>> = {
    HOME: process.env.HOME,
    XDG_CONFIG_HOME: process.env.XDG_CONFIG_HOME,
    GIT_CONFIG_GLOBAL: process.env.GIT_CONFIG_GLOBAL,
  };
  beforeEach(() => {
    git(folder.path, 'init', '--quiet');
    put(folder.path, 'a.txt', 'one\nlast\n');
    put(folder.path, 'b.txt', 'one\nlast\n');
    commitAll(folder.path);
    put(outside('home'), '.gitconfig', '[user]\n\tname = Ann\n\temail = ann@example.com\n');
    process.env.HOME = outside('home');
    for (const name of ['XDG_CONFIG_HOME', 'GIT_CONFIG_GLOBAL']) delete process.env[name];
  });
  afterEach(() => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  const ask = (...words: string[]) => git(folder.path, ...words).trimEnd();
  const configure = (...lines: string[]) =>
    put(outside('home'), '.gitconfig', ['[user]\n\tname = Ann\n\temail = ann@example.com', ...lines, ''].join('\n'));
  const program = (place: string, name: string, ...lines: string[]) => {
    const path = put(place, name, ['#!/bin/sh', ...lines, ''].join('\n'));
    chmodSync(path, 0o755);
    return path;
  };
  const canary = () => outside('canary');
  const trap = (place: string, name: string) => program(place, name, `echo "${name}" >> "${canary()}"`);
  const commit = (options: Partial<CommitOptions> = {}, all: readonly Made[] = [made]) =>
    commitStore(
      storeWith(folder.path, all),
      { stateRoot: folder.state },
      { scope: 'run', lands: false, ...options },
      never,
    );
  const plan = (options: Pick<CommitOptions, 'sign'> = {}) =>
    planStore(storeWith(folder.path, [made]), { stateRoot: folder.state }, options, never);

  async function committed(options: Partial<CommitOptions> = {}) {
    const outcome = await commit(options);
    return outcome.kind === 'committed' ? outcome : assert.fail(JSON.stringify(outcome));
  }
  async function refuses(reason: RegExp, options: Partial<CommitOptions> = {}): Promise<void> {
    const outcome = await commit(options);
    assert.match(outcome.kind === 'refused' ? outcome.message : JSON.stringify(outcome), reason);
    assert.equal(ask('for-each-ref', '--format=%(refname)'), 'refs/heads/main');
    assert.equal(existsSync(canary()), false);
  }

  const names = ['pre-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit'];
  const others = ['reference-transaction', 'post-index-change', 'pre-merge-commit', 'post-checkout'];
  for (const [what, place] of Object.entries({
    'the repository’s': (): string => join(folder.path, '.git/hooks'),
    'the folder’s own, by the repository’s configuration': () => {
      git(folder.path, 'config', 'core.hooksPath', 'own/hooks');
      return join(folder.path, 'own/hooks');
    },
    'the person’s, for all repositories': () => {
      configure('[core]\n\thooksPath = ~/hooks');
      return outside('home/hooks');
    },
  })) {
    it(`run no hook, and name those that did not: ${what}`, async () => {
      const hooks = place();
      for (const name of [...names, ...others]) trap(hooks, name);
      put(hooks, 'commit-msg.sample', '#!/bin/sh\n');
      const planned = await plan();
      assert.deepEqual(planned.kind === 'plan' && planned.hooks, names);
      const outcome = await committed({ lands: true });
      assert.deepEqual([outcome.hooks, outcome.landing?.kind], [names, 'landed']);
      assert.equal(existsSync(canary()), false);
      chmodSync(join(hooks, 'pre-commit'), 0o644);
      rmSync(join(hooks, 'post-commit'));
      assert.deepEqual((await committed()).hooks, ['prepare-commit-msg', 'commit-msg']);
      // The traps would have caught it.
      trap(hooks, 'pre-commit');
      execFileSync('git', ['commit', '--allow-empty', '--message', 'x'], { cwd: folder.path, stdio: 'ignore' });
      assert.match(readFileSync(canary(), 'utf8'), /^pre-commit$/m);
    });
  }

  it('are not landed past hooks where the person wants to commit by themselves', async () => {
    assert.equal((await committed({ hooks: 'branch', lands: true })).landing?.kind, 'landed');
    trap(join(folder.path, '.git/hooks'), 'commit-msg');
    const outcome = await commit({ hooks: 'branch', lands: true }, [{ ...made, path: 'b.txt' }]);
    assert.ok(outcome.kind === 'committed' && outcome.landing?.kind === 'refused', JSON.stringify(outcome));
    assert.match(outcome.landing.message, /hooks that do not run here \(commit-msg\).*git commit/);
    assert.equal(ask('log', '--format=%s', `main..${branch}`), 'b.txt: Defect 0');
    assert.equal(ask('status', '--porcelain'), ' M b.txt');
  });

  const fakeGpg = () =>
    program(
      outside('bin'),
      'gpg',
      `echo "$@" > "${outside('asked')}"`,
      'cat > /dev/null',
      'echo "[GNUPG:] SIG_CREATED D" >&2',
      'printf -- "-----BEGIN PGP SIGNATURE-----\\n\\nfake\\n-----END PGP SIGNATURE-----\\n"',
    );

  it('are signed by the program and with the key that the person’s git has for it', async () => {
    configure(`\tsigningKey = ABC`, '[commit]\n\tgpgSign = true', `[gpg]\n\tprogram = ${fakeGpg()}`);
    const planned = await plan();
    assert.deepEqual(planned.kind === 'plan' && planned.signing, { kind: 'signed', format: 'openpgp' });
    assert.equal(existsSync(outside('asked')), false);
    const outcome = await committed({ scope: 'file', lands: true });
    assert.deepEqual([outcome.signing.kind, outcome.landing?.kind], ['signed', 'landed']);
    assert.match(ask('cat-file', 'commit', 'main'), /^gpgsig -----BEGIN PGP SIGNATURE-----$/m);
    assert.match(readFileSync(outside('asked'), 'utf8'), /-bsau ABC/);
    assert.equal(ask('log', '-1', '--format=%an <%ae>'), 'Ann <ann@example.com>');
    assert.equal(ask('status', '--porcelain'), '');
  });

  it('are signed with the key that a repository has for it, which ssh can check', async () => {
    const key = outside('key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', put(outside('.'), 'x') && key]);
    configure('[commit]\n\tgpgSign = yes', '[gpg]\n\tformat = ssh');
    git(folder.path, 'config', 'user.signingKey', `${key}.pub`);
    const planned = await plan();
    assert.deepEqual(planned.kind === 'plan' && planned.signing, { kind: 'signed', format: 'ssh', key: `${key}.pub` });
    await committed();
    put(outside('.'), 'signers', `ann@example.com ${readFileSync(`${key}.pub`, 'utf8')}`);
    const words = ['-c', 'gpg.format=ssh', '-c', `gpg.ssh.allowedSignersFile=${outside('signers')}`];
    assert.equal(ask(...words, 'log', '-1', '--format=%G? %GS', branch), 'G ann@example.com');
  });

  it('have no signature where git is told to make none, or where the person chooses so', async () => {
    assert.deepEqual((await committed()).signing, { kind: 'unsigned', isConfigured: false });
    git(folder.path, 'branch', '--quiet', '-D', branch);
    configure('[commit]\n\tgpgSign = true', `[gpg]\n\tprogram = ${trap(outside('bin'), 'gpg')}`);
    assert.deepEqual((await committed({ sign: 'never' })).signing, { kind: 'unsigned', isConfigured: true });
    assert.doesNotMatch(ask('cat-file', 'commit', branch), /gpgsig/);
    assert.equal(existsSync(canary()), false);
  });

  it('are not made where they cannot be signed, and say why', async () => {
    const gpg = program(outside('bin'), 'gpg', 'cat > /dev/null', 'echo "no secret key" >&2', 'exit 2');
    configure('[commit]\n\tgpgSign = true', `[gpg]\n\tprogram = ${gpg}`);
    await refuses(/could not be signed \(gpg\.format openpgp\).*gpg failed to sign.*unless you choose/);
    configure('[commit]\n\tgpgSign = true', `[gpg]\n\tprogram = ${outside('bin/none')}`);
    await refuses(/could not be signed/);
  });

  for (const key of [
    'gpg.program',
    'gpg.openpgp.program',
    'gpg.ssh.program',
    'gpg.x509.program',
    'gpg.ssh.defaultKeyCommand',
  ]) {
    it(`never run a program that the repository configures as ${key}`, async () => {
      git(folder.path, 'config', key, trap(folder.path, 'evil'));
      git(folder.path, 'config', 'commit.gpgsign', 'true');
      await refuses(/the repository’s own configuration names the program .*, which is not run/);
      const format = key.includes('ssh') ? 'ssh' : key.includes('x509') ? 'x509' : 'openpgp';
      git(folder.path, 'config', 'gpg.format', format);
      await refuses(/the repository’s own configuration names the program/);
      assert.equal((await committed({ sign: 'never' })).commits.length, 1);
      assert.equal(existsSync(canary()), false);
    });
  }

  it('are shown before they are made, and nothing is written for it', async () => {
    const list = () => execFileSync('find', ['.git', '-type', 'f'], { cwd: folder.path, encoding: 'utf8' });
    const then = list();
    const planned = await plan();
    assert.ok(planned.kind === 'plan', JSON.stringify(planned));
    const head = ask('rev-parse', 'HEAD');
    assert.deepEqual(
      { ...planned, files: planned.files.map(({ path }) => path) },
      {
        ...{ kind: 'plan', branch, head: { branch: 'main', commit: head }, files: ['a.txt'], left: [], hooks: [] },
        ...{
          author: 'Ann <ann@example.com>',
          signing: { kind: 'unsigned', isConfigured: false },
          unlanded: 0,
          passedBranches: [],
        },
      },
    );
    assert.equal(list(), then);
    await committed();
    const later = await plan();
    assert.deepEqual(later.kind === 'plan' && [later.unlanded, later.files.length], [1, 0]);
  });

  const races: Readonly<Record<string, () => void>> = {
    commits: () => void git(folder.path, 'commit', '--quiet', '--allow-empty', '--message', 'mine'),
    amends: () => void git(folder.path, 'commit', '--quiet', '--amend', '--message', 'mine'),
    'switches the branch': () => void git(folder.path, 'checkout', '--quiet', '-b', 'mine'),
    'leaves all branches': () => void git(folder.path, 'checkout', '--quiet', '--detach'),
  };
  for (const [what, race] of Object.entries(races)) {
    it(`are not made where the person ${what} after they were shown what is checked out`, async () => {
      const shown = await plan();
      const expected: CheckedOut = shown.kind === 'plan' ? shown.head : assert.fail(JSON.stringify(shown));
      race();
      const then = ask('for-each-ref', '--format=%(refname) %(objectname)');
      const outcome = await commit({ lands: true, expected });
      assert.match(
        outcome.kind === 'refused' ? outcome.message : JSON.stringify(outcome),
        /^what is checked out has changed since you were asked: it was main at \w{12}, and now is (main|mine|no branch) at \w{12}$/,
      );
      assert.equal(ask('for-each-ref', '--format=%(refname) %(objectname)'), then);
      assert.equal(readFileSync(join(folder.path, 'a.txt'), 'utf8'), 'two\nlast\n');
    });
  }
});
