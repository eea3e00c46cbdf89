import { isBefore } from '../edits/applyEdits';
import { errorMessage } from '../text/errorMessage';
import type { TextEdit } from '../types';
import type { QueueEntry } from './queueEntry';

/** What says whether a change would break a file as it is now. */
export interface GatesNow {
  /** What is wrong with a finding's edits in the present text of its file; undefined when the gates hold. */
  problemNow(entry: QueueEntry, text: string, edits: readonly TextEdit[]): Promise<string | undefined>;
  /** What they have against edits that a person wrote, in words: it keeps nothing back. */
  warningsNow(entry: QueueEntry, text: string, edits: readonly TextEdit[]): Promise<readonly string[]>;
  /**
   * Whether the gates certainly hold for the edits of several proposals of local reviewers, all made in the present text of
   * their file. When they do not, each has to be asked about.
   */
  holdTogether(entry: QueueEntry, text: string, edits: readonly TextEdit[]): Promise<boolean>;
}

/** Where a proposal that waits has its edits in a text; undefined when it cannot be applied to that. */
type Locate = (
  id: string,
  text: string,
) => { readonly entry: QueueEntry; readonly edits: readonly TextEdit[] } | undefined;

/**
 * The gates of proposals that are applied one after another. To ask about each takes as long as the file is long, thousands
 * of times; so those of local reviewers, which are small and independent (see `inspectProposals`), are asked about together,
 * as far as they follow each other in one file: fewer at once where that does not hold, more again where it does. What
 * they said counts only while nobody else changes the file.
 */
export class BulkGates {
  readonly #gates: GatesNow;
  readonly #locate: Locate;
  /** What is applied, in this order. */
  readonly #ids: readonly string[];
  readonly #positions: ReadonlyMap<string, number>;
  #most = Number.POSITIVE_INFINITY;
  /** Those for which they held, and the hash of the text to which the next of them is to be applied. */
  #held: { readonly ids: ReadonlySet<string>; readonly textHash: string } = { ids: new Set(), textHash: '' };

  constructor(gates: GatesNow, ids: readonly string[], locate: Locate) {
    this.#gates = gates;
    this.#ids = ids;
    this.#positions = new Map(ids.map((id, position) => [id, position]));
    this.#locate = locate;
  }

  /** As `GatesNow`; @param textHash of the text */
  async problemNow(
    entry: QueueEntry,
    text: string,
    textHash: string,
    edits: readonly TextEdit[],
  ): Promise<string | undefined> {
    if (this.#held.textHash === textHash && this.#held.ids.has(entry.finding.id)) {
      return undefined;
    }
    const followers = this.#followers(entry, text, edits);
    while (followers.length > 1) {
      const isHeld = await this.#gates.holdTogether(
        entry,
        text,
        followers.flatMap((one) => one.edits),
      );
      this.#most = isHeld ? followers.length * 2 : Math.floor(followers.length / 2);
      if (isHeld) {
        this.#held = { ids: new Set(followers.map(({ id }) => id)), textHash };
        return undefined;
      }
      followers.splice(this.#most);
    }
    this.#most = Math.max(this.#most, 2);
    return this.#gates.problemNow(entry, text, edits);
  }

  /** As `GatesNow`; gates that fail do not hold back either. */
  async warningsNow(entry: QueueEntry, text: string, edits: readonly TextEdit[]): Promise<readonly string[]> {
    try {
      return await this.#gates.warningsNow(entry, text, edits);
    } catch (error) {
      return [`it could not be checked: ${errorMessage(error)}`];
    }
  }

  /** One of the proposals is about to be applied, to the text of one hash, which makes that of another. */
  planned(id: string, before: string, after: string): void {
    if (this.#held.textHash === before && this.#held.ids.has(id)) {
      this.#held = { ...this.#held, textHash: after };
    }
  }

  /** The proposal and those that come right after it, each behind the one before in the same text. */
  #followers(entry: QueueEntry, text: string, edits: readonly TextEdit[]) {
    const followers = [{ id: entry.finding.id, edits }];
    if (entry.finding.reviewer !== 'local') {
      return followers;
    }
    const position = this.#positions.get(entry.finding.id) ?? this.#ids.length;
    for (let at = position + 1; at < this.#ids.length && followers.length < this.#most; at++) {
      const id = this.#ids[at] ?? '';
      const next = this.#locate(id, text);
      const [end, start] = [followers.at(-1)?.edits.at(-1), next?.edits[0]];
      const isNext = next?.entry.file.path === entry.file.path && next.entry.finding.reviewer === 'local';
      if (!next || !isNext || !end || !start || !isBefore(end, start)) {
        break;
      }
      followers.push({ id, edits: next.edits });
    }
    return followers;
  }
}
