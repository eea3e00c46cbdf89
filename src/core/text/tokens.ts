import { estimateTokenCount } from 'tokenx';

const beyondAscii = /[\u0080-\uffff]/;
const eachBeyondAscii = new RegExp(beyondAscii, 'g');
const blanks = /[ \t\n\r\v\f]*/y;
/** tokenx takes it together with a sign behind it. */
const ideographicSpace = '\u3000';
const lineEnd = 10;

/** What tokenx divides a text into, by the code of a character of ASCII. */
const space = 1;
const sign = 2;
const digit = 3;
const lower = 4;
const isSpace = /\s/;
const kindOf: readonly RegExp[] = [isSpace, /[.,!?;(){}[\]<>:/\\|@#$%^&*+=`~_"-]/, /\d/, /[a-z]/];
const kinds = Uint8Array.from(
  { length: 128 },
  (_, code) => kindOf.findIndex((one) => one.test(String.fromCharCode(code))) + 1,
);

/**
 * Estimates the tokens of a text. The figure is that of tokenx, which is left what is beyond ASCII; the rest takes a
 * fraction of the time, as nothing of it is copied.
 */
export function estimateTokens(text: string): number {
  return beyondAscii.test(text) ? tokensOfMixed(text) : tokensOfAscii(text, 0, text.length);
}

function tokensOfMixed(text: string): number {
  if (text.includes(ideographicSpace)) {
    return estimateTokenCount(text);
  }
  let tokens = 0;
  let done = 0;
  eachBeyondAscii.lastIndex = 0;
  for (let index = eachBeyondAscii.exec(text)?.index; index !== undefined; index = eachBeyondAscii.exec(text)?.index) {
    // Behind white space and before something else, a text can be cut. Other white space than that of ASCII is seldom.
    const start = behindBlanks(text, Math.max(done, text.lastIndexOf('\n', index) + 1));
    if (isSpace.test(text.charAt(start))) {
      return estimateTokenCount(text);
    }
    const lineEndsAt = text.indexOf('\n', index);
    const end = lineEndsAt === -1 ? text.length : behindBlanks(text, lineEndsAt);
    tokens += tokensOfAscii(text, done, start) + estimateTokenCount(text.slice(start, end));
    done = end;
    eachBeyondAscii.lastIndex = end;
  }
  return tokens + tokensOfAscii(text, done, text.length);
}

function behindBlanks(text: string, at: number): number {
  blanks.lastIndex = at;
  blanks.exec(text);
  return blanks.lastIndex;
}

function tokensOfAscii(text: string, from: number, to: number): number {
  let tokens = 0;
  let before = 0;
  for (let at = from; at < to; ) {
    const start = at;
    const kind = kinds[text.charCodeAt(at)];
    if (kind === space) {
      let lines = 0;
      do {
        lines += text.charCodeAt(at++) === lineEnd ? 1 : 0;
      } while (at < to && kinds[text.charCodeAt(at)] === space);
      tokens += lines === 0 ? 0 : tokensOfLineEnd(lines > 1 || text.charCodeAt(at - 1) !== lineEnd, before === sign);
    } else if (kind === sign) {
      do {
        at++;
      } while (at < to && kinds[text.charCodeAt(at)] === sign);
      tokens += at - start <= 3 ? 1 : Math.ceil((at - start) / 6);
    } else {
      let found = 0;
      let inner = kind ?? 0;
      do {
        found |= 1 << inner;
        at++;
        inner = at < to ? (kinds[text.charCodeAt(at)] ?? 0) : space;
      } while (inner !== space && inner !== sign);
      tokens += tokensOfWord(at - start, found);
    }
    before = kind ?? 0;
  }
  return tokens;
}

/** An indentation or an empty line is a token of its own, the end of a line comes with the sign before it. */
function tokensOfLineEnd(isIndented: boolean, isBehindSign: boolean): number {
  return isIndented || !isBehindSign ? 1 : 0;
}

/** @param found which kinds of characters it has, one bit each */
function tokensOfWord(length: number, found: number): number {
  if (found === 1 << digit) {
    return Math.ceil(length / 3);
  }
  return length <= 3 || (length <= 8 && found === 1 << lower) ? 1 : Math.ceil(length / 7);
}
