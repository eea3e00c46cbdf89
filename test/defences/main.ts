/**
 * `npx tsx test/defences/main.ts [word…]`: switches defences off one at a time in a copy of the project, those whose
 * topic or name holds one of the words or all of them, and runs the tests that must notice. Prints a line for each and
 * totals at the end; the exit code is 1 when a defence can be switched off without a test going red.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Defence } from './defence';
import { topics } from './topics';

const root = resolve(import.meta.dirname, '../..');

/** How it went without a defence. */
type Verdict = 'red' | 'redundant' | 'STILL GREEN' | 'NOT IN THE CODE' | 'DOES NOT BUILD';

/** Without the tests' own green run a red one says nothing, so a copy is tried as it is, too. */
const main = async (words: readonly string[]): Promise<number> => {
  const chosen = Object.entries(topics).flatMap(([topic, defences]) =>
    defences.filter(({ name }) => words.length === 0 || words.some((word) => topic === word || name.includes(word))),
  );
  const copy = copyProject();
  try {
    const broken = await testsRedAnyway(copy, chosen);
    if (broken.length > 0) {
      console.log(`Red with every defence in place:\n${broken.join('\n')}`);
      return 1;
    }
    const verdicts: Verdict[] = [];
    for (const defence of chosen) verdicts.push(tell(defence, await without(copy, defence)));
    const count = (wanted: Verdict) => verdicts.filter((verdict) => verdict === wanted).length;
    const held = count('red') + count('redundant');
    console.log(
      `${verdicts.length} defences: ${count('red')} red, ${count('redundant')} redundant, ${verdicts.length - held} wrong`,
    );
    return held === verdicts.length ? 0 : 1;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};

const tell = ({ name, redundant }: Defence, verdict: Verdict): Verdict => {
  console.log(`${verdict.padEnd(16)} ${name}${redundant === undefined ? '' : ` (${redundant})`}`);
  return verdict;
};

const copyProject = (): string => {
  const copy = mkdtempSync(join(tmpdir(), 'folder-review-defences-'));
  // For tests that give up the superuser's rights.
  chmodSync(copy, 0o755);
  const files = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' });
  for (const file of files.stdout.split('\0').filter((name) => name !== '')) {
    cpSync(join(root, file), join(copy, file), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
};

const testsRedAnyway = async (copy: string, defences: readonly Defence[]): Promise<string[]> => {
  if (!(await succeeds(copy, 'node', builds))) return ['the build'];
  const commands = new Map(defences.flatMap(commandsOf).map((command) => [command.join(' '), command]));
  const red: string[] = [];
  for (const [line, command] of commands) {
    if (!(await succeeds(copy, 'npx', command))) red.push(line);
  }
  return red;
};

const without = async (copy: string, defence: Defence): Promise<Verdict> => {
  const { file, find, replace, redundant } = defence;
  const path = join(copy, file);
  const original = readFileSync(path, 'utf8');
  if (original.split(find).length !== 2) return 'NOT IN THE CODE';
  if (redundant !== undefined) return 'redundant';
  writeFileSync(
    path,
    original.replace(find, () => replace),
  );
  try {
    if (!(await succeeds(copy, 'node', builds))) return 'DOES NOT BUILD';
    for (const command of commandsOf(defence)) {
      if (await succeeds(copy, 'npx', command)) return 'STILL GREEN';
    }
    return 'red';
  } finally {
    writeFileSync(path, original);
  }
};

/** Everything: a list of parts would miss those that come later. */
const builds = ['esbuild.mjs'];

const commandsOf = ({ tests, host }: Defence): string[][] => [
  ...(tests ? [['mocha', '--timeout', '300000', '--bail', ...tests]] : []),
  ...(host ? [['tsx', 'test/host/run.ts', host.suite, '--grep', host.grep]] : []),
];

const longestMs = 600_000;

/** Ended with all that it has started: without a defence something may hang. */
const succeeds = async (cwd: string, command: string, words: readonly string[]): Promise<boolean> => {
  // What a defence is for may be in none of those that are tried of a kind every day.
  const env = { ...process.env, FOLDER_REVIEW_TESTS: 'complete' };
  const child = spawn(command, words, { cwd, env, stdio: 'ignore', detached: true });
  const endAll = () => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // All have ended.
    }
  };
  const timer = setTimeout(endAll, longestMs);
  const [exitCode] = await once(child, 'exit');
  clearTimeout(timer);
  endAll();
  return exitCode === 0;
};

main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
