import type { FileReview } from '../fileReview';
import { type LeavablePlace, leavablePlaceOf } from './leftToOthers';
import { type Finder, finderOf } from './lookedFor';
import type { SeenFile } from './seenFolder';
import type { RunStore } from './store';

/** What one source has found, as it is gathered. */
interface Gathered {
  readonly finder: Omit<SeenFile['by'][number], 'present' | 'hidden' | 'gone'>;
  readonly present: Set<string>;
  readonly hidden: Set<string>;
  readonly gone: Set<string>;
}

/** What the reviews of a folder so far have found in a file, as it is gathered source by source. */
export class SeenSources {
  /** Of the text of the file. */
  readonly #textHash: string | undefined;
  readonly #sources = new Map<string, Gathered>();
  readonly #places = new Map<string, LeavablePlace>();
  /** Identities of what is in the file now. */
  readonly there: ReadonlySet<string>;

  /** Begins with what a review has found. */
  constructor(file: FileReview, textHash: string | undefined, store: RunStore) {
    this.#textHash = textHash;
    const there = new Set<string>();
    for (const finding of [...file.findings, ...(file.hidden ?? [])]) {
      if (finding.identity !== undefined) {
        const source = this.of(finderOf(finding, store, file));
        source.present.add(finding.identity);
        if (finding.hiddenBy) {
          source.hidden.add(finding.identity);
        }
        there.add(finding.identity);
        this.place(finding.identity, leavablePlaceOf(finding, finding.reviewer, file));
      }
      for (const one of finding.folded ?? []) {
        const source = this.of(finderOf(one, store, file));
        source.present.add(one.identity);
        // Counted with the one that stands for it.
        source.hidden.add(one.identity);
        there.add(one.identity);
        this.place(one.identity, leavablePlaceOf(finding, one.reviewer, file));
      }
    }
    this.there = there;
  }

  of(finder: Finder): Gathered {
    const { reviewer, source, profile } = finder;
    const rule = reviewer === 'local' ? finder.rule : undefined;
    const textHash = finder.textHash === this.#textHash ? undefined : finder.textHash;
    // With their lengths no two are the same, and there is one to make for each of hundreds of thousands of findings.
    const lengths = `${source.length} ${rule?.length} ${profile?.length}`;
    const key = `${reviewer} ${lengths} ${source}${rule}${profile}${textHash}`;
    const known = this.#sources.get(key);
    if (known) {
      return known;
    }
    const gathered: Gathered = {
      finder: {
        ...{ reviewer, source },
        ...(rule !== undefined && { rule }),
        ...(profile !== undefined && { profile }),
        ...(textHash !== undefined && { textHash }),
      },
      ...{ present: new Set(), hidden: new Set(), gone: new Set() },
    };
    this.#sources.set(key, gathered);
    return gathered;
  }

  place(identity: string, place: LeavablePlace | undefined): void {
    if (place) {
      this.#places.set(identity, place);
    }
  }

  seen(): Pick<SeenFile, 'by' | 'places'> {
    const sources = [...this.#sources.values()].filter(({ present, gone }) => present.size + gone.size > 0);
    return {
      by: sources.map(({ finder, present, hidden, gone }) => ({
        ...finder,
        present: [...present],
        ...(hidden.size > 0 && { hidden: [...hidden] }),
        ...(gone.size > 0 && { gone: [...gone] }),
      })),
      ...(this.#places.size > 0 && { places: Object.fromEntries(this.#places) }),
    };
  }
}
