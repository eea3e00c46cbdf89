import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Severity } from '../../src/core/types';
import { type Checkout, copyCheckout, copyWithoutLintConfiguration } from './checkouts';

/** The build. */
export const dist = resolve(import.meta.dirname, '../../dist');

/** What a proposal would change, in whole lines. */
export interface HitEdit {
  readonly startLine: number;
  readonly endLine: number;
  readonly oldText: string;
  readonly newText: string;
}

/** One finding that the product shows in a checkout. */
export interface Hit {
  readonly checkout: Checkout;
  readonly path: string;
  /** 0 for the file as a whole. */
  readonly line: number;
  /** Analyzer and rule, `eslint/no-undef`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  /** Under the project's own configuration of linters, or only without it. */
  readonly isConfigured: boolean;
  /** Where the project has no configuration of linters, or it is removed. */
  readonly isBare: boolean;
  readonly proposal?: { readonly edits: readonly HitEdit[]; readonly state: string; readonly flags: readonly string[] };
}

/** A checkout, reviewed with its configuration of linters and without. */
export interface Measured {
  readonly checkout: Checkout;
  readonly hits: readonly Hit[];
  /** Reviewed lines of the files that an analyzer looked at, by its name. */
  readonly lines: Readonly<Record<string, number>>;
}

interface FileResult {
  readonly status: string;
  readonly message?: string;
  readonly coverage?: { readonly reviewedLines: number };
  /** Who looked at it. */
  readonly analyzers?: readonly string[];
  readonly findings: readonly {
    readonly source: string;
    readonly rule?: string;
    readonly severity: Severity;
    readonly title: string;
    readonly startLine?: number;
    readonly proposal?: Hit['proposal'];
  }[];
}

type Results = Readonly<Record<string, FileResult>>;

/** Reviewed in one run, as to start the analyzers takes longer than to review a small project. */
const checkoutsPerRun = 12;

/**
 * Reviews checkouts as the built command line does, with the projects' own configuration of linters and without. What the
 * same build has found once is kept in the folder for temporary files.
 */
export function measureAll(checkouts: readonly Checkout[]): Measured[] {
  const kept = join(tmpdir(), 'folder-review-precision', buildHash());
  mkdirSync(kept, { recursive: true });
  const fileOf = (checkout: Checkout, kind: Kind) => join(kept, `${nameOf(checkout)}.${kind}.json`);
  const missing = checkouts.filter((checkout) => !existsSync(fileOf(checkout, 'bare')));
  for (let start = 0; start < missing.length; start += checkoutsPerRun) {
    const some = missing.slice(start, start + checkoutsPerRun);
    const configured = reviewCopies(some, 'configured');
    const bare = reviewCopies(some, 'bare');
    for (const checkout of some) {
      const asItIs = configured.get(checkout) ?? {};
      keep(fileOf(checkout, 'configured'), asItIs);
      keep(fileOf(checkout, 'bare'), bare.get(checkout) ?? asItIs);
    }
  }
  const read = (checkout: Checkout, kind: Kind) => JSON.parse(readFileSync(fileOf(checkout, kind), 'utf8')) as Results;
  return checkouts.map((checkout) => together(checkout, read(checkout, 'configured'), read(checkout, 'bare')));
}

/** With the projects' own configuration of linters, or without. */
type Kind = 'configured' | 'bare';

function nameOf({ repository, commit }: Checkout): string {
  return `${repository.replace('/', '+')}+${commit}`;
}

/**
 * Reviews copies of checkouts, side by side in one folder. For `bare`, those are left out that are the same without
 * configuration of linters.
 */
function reviewCopies(checkouts: readonly Checkout[], kind: Kind): ReadonlyMap<Checkout, Results> {
  const scratch = mkdtempSync(join(tmpdir(), 'folder-review-precision-run-'));
  try {
    const all = join(scratch, 'checkouts');
    mkdirSync(all);
    const copied = checkouts.filter((checkout) => {
      const copy = join(all, nameOf(checkout));
      if (kind === 'configured') {
        copyCheckout(checkout.folder, copy);
        return true;
      }
      const isOther = copyWithoutLintConfiguration(checkout.folder, copy);
      if (!isOther) {
        rmSync(copy, { recursive: true });
      }
      return isOther;
    });
    const files = Object.entries(copied.length === 0 ? {} : review(all, scratch));
    return new Map(
      copied.map((checkout) => {
        const start = `${nameOf(checkout)}/`;
        const own = files.filter(([path]) => path.startsWith(start));
        return [checkout, Object.fromEntries(own.map(([path, result]) => [path.slice(start.length), result]))];
      }),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Whole, or not there: another process may be measuring, too. */
function keep(file: string, results: Results): void {
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(results));
  renameSync(`${file}.${process.pid}`, file);
}

function buildHash(): string {
  const hash = createHash('sha256');
  for (const name of ['cli.js', 'analyzers.js', 'analyzerWorker.js']) {
    hash.update(readFileSync(join(dist, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

function review(folder: string, scratch: string): Results {
  const out = join(scratch, 'out');
  const state = join(scratch, 'state');
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const flags = ['--state-dir', state, '--out', out, '--quiet', '--fail-on', 'never'];
  const words = [join(dist, 'cli.js'), 'review', folder, ...flags];
  const { status, stderr } = spawnSync(process.execPath, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0 && status !== 3) {
    throw new Error(`The review of ${folder} ended with ${status}. ${stderr}`);
  }
  const { files } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as { files: Results };
  for (const [path, { status: ending, message = '' }] of Object.entries(files)) {
    if (ending === 'failed') {
      process.stderr.write(`${join(folder, path)} could not be reviewed: ${message}\n`);
    }
  }
  return files;
}

function together(checkout: Checkout, configured: Results, bare: Results): Measured {
  const ofConfigured = hitsIn(checkout, configured, { isConfigured: true, isBare: false });
  const ofBare = hitsIn(checkout, bare, { isConfigured: false, isBare: true });
  const all = new Map(ofConfigured.map((hit) => [placeOf(hit), hit]));
  for (const hit of ofBare) {
    const same = all.get(placeOf(hit));
    all.set(placeOf(hit), same ? { ...same, isBare: true } : hit);
  }
  const lines: Record<string, number> = {};
  for (const { coverage, analyzers = [] } of Object.values(bare)) {
    for (const name of analyzers) {
      lines[name] = (lines[name] ?? 0) + (coverage?.reviewedLines ?? 0);
    }
  }
  return { checkout, hits: [...all.values()], lines };
}

/** Several findings of a rule on one line are one hit. */
function hitsIn(checkout: Checkout, results: Results, how: Pick<Hit, 'isBare' | 'isConfigured'>): Hit[] {
  const hits = Object.entries(results).flatMap(([path, { findings }]) =>
    findings.map(
      ({ source, rule = '', severity, title, startLine = 0, proposal }): Hit => ({
        ...{ checkout, path, line: startLine, rule: `${source}/${rule}`, severity, title, ...how },
        ...(proposal && { proposal }),
      }),
    ),
  );
  return [...new Map(hits.map((hit) => [placeOf(hit), hit])).values()];
}

/** Tells a hit from all others of its checkout. */
function placeOf({ path, line, rule }: Hit): string {
  return JSON.stringify([path, line, rule]);
}
