import { isAmongTemplates } from '../syntax/brokenSyntax';

/*
 * What is called like a script and is something else.
 */

/**
 * What a file is that cannot be read as a script, as it follows "does not read"; undefined when it is one that is broken.
 *
 * @param isScript whether a text can be read
 */
export function otherFormat(path: string, text: string, isScript: (text: string) => boolean): string | undefined {
  if (placeholder.test(text) || isAmongTemplates(path)) {
    return 'templates';
  }
  // https://doc.qt.io/qt-6/qtqml-javascript-resources.html
  if (/^\.(?:pragma|import)[ \t]/m.test(text.slice(0, 2000))) {
    return 'QML';
  }
  // https://extendscript.docsforadobe.dev/extendscript-tools-features/preprocessor-directives/
  if (/^[ \t]*#(?:include|includepath|script|strict|target|targetengine)\b/m.test(text)) {
    return 'ExtendScript';
  }
  // https://firefox-source-docs.mozilla.org/build/buildsystem/preprocessor.html
  if (/^[ \t]*#(?:if|ifdef|ifndef|elif|else|endif|define|expand|filter)\b/m.test(text)) {
    return 'scripts for a preprocessor';
  }
  if (/^\s*<(?:!doctype|!--|\?php|\?=|html|head|body|script)\b/i.test(text)) {
    return 'pages';
  }
  return startsWithBrace.test(text.slice(0, 50_000)) && isScript(`(${text}\n)`)
    ? 'an object without a name'
    : undefined;
}

/** Of ERB and EJS, Jinja and Liquid, Mustache and Go's templates, Template Toolkit, PHP and autoconf; not JSX's `{{ a: b }}`. */
const placeholder =
  /<%|\{%|(?<!=)\{\{[-#/^>!&~]?\s*[.$]?[A-Za-z][\w.]*(?:\s[^{}:]*)?\}\}|\[%|<\?(?:php|=)|(?<![\w@])@[A-Z][A-Z0-9_]*@|%%[A-Z_]+%%/;

const startsWithBrace = /^(?:\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*\{/;

/** Flow's types are no JavaScript. */
export function isFlow(text: string): boolean {
  return /^[\s;]*(?:\/\/|\/\*)[\s\S]{0,200}?@flow\b/.test(text.slice(0, 1000));
}

/** Translations of Qt have the same ending. */
export function isXml(text: string): boolean {
  return /^\uFEFF?\s*<(?:\?xml|!DOCTYPE)\b/i.test(text.slice(0, 200));
}
