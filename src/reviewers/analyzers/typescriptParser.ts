import { type ParseError, type ParserPlugin, parse } from '@babel/parser';
import { analyze } from '@typescript-eslint/scope-manager';
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import type { Linter } from 'eslint';

/**
 * TypeScript for ESLint: Babel's parser, whose tree is the one of typescript-eslint (its documentation of the plugins
 * `typescript` and `estree`), under typescript-eslint's own scopes. The parser of typescript-eslint needs the JavaScript of
 * the TypeScript compiler, thirteen times the size, and took nearly three times as long on 820 files of public projects;
 * on those both trees differed in places that no rule here looks at.
 */
export const typescriptParser: Linter.Parser = {
  meta: { name: 'folder-review/typescript' },
  parseForESLint(text, options: { readonly filePath?: string } = {}) {
    const path = options.filePath ?? '';
    const { program, comments, tokens } = parsed(text, path);
    const ast = Object.assign(program as unknown as Node, {
      range: [0, text.length],
      comments: (comments ?? []).map(toComment),
      tokens: (tokens ?? []).flatMap((token) => toToken(token as BabelToken, text) ?? []),
    });
    widenTemplates(ast);
    // No library's types: nobody asks here whether a name is defined.
    const scopeManager = analyze(ast as unknown as Parameters<typeof analyze>[0], { sourceType: 'module', lib: [] });
    return { ast, scopeManager, visitorKeys, services: {} } as unknown as Linter.ESLintParseResult;
  },
};

/** Throws an error with a place as ESLint reads it. */
function parsed(text: string, path: string): ReturnType<typeof parse> {
  try {
    const file = parse(text, {
      sourceType: 'module',
      plugins: pluginsFor(path),
      errorRecovery: true,
      tokens: true,
      ranges: true,
      allowAwaitOutsideFunction: true,
      allowReturnOutsideFunction: true,
      allowUndeclaredExports: true,
    });
    const error = (file.errors ?? []).find(({ reasonCode }) => syntaxReasons.has(reasonCode));
    if (error) {
      throw error;
    }
    return file;
  } catch (error) {
    throw error instanceof SyntaxError && 'loc' in error ? withPlace(error as ParseError & SyntaxError) : error;
  }
}

/** Of the errors that the parser recovers from, those about form. The others are the compiler's: names, modifiers, types. */
const syntaxReasons = new Set(['MissingSemicolon', 'UnexpectedToken']);

/** A generic arrow function and an old type assertion look like JSX, so that the ending decides. */
function pluginsFor(path: string): ParserPlugin[] {
  const typescript: ParserPlugin = ['typescript', { dts: /\.d\.(?:\w+\.)?[mc]?ts$/i.test(path) }];
  return [typescript, 'estree', 'decorators-legacy', ...(/x$/i.test(path) ? ['jsx' as const] : [])];
}

function withPlace({ message, loc }: ParseError & SyntaxError): Error {
  return Object.assign(new SyntaxError(message.replace(/ \(\d+:\d+\)$/, '')), {
    lineNumber: loc.line,
    column: loc.column + 1,
  });
}

interface Node {
  type: string;
  range: [number, number];
  [key: string]: unknown;
}

interface BabelToken {
  readonly type: { readonly label: string; readonly keyword?: string };
  readonly start: number;
  readonly end: number;
  readonly loc: unknown;
  readonly value: unknown;
}

interface Comment {
  readonly type: string;
  readonly value: string;
  readonly start?: number;
  readonly end?: number;
  readonly loc?: unknown;
}

function toComment({ type, value, start, end, loc }: Comment): object {
  return { type: type === 'CommentBlock' ? 'Block' : 'Line', value, range: [start, end], loc };
}

function toToken({ type, start, end, loc, value }: BabelToken, text: string): object | undefined {
  // Babel lists comments among the tokens; those have no type of a token.
  if (type.label === undefined || type.label === 'eof') {
    return undefined;
  }
  const source = text.slice(start, end);
  const token = { type: tokenType(type, source), value: source, range: [start, end], loc };
  switch (type.label) {
    case '#name':
      return { ...token, value: source.slice(1) };
    case 'regexp':
      return { ...token, regex: value };
    default:
      return token;
  }
}

/** Names that are keywords in strict code. */
const strictKeywords = new Set([
  'enum',
  'implements',
  'interface',
  'let',
  'package',
  'private',
  'protected',
  'public',
  'static',
  'yield',
]);

/** In the words of https://github.com/eslint/js/tree/main/packages/espree. */
function tokenType({ label, keyword }: BabelToken['type'], text: string): string {
  switch (label) {
    case 'name':
      return strictKeywords.has(text) ? 'Keyword' : 'Identifier';
    case '#name':
      return 'PrivateIdentifier';
    case 'num':
    case 'bigint':
      return 'Numeric';
    case 'string':
      return 'String';
    case 'regexp':
      return 'RegularExpression';
    case '...${':
    case '...`':
      return 'Template';
    case 'jsxName':
      return 'JSXIdentifier';
    case 'jsxText':
      return 'JSXText';
    case 'null':
      return 'Null';
    case 'true':
    case 'false':
      return 'Boolean';
    default:
      return keyword === undefined ? 'Punctuator' : 'Keyword';
  }
}

/** ESLint counts what encloses a part of a template to it. */
function widenTemplates(node: Node): void {
  if (node.type === 'TemplateElement') {
    node.range = [node.range[0] - 1, node.range[1] + (node.tail ? 1 : 2)];
    return;
  }
  for (const key of visitorKeys[node.type] ?? []) {
    const child = node[key] as Node | (Node | null)[] | null | undefined;
    for (const one of Array.isArray(child) ? child : [child]) {
      if (one) {
        widenTemplates(one);
      }
    }
  }
}
