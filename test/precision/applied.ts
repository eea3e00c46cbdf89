import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bulk } from '../../src/core/queue/queueEntry';
import { type Checkout, copyWithoutLintConfiguration, testCommandOf } from './checkouts';
import { dist } from './hits';
import type { AppliedSafe } from './ledger';
import { ranIn } from './ranCode';

/** What became of a project in which all edits of a kind were applied. */
export interface Applied {
  readonly checkout: Checkout;
  /** The command that runs the project's own tests. */
  readonly tests: string;
  /** How many edits of each rule were applied. */
  readonly edits: Readonly<Record<string, number>>;
  /** How many of those in JavaScript stand in code that the tests run; zero is said, too. */
  readonly ran: Readonly<Record<string, number>>;
  /** What the tests said before and after. */
  readonly before: TestResult;
  readonly after: TestResult;
  /** Every byte is as it was, once they were reverted. */
  readonly isReverted: boolean;
}

interface TestResult {
  readonly exitCode: number | null;
  /** Every number of tests that the run tells, in its words: `12 passed`. */
  readonly counts: readonly string[];
}

interface Results {
  readonly files: Readonly<Record<string, { readonly findings: readonly AppliedFinding[] }>>;
}

interface AppliedFinding {
  readonly source: string;
  readonly rule?: string;
  readonly startLine: number;
  readonly quote: string;
  readonly proposal?: { readonly state: string };
}

/**
 * Applies all edits of a kind in a copy of a checkout, runs the project's own tests on the text before and after, and
 * takes the edits back. The copy has no configuration of linters, which would keep rules about style silent, and no
 * history. Throws when nothing says how its tests are run, or when they fail as it is.
 */
export function applyAll(checkout: Checkout, bulk: Bulk): Applied {
  const tests = testCommandOf(checkout);
  const scratch = mkdtempSync(join(realpathSync(tmpdir()), 'folder-review-precision-apply-'));
  const copy = (from: string, name: string) => {
    cpSync(from, join(scratch, name), { recursive: true, verbatimSymlinks: true });
    return writable(join(scratch, name));
  };
  try {
    const bare = join(scratch, 'bare');
    copyWithoutLintConfiguration(checkout.folder, bare);
    const coverage = join(scratch, 'coverage');
    mkdirSync(coverage);
    const before = runTests(copy(bare, 'before'), tests, coverage);
    const hasRun = ranIn(coverage, join(scratch, 'before'));
    if (before.exitCode !== 0) {
      throw new Error(`The tests of ${checkout.repository} end with ${before.exitCode} as they are: ${tests}`);
    }
    const changed = copy(bare, 'changed');
    const original = hashOf(changed);
    const state = ['--state-dir', join(scratch, 'state'), '--quiet'];
    const out = join(scratch, 'out');
    folderReview(
      'review',
      changed,
      '--reviewers',
      'local',
      '--apply',
      bulk,
      '--out',
      out,
      '--fail-on',
      'never',
      ...state,
    );
    const after = runTests(copy(changed, 'after'), tests, join(scratch, 'coverage-after'));
    folderReview('revert', 'last', changed, ...state);
    const { files } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results;
    const places = appliedIn(files);
    const told = places.map((place) => ({ ...place, ran: hasRun(place.path, offsetOf(bare, place)) }));
    return {
      ...{ checkout, tests, before, after },
      edits: countsOf(places.map(({ rule }) => [rule, 1])),
      ran: countsOf(told.flatMap(({ rule, ran }) => (ran === undefined ? [] : [[rule, ran ? 1 : 0] as const]))),
      isReverted: hashOf(changed) === original,
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function folderReview(...words: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [join(dist, 'cli.js'), ...words], { encoding: 'utf8' });
  if (status !== 0 && status !== 3) {
    throw new Error(`folder-review ${words.join(' ')} ended with ${status}. ${stderr}`);
  }
}

interface Place extends Pick<AppliedFinding, 'startLine' | 'quote'> {
  readonly path: string;
  readonly rule: string;
}

/** Where edits were applied, and of which rule. */
function appliedIn(files: Results['files']): Place[] {
  return Object.entries(files).flatMap(([path, { findings }]) =>
    findings
      .filter(({ proposal }) => proposal?.state === 'applied')
      .map(({ source, rule = '', startLine, quote }) => ({ path, rule: `${source}/${rule}`, startLine, quote })),
  );
}

/** Of what was found, in the text of its file. */
function offsetOf(root: string, { path, startLine, quote }: Place): number {
  const text = readFileSync(join(root, path), 'utf8');
  const lines = text.split('\n').slice(0, startLine - 1);
  return text.indexOf(
    quote,
    lines.reduce((length, line) => length + line.length + 1, 0),
  );
}

function countsOf(counted: readonly (readonly [string, number])[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [name, count] of counted) {
    counts[name] = (counts[name] ?? 0) + count;
  }
  return counts;
}

const longestTestsMs = 10 * 60_000;

/** @param coverage a folder for what its processes of Node.js ran */
function runTests(folder: string, command: string, coverage: string): TestResult {
  const { status, stdout, stderr }: SpawnSyncReturns<string> = spawnSync('bash', ['-c', command], {
    cwd: folder,
    env: { ...process.env, NODE_V8_COVERAGE: coverage },
    encoding: 'utf8',
    timeout: longestTestsMs,
    maxBuffer: 2 ** 28,
  });
  const told =
    /\b\d[\d,]*%? (?:tests? )?(?:passed|failed|passing|failing|skipped|errors?)\b|\bPass \d+, Fail \d+|# (?:pass|fail) +\d+|^Ran \d+ tests\b|^[0-9a-f]{32} {2}-/gm;
  return { exitCode: status, counts: [...`${stdout}${stderr}`.matchAll(told)].map(([words]) => words) };
}

/** Checkouts may be kept from being changed. */
function writable(folder: string): string {
  for (const entry of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    const path = join(folder, entry);
    const stats = lstatSync(path);
    if (!stats.isSymbolicLink()) {
      chmodSync(path, stats.mode | 0o200);
    }
  }
  return folder;
}

/** Of every name and every byte. */
function hashOf(folder: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(folder, entry);
    const stats = lstatSync(path);
    hash.update(`${entry}\0`);
    hash.update(stats.isSymbolicLink() ? readlinkSync(path) : stats.isFile() ? readFileSync(path) : '');
  }
  return hash.digest('hex');
}

/** As the ledger keeps it. Throws when it was not all reverted: then there is a worse problem. */
export function asLine({ checkout, tests, edits, ran, before, after, isReverted }: Applied): AppliedSafe {
  if (!isReverted) {
    throw new Error(`Not all of ${checkout.repository} was as before when its edits were reverted.`);
  }
  const { repository, commit } = checkout;
  return { repository, commit, tests, edits, ran, before: [...before.counts], after: [...after.counts] };
}

/** Tests say nothing of edits where there are none. */
export function isChanged({ edits }: Applied): boolean {
  return Object.keys(edits).length > 0;
}

/** What became of it, for a person. */
export function appliedText({ checkout, edits, ran, before, after, isReverted }: Applied): string {
  const total = Object.values(edits).reduce((sum, count) => sum + count, 0);
  const rules = Object.entries(edits).map(([rule, count]) =>
    [`${rule} ${count}`, ...(rule in ran ? [`${ran[rule]} of them in code that ran`] : [])].join(', '),
  );
  const isSame = after.exitCode === 0 && before.counts.join() === after.counts.join();
  return [
    `${checkout.repository}: ${total} edits (${rules.join(', ')})`,
    `  before: ${before.counts.join(', ')}`,
    `  after:  ${after.counts.join(', ')}${isSame ? '' : `  DIFFERENT, exit code ${after.exitCode}`}`,
    `  ${isReverted ? 'reverted to the byte' : 'NOT REVERTED'}\n`,
  ].join('\n');
}
