import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Playground } from './cli';

function git(folder: string, ...words: string[]): string {
  const options = { cwd: folder, encoding: 'utf8' as const, env: { PATH: process.env.PATH, HOME: folder } };
  return execFileSync('git', ['-c', 'user.name=Other', '-c', 'user.email=other@example.com', ...words], options);
}

describe('hooks and signatures of folder-review commit', () => {
  let ground: Playground;
  let project: string;
  const person = '[user]\n\tname = Ann\n\temail = ann@example.com\n';
  beforeEach(async () => {
    ground = new Playground();
    writeFileSync(join(ground.root, '.gitconfig'), person);
    project = ground.folder('project', { 'a.js': 'const a = [1];\nif (a[0] == NaN) {\n  a.push(2);\n}\n' });
    git(project, 'init', '--quiet');
    git(project, 'symbolic-ref', 'HEAD', 'refs/heads/main');
    git(project, 'add', '--all');
    git(project, 'commit', '--quiet', '--message', 'first');
  });
  afterEach(() => ground.dispose());

  function program(place: string, name: string, ...lines: string[]): string {
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, name), ['#!/bin/sh', ...lines, ''].join('\n'));
    chmodSync(join(place, name), 0o755);
    return join(place, name);
  }
  const review = (...words: string[]) =>
    ground.run(['review', 'project', '--apply', 'exact', '--fail-on', 'never', ...words]);

  it('names hooks that did not run, and does not land past them where the person says so', async () => {
    const canary = join(ground.root, 'canary');
    for (const name of ['pre-commit', 'commit-msg']) program(join(project, '.git/hooks'), name, `touch '${canary}'`);
    const reviewed = await review('--commit', 'run');
    assert.equal(reviewed.exitCode, 0, reviewed.stderr);
    assert.match(reviewed.stderr, /Committed 1 change .*\. Not signed; 2 hooks not run: pre-commit, commit-msg\./);
    const kept = await ground.run(['commit', 'last', '--land', '--hooks', 'branch']);
    assert.equal(kept.exitCode, 3, kept.stderr);
    assert.match(kept.stderr, /Not landed: .*hooks that do not run here \(pre-commit, commit-msg\).*git commit/);
    assert.equal(git(project, 'rev-list', '--count', 'main'), '1\n');
    const landed = await ground.run(['commit', 'last', '--land']);
    assert.deepEqual([landed.exitCode, /Landed on main/.test(landed.stderr)], [0, true], landed.stderr);
    assert.equal(git(project, 'status', '--porcelain'), '');
    const none = await ground.run(['commit', 'last', '--land', '--hooks', 'branch']);
    assert.deepEqual([none.exitCode, /Nothing was landed/.test(none.stderr)], [0, true], none.stderr);
    assert.equal(existsSync(canary), false);
  });

  it('signs as git is told to, fails where that cannot be done, and leaves it where the person says so', async () => {
    const sign = (gpg: string) =>
      writeFileSync(
        join(ground.root, '.gitconfig'),
        `${person}[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = ${gpg}\n`,
      );
    sign(program(join(ground.root, 'bin'), 'bad', 'exit 2'));
    const failed = await review('--commit', 'run');
    assert.equal(failed.exitCode, 3);
    assert.match(
      failed.stderr,
      /Nothing was committed: it could not be signed \(gpg\.format openpgp\), .*gpg failed to sign/,
    );
    assert.equal(git(project, 'for-each-ref', '--format=%(refname)'), 'refs/heads/main\n');
    const unsigned = await ground.run(['commit', 'last', '--sign', 'never']);
    assert.match(unsigned.stderr, /Not signed, though git is told to sign; no hooks to run\./);
    git(
      project,
      'branch',
      '--quiet',
      '-D',
      git(project, 'for-each-ref', '--format=%(refname:short)', 'refs/heads/folder-review').trim(),
    );
    const signature = '-----BEGIN PGP SIGNATURE-----\\n\\nx\\n-----END PGP SIGNATURE-----\\n';
    sign(
      program(
        join(ground.root, 'bin'),
        'good',
        'cat >&2',
        'echo "[GNUPG:] SIG_CREATED " >&2',
        `printf -- '${signature}'`,
      ),
    );
    const signed = await ground.run(['commit', 'last', '--land']);
    assert.match(signed.stderr, /Signed \(openpgp\); no hooks to run\.\nLanded on main: 1 file\./, signed.stderr);
    assert.match(git(project, 'cat-file', 'commit', 'main'), /^gpgsig -----BEGIN PGP SIGNATURE-----$/m);
  });
});
