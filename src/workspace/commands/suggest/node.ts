import { type PackageJson, readPackageJson } from '../packageJson';
import type { ReadText } from '../projectFile';
import type { Cost, Suggestion } from './suggestion';

/** Names that scripts go by; of each row the first that there is. */
const wanted: readonly (readonly [Cost, readonly string[]])[] = [
  ['types', ['typecheck', 'type-check', 'check-types', 'check:types', 'types', 'tsc']],
  ['lint', ['lint', 'check']],
  ['build', ['build', 'compile']],
  ['test', ['test', 'test:unit', 'unit']],
];

/** What `npm init` writes, which always fails. */
const noTests = /no test specified/;

/** They go on until they are stopped. */
const watches = /--watch\b|(?:^|\s)-w(?:\s|$)|\bnodemon\b/;

interface Manager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  readonly lockFile: string;
  /** Installs just what the lock file names. */
  readonly install: string;
}

const managers: readonly Manager[] = [
  { name: 'pnpm', lockFile: 'pnpm-lock.yaml', install: 'pnpm install --frozen-lockfile' },
  { name: 'yarn', lockFile: 'yarn.lock', install: 'yarn install --frozen-lockfile' },
  { name: 'bun', lockFile: 'bun.lock', install: 'bun install --frozen-lockfile' },
  { name: 'bun', lockFile: 'bun.lockb', install: 'bun install --frozen-lockfile' },
  { name: 'npm', lockFile: 'package-lock.json', install: 'npm ci' },
  { name: 'npm', lockFile: 'npm-shrinkwrap.json', install: 'npm ci' },
];

export async function suggestForNode(read: ReadText, names: ReadonlySet<string>): Promise<Suggestion[]> {
  const file = names.has('package.json') ? await readPackageJson(read) : undefined;
  if (!file) {
    return [];
  }
  const locked = managers.find(({ lockFile }) => names.has(lockFile));
  const name = locked?.name ?? managers.find((manager) => file.packageManager?.startsWith(`${manager.name}@`))?.name;
  return [
    ...scriptsOf(file, name ?? 'npm'),
    ...(locked ? [installWith(locked, names)] : []),
    ...(!locked && hasDependencies(file)
      ? [{ role: 'set-up', command: `${name ?? 'npm'} install`, from: 'package.json', cost: 'build' } as const]
      : []),
  ];
}

function scriptsOf({ scripts }: PackageJson, manager: Manager['name']): Suggestion[] {
  return wanted.flatMap(([cost, names]) => {
    const name = names.find((each) => {
      const script = scripts.get(each);
      return script !== undefined && !noTests.test(script) && !watches.test(script);
    });
    const command = name === 'test' && manager !== 'bun' ? `${manager} test` : `${manager} run ${name}`;
    return name === undefined ? [] : [{ role: 'check', command, from: `package.json, scripts.${name}`, cost }];
  });
}

/** The second version of Yarn calls the flag otherwise, and has a file of its own for settings. */
function installWith({ lockFile, install }: Manager, names: ReadonlySet<string>): Suggestion {
  const isNewYarn = lockFile === 'yarn.lock' && names.has('.yarnrc.yml');
  return { role: 'set-up', command: isNewYarn ? 'yarn install --immutable' : install, from: lockFile, cost: 'build' };
}

function hasDependencies({ content }: PackageJson): boolean {
  return 'dependencies' in content || 'devDependencies' in content;
}
