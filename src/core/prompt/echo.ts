import type { Span } from '../types';
import { knownNames, wordNames } from './reply/names';
import { exampleReply } from './systemPrompt';

/**
 * What a model may copy from its prompt instead of answering. A file can hold a whole reply, in any writing: as JSON, in
 * a string of some language, in a comment, escaped for the web. So texts are compared by what is left when the writing
 * is taken off.
 */

/** Escapes of programming languages and JSON, once or several times over; of HTML and XML; of URLs. */
const escapes =
  /\\{1,9}(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|[nrtbfv0])|&(?:amp;)*(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|(?:quot|apos|amp|lt|gt|nbsp));|(?:%[0-9a-fA-F]{2})+/g;

/** What an escape stands for; a space where that is white space or a sign, so that nothing around it joins. */
function unescaped(match: string, groups: readonly (string | undefined)[]): string {
  const [braced, unicode, byte, decimal, hexadecimal] = groups;
  const digits = braced ?? unicode ?? byte ?? hexadecimal;
  if (digits !== undefined || decimal !== undefined) {
    const code = digits === undefined ? Number(decimal) : Number.parseInt(digits, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
  }
  return match.startsWith('%') ? fromUrl(match) : ' ';
}

function fromUrl(escaped: string): string {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return ' ';
  }
}

/** Of writings within writings, so many are taken off. */
const maxLayers = 4;

/** The letters of a text alone, all small: what stays the same in every writing. */
export function lettersOf(text: string): string {
  return plainOf(text).replace(/\P{L}+/gu, '');
}

/** A text as it is when writings are taken off, small. */
function plainOf(text: string): string {
  let plain = text;
  for (let layer = 0, before = ''; layer < maxLayers && plain !== before; layer++) {
    before = plain;
    plain = plain.replace(escapes, (match, ...groups) => unescaped(match, groups));
  }
  return plain.normalize('NFKC').toLowerCase();
}

/**
 * Tells whether a finding stands in the prompt: its title and its explanation do, each under a name of one; or it says what
 * the example says, under whatever title and with whatever else.
 */
export type IsEcho = (finding: { readonly title: string; readonly explanation: string }) => boolean;

/** So many letters tell one text from another, and bound the time a look for them can take. */
const enoughLetters = 400;

/** Fewer can follow a word that is a name by chance, so another name or the end has to come behind them. */
const fewLetters = 8;
const anyWordName = `(?:${wordNames.join('|')})`;
const anyNameBehind = `(?:${[...knownNames].join('|')}| |$)`;

/** @param prompt all that the model is told; a finding in it is nobody's finding */
export function echoesOf(...prompt: readonly string[]): IsEcho {
  let letters: string | undefined;
  return ({ title, explanation }) => {
    const said = wordsOf(`${title}\n${explanation}`.slice(0, mostWords));
    if (examples.some((example) => isWithin(example, said))) {
      return true;
    }
    letters ??= prompt.map(lettersOf).join(' ');
    const all = letters;
    // A title alone can be a comment on the code: it is copied from a finding where more of that follows.
    const isTitleAlone = lettersOf(explanation) === '';
    // Whatever name it has there, it can be copied under any that is read as one.
    const stands = (agreed: string, value: string) => {
      const start = lettersOf(value).slice(0, enoughLetters);
      return (
        all.includes(agreed + start) ||
        (start.length < fewLetters || isTitleAlone
          ? new RegExp(anyWordName + start + anyNameBehind).test(all)
          : all.includes(start) && wordNames.some((name) => all.includes(name + start)))
      );
    };
    return stands('title', title) && stands('explanation', explanation);
  };
}

/** No explanation has more. In UTF-16 code units. */
const mostWords = 20_000;

function wordsOf(text: string): readonly string[] {
  return plainOf(text).match(/\p{L}+/gu) ?? [];
}

const examples = exampleReply.findings.map(({ explanation }) => wordsOf(explanation));

/** Whether all of some words stand in others, in their order. */
function isWithin(some: readonly string[], all: readonly string[]): boolean {
  let found = 0;
  for (const word of all) {
    found += word === some[found] ? 1 : 0;
  }
  return found === some.length;
}

/** A text in which `findings` stands has one of these: the word, with whatever signs between its letters, or an escaped letter. */
const worthALook = new RegExp(String.raw`${[...'findings'].join('[^a-z]*')}|\\u\{?0*[46]|\\x[46]|&#|%[46]`, 'i');
/** With letters of comments between its signs: marks of their lines, or words. */
const emptyAnswer = /\{findings(?:\p{L}{0,40}:\p{L}{0,40}\[\p{L}{0,40}\]\p{L}{0,40})\}/gu;
/** Where there are such letters, there is a comment, or a line that begins with its mark. */
const commented = /\n|\\n|\/\*|\/\/|#|--/;
const keyLength = 'findings'.length;

/**
 * Where the answer "nothing found" stands in a text, in any writing: the span of its key. A reply that is empty is the
 * model's own only when it had none to copy, so these are masked before the text is sent.
 */
export function emptyAnswers(text: string): Span[] {
  if (!worthALook.test(text)) {
    return [];
  }
  const { signs, starts, ends } = significant(text);
  return [...signs.matchAll(emptyAnswer)].flatMap(({ index, 0: answer }) => {
    const key = { start: starts[index + 1] ?? 0, end: ends[index + keyLength] ?? 0 };
    const isOneWord = /\p{L}/u.test(answer[keyLength + 1] ?? '') && starts[index + keyLength + 1] === key.end;
    const behind = text.slice(key.end, ends[index + answer.length - 1]);
    return answer === '{findings:[]}' || (!isOneWord && commented.test(behind)) ? [key] : [];
  });
}

/** The letters, digits, brackets and colons of a text, small, with where each of them stands in it. */
function significant(text: string): { signs: string; starts: readonly number[]; ends: readonly number[] } {
  const starts: number[] = [];
  const ends: number[] = [];
  const signs: string[] = [];
  const add = (part: string, start: number, end?: number) => {
    for (const { 0: sign, index } of part.matchAll(/[\p{L}\p{N}[\]{}:]/gu)) {
      // One code unit each, so that positions are those of the joined text.
      signs.push(sign.length === 1 ? sign.toLowerCase().slice(0, 1) : '?');
      starts.push(end === undefined ? start + index : start);
      ends.push(end ?? start + index + sign.length);
    }
  };
  let done = 0;
  for (const match of text.matchAll(escapes)) {
    const [whole, ...groups] = match;
    add(text.slice(done, match.index), done);
    done = match.index + whole.length;
    add(unescaped(whole, groups), match.index, done);
  }
  add(text.slice(done), done);
  return { signs: signs.join(''), starts, ends };
}
