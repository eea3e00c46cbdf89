import { mask } from '../text/mask';

/** A stretch of a file that is in one language. */
export interface Part {
  readonly language: string;
  /** Its offset in the file. */
  readonly start: number;
  readonly text: string;
}

/** Markup that has scripts and styles in it. */
export const pages: ReadonlySet<string> = new Set(['html', 'svelte', 'vue']);

/** The part of a file that an offset stands in; undefined where its language is not known. */
export type PartAt = (offset: number) => Part | undefined;

/** Tells the languages of a file apart, as far as that can be done without parsing: of a page, and of PHP in one. */
export function partsOf(language: string, text: string): PartAt {
  const whole: Part = { language, start: 0, text };
  if (language === 'php') {
    return (offset) => {
      const before = text.slice(0, offset);
      return before.lastIndexOf('<?') > before.lastIndexOf('?>') ? whole : undefined;
    };
  }
  if (!pages.has(language)) {
    return () => whole;
  }
  const parts = [...mask(language, text).withStrings.matchAll(embedded)].map(({ index, groups = {} }) => {
    const { open = '', name = '', attributes = '', content = '' } = groups;
    const start = index + open.length;
    const end = start + content.length;
    return { start, end, language: embeddedLanguage(name.toLowerCase(), attributes) };
  });
  return (offset) => {
    const part = parts.find(({ start, end }) => start <= offset && offset <= end);
    if (!part) {
      return whole;
    }
    const { start, end } = part;
    return part.language === undefined ? undefined : { language: part.language, start, text: text.slice(start, end) };
  };
}

/** A script or a style with what is in it, or with the rest of the page where nothing ends it. */
const embedded =
  /(?<open><(?<name>script|style)\b(?<attributes>(?:"[^"]*"|'[^']*'|[^>"'])*)>)(?<content>[\s\S]*?)(?:<\/\k<name>|$)/gi;

/** Undefined for data and templates. The comments of CSS are also those of what becomes CSS. */
function embeddedLanguage(name: string, attributes: string): string | undefined {
  if (name === 'style') {
    return 'css';
  }
  const type = /\btype\s*=\s*["']?([^"'\s>]*)/i.exec(attributes)?.[1] ?? '';
  return /^$|^module$|javascript$|typescript$|babel$/i.test(type) ? 'typescript' : undefined;
}
