import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { beforeEach, describe, it } from 'mocha';
import { pathsNamed, pathsNamedIn } from '../../../../src/workspace/commands/namedPaths';
import { put, useFolder } from '../support';

describe('a command that names a folder', () => {
  const ground = useFolder();
  let top = '';

  beforeEach(() => {
    top = join(realpathSync.native(ground.path), 'a.b c');
    put(top, 'test/x.js');
    put(top, '.venv/pyvenv.cfg');
    put(top, '.venv/bin/pytest');
    put(ground.path, 'a.b c-old/x.js');
    put(ground.path, 'a.b c d/x.js');
    mkdirSync(join(ground.path, 'other'));
    symlinkSync(top, join(ground.path, 'link'));
    symlinkSync(join(top, 'test'), join(ground.path, 'other/tests'));
  });

  for (const command of [
    'cd "TOP" && npm test',
    'cd ESCAPED && npm test',
    "npm --prefix='TOP' test",
    'make -CESCAPED',
    'pytest "TOP/test/x.js"',
    'touch "TOP/new/x.js"',
    `sh -c 'cd "TOP"; node test'`,
    'true\nESCAPED/run',
    'PYTHONPATH=lib:ESCAPED:x pytest',
    'cd GROUND/link && make',
    'ls GROUND/other/tests/x.js',
    'ls GROUND/other/../link',
    'cat < GROUND/link/test/x.js>out',
    'ls /usr GROUND/link',
    'cd ~/UP/link && make',
    'cd "$HOME/UP/link" && make',
    `cd \${HOME}/UP/link; make`,
  ]) {
    it(`is told: ${JSON.stringify(command)}`, () => assert.ok(pathsNamedIn(top, filled(command)).length > 0));
  }

  for (const command of [
    'npm test',
    'cd "TOP-old" && make',
    'cat "TOP d/x.js"',
    'ls GROUND GROUND/other/x',
    'ls "./TOP" "$root"xTOP',
    '/usr/bin/make /',
    '"TOP/.venv/bin/pytest" && ESCAPED/.venv/bin/pytest',
  ]) {
    it(`is none: ${command}`, () => assert.deepEqual(pathsNamedIn(top, filled(command)), []));
  }

  it('is told in a project that lies in a Python environment', () => {
    put(ground.path, 'pyvenv.cfg');
    assert.equal(pathsNamedIn(top, filled('cd "TOP" && npm test')).length, 1);
    assert.deepEqual(pathsNamedIn(top, filled('"TOP/.venv/bin/pytest"')), []);
  });

  it('is none of a folder in the root for what is called the same elsewhere', () => {
    assert.deepEqual(pathsNamed('pytest tests/app ./app ../app $PWD/app', '/home/me', 'linux'), []);
  });

  it('is told on Windows by either slash', () => {
    const read = (command: string) => pathsNamed(command, 'C:\\Users\\me', 'win32').map((paths) => paths.at(-1));
    assert.deepEqual(read('npm --prefix c:/Work/proj test'), ['c:/Work/proj']);
    assert.deepEqual(read('"C:\\work\\proj\\run.cmd"'), ['C:\\work\\proj\\run.cmd']);
    assert.deepEqual(read('cd %USERPROFILE%\\proj && make'), ['C:\\Users\\me\\proj']);
  });

  function filled(command: string): string {
    const words: Readonly<Record<string, string>> = {
      ...{ TOP: top, ESCAPED: top.replaceAll(' ', '\\ ') },
      ...{ GROUND: ground.path, UP: relative(homedir(), ground.path) },
    };
    // All at once: the folder has a name made at random, which may have one of the words.
    return command.replace(/TOP|ESCAPED|GROUND|UP/g, (word) => words[word] ?? '');
  }
});
