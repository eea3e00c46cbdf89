import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { AnswerStore } from '../../src/core/answers';
import { applyEdits } from '../../src/core/edits/applyEdits';
import type { FailureReason, FileReview, RunState } from '../../src/core/fileReview';
import { eachFinding } from '../../src/core/gates/proposal';
import type { RunHeader } from '../../src/core/options';
import type {
  Applier,
  ChangeOutcome,
  Clock,
  Discovery,
  Hasher,
  Journal,
  ReviewContext,
  Reviewer,
  ReviewOutcome,
  ServerSign,
  TextStore,
  Workspace,
} from '../../src/core/ports';
import { findProfile } from '../../src/core/prompt/profiles';
import type { RecordedState } from '../../src/core/run/changes';
import type { RunEvent } from '../../src/core/run/events';
import type { RunRecord } from '../../src/core/run/records';
import { beginReplay } from '../../src/core/run/replay';
import { asDiscovered, discoveredRecords, recordsOfFile } from '../../src/core/run/snapshot';
import { RunStore } from '../../src/core/run/store';
import { type Summary, SummaryCounter } from '../../src/core/run/summary';
import type {
  FileSnapshot,
  Finding,
  HiddenFinding,
  OpenFinding,
  ReportedFinding,
  ReviewerKind,
  SilencedFinding,
} from '../../src/core/types';

export const sha256: Hasher = (text) => createHash('sha256').update(text).digest('hex');

export const header: RunHeader = {
  id: 'run-1',
  folder: '/folder',
  startedAt: 0,
  options: {
    reviewers: ['local'],
    profile: findProfile('bugs') ?? assert.fail(),
    parallelPasses: false,
    instructions: '',
    include: [],
    exclude: [],
    maxFileSize: 1_048_576,
    nestedRepositories: false,
    alsoReview: [],
    endpoints: [],
    adaptiveParallelism: false,
    fileTimeLimitMs: 3_600_000,
  },
};

/** A report as one string. */
export function textOf(pieces: Iterable<string>): string {
  return [...pieces].join('');
}

/** The same of a text that is waited for. */
export async function allOf(pieces: AsyncIterable<string> | Iterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
  }
  return text;
}

/** A folder that is a map. */
export function memoryWorkspace(files: Map<string, string>): Workspace {
  return {
    discover: async (): Promise<Discovery> => ({
      kind: 'found',
      files: [...files].map(([path, text]) => ({ kind: 'file', path, bytes: text.length })),
    }),
    read: async (path) => {
      const text = files.get(path);
      return text === undefined
        ? { kind: 'failed', reason: 'file deleted', message: 'The file is no longer there.' }
        : { kind: 'text', snapshot: snapshotOf(path, text) };
    },
  };
}

/** How a file of this text is read; of none, one that is gone. */
export function reads(text: string | undefined): Workspace['read'] {
  return memoryWorkspace(new Map(text === undefined ? [] : [['', text]])).read.bind(undefined, '');
}

export function snapshotOf(path: string, text: string): FileSnapshot {
  return { path, language: 'plaintext', text, textHash: sha256(text), lineEnding: 'lf' };
}

/** An applier over the same map; `afterSave` stands for what an editor does when it saves. */
export function memoryApplier(files: Map<string, string>, afterSave = (text: string) => text): Applier {
  return {
    keepsLineEnds: true,
    change: async (path, plan): Promise<ChangeOutcome> => {
      const text = files.get(path);
      if (text === undefined) {
        return { kind: 'gone', message: 'The file is no longer there.' };
      }
      const answer = await plan(text);
      if (answer.kind === 'refused') {
        return answer;
      }
      if (files.get(path) !== text) {
        return { kind: 'failed', message: 'The file changed meanwhile.' };
      }
      files.set(path, afterSave(applyEdits(text, answer.edits)));
      return { kind: 'changed', text: files.get(path) ?? '' };
    },
    read: async (path) => files.get(path),
  };
}

export function memoryPreImages(): TextStore & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    keep: async (text) => {
      texts.set(sha256(text), text);
      return sha256(text);
    },
    recall: async (key) => texts.get(key),
  };
}

export function memoryJournal(): Journal<RunRecord> & { readonly records: RunRecord[] } {
  const records: RunRecord[] = [];
  return {
    records,
    append: async (record) => {
      // What comes back from a journal has been text in between.
      records.push(JSON.parse(JSON.stringify(record)) as RunRecord);
    },
  };
}

/** The records after which a run has these files. */
export function recordsOfFiles(files: readonly FileReview[]): Exclude<RunRecord, { type: 'run' }>[] {
  const records = [
    ...discoveredRecords(files.map(asDiscovered)),
    ...files.flatMap((file) => [...recordsOfFile(file, [])]),
  ];
  return records.filter((record) => record.type !== 'run');
}

/** Rebuilds a run from all of its records. */
export function replay(records: Iterable<RunRecord>, atWork = false): RunStore | undefined {
  const replayed = beginReplay();
  for (const record of records) {
    replayed.take(record);
  }
  return replayed.end(atWork);
}

/** The numbers of these files. */
export function summarize(files: Iterable<FileReview>): Summary {
  const counter = new SummaryCounter();
  for (const file of files) {
    counter.replace(undefined, file);
  }
  return counter.summary();
}

/** Gives a run these files, in the place of those of the same paths. */
export function put(store: RunStore, files: readonly FileReview[]): void {
  for (const record of recordsOfFiles(files)) {
    store.apply(record);
  }
}

/** A run that has ended with these files. */
export function storeOf(files: readonly FileReview[], state: RunState = { kind: 'finished' }): RunStore {
  const store = new RunStore(header);
  put(store, files);
  store.apply({ type: 'state', state });
  return store;
}

/** Gives a proposal another state. */
export function settle(store: RunStore, finding: string, state: RecordedState): void {
  store.apply({ type: 'proposal', finding, state });
}

export function memoryLog(): { readonly events: RunEvent[]; readonly log: (event: RunEvent) => void } {
  const events: RunEvent[] = [];
  return { events, log: (event) => events.push(event) };
}

/** Time that passes only when somebody sleeps. */
export function virtualClock(): Clock & { readonly slept: number[] } {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
  };
}

/** Time that passes when everybody waits for it: then the one who wants to be woken first is. */
export function idleClock(): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  let now = 0;
  let isTicking = false;
  const tick = () => {
    isTicking = false;
    const [first, ...rest] = sleepers;
    if (first) {
      const earliest = rest.reduce((best, other) => (other.at < best.at ? other : best), first);
      now = Math.max(now, earliest.at);
      earliest.wake();
    }
  };
  const schedule = () => {
    if (!isTicking && sleepers.size > 0) {
      isTicking = true;
      // Long enough for what was woken to come to rest.
      setImmediate(() => setImmediate(() => setImmediate(tick)));
    }
  };
  return {
    slept,
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        slept.push(ms);
        const sleeper = {
          at: now + ms,
          wake: () => {
            sleepers.delete(sleeper);
            signal.removeEventListener('abort', sleeper.wake);
            resolve();
            schedule();
          },
        };
        if (signal.aborted) {
          resolve();
          return;
        }
        sleepers.add(sleeper);
        signal.addEventListener('abort', sleeper.wake, { once: true });
        schedule();
      }),
  };
}

export function reviewer(
  kind: ReviewerKind,
  review: (file: FileSnapshot, context: ReviewContext) => Promise<ReviewOutcome>,
): Reviewer {
  return { kind, review, dispose: async () => {} };
}

export function reported(change: Partial<OpenFinding> | Omit<Partial<SilencedFinding>, 'fix'> = {}): ReportedFinding {
  return {
    source: 'test',
    title: 'A finding',
    explanation: '',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    ...change,
  };
}

export function reviewed(file: FileSnapshot, findings: readonly ReportedFinding[]): ReviewOutcome {
  const totalLines = file.text.split('\n').length;
  const looks = { analyzers: ['test'], language: file.language };
  return { kind: 'reviewed', findings, coverage: { reviewedLines: totalLines, totalLines }, looks };
}

/** What reviews fail with; what is left out says of the server what is usual for the reason. */
export function failed(
  reason: FailureReason,
  more: Partial<ReviewOutcome & { readonly kind: 'failed' }> = {},
): ReviewOutcome {
  return { kind: 'failed', reason, message: reason, findings: [], server: signs[reason] ?? 'served', ...more };
}

const signs: Readonly<Partial<Record<FailureReason, ServerSign>>> = {
  'server down': 'absent',
  'bad key': 'denied',
  'quota used up': 'denied',
  'rate limited': 'troubled',
  'server error': 'troubled',
  'connection lost': 'troubled',
  'timed out': 'troubled',
  'over the budget': 'not asked',
};

/** A finding that does not meet the bounds of the profile. */
export function byProfile(finding: Finding): HiddenFinding {
  return { ...finding, hiddenBy: { kind: 'bounds' } };
}

/** All findings at once. */
export function toFindings(...made: Parameters<typeof eachFinding>): Finding[] {
  return [...eachFinding(...made)];
}

/** A store of answers that holds plain data in memory. */
export function answersInMemory(): AnswerStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  const before = new Map<string, readonly string[]>();
  const recall: AnswerStore['recall'] = async (key) => JSON.parse(kept.get(key) ?? 'null') ?? undefined;
  return {
    kept,
    recall,
    missing: async (key, about) => {
      const answers = await Promise.all((before.get(about) ?? []).map(recall));
      return kept.has(key) ? { kind: 'unreadable' } : answers[0] ? { kind: 'others', answers } : { kind: 'none' };
    },
    keep: async (key, answer, { about } = {}) => {
      kept.set(key, JSON.stringify(answer));
      before.set(about ?? '', [key, ...(before.get(about ?? '') ?? [])]);
    },
  };
}
