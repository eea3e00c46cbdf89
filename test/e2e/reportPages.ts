import { createHash } from 'node:crypto';
import { createWriteStream, readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileReview, FileStatus } from '../../src/core/fileReview';
import { toHtml } from '../../src/core/report/page/html';
import { type Finding, severities } from '../../src/core/types';
import { storeOf } from '../unit/fakes';

const root = path.resolve(import.meta.dirname, '../..');

/** What a page must show as it is, whoever wrote it. */
export const hostile = [
  '</script><script>document.title = "owned"</script>',
  '<img src="http://127.0.0.1:9/a.png" onerror="document.title = \'owned\'">',
  '<!--<script>',
  '\u202eb\u2067.ts',
  'שלום עולם',
  'two\nlines',
  '&lt;b&gt; ${1} `x`',
] as const;

const coverage = { reviewedLines: 100, totalLines: 100 };
const looks = { analyzers: ['ast-grep', 'eslint', 'text'], language: 'typescript' };

function statusOf(index: number): FileStatus {
  if (index % 50 === 17) return { kind: 'skipped', reason: 'minified', message: 'its lines are very long' };
  if (index % 200 === 19) {
    return { kind: 'failed', reason: 'timed out', message: 'No answer in 10 minutes.', phase: 'model' };
  }
  return { kind: 'reviewed', coverage, durationMs: 5, looks };
}

function findingOf(file: number, index: number): Finding {
  const odd = hostile[file];
  return {
    ...{ id: `${file}-${index}`, reviewer: 'local', source: index % 3 ? 'eslint' : 'ast-grep' },
    ...{ rule: `rule-${(file + index) % 40}`, severity: severities[(file + index) % 3] ?? 'info' },
    ...{ category: 'bug', confidence: 'high', title: odd ?? `Result of indexOf used as a boolean, number ${index}` },
    explanation: odd ?? 'indexOf returns -1, which is true, when nothing is found. Compare with -1, or use includes.',
    place: { start: 0, end: 3, startLine: index + 1, endLine: index + 1, quote: 'x' },
    ...(index % 2 === 0 && {
      proposal: {
        edits: [
          {
            ...{ start: 0, end: 3, startLine: index + 1, oldText: odd ?? 'list.indexOf(value)' },
            ...{ newText: 'list.includes(value)', linePrefix: '  if (', lineSuffix: ') {' },
          },
        ],
        ...{ anchoring: 'exact', flags: [], state: { kind: index === 2 ? 'reverted' : 'ready' } },
      },
    }),
  };
}

function fileOf(index: number, findings: number): FileReview {
  const status = statusOf(index);
  return {
    path: hostile[index] ?? `src/module${index % 97}/file${index}.ts`,
    ...{ bytes: 1, status },
    findings: status.kind === 'skipped' ? [] : Array.from({ length: findings }, (_, n) => findingOf(index, n)),
    ...(index === 30 && { hidden: [{ ...findingOf(index, 99), hiddenBy: { kind: 'comment' } }] }),
  };
}

/** A run of local workers, and then of a model that is at work on eight files at once, with all that can be marked. */
async function* eventsOf(files: readonly FileReview[]): AsyncGenerator<string> {
  const at = 1_790_000_000_000;
  const line = (event: object) => JSON.stringify(event);
  yield line({ type: 'run.started', at, run: {}, maxParallelFiles: 8 });
  for (const [limit, seconds] of [
    [4, 0],
    [5, 2],
    [6, 4],
    [8, 9],
  ] as const) {
    yield line({
      type: 'endpoint.limit',
      at: at + seconds * 1_000,
      endpoint: 'ollama-1',
      state: 'open',
      limit,
      reason: 'all slots are in use',
    });
  }
  yield line({
    type: 'endpoint.limit',
    at: at + 6_000,
    endpoint: 'ollama-1',
    state: 'paused',
    limit: 4,
    reason: 'asked to wait',
  });
  yield line({
    type: 'endpoint.limit',
    at: at + 7_500,
    endpoint: 'ollama-1',
    state: 'open',
    limit: 4,
    reason: 'asked to wait',
  });
  for (const [index, file] of files.entries()) {
    const about = { type: 'file.finished', path: file.path, findings: file.findings.length };
    const workers = index % 3;
    yield line({
      ...about,
      at: at + index + 5,
      durationMs: 4,
      reviewer: 'local',
      worker: workers,
      outcome: 'reviewed',
      cached: false,
    });
    const durationMs = 200 + ((index * 7919) % 900);
    const outcome = index % 19 === 3 ? 'will retry' : index % 31 === 5 ? 'failed' : 'reviewed';
    const ends = at + 300 + Math.floor(index / 8) * 1_150 + durationMs;
    yield line({
      ...about,
      at: ends,
      durationMs,
      reviewer: 'model',
      worker: index % 8,
      endpoint: 'ollama-1',
      outcome,
      cached: index % 11 === 0,
    });
  }
  const verified = at + files.length * 145;
  const ran = { command: 'npm test', files: 0, durationMs: 700, end: 'exited' };
  yield line({ type: 'verify.started', at: verified, commands: ['npm test'], proposals: 2 });
  yield line({ type: 'verify.ran', at: verified + 800, ...ran });
  yield line({ type: 'verify.finished', at: verified + 1_000, outcome: 'done' });
  yield line({ type: 'verify.proven', at: at + files.length * 145 + 1_000, results: { a: 'verified', b: 'failed' } });
}

/** Writes the report page of a made-up run with so many files, and so many findings in each. */
export async function writePage(file: string, count: number, findings: number): Promise<void> {
  const files = Array.from({ length: count }, (_, index) => fileOf(index, findings));
  const read = (name: string) => readFileSync(path.join(root, 'dist', name), 'utf8');
  const [style, script] = [read('reportPage.css'), read('reportPage.js')];
  const hash = (text: string) => createHash('sha256').update(text).digest('base64');
  const page = async () => ({ style, script, styleHash: hash(style), scriptHash: hash(script) });
  const outcomes = async () => ({ makers: [], runs: 1, leftOut: 0 });
  const pieces = toHtml(storeOf(files), { version: '0.1.0', events: () => eventsOf(files), outcomes, page });
  await pipeline(Readable.from(pieces), createWriteStream(file));
}
