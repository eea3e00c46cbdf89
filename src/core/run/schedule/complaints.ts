/** What one file has said against a server, in the terms of how many reviews had begun. */
interface Accuser {
  /** When it said so last. */
  at: number;
  /** Reviews of its own that began since: those are no witnesses. */
  own: number;
}

/**
 * Weighs what fails against what is served. A request holds a file's text, and a firewall, a filter or a broken server
 * may fail that text and nothing else; so the word of a single file never counts for the others. It does when another
 * file confirms it before one that began later is served, or when nobody else was there to ask.
 */
export class Complaints {
  /** How many reviews have begun; the number of one that begins is its place in time. */
  #begun = 0;
  /** When the first complaint came that nothing has contradicted yet. */
  #since = 0;
  readonly #troubled = new Map<string, Accuser>();
  readonly #denied = new Set<string>();

  /** A review begins. Answers with its number. */
  begin(file: string): number {
    const accuser = this.#troubled.get(file);
    if (accuser) {
      accuser.own++;
    }
    return ++this.#begun;
  }

  /** The server did its work on the review of that number. What was sent before the complaints came contradicts none. */
  served(number: number): void {
    if (number > this.#since) {
      this.#troubled.clear();
      this.#denied.clear();
    }
  }

  /** A file met with trouble. True when that is to be taken for the server's. */
  isTrouble(file: string): boolean {
    this.#open();
    const before = this.#troubled.get(file);
    const isAlone = before !== undefined && this.#begun - before.at === before.own;
    this.#troubled.set(file, { at: this.#begun, own: 0 });
    return isAlone || this.#troubled.size > 1;
  }

  /** How many files met with trouble, none of them contradicted. */
  get troubled(): number {
    return this.#troubled.size;
  }

  /** A file was turned away. Answers how many were by now, none of them contradicted. */
  denied(file: string): number {
    this.#open();
    return this.#denied.add(file).size;
  }

  #open(): void {
    if (this.#troubled.size === 0 && this.#denied.size === 0) {
      this.#since = this.#begun;
    }
  }
}
