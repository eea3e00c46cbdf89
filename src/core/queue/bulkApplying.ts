import type { Applier } from '../ports';
import type { Turn, Turns } from '../turns';
import type { Finding } from '../types';
import type { BulkGates } from './bulkGates';
import { LinesSeen } from './linesSeen';
import type { Placement } from './placement';
import type { ApplyResult, QueueEntry } from './queueEntry';

/** What a bulk action is made of. */
export interface BulkApplyingDependencies {
  readonly turns: Turns;
  readonly applier: Pick<Applier, 'prepare'>;
  readonly placement: Placement;
  readonly entry: (id: string) => QueueEntry | undefined;
  readonly gatesFor: (ids: readonly string[]) => BulkGates | undefined;
  /** Applies one of them when its turn has come. */
  readonly apply: (
    id: string,
    gates: BulkGates | undefined,
    lines: LinesSeen | undefined,
    turn: Turn,
  ) => Promise<ApplyResult>;
}

/** While one is applied, the files of so many behind it are made ready. */
const preparedAhead = 4;

/** Applies proposals one after another. While a file is saved, the next proposal, in another file, has its turn. */
export class BulkApplying {
  readonly #dependencies: BulkApplyingDependencies;
  #underWay = 0;

  constructor(dependencies: BulkApplyingDependencies) {
    this.#dependencies = dependencies;
  }

  /** Whether what is applied so far is a part. */
  get isUnderWay(): boolean {
    return this.#underWay > 0;
  }

  /** See `ProposalQueue.applyAll`. */
  async applyAll<Wanted extends { readonly finding: Pick<Finding, 'id'> }>(
    wanted: readonly Wanted[],
    signal: AbortSignal,
    heard: (one: Wanted, result: ApplyResult) => void,
    areNamed: boolean,
  ): Promise<void> {
    const { turns, placement, entry, gatesFor, apply } = this.#dependencies;
    const lines = areNamed ? undefined : new LinesSeen(placement);
    const gates = gatesFor(wanted.map(({ finding }) => finding.id));
    let told: Promise<unknown> = Promise.resolve();
    let isBroken = false;
    this.#underWay++;
    try {
      for (const [position, one] of wanted.entries()) {
        if (signal.aborted || isBroken) {
          break;
        }
        this.#prepare(wanted.slice(position === 0 ? 0 : position + preparedAhead, position + preparedAhead + 1));
        const { id } = one.finding;
        const { outcome } = await turns.change(
          () => entry(id)?.file.path ?? '',
          // It may have been a while until its turn came.
          async (turn) => (signal.aborted ? undefined : apply(id, gates, lines, turn)),
        );
        told = Promise.all([outcome, told]).then(([result]) => result && heard(one, result));
        told.catch(() => {
          isBroken = true;
        });
      }
      await told;
    } finally {
      this.#underWay--;
    }
  }

  #prepare(wanted: readonly { readonly finding: Pick<Finding, 'id'> }[]): void {
    const { applier, entry } = this.#dependencies;
    for (const { finding } of wanted) {
      const path = entry(finding.id)?.file.path;
      void (path !== undefined && applier.prepare?.(path));
    }
  }
}
