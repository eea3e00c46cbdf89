import type { QuotedText } from './quotedText';

/**
 * Finds a line that stands for code a model did not want to write out: `// ... existing code ...`, `# rest of the
 * function`, `<!-- unchanged -->`. Lines the original has are what they are and never count. Returns the line without
 * the space around it.
 */
export function findElision(newText: string, original: QuotedText): string | undefined {
  const lines = newText.split('\n');
  const suspects = lines.filter((line, position) => isElision(line, lines[position - 1] ?? ''));
  return suspects.map((line) => line.trim()).find((line) => !original.says(line));
}

/**
 * The line of a quote that is not in a text which stands for code, with or without a line number, or has an ellipsis in the
 * place of some: what is quoted so cannot be found.
 */
export function findElidedQuote(oldText: string, original: QuotedText): string | undefined {
  const bare = oldText.replace(/^[^\S\n]*\d{1,7}\s?[|:]/gm, '');
  const within = bare.split('\n').map((line) => line.trim());
  return findElision(bare, original) ?? within.find((line) => ellipsis.test(line) && !original.says(line));
}

const dots = String.raw`(?:\.{3,}|…)`;
const opener = String.raw`(?:\/{2,}!?|\/\*+|\{\/\*+|#+|-{2,}|<!--+|;+|%+|\*+|"""|\(\*|REM\b|\{#|\{\{!--)`;
const closer = String.raw`(?:\*+\/\}?|--+>|"""|\*\)|#\}|--\}\})`;
const comment = new RegExp(`^${opener}\\s*(.*?)\\s*${closer}?$`, 'i');
const bracketed = /^[[(<{]\s*(.*?)\s*[\])>}][;,]?$/;
const trailingComment = new RegExp(`\\S\\s+(?:\\/\\/|#|--|\\/\\*|<!--)\\s*(${dots}.*?)\\s*${closer}?$`);
const ellipsis = new RegExp(`(?:^|[\\s({[])${dots}(?:$|[\\s)}\\],;])`);
const onlyDots = new RegExp(`^${dots}$`);
const leadingDots = new RegExp(`^${dots}`);
const afterDots = new RegExp(`^${dots}\\s+(\\S.*)$`);
const dotsAround = new RegExp(`^${dots}?\\s*|\\s*${dots}?$`, 'g');

/** Behind an ellipsis any of these tells. */
const telling =
  /\b(?:rest|remaining|remainder|existing|unchanged|omitted|truncated|snip(?:ped)?|same as|code|implementation)\b/i;

const noun =
  '(?:code|files?|functions?|methods?|class(?:es)?|implementations?|modules?|components?|body|logic|program|script|contents?|document|lines|imports|fields|properties|members|cases|tests|definitions?|declarations?|handlers?|routes?|configuration|section|block)';
const kept =
  '(?:(?:(?:remains?|stays?|is|are|goes|left) )?(?:here|unchanged|omitted|the same|same as before|as (?:before|is|above)|not shown|truncated|elided|untouched)(?: for brevity| here| as before)?|remains?|stays?)';
/** What a comment says from beginning to end when it stands for code. */
const phrase = new RegExp(
  `^(?:${[
    `(?:the )?(?:rest|remainder) of (?:the |this |your |my )?(?:[\\w.]+ )?${noun}(?: ${kept})?`,
    `(?:the |all )?(?:remaining|other|existing|previous|original) (?:[\\w.]+ )?${noun} ${kept}`,
    `(?:the |your )?(?:existing|unchanged) code(?: ${kept})?`,
    'remaining (?:code|methods|functions|implementation)',
    `keep (?:the |your )?(?:existing|remaining|other|original|rest of (?:the |your )?) ?${noun}(?: ${kept})?`,
    `(?:code|implementation|methods|functions|body|contents?) (?!here)${kept}`,
    `(?:the )?(?:rest|remainder) ${kept}`,
    'unchanged|omitted for brevity',
  ].join('|')})[.:]?$`,
  'i',
);

/** In UTF-16 code units: nobody takes more words to say that code is missing, and what is matched below goes back. */
const longestElision = 300;

function isElision(line: string, lineBefore: string): boolean {
  const trimmed = line
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/\.{4,}/g, '...');
  if (trimmed.length > longestElision) {
    return false;
  }
  if (onlyDots.test(trimmed)) {
    // After a colon they are the body of a stub in Python, where three dots are an expression.
    return !lineBefore.trimEnd().endsWith(':');
  }
  const said = comment.exec(trimmed)?.[1];
  if (said !== undefined && (onlyDots.test(said) || standsForCode(said.replace(leadingDots, '... ')))) {
    return true;
  }
  return standsForCode(trailingComment.exec(trimmed)?.[1] ?? bracketed.exec(trimmed)?.[1] ?? trimmed, 'dotted');
}

/** Without a comment sign around them, only words behind an ellipsis and a space are more than a spread operator. */
function standsForCode(said: string, form?: 'dotted'): boolean {
  const words = said.replace(bracketed, '$1').replace(dotsAround, '');
  return telling.test(afterDots.exec(said)?.[1] ?? '') || (form !== 'dotted' && phrase.test(words));
}

/** A statement that does nothing, or only says that something is missing. */
const stub =
  /^(?:pass|:|true|nil|none|null|undefined|0|\.{3,}|…|_ = \w+|let _ = .{1,20}|(?:raise|throw)\b.*not.?implemented.*|(?:todo|unimplemented)!?\(.*\);?|(?:[-*+]\s+)?(?:…|\.{3,}|[[(<]\p{L}+(?: \p{L}+)*[\])>])|\w*(?:existing|rest_?of|unchanged|omitted|original|previous)\w*\(\))[;,]?$/iu;
/** A word alone on its line, in whatever language, that is none of a language of programs. */
const wordAlone =
  /^(?!(?:return|break|continue|else|end|endif|endfor|fi|esac|done|do|then|try|finally|begin|default|yield|throw|raise|next|redo|retry|private|public|protected|static|async|await|super|self|this|debugger|exit|stop|commit|rollback)\b)\p{L}{2,}[.;,]?$/iu;
/** What stands within a line for code: a comment, dots, or braces with nothing in them. */
const within = /(?:^|[\s{[(>"'])(?:\/\/|\/\*|#(?=\s)|--\s|<!--|…|\.{3,}(?![\w$[({]))|\{\s*\}|^:$|[:;]\s*pass\b/;

/**
 * Whether new lines may stand for code that is left out, whatever words they use: there is a comment or a stub among them, or
 * in one of them, that the replaced lines do not have, and less code than those had.
 */
export function mayStandForCode(actual: readonly string[], made: readonly string[]): boolean {
  const [before, after] = [actual, made].map((lines) => lines.map((line) => line.trim()).filter(Boolean));
  const own = new Set(before);
  const bare = (line: string) => line.replace(/(?:\/\/|#|--)\s.*$/, '').trim();
  const isStandIn = (line: string) =>
    line.length <= longestElision &&
    [comment, stub, wordAlone].some((pattern) => pattern.test(line) || pattern.test(bare(line)));
  const marksIn = (line: string) => within.exec(line)?.[0].trim();
  const known = new Set(before?.flatMap((line) => marksIn(line) ?? []));
  const hasStandIn = (line: string) => {
    const mark = line.length <= longestElision ? marksIn(line) : undefined;
    return isStandIn(line) || (mark !== undefined && !known.has(mark));
  };
  const codeIn = (lines: readonly string[] = []) => lines.filter((line) => !isStandIn(line)).length;
  const isLess = codeIn(after) < codeIn(before);
  return isLess && after?.some((line) => !own.has(line) && hasStandIn(line)) === true;
}
