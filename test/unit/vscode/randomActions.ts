import type { RunRecord } from '../../../src/core/run/records';
import { RunStore } from '../../../src/core/run/store';
import type { Finding, Severity } from '../../../src/core/types';
import { header } from '../fakes';
import { finding, proposal, receipt, reviewedStatus } from './files';

/** What a person or a review can do to one file, and to one of its findings. */
export const actions = [
  'apply',
  'revert',
  'dismiss',
  'undo',
  'view',
  'unview',
  'review',
  'fail',
  'retry',
  'look',
] as const;
export type Action = (typeof actions)[number];

/** A finding as it is told in the plainest way. */
interface PlainFinding {
  readonly finding: Finding;
  state: 'absent' | 'ready' | 'applied' | 'reverted';
  isDismissed: boolean;
}

/** A file as it is told in the plainest way. */
export interface PlainFile {
  readonly path: string;
  status: 'queued' | 'reviewing' | 'reviewed' | 'failed';
  isViewed: boolean;
  readonly findings: readonly PlainFinding[];
}

const severities: readonly Severity[] = ['error', 'warning', 'info'];
const paths = ['a.ts', 'lib/b.ts', 'lib/deep/c.ts', 'lib/deep/d.ts', 'test/e.ts', 'z.ts'];

/** A run beside a plain account of it: each action is done to both, where it can be done. */
export class ActedRun {
  readonly store = new RunStore(header);
  readonly files: readonly PlainFile[];

  constructor() {
    const discovered = paths.map((path) => ({ kind: 'file', path, bytes: 1 }) as const);
    this.store.apply({ type: 'discovered', files: discovered });
    this.files = paths.map((path, index) => ({
      ...{ path, status: 'queued', isViewed: false },
      // The last file is one of those where nothing is found.
      findings: Array.from({ length: paths.length - index - 1 }, (_, n) => ({
        ...{ state: 'absent', isDismissed: false },
        finding: finding(`${index}-${n}`, {
          severity: severities[(index + n) % 3] ?? 'info',
          ...{ source: n % 2 ? 'ruff' : 'eslint', rule: `r${n % 3}` },
          proposal: proposal({ kind: 'ready' }),
        }),
      })),
    }));
  }

  /** @returns the path of the file that the action was about */
  do(action: Action, fileAt: number, findingAt: number): string {
    const file = this.files[fileAt % this.files.length] as PlainFile;
    const one = file.findings[findingAt % Math.max(1, file.findings.length)];
    const records = [...this.#ofFile(action, file), ...(one ? ofFinding(action, file, one) : [])];
    for (const record of records) {
      this.store.apply(record);
    }
    return file.path;
  }

  *#ofFile(action: Action, file: PlainFile): Generator<Exclude<RunRecord, { type: 'run' }>> {
    const { path } = file;
    const isEnded = file.status === 'reviewed' || file.status === 'failed';
    if (action === 'view' || action === 'unview') {
      file.isViewed = isEnded && action === 'view';
      yield { type: 'viewed', paths: [path], isViewed: action === 'view' };
    } else if (action === 'retry' && isEnded) {
      Object.assign(file, { status: 'queued', isViewed: false });
      for (const one of file.findings) {
        one.state = one.state === 'applied' ? 'applied' : 'absent';
      }
      yield { type: 'retry', paths: [path] };
    } else if (action === 'look' && !isEnded) {
      file.status = 'reviewing';
      this.store.show(path, { kind: 'reviewing', phase: 'local', startedAt: 0 });
    } else if (action === 'fail' && !isEnded) {
      file.status = 'failed';
      yield { type: 'file', path, status: { kind: 'failed', reason: 'timed out', message: '', phase: 'local' } };
    } else if (action === 'review' && !isEnded) {
      file.status = 'reviewed';
      for (const one of file.findings) {
        // What a person has decided meanwhile stays.
        one.state = one.state === 'absent' ? 'ready' : one.state;
      }
      yield { type: 'found', path, findings: file.findings.map((one) => one.finding) };
      yield { type: 'file', path, status: reviewedStatus as Extract<typeof reviewedStatus, { kind: 'reviewed' }> };
    }
  }
}

function* ofFinding(
  action: Action,
  { path }: PlainFile,
  one: PlainFinding,
): Generator<Exclude<RunRecord, { type: 'run' }>> {
  const { id } = one.finding;
  const isShown = one.state !== 'absent' && !one.isDismissed;
  if (action === 'apply' && isShown && one.state !== 'applied') {
    one.state = 'applied';
    yield { type: 'proposal', finding: id, state: { kind: 'applied', receipt } };
  } else if (action === 'revert' && isShown && one.state === 'applied') {
    one.state = 'reverted';
    yield { type: 'proposal', finding: id, state: { kind: 'reverted' } };
  } else if (action === 'dismiss' && isShown && one.state !== 'applied') {
    one.isDismissed = true;
    yield { type: 'dismissed', path, findings: [id], hiding: { kind: 'dismissed' } };
  } else if (action === 'undo' && one.isDismissed) {
    one.isDismissed = false;
    yield { type: 'restored', path, findings: [id] };
  }
}

/** Findings of a file that are in its list. */
export function listed({ findings }: PlainFile): readonly PlainFinding[] {
  return findings.filter(({ state, isDismissed }) => state !== 'absent' && !isDismissed);
}

/** Those that wait for a person. */
export function open(file: PlainFile): readonly PlainFinding[] {
  return file.isViewed ? [] : listed(file).filter(({ state }) => state !== 'applied');
}
