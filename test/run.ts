import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';

/*
 * Builds what is tested, once, and runs suites of tests one after another: `tsx test/run.ts unit|cli|host|e2e|long…`.
 * Each prints how many tests passed; how long each took is said in the end.
 */

const root = path.resolve(import.meta.dirname, '..');
const cores = availableParallelism();
/** Editors and what is clicked in them are processes of their own, so that one core is left to them where there are more than two. */
const fewer = Math.max(2, cores - 1);

/** Those that take long begin first: else one of them is at work alone in the end. */
const longFiles = [
  'test/hostile/commandLine.test.ts',
  'test/cli/realTools.test.ts',
  'test/cli/misbehaving.test.ts',
  'test/cli/engine.test.ts',
  'test/cli/repair.test.ts',
  'test/cli/review.test.ts',
  'test/cli/kills.test.ts',
  'test/cli/fullDisk.test.ts',
  'test/cli/sharedFile.test.ts',
  'test/cli/model.test.ts',
  'test/cli/hostile.test.ts',
  'test/unit/workspace/commits/kinds.test.ts',
  'test/unit/reviewers/isolation.test.ts',
  'test/unit/engine/faults.test.ts',
  'test/unit/workspace/commits/crashes.test.ts',
  'test/unit/workspace/commits/commits.test.ts',
  'test/unit/reviewers/local.test.ts',
  'test/unit/workspace/commands/processTree.test.ts',
  'test/unit/workspace/gitTraps.test.ts',
  'test/unit/engine/refusals.test.ts',
  'test/unit/engine/random.test.ts',
  'test/e2e/hostile.test.ts',
  'test/e2e/keys.test.ts',
  'test/e2e/queue.test.ts',
  'test/e2e/rows.test.ts',
];

/** The test files below a folder of `test`, the long ones first. */
function testsIn(folder: string): string[] {
  const files = readdirSync(path.join(root, 'test', folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => path.posix.join('test', folder, file.replaceAll(path.sep, '/')))
    .sort();
  return [...longFiles.filter((file) => files.includes(file)), ...files.filter((file) => !longFiles.includes(file))];
}

/** Whether a file tries more when everything is tried. */
function hasMore(file: string): boolean {
  return /from '(\.\.?\/)+complete'/.test(readFileSync(path.join(root, file), 'utf8'));
}

type Command = readonly [module: string, ...words: readonly string[]];

const mocha = (...words: readonly string[]): Command => ['mocha/bin/mocha.js', ...words];
const inParallel = (jobs: number) => ['--parallel', '--jobs', String(jobs)];
const parallel = inParallel(Math.max(2, cores));
/** Builds, which nothing beside it would survive that runs what is built. */
const alone = 'test/cli/package.test.ts';

/** Starts git all the time: to start a program costs the more the larger the process is, so they have small ones to themselves. */
const startsGit = (file: string) => file.startsWith('test/unit/workspace/');

const suites: Readonly<Record<string, () => readonly Command[]>> = {
  unit: () => {
    const files = testsIn('unit');
    return [
      mocha(...parallel, ...files.filter(startsGit)),
      mocha(...parallel, ...files.filter((file) => !startsGit(file))),
    ];
  },
  cli: () => [
    mocha(...parallel, ...[...testsIn('hostile'), ...testsIn('cli')].filter((file) => file !== alone)),
    mocha(alone),
  ],
  host: () => [['tsx/dist/cli.mjs', 'test/host/run.ts']],
  e2e: () => [mocha(...inParallel(fewer), '--require', 'test/e2e/hooks.ts', '--retries', '1', ...testsIn('e2e'))],
  long: () => [
    mocha(...testsIn('long'), ...[...testsIn('unit'), ...testsIn('cli')].filter(hasMore)),
    mocha('--require', 'test/e2e/hooks.ts', ...testsIn('e2e').filter(hasMore)),
  ],
};

function succeeds(command: string, words: readonly string[], environment: Readonly<Record<string, string>>): boolean {
  const env = { ...process.env, ...environment };
  return spawnSync(process.execPath, [command, ...words], { cwd: root, env, stdio: 'inherit' }).status === 0;
}

function main(names: readonly string[]): void {
  const chosen = names.map((name) => ({ name, commands: suites[name] }));
  if (chosen.length === 0 || chosen.some(({ commands }) => commands === undefined)) {
    throw new Error(`Which tests? ${Object.keys(suites).join(', ')}`);
  }
  const lost = longFiles.filter(
    (file) => !readdirSync(path.join(root, path.dirname(file))).includes(path.basename(file)),
  );
  if (lost.length > 0) throw new Error(`No longer there: ${lost.join(', ')}`);
  const isBuilt = succeeds('esbuild.mjs', [], {});
  const times: string[] = [];
  let passed = isBuilt;
  for (const { name, commands = () => [] } of isBuilt ? chosen : []) {
    console.log(`\n${name} tests`);
    const start = performance.now();
    const complete = name === 'long' ? { FOLDER_REVIEW_TESTS: 'complete' } : {};
    const outcomes = commands().map(([module, ...words]) =>
      succeeds(path.join('node_modules', module), words, { FOLDER_REVIEW_BUILT: 'yes', ...complete }),
    );
    const hasPassed = outcomes.every(Boolean);
    passed &&= hasPassed;
    times.push(`${name} ${((performance.now() - start) / 60_000).toFixed(1)} min${hasPassed ? '' : ', failed'}`);
  }
  console.log(`tests: ${times.join('; ')}`);
  process.exitCode = passed ? 0 : 1;
}

main(process.argv.slice(2));
