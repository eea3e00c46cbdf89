import type { Category, Severity } from '../../core/types';
import type { RuleInfo } from './analyzer';

/** A message of html-validate's, and the text that it is about. */
export interface Hit {
  readonly message: string;
  /** Of the page, relative to the reviewed folder. */
  readonly path: string;
  readonly text: string;
  /** UTF-16 code units from the start of the text. */
  readonly offset: number;
}

interface Rule {
  readonly title: string;
  /** Why it matters, in plain words. */
  readonly why: string;
  /** Where more is said, if not in html-validate's documentation. */
  readonly link?: string;
  /** It cannot be turned on or off: it is no rule, but how the parser ends. */
  readonly isParser?: true;
  /** Whether it is the defect that is looked for. */
  readonly isMeant?: (hit: Hit) => boolean;
  /** It mostly does no harm, by the ledger in `test/precision`. */
  readonly isGuess?: true;
  /** Whether somebody will notice. Else it is told to those alone whose profile also wants guesses. */
  readonly isNoticed?: (hit: Hit) => boolean;
}

/** What has no name in a tag: the parser is stricter than browsers about `<` before what begins no tag. */
const tagStart = /<\/?[a-z][^<]*$/i;
/** UTF-16 code units. */
const longestTag = 2_000;

/** Where a parser of HTML closes the outer one, leaves out the inner one, or moves it out of the table. */
const rearranged =
  /^<(a|button|form|nobr)> element is not permitted as a descendant of <\1\b|^<(?!form|input|script|style|template|noscript|col|caption|t[dhr]\b|t(?:head|body|foot)\b)[\w-]+> element is not permitted as content under <(?:table|tr|thead|tbody|tfoot)\b/i;

/** What counts visits or takes room, stands there until there is a picture, or is described otherwise. */
const noPicture =
  /^(?![^>]*\ssrc\s*=)|\s(?:width|height)\s*=\s*["']?[01]\b|display:\s*none|\saria-label|spacer|placehold/i;

/** What gives a link or button a name beside its text. */
const name = /\s(?:aria-label(?:ledby)?|title|alt)\s*=\s*(?:["']\s*[^"'\s]|[^"'\s])/i;

/** Whether the image is all that there is of a link or button: that has no name without it. */
function isAllOfLink({ text, offset }: Hit): boolean {
  const before = text.slice(Math.max(offset - longestTag, 0), offset);
  const [, opening = '', inside = ''] =
    /<((?:a|button)\b[^<>]*)>((?:(?!<\/?(?:a|button)\b)[\s\S])*)$/i.exec(before) ?? [];
  const [after = '', ...rest] = text.slice(offset, offset + longestTag).split(/<\/(?:a|button)\s*>/i, 2);
  const content = `${inside}${after}`;
  const isLink = /^button|\shref\s*=/i.test(opening) && rest.length > 0;
  return isLink && !name.test(`${opening} ${content}`) && content.replace(/<[^>]*>|&nbsp;/g, '').trim() === '';
}

/** Pages that are read and not used, mostly long ago or by whoever made a font: nobody mends how they are nested. */
const isManual = /(?:^|\/)(?:docs?|documentation|fonts?)\/|(?:^|\/)(?:documentation|reference)\.html?$/i;

/** Those of html-validate that find what a browser reads otherwise than it is written, or what somebody cannot use. */
export const rules: Readonly<Record<string, Rule>> = {
  'close-order': {
    title: 'Unclosed or mismatched element',
    why: 'The browser guesses where the element ends, and what follows stands in another place than it seems. Only the first is told: others mostly follow from it.',
    isNoticed: ({ path }) => !isManual.test(path),
  },
  'element-permitted-content': {
    title: 'Element where the parser does not leave it',
    why: 'Browsers close the outer element first, or move what is inside of it out: styles, clicks and forms go to another element than it seems.',
    isMeant: ({ message }) => rearranged.test(message),
  },
  'no-dup-attr': {
    title: 'Duplicate attribute',
    why: 'Browsers take the first one and ignore the others.',
    isMeant: ({ message }) => /^Attribute "[a-z]/i.test(message),
  },
  'no-dup-id': {
    title: 'Duplicate id',
    why: 'Links, labels and getElementById find the first element alone.',
    // Mostly a link or a label leads to the first, which is the one that is meant.
    isGuess: true,
  },
  'no-missing-references': {
    title: 'Reference to a missing id',
    why: 'No element of the page has this id: the label, the list of values or the description belongs to nothing.',
  },
  'no-self-closing': {
    title: 'Self-closing tag that closes nothing',
    why: 'In HTML the slash has no meaning: the element goes on, and what follows is inside of it.',
    // It is closed by the next block anyway.
    isMeant: ({ message }) => !/^<(?:p|li)>/i.test(message),
  },
  'parser-error': {
    title: 'Broken tag',
    why: 'A quote, a bracket or an attribute is not where it should be. Browsers go on with something else than is written here; html-validate has not looked at what follows.',
    link: 'https://html.spec.whatwg.org/multipage/parsing.html#parse-errors',
    isParser: true,
    isMeant: ({ text, offset }) => tagStart.test(text.slice(Math.max(offset - longestTag, 0), offset)),
  },
  'unrecognized-char-ref': {
    title: 'Unknown character reference',
    why: 'There is no such character: readers see its name.',
    isMeant: ({ message }) => /^Unrecognized character reference "&[a-z][a-z0-9]+;"/i.test(message),
  },
  'wcag/h36': {
    title: 'Submit button with an image and no alternative text',
    why: 'Whoever does not see the image does not learn what the button does.',
  },
  'wcag/h37': {
    title: 'Image without alternative text',
    why: 'Whoever does not see the image hears its file name at best; alt="" says that it is decoration.',
    isNoticed: isAllOfLink,
    isMeant: ({ text, offset }) => {
      const before = text.slice(Math.max(offset - longestTag, 0), offset);
      const [tag = ''] = text.slice(offset, offset + longestTag).split('>', 1);
      return before.lastIndexOf('<noscript') <= before.lastIndexOf('</noscript') && !noPicture.test(tag);
    },
  },
};

export const severity: Severity = 'warning';
export const category: Category = 'bug';

export const ruleInfos: readonly RuleInfo[] = Object.entries(rules).map(([id, { title, why, link, isGuess }]) => ({
  ...(isGuess && { isGuess }),
  ...{ id, title, explanation: why, severity, category, isDefault: true },
  link: link ?? `https://html-validate.org/rules/${id}.html`,
  // Pages in tests are mostly what is tested with.
  inTests: { test: 'hidden', fixture: 'hidden', example: 'shown' },
}));
