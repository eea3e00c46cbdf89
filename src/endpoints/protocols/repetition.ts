/** A text repeats itself when so much of its end, in UTF-16 code units … */
const windowLength = 2048;
/** … is one unit so many times. */
const minRepeats = 8;
/** How much longer a text gets between two looks at its end. */
const stepLength = 256;

/** Watches a text that grows for an end that repeats itself, as that of a model which got into a loop. */
export class RepetitionWatch {
  #end = '';
  #nextLook = windowLength;
  #found = false;

  get found(): boolean {
    return this.#found;
  }

  push(piece: string): void {
    this.#end += piece;
    if (this.#end.length >= this.#nextLook) {
      this.#end = this.#end.slice(-windowLength);
      this.#nextLook = windowLength + stepLength;
      this.#found ||= shortestPeriod(this.#end) * minRepeats <= windowLength;
    }
  }
}

/** Length of the shortest unit whose repetition a text is: by the prefix function of Knuth, Morris and Pratt. */
function shortestPeriod(text: string): number {
  const borders = new Uint16Array(text.length);
  let border = 0;
  for (let at = 1; at < text.length; at++) {
    while (border > 0 && text[at] !== text[border]) {
      border = borders[border - 1] ?? 0;
    }
    border += text[at] === text[border] ? 1 : 0;
    borders[at] = border;
  }
  return text.length - border;
}
