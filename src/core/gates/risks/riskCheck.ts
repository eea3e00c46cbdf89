import { applyEdits } from '../../edits/applyEdits';
import { onWholeLines } from '../../edits/onWholeLines';
import { languageOfScript } from '../../text/language';
import { type Masked, mask } from '../../text/mask';
import type { Edit, FileSnapshot } from '../../types';
import { certainMask } from './certainMask';
import { compiled } from './compiled';
import { longestGap, undisguised, withoutLongGaps } from './disguises';
import { type Risk, type RiskFlag, riskFlags } from './risk';
import { scripts } from './scripts';
import { type Surroundings, surroundingsOf } from './surroundings';
import { web } from './web';
import { fileWrites } from './writes';

/** Expressions for the risks of one language, each with a group for each flag. */
interface Finder {
  readonly code: RegExp | undefined;
  readonly text: RegExp | undefined;
  /** Without white space that could be too long. */
  readonly raw: RegExp | undefined;
}

/** What was found, by what it is and its arguments, with how often. */
type Signatures = ReadonlyMap<string, { readonly flag: RiskFlag; readonly count: number }>;

/** How a text is read: as a whole, or as lines whose surroundings are not known, where all may be code. */
type Extent = 'whole' | 'lines';

/** Where names of functions are found whatever their case is. */
const ignoresCase = new Set(['php']);

const finders = createFinders();

/** Of all the edited texts of one file together, in UTF-16 code units. A million take some tens of milliseconds. */
const longestInAll = 4_000_000;

/** What may begin or end a comment or a string that goes on beyond its line. */
const delimiters = /\/\*|\*\/|["'`]|<!--|-->|^=(?:begin|end)|\[=*\[|\]=*\]|^#\s*(?:if|else|elif|endif)/gm;

/** What edits of one file can make a program do. */
export interface RiskCheck {
  /**
   * Which risks a proposal adds: something that starts a process, evaluates code, uses the network, deletes files or writes some elsewhere and
   * that the file does not have so far, or not so often, or not with these arguments.
   *
   * @param proposals how many there are for the file: of thousands only the lines are looked at, and comments count
   */
  addedBy(edits: readonly Edit[], proposals: number): readonly RiskFlag[];
}

/** Whether there is a table of what the language does. */
export function hasRisks(language: string): boolean {
  return finders.has(language);
}

/**
 * Looks by text and not by syntax tree, so that it holds for every text and costs next to nothing where none of the
 * names is in sight. A name counts wherever it stands in code, called or not. Undefined for languages of mere data.
 */
export function riskCheckOf(file: FileSnapshot): RiskCheck | undefined {
  const { text } = file;
  const language = file.language === 'plaintext' ? (languageOfScript(text) ?? file.language) : file.language;
  const finder = finders.get(language);
  if (!finder) {
    return undefined;
  }
  let original: Signatures | undefined;
  return {
    addedBy: (edits, proposals) => {
      const before = edits.map((edit) => onWholeLines(edit, edit.oldText)).join('\n');
      const after = edits.map((edit) => onWholeLines(edit, edit.newText)).join('\n');
      const found = signaturesOf(finder, language, after, 'lines');
      if ((text.length + after.length) * proposals > longestInAll) {
        return moreIn(found, signaturesOf(finder, language, before, 'lines'));
      }
      const visible = moreIn(
        certainSignatures(finder, language, surroundingsOf(text, edits, true)),
        certainSignatures(finder, language, surroundingsOf(text, edits, false)),
      );
      if (found.size === 0 && delimitersOf(before) === delimitersOf(after)) {
        return visible;
      }
      original ??= signaturesOf(finder, language, text, 'whole');
      const added = moreIn(signaturesOf(finder, language, applyEdits(text, edits), 'whole'), original);
      return riskFlags.filter((flag) => visible.includes(flag) || added.includes(flag));
    },
  };
}

function delimitersOf(text: string): string {
  return Array.from(text.matchAll(delimiters), ([found]) => found).join(' ');
}

function moreIn(after: Signatures, before: Signatures): RiskFlag[] {
  const added = new Set<RiskFlag>();
  for (const [signature, { flag, count }] of after) {
    if (count > (before.get(signature)?.count ?? 0)) {
      added.add(flag);
    }
  }
  return riskFlags.filter((flag) => added.has(flag));
}

function signaturesOf(finder: Finder, language: string, text: string, extent: Extent): Signatures {
  const named = undisguised(language, text);
  const unmasked = { code: named, withStrings: named };
  const readings = [mask(language, named), ...(extent === 'lines' ? [unmasked] : [])];
  return signaturesOfReadings(finder, language, readings, named);
}

/** Where the mask could have lost its place, comments and strings count, so that none can hide what is code. */
function certainSignatures(finder: Finder, language: string, { head, lines }: Surroundings): Signatures {
  const [before, named] = [undisguised(language, head), undisguised(language, lines)];
  const { code, withStrings } = certainMask(language, before + named);
  const reading = { code: code.slice(before.length), withStrings: withStrings.slice(before.length) };
  return signaturesOfReadings(finder, language, [reading], named);
}

function signaturesOfReadings(
  finder: Finder,
  language: string,
  readings: readonly Masked[],
  named: string,
): Signatures {
  const found = new Map<string, { flag: RiskFlag; count: number }>();
  for (const reading of readings) {
    const { code, withStrings } = withoutLongGaps(language, reading);
    const counts = new Map<string, number>();
    for (const [signature, flag] of [
      ...signaturesIn(finder.code, code, withStrings, withoutPlainPaths),
      ...signaturesIn(finder.text, withStrings, withStrings),
      ...signaturesIn(finder.raw, named, named),
    ]) {
      const count = (counts.get(signature) ?? 0) + 1;
      counts.set(signature, count);
      found.set(signature, { flag, count: Math.max(count, found.get(signature)?.count ?? 0) });
    }
  }
  return found;
}

/**
 * @param shown the text that is searched, with what tells one place from another
 * @param tellApart what of the words at a place tells it from others
 */
function* signaturesIn(
  pattern: RegExp | undefined,
  text: string,
  shown: string,
  tellApart: (words: string, flag: RiskFlag) => string = (words) => words,
): Iterable<readonly [string, RiskFlag]> {
  for (const { index, groups = {} } of pattern ? text.matchAll(pattern) : []) {
    const flag = riskFlags.find((_, number) => groups[`risk${number}`] !== undefined);
    if (flag !== undefined) {
      yield [`${flag}: ${tellApart(wordsAt(shown, index), flag)}`, flag];
    }
  }
}

/**
 * Another path on the same server, or another method, is no other use of the network. Where a string may name a server, as
 * any other can, it counts as it is.
 */
function withoutPlainPaths(words: string, flag: RiskFlag): string {
  return flag === 'uses the network' ? words.replace(/(["'])(?:[A-Z]+|\/(?![/\\])[\w/?=&%+~-]*)\1/g, '$1$1') : words;
}

/** How many characters of a line tell one thing from another. */
const signatureLength = 200;

/** A call with its arguments, else the rest of the line; without what a formatter may change. */
function wordsAt(text: string, start: number): string {
  const [rest = ''] = text
    .slice(start, start + signatureLength)
    .trimStart()
    .split('\n', 1);
  return callIn(rest)
    .replace(/\s+/g, ' ')
    .replace(/[;,) ]+$/, '');
}

/** Up to the parenthesis that closes the first one, where nothing but a name stands before it. */
function callIn(rest: string): string {
  let depth = 0;
  for (let at = rest.search(/(?<=^[\w\s.:$?!]*)\(/); at >= 0 && at < rest.length; at++) {
    depth += rest[at] === '(' ? 1 : rest[at] === ')' ? -1 : 0;
    if (depth === 0) {
      return rest.slice(0, at);
    }
  }
  return rest;
}

function createFinders(): ReadonlyMap<string, Finder> {
  const byLanguage = new Map<string, Risk[]>();
  for (const { languages, risks } of [...web, ...scripts, ...compiled, ...fileWrites]) {
    for (const language of languages) {
      byLanguage.set(language, [...(byLanguage.get(language) ?? []), ...risks]);
    }
  }
  return new Map(
    Array.from(byLanguage, ([language, risks]) => [
      language,
      {
        code: union(language, risks, 'code'),
        text: union(language, risks, 'text'),
        raw: union(language, risks, 'raw'),
      },
    ]),
  );
}

function union(language: string, risks: readonly Risk[], kind: 'code' | 'text' | 'raw'): RegExp | undefined {
  const groups = riskFlags.flatMap((flag, number) => {
    const parts = risks.filter((risk) => risk.flag === flag).flatMap((risk) => risk[kind] ?? []);
    return parts.length === 0 ? [] : [`(?<risk${number}>${parts.join('|')})`];
  });
  // With bounds, so that no text of nothing but white space takes time that grows with the square.
  const bounded = groups
    .join('|')
    .replaceAll('\\s*', `\\s{0,${longestGap}}`)
    .replaceAll('\\s+', `\\s{1,${longestGap}}`);
  return groups.length === 0 ? undefined : new RegExp(bounded, ignoresCase.has(language) ? 'gim' : 'gm');
}
