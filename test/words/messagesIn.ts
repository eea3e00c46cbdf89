import { parse } from '@babel/parser';

/** A text in a source of the editor's side, and where it stands. */
export interface Message {
  /** 1-based. */
  readonly line: number;
  /** As it is read; what is put into a template is shown as `{…}`. */
  readonly text: string;
}

/** The texts of a source of the editor's side. */
export interface Messages {
  /** Those that are translated: what `t` of `src/vscode/l10n.ts` is called with. */
  readonly translated: readonly Message[];
  /** Those that a person may read and that nobody translates. */
  readonly plain: readonly Message[];
}

interface Node {
  readonly type: string;
  readonly loc: { readonly start: { readonly line: number } };
  readonly value?: string;
  readonly quasis?: readonly { readonly value: { readonly cooked: string } }[];
  readonly callee?: Node;
  readonly object?: Node;
  readonly name?: string;
  readonly computed?: boolean;
  readonly operator?: string;
  readonly arguments?: readonly Node[];
}

/** Words with a space between or beside them, or one that begins like a label. */
const isRead = (text: string): boolean =>
  /\p{L}{2,}\S* | \S*\p{L}{2,}/u.test(text) || /^\p{Lu}\p{Ll}+[.:…!?]*$/u.test(text);

/** Where strings are for the compiler and not for a person. */
const unread = new Set(['ImportDeclaration', 'ExportAllDeclaration', 'TSLiteralType', 'TSExternalModuleReference']);

/** What goes to the log, or ends there, is English. */
const isLogged = ({ type, callee }: Node): boolean =>
  (type === 'NewExpression' && /^\w*Error$/.test(callee?.name ?? '')) ||
  (type === 'CallExpression' && /^(?:log|#log)$/.test(nameOf(callee?.object)));

/** Names of properties, and what is compared, are for the code alone. */
const isName = ({ type, computed, operator }: Node, child: string): boolean =>
  (child === 'key' && computed !== true) ||
  (child === 'test' && type === 'SwitchCase') ||
  (type === 'BinaryExpression' && /^[!=]==$/.test(operator ?? ''));

/** `log` of `log.warn`, and of `this.#log.warn`. */
function nameOf(node: (Node & { readonly property?: unknown }) | undefined): string {
  const property = node?.property as { readonly name?: string; readonly id?: { readonly name?: string } } | undefined;
  return node?.name ?? property?.name ?? property?.id?.name ?? '';
}

/** The texts of a source file in their order. */
export function messagesIn(source: string): Messages {
  const found = { translated: [] as Message[], plain: [] as Message[] };
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(visit);
      return;
    }
    if (!isNode(value) || unread.has(value.type) || isLogged(value)) {
      return;
    }
    const [message, ...values] = isTranslation(value) ? (value.arguments ?? []) : [];
    if (message) {
      const text = textOf(message);
      const { line } = message.loc.start;
      const isWhole = text !== undefined && !(message.quasis && message.quasis.length > 1);
      (isWhole ? found.translated : found.plain).push({ line, text: text ?? 'the message of t is made elsewhere' });
      values.forEach(visit);
      return;
    }
    const text = textOf(value);
    if (text !== undefined && isRead(text)) {
      found.plain.push({ line: value.loc.start.line, text });
    }
    const isSaid = ([name, child]: [string, unknown]) =>
      !(isNode(child) && child.type === 'StringLiteral' && isName(value, name));
    visit(
      Object.entries(value)
        .filter(isSaid)
        .map(([, child]) => child),
    );
  };
  visit(parse(source, { sourceType: 'module', plugins: ['typescript'] }).program.body);
  return found;
}

const isTranslation = ({ type, callee }: Node): boolean => type === 'CallExpression' && callee?.name === 't';

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'loc' in value;
}

function textOf({ type, value, quasis }: Node): string | undefined {
  if (type === 'StringLiteral') {
    return value;
  }
  return type === 'TemplateLiteral' ? quasis?.map((quasi) => quasi.value.cooked).join('{…}') : undefined;
}
