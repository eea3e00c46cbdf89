/**
 * A text that comes in pieces and is looked at as a whole only at its end. What must be known on the way is learned from
 * each piece alone: to look at the whole with each would take time that grows with the square of its length.
 */
export class WholeText {
  readonly #decoder = new TextDecoder();
  readonly #pieces: string[] = [];
  #length = 0;
  /** The first character that is not white space. */
  #begin = '';

  /** Takes UTF-8 bytes; a character may be spread over several pieces. */
  push(bytes: Uint8Array): void {
    const piece = this.#decoder.decode(bytes, { stream: true });
    this.#pieces.push(piece);
    this.#length += piece.length;
    this.#begin ||= /\S/.exec(piece)?.[0] ?? '';
  }

  /** In UTF-16 code units. */
  get length(): number {
    return this.#length;
  }

  /** Whether there is nothing but white space. */
  get isBlank(): boolean {
    return this.#begin === '';
  }

  /** Whether it begins, behind white space, as a web page does. */
  get isMarkup(): boolean {
    return isMarkup(this.#begin);
  }

  get text(): string {
    return this.#pieces.join('');
  }
}

/** Whether a text begins, behind white space, as a web page does. */
export function isMarkup(text: string): boolean {
  return text.trimStart().startsWith('<');
}
