import type { FileReview } from '../fileReview';
import type { RunStore } from '../run/store';
import type { Finding } from '../types';
import { hasProposal, type QueueEntry } from './queueEntry';
import { WaitingFiles } from './waitingFiles';

/** Which proposal comes after which, those that were skipped last. */
export class QueueOrder {
  readonly #store: RunStore;
  readonly #skipped = new Set<string>();
  readonly #files: WaitingFiles;
  /** Those with proposals that were not skipped. */
  readonly #freshFiles: WaitingFiles;

  constructor(store: RunStore) {
    this.#store = store;
    this.#files = new WaitingFiles(store);
    this.#freshFiles = new WaitingFiles(store, ({ id }) => !this.#skipped.has(id));
  }

  /** All that wait. */
  waiting(): QueueEntry[] {
    return [...this.#files.from(undefined)].flatMap(waitingIn);
  }

  /** Puts a proposal behind all that were not skipped. */
  skip(id: string): void {
    this.#skipped.add(id);
    const found = this.#store.finding(id);
    if (found) {
      this.#freshFiles.look(found.file.path);
    }
  }

  /** The next one behind another, or from the start; undefined when none waits. */
  behind(current: QueueEntry | undefined): QueueEntry | undefined {
    const isFresh = ({ finding }: QueueEntry) => !this.#skipped.has(finding.id);
    return this.#firstBehind(current, this.#freshFiles, isFresh) ?? this.#firstBehind(current, this.#files, () => true);
  }

  /** The first waiting proposal behind one, then from the start, of which something holds. */
  #firstBehind(
    current: QueueEntry | undefined,
    files: WaitingFiles,
    holds: (entry: QueueEntry) => boolean,
  ): QueueEntry | undefined {
    let before: QueueEntry | undefined;
    for (const file of files.from(current?.file.path)) {
      const own = file === current?.file ? file.findings.indexOf(current.finding) : -1;
      const behind = firstWaiting(file, file.findings.slice(own + 1), holds);
      if (behind) {
        return behind;
      }
      before ??= own < 0 ? undefined : firstWaiting(file, file.findings.slice(0, own), holds);
    }
    return before;
  }
}

function waitingIn(file: FileReview): QueueEntry[] {
  return file.findings.flatMap((finding) =>
    hasProposal(finding) && finding.proposal.state.kind === 'ready' ? [{ file, finding }] : [],
  );
}

function firstWaiting(
  file: FileReview,
  findings: readonly Finding[],
  holds: (entry: QueueEntry) => boolean,
): QueueEntry | undefined {
  for (const finding of findings) {
    if (hasProposal(finding) && finding.proposal.state.kind === 'ready' && holds({ file, finding })) {
      return { file, finding };
    }
  }
  return undefined;
}
