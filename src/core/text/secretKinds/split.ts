import { issuedKinds } from './issued';
import { createHintSearch, createKindFinder, type Secret } from './kind';

/** What stands between two parts of one string: its quotes with a sign between them, or a line that goes on. */
const joint = /(["'`])[^\S\n]{0,40}(?:\+|\.|&|\\)?\s{0,80}(?:\+|\.|&)?[^\S\n]{0,40}\1|\\\r?\n/g;

/** No two pieces are put together in a text without any of these. */
const jointMark = /["'`\\]/;

const findIssued = createKindFinder(issuedKinds);
const findHints = createHintSearch(issuedKinds);
const longestHint = Math.max(...issuedKinds.flatMap(({ hints }) => hints.map(({ length }) => length)));

/**
 * Credentials that give themselves away by how they begin, in the pieces that their string is written in.
 *
 * @param hinted the hints in the text, in lower case
 */
export function* splitSecrets(text: string, hinted: ReadonlySet<string>): Generator<Secret> {
  if (!jointMark.test(text)) {
    return;
  }
  const pieces: { readonly from: number; readonly text: string }[] = [];
  let from = 0;
  for (const match of text.matchAll(joint)) {
    pieces.push({ from, text: text.slice(from, match.index) });
    from = match.index + match[0].length;
  }
  if (pieces.length === 0) {
    return;
  }
  pieces.push({ from, text: text.slice(from) });
  const whole = pieces.map((piece) => piece.text).join('');
  let at = 0;
  const seams = pieces.map((piece) => {
    at += piece.text.length;
    return whole.slice(Math.max(0, at - longestHint), at + longestHint);
  });
  const inSeams = findHints(seams.join('\n').toLowerCase());
  const found = [...findIssued(whole, new Set([...hinted, ...inSeams]))].sort((a, b) => a.start - b.start);
  at = 0;
  let next = 0;
  for (const piece of pieces) {
    const end = at + piece.text.length;
    while ((found[next]?.end ?? Number.POSITIVE_INFINITY) <= at) {
      next++;
    }
    for (let index = next; (found[index]?.start ?? end) < end; index++) {
      const { kind, start, end: foundEnd } = found[index] ?? { kind: '', start: end, end };
      const span = { start: Math.max(start, at), end: Math.min(foundEnd, end) };
      // What lies within one piece is found as it stands.
      if (span.start < span.end && (start < at || foundEnd > end)) {
        yield { kind, isReported: false, start: piece.from + span.start - at, end: piece.from + span.end - at };
      }
    }
    at = end;
  }
}
