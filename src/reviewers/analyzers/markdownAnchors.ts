/** What stands between fences, where `#` begins a comment; up to the end where nothing closes it. */
const fenced = /^ {0,3}(`{3,12}|~{3,12})[^\n]*\n[\s\S]*?(?:^ {0,3}\1[`~]*[ \t]*$|(?![\s\S]))/gm;
/** Each in a group of its own: with `#`, underlined, in HTML. UTF-16 code units bound the longest. */
const heading =
  /^[ \t>*-]{0,12}#{1,6}[ \t]*(\S[^\n]{0,600})|^(?=\S)([^\n]{1,300})\n {0,3}(?:=+|-+)[ \t]*$|<h[1-6]\b[^>\n]{0,300}>([^\n]{1,500}?)<\/h[1-6]>/gim;
/** Ids that are given: `{: #install .wide }` of Python-Markdown and Kramdown, `{#install}` of Pandoc. */
const attributeList = /\{:?[^{}#\n]{0,200}#([\w:.-]{1,200})[^{}\n]{0,200}\}/g;
/** The same in HTML, in MyST (`(install)=`) and Obsidian (`^install`). */
const given = /\b(?:id|name)\s*=\s*["']?([^\s"'<>]{1,200})|^\(([\w:.-]{1,200})\)=$|\s\^([\w-]{1,200})$/gm;
/** Made from footnotes. */
const ofFootnote = /^fn(?:ref)?[:_-]?\w+$/;
/** What sites put before an id. */
const prefix = /^(?:user-content-|markdown-header-)/;
/** The number of a heading among equal ones, behind `-` or `_`. */
const ordinal = /[-_](\d{1,4})$/;

/** Doxygen's pages are linked by their ids from one another: https://www.doxygen.nl/manual/markdown.html#md_header_id */
const doxygenPage =
  /^(?:\s|<!--[\s\S]{0,2000}?-->)*#(?!#)[^\n]{1,300}\{#[\w:.-]{1,200}\}[ \t]*$|^[ \t]*[@\\](?:page|mainpage|subpage|defgroup|ingroup|tableofcontents)\b/m;
/** What Jekyll puts in place of these may have headings: all of a document, or what it is told to show. */
const included = /\{%-?\s{0,20}include(?:_relative|_cached)?\s([^%]{1,500})%\}/g;
const parameter = /=\s*(?:"([^"]{1,300})"|'([^']{1,300})')/g;

const ofRepository =
  /(?:^|\/)(?:\.github\/.*|(?:readme|contributing|changelog|code_of_conduct|security|support|governance)[^/]*)$/i;

/**
 * Whether a document is one that GitHub and its like show where the project is, by its path. The ids of others are made by
 * whatever makes a site of them, in its own way, with what it puts in from elsewhere.
 */
export function isShownInRepository(path: string): boolean {
  return ofRepository.test(path);
}

/**
 * Tells where links of a document can lead that markdownlint does not know: to ids that are given, and to headings. Sites
 * make ids of these in many ways: they turn punctuation into hyphens, drop what is no ASCII, numbers before the first
 * letter, or elements of HTML with their text. So letters and digits alone are compared, and a fragment leads nowhere only
 * if no heading has those; but what a repository shows has the ids of GitHub.
 *
 * @returns whether something in the text has this id, or is likely to get it
 */
export function createAnchors(path: string, text: string): (fragment: string) => boolean {
  const prose = text.replace(fenced, '\n');
  const ids = new Set(
    [attributeList, given].flatMap((pattern) =>
      [...prose.matchAll(pattern)].map((match) => match.slice(1).find(Boolean)?.toLowerCase() ?? ''),
    ),
  );
  const headings = [...prose.matchAll(heading)].map(([, marked, underlined, ofHtml]) => ({
    source: ofHtml ?? marked ?? underlined ?? '',
    isHtml: ofHtml !== undefined,
  }));
  const isShownAsItIs = isShownInRepository(path);
  const inclusions = isShownAsItIs ? [] : [...prose.matchAll(included)].map(([, what = '']) => what);
  if (doxygenPage.test(prose) || inclusions.some((what) => /^[^\s=]{1,200}\.(?:md|markdown)\s/.test(what))) {
    return () => true;
  }
  const shown = inclusions.flatMap((what) => [...what.matchAll(parameter)].map(([, one, other]) => one ?? other ?? ''));
  const isHeading = isShownAsItIs ? onGitHub(headings) : onSites([...headings.map(({ source }) => source), ...shown]);
  return (fragment) => {
    const id = unescaped(fragment).toLowerCase().replace(prefix, '');
    return ids.has(id) || (ofFootnote.test(id) && prose.includes('[^')) || isHeading(id);
  };
}

interface Heading {
  readonly source: string;
  readonly isHtml: boolean;
}

/** Headings in HTML and outside of ASCII: the others are known to markdownlint. */
function onGitHub(headings: readonly Heading[]): (id: string) => boolean {
  const slugOf = ({ source }: Heading) =>
    source
      .replace(/<\/?[a-z][^>\n]*>/gi, '')
      .trim()
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Mark}\p{Number}\p{Connector_Punctuation}\- ]/gu, '')
      .replaceAll(' ', '-');
  const slugs = headings.map((one) => ({ slug: slugOf(one), isHtml: one.isHtml }));
  const unknown = slugs.filter(({ slug, isHtml }) => isHtml || !/^[ -~]*$/.test(slug));
  const known = new Set(unknown.map(({ slug }) => slug));
  return (id) => known.has(id);
}

function onSites(headings: readonly string[]): (id: string) => boolean {
  const counts = new Map<string, number>();
  for (const name of headings.flatMap((source) => [...namesOf(source)])) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return (id) => {
    const [suffix, number] = ordinal.exec(id) ?? [];
    const equal = suffix === undefined ? 0 : (counts.get(folded(id.slice(0, -suffix.length))) ?? 0);
    return counts.has(folded(id)) || (equal > 1 && Number(number) <= equal);
  };
}

/** What a heading may be called: with and without what stands in it beside its words. */
function namesOf(source: string): ReadonlySet<string> {
  const plain = source
    .replace(attributeList, '')
    .replace(/&#?\w{1,30};/g, '')
    .replace(/\]\([^)\n]*\)|\]\[[^\]\n]*\]/g, ']');
  const withoutTags = plain.replace(/<\/?[a-z][^>\n]*>/gi, '');
  const texts = [
    source,
    source.replace(/<\/?[a-z][^>\n]*>/gi, ''),
    plain,
    withoutTags,
    withoutTags.replace(/!\[[^\]\n]*\]|:[\w+-]+:/g, ''),
    plain.replace(/<([a-z]+)\b[^\n]*?<\/\1>|<[a-z][^>\n]*>/gi, ''),
  ];
  const names = texts.map(folded);
  return new Set([...names, ...names.map((name) => name.replace(/^\p{Number}+/u, ''))].filter(Boolean));
}

/** Letters, without their marks, and digits. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]/gu, '');
}

/** With the characters for which HTML's numbers and the escapes of an address stand. */
function unescaped(fragment: string): string {
  const decoded = fragment.replace(/&#(?:x([\da-f]{1,6})|(\d{1,7}));/gi, (reference, hexadecimal, decimal) => {
    const code = hexadecimal ? Number.parseInt(hexadecimal, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : reference;
  });
  try {
    return decodeURIComponent(decoded);
  } catch {
    return decoded;
  }
}
