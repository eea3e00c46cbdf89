/**
 * `npx tsx test/precision/neighbours.ts DIR…`: of the imports in these checkouts that lead to a file that is reviewed, how
 * many have something of that file shown along; and what planning costs with and without it. What an import leads to is
 * found here by other means than in the product: by the TypeScript compiler, by Python's own parser, by what is on disk.
 * One JSON line for each folder and language.
 */
import { basename, join, resolve } from 'node:path';
import { estimateTokenCount } from 'tokenx';
import { createNeighbours, type FindUsed } from '../../src/core/neighbours/neighbours';
import type { Workspace } from '../../src/core/ports';
import { createPartPlanner } from '../../src/core/prompt/partPlanner';
import { languageOf } from '../../src/core/text/language';
import type { FileSnapshot } from '../../src/core/types';
import { createSyntax } from '../../src/reviewers/syntax/syntax';
import { sha256 } from '../../src/store/hash';
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

async function measure(folder: string): Promise<void> {
  const workspace = createFolderWorkspace({
    ...{ folder, hash: sha256, include: [], exclude: [], maxFileSize: 1_048_576 },
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
  for (const family of new Set(Object.values(families))) {
    const own = files.filter(({ language }) => families[language] === family);
    if (own.length > 0) {
      await measureFamily(folder, family, own, reviewed, listed, workspace);
    }
  }
}

async function measureFamily(
  folder: string,
  family: string,
  files: readonly FileSnapshot[],
  reviewed: ReadonlySet<string>,
  listed: readonly string[],
  { read }: Workspace,
): Promise<void> {
  const syntax = createSyntax(join(import.meta.dirname, '../../dist/wasm'));
  const [first] = files;
  if (first) {
    // The grammar is loaded by whoever comes first, with and without.
    await syntax.signatures(first);
  }
  const without = await planAll(files, undefined);
  const find = createNeighbours({ read, paths: listed, signatures: (file) => syntax.signatures(file) });
  const withThem = await planAll(files, find);
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
    const tokens = withThem.shown.map((list) => list.reduce((sum, { text }) => sum + estimateTokenCount(text), 0));
    const report = {
      ...{ folder: basename(folder), family, files: files.length, imports, shown },
      share: Math.round((1000 * shown) / imports) / 10,
      cpuMsPerFile: {
        without: without.ms,
        with: withThem.ms,
        more: Math.round((withThem.ms - without.ms) * 1000) / 1000,
      },
      parts: { without: without.parts, with: withThem.parts },
      tokensPerFile: Math.round(tokens.reduce((sum, one) => sum + one, 0) / files.length),
      tokensAt95: tokens.toSorted((a, b) => a - b)[Math.floor(tokens.length * 0.95)],
      ...(process.env.MISSED && { missed: missed.slice(0, Number(process.env.MISSED)) }),
    };
    process.stdout.write(`${JSON.stringify(report)}\n`);
  }
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
      countTokens: estimateTokenCount,
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
