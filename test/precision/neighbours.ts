/**
 * `npx tsx test/precision/neighbours.ts DIR…`: of the imports in these checkouts that lead to a file that is reviewed, how
 * many have something of that file shown along; and what planning costs with and without it. What an import leads to is
 * found here by other means than in the product: by the TypeScript compiler, by Python's own parser, by what is on disk.
 * One JSON line for each folder and language, and one for all of a folder, in which what several files import is read once.
 * What planning costs is the median of some rounds, with and without in turns: others are at work on a machine, too. By how
 * much they make it slow, a piece of work tells that is done in between.
 */
import { basename, join, resolve } from 'node:path';
import { createNeighbours, type FindUsed } from '../../src/core/neighbours/neighbours';
import { createPartPlanner } from '../../src/core/prompt/partPlanner';
import { languageOf } from '../../src/core/text/language';
import { estimateTokens } from '../../src/core/text/tokens';
import type { FileSnapshot } from '../../src/core/types';
import { createSyntax } from '../../src/reviewers/syntax/syntax';
import { sha256 } from '../../src/store/hash';
import { blockingCalls } from '../../src/workspace/fileCalls';
import { createFolderWorkspace } from '../../src/workspace/folder';
import { importedBy, offeredBy } from './importedFiles';

const families: Readonly<Record<string, string>> = {
  c: 'C',
  cpp: 'C++',
  go: 'Go',
  javascript: 'JavaScript',
  javascriptreact: 'JavaScript',
  python: 'Python',
  typescript: 'TypeScript',
  typescriptreact: 'TypeScript',
};

const never = new AbortController().signal;

const rounds = 7;
/** So many files are planned in a round at least, if need be each several times, as if by several runs: few measure cold code. */
const leastPlanned = 400;

async function measure(folder: string): Promise<void> {
  const workspace = createFolderWorkspace({
    // As the command line reads.
    ...{ folder, hash: sha256, include: [], exclude: [], maxFileSize: 1_048_576, calls: blockingCalls },
  });
  const discovery = await workspace.discover(never);
  if (discovery.kind !== 'found') {
    throw new Error(`${folder}: ${JSON.stringify(discovery)}`);
  }
  const listed = discovery.files.flatMap(({ kind, path }) => (kind === 'file' ? [path] : []));
  const files: FileSnapshot[] = [];
  for (const path of listed.filter((one) => families[languageOf(one)])) {
    const read = await workspace.read(path);
    if (read.kind === 'text') {
      files.push(read.snapshot);
    }
  }
  const reviewed = new Set(files.map(({ path }) => path));
  const syntax = createSyntax(join(import.meta.dirname, '../../dist/wasm'));
  const neighboursOf = () =>
    createNeighbours({
      ...{ read: workspace.read, paths: listed, hash: sha256, isWhole: () => true },
      signatures: (file) => syntax.signatures(file),
    }).usedBy;
  for (const family of new Set(Object.values(families))) {
    const own = files.filter(({ language }) => families[language] === family);
    const [first] = own;
    if (first) {
      // The grammar is loaded by whoever comes first, with and without.
      await syntax.signatures(first);
      await measureFamily(folder, family, own, reviewed, listed, neighboursOf);
    }
  }
  const { slowness, ...cpuMsPerFile } = await costOf(files, neighboursOf);
  const all = { folder: basename(folder), family: 'all', files: files.length, cpuMsPerFile, slowness };
  process.stdout.write(`${JSON.stringify(all)}\n`);
}

async function measureFamily(
  folder: string,
  family: string,
  files: readonly FileSnapshot[],
  reviewed: ReadonlySet<string>,
  listed: readonly string[],
  neighboursOf: () => FindUsed,
): Promise<void> {
  const without = await planAll(files, undefined);
  const find = neighboursOf();
  const withThem = await planAll(files, find);
  const firstMore = withThem.ms - without.ms;
  const { slowness, ...cpuMsPerFile } = await costOf(files, neighboursOf);
  let imports = 0;
  let shown = 0;
  const missed: string[] = [];
  for (const [index, file] of files.entries()) {
    const seen = new Set(withThem.shown[index]?.map(({ path }) => path));
    for (const targets of importedBy(folder, file, listed)) {
      const inReview = targets.filter((path) => reviewed.has(path) && path !== file.path);
      if (inReview.length > 0) {
        imports++;
        const isShown = inReview.some(
          (path) => seen.has(path) || offeredBy(folder, path, listed).some((one) => seen.has(one)),
        );
        shown += isShown ? 1 : 0;
        if (!isShown) {
          missed.push(`${file.path} -> ${inReview[0]}`);
        }
      }
    }
  }
  if (imports > 0) {
    const tokens = withThem.shown.map((list) => list.reduce((sum, { text }) => sum + estimateTokens(text), 0));
    const report = {
      ...{ folder: basename(folder), family, files: files.length, imports, shown },
      share: Math.round((1000 * shown) / imports) / 10,
      // What has to be loaded and compiled first is no cost of a file.
      cpuMsPerFile,
      startMs: Math.round((firstMore - cpuMsPerFile.more) * files.length),
      slowness,
      parts: { without: without.parts, with: withThem.parts },
      tokensPerFile: Math.round(tokens.reduce((sum, one) => sum + one, 0) / files.length),
      tokensAt95: tokens.toSorted((a, b) => a - b)[Math.floor(tokens.length * 0.95)],
      ...(process.env.MISSED && { missed: missed.slice(0, Number(process.env.MISSED)) }),
    };
    process.stdout.write(`${JSON.stringify(report)}\n`);
  }
}

/** Each file is planned anew in each round; `related` is what it would cost on a machine as fast as in its fastest moment. */
async function costOf(files: readonly FileSnapshot[], find: () => FindUsed) {
  const figures = { without: [] as number[], with: [] as number[], more: [] as number[], slowness: [] as number[] };
  const times = Math.ceil(leastPlanned / files.length);
  const msOf = async (usedBy: () => FindUsed | undefined) => {
    let sum = 0;
    for (let time = 0; time < times; time++) {
      sum += (await planAll(files, usedBy())).ms;
    }
    return sum / times;
  };
  for (let round = 0; round < rounds; round++) {
    const before = workMs(files);
    const without = await msOf(() => undefined);
    const withThem = await msOf(find);
    figures.without.push(without);
    figures.with.push(withThem);
    figures.more.push(withThem - without);
    figures.slowness.push((before + workMs(files)) / 2);
  }
  const least = Math.min(...figures.slowness);
  const related = figures.more.map((more, round) => (more * least) / (figures.slowness[round] ?? least));
  return {
    without: median(figures.without),
    with: median(figures.with),
    more: median(figures.more),
    related: median(related),
    /** How many times as slow the machine was as in its fastest moment. */
    slowness: Math.round((100 * median(figures.slowness)) / least) / 100,
  };
}

function median(figures: readonly number[]): number {
  return Math.round((figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0) * 1000) / 1000;
}

/** Processor time of always the same work, in milliseconds. */
function workMs(files: readonly FileSnapshot[]): number {
  const text = files
    .map((file) => file.text)
    .join('\n')
    .slice(0, 300_000);
  const before = process.cpuUsage();
  for (let times = 0; times < 6; times++) {
    new Set(text.match(/\w+/g));
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

interface Planned {
  /** CPU of this process for each file: the planner's, and the parser's that runs in a worker otherwise. */
  readonly ms: number;
  readonly parts: number;
  readonly shown: readonly (readonly { readonly path: string; readonly text: string }[])[];
}

async function planAll(files: readonly FileSnapshot[], usedBy: FindUsed | undefined): Promise<Planned> {
  const planner = createPartPlanner({
    ...{
      passesFor: () => [0],
      systemTokens: [800],
      maxPromptTokens: undefined,
      countTokens: estimateTokens,
      usedBy,
    },
  });
  const before = process.cpuUsage();
  let parts = 0;
  const shown: { readonly path: string; readonly text: string }[][] = [];
  for (const file of files) {
    // As fresh as what a run reads: the planner remembers what it has counted.
    const planned = await planner.plan({ ...file }, never);
    parts += planned.length;
    shown.push(
      planned.flatMap(({ neighbours }) =>
        (neighbours?.files ?? []).map(({ path, definitions }) => ({ path, text: definitions.join('\n') })),
      ),
    );
  }
  const { user, system } = process.cpuUsage(before);
  return { ms: Math.round((user + system) / files.length) / 1000, parts, shown };
}

async function main(folders: readonly string[]): Promise<void> {
  if (folders.length === 0) {
    throw new Error('Name folders: npx tsx test/precision/neighbours.ts DIR…');
  }
  for (const folder of folders) {
    await measure(resolve(folder));
  }
}

void main(process.argv.slice(2));
