import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { failuresIn, failuresVariable, keepFailures } from './failures';

/*
 * Builds what is tested, once, and runs suites of tests one after another: `tsx test/run.ts unit|cli|host|e2e|long…`.
 * Each prints how many tests passed; what failed, and how long each took, is said in the end.
 */

const root = path.resolve(import.meta.dirname, '..');
const notes = mkdtempSync(path.join(tmpdir(), 'folder-review-tests-'));
const failures = path.join(notes, 'failures');
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
  return /from '(\.\.?\/)+(complete|themes|arbitraries)'/.test(readFileSync(path.join(root, file), 'utf8'));
}

/** Runs a module with words, and says whether that went well. */
function run(module: string, words: readonly string[], environment: Readonly<Record<string, string>> = {}): boolean {
  const env = { ...process.env, FOLDER_REVIEW_BUILT: 'yes', [failuresVariable]: failures, ...environment };
  return spawnSync(process.execPath, [module, ...words], { cwd: root, env, stdio: 'inherit' }).status === 0;
}

const reported = ['--reporter', './test/reporter.ts'];
const mocha = (...words: readonly string[]): boolean => run('node_modules/mocha/bin/mocha.js', [...reported, ...words]);
const completeMocha = (...words: readonly string[]): boolean =>
  run('node_modules/mocha/bin/mocha.js', [...reported, ...words], { FOLDER_REVIEW_TESTS: 'complete' });
const inParallel = (jobs: number) => ['--parallel', '--jobs', String(jobs)];
const parallel = inParallel(Math.max(2, cores));
/** Builds, which nothing beside it would survive that runs what is built. */
const alone = 'test/cli/package.test.ts';
const clicked = ['--require', 'test/e2e/hooks.ts'];

/** Starts git all the time: to start a program costs the more the larger the process is, so they have small ones to themselves. */
const startsGit = (file: string) => file.startsWith('test/unit/workspace/');

/** A file of which a test failed has a second try, from the start, in new windows, with nothing beside it. */
function click(files: readonly string[]): boolean {
  const before = failuresIn(failures).length;
  if (mocha(...inParallel(fewer), ...clicked, ...files)) return true;
  const noted = failuresIn(failures);
  const again = [...new Set(noted.slice(before).map(({ file }) => file))];
  console.log(`\ntried again: ${again.map((file) => path.relative(root, file)).join(', ')}`);
  keepFailures(failures, noted.slice(0, before));
  return again.length > 0 && mocha(...clicked, ...again);
}

/** Each says of its parts whether they went well. */
const suites: Readonly<Record<string, () => readonly boolean[]>> = {
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
  host: () => [run('node_modules/tsx/dist/cli.mjs', ['test/host/run.ts'])],
  e2e: () => [click(testsIn('e2e'))],
  long: () => [
    completeMocha(...testsIn('long'), ...[...testsIn('unit'), ...testsIn('cli')].filter(hasMore)),
    completeMocha(...clicked, ...testsIn('e2e').filter(hasMore)),
  ],
};

function main(names: readonly string[]): void {
  const chosen = names.map((name) => ({ name, suite: suites[name] }));
  if (chosen.length === 0 || chosen.some(({ suite }) => suite === undefined)) {
    throw new Error(`Which tests? ${Object.keys(suites).join(', ')}`);
  }
  const lost = longFiles.filter(
    (file) => !readdirSync(path.join(root, path.dirname(file))).includes(path.basename(file)),
  );
  if (lost.length > 0) throw new Error(`No longer there: ${lost.join(', ')}`);
  const isBuilt = run('esbuild.mjs', []);
  const times: string[] = [];
  let passed = isBuilt;
  for (const { name, suite = () => [] } of isBuilt ? chosen : []) {
    console.log(`\n${name} tests`);
    const start = performance.now();
    const hasPassed = suite().every(Boolean);
    passed &&= hasPassed;
    times.push(`${name} ${((performance.now() - start) / 60_000).toFixed(1)} min${hasPassed ? '' : ', failed'}`);
  }
  for (const { file, title, message } of failuresIn(failures)) {
    console.log(`failed: ${path.relative(root, file)}: ${title}: ${message}`);
  }
  console.log(`tests: ${times.join('; ')}`);
  process.exitCode = passed ? 0 : 1;
}

try {
  main(process.argv.slice(2));
} finally {
  rmSync(notes, { recursive: true, force: true });
}
