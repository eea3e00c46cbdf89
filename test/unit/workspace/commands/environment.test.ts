import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { it } from 'mocha';
import { commandEnvironment } from '../../../../src/workspace/commands/environment';
import { git, useFolder } from '../support';
import { onPosix, runOf } from './support';

const ours = {
  CI: '1',
  GIT_TERMINAL_PROMPT: '0',
  LC_MESSAGES: 'C',
  NO_COLOR: '1',
  PATH: '/bin',
  TERM: 'dumb',
};

onPosix('the environment of commands', () => {
  const folder = useFolder();

  it('holds who the user is and where tools are', async () => {
    const known = { HOME: '/home/me', LANG: 'de_DE.UTF-8', LC_CTYPE: 'de_DE.UTF-8', CARGO_HOME: '/opt/cargo' };
    assert.deepEqual(await commandEnvironment(folder.path, [], { ...known, PATH: '/bin' }), { ...known, ...ours });
  });

  it('holds no key, no agent, and nothing that was meant for the editor, git, npm or a runtime', async () => {
    const hostile = Object.fromEntries(
      [
        [
          'OPENAI_API_KEY',
          'GITHUB_TOKEN',
          'CLIENT_SECRET',
          'DB_PASSWORD',
          'SSH_AUTH_SOCK',
          'SSH_ASKPASS',
          'GIT_ASKPASS',
        ],
        ['VSCODE_IPC_HOOK', 'VSCODE_GIT_ASKPASS_NODE', 'ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS', 'NODE_PATH', 'GIT_DIR'],
        [
          'GIT_WORK_TREE',
          'GIT_INDEX_FILE',
          'GIT_CONFIG_COUNT',
          'npm_config_registry',
          'npm_lifecycle_event',
          'INIT_CWD',
        ],
        ['LD_PRELOAD', 'DYLD_INSERT_LIBRARIES', 'PYTHONSTARTUP', 'BASH_ENV', 'ENV', 'MAKEFLAGS', 'LC_TOKEN'],
        ['DBUS_SESSION_BUS_ADDRESS', 'DISPLAY', 'HTTPS_PROXY', 'LANGUAGE', 'TMPDIR', 'FOLDER_REVIEW_RUN'],
      ]
        .flat()
        .map((name) => [name, 'canary']),
    );
    assert.deepEqual(await commandEnvironment(folder.path, [], { ...hostile, PATH: '/bin' }), ours);
  });

  it('holds what the user names beside that', async () => {
    const from = { PATH: '/bin', SSH_AUTH_SOCK: '/run/agent', NPM_TOKEN: 'x', OTHER: 'y' };
    assert.deepEqual(await commandEnvironment(folder.path, ['SSH_AUTH_SOCK', 'NPM_TOKEN', 'MISSING'], from), {
      ...ours,
      SSH_AUTH_SOCK: '/run/agent',
      NPM_TOKEN: 'x',
    });
  });

  it('has messages in English and characters of the user', async () => {
    const from = { PATH: '/bin', LANG: 'en_GB', LC_ALL: 'de_DE.UTF-8', LC_MESSAGES: 'fr_FR', LC_TIME: 'it_IT' };
    assert.deepEqual(await commandEnvironment(folder.path, [], from), { ...ours, LANG: 'de_DE.UTF-8' });
  });

  it('finds programs outside the project only', async () => {
    const inside = join(folder.path, 'sub');
    mkdirSync(join(inside, 'bin'), { recursive: true });
    mkdirSync(join(folder.path, 'tools'));
    mkdirSync(`${folder.path}-state/node_modules/.bin`, { recursive: true });
    symlinkSync(join(folder.path, 'tools'), `${folder.path}-state/link`);
    git(folder.path, 'init', '--quiet');
    const entries = ['', '.', 'bin', join(inside, 'bin'), join(folder.path, 'tools'), '/no/such/folder', '/usr/bin'];
    const behind = [`${folder.path}-state/node_modules/.bin`, `${folder.path}-state/link`];
    const from = { PATH: [...entries, ...behind, '/bin'].join(delimiter) };
    assert.equal((await commandEnvironment(inside, [], from)).PATH, `/usr/bin${delimiter}/bin`);
  });

  it('finds those in the user’s home, though that is a repository, but for those of the project in it', async () => {
    git(folder.path, 'init', '--quiet');
    const project = join(folder.path, 'work/app');
    const entries = [join(folder.path, '.cargo/bin'), join(project, 'bin')];
    for (const entry of entries) {
      mkdirSync(entry, { recursive: true });
    }
    git(project, 'init', '--quiet');
    const home = process.env.HOME;
    process.env.HOME = folder.path;
    try {
      const found = await commandEnvironment(join(project, 'bin'), [], { PATH: entries.join(delimiter) });
      assert.equal(found.PATH, entries[0]);
    } finally {
      process.env.HOME = home;
    }
  });

  it('is enough for the tools of this machine', async () => {
    const environment = await commandEnvironment(folder.path, []);
    const run = await runOf(
      folder.path,
      'git --version && node --version && locale > /dev/null && echo "$LC_MESSAGES"',
      {
        environment,
      },
    );
    assert.deepEqual(run.end, { kind: 'exited', exitCode: 0 });
  });
});
