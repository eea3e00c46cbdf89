import type { FileSnapshot } from '../types';

const words = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const asciiWords = /[A-Za-z_$][\w$]*/g;
const beyondAscii = /[\u0080-\uffff]/;

/** The words of a text that can be names in a program. */
export function wordsIn(text: string): Set<string> {
  return new Set(text.match(beyondAscii.test(text) ? words : asciiWords));
}

const known = new WeakMap<FileSnapshot, ReadonlySet<string>>();

/** Those of a whole file, looked for once. */
export function wordsOf(file: FileSnapshot): ReadonlySet<string> {
  const found = known.get(file) ?? wordsIn(file.text);
  known.set(file, found);
  return found;
}
