import picomatch from 'picomatch/posix';

/** Endings of configuration that is code. */
const code = '{js,cjs,mjs,ts,cts,mts,json,yml,yaml,toml}';
const python = 'pyproject.toml setup.cfg';

/**
 * Which files say what a tool does, by the words of a command that call it: names at the top of where it runs, or one
 * folder below, as the tools' own pages on configuration have them. Not what it is to look at.
 */
const table: readonly (readonly [words: string, files: string])[] = [
  ['make gmake', 'GNUmakefile makefile Makefile *.mk'],
  ['just', 'justfile .justfile'],
  ['task', 'Taskfile{,.dist}.{yml,yaml}'],
  ['rake', 'Rakefile'],
  ['cmake ctest cpack', 'CMakeLists.txt CMakePresets.json CMakeUserPresets.json CTestConfig.cmake'],
  ['meson', 'meson.build meson_options.txt meson.options'],
  ['ninja', 'build.ninja'],
  ['bazel bazelisk', 'MODULE.bazel WORKSPACE{,.bazel} BUILD{,.bazel} .bazelrc .bazelversion'],
  [
    'cargo rustc',
    'Cargo.toml build.rs rust-toolchain rust-toolchain.toml {.,}clippy.toml .cargo/config .cargo/config.toml .config/nextest.toml',
  ],
  ['go', 'go.mod go.work'],
  ['golangci-lint', '.golangci.*'],
  ['mvn mvnw', 'pom.xml .mvn/*'],
  [
    'gradle gradlew',
    '{build,settings}.gradle{,.kts} gradle.properties gradle/*.toml gradle/*.gradle{,.kts} buildSrc/*',
  ],
  ['tox', `tox.ini tox.toml ${python}`],
  ['nox', 'noxfile.py'],
  ['pytest py.test', `{.,}pytest.{ini,toml} conftest.py tox.ini ${python}`],
  ['unittest', python],
  ['mypy', `{.,}mypy.ini ${python}`],
  ['pyright basedpyright', `pyrightconfig.json ${python}`],
  ['ruff', `{.,}ruff.toml ${python}`],
  ['flake8', `.flake8 tox.ini ${python}`],
  ['pylint', `{.,}pylintrc{,.toml} ${python}`],
  ['uv poetry hatch pdm pip pipenv', `uv.lock poetry.lock pdm.lock Pipfile* *requirements*.txt ${python}`],
  ['tsc', 'tsconfig*.json'],
  ['eslint', `eslint.config.${code} .eslintrc{,.*} .eslintignore`],
  ['biome', 'biome.json{,c}'],
  ['oxlint', '.oxlintrc.json'],
  ['prettier', `.prettierrc{,.*} prettier.config.${code} .prettierignore`],
  ['stylelint', `.stylelintrc{,.*} stylelint.config.${code}`],
  ['jest', `jest.config.${code} jest.setup.${code} babel.config.${code}`],
  ['vitest', `{vitest,vite}.config.${code} vitest.workspace.${code}`],
  ['vite', `vite.config.${code}`],
  ['mocha', '.mocharc{,.*}'],
  ['ava', `ava.config.${code}`],
  ['playwright', `playwright.config.${code}`],
  ['cypress', `cypress.config.${code}`],
  ['webpack rollup esbuild tsup', `{webpack,rollup,esbuild,tsup}.config.${code} esbuild.${code}`],
  ['turbo', 'turbo.json'],
  ['nx', 'nx.json project.json'],
  ['lerna', 'lerna.json'],
  ['rspec', '.rspec'],
  ['rubocop', '.rubocop*.yml'],
  ['bundle', 'Gemfile Gemfile.lock'],
  ['composer', 'composer.json composer.lock'],
  ['phpunit', 'phpunit.xml{,.dist}'],
  ['phpstan', 'phpstan.neon{,.dist}'],
  [
    'dotnet msbuild',
    '*.sln *.slnx *.csproj *.fsproj *.vbproj Directory.*.props Directory.*.targets global.json nuget.config',
  ],
  ['swift', 'Package.swift Package.resolved'],
  ['mix', 'mix.exs .formatter.exs .credo.exs'],
  ['deno', 'deno.json{,c}'],
];

/** Folders that they lie in, where they do not lie at the top. */
export const toolFolders: ReadonlySet<string> = new Set(['.cargo', '.config', '.mvn', 'gradle', 'buildSrc']);

/** Package managers of JavaScript, and what they install by. */
const managers =
  'package-lock.json npm-shrinkwrap.json pnpm-lock.yaml pnpm-workspace.yaml yarn.lock bun.lock{,b} {.npm,.yarn}rc .yarnrc.yml .pnpmfile.cjs';
const installs = new Set(['ci', 'install', 'i', 'add', 'clean-install', 'sync']);

const globsOf = new Map(table.flatMap(([words, files]) => words.split(' ').map((word) => [word, files] as const)));

/** Commands whose words name scripts of a package.json. */
export const scriptRunners: ReadonlySet<string> = new Set(
  'npm npx pnpm pnpx yarn bun bunx node run-s run-p npm-run-all turbo nx lerna'.split(' '),
);

/** Whether a path, relative to where a command runs, is a file that decides what these words do. */
export function toolFilesOf(words: readonly string[]): (path: string) => boolean {
  const isInstall = words.some((word) => installs.has(word)) && words.some((word) => scriptRunners.has(word));
  const globs = [...words.flatMap((word) => globsOf.get(word) ?? []), ...(isInstall ? [managers] : [])];
  return globs.length === 0
    ? () => false
    : picomatch(
        globs.flatMap((files) => files.split(' ')),
        { dot: true, nocase: true },
      );
}
