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
  const withoutCommands = text.replace(shellCommand, '');
  if (withoutCommands !== text && /\bdb\b/.test(text) && isScript(withoutCommands)) {
    return 'scripts for the shell of MongoDB';
  }
  if ((text.match(command) ?? []).length > (isGuideByName.test(path) ? 0 : 1)) {
    return 'guides';
  }
  if (isPartByName.test(path) && joined.some(([before, after]) => isScript(`${before}${text}${after}`))) {
    return 'parts of scripts that a build joins';
  }
  return startsWithBrace.test(text.slice(0, 50_000)) && isScript(`(${text}\n)`)
    ? 'an object without a name'
    : undefined;
}

/** What the shell reads by itself: https://www.mongodb.com/docs/mongodb-shell/reference/access-mdb-shell-help/ */
const shellCommand =
  /^[ \t]*(?:use[ \t]+(?!strict\b)[\w-]+|show[ \t]+(?:dbs|databases|collections|tables|users|roles|profile|logs?(?:[ \t]+\w+)?)|it|cls)[ \t]*;?[ \t]*$/gm;

/** What a person is to type into a shell. */
const command =
  /^[ \t]*(?:\$ \w|(?:npm|yarn|pnpm|bun) (?:start|test|ci|run|i|install|add|build|dev)\b|npx |pm2 |node [\w./-]+\.[cm]?js\b|docker(?:-compose)? [a-z]|git (?:add|clone|commit|push|pull|checkout)\b|curl -|cd [\w./~-]+[ \t]*$|sudo |pip3? install )/gm;
const isGuideByName =
  /(?:^|[/._-])(?:guide|how-?to|instructions?|read-?me|cheat-?sheet|tutorial|steps)(?:[._-][^/]*)?$/i;

/** `banner.start.js`, `intro.js`, `src/_prefix.js`: what a build puts before and behind other files. */
const isPartByName =
  /(?:^|[/._-])(?:banner|intro|outro|header|footer|prefix|suffix|wrap(?:per)?|(?:pre|post)(?:amble|lude|fix)|pro?logue?|epilog(?:ue)?|pre|post|start|end|begin|open|close|head|tail|top|bottom|before|after)\.[cm]?[jt]sx?$/;

/** What may stand before such a part, and behind it: the other half of the function around all of them. */
const joined: readonly (readonly [before: string, after: string])[] = [
  ...['}());', '})();', '})(this);', '}));', '});', '1;\n}));', '1;\n});'].map((end) => ['', `\n${end}`] as const),
  ...[
    '(function () {\n',
    '(function () {\nvar a = ',
    'a(b, function () {\n',
    '(function (a) {} (function () {\n',
    '(function (a) {}(function () {\nvar b = ',
  ].map((start) => [start, ''] as const),
];

/** Of ERB and EJS, Jinja and Liquid, Mustache and Go's templates, Template Toolkit, PHP and autoconf; not JSX's `{{ a: b }}`. */
const placeholder =
  /<%|\{%|(?<!=)\{\{[-#/^>!&~]?\s*[.$]?[A-Za-z][\w.]*(?:\s[^{}:]*)?\}\}|\[%|<\?(?:php|=)|(?<![\w@])@[A-Z][A-Z0-9_]*@|%%[A-Z_]+%%/;

const startsWithBrace = /^(?:\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*\{/;

/**
 * Cases that a program which rewrites scripts is tried with, each under a label, as UglifyJS and those that come from it
 * keep them: `case_1: { input: { … } expect: { … } }`. What is wrong in them is what they are about.
 */
export function isTransformCases(text: string): boolean {
  return /^[\w$]+:\s*\{$/m.test(text) && /^[ \t]+input:\s*\{/m.test(text) && /^[ \t]+expect(?:_\w+)?:/m.test(text);
}

/** Flow's types are no JavaScript. */
export function isFlow(text: string): boolean {
  return /^[\s;]*(?:\/\/|\/\*)[\s\S]{0,200}?@flow\b/.test(text.slice(0, 1000));
}

/** Translations of Qt have the same ending. */
export function isXml(text: string): boolean {
  return /^\uFEFF?\s*<(?:\?xml|!DOCTYPE)\b/i.test(text.slice(0, 200));
}
