import type { Node, Tree } from 'web-tree-sitter';
import { languageName } from '../../core/text/languageName';
import type { FileSnapshot } from '../../core/types';
import { balanceOf } from './brackets';
import { type Break, brokenAt, isTemplate, type SyntaxCheck, sound, unread } from './brokenSyntax';
import { unendedBlock } from './shellBlocks';

/**
 * How far a grammar can be trusted, as measured on public code. `whole`: what it cannot read is broken. `brackets`: it
 * does not know all of its language (macros, dialects, newer syntax), so that only brackets, blocks and strings that do not match
 * are certain, and where its tree has errors for something else, nobody can tell.
 */
const trust: Readonly<Record<string, 'whole' | 'brackets'>> = {
  c: 'brackets',
  cpp: 'brackets',
  csharp: 'whole',
  go: 'whole',
  java: 'whole',
  kotlin: 'brackets',
  lua: 'whole',
  php: 'whole',
  ruby: 'whole',
  rust: 'whole',
  shellscript: 'brackets',
};

/** Whether errors in a tree of the language are rare in what is not broken. */
export function knowsWhole(language: string): boolean {
  return trust[language] !== 'brackets';
}

/** The languages whose trees are looked at here. */
export const treeLanguages: readonly string[] = Object.keys(trust);

/** https://clang.llvm.org/docs/InternalsManual.html#verifying-diagnostics and https://llvm.org/docs/CommandGuide/FileCheck.html */
const ofCompilerTest = /expected-(?:error|note|warning)|\/\/ *CHECK(?:-[\w-]+)?:/;

/** What a grammar is known not to read, by language. */
const unknownToGrammar: Readonly<Record<string, readonly [RegExp, string]>> = {
  c: [ofCompilerTest, 'code that a compiler is tested with'],
  cpp: [ofCompilerTest, 'code that a compiler is tested with'],
  csharp: [/^[ \t]*#(?:if|:)/m, 'conditional compilation'],
  shellscript: [
    /^#!.*\b(?:zsh|t?csh|fish|tclsh|wish)\b|^#compdef|^\s*exec (?:wish|tclsh)/m,
    'shells other than sh and bash',
  ],
  lua: [/\bglobal\b|\.\.\.[ \t]*[A-Za-z_]/, 'Lua 5.5'],
};

/**
 * Syntax that is newer than the grammar, or that it has left out, by language. In a file that has it the tree's errors say
 * nothing, while brackets are read as ever.
 */
const tooNewForGrammar: Readonly<Record<string, RegExp>> = {
  // C# 11 to 14: patterns of slices, assigning behind `?.`, `allows ref struct`, extension blocks, modifiers in lambdas.
  csharp:
    /\.\.\s*(?:var\s|\{)|\?\.[\w.]+\s*(?:[-+*/%&|^]|\?\?)?=(?![=>])|\ballows\s+ref\b|\bextension\s*[(<]|\((?:ref|out|in)\s+\w+\)\s*=>/,
  // Go 1.26 (https://go.dev/doc/go1.26#language): new with a value, which is all that is no type by its form. Go 1.27:
  // methods with type parameters.
  go: /(?<![\w.])new\((?!\s*(?:(?:\*|\[[^\]]*\]|map\[[^\]]*\]|(?:<-\s*)?chan\b(?:\s*<-)?\s*)*[\w.]+(?:\[[\w.,\s*[\]]*\])?\s*\)|(?:\*|\[[^\]]*\]|map\[[^\]]*\])*(?:func|struct|interface)\b))|(?<![\w.])new\(\s*(?:func|struct)\b[^;]{0,1000}?\}\s*[({]|^func \([^)]*\) \w+\[/m,
  // Java 22 to 25: flexible constructors, string templates, imports of modules.
  java: /^\s*import\s+module\b|[;}]\s*(?:super|this)\s*\(|\bSTR\s*\."/m,
  // PHP 8.4 and 8.5: asymmetric visibility, clone with, the pipe operator. And words
  // of the language as names in strings: `"$a[class]"`, `"$a->list"`.
  php: /\$\w+(?:\[|\??->)(?:abstract|and|array|as|break|callable|case|catch|class|clone|const|continue|declare|default|do|echo|else|elseif|empty|enum|eval|exit|extends|final|finally|fn|for|foreach|from|function|global|goto|if|implements|include|instanceof|interface|isset|list|match|namespace|new|null|or|print|private|protected|public|readonly|require|return|static|switch|throw|trait|true|false|try|unset|use|var|while|xor|yield)\b|\b(?:public|protected|private)\(set\)|\bclone\s*\([^()]*,|\|>/,
  ruby: /->\s*\([^()]*;/,
  // Closures with lifetimes, destructuring assignments, and what needs a nightly compiler.
  rust: /\bfor<[^<>]*>\s*(?:async\s+)?(?:move\s+)?\||\.\.\s*\}\s*=(?!=)|\bgen\s+(?:move\s*)?\{|~const\b|&raw\s*(?!(?:const|mut)\b)|\bunsafe\s+extern\b|\bauto\s+trait\b|\bpub\s+macro\b|\btrait\s+\w+\s*=|>\s*const\s+\w+[^;{]*\bfor\b|^#!\[feature\(/m,
};

/** Looks for broken syntax in the tree of a file. @param language as the file is spoken of, see `spokenLanguage` */
export function checkTree(
  tree: Tree,
  { path, text }: Pick<FileSnapshot, 'path' | 'text'>,
  language: string,
): SyntaxCheck {
  if (!tree.rootNode.hasError) {
    return sound;
  }
  const nodes = errorNodes(tree);
  const dialect = dialectOf(path, text, language);
  const certain = dialect === undefined ? certainBreak(nodes, text, language) : undefined;
  if (certain) {
    return { kind: 'checked', breaks: [{ ...certain, outcome: 'unconfirmed' }] };
  }
  const isKnown = trust[language] === 'whole' && !tooNewForGrammar[language]?.test(text);
  const [first] = nodes;
  // What is behind the first place mostly follows from it.
  return dialect === undefined && isKnown && first
    ? brokenAt(first.start, first.end, first.message, 'unconfirmed')
    : unread(dialect ?? `all of ${languageName(language)}`);
}

function certainBreak(nodes: readonly ErrorNode[], text: string, language: string): Break | undefined {
  if (language === 'shellscript') {
    return unendedBlock(text);
  }
  const balance = balanceOf(text, language);
  if (typeof balance !== 'string') {
    return balance;
  }
  return language === 'c' || language === 'cpp' ? statementWithoutEnd(nodes, text) : undefined;
}

function dialectOf(path: string, text: string, language: string): string | undefined {
  const [pattern, name] = unknownToGrammar[language] ?? [];
  if (
    pattern?.test(text) ||
    (language === 'shellscript' && /\.(?:zsh\w*|zprofile|zshrc|zshenv|zlog\w+|t?csh)$/i.test(path))
  ) {
    return name;
  }
  return isTemplate(text) && language === 'php' ? 'templates' : undefined;
}

interface ErrorNode {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** Errors and missing nodes, without what lies in an error. */
function errorNodes(tree: Tree): readonly ErrorNode[] {
  const nodes: ErrorNode[] = [];
  const cursor = tree.walk();
  try {
    for (let entering = true; ; ) {
      if (entering) {
        const node = cursor.currentNode;
        if (node.isError || node.isMissing) {
          nodes.push(errorNode(node));
        } else if (node.hasError && cursor.gotoFirstChild()) {
          continue;
        }
      }
      entering = cursor.gotoNextSibling();
      if (!entering && !cursor.gotoParent()) {
        return nodes;
      }
    }
  } finally {
    cursor.delete();
  }
}

function errorNode(node: Node): ErrorNode {
  const [start, end] = [node.startIndex, node.endIndex];
  const shown = node.text.trim().split('\n', 1)[0]?.slice(0, 40) ?? '';
  const message = node.isMissing
    ? missing(node.isNamed ? node.type.replaceAll('_', ' ') : node.type)
    : shown === ''
      ? 'unexpected text'
      : `unexpected “${shown}”`;
  return { start, end, message };
}

/**
 * A statement of C that has come to the end of its line without a semicolon: a return or an assignment, as a macro may
 * stand for a whole statement, before a line that begins with a statement's own word or ends the block.
 */
function statementWithoutEnd(nodes: readonly ErrorNode[], text: string): Break | undefined {
  for (const { start, message } of nodes) {
    const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
    const isStatement =
      /^\s*(?:return\b|[A-Za-z_][\w.>[\] *-]*[^=!<>]=[^=])[^;{}]*[\w)\]"']$/.test(line) &&
      /^[ \t]*(?:\/\/[^\n]*)?\n\s*(?:\}|(?:return|if|for|while|switch|break|continue|goto|case)\b)/.test(
        text.slice(start, start + 400),
      );
    if (message === missing(';') && isStatement && isInStatements(text, start)) {
      return { span: { start, end: start }, message };
    }
  }
  return undefined;
}

/**
 * Whether the block around a place is one of statements: the last of an enum's names, which may have a value, ends without
 * a semicolon, and a macro before `enum` or `struct` keeps the grammar from seeing that it is one.
 */
function isInStatements(text: string, place: number): boolean {
  let depth = 0;
  for (let at = place - 1; at >= 0; at--) {
    const sign = text.charAt(at);
    depth += sign === '}' ? 1 : sign === '{' ? -1 : 0;
    if (depth < 0) {
      return /(?:\)|\b(?:else|do|try|const|override|noexcept))\s*$/.test(text.slice(Math.max(0, at - 100), at));
    }
  }
  return false;
}

function missing(token: string): string {
  return `“${token}” is missing`;
}
