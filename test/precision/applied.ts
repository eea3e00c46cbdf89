import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bulk } from '../../src/core/queue/queueEntry';
import { type Checkout, testCommandOf } from './checkouts';
import { dist } from './hits';
import type { AppliedSafe } from './ledger';

/** What became of a project in which all edits of a kind were applied. */
export interface Applied {
  readonly checkout: Checkout;
  /** The command that runs the project's own tests. */
  readonly tests: string;
  /** How many edits of each rule were applied. */
  readonly edits: Readonly<Record<string, number>>;
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
  readonly proposal?: { readonly state: string };
}

/**
 * Applies all edits of a kind in a copy of a checkout, runs the project's own tests on the text before and after, and
 * takes the edits back. Throws when nothing says how its tests are run, or when they fail as it is.
 */
export function applyAll(checkout: Checkout, bulk: Bulk): Applied {
  const tests = testCommandOf(checkout);
  const scratch = mkdtempSync(join(tmpdir(), 'folder-review-precision-apply-'));
  const copy = (from: string, name: string) => {
    cpSync(from, join(scratch, name), { recursive: true, verbatimSymlinks: true });
    return writable(join(scratch, name));
  };
  try {
    const before = runTests(copy(checkout.folder, 'before'), tests);
    if (before.exitCode !== 0) {
      throw new Error(`The tests of ${checkout.repository} end with ${before.exitCode} as they are: ${tests}`);
    }
    const changed = copy(checkout.folder, 'changed');
    const original = hashOf(changed);
    const state = ['--state-dir', join(scratch, 'state'), '--quiet'];
    const out = join(scratch, 'out');
    folderReview('review', changed, '--apply', bulk, '--out', out, '--fail-on', 'never', ...state);
    const after = runTests(copy(changed, 'after'), tests);
    folderReview('revert', 'last', changed, ...state);
    const { files } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results;
    return { checkout, tests, edits: editsIn(files), before, after, isReverted: hashOf(changed) === original };
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

function editsIn(files: Results['files']): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { source, rule = '', proposal } of Object.values(files).flatMap(({ findings }) => findings)) {
    if (proposal?.state === 'applied') {
      const name = `${source}/${rule}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return counts;
}

const longestTestsMs = 10 * 60_000;

function runTests(folder: string, command: string): TestResult {
  const { status, stdout, stderr }: SpawnSyncReturns<string> = spawnSync('bash', ['-c', command], {
    cwd: folder,
    encoding: 'utf8',
    timeout: longestTestsMs,
    maxBuffer: 2 ** 28,
  });
  const told =
    /\b\d[\d,]*%? (?:tests? )?(?:passed|failed|passing|failing|skipped|errors?)\b|\bPass \d+, Fail \d+|# (?:pass|fail) +\d+|^[0-9a-f]{32} {2}-/gm;
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
export function asLine({ checkout, tests, edits, before, after, isReverted }: Applied): AppliedSafe {
  if (!isReverted) {
    throw new Error(`Not all of ${checkout.repository} was as before when its edits were reverted.`);
  }
  const { repository, commit } = checkout;
  return { repository, commit, tests, edits, before: [...before.counts], after: [...after.counts] };
}

/** What became of it, for a person. */
export function appliedText({ checkout, edits, before, after, isReverted }: Applied): string {
  const total = Object.values(edits).reduce((sum, count) => sum + count, 0);
  const rules = Object.entries(edits).map(([rule, count]) => `${rule} ${count}`);
  const isSame = after.exitCode === 0 && before.counts.join() === after.counts.join();
  return [
    `${checkout.repository}: ${total} edits (${rules.join(', ')})`,
    `  before: ${before.counts.join(', ')}`,
    `  after:  ${after.counts.join(', ')}${isSame ? '' : `  DIFFERENT, exit code ${after.exitCode}`}`,
    `  ${isReverted ? 'reverted to the byte' : 'NOT REVERTED'}\n`,
  ].join('\n');
}
