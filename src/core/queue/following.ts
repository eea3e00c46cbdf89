import type { Applier } from '../ports';
import type { Renamed } from '../run/records';
import { following } from '../run/renaming';
import type { RunStore } from '../run/store';
import { reasons } from '../text/reasons';
import { whatBecame } from './cutShort';
import type { Placement } from './placement';
import { presentStates } from './presentStates';
import type { ProposalRecorder, RecorderDependencies } from './proposalRecorder';
import { entryOf } from './queueEntry';

interface FollowingDependencies {
  readonly store: RunStore;
  readonly applier: Pick<Applier, 'read'>;
  readonly hash: RecorderDependencies['hash'];
  readonly placement: Placement;
  readonly recorder: ProposalRecorder;
}

/** Keeps the states of proposals in line with what their files have in them, whoever has written it. */
export class Following {
  readonly #dependencies: FollowingDependencies;

  constructor(dependencies: FollowingDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Brings the states of a file's proposals in line with its present text. Rejects when that cannot be recorded.
   *
   * @param text undefined when the file is gone
   */
  async look(path: string, text: string | undefined): Promise<void> {
    const { store, hash, recorder } = this.#dependencies;
    const file = store.file(path);
    if (!file?.findings.some(({ proposal }) => proposal)) {
      return;
    }
    const { states, editedHash } = presentStates(file, store.changes(path), text, hash);
    if (Object.keys(states).length > 0 || editedHash !== file.editedHash) {
      await recorder.seen(path, states, editedHash);
    }
  }

  /**
   * Has what is known of files follow them to the names that they have now. One that is under review, and one whose new name
   * another file of the run has, stays what it was. Resolves with those that have followed; rejects when that cannot be
   * recorded.
   */
  async rename(files: readonly Renamed[]): Promise<readonly Renamed[]> {
    const { store, recorder } = this.#dependencies;
    const wanted = following(files, (path) => store.file(path));
    return wanted.length > 0 ? recorder.renamed(wanted) : [];
  }

  /** Has all that was taken back wait again, so that bulk actions and verification take it up. */
  async waitAgain(): Promise<void> {
    const { store, recorder } = this.#dependencies;
    for (const { path, findings, editedHash } of store.files()) {
      const states = Object.fromEntries(
        findings.flatMap(({ id, proposal }) =>
          proposal?.state.kind === 'reverted' ? [[id, { kind: 'ready' as const }]] : [],
        ),
      );
      if (Object.keys(states).length > 0) {
        await recorder.seen(path, states, editedHash);
      }
    }
  }

  /**
   * Settles changes that were begun when an earlier process ended, as far as the text of the file tells what became of
   * them; see `whatBecame`. Others stay begun, and cannot be made or taken back.
   *
   * @param isOver whether nobody can still be at them
   */
  async recover(isOver: boolean): Promise<void> {
    const { store, applier, hash, placement, recorder } = this.#dependencies;
    for (const intent of store.openIntents()) {
      const entry = entryOf(store, intent.finding);
      const text = entry && (await applier.read(entry.file.path));
      if (!entry || text === undefined) {
        continue;
      }
      const before = await placement.textBefore(entry.file.path, intent);
      const became = whatBecame(entry, intent, before, text, hash);
      if (became === 'made') {
        await recorder.changed(entry, intent, intent.after);
      } else if (became === 'not made' && isOver) {
        await recorder.failed(entry, reasons.cutShort);
      }
    }
  }
}
