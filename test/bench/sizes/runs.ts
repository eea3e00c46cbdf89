import type { FileReview } from '../../../src/core/fileReview';
import { onAbort } from '../../../src/core/onAbort';
import { chooseContextTokens } from '../../../src/core/prompt/contextSize';
import { ProposalQueue } from '../../../src/core/queue/proposalQueue';
import { toMarkdown } from '../../../src/core/report/markdown';
import { toResults } from '../../../src/core/report/results';
import { toText } from '../../../src/core/report/runText';
import { toSarif } from '../../../src/core/report/sarif';
import { plainStyle } from '../../../src/core/report/style';
import type { RunRecord } from '../../../src/core/run/records';
import { estimateRun } from '../../../src/core/run/spend/estimate';
import type { RunStore } from '../../../src/core/run/store';
import type { Finding } from '../../../src/core/types';
import { certainPlaces, reviewedRanges } from '../../../src/vscode/facts/findingPlaces';
import { previewText } from '../../../src/vscode/queue/previewText';
import { fileRow } from '../../../src/vscode/tree/rows/fileRow';
import { FolderIndex } from '../../../src/vscode/tree/rows/folderIndex';
import {
  header,
  memoryApplier,
  memoryJournal,
  memoryLog,
  memoryPreImages,
  recordsOfFiles,
  replay,
  settle,
  sha256,
  storeOf,
  virtualClock,
} from '../../unit/fakes';
import { poolOf } from '../../unit/run/poolOf';
import { fileOf, findingsOf, proposed } from './findings';
import type { Step } from './step';

const lineOf = (index: number) => `let name${index} = ${index};`;

const made = new Map<string, readonly FileReview[]>();

/** Files of a folder, each with so many findings with proposals. Never changed, so that each try can have the same. */
function reviews(files: number, findingsEach: number): readonly FileReview[] {
  const key = `${files} ${findingsEach}`;
  const known = made.get(key) ?? makeReviews(files, findingsEach);
  made.set(key, known);
  return known;
}

function makeReviews(files: number, findingsEach: number): FileReview[] {
  return Array.from({ length: files }, (_, file) => {
    const path = `src/part${file % 50}/file${String(file).padStart(7, '0')}.ts`;
    const snapshot = fileOf(
      Array.from({ length: findingsEach }, (_, index) => lineOf(index)),
      path,
    );
    return {
      path,
      bytes: snapshot.text.length,
      textHash: snapshot.textHash,
      status: { kind: 'reviewed', coverage: { reviewedLines: 1, totalLines: 1 }, durationMs: 1 },
      findings: findingsEach === 0 ? [] : findingsOf(snapshot, 'local', proposed(snapshot)),
    };
  });
}

function queueOf(store: RunStore): ProposalQueue {
  return new ProposalQueue({
    ...{ store, applier: memoryApplier(new Map()), preImages: memoryPreImages(), journal: memoryJournal() },
    ...{ log: memoryLog().log, clock: virtualClock(), hash: sha256 },
  });
}

/** All files but the last dealt with; the one in hand is in the middle. */
function nearTheEnd(files: readonly FileReview[]): ProposalQueue {
  const store = storeOf(files);
  const queue = queueOf(store);
  for (const { findings } of files.slice(0, -1)) {
    settle(store, findings[0]?.id ?? '', stale);
  }
  queue.hold(files[files.length >> 1]?.findings[0]?.id);
  return queue;
}

const stale = { kind: 'stale', reason: 'gone' } as const;
const settled = (finding: Finding, store: RunStore) => settle(store, finding.id, stale);

const reports: Readonly<Record<string, (store: RunStore) => Iterable<string> | AsyncIterable<string>>> = {
  'results.json': toResults,
  SARIF: (store) => toSarif(store, '1'),
  Markdown: toMarkdown,
  'text for a terminal': (store) => toText(store, plainStyle),
};

async function lengthOf(pieces: Iterable<string> | AsyncIterable<string>): Promise<number> {
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
  }
  return length;
}

const lightFile = {
  ...{ path: 'a.ts', bytes: 1, textHash: 'hash' },
  status: { kind: 'reviewed', coverage: { reviewedLines: 1, totalLines: 1 }, durationMs: 1 },
} as const;

function lightFindings(count: number): Finding[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ id: `finding ${index}`, reviewer: 'local', source: 'tool', title: 'A thing', explanation: '' },
    ...{ severity: 'warning', category: 'bug', confidence: 'high' },
  }));
}

/** What a run keeps, counts, orders and shows. */
export const runs: readonly Step[] = [
  ...Object.entries(reports).flatMap(([name, write]): Step[] => [
    {
      name: `${name} of many files`,
      n: 300,
      prepare: (n) => {
        const store = storeOf(reviews(n, 2));
        return () => lengthOf(write(store));
      },
    },
    {
      name: `${name} of one file with many findings`,
      n: 300,
      prepare: (n) => {
        const store = storeOf(reviews(1, n));
        return () => lengthOf(write(store));
      },
    },
  ]),
  {
    name: 'states of many files, counted after each change',
    n: 2_000,
    prepare: (n) => {
      const files = reviews(n, 0);
      const store = storeOf(files);
      return () => {
        for (const { path } of files) {
          store.show(path, { kind: 'cancelled' });
          store.summary();
        }
      };
    },
  },
  {
    name: 'states of one file with many findings, counted after each change',
    n: 1_000,
    prepare: (n) => {
      const [file] = reviews(1, n);
      const store = storeOf(file ? [file] : []);
      return () => {
        for (let count = 0; count < n; count++) {
          store.show(file?.path ?? '', { kind: 'cancelled' });
          store.summary();
        }
      };
    },
  },
  {
    // So many, and without proposals, that neither size fits into a processor's caches: a look-up is four of its misses.
    name: 'each finding of one file, looked up',
    n: 40_000,
    prepare: (n) => {
      const store = storeOf([{ ...lightFile, findings: lightFindings(n) }]);
      return () => {
        let found = 0;
        for (let index = 0; index < n; index++) {
          found += store.finding(`finding ${index}`) ? 1 : 0;
        }
        return found;
      };
    },
  },
  {
    name: 'one proposal of one file, settled',
    n: 3_000,
    prepare: (n) => {
      const [file] = reviews(1, n);
      const store = storeOf(file ? [file] : []);
      queueOf(store);
      return () => file?.findings[0] && settled(file.findings[0], store);
    },
  },
  {
    name: 'the next proposal near the end of many',
    n: 5_000,
    prepare: (n) => {
      const queue = nearTheEnd(reviews(n, 1));
      return () => {
        for (let count = 0; count < 100; count++) {
          queue.next();
        }
      };
    },
  },
  {
    name: 'a walk through all proposals',
    n: 2_000,
    prepare: (n) => {
      const store = storeOf(reviews(n, 1));
      const queue = queueOf(store);
      return () => {
        for (let entry = queue.next(); entry; entry = queue.next()) {
          queue.hold(entry.finding.id);
          settled(entry.finding, store);
        }
      };
    },
  },
  {
    name: 'the record of a run, read again',
    n: 2_000,
    prepare: (n) => {
      const files = reviews(n, 1);
      const records: RunRecord[] = [
        { type: 'run', version: 2, run: header },
        ...recordsOfFiles(files),
        ...files.map(
          (file): RunRecord => ({
            type: 'proposal',
            finding: file.findings[0]?.id ?? '',
            state: stale,
          }),
        ),
      ];
      return () => replay(records);
    },
  },
  {
    name: 'parts that wait while none of them has a place',
    n: 1_000,
    prepare: (n) => async () => {
      let free = false;
      const pool = poolOf<number, true>({
        ...{ concurrency: 4, compare: () => 0, clock: virtualClock(), signal: new AbortController().signal },
        room: () => 1,
        kindOf: (item) => item % 2,
        take: (item) => (item % 2 === 1 || free ? true : undefined),
        work: async () => ({ kind: 'done' }),
      });
      const odd = Array.from({ length: n }, (_, index) => pool.run(2 * index + 1));
      const even = Array.from({ length: n }, (_, index) => pool.run(2 * index));
      await Promise.all(odd);
      free = true;
      pool.fill();
      await Promise.all(even);
    },
  },
  {
    name: 'those who wait for one signal',
    n: 5_000,
    prepare: (n) => () => {
      const { signal } = new AbortController();
      for (const stop of Array.from({ length: n }, () => onAbort(signal, () => {}))) {
        stop();
      }
    },
  },
  {
    name: 'the estimate of a run',
    n: 30_000,
    prepare: (n) => {
      const files = Array.from({ length: n }, (_, index) => ({ bytes: 100 + (index % 977), language: 'typescript' }));
      return () => {
        chooseContextTokens({ fileBytes: files.map(({ bytes }) => bytes), systemTokens: 800 });
        return estimateRun({ files, systemTokens: 800, passes: 1, parallel: 4, maxPromptTokens: 8_000 });
      };
    },
  },
  {
    name: 'the folders of the tree',
    n: 5_000,
    prepare: (n) => {
      const files = reviews(n, 0);
      return () => {
        const index = new FolderIndex(files);
        for (const file of files) {
          index.update(file);
          index.children('src');
        }
        return index.tally('');
      };
    },
  },
  {
    name: 'folders one in the other',
    n: 6,
    prepare: (n) => {
      const path = `${'a/'.repeat(n)}file.ts`;
      const [file] = reviews(1, 0);
      const files = file ? Array.from({ length: 100 }, (_, index) => ({ ...file, path: `${path}${index}` })) : [];
      return () => new FolderIndex(files).shownParent(path);
    },
  },
  {
    name: 'the row of a file with many findings',
    n: 300,
    prepare: (n) => {
      const [file] = reviews(1, n);
      return () => file && fileRow(file, 0);
    },
  },
  {
    name: 'problems of a file as it was reviewed',
    n: 3_000,
    prepare: (n) => {
      const [file] = reviews(1, n);
      return () => file && reviewedRanges(file);
    },
  },
  {
    name: 'problems of a file in which much was applied',
    n: 3_000,
    prepare: (n) => {
      const [file] = reviews(1, n);
      const receipt = { change: 0, textHash: '', baseHash: file?.textHash ?? '' };
      const findings = file?.findings.map((finding, index) =>
        finding.proposal && index % 2 === 0
          ? { ...finding, proposal: { ...finding.proposal, state: { kind: 'applied' as const, receipt } } }
          : finding,
      );
      const edited = { ...(file as FileReview), findings: findings ?? [], editedHash: 'edited' };
      return () => certainPlaces(edited, 'text', () => 'edited');
    },
  },
  {
    name: 'a preview of all proposals of one file',
    n: 1_000,
    prepare: (n) => {
      const [file] = reviews(1, n);
      const queue = queueOf(storeOf(file ? [file] : []));
      const text = fileOf(Array.from({ length: n }, (_, index) => lineOf(index))).text;
      return () => previewText(queue, queue.waiting(), text).text.length;
    },
  },
];
