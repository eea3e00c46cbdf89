import type { FileReview } from '../fileReview';
import type { RunStore } from '../run/store';
import type { Finding, Span } from '../types';
import { entryOf, hasProposal, type QueueEntry } from './queueEntry';
import { WaitingFiles } from './waitingFiles';

/** Which proposal is in hand, and which comes after it: those that were skipped last. */
export class QueueOrder {
  readonly #store: RunStore;
  readonly #skipped = new Set<string>();
  /** Made when the order is first asked for: who only looks at a run does not ask. */
  #allFiles: WaitingFiles | undefined;
  /** Those with proposals that were not skipped. As long as none was, that is all of them. */
  #freshFiles: WaitingFiles | undefined;
  /** The finding in hand. */
  #current: string | undefined;
  /** What was in hand when it was dismissed, which the next one is behind. */
  #left: QueueEntry | undefined;

  constructor(store: RunStore) {
    this.#store = store;
  }

  get #files(): WaitingFiles {
    this.#allFiles ??= new WaitingFiles(this.#store);
    return this.#allFiles;
  }

  get current(): string | undefined {
    return this.#current;
  }

  /** Takes a proposal in hand, or none. */
  hold(id: string | undefined): void {
    this.#current = id;
    this.#left = undefined;
  }

  /** To be called before findings are dismissed: what comes next stays known where one of them is in hand. */
  leave(ids: readonly string[]): void {
    const inHand = this.#inHand;
    this.#left = inHand && ids.includes(inHand.finding.id) ? inHand : this.#left;
  }

  get #inHand(): QueueEntry | undefined {
    return this.#current === undefined ? undefined : entryOf(this.#store, this.#current);
  }

  /** All that wait. */
  waiting(): QueueEntry[] {
    return [...this.#files.from(undefined)].flatMap(waitingIn);
  }

  /** Those that were skipped and wait, by finding. */
  get skipped(): readonly string[] {
    return [...this.#skipped].filter((id) => this.#store.finding(id)?.finding.proposal?.state.kind === 'ready');
  }

  /** Puts a proposal behind all that were not skipped. */
  skip(id: string): void {
    this.#skipped.add(id);
    if (!this.#freshFiles) {
      this.#freshFiles = new WaitingFiles(this.#store, (finding) => !this.#skipped.has(finding.id));
      return;
    }
    const found = this.#store.finding(id);
    if (found) {
      this.#freshFiles.look(found.file.path);
    }
  }

  /** The next one behind the one in hand, or from the start; undefined when none waits. */
  next(): QueueEntry | undefined {
    const current = this.#inHand ?? this.#left;
    const isFresh = ({ finding }: QueueEntry) => !this.#skipped.has(finding.id);
    const fresh = this.#freshFiles ?? this.#files;
    return this.#firstBehind(current, fresh, isFresh) ?? this.#firstBehind(current, this.#files, () => true);
  }

  /** The first waiting proposal behind one, then from the start, of which something holds. */
  #firstBehind(
    current: QueueEntry | undefined,
    files: WaitingFiles,
    holds: (entry: QueueEntry) => boolean,
  ): QueueEntry | undefined {
    let before: QueueEntry | undefined;
    for (const file of files.from(current?.file.path)) {
      const own = file.path === current?.file.path ? placeIn(file, current) : { start: 0, end: 0 };
      const behind = firstWaiting(file, file.findings.slice(own.end), holds);
      if (behind) {
        return behind;
      }
      before ??= firstWaiting(file, file.findings.slice(0, own.start), holds);
    }
    return before;
  }
}

/** The stretch of a file's findings that a proposal is, or was before it was dismissed: an empty one. */
function placeIn({ findings }: FileReview, { file, finding }: QueueEntry): Span {
  const own = findings.findIndex(({ id }) => id === finding.id);
  if (own >= 0) {
    return { start: own, end: own + 1 };
  }
  const before = new Set(file.findings.slice(0, file.findings.indexOf(finding)).map(({ id }) => id));
  const start = findings.findLastIndex(({ id }) => before.has(id)) + 1;
  return { start, end: start };
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
