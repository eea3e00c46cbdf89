import { parse } from '@babel/parser';

/** A text that a person may read, and where it stands. */
export interface Words {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** As it is read; what is put in is shown as `{…}`. */
  readonly text: string;
}

/** As far as it is asked for, of any node of the tree. */
interface Node {
  readonly type: string;
  readonly loc: { readonly start: { readonly line: number } };
  readonly value?: string;
  readonly quasis?: readonly { readonly value: { readonly cooked: string } }[];
}

/** At least two words, or one that stands like a sentence: anything less is a name, not something to read. */
const isRead = (text: string): boolean =>
  /\p{L}{2,}\S* +\S*\p{L}{2,}/u.test(text) || /^\p{Lu}\p{L}+[.:…!?]$/u.test(text);

/** Where strings are for the compiler and not for a person. */
const unread = new Set(['ImportDeclaration', 'ExportAllDeclaration', 'TSLiteralType', 'TSExternalModuleReference']);

/** The texts of a source file that a person may read, in their order. Those for models are among them. */
export function wordsIn(file: string, source: string): Words[] {
  const found: Words[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(visit);
      return;
    }
    if (!isNode(value) || unread.has(value.type)) {
      return;
    }
    const text = textOf(value);
    if (text !== undefined && isRead(text)) {
      found.push({ file, line: value.loc.start.line, text });
    }
    Object.values(value).forEach(visit);
  };
  visit(parse(source, { sourceType: 'module', plugins: ['typescript'] }).program.body);
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'loc' in value;
}

function textOf({ type, value, quasis }: Node): string | undefined {
  if (type === 'StringLiteral') {
    return value;
  }
  return type === 'TemplateLiteral' ? quasis?.map((quasi) => quasi.value.cooked).join('{…}') : undefined;
}
