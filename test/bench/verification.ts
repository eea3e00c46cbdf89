import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVerifier } from '../../src/compose/verifier';
import type { CommandRun, Trial } from '../../src/core/verify/ports';
import type { Candidate } from '../../src/core/verify/proving/proposals';
import { verifyProposals } from '../../src/core/verify/proving/verify';
import { sha256 } from '../../src/store/hash';
import { makePlace } from '../../src/workspace/place';
import { openSite } from '../../src/workspace/verification/site';
import { percentile, report, round } from './support';

const never = new AbortController().signal;

/** What a verification costs beside the commands: the snapshot, a worktree, and each trial. */
export async function verification(folder: string): Promise<void> {
  for (const [files, installed, permitted] of [
    [1000, 0, { trialMs: 100 }],
    [1000, 10_000, { trialMs: 100 }],
    [10_000, 0, { snapshotMs: 2000 }],
  ] as const) {
    const [project, place] = [`project-${files}-${installed}`, `place-${files}-${installed}`].map((name) =>
      join(folder, name),
    ) as [string, string];
    makeProject(project, files, installed);
    const snapshots: number[] = [];
    for (let n = 0; n < 3; n++) {
      await makePlace(place, {}, async () => true);
      const start = performance.now();
      const opened = await openSite(optionsOf(project, place), never);
      snapshots.push(performance.now() - start);
      if (opened.kind !== 'site') {
        throw new Error(JSON.stringify(opened));
      }
      await opened.site.close();
    }
    report('verification', {
      ...{ files, installed, snapshotMs: round(percentile(snapshots, 0.5), 0), ...(await trialsOf(project, place)) },
      permitted,
    });
  }
}

/** Looks at all sources for a second, and prints the line that nothing takes. */
const command = "sleep 1; ! grep -rF '} {' src";

/**
 * How much sooner 16 proposals, each alone, are verified by a command of one second in four worktrees than in one, from the
 * snapshot to the last file removed: the base, a control for each file, and the proposals; and where the base was seen before.
 */
export async function verificationAtOnce(folder: string): Promise<void> {
  const project = join(folder, 'project');
  makeProject(project, 1000);
  const one = await verifyAtOnce(project, folder, 1);
  const four = await verifyAtOnce(project, folder, 4);
  const { baseline } = one;
  const [oneAgain, fourAgain] = [
    await verifyAtOnce(project, folder, 1, baseline),
    await verifyAtOnce(project, folder, 4, baseline),
  ];
  report('verification at once', {
    ...{ oneMs: one.ms, fourMs: four.ms, ratio: round(four.ms / one.ms) },
    knownBase: { oneMs: oneAgain.ms, fourMs: fourAgain.ms, ratio: round(fourAgain.ms / oneAgain.ms) },
    ...{ openMs: four.openMs, firstMs: four.firstMs, closeMs: four.closeMs, runs: four.runs, permittedRatio: 0.3 },
  });
}

async function verifyAtOnce(project: string, folder: string, parallel: number, baseline: readonly CommandRun[] = []) {
  const world = { folder: project, stateRoot: join(folder, 'state'), unsaved: async () => new Map() };
  const start = performance.now();
  const since = () => round(performance.now() - start, 0);
  const opened = await createVerifier(world).open(
    { setUp: [], commands: [command], parallel, timeLimitMs: 60_000 },
    never,
  );
  if (opened.kind !== 'site') {
    throw new Error(JSON.stringify(opened));
  }
  const openMs = since();
  const begun: number[] = [];
  const proposals = Array.from({ length: 16 }, (_, at): Candidate => {
    // The tenth has been changed.
    const n = at < 9 ? at + 1 : at + 2;
    const [path, text] = [pathOf(n), textOf(n)];
    const edits = [{ start: 0, end: 5, newText: 'let' }];
    return { id: `p${at}`, title: path, path, textHash: sha256(text), textLength: text.length, edits };
  });
  const outcome = await verifyProposals({
    ...{
      proposals,
      mode: 'proposal',
      site: opened.site,
      commands: [command],
      texts: new Map(),
      signal: never,
      baseline,
    },
    apart: () => undefined,
    heldBack: () => undefined,
    keep: async () => '',
    told: { proof: () => {}, progress: () => begun.push(since()) },
  });
  const endMs = since();
  await opened.site.close();
  const ms = since();
  const proofs = outcome.kind === 'done' ? [...outcome.proofs.values()] : [];
  const verified = proofs.filter(({ result }) => result.kind === 'verified').length;
  if (outcome.kind !== 'done' || verified !== proposals.length) {
    throw new Error(JSON.stringify(proofs.map(({ result }) => result)));
  }
  const [firstMs = 0] = begun;
  return { ms, openMs, firstMs, closeMs: ms - endMs, runs: begun.length, baseline: outcome.baseline ?? [] };
}

/** With a command that takes no time: what is measured is ours. */
function optionsOf(folder: string, place: string) {
  const run = { end: { kind: 'exited', exitCode: 0 }, output: { head: '', tail: '', omittedBytes: 0 }, durationMs: 0 };
  return {
    ...{ folder, place, parallel: 1, unsaved: new Map<string, Uint8Array>(), hash: sha256 },
    run: async ({ command }: { command: string }) => ({ kind: 'ran' as const, run: { command, ...run } as never }),
  };
}

async function trialsOf(project: string, place: string) {
  await makePlace(place, {}, async () => true);
  const opened = await openSite(optionsOf(project, place), never);
  if (opened.kind !== 'site') {
    throw new Error(JSON.stringify(opened));
  }
  const text = textOf(7);
  const changes = [{ path: pathOf(7), textHash: sha256(text), edits: [{ start: 0, end: 5, newText: 'let' }] }];
  const trial: Trial = { changes, commands: ['true'], goesOn: () => true };
  const times: number[] = [];
  for (let n = 0; n < 21; n++) {
    const start = performance.now();
    await opened.site.try(trial, never);
    times.push(performance.now() - start);
  }
  const [firstMs = 0, ...others] = times;
  const start = performance.now();
  await opened.site.close();
  return {
    ...{ worktreeMs: round(firstMs, 0), trialMs: round(percentile(others, 0.5), 1), trials: others.length },
    closeMs: round(performance.now() - start, 0),
  };
}

function pathOf(n: number): string {
  return `src/part${n % 50}/file${n}.ts`;
}

function textOf(n: number): string {
  return `const value${n} = ${n};\n`.repeat(100);
}

/** Every tenth file is changed, every hundredth is not known to git, and some are of installed packages. */
function makeProject(folder: string, files: number, installed = 0): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '.gitignore'), 'node_modules/\n');
  for (let n = 0; n < installed; n++) {
    const lib = join(folder, 'node_modules', `package${n % 500}`, 'lib');
    mkdirSync(lib, { recursive: true });
    writeFileSync(join(lib, `file${n}.js`), textOf(n));
  }
  for (let n = 0; n < files; n++) {
    mkdirSync(join(folder, 'src', `part${n % 50}`), { recursive: true });
    writeFileSync(join(folder, pathOf(n)), textOf(n));
  }
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'gc.auto=0', ...words], { stdio: 'ignore' });
  git('init');
  git('add', '.');
  git('-c', 'user.name=x', '-c', 'user.email=x', 'commit', '-m', 'x');
  git('repack', '-adq');
  for (let n = 0; n < files; n += 10) {
    writeFileSync(join(folder, pathOf(n)), `// ${n}\n${textOf(n)}`);
  }
  for (let n = 0; n < files; n += 100) {
    writeFileSync(join(folder, `${pathOf(n)}.new`), textOf(n));
  }
}
