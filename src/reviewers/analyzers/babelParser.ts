import { type ParseError, type ParserOptions, type ParserPlugin, parse } from '@babel/parser';
import { analyze } from '@typescript-eslint/scope-manager';
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import type { Linter } from 'eslint';

/**
 * TypeScript for ESLint: Babel's parser, whose tree is the one of typescript-eslint (its documentation of the plugins
 * `typescript` and `estree`), under typescript-eslint's own scopes. The parser of typescript-eslint needs the JavaScript of
 * the TypeScript compiler, thirteen times the size, and took nearly three times as long on 820 files of public projects;
 * on those both trees differed in places that no rule here looks at.
 */
export const typescriptParser = parserOf('typescript', {
  readings: (path) => {
    const typescript: ParserPlugin = ['typescript', { dts: /\.d\.(?:\w+\.)?[mc]?ts$/i.test(path) }];
    // A generic arrow function and an old type assertion look like JSX, so that the ending decides.
    return withDecorators([typescript, ...(/x$/i.test(path) ? ['jsx' as const] : [])]);
  },
  // Of the errors that the parser recovers from, those about form. The others are the compiler's: names, modifiers, types.
  isSyntax: (error, text) =>
    isAboutText(error)
      ? isBracketAlone(error, text)
      : error.reasonCode === 'MissingSemicolon' || error.reasonCode === 'UnexpectedToken',
  mayRecover: ({ reasonCode }) => reasonCode !== 'LabelRedeclaration',
});

/**
 * JavaScript that no engine reads, and the usual builds do: decorators, and proposals that Babel has a plugin for. What
 * Babel 8 recovers from is an error to Babel 7, and to engines, too.
 */
export const dialectParser = parserOf('dialects', {
  readings: () => withDecorators(['jsx', ...proposals]),
  isSyntax: (error) => !isAboutText(error),
  mayRecover: isAboutText,
});

const proposals: readonly ParserPlugin[] = [
  'doExpressions',
  'exportDefaultFrom',
  'functionBind',
  'throwExpressions',
  ['pipelineOperator', { proposal: 'fsharp' }],
];

/** The types of Flow need no comment that says so where all files are compiled alike. */
export function isFlowSyntax(text: string): boolean {
  const file = read(text, { sourceType: 'unambiguous', plugins: ['flow', 'jsx'] }, isAboutText);
  return !isError(file) && (file.errors ?? []).every(isAboutText);
}

/** Both of their forms: of TypeScript's experiment, and of the standard. */
function withDecorators(plugins: readonly ParserPlugin[]): ParserPlugin[][] {
  return (['decorators-legacy', 'decorators'] as const).map((decorators) => [
    ...plugins,
    'estree',
    decorators,
    'decoratorAutoAccessors',
  ]);
}

interface Dialect {
  /** The plugins to read a file with, the likeliest first. */
  readonly readings: (path: string) => readonly ParserPlugin[][];
  /** Which of the errors that the parser recovers from say that the file cannot be read. */
  readonly isSyntax: (error: ParseError, text: string) => boolean;
  /**
   * Whether a file is read on behind its first error. A parser that recovers keeps each of them, and of labels that stand
   * within each other it has one for each two.
   */
  readonly mayRecover: (error: ParseError) => boolean;
}

type Parsed = ReturnType<typeof parse>;
type SourceType = 'module' | 'commonjs' | 'script';

function parserOf(name: string, dialect: Dialect): Linter.Parser {
  return {
    meta: { name: `folder-review/${name}` },
    parseForESLint(text, options: { readonly filePath?: string; readonly sourceType?: SourceType } = {}) {
      const sourceType = options.sourceType ?? 'module';
      const { program, tokens } = parsed(text, options.filePath ?? '', sourceType, dialect);
      const ast = Object.assign(program as unknown as Node, {
        range: [0, text.length],
        // Babel's own list lacks comments behind errors that it recovers from, and has holes for them.
        comments: (tokens ?? []).filter(isComment).map(toComment),
        tokens: (tokens ?? []).flatMap((token) => toToken(token as BabelToken, text) ?? []),
      });
      complete(ast);
      // No library's types: nobody asks here whether a name is defined.
      const scopes = { sourceType: sourceType === 'script' ? ('script' as const) : ('module' as const), lib: [] };
      const scopeManager = analyze(ast as unknown as Parameters<typeof analyze>[0], scopes);
      return { ast, scopeManager, visitorKeys, services: {} } as unknown as Linter.ESLintParseResult;
    },
  };
}

const allowances = {
  allowAwaitOutsideFunction: true,
  allowReturnOutsideFunction: true,
  allowUndeclaredExports: true,
} as const;

/** Throws the error of the likeliest reading, with a place as ESLint reads it, when there is none without one. */
function parsed(text: string, path: string, type: SourceType, { readings, isSyntax, mayRecover }: Dialect): Parsed {
  const sourceType = type === 'module' ? 'module' : 'script';
  const errors: Error[] = [];
  for (const plugins of readings(path)) {
    for (const source of new Set([text, withAttributes(text)])) {
      const file = read(source, { sourceType, plugins, tokens: true, ranges: true }, mayRecover);
      const error = isError(file) ? file : (file.errors ?? []).find((error) => isSyntax(error, text));
      if (!error && !isError(file)) {
        return file;
      }
      errors.push(withPlace(error as ParseError & SyntaxError));
    }
  }
  throw errors[0];
}

/** Reads on behind an error only where the first one permits it. */
function read(text: string, options: ParserOptions, mayRecover: Dialect['mayRecover']): Parsed | ParseError {
  const strict = tryParse(text, { ...allowances, ...options });
  return isError(strict) && mayRecover(strict)
    ? tryParse(text, { ...allowances, ...options, errorRecovery: true })
    : strict;
}

function isError(file: Parsed | ParseError): file is ParseError {
  return 'reasonCode' in file;
}

/** @throws what is no error of the text */
function tryParse(text: string, options: ParserOptions): Parsed | ParseError {
  try {
    return parse(text, options);
  } catch (error) {
    if (error instanceof SyntaxError && 'reasonCode' in error) {
      return error as unknown as ParseError;
    }
    throw error;
  }
}

/** Babel 8 is the first of its parsers that minds `>` and `}` in the text of JSX. */
function isAboutText({ reasonCode, syntaxPlugin }: ParseError & { readonly syntaxPlugin?: string }): boolean {
  return syntaxPlugin === 'jsx' && reasonCode === 'UnexpectedToken';
}

/** A line of brackets in the text of JSX is left over from code; the compiler of TypeScript refuses it (TS1381). */
function isBracketAlone({ loc }: ParseError, text: string): boolean {
  return /^[\s)\]};]*$/.test(text.split('\n')[loc.line - 1] ?? '');
}

/** What imports of JSON had before `with`, in as many characters: https://github.com/tc39/proposal-import-attributes#history */
function withAttributes(text: string): string {
  return text
    .replace(/((?:\bfrom|\bimport)\s*(?:'[^'\n]*'|"[^"\n]*")\s*)assert(?=\s*\{)/g, '$1with  ')
    .replace(/\bexport(?=\s+declare\s+global\b)/g, '      ');
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

/** Babel lists comments among the tokens. */
function isComment(token: object): token is Comment {
  return 'type' in token && (token.type === 'CommentBlock' || token.type === 'CommentLine');
}

function toComment({ type, value, start, end, loc }: Comment): object {
  return { type: type === 'CommentBlock' ? 'Block' : 'Line', value, range: [start, end], loc };
}

function toToken({ type, start, end, loc, value }: BabelToken, text: string): object | undefined {
  // Comments have no type of a token.
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

const decorated = new Set([
  ...['ClassDeclaration', 'ClassExpression', 'MethodDefinition', 'PropertyDefinition', 'AccessorProperty'],
]);

/** ESLint counts what encloses a part of a template to it, and scopes expect lists that only TypeScript's trees have. */
function complete(node: Node): void {
  if (node.type === 'TemplateElement') {
    node.range = [node.range[0] - 1, node.range[1] + (node.tail ? 1 : 2)];
    return;
  }
  if (decorated.has(node.type)) {
    node.decorators ??= [];
    node.implements ??= [];
  }
  for (const parameter of (node.params as (Node | null)[] | undefined) ?? []) {
    if (parameter) {
      parameter.decorators ??= [];
    }
  }
  for (const key of visitorKeys[node.type] ?? []) {
    const child = node[key] as Node | (Node | null)[] | null | undefined;
    for (const one of Array.isArray(child) ? child : [child]) {
      if (one) {
        complete(one);
      }
    }
  }
}
