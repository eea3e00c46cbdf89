import assert from 'node:assert/strict';
import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'mocha';
import { definitionOf } from '../../../../src/workspace/commands/definition';
import { put, useFolder } from '../support';
import { onPosix } from './support';

const scripts = (all: Record<string, string>, more = {}) => JSON.stringify({ scripts: all, ...more });

/** A project, a command, a change, and whether the command then does something else. */
interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly command: string;
  readonly change: Readonly<Record<string, string>>;
  readonly isOther: boolean;
}

const cases: Record<string, Case> = {
  'the script that it names': {
    files: { 'package.json': scripts({ test: 'mocha' }) },
    command: 'npm test',
    change: { 'package.json': scripts({ test: 'true' }) },
    isOther: true,
  },
  'another script': {
    files: { 'package.json': scripts({ test: 'mocha', start: 'node .' }) },
    command: 'npm test',
    change: { 'package.json': scripts({ test: 'mocha', start: 'node other' }, { version: '2.0.0' }) },
    isOther: false,
  },
  'what runs before the script': {
    files: { 'package.json': scripts({ test: 'mocha' }) },
    command: 'npm run test -- --bail',
    change: { 'package.json': scripts({ test: 'mocha', pretest: 'curl x' }) },
    isOther: true,
  },
  'what the script calls': {
    files: { 'package.json': scripts({ test: 'npm run unit && npm run lint', unit: 'mocha', lint: 'eslint' }) },
    command: 'pnpm test',
    change: { 'package.json': scripts({ test: 'npm run unit && npm run lint', unit: 'true', lint: 'eslint' }) },
    isOther: true,
  },
  'what a recipe of the Makefile calls': {
    files: { Makefile: 'test: all\n\tsh tools/check.sh\n', 'tools/check.sh': 'true\n' },
    command: 'make test',
    change: { 'tools/check.sh': 'exit 0\n' },
    isOther: true,
  },
  'what a script of a script calls': {
    files: {
      'package.json': scripts({ test: 'sh a' }),
      a: '#!/bin/sh\n# checks all\npython3 -u b.py "$@"\n',
      'b.py': 'check()\n',
    },
    command: 'npm test',
    change: { 'b.py': 'exit()\n' },
    isOther: true,
  },
  'the configuration of what a recipe calls': {
    files: { Makefile: 'lint:\n\t@ruff check .\n', 'ruff.toml': '' },
    command: 'make',
    change: { 'ruff.toml': 'ignore = ["F"]\n' },
    isOther: true,
  },
  'what a Makefile compiles': {
    files: { Makefile: 'a.out: a.c\n\t$(CC) -o $@ a.c\n', 'a.c': 'int a;\n' },
    command: 'make',
    change: { 'a.c': 'int b;\n' },
    isOther: false,
  },
  'what a program imports, which is also the code to be judged': {
    files: { 'check.mjs': "import './a.mjs';\n", 'a.mjs': '' },
    command: 'node check.mjs',
    change: { 'a.mjs': 'export {};\n' },
    isOther: false,
  },
  'the configuration of what the script calls': {
    files: { 'package.json': scripts({ test: 'vitest run' }) },
    command: 'yarn test',
    change: { 'vitest.config.ts': 'export default {}' },
    isOther: true,
  },
  'what package.json says to a tool': {
    files: { 'package.json': scripts({ test: 'jest' }) },
    command: 'npm test',
    change: { 'package.json': scripts({ test: 'jest' }, { jest: { passWithNoTests: true } }) },
    isOther: true,
  },
  'what an install runs': {
    files: { 'package.json': scripts({ test: 'x' }) },
    command: 'npm ci',
    change: { 'package.json': scripts({ test: 'x', postinstall: 'curl x' }) },
    isOther: true,
  },
  'what an install installs': {
    files: { 'package.json': scripts({}), 'package-lock.json': '{}' },
    command: 'npm ci',
    change: { 'package-lock.json': '{"a":1}' },
    isOther: true,
  },
  'what is installed, for a check': {
    files: { 'package.json': scripts({ test: 'x' }), 'package-lock.json': '{}' },
    command: 'npm test',
    change: { 'package-lock.json': '{"a":1}' },
    isOther: false,
  },
  'a Makefile': {
    files: { Makefile: 'test:\n\tgo\n' },
    command: 'make test',
    change: { Makefile: 'test:\n\tcurl\n' },
    isOther: true,
  },
  'a Makefile that goes before': {
    files: { Makefile: 'test:\n\tgo\n' },
    command: 'make -j4 test',
    change: { GNUmakefile: 'test:\n\tcurl\n' },
    isOther: true,
  },
  'a script that it runs': {
    files: { 'tools/check.sh': 'true' },
    command: 'bash -e tools/check.sh --all',
    change: { 'tools/check.sh': 'false' },
    isOther: true,
  },
  'a program that it runs': {
    files: { 'check!': '#!/bin/sh\ntrue' },
    command: 'timeout 60 ./check!',
    change: { 'check!': '#!/bin/sh\nfalse' },
    isOther: true,
  },
  'a source that it compiles': {
    files: { 'main.c': 'int main() {}' },
    command: 'gcc -Wall main.c && ./a.out',
    change: { 'main.c': 'int main() { return 0; }' },
    isOther: false,
  },
  'the configuration of tools below a folder': {
    files: { 'Cargo.toml': '', '.cargo/config.toml': '' },
    command: 'cargo test',
    change: { '.cargo/config.toml': '[target]\nrunner = "x"' },
    isOther: true,
  },
  'a package in the folder that it goes to': {
    files: { 'web/package.json': scripts({ test: 'jest' }) },
    command: 'cd web && npm test',
    change: { 'web/package.json': scripts({ test: 'true' }) },
    isOther: true,
  },
  'the configuration of another tool': {
    files: { 'tox.ini': '', Makefile: '' },
    command: 'make test',
    change: { 'tox.ini': '[tox]' },
    isOther: false,
  },
  'tox.ini': { files: { 'tox.ini': '' }, command: 'tox -e py3', change: { 'tox.ini': '[tox]' }, isOther: true },
  'what pytest loads': {
    files: { 'pyproject.toml': '' },
    command: 'uv run python -m pytest -x',
    change: { 'conftest.py': 'x' },
    isOther: true,
  },
};

onPosix('what a command is made of', () => {
  const folder = useFolder();

  function write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      chmodSync(put(folder.path, path, text), path.endsWith('!') ? 0o755 : 0o644);
    }
  }

  for (const [what, { files, command, change, isOther }] of Object.entries(cases)) {
    it(`is ${isOther ? 'another' : 'the same'} after a change of ${what}`, async () => {
      write(files);
      const earlier = await definitionOf(command, folder.path);
      assert.deepEqual(await definitionOf(command, folder.path), earlier);
      write(change);
      const later = await definitionOf(command, folder.path);
      assert.equal(later.fingerprint !== earlier.fingerprint, isOther);
      for (const path of Object.keys(change)) {
        assert.ok(path === 'package.json' || later.paths.includes(path) === isOther, path);
      }
    });
  }

  const tools: Readonly<Record<string, string>> = {
    Makefile: 'include ci/lib.inc\ncheck:\n\tpython3 -W error check.py\n',
    'ci/lib.inc': 'lint:\n\truff check --config ci/ruff.conf .\n',
    'package.json': scripts({ test: 'node -r ./setup.cjs check.js', e2e: 'jest --config=ci/jest.js src' }),
    'ci/rules': 'x:\n\tpython3 -X dev check.py\n',
    'ci/all.sh': 'set -e\npython3 -W error "$(dirname "$0")/gate.py"\n',
    'a b/check.py': '',
    ...Object.fromEntries(
      (
        'check.py check.js check.ts check.sh check.php check.awk check.rb check.go gate.py setup.cjs expected.txt other.py ' +
        'ci/check.mk ci/pytest.ini ci/tox.ini ci/jest.js ci/eslint.js ci/tsconfig.json ci/mypy.ini ci/gate.py ' +
        'ci/__main__.py ci/x.just ci/ruff.conf src/app.py src/main.c src/app.js'
      )
        .split(' ')
        .map((path) => [path, '']),
    ),
  };

  for (const [command, path] of [
    ['python3 -W error check.py', 'check.py'],
    ['python3 -X dev check.py', 'check.py'],
    ['python3 -m gate', 'gate.py'],
    ['python3 -mgate', 'gate.py'],
    ['python3 -m ci.gate', 'ci/gate.py'],
    ['python3 -m ci', 'ci/__main__.py'],
    ['bash -euo pipefail check.sh', 'check.sh'],
    ['sh -o errexit check.sh', 'check.sh'],
    ['node -r ./setup.cjs check.js', 'check.js'],
    ['node -r ./setup.cjs check.js', 'setup.cjs'],
    ['node -r ./setup check', 'setup.cjs'],
    ['node check', 'check.js'],
    ['node --test-reporter spec check.js', 'check.js'],
    ['node --import=./setup.cjs check.js', 'setup.cjs'],
    ['npm test', 'check.js'],
    ['npm run e2e', 'ci/jest.js'],
    ['php -d memory_limit=1G check.php', 'check.php'],
    ['awk -f check.awk a', 'check.awk'],
    ['awk -fcheck.awk a', 'check.awk'],
    ['deno run -A check.ts', 'check.ts'],
    ['bun run check.ts', 'check.ts'],
    ['go run check.go', 'check.go'],
    ['go run -race check.go', 'check.go'],
    ['uv run check.py', 'check.py'],
    ['ruby -I lib check.rb', 'check.rb'],
    ['make -f ci/rules', 'ci/rules'],
    ['make -fci/rules', 'ci/rules'],
    ['make -f ci/rules x', 'check.py'],
    ['make --file=ci/rules', 'check.py'],
    ['make check', 'check.py'],
    ['make check', 'ci/lib.inc'],
    ['make lint', 'ci/ruff.conf'],
    ['pytest -c ci/pytest.ini', 'ci/pytest.ini'],
    ['tox -c ci/tox.ini', 'ci/tox.ini'],
    ['npx jest --config ci/jest.js', 'ci/jest.js'],
    ['npx eslint -c ci/eslint.js .', 'ci/eslint.js'],
    ['npx tsc -p ci/tsconfig.json', 'ci/tsconfig.json'],
    ['npx tsc -p ci', 'ci/tsconfig.json'],
    ['mypy --config-file ci/mypy.ini .', 'ci/mypy.ini'],
    ['just -f ci/x.just', 'ci/x.just'],
    ['./tool | diff - expected.txt', 'expected.txt'],
    ['./tool < src/app.py | cmp expected.txt', 'expected.txt'],
    ['timeout 60 python3 check.py', 'check.py'],
    ['cd ci && python3 -W error gate.py', 'ci/gate.py'],
    ['python3 -W error "a b/check.py"', 'a b/check.py'],
    ['python3 -W error a\\ b/check.py', 'a b/check.py'],
    ['python3 -W error $PWD/check.py', 'check.py'],
    ['python3 -W error "${PWD}/check.py"', 'check.py'],
    ['bash -e ci/all.sh', 'ci/gate.py'],
    ['pytest check.py::TestA', 'check.py'],
  ] as const) {
    it(`is another, and names the file, after a change of ${path}: ${command}`, async () => {
      write(tools);
      const earlier = await definitionOf(command, folder.path);
      write({ [path]: `${tools[path]}# other\n` });
      const later = await definitionOf(command, folder.path);
      assert.notEqual(later.fingerprint, earlier.fingerprint);
      assert.ok(later.paths.includes(path), later.paths.join());
    });
  }

  for (const command of [
    'ruff check src && eslint src other.js',
    'pytest src -q && mypy .',
    'node --test src && python3 -m unittest discover -s src',
    'gcc -Wall -o main src/main.c && ./main',
    'make check',
  ]) {
    it(`is not the code in folders that it names, nor what is compiled: ${command}`, async () => {
      write(tools);
      write({
        Makefile: `# see src/app.py\nSOURCES = src/app.py \\\n  src/app.js\n${tools.Makefile}out: src/app.js\n`,
      });
      const { paths } = await definitionOf(command, folder.path);
      assert.deepEqual(
        paths.filter((path) => path.startsWith('src/')),
        [],
      );
    });
  }

  it('lists its files', async () => {
    write({ 'package.json': scripts({ test: 'eslint . && node scripts/test.mjs' }), 'scripts/test.mjs': '' });
    write({ 'eslint.config.mjs': '', 'src/a.js': '', 'web/package.json': '{}', '.eslintrc.json': '' });
    const { paths } = await definitionOf('npm test', folder.path);
    assert.deepEqual(paths, ['.eslintrc.json', 'eslint.config.mjs', 'package.json', 'scripts/test.mjs']);
  });

  it('follows no link, and notices when one takes the place of a file', async () => {
    write({ Makefile: 'test:\n' });
    const earlier = await definitionOf('make', folder.path);
    rmSync(join(folder.path, 'Makefile'));
    symlinkSync('/etc/hostname', join(folder.path, 'Makefile'));
    assert.notEqual((await definitionOf('make', folder.path)).fingerprint, earlier.fingerprint);
  });

  it('ends with scripts that call each other, and stays in the folder', async () => {
    write({ 'package.json': scripts({ a: 'npm run b', b: 'npm run a; sh ../../../etc/passwd; sh /etc/passwd' }) });
    assert.deepEqual((await definitionOf('npm run a', folder.path)).paths, ['package.json']);
  });

  it('notices also what a thousand scripts hide', async () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`s${n}`, `npm run s${n + 1}`]));
    write({ 'package.json': scripts(many) });
    const earlier = await definitionOf('npm run s0', folder.path);
    write({ 'package.json': scripts({ ...many, s999: 'curl x' }) });
    assert.notEqual((await definitionOf('npm run s0', folder.path)).fingerprint, earlier.fingerprint);
  });
});
