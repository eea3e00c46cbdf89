import { tokensIn } from './mask';

const names = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const beyondAscii = /[\u0080-\uffff]/;
/** Most signs beyond ASCII in a program are none that a name can have: dashes, quotation marks, arrows. */
const nameBeyondAscii = /(?=[^\0-\x7f])[\p{L}\p{N}]/u;

/** By the code of a character: 1 for what a name may begin with, 2 for what may only follow. */
const inNames = new Uint8Array(0x1_00_00);
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code);
  inNames[code] = /[A-Za-z_$]/.test(character) ? 1 : Number(/\d/.test(character)) * 2;
}
/** Where the last word stands that looked like one: most words of a program come again and again. */
const seenAt = new Int32Array(4_096);
const seenLength = new Int32Array(seenAt.length);

/** The words of a text that can be names in a program, in the order in which they first stand. */
export function wordsIn(text: string): Set<string> {
  return beyondAscii.test(text) && nameBeyondAscii.test(text) ? new Set(text.match(names)) : asciiWordsIn(text);
}

/** Those of a program: what only its comments name is not used. */
export function programWordsIn(language: string, text: string): Set<string> {
  const kept: string[] = [];
  let end = 0;
  for (const { kind, start, text: token } of tokensIn(language, text)) {
    if (kind === 'comment') {
      kept.push(text.slice(end, start));
      end = start + token.length;
    }
  }
  kept.push(text.slice(end));
  return wordsIn(kept.join(' '));
}

/** Without a copy of each word that was there before. */
function asciiWordsIn(text: string): Set<string> {
  const found = new Set<string>();
  seenLength.fill(0);
  for (let at = 0; at < text.length; ) {
    const first = text.charCodeAt(at);
    if (inNames[first] !== 1) {
      at++;
      continue;
    }
    const start = at;
    let last = first;
    let next = first;
    do {
      last = next;
      at++;
      next = at < text.length ? text.charCodeAt(at) : 0;
    } while (inNames[next] !== 0);
    const length = at - start;
    const inside = 131 * text.charCodeAt(start + 1) + 523 * text.charCodeAt(start + (length >> 1));
    const look = (37 * first + 1_031 * last + 5 * length + (length > 1 ? inside : 0)) % seenAt.length;
    if (seenLength[look] !== length || !isSame(text, seenAt[look] ?? 0, start, length)) {
      seenAt[look] = start;
      seenLength[look] = length;
      found.add(text.slice(start, at));
    }
  }
  return found;
}

function isSame(text: string, one: number, other: number, length: number): boolean {
  for (let at = 0; at < length; at++) {
    if (text.charCodeAt(one + at) !== text.charCodeAt(other + at)) {
      return false;
    }
  }
  return true;
}

/** The words of a text and of the pieces that make it up, each looked for once, when it is first asked for. */
export interface PieceWords {
  in(piece: number): ReadonlySet<string>;
  inAll(): ReadonlySet<string>;
}

/** @param pieces finds the words of each, none of which is cut in two */
export function createPieceWords(pieces: readonly (() => ReadonlySet<string>)[]): PieceWords {
  const known = new Map<number, ReadonlySet<string>>();
  const wordsOf = (piece: number): ReadonlySet<string> => {
    const found = known.get(piece) ?? pieces[piece]?.() ?? new Set();
    known.set(piece, found);
    return found;
  };
  return {
    in: wordsOf,
    inAll: () => (pieces.length === 1 ? wordsOf(0) : new Set(pieces.flatMap((_, piece) => [...wordsOf(piece)]))),
  };
}
