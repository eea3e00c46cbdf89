import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { peerTools } from './peerTools';
import { cpuMsIn, endings, report, review, root, round, spawnMeasured } from './support';
import { generateTree, treeLanguages } from './trees';

const files = 2_000;

/** So often it is looked how much memory the processes of a tool have. Milliseconds. */
const lookMs = 100;

interface Cost {
  readonly cpuMs: number;
  readonly exitCode: number | null;
  /** Of all its processes together, without what they share; absent where the system does not tell. */
  readonly peakMb?: number;
}

/**
 * What the local reviewers cost on a tree of one language: against a bare loop over the same packages and rules, and
 * against the tools that people use for the same.
 */
export async function linters(language: string, folder: string): Promise<void> {
  const tree = treeLanguages[language];
  if (!tree) {
    throw new Error(`There are no trees of ${language}.`);
  }
  const reviewed = join(folder, 'reviewed');
  generateTree(reviewed, tree, files);
  const loop = bundleBareLoop();
  const bare = await measure(process.execPath, [loop, language, reviewed, join(root, 'dist/wasm')], folder);
  if (bare.exitCode !== 0) {
    throw new Error(`The bare loop ended with ${bare.exitCode}.`);
  }
  const tools: Record<string, object> = {};
  for (const { name, program, words } of peerTools(language, reviewed, join(folder, 'tools'))) {
    const { cpuMs, exitCode, ...cost } = await measure(program, words, folder);
    // With 1 they say that they have found something.
    if (exitCode !== 0 && exitCode !== 1) {
      throw new Error(`${name} ended with ${exitCode}.`);
    }
    tools[name] = { cpuMs: round(cpuMs, 0), ...cost };
  }
  const peak = watchMemory();
  const done = await review(folder, { flags: ['--reviewers', 'local'] });
  const peakMb = peak.stop();
  report('local reviewers and linters', {
    ...{ language, files, endings: endings(done), cpuMs: round(done.cpuMs, 0), ...(peakMb && { peakMb }) },
    ...{ bareCpuMs: round(bare.cpuMs, 0), bareMb: bare.peakMb },
    ...{ ratio: round(done.cpuMs / bare.cpuMs, 2), permittedRatio: 1.5, tools },
  });
}

/** With what it needs in one file, as the product is: to load hundreds of modules is no part of the comparison. */
function bundleBareLoop(): string {
  const outfile = join(root, 'dist/bench/bareLoop.cjs');
  esbuild.buildSync({
    ...{ entryPoints: [join(import.meta.dirname, 'bareLoop.ts')], outfile, bundle: true, minify: true },
    ...{ platform: 'node', target: 'node20', format: 'cjs', legalComments: 'none' },
    // It reads its WebAssembly from beside itself.
    external: ['@astral-sh/ruff-wasm-nodejs'],
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(outfile).href) },
    alias: { 'web-tree-sitter': join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
  });
  return outfile;
}

async function measure(program: string, words: readonly string[], folder: string): Promise<Cost> {
  const usage = join(folder, 'usage.txt');
  const peak = watchMemory();
  // ESLint passes over files that are not below the folder it is started in.
  const child = spawnMeasured(words, usage, program, folder);
  child.stderr.resume();
  const [exitCode] = (await once(child, 'close')) as [number | null];
  const peakMb = peak.stop();
  return { cpuMs: cpuMsIn(usage), exitCode, ...(peakMb && { peakMb }) };
}

/** The most memory that all processes begun from here had together. */
function watchMemory(): { stop(): number | undefined } {
  let mostKb = 0;
  const timer = setInterval(() => {
    mostKb = Math.max(
      mostKb,
      descendants(process.pid).reduce((sum, pid) => sum + proportionalKb(pid), 0),
    );
  }, lookMs);
  return {
    stop() {
      clearInterval(timer);
      return mostKb === 0 ? undefined : Math.round(mostKb / 1024);
    },
  };
}

function descendants(pid: number): number[] {
  const children = readLines(`/proc/${pid}/task/${pid}/children`).flatMap((line) => line.split(' ').filter(Boolean));
  return children.flatMap((child) => [Number(child), ...descendants(Number(child))]);
}

/** A page that several processes share counts for its part in each. */
function proportionalKb(pid: number): number {
  const line = readLines(`/proc/${pid}/smaps_rollup`).find((line) => line.startsWith('Pss:'));
  return Number(/\d+/.exec(line ?? '')?.[0] ?? 0);
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    // It has ended, or the system has no such files.
    return [];
  }
}
