import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { commitAll, discovered, folderWorkspace, git, names, put, useFolder } from './support';

describe('discovery without a repository', () => {
  const folder = useFolder();

  it('finds nothing in an empty folder', async () => {
    assert.deepEqual(await names(folder.path), []);
  });

  it('lists every file in the order of the paths, each skipped one with its reason', async () => {
    put(folder.path, 'b.ts');
    put(folder.path, 'B.ts');
    put(folder.path, 'a/z.ts');
    put(folder.path, 'empty.ts', '');
    put(folder.path, 'package-lock.json');
    put(folder.path, 'app.min.js');
    put(folder.path, 'api.pb.go');
    put(folder.path, 'big.ts', 'x'.repeat(257 * 1024));
    assert.deepEqual(await names(folder.path), [
      'B.ts',
      'a/z.ts',
      'api.pb.go: generated',
      'app.min.js: minified',
      'b.ts',
      'big.ts: too large',
      'empty.ts: empty',
      'package-lock.json: lock file',
    ]);
  });

  it('says why in facts', async () => {
    put(folder.path, 'big.ts', '');
    truncateSync(join(folder.path, 'big.ts'), 13_000_000);
    put(folder.path, 'slightly.ts', 'x'.repeat(1025));
    assert.deepEqual(await discovered(folder.path, { maxFileSize: 1024 }), [
      {
        kind: 'skipped',
        path: 'big.ts',
        bytes: 13_000_000,
        reason: 'too large',
        message: '12.4 MB, the limit is 1 KB',
      },
      {
        kind: 'skipped',
        path: 'slightly.ts',
        bytes: 1025,
        reason: 'too large',
        message: '1025 bytes, the limit is 1024 bytes',
      },
    ]);
  });

  it('stands vendored folders and nested repositories for their files, and leaves metadata out', async () => {
    put(folder.path, 'web/node_modules/deep/index.js');
    put(folder.path, '.venv/lib/x.py');
    put(folder.path, 'project/.git/config');
    put(folder.path, 'project/a.ts');
    put(folder.path, 'linked/.git', 'gitdir: elsewhere\n');
    put(folder.path, '.hg/store');
    put(folder.path, 'vendor', 'a file of that name\n');
    assert.deepEqual(await names(folder.path), [
      '.venv/: vendored',
      'linked/: nested repository',
      'project/: nested repository',
      'vendor',
      'web/node_modules/: vendored',
    ]);
  });

  it('follows no link, neither to a file nor in a loop', async () => {
    put(folder.path, 'a.ts');
    symlinkSync('a.ts', join(folder.path, 'link.ts'));
    symlinkSync('.', join(folder.path, 'loop'));
    symlinkSync('self', join(folder.path, 'self'));
    symlinkSync('/', join(folder.path, 'root'));
    assert.deepEqual(await names(folder.path), [
      'a.ts',
      'link.ts: symlink',
      'loop: symlink',
      'root: symlink',
      'self: symlink',
    ]);
  });

  it('follows the link that the folder itself is', async () => {
    put(folder.path, 'real/a.ts', 'text\n');
    symlinkSync('real', join(folder.path, 'alias'));
    const workspace = folderWorkspace(join(folder.path, 'alias'));
    assert.deepEqual(await names(join(folder.path, 'alias')), ['a.ts']);
    assert.equal((await workspace.read('a.ts')).kind, 'text');
  });

  it('never opens a pipe', async () => {
    execFileSync('mkfifo', [join(folder.path, 'pipe')]);
    assert.deepEqual(await names(folder.path), ['pipe: not a regular file']);
    const read = await folderWorkspace(folder.path).read('pipe');
    assert.deepEqual([read.kind, 'reason' in read && read.reason], ['skipped', 'not a regular file']);
  });

  it('takes every name as it is', async () => {
    const odd = [
      'new\nline',
      '"quotes"',
      "it's",
      '100%',
      '%41',
      '$(touch pwned)',
      '`x`',
      '-rf',
      ' ',
      'ü',
      'u\u0308',
      '*?[]',
      '\\',
    ];
    for (const name of odd) {
      put(folder.path, `${name}.txt`, `I am ${name}\n`);
    }
    assert.deepEqual(await names(folder.path), odd.map((name) => `${name}.txt`).sort());
    const workspace = folderWorkspace(folder.path);
    for (const name of odd) {
      const read = await workspace.read(`${name}.txt`);
      assert.equal(read.kind === 'text' && read.snapshot.text, `I am ${name}\n`);
    }
  });

  it('skips a name that is not UTF-8, and says which', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${folder.path}/caf`), Buffer.from([0xe9])]), 'x');
    const [file] = await discovered(folder.path);
    assert.deepEqual(file, {
      kind: 'skipped',
      path: 'caf\\xe9',
      bytes: 0,
      reason: 'unknown encoding',
      message: 'its name is not UTF-8',
    });
  });

  it('goes 64 folders deep', async () => {
    put(folder.path, `${'d/'.repeat(64)}last.ts`);
    put(folder.path, `${'d/'.repeat(65)}lost.ts`);
    assert.deepEqual(await names(folder.path), [`${'d/'.repeat(64)}last.ts`, `${'d/'.repeat(65)}: too deep`].sort());
  });

  it('shows a folder that it cannot read as a file that fails', async () => {
    // Deeper than a path may be long: the system refuses to list it, for the superuser, too.
    const name = 'n'.repeat(250);
    const script = `for (let i = 0; i < 17; i++) { fs.mkdirSync('${name}'); process.chdir('${name}'); }`;
    execFileSync(process.execPath, ['-e', script], { cwd: folder.path });
    const files = await discovered(folder.path);
    assert.equal(files.length, 1);
    assert.equal(files[0]?.kind, 'file');
    const read = await folderWorkspace(folder.path).read(files[0]?.path ?? '');
    assert.equal(read.kind === 'failed' && read.reason, 'unreadable file');
    assert.match('message' in read ? read.message : '', /too long/);
  });

  it('takes part in the run only what the globs choose', async () => {
    for (const path of [
      'src/a.ts',
      'src/a.js',
      'src/deep/b.ts',
      'lib/c.ts',
      'node_modules/x/d.ts',
      'src/third_party/e.ts',
    ]) {
      put(folder.path, path);
    }
    assert.deepEqual(await names(folder.path, { include: ['*.ts'], exclude: ['deep'] }), [
      'lib/c.ts',
      'node_modules/: vendored',
      'src/a.ts',
      'src/third_party/: vendored',
    ]);
    assert.deepEqual(await names(folder.path, { include: ['src/**/*.ts'] }), [
      'src/a.ts',
      'src/deep/b.ts',
      'src/third_party/: vendored',
    ]);
    assert.deepEqual(await names(folder.path, { include: ['src/a.js'] }), ['src/a.js']);
    const excluding = { include: ['**/*.ts'], exclude: ['deep', '*.d.ts', '*.js'] };
    put(folder.path, 'lib/d.d.ts');
    const found = await folderWorkspace(folder.path, excluding).discover(new AbortController().signal);
    // The scripts were not to be reviewed anyway.
    assert.deepEqual(found.kind === 'found' && found.excluded, { files: 1, folders: 1 });
    const all = await folderWorkspace(folder.path).discover(new AbortController().signal);
    assert.equal(all.kind === 'found' && all.excluded, undefined);
    const bad = await folderWorkspace(folder.path, { exclude: ['*a*b*c*d'] }).discover(new AbortController().signal);
    assert.match(bad.kind === 'failed' ? bad.message : '', /"\*a\*b\*c\*d" has too many wildcards/);
  });

  it('heeds .reviewignore in the syntax of gitignore', async () => {
    put(folder.path, '.reviewignore', '# secret\r\n*.env\r\n/data/\n!keep.env\n');
    for (const path of ['a.env', 'keep.env', 'sub/b.env', 'data/x.txt', 'sub/data/y.txt']) {
      put(folder.path, path);
    }
    assert.deepEqual(await names(folder.path), [
      '.reviewignore',
      'a.env: ignored by .reviewignore',
      'data/: ignored by .reviewignore',
      'keep.env',
      'sub/b.env: ignored by .reviewignore',
      'sub/data/y.txt',
    ]);
  });

  it('reviews nothing when .reviewignore cannot be used', async () => {
    const problems: [() => void, RegExp][] = [
      [() => symlinkSync('elsewhere', join(folder.path, '.reviewignore')), /symbolic link/],
      [() => mkdirSync(join(folder.path, '.reviewignore')), /folder/],
      [() => put(folder.path, '.reviewignore', Buffer.from([0xff])), /not utf8/],
      [() => put(folder.path, '.reviewignore', 'ok\n*a*a*a*a*b\n'), /line 2 has too many wildcards/],
    ];
    for (const [make, message] of problems) {
      make();
      const found = await folderWorkspace(folder.path).discover(new AbortController().signal);
      assert.match(found.kind === 'failed' ? found.message : found.kind, message);
      execFileSync('rm', ['-r', join(folder.path, '.reviewignore')]);
    }
  });

  it('lists a file with two names twice', async () => {
    linkSync(put(folder.path, 'a.ts'), join(folder.path, 'b.ts'));
    assert.deepEqual(await names(folder.path), ['a.ts', 'b.ts']);
  });

  it('is all there is for a folder that is not trusted: neither git nor an ignore file has a say', async () => {
    git(folder.path, 'init', '--quiet');
    put(folder.path, '.gitignore', 'hidden.ts\n');
    put(folder.path, 'hidden.ts');
    put(folder.path, 'kept.ts');
    commitAll(folder.path);
    put(folder.path, '.reviewignore', '*\n');
    const all = ['.gitignore', '.reviewignore', 'hidden.ts', 'kept.ts'];
    assert.deepEqual(await names(folder.path), [
      '.gitignore: ignored by .reviewignore',
      '.reviewignore: ignored by .reviewignore',
      'kept.ts: ignored by .reviewignore',
    ]);
    assert.deepEqual(await names(folder.path, { untrusted: true }), all);
    // What would keep a review from its files: an ignore file that means nothing, and a repository that git refuses.
    put(folder.path, '.reviewignore', `${'*a'.repeat(200)}\n`);
    put(folder.path, '.git/config', 'broken');
    await assert.rejects(names(folder.path));
    assert.deepEqual(await names(folder.path, { untrusted: true }), all);
    put(folder.path, 'inner/.git/config', 'broken');
    put(folder.path, 'inner/deep.ts');
    assert.deepEqual(await names(folder.path, { untrusted: true, nestedRepositories: true }), [
      ...all.slice(0, 3),
      'inner/deep.ts',
      'kept.ts',
    ]);
  });

  it('stops when it is cancelled', async () => {
    put(folder.path, 'a.ts');
    assert.deepEqual(await folderWorkspace(folder.path).discover(AbortSignal.abort()), { kind: 'cancelled' });
  });
});
