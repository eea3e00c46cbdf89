import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, it } from 'mocha';
import { sampled } from '../../complete';
import { asOrdinaryUser, commitAll, discovered, folderWorkspace, git, never, put, useFolder } from './support';

/** What may stand in the place of a file that git opens by itself. */
const kinds = {
  pipe: (path: string) => execFileSync('mkfifo', [path]),
  'link to a pipe': (path: string) => {
    execFileSync('mkfifo', [`${path}.pipe`]);
    symlinkSync(`${path}.pipe`, path);
  },
  'link to a device without end': (path: string) => symlinkSync('/dev/zero', path),
  folder: (path: string) => mkdirSync(path),
} as const;

type Kind = keyof typeof kinds;

function plant(path: string, kind: Kind): void {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  kinds[kind](path);
}

/** Refused before git runs, whatever stands there. */
const checked: readonly { readonly path: string; readonly config?: string; readonly onlyChanged?: true }[] = [
  { path: '.git/HEAD' },
  { path: '.git/index' },
  { path: '.git/config' },
  { path: '.git/config.worktree', config: '[extensions]\n\tworktreeConfig = true\n' },
  { path: '.git/commondir' },
  { path: '.git/info/exclude' },
  { path: '.git/info/attributes' },
  { path: '.git/info/sparse-checkout' },
  { path: '.git/objects/info/alternates' },
  { path: '.git/packed-refs', onlyChanged: true },
  { path: 'rules', config: '[core]\n\texcludesFile = rules\n' },
  { path: 'rules', config: '[core]\n\tattributesFile = rules\n' },
];

describe('what git would open, when it is no file', () => {
  const folder = useFolder();

  function repository(): string {
    git(folder.path, 'init', '--quiet');
    put(folder.path, 'a.txt');
    put(folder.path, 'sub/b.txt');
    commitAll(folder.path);
    return folder.path;
  }

  async function outcome(changedSince?: string): Promise<string> {
    const options = changedSince === undefined ? {} : { changedSince };
    const found = await folderWorkspace(folder.path, options).discover(never);
    return found.kind === 'failed' ? found.message : found.kind;
  }

  // Of each place half of the kinds.
  const planted = checked.flatMap((place) => (Object.keys(kinds) as Kind[]).map((kind) => ({ ...place, kind })));
  const placeOf = ({ path, config = '' }: (typeof planted)[number]) => `${path} ${config}`;
  for (const { path, config, onlyChanged, kind } of sampled(planted, 2, placeOf)) {
    it(`refuses a ${kind} as ${path}${config ? ` with ${config.replaceAll(/\s+/g, ' ')}` : ''}`, async () => {
      repository();
      if (config) {
        put(folder.path, '.git/config', config);
      }
      plant(join(folder.path, path), kind);
      const reason = new RegExp(`/${path} .*(a pipe, socket or device|a folder)`);
      if (!onlyChanged) {
        assert.match(await outcome(), reason);
      }
      assert.match(await outcome('HEAD'), reason);
    });
  }

  /** Met only when git gets there: the call is ended. */
  const waited: readonly { readonly path: string; make?(top: string): void; readonly revision?: string }[] = [
    { path: '.gitignore' },
    { path: 'sub/.gitignore' },
    { path: 'new/deep/.gitignore', make: (top) => void put(top, 'new/deep/c.txt') },
    {
      path: '.gitattributes',
      make: (top) => {
        // Of the same size: git tells it from what it knows only by reading it.
        put(top, 'a.txt', 'CONTENT\n');
        utimesSync(join(top, 'a.txt'), 1, 1);
      },
      revision: 'HEAD',
    },
    { path: '.git/refs/heads/odd', revision: 'odd' },
    {
      path: 'nested/.git/HEAD',
      make: (top) => cpSync(join(top, '.git'), join(top, 'nested/.git'), { recursive: true }),
    },
  ];
  for (const { path, make, revision } of waited) {
    it(`does not wait for a pipe as ${path}`, async () => {
      const top = repository();
      make?.(top);
      plant(join(top, path), 'pipe');
      const message = await outcome(revision);
      assert.match(message, new RegExp(`/${path} is a pipe or a device, not a file: git would wait`));
    });
  }

  it('does not wait for an object', async () => {
    const top = repository();
    const tree = git(top, 'rev-parse', 'HEAD^{tree}').trim();
    plant(join(top, '.git/objects', tree.slice(0, 2), tree.slice(2)), 'pipe');
    assert.match(await outcome('HEAD'), /is a pipe or a device/);
  });

  it('follows the lists of other objects to their end, and no further', async () => {
    const top = repository();
    const other = join(folder.path, '.git/other');
    put(top, '.git/objects/info/alternates', `${other}\n`);
    put(other, 'info/alternates', `# a comment\n\n../objects\n${other}\n`);
    assert.equal(await outcome('HEAD'), 'found');
    plant(join(other, 'info/alternates'), 'pipe');
    assert.match(await outcome(), /other\/info\/alternates cannot be used: it is a pipe/);
    put(top, '.git/objects/info/alternates', Array.from({ length: 200 }, (_, n) => `/nowhere/${n}\n`).join(''));
    assert.match(await outcome(), /more than 100 folders of objects/);
  });

  it('refuses a configuration that is longer than anybody’s', async () => {
    put(repository(), '.git/config', '# comment\n'.repeat(200_000));
    assert.match(await outcome(), /\.git\/config cannot be used: 2 MB, the limit is 1 MB|limit is 1/);
  });

  it('opens nothing that the configuration includes', async () => {
    const top = repository();
    execFileSync('mkfifo', [join(top, 'pipe')]);
    put(top, '.git/config', '[include]\n\tpath = ../pipe\n[includeIf "gitdir:/"]\n\tpath = /dev/zero\n');
    assert.equal(await outcome('HEAD'), 'found');
  });

  it('takes a folder or a link in the place of ignore rules as git does', async () => {
    const top = repository();
    plant(join(top, 'sub/.gitignore'), 'folder');
    put(top, 'rules', 'c.txt\n');
    mkdirSync(join(top, 'new'));
    symlinkSync('../rules', join(top, 'new/.gitignore'));
    put(top, 'new/c.txt');
    const listed = git(top, 'ls-files', '--cached', '--others', '--exclude-standard').trim().split('\n');
    assert.deepEqual(
      (await discovered(top)).map(({ path }) => path),
      listed.toSorted(),
    );
  });

  it('refuses ignore rules that cannot be read', async () => {
    const top = repository();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(top, 'sub/.gitignore'), resolve));
    try {
      assert.match(await outcome(), /git cannot read the rules in sub\/.gitignore: No such device/);
    } finally {
      server.close();
    }
    put(top, '.gitignore', 'a.txt\n');
    execFileSync('chmod', ['-R', 'a+rX', top]);
    execFileSync('chmod', ['000', join(top, '.gitignore')]);
    const home = process.env.HOME;
    process.env.HOME = top;
    try {
      const message = await asOrdinaryUser(() => outcome());
      assert.match(message, /git cannot read the rules in .gitignore: Permission denied/);
    } finally {
      process.env.HOME = home;
    }
  });

  it('leaves nothing behind in the place for temporary files', async () => {
    const top = repository();
    const place = put(folder.path, '.git/temporary/kept');
    const before = process.env.TMPDIR;
    process.env.TMPDIR = dirname(place);
    try {
      assert.equal(await outcome('HEAD'), 'found');
      plant(join(top, '.gitignore'), 'pipe');
      assert.match(await outcome(), /is a pipe/);
      assert.deepEqual(readdirSync(dirname(place)), ['kept']);
    } finally {
      process.env.TMPDIR = before;
      if (before === undefined) {
        delete process.env.TMPDIR;
      }
    }
  });
});
