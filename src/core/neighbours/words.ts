const words = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const asciiWords = /[A-Za-z_$][\w$]*/g;
const beyondAscii = /[\u0080-\uffff]/;
/** Most signs beyond ASCII in a program are none that a name can have: dashes, quotation marks, arrows. */
const nameBeyondAscii = /(?=[^\0-\x7f])[\p{L}\p{N}]/u;

/** The words of a text that can be names in a program. */
export function wordsIn(text: string): Set<string> {
  return new Set(text.match(beyondAscii.test(text) && nameBeyondAscii.test(text) ? words : asciiWords));
}

/** The words of a text and of the pieces that make it up, each looked for once, when it is first asked for. */
export interface PieceWords {
  in(piece: number): ReadonlySet<string>;
  inAll(): ReadonlySet<string>;
}

/** @param pieces none of which cuts a word in two */
export function createPieceWords(pieces: readonly (() => string)[]): PieceWords {
  const known = new Map<number, ReadonlySet<string>>();
  const wordsOf = (piece: number): ReadonlySet<string> => {
    const found = known.get(piece) ?? wordsIn(pieces[piece]?.() ?? '');
    known.set(piece, found);
    return found;
  };
  return {
    in: wordsOf,
    inAll: () => (pieces.length === 1 ? wordsOf(0) : new Set(pieces.flatMap((_, piece) => [...wordsOf(piece)]))),
  };
}
