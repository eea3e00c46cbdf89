/** A text repeats itself when so much of its end, in UTF-16 code units … */
const windowLength = 2048;
/** … is one unit of no more than a quarter of a KB … */
const maxUnit = 256;
/** … and that has come so many times: some models say a finding a few dozen times, and then go on. */
const minRepeats = 64;
/** How much longer a text gets between two looks at its end. */
const stepLength = 256;

/** Watches a text that grows for an end that repeats itself, as that of a model which got into a loop. */
export class RepetitionWatch {
  #end = '';
  #nextLook = windowLength;
  /** How much of the end is a loop. */
  #loopLength = 0;
  #found = false;

  get found(): boolean {
    return this.#found;
  }

  push(piece: string): void {
    this.#end += piece;
    if (this.#end.length >= this.#nextLook) {
      const added = this.#loopLength === 0 ? windowLength : this.#end.length - windowLength;
      this.#end = this.#end.slice(-windowLength);
      this.#nextLook = windowLength + stepLength;
      const unit = shortestPeriod(this.#end);
      this.#loopLength = unit > maxUnit ? 0 : this.#loopLength + added;
      this.#found ||= this.#loopLength > 0 && this.#loopLength >= unit * minRepeats;
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
