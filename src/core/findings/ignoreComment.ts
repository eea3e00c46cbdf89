import { LineIndex } from '../text/lines';
import { mask } from '../text/mask';
import type { Finding, TextEdit } from '../types';
import { type Part, pages, partsOf } from './languageParts';

/** A finding, as far as the comment goes that silences it. */
export type IgnoredFinding = Pick<Finding, 'reviewer' | 'source' | 'rule' | 'alsoFrom'>;

/** A text that is put above the line of a finding, or behind it. */
interface Comment {
  readonly where: 'above' | 'behind';
  readonly text: string;
}

/** What begins a comment that ends with its line, by language; behind a blank, what ends one that does not. */
const commentMarks = new Map(
  Object.entries({
    '//':
      'c cpp csharp cuda-cpp dart fsharp go go.mod groovy hlsl java javascript javascriptreact jsonc kotlin less ' +
      'objective-c objective-cpp php prisma proto3 rust scala scss shaderlab swift typescript typescriptreact zig',
    '#':
      'cmake coffeescript dockercompose dockerfile dotenv elixir graphql ignore julia makefile nix perl powershell ' +
      'properties python r raku ruby shellscript starlark terraform toml yaml',
    '--': 'elm haskell lua sql',
    ';': 'clojure ini',
    '%': 'bibtex erlang latex tex',
    "'": 'vb',
    '<!-- -->': 'html markdown svelte vue xml',
    '/* */': 'css',
    '{# #}': 'handlebars',
    '(* *)': 'ocaml',
  }).flatMap(([mark, languages]) => languages.split(' ').map((language) => [language, mark.split(' ')] as const)),
);

/** Tools that have a comment of their own which silences a rule at one place. Where each is documented: `suppression.ts`. */
const toolComments: Readonly<Record<string, (rule: string) => Comment>> = {
  eslint: (rule) => above(`// eslint-disable-next-line ${rule}`),
  ruff: (rule) => behind(`# noqa: ${rule}`),
  flake8: (rule) => behind(`# noqa: ${rule}`),
  pylint: (rule) => behind(`# pylint: disable=${rule}`),
  'clang-tidy': (rule) => behind(`// NOLINT(${rule})`),
  'golangci-lint': (rule) => behind(`//nolint:${rule}`),
  staticcheck: (rule) => above(`//lint:ignore ${rule} as agreed`),
  shellcheck: (rule) => above(`# shellcheck disable=${rule}`),
  markdownlint: (rule) => above(`<!-- markdownlint-disable-next-line ${rule} -->`),
  stylelint: (rule) => above(`/* stylelint-disable-next-line ${rule} */`),
  'html-validate': (rule) => above(`<!-- [html-validate-disable-next ${rule}] -->`),
};

/** ESLint takes the name of a rule that the project's own configuration does not know for a mistake. */
const isOfPlugin = /\//;

/**
 * The comments that may silence a finding on a line of a text, as the edits that write them: what its tool's own users write
 * comes first, ours behind. Whether one is heeded where it stands is for the tool to say. None where the language has no
 * comments, or where nobody heeds ours: what other extensions report, those themselves have to.
 *
 * @param line where the finding begins, 1-based
 */
export function ignoreComments(
  finding: IgnoredFinding,
  { text, language }: { readonly text: string; readonly language: string },
  line: number,
): readonly TextEdit[] {
  const lines = new LineIndex(text);
  const [start, end] = [lines.startOf(line), lines.endOf(line)];
  const partAt = partsOf(language, text);
  const part = partAt(start);
  if (!part) {
    return [];
  }
  const indent = /^[ \t]*/.exec(text.slice(start, end))?.[0] ?? '';
  const isInMarkup = marked.has(language) && standsInMarkup(text.slice(0, start), text.slice(start, end).trim());
  const comments = commentsFor(finding, part.language);
  return (pages.has(language) ? comments.filter((comment) => isOf(part.language, comment)) : comments)
    .flatMap((comment) => (isInMarkup ? inMarkup(comment) : [comment]))
    .map(({ where, text: comment }): TextEdit => {
      return where === 'above'
        ? { start, end: start, newText: `${indent}${comment}\n` }
        : { start: end, end, newText: `  ${comment}` };
    })
    .filter((edit) => partAt(edit.start)?.start === part.start && standsAsComment(part, edit));
}

/** "ast-grep/array-deleted-as-object"; of a model, whose findings have no rule that lasts, its kind. */
function ownName({ reviewer, source, rule, alsoFrom = [] }: IgnoredFinding): string {
  if (alsoFrom.length > 0) {
    return '';
  }
  return reviewer === 'model' ? ': model' : `: ${source}${rule === undefined ? '' : `/${rule}`}`;
}

function commentsFor(finding: IgnoredFinding, language: string): readonly Comment[] {
  const { reviewer, source, rule } = finding;
  const tool = source.toLowerCase();
  const isNamed = rule !== undefined && (reviewer === 'editor' || !isOfPlugin.test(rule));
  const own = Object.hasOwn(toolComments, tool) && isNamed ? toolComments[tool]?.(rule) : undefined;
  const [open, close] = commentMarks.get(language) ?? [];
  if (reviewer === 'editor' || open === undefined) {
    return own ? [own] : [];
  }
  const closing = close === undefined ? '' : ` ${close}`;
  const name = ownName(finding);
  const nextLine = `folder-review-ignore-next-line${name}`;
  return [
    ...(own ? [own] : []),
    above(`${open} ${nextLine}${closing}`),
    behind(`${open} folder-review-ignore${name}${closing}`),
  ];
}

/** Whether a comment is one of a language, and not of another one that its tool reads, too. */
function isOf(language: string, { text }: Comment): boolean {
  return text.startsWith(commentMarks.get(language)?.[0] ?? '');
}

const marked: ReadonlySet<string> = new Set(['javascript', 'javascriptreact', 'typescriptreact']);

/** Whether a line stands among what a tag of JSX has in it, as far as the line above tells: there, a comment would be shown. */
function standsInMarkup(before: string, line: string): boolean {
  const above = before.trimEnd();
  const isBehindTag = above.endsWith('>') && !above.endsWith('=>');
  return isBehindTag || (/^[{<]/.test(line) && !/(?:^|[;{(,?:|&=>]|\breturn)$/.test(above));
}

function inMarkup({ where, text }: Comment): readonly Comment[] {
  const words = /^\/\/ (.*)$/.exec(text)?.[1];
  return where === 'above' && words !== undefined ? [above(`{/* ${words} */}`)] : [];
}

/** Whether what an edit brings is no code of its language, and changes nothing else, as far as can be told without parsing. */
function standsAsComment({ language, text, start }: Part, edit: TextEdit): boolean {
  const at = edit.start - start;
  const { newText } = edit;
  const before = text.slice(0, at);
  if ((newText.endsWith('\n') ? /\\\n$/ : /\\$/).test(before)) {
    // A line that ends so goes on in the next one: it would in what is put there, or end in it.
    return false;
  }
  if (pages.has(language) && /<[a-zA-Z][^<>]*$/.test(before)) {
    // In the middle of a tag.
    return false;
  }
  const edited = mask(language, `${before}${newText}${text.slice(at)}`).withStrings;
  const isKnown = mask(language, `${newText.trim()}\n`).withStrings.trim() !== newText.trim();
  const behind = at + newText.length;
  return (
    !isKnown ||
    (/^[\s{}]*$/.test(edited.slice(at, behind)) &&
      edited.slice(0, at) + edited.slice(behind) === mask(language, text).withStrings)
  );
}

function above(text: string): Comment {
  return { where: 'above', text };
}

function behind(text: string): Comment {
  return { where: 'behind', text };
}
