import { type Fold, respelled } from './fold';
import { quoteOf, toLines } from './quotedEdit';
import type { QuotedText } from './quotedText';

/**
 * Takes one level of escaping off a text. Undefined when the text cannot have come from escaping everything in that way,
 * so that it is not known what was escaped.
 */
type Unescape = (text: string) => string | undefined;

/**
 * One level of escaping too many, in old and new text alike. The same signs can come from several ways of escaping; where
 * those say different things, they are different candidates.
 */
export const escapesFold: Fold = (text, edit) => {
  const { oldLines, newLines } = quoteOf(edit);
  const [oldText, newText] = [oldLines.join('\n'), newLines.join('\n')];
  const codes = oldText.includes('\\') ? unescapes.map((bare) => [bare(oldText), bare(newText)]) : [];
  const entities = oldText.includes('&') ? [fromHtml(text, oldText, newText)] : [];
  return [...codes, ...entities].flatMap(([bareOld, bareNew]) =>
    bareOld === undefined || bareNew === undefined || bareOld === oldText
      ? []
      : respelled(text, { oldLines: bareOld.split('\n'), newLines: toLines(bareNew) }),
  );
};

const meanings: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
};

/**
 * @param sequences what a backslash stands in front of
 * @param never what stands nowhere without one
 */
function unescapeOf(sequences: string, never: RegExp): Unescape {
  return (text) => {
    let isSound = !never.test(text.replace(/\\[\s\S]/g, ''));
    const bare = text.replace(/\\(u[0-9a-fA-F]{4}|[\s\S]?)/g, (_, sequence: string) => {
      isSound &&= sequence !== '' && sequences.includes(sequence.slice(0, 1));
      return sequence.length > 1
        ? String.fromCharCode(Number.parseInt(sequence.slice(1), 16))
        : (meanings[sequence] ?? '');
    });
    return isSound ? bare : undefined;
  };
}

/** Quotation marks alone: whatever else has a backslash in front of it has it in the file, where that is no line end. */
function unescapeOnly(sign: string): Unescape {
  return (text) => {
    const isAll = !text.replaceAll(`\\${sign}`, '').includes(sign);
    const bare = text.replaceAll(`\\${sign}`, sign);
    return isAll && !bare.split('\n').some(endsOutside) ? bare : undefined;
  };
}

const marks = ['"', "'", '`'];

/** Whether all quotation marks that are opened are closed, so that a line may end. */
function isClosed(text: string): boolean {
  return marks.every((mark) => text.split(mark).length % 2 === 1);
}

/** Whether a line has the sign of a line end outside of quotation marks, where no language has it. */
function endsOutside(line: string): boolean {
  const open = marks.map(() => false);
  return line
    .split('\\n')
    .slice(0, -1)
    .some((piece) => {
      for (const [position, mark] of marks.entries()) {
        open[position] = (piece.split(mark).length % 2 === 0) !== open[position];
      }
      return !open.includes(true);
    });
}

const unescapes: readonly Unescape[] = [
  unescapeOf('\\"ntru/', /["\n\t]/),
  unescapeOf('\\"', /"/),
  unescapeOf("\\'", /'/),
  unescapeOf('\\', /[^\s\S]/),
  unescapeOnly('"'),
  unescapeOnly("'"),
  unescapeBreaks,
];

/**
 * Line ends, and tabs at the beginning of lines. Where a line would end within quotation marks, or behind one more
 * backslash, the sign may be the file's own.
 */
function unescapeBreaks(text: string): string | undefined {
  if (text.includes('\n')) {
    return undefined;
  }
  const lines = text.split('\\n');
  const isSound = lines.every((line) => !line.endsWith('\\') && isClosed(line));
  const bare = lines.map((line) => line.replace(/^(?:\\t)+/, (tabs) => '\t'.repeat(tabs.length / 2)));
  return isSound ? bare.join('\n') : undefined;
}

const entities: readonly { readonly sign: string; readonly spelled: RegExp }[] = [
  { sign: '<', spelled: /&(?:lt|#60|#x3c);/gi },
  { sign: '>', spelled: /&(?:gt|#62|#x3e);/gi },
  { sign: '"', spelled: /&(?:quot|#34|#x22);/gi },
  { sign: "'", spelled: /&(?:apos|#0?39|#x27);/gi },
  // Last, as what it yields is no entity any more.
  { sign: '&', spelled: /&(?:amp|#38|#x26);/gi },
];

/**
 * Character references of HTML. A sign that is spelled so is never written as it is; one that only the new text spells
 * so must have no reference in the file, whose own it could be.
 */
function fromHtml({ text }: QuotedText, oldText: string, newText: string): [string | undefined, string | undefined] {
  let [bareOld, bareNew] = [oldText, newText];
  for (const { sign, spelled } of entities) {
    const [inOld, inNew] = [oldText.search(spelled) !== -1, newText.search(spelled) !== -1];
    const raw = sign === '&' ? /&(?!#?\w{1,6};)/ : sign;
    const isRaw = [oldText, newText].some((part) => part.search(raw) !== -1);
    if ((inOld || inNew) && (isRaw || (!inOld && text.search(spelled) !== -1))) {
      return [undefined, undefined];
    }
    bareOld = bareOld.replace(spelled, () => sign);
    bareNew = bareNew.replace(spelled, () => sign);
  }
  return [bareOld, bareNew];
}
