import type { LintError } from 'markdownlint';
import type { Category, Severity } from '../../core/types';
import type { RuleInfo } from './analyzer';
import type { Settings } from './dataFiles';
import type { InTests } from './rules/rule';

/** What we say of one of markdownlint's rules, and where we do not believe it. */
interface Rule {
  readonly title: string;
  /** Why it matters, in plain words. */
  readonly why: string;
  readonly severity: Severity;
  readonly category: Category;
  readonly isDefault: boolean;
  readonly options?: Settings;
  /** Whether it is what it looks like, where no configuration of the project's has chosen the rule. */
  readonly isMeant?: (error: LintError, line: string, around: Around) => boolean;
  /** Mostly it is old text that nobody mends, by the ledger in `test/precision`. */
  readonly isGuess?: true;
}

/** The document that a hit stands in. */
interface Around {
  /** What it says from the line of the hit on, as far as one looks. */
  readonly from: string;
  /** The lines of the block that the hit stands in, up to empty ones, as far as one looks. */
  block(): readonly string[];
  leadsSomewhere(fragment: string): boolean;
  /** Whether a line has the form of the label's definition, though it may be one only when something is filled in. */
  defines(label: string): boolean;
}

function docs(title: string, why: string, more: Pick<Rule, 'options' | 'isMeant' | 'isGuess'> = {}): Rule {
  return { title, why, severity: 'warning', category: 'docs', isDefault: true, ...more };
}

/** For whoever asks for it: it finds what is so, and what hardly anybody changes. */
function taste(title: string, why: string, more: Pick<Rule, 'options'> = {}): Rule {
  return { title, why, severity: 'info', category: 'docs', isDefault: false, ...more };
}

export const rules: Readonly<Record<string, Rule>> = {
  MD001: taste('Skipped heading level', 'Tables of contents and screen readers rely on levels in their order.'),
  MD011: docs('Reversed link syntax', 'With the brackets the wrong way round this is not a link.', {
    isMeant: ({ errorDetail, errorRange }, line) =>
      /\)\[[^\]]*[./#:]/.test(errorDetail ?? '') && !/[\w\])]/.test(line.charAt((errorRange?.[0] ?? 1) - 2)),
  }),
  MD018: docs('Heading without a space after #', 'Without it this is text that begins with #.', {
    isMeant: (_, line) =>
      !templateTag.test(line) &&
      beginsHeading.test(line) &&
      !/^#+(?:\d|(?:TODO|FIXME|XXX)\b|\w+[ \t]*[=:(.]|.*[;{}]$|[a-z][\w-]*$)/.test(line),
  }),
  MD020: docs('Closed heading without a space before #', 'Without it the # is part of the heading.', {
    isGuess: true,
    isMeant: (_, line) => closesHeading(line),
  }),
  MD023: taste('Indented heading', 'Some renderers do not take it for a heading.'),
  MD024: taste('Duplicate heading', 'Links to the second of two equal headings lead to the first.', {
    options: { siblings_only: true },
  }),
  MD037: docs('Spaces inside emphasis markers', 'With them this is not emphasis: the reader sees the markers.', {
    isGuess: true,
    // What begins or ends a comment of code has such signs, too.
    isMeant: ({ errorContext }, line) => errorContext?.includes('**') === true && !/\/\*\*|\*\*\//.test(line),
  }),
  MD039: taste('Spaces inside link text', 'The space becomes part of the link.'),
  MD042: docs('Empty link', 'The link leads nowhere.', {
    // An anchor: https://python-markdown.github.io/extensions/attr_list/
    isMeant: ({ errorRange }, line) => {
      const at = (errorRange?.[0] ?? 1) - 1;
      const link = line.slice(at);
      const isOperator = /^\[\]\(\s*\)/.test(link) && /\w$/.test(line.slice(0, at));
      return !isOperator && !toTop.test(link) && !/^\[\]\(\s*\)\{:?[^}]*#[^}]*\}/.test(link);
    },
  }),
  MD045: taste('Image without alternate text', 'Screen readers have nothing to say for it.'),
  MD051: docs('Link to a heading that is not there', 'The link leads to the top of the document.', {
    options: { ignore_case: true },
    isMeant: ({ errorRange }, line, { leadsSomewhere, from }) => {
      const fragment = errorRange ? fragmentIn(textAt(line, ...errorRange)) : fragmentOverLines(from);
      return fragment !== undefined && !leadsSomewhere(fragment);
    },
  }),
  MD052: docs('Undefined link reference', 'Nothing defines the reference, so the reader sees the brackets.', {
    isGuess: true,
    isMeant: ({ errorRange }, line, { defines }) => isUndefined(line, defines, ...(errorRange ?? [])),
  }),
  MD053: taste('Unused link reference definition', 'It is left over, or the reference to it is misspelled.'),
  MD056: docs('Table row with too many cells', 'Surplus cells are not shown.', {
    isMeant: ({ errorDetail }, line, { block }) =>
      errorDetail?.includes('Too many') === true &&
      losesText(line, errorDetail) &&
      !templateTag.test(line) &&
      !(hasBarInCode(line) && block().filter(hasBarInCode).length >= manyRows),
  }),
  MD058: taste('Table without blank lines around it', 'Some renderers do not see a table here.'),
};

/** What an engine fills in, before it is Markdown. */
const templateTag = /\{\{|\{%/;

/** `#` is the top of the page, and the link says so. */
const toTop = /^\[[^\]\n]*(?:\btop\b|[↑⬆▲])[^\]\n]*\]\(#\)/i;

/**
 * GitHub ends a cell at a bar in code, too (https://github.github.com/gfm/#example-200); older renderers do not. Who has so
 * many rows of that kind in a table looks at it by one of those, and sees all cells.
 */
function hasBarInCode(row: string): boolean {
  return [...row.matchAll(/`[^`\n]+`/g)].some(([code]) => /(?<!\\)\|/.test(code));
}
const manyRows = 5;

/** Whether any of the surplus cells has something in it. */
function losesText(line: string, detail: string): boolean {
  const cells = line
    .trim()
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split(/(?<!\\)\|/);
  const expected = Number(/Expected: (\d+)/.exec(detail)?.[1] ?? 0);
  // GitHub takes a backslash before a bar for that of the bar, whatever stands before it: https://github.github.com/gfm/#example-200
  return (
    (cells.length <= expected && !line.includes('\\\\|')) || cells.slice(expected).some((cell) => cell.trim() !== '')
  );
}

/** As many signs as at its beginning, and not the last one of a name: `C#`, `F#`. */
function closesHeading(line: string): boolean {
  const [, opening = '', last = '', closing = ''] = /^[ \t>]*(#+).*?(\w*)(#+)[ \t]*$/.exec(line) ?? [];
  return opening.length === closing.length && (closing.length > 1 || last.length > 2 || last === '');
}

/** What rustdoc links by its name: https://doc.rust-lang.org/rustdoc/write-documentation/linking-to-items-by-name.html */
const rustPath = /^`?(?:\w+@)?\w+(?:::\w+)+(?:\(\)|!)?`?$/;

/** @param column 1-based */
function textAt(line: string, column = 1, length = 0): string {
  return line.slice(column - 1, column - 1 + length);
}

/** Brackets that end within the text of another link, as those of its title do. */
const endOfLinkText = /^[^[\]]*\]\(/;

/** An index of an index, `a[i][j]`, and a usage line, `[tab][tab]` or `[@id][/network]`, are no references. */
function isUndefined(line: string, defines: Around['defines'], column = 1, length = 0): boolean {
  const [, text = '', label = ''] = /^!?\[(.*)\]\[([^\]]*)\]$/.exec(textAt(line, column, length)) ?? [];
  const isReference =
    !/[\w\]]/.test(line.charAt(column - 2)) && /^[\p{Letter}\p{Number}]/u.test(label) && label !== text;
  const isInText = endOfLinkText.test(line.slice(column - 1 + length));
  return isReference && !isInText && !rustPath.test(label) && !defines(label);
}

function fragmentIn(link: string): string {
  return /\(#([^)\s]*)/.exec(link)?.[1] ?? '';
}

/** Of the first link that goes on in the next line: markdownlint says only in which line it begins. */
function fragmentOverLines(from: string): string | undefined {
  return /^[^\n]*\[[^\][\n]*\n[^\][]*\]\(#([^)\s]+)/.exec(from)?.[1];
}

/** What a heading may begin with beside its words: emphasis, code and links that end again. Lisps have such signs alone. */
const marked = String.raw`[*_]{1,3}[^\s*_][^\n]*[*_]|\x60[^\x60\n]+\x60|!?\[[^\]\n]+\][([]`;
/** A single `#` in front of a small letter or a sign begins a comment, a directive or a tag, of code that has no fence. */
const beginsHeading = new RegExp(
  String.raw`^(?:#(?=[\p{Lu}\p{Lo}\s]|${marked})|#{2,6}(?=[\p{Letter}\s]|${marked}))`,
  'u',
);

/** Documents beside tests are mostly what is tested with, whoever has chosen the rule. */
export const inTests: InTests = { test: 'hidden', fixture: 'hidden', example: 'shown' };

export const ruleInfos: readonly RuleInfo[] = Object.entries(rules).map(
  ([id, { title, why, severity, category, isDefault, isGuess }]) => ({
    ...{ id, title, explanation: why, severity, category, isDefault },
    link: `https://github.com/DavidAnson/markdownlint/blob/main/doc/${id.toLowerCase()}.md`,
    inTests,
    ...(isGuess && { isGuess }),
  }),
);

export const selectedByProject = taste('', "A rule that is on in this project's configuration.");

/** The configuration where the project has none. */
export const defaults: Settings = {
  default: false,
  ...Object.fromEntries(
    Object.entries(rules).flatMap(([name, { isDefault, options }]) => (isDefault ? [[name, options ?? true]] : [])),
  ),
};
