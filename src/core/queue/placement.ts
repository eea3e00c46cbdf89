import { applyEdits } from '../edits/applyEdits';
import { locateEdits, locateRevert, locateWaiting } from '../edits/locate';
import { textChanges } from '../edits/textChanges';
import type { Hasher, TextStore } from '../ports';
import type { ChangeIntent } from '../run/changes';
import type { RunStore } from '../run/store';
import type { QueueEntry } from './queueEntry';

/** Tells where the edits of proposals stand in texts of their files. */
export class Placement {
  readonly #store: RunStore;
  readonly #preImages: TextStore;
  readonly #hash: Hasher;
  /** The text that was asked about last. */
  #last: { readonly text: string; readonly hash: string } | undefined;

  constructor({ store, preImages, hash }: { store: RunStore; preImages: TextStore; hash: Hasher }) {
    this.#store = store;
    this.#preImages = preImages;
    this.#hash = hash;
  }

  /** A preview of thousands of proposals asks for the same text again and again. */
  hashOf(text: string): string {
    if (text !== this.#last?.text) {
      this.#last = { text, hash: this.#hash(text) };
    }
    return this.#last.hash;
  }

  /** To apply a proposal, as a person has edited it if so. */
  locate({ file, finding }: QueueEntry, text: string): ReturnType<typeof locateWaiting> {
    return locateWaiting({ file, finding, currentText: text, hash: (wanted) => this.hashOf(wanted) });
  }

  /** The same of what was proposed, whatever a person has made of it. */
  locateProposed({ file, finding }: QueueEntry, text: string): ReturnType<typeof locateEdits> {
    return locateEdits({ file, finding, currentText: text, hash: (wanted) => this.hashOf(wanted) });
  }

  /** The text that a proposal's file was to have just after it was applied last; undefined when that is not known. */
  async textMade({ file, finding }: QueueEntry): Promise<string | undefined> {
    const changes = this.#store.changes(file.path);
    const index = changes.latestApplication(finding.id)?.receipt.change;
    const edits = index === undefined ? undefined : changes.all[index]?.edits;
    const before = index === undefined ? undefined : await changes.textBefore(index, this.#preImages, this.#hash);
    return before !== undefined && edits ? applyEdits(before, edits) : undefined;
  }

  /** The text from before a change that was begun; undefined when it is lost. */
  async textBefore(path: string, { before, textBefore }: ChangeIntent): Promise<string | undefined> {
    const text =
      textBefore === undefined
        ? await this.#store.changes(path).textOf(before, this.#preImages, this.#hash)
        : await this.#preImages.recall(textBefore);
    return text !== undefined && this.#hash(text) === before ? text : undefined;
  }

  /** Back to the text from before if nothing has happened since, else the opposite edits where they still fit. */
  async locateRevert({ file, finding }: QueueEntry, text: string): Promise<ReturnType<typeof locateRevert>> {
    const { state } = finding.proposal;
    if (state.kind === 'applied with editor changes' && this.#hash(text) === state.receipt.textHash) {
      const changes = this.#store.changes(file.path);
      const before = await changes.textBefore(state.receipt.change, this.#preImages, this.#hash);
      if (before !== undefined) {
        return { kind: 'located', edits: textChanges(text, before) };
      }
    }
    return locateRevert({ file, finding, currentText: text, hash: this.#hash });
  }
}
