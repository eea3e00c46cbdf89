import type { Doubt } from './doubt';
import { hasOutside } from './quotationMarks';
import { type Quote, toLines } from './quotedEdit';
import type { QuotedText } from './quotedText';

const reference = /&(?:lt|gt|quot|amp|apos|#\d+|#x[0-9a-f]+);/gi;
/** A string that is a reference and nothing else, as code has one that escapes. */
const referenceAlone = /(["'`])&\w+;\1|(["'`])&#\w+;\2/g;

const endTag = /<\//;

/**
 * New lines without the character references that stand outside of quotation marks, in a file that is no markup and has
 * none. Undefined when that can be read in two ways.
 */
export function withoutReferences(text: QuotedText, { oldLines, newLines }: Quote): readonly string[] | undefined {
  const [oldText, newText] = [oldLines.join('\n'), newLines.join('\n')];
  const isOdd = hasOutside(newText.replace(referenceAlone, ''), reference) && !text.has(endTag);
  if (!isOdd || text.has(reference)) {
    return newLines;
  }
  const [, bareNew] = fromHtml(text, oldText, newText);
  return bareNew === undefined ? undefined : toLines(bareNew);
}

/** A tag of markup, spelled by references. */
const spelledTag = /&(?:lt|#60|#x3c);[/!]?[a-z]/i;

/**
 * Whether character references in new lines may be escapes too many: the file has none, and their line has none of the signs
 * as they are, which escaping would have left nowhere.
 */
export function doubtOfReferences(text: QuotedText, actual: readonly string[], made: readonly string[]): Doubt {
  const unchanged = new Set(actual);
  const odd = made
    .filter((line) => !unchanged.has(line) && line.search(reference) !== -1)
    .filter((line) => !entities.some(({ raw, spelled }) => line.search(spelled) !== -1 && line.search(raw) !== -1));
  if (odd.length === 0 || text.has(reference)) {
    return 'none';
  }
  return odd.some((line) => spelledTag.test(line)) ? 'refused' : 'unsure';
}

const entities: readonly { readonly sign: string; readonly raw: RegExp; readonly spelled: RegExp }[] = [
  { sign: '<', raw: /</, spelled: /&(?:lt|#60|#x3c);/gi },
  { sign: '>', raw: />/, spelled: /&(?:gt|#62|#x3e);/gi },
  { sign: '"', raw: /"/, spelled: /&(?:quot|#34|#x22);/gi },
  { sign: "'", raw: /'/, spelled: /&(?:apos|#0?39|#x27);/gi },
  // Last, as what it yields is no entity any more.
  { sign: '&', raw: /&(?!#?\w{1,6};)/, spelled: /&(?:amp|#38|#x26);/gi },
];

/**
 * Character references of HTML. A sign that is spelled so is never written as it is; one that only the new text spells
 * so must have no reference in the file, whose own it could be.
 */
export function fromHtml(text: QuotedText, oldText: string, newText: string): [string | undefined, string | undefined] {
  let [bareOld, bareNew] = [oldText, newText];
  for (const { sign, raw, spelled } of entities) {
    const [inOld, inNew] = [oldText.search(spelled) !== -1, newText.search(spelled) !== -1];
    const isRaw = [oldText, newText].some((part) => part.search(raw) !== -1);
    if ((inOld || inNew) && (isRaw || (!inOld && text.has(spelled)))) {
      return [undefined, undefined];
    }
    bareOld = bareOld.replace(spelled, () => sign);
    bareNew = bareNew.replace(spelled, () => sign);
  }
  return [bareOld, bareNew];
}
