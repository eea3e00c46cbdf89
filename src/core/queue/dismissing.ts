import { type Dismissals, noDismissals } from '../dismissals/dismissals';
import { isApplied } from '../edits/proposalState';
import { isDismissed } from '../findings/bounds';
import { groupBy } from '../groupBy';
import type { Clock, Journal } from '../ports';
import type { EventLog } from '../run/events';
import type { FileTable } from '../run/fileTable';
import { recording } from '../run/recording';
import type { RunRecord } from '../run/records';
import type { RunStore } from '../run/store';
import { errorMessage } from '../text/errorMessage';
import type { Dismissal, Dismissed, Finding } from '../types';
import { yielding } from '../yielding';

/** What became of the wish to dismiss findings, or to have dismissed ones shown again. */
export type DismissOutcome =
  /** How many of those that were meant: others were not there, or are applied. */
  { readonly kind: 'done'; readonly findings: number } | { readonly kind: 'failed'; readonly message: string };

/** What dismissing needs from the world. */
export interface DismissingDependencies {
  readonly store: RunStore;
  readonly journal: Journal<RunRecord>;
  readonly log: EventLog;
  readonly clock: Clock;
  /** What is remembered over the runs of the folder; absent where nothing is. */
  readonly dismissals?: Dismissals;
}

/** Files that are looked at before others on the thread may have their turn. */
const filesAtOnce = 100;

type Placed = NonNullable<ReturnType<FileTable['finding']>>;

/**
 * Dismisses findings of a run and takes that back: remembered for the folder first, on record in the run then. A process
 * that dies in between leaves a run that `follow` brings in line.
 */
export class Dismissing {
  readonly #dependencies: DismissingDependencies;
  readonly #journal: Journal<RunRecord>;
  readonly #dismissals: Dismissals;

  constructor(dependencies: DismissingDependencies) {
    this.#dependencies = dependencies;
    this.#journal = recording(dependencies.journal, dependencies.store);
    this.#dismissals = dependencies.dismissals ?? noDismissals;
  }

  /** Those that are applied are dealt with, and stay in the list, as they must stay revertible. */
  dismiss(ids: readonly string[], why: Dismissal): Promise<DismissOutcome> {
    const { store } = this.#dependencies;
    const begun = new Set(store.openIntents().map(({ finding }) => finding));
    const known = [...new Set(ids)].flatMap((id) => store.finding(id) ?? []);
    const found = known.filter((one) => isDismissible(one) && !begun.has(one.finding.id));
    return asOutcome(found.length, async () => {
      if (found.length > 0) {
        const paths = found.map(({ file: { path }, finding }) => ({ path, finding }));
        const hiding = await this.#dismissals.add(paths, why);
        await recorded(async () => {
          for (const [path, some] of groupBy(found, ({ file }) => file.path)) {
            await this.#record('dismissed', path, some.map(idOf), hiding);
          }
        });
      }
    });
  }

  /** Shows findings of a file again. */
  restore(path: string, ids: readonly string[]): Promise<DismissOutcome> {
    const hidden = this.#dependencies.store.file(path)?.hidden ?? [];
    const found = hidden.filter((finding) => isDismissed(finding) && ids.includes(finding.id));
    return asOutcome(found.length, async () => {
      if (found.length > 0) {
        await this.#dismissals.remove(found.map((finding) => ({ path, finding })));
        await recorded(() =>
          this.#record(
            'restored',
            path,
            found.map(({ id }) => id),
          ),
        );
      }
    });
  }

  /** Brings the run in line with what is remembered: others may have dismissed findings, or taken that back. Rejects when it cannot. */
  async follow(): Promise<void> {
    const { store, clock } = this.#dependencies;
    const turn = yielding(clock);
    for (const [index, { path }] of [...store.files()].entries()) {
      if (index % filesAtOnce === 0) {
        await turn();
      }
      const { findings = [], hidden = [] } = store.file(path) ?? {};
      const dismissalOf = (finding: Finding) => this.#dismissals.of(path, finding);
      // Nearly every file, and a run can have a hundred thousand.
      if (hidden.length === 0 && !findings.some(dismissalOf)) {
        continue;
      }
      const isBack = (finding: Finding) =>
        isDismissed(finding) && finding.identity !== undefined && !dismissalOf(finding);
      const back = hidden.filter(isBack).map(({ id }) => id);
      if (back.length > 0) {
        await this.#record('restored', path, back);
      }
      const open = [...findings, ...hidden.filter(isDismissed)].filter((finding) => isDismissible({ finding }));
      const gone = open.flatMap((finding) => {
        const hiding = dismissalOf(finding);
        return hiding && !isSameDismissal(hiding, finding.hiddenBy) ? [{ id: finding.id, hiding }] : [];
      });
      for (const some of groupBy(gone, ({ hiding }) => JSON.stringify(hiding)).values()) {
        await this.#record(
          'dismissed',
          path,
          some.map(({ id }) => id),
          some[0]?.hiding,
        );
      }
    }
  }

  async #record(
    what: 'dismissed' | 'restored',
    path: string,
    findings: readonly string[],
    hiding: Dismissed = { kind: 'dismissed' },
  ): Promise<void> {
    const { log, clock } = this.#dependencies;
    const record: RunRecord =
      what === 'dismissed' ? { type: what, path, findings, hiding } : { type: what, path, findings };
    await this.#journal.append(record, 'durable');
    log({ type: `finding.${what}`, at: clock.now(), path, findings });
  }
}

function isDismissible({ finding }: Pick<Placed, 'finding'>): boolean {
  return !isApplied(finding.proposal?.state);
}

function isSameDismissal({ by, reason, note }: Dismissed, hiding: Finding['hiddenBy']): boolean {
  return hiding?.kind === 'dismissed' && hiding.by === by && hiding.reason === reason && hiding.note === note;
}

function idOf({ finding }: Placed): string {
  return finding.id;
}

/** What is remembered for the folder, and could not be recorded in the run, is said to be just that. */
async function recorded(record: () => Promise<void>): Promise<void> {
  try {
    await record();
  } catch (error) {
    throw new Error(`this review could not record it, and later ones know it: ${errorMessage(error)}`);
  }
}

async function asOutcome(findings: number, work: () => Promise<void>): Promise<DismissOutcome> {
  try {
    await work();
    return { kind: 'done', findings };
  } catch (error) {
    return { kind: 'failed', message: errorMessage(error) };
  }
}
