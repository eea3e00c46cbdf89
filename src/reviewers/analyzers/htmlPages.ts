import type { FileSnapshot } from '../../core/types';
import { otherFormat } from '../syntax/grammars';

/** What a template engine replaces, or a framework in the browser. `${` is none in a script. */
const placeholder =
  /\{\{|\{%|\{#|<%|<\?(?:php|=)|<#|<tmpl_|\[%|<!--\s*#|@@\w|^[ \t]*@(?:if|include|extends|model|section)\b/im;
const inMarkup = /\$\{|#\{|\{[\w.$]+\}|%\(\w+\)s/;
/** Of Vue, Angular, Alpine, Knockout, Thymeleaf, Svelte and their like. */
const boundAttribute =
  /\s(?:[:@*#][\w.:-]+|[[(]{1,2}[\w.@-]+[\])]{1,2}|(?:data-)?ng-[\w-]+|v-[\w:.-]+|x-(?:data|for|if|show|bind|text)[\w:.-]*|(?:th|tal|py|wire|bind|on|use|hx):[\w:.-]+|data-bind)\s*=\s*["']/;

/** Each up to its end, or that of the text: so nothing is looked for in it again. */
const rawText = /<(script|style)\b[\s\S]*?(?:<\/\1|$)|<!--[\s\S]*?(?:-->|$)/gi;

/** Elements that nothing closes, and that html-validate does not know to be so. */
const old = /<(?:frameset|frame|basefont|bgsound|command|image|isindex|keygen|nextid|spacer)\b/i;

/** Levels. Far more than anybody writes, and less than what calls itself for each can follow. */
const deepest = 500;
/** Elements of a page, a megabyte of usual text. */
const most = 20_000;

const tag = /<(\/?)([a-z][^\s/>]*)/gi;
/** Those that have no end, and those whose end tag may be left out. */
const uncounted = new Set(
  (
    'area base br col embed hr img input link meta param source track wbr ' +
    'html head body p li dt dd td th tr thead tbody tfoot option optgroup colgroup rp rt'
  ).split(' '),
);

/** What a file is that is no page as browsers get it, as it follows "does not read"; undefined for such a page. */
export function otherThanPage(file: Pick<FileSnapshot, 'language' | 'path' | 'text'>): string | undefined {
  const { path, text } = file;
  if (/\.xht(?:ml)?$/i.test(path) || text.startsWith('<?xml')) {
    return 'XML';
  }
  const markup = text.replace(rawText, ' ');
  if (otherFormat(file) || placeholder.test(text) || inMarkup.test(markup) || boundAttribute.test(markup)) {
    return 'templates';
  }
  if (!/<(?:!doctype|html|body)\b/i.test(text) || !/<\/(?:html|body)\s*>/i.test(text)) {
    return 'parts of pages';
  }
  if (text.split('[html-validate-').length > most / 100) {
    return 'so many comments for it';
  }
  return old.test(markup) ? 'what HTML no longer has' : tooMuch(markup);
}

/** What html-validate would work on for minutes: what it asks of an element grows with those beside and around it. */
function tooMuch(markup: string): string | undefined {
  let depth = 0;
  let elements = 0;
  for (const [, slash, name = ''] of markup.matchAll(tag)) {
    elements += slash ? 0 : 1;
    if (!uncounted.has(name.toLowerCase())) {
      depth = Math.max(depth + (slash ? -1 : 1), 0);
    }
    if (depth > deepest || elements > most) {
      return depth > deepest ? 'elements nested so deeply' : 'so many elements';
    }
  }
  return undefined;
}

/**
 * The text as html-validate reads it rightly, with every place where it was: the names of tags in small letters, which it
 * takes for others, and another sign for a `<` that begins no tag. https://html.spec.whatwg.org/multipage/parsing.html#tag-open-state
 */
export function withPlainTags(text: string): string {
  return text
    .replace(/<\/?[a-z][\w:-]*/gi, (start) => (/[A-Z]/.test(start) ? start.toLowerCase() : start))
    .replace(/<(?=[^a-z\s/!?<>])/g, '‹');
}
