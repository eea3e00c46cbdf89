import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ReviewContext } from '../../../src/core/ports';
import { languageOf } from '../../../src/core/text/language';
import { toText } from '../../../src/core/text/lines';
import type { FileSnapshot, ReportedFinding, TextEdit } from '../../../src/core/types';
import { type Analyzer, findingsOf } from '../../../src/reviewers/analyzers/analyzer';
import { createFolderConfig } from '../../../src/reviewers/analyzers/folderConfig';
import { sha256 } from '../fakes';

const root = join(import.meta.dirname, '../../..');
export const dist = join(root, 'dist');
export const wasmFolder = join(dist, 'wasm');
export const fixtures = join(root, 'test/fixtures');

const programs = ['analyzerProcess', 'analyzerWorker', 'analyzers', 'journalWorker'];
let built = process.env.FOLDER_REVIEW_BUILT === 'yes';

/** Builds the programs of threads from the sources at hand, once per test process, unless that was done for all of them. */
export function buildWorker(): void {
  assert.ok(
    built || process.env.MOCHA_WORKER_ID === undefined,
    'Tests in parallel share what is built: npm run test:unit',
  );
  if (!built) {
    execFileSync(process.execPath, [join(root, 'esbuild.mjs'), ...programs], {
      stdio: 'inherit',
    });
    built = true;
  }
}

export function snapshot(path: string, raw: string, language = languageOf(path)): FileSnapshot {
  const { text, lineEnding } = toText(raw);
  return { path, language, text, textHash: sha256(text), lineEnding };
}

/** Analyzes one file of a folder that has these other files. What the folder silences is left out unless asked for. */
export async function analyze(
  analyzer: Analyzer,
  file: FileSnapshot,
  others: Readonly<Record<string, string>> = {},
  alsoSilenced = false,
): Promise<readonly ReportedFinding[]> {
  return withFolder(others, async (folder) => {
    const run = await analyzer.load({ wasmFolder });
    const found = findingsOf(await run(file, createFolderConfig(folder), alsoSilenced));
    return found.filter(({ hiddenBy }) => alsoSilenced || !hiddenBy);
  });
}

export async function withFolder<Result>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'folder-review-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The text with the edits of all findings in it. */
export function fixed(text: string, findings: readonly ReportedFinding[]): string {
  const edits = findings.flatMap(({ fix }) => (fix?.kind === 'edits' ? fix.edits : []));
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((result, { start, end, newText }: TextEdit) => result.slice(0, start) + newText + result.slice(end), text);
}

export function rulesOf(findings: readonly { readonly rule?: string }[]): (string | undefined)[] {
  return findings.map(({ rule }) => rule);
}

export function context(signal = new AbortController().signal): ReviewContext {
  return { signal, known: [], waiting: () => {} };
}
