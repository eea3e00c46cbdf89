import { ProposalQueue } from '../../../src/core/queue/proposalQueue';
import type { RunRecord } from '../../../src/core/run/records';
import { recordsOf } from '../../../src/core/run/snapshot';
import { RunStore } from '../../../src/core/run/store';
import {
  header,
  memoryApplier,
  memoryJournal,
  memoryLog,
  memoryPreImages,
  reads,
  recordsOfFiles,
  replay,
  sha256,
  virtualClock,
} from '../../unit/fakes';
import { fileOf, findingsOf, proposed } from './findings';
import type { Step } from './step';

const linesAltogether = 4_000;

/** Files with proposals, all of them ready, and a queue that changes them in memory. */
function folderOf(files: number, proposalsEach: number) {
  const texts = new Map<string, string>();
  const reviews = Array.from({ length: files }, (_, file) => {
    const path = `src/file${String(file).padStart(7, '0')}.ts`;
    // A file that is as long whatever the number of proposals: each change of a file takes time in proportion to its length.
    const lines = Array.from({ length: files === 1 ? linesAltogether : proposalsEach }, (_, n) => `let n${n} = ${n};`);
    const snapshot = fileOf(lines, path);
    texts.set(path, snapshot.text);
    return {
      ...{ path, bytes: snapshot.text.length, textHash: snapshot.textHash },
      status: { kind: 'reviewed', coverage: { reviewedLines: 1, totalLines: 1 }, durationMs: 1 } as const,
      findings: findingsOf(snapshot, 'local', proposed(snapshot).slice(0, proposalsEach)),
    };
  });
  const records = recordsOfFiles(reviews);
  const journal = memoryJournal();
  journal.records.push({ type: 'run', version: 2, run: header }, ...records);
  const store = new RunStore(header);
  for (const record of records) {
    store.apply(record);
  }
  const preImages = memoryPreImages();
  const queue = new ProposalQueue({
    ...{ store, journal, preImages, applier: memoryApplier(texts), log: memoryLog().log },
    ...{ clock: virtualClock(), hash: sha256 },
  });
  return { queue, store, journal, texts };
}

async function applyAll({ queue }: ReturnType<typeof folderOf>): Promise<void> {
  for (const { finding } of queue.waiting()) {
    await queue.apply(finding.id);
  }
}

/** The records of a file in which every proposal was applied. */
function recordsOfChanges(count: number): RunRecord[] {
  const { store, journal } = folderOf(1, count);
  const [file] = store.files();
  const baseHash = file?.textHash ?? '';
  let before = baseHash;
  return [
    ...journal.records,
    ...(file?.findings ?? []).flatMap(({ id: finding, proposal }, change): RunRecord[] => {
      const after = sha256(finding);
      const intent = { finding, action: 'apply', before, after, pure: true, baseHash } as const;
      const state = { kind: 'applied', receipt: { change, textHash: after, baseHash } } as const;
      before = after;
      return [
        { type: 'intent', ...intent, edits: proposal?.edits ?? [], ...(change === 0 && { textBefore: 'text' }) },
        { type: 'proposal', finding, state, editedHash: after, textHash: after },
      ];
    }),
  ];
}

/** What changes of files take, and what is kept of them. */
export const changes: readonly Step[] = [
  {
    name: 'changes of one file, however many of its lines they touch',
    n: 300,
    prepare: (n) => {
      const folder = folderOf(1, n);
      return () => applyAll(folder);
    },
  },
  {
    name: 'a change in each of many files',
    n: 1_000,
    prepare: (n) => {
      const folder = folderOf(n, 1);
      return () => applyAll(folder);
    },
  },
  {
    name: 'the record of many changes of one file, read again',
    n: 400,
    prepare: (n) => {
      const records = recordsOfChanges(n);
      return () => replay(records);
    },
  },
  {
    name: 'the record of many changes of one file, written anew',
    n: 400,
    prepare: (n) => {
      const store = replay(recordsOfChanges(n));
      return () => store && JSON.stringify([...recordsOf(store)]);
    },
  },
  {
    name: 'a look at a file that somebody else changed, with many proposals',
    n: 300,
    prepare: (n) => {
      const { queue, texts } = folderOf(1, n);
      const [path = '', text = ''] = [...texts.entries()][0] ?? [];
      return () => queue.look(path, reads(`// ${text}`));
    },
  },
];
