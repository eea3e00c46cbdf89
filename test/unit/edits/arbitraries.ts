import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { FileSnapshot, TextEdit } from '../../../src/core/types';
import { runsOf } from '../../complete';

export const runs = runsOf(2000);

export const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

export function snapshot(text: string, part: Partial<FileSnapshot> = {}): FileSnapshot {
  return { path: 'src/a.ts', language: 'plaintext', text, textHash: hash(text), lineEnding: 'lf', ...part };
}

const unit = fc.constantFrom('a', 'b', 'c', '(', '}', ' ', '\t', '\u00a0', 'é', 'e\u0301', '😀', '👩‍💻', '葛');
/** Lines that repeat a lot, so that every ambiguity comes up. */
const line = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('', 'a', 'b', '  a', '}', 'foo(😀);', '  return null;', 'x\u0301y') },
  { weight: 2, arbitrary: fc.string({ unit, maxLength: 8 }) },
);

export const lines = fc.array(line, { maxLength: 12 });

/** A text, with or without a final line end, sometimes empty. */
export const text = fc.oneof(
  { weight: 9, arbitrary: lines.map((list) => list.join('\n')) },
  { weight: 1, arbitrary: fc.constant('') },
);

/** A file as on disk, with any mix of line ends. */
export const rawText = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r', '\r\n')), { maxLength: 12 })
  .chain((parts) => line.map((last) => parts.map(([content, end]) => content + end).join('') + last));

export const newText = fc.oneof(text, fc.constantFrom('', '\n', 'a', 'a\n', '\nb'));

/** Up to `max` edits of a text that do not overlap, in any order. */
export function editsOf(subject: string, max = 4): fc.Arbitrary<TextEdit[]> {
  const edit = fc.record({ start: fc.nat(subject.length), length: fc.nat(10), newText });
  return fc.array(edit, { maxLength: max }).map((wanted) => {
    const chosen: TextEdit[] = [];
    for (const { start, length, newText } of wanted) {
      const from = wholeCharacter(subject, start);
      const candidate = { start: from, end: wholeCharacter(subject, Math.min(subject.length, from + length)), newText };
      if (!chosen.some((other) => clash(other, candidate))) {
        chosen.push(candidate);
      }
    }
    return chosen;
  });
}

function clash(a: TextEdit, b: TextEdit): boolean {
  return (a.start === b.start && (a.start === a.end) === (b.start === b.end)) || (a.start < b.end && b.start < a.end);
}

export function wholeCharacter(subject: string, offset: number): number {
  const low = /^[\udc00-\udfff]/.test(subject.slice(offset, offset + 1));
  const high = /[\ud800-\udbff]$/.test(subject.slice(0, offset));
  return low && high ? offset + 1 : offset;
}

/** What the edits make of a list of pieces (characters, or line ends as they are): written to be obvious, not fast. */
export function editedPieces(
  pieces: readonly string[],
  edits: readonly TextEdit[],
  insert: (edit: TextEdit) => string,
): string[] {
  const result: string[] = [];
  for (let at = 0; at <= pieces.length; at += 1) {
    const starting = edits.filter(({ start }) => start === at).sort((a, b) => a.end - b.end);
    result.push(...starting.map(insert));
    if (at < pieces.length && !edits.some(({ start, end }) => start <= at && at < end)) {
      result.push(pieces[at] ?? '');
    }
  }
  return result;
}
