import type { Node } from 'web-tree-sitter';
import { declarationOf, enclosingFunction, nodesIn } from './javascriptNodes';
import { hasParameters, placeOfValue, quoted } from './sql';

/* What SQL statements in JavaScript and TypeScript are put together from. */

/** What a client sends. */
export const fromRequest = /^(?:req|request|ctx)(?:\.request)?\.(?:query|body|params)\b/;

const sql = /^[`'"]\s*(?:select\b[\s\S]*\bfrom|insert\s+into|update\s+\S+\s+set|delete\s+from)\b/i;
/** What a placeholder would stand for, as opposed to names of tables and columns, which cannot be one. */
const valuePosition = /(?:[=<>(,]|\blike|\blimit|\boffset)\s*\(?\s*['"%\\]*$/i;
/** Names of what is no value, parts of a statement among them. */
const notValue =
  /\?|placeholder|params|escape|quote|ident|column|field|table|keys|join\(|^[A-Z_\d.]+$|(?:^|[._])sql|S(?:ql|QL)\b|S(?:ql|QL)[A-Z]|[Cc]lause|[Ff]ragment|[Cc]onditions?$|[Ww]here/;

/** A value in the text of a statement. */
export interface SqlValue {
  readonly value: Node;
  /** What stands before it, as far as that is text. */
  readonly before: string;
}

/** The values that an SQL statement is built from. */
export function valuesInSql(node: Node): readonly SqlValue[] {
  // A template with a tag is put together by that, and of a chain of + the outermost operator has all.
  const isPart = node.parent?.type === (node.type === 'template_string' ? 'call_expression' : 'binary_expression');
  if (isPart || !sql.test(node.text)) {
    return [];
  }
  const parts: SqlValue[] =
    node.type === 'template_string'
      ? nodesIn(node, 'template_substitution').flatMap((substitution) => {
          const before = node.text.slice(0, substitution.startIndex - node.startIndex);
          return substitution.firstNamedChild ? [{ value: substitution.firstNamedChild, before }] : [];
        })
      : operandsOf(node).flatMap((value, index, operands) => {
          const text = operands[index - 1];
          return isName(value) && text?.type === 'string' ? [{ value, before: text.text.slice(1, -1) }] : [];
        });
  const takesValue = placeOfValue(node.text, valuePosition);
  return parts.filter(({ value, before }) => takesValue(before) && !notValue.test(value.text));
}

/**
 * Whether somebody else surely has a say in a value: a request brings it, or it is in quotes and comes from whoever calls
 * the function. Beside parameters also what is in quotes was mostly checked: whoever wrote it knows them. Anything else
 * may be a part of a statement, or a value of the program's own.
 */
export function isSureValue({ value, before }: SqlValue, statement: string): boolean {
  const declared = isName(value) ? declarationOf(value)?.childForFieldName('value')?.text : undefined;
  return (
    [value.text, declared ?? ''].some((text) => fromRequest.test(text)) ||
    isTaken(value) ||
    (quoted.test(before) && !hasParameters(statement) && isFromCaller(value, farthest))
  );
}

/** Whether a statement goes to a function of the file that starts another program with it, which takes no placeholders. */
export function isForProgram(statement: Node): boolean {
  const call = statement.parent?.type === 'arguments' ? statement.parent.parent : undefined;
  const called = call?.childForFieldName('function');
  const declared = called?.type === 'identifier' ? declarationOf(called) : undefined;
  return declared !== undefined && /\b(?:exec|execFile|spawn)(?:Sync)?\(/.test(declared.text);
}

/** From a name to what it was given, and on from there. */
const farthest = 3;

function isFromCaller(value: Node, steps: number): boolean {
  const name = baseOf(value);
  const declared = name?.type === 'identifier' && steps > 0 ? declarationOf(name) : undefined;
  if (!name || !declared) {
    return name !== undefined && (isTaken(name) || fromRequest.test(value.text));
  }
  const given = declared.type === 'variable_declarator' ? declared.childForFieldName('value') : undefined;
  return given ? isFromCaller(given, steps - 1) : declared.type !== 'variable_declarator' && !isOfList(declared);
}

/** For `a.b(c)[d]`: `a`. */
function baseOf(value: Node): Node | undefined {
  const inner = value.childForFieldName('object') ?? value.childForFieldName('function');
  return inner ? baseOf(inner) : value;
}

/** The parameter of a function that a list is gone over with: the program's own data, as far as one sees. */
function isOfList(parameter: Node): boolean {
  const call = enclosingFunction(parameter)?.parent?.parent;
  return /\.(?:forEach|map|filter|some|every|find|reduce|flatMap)$/.test(
    (call?.type === 'call_expression' && call.childForFieldName('function')?.text) || '',
  );
}

/** `const { id } = req.params` */
function isTaken(value: Node): boolean {
  const around = value.type === 'identifier' ? enclosingFunction(value)?.text : undefined;
  const name = value.text.replaceAll('$', '\\$');
  return new RegExp(
    `\\{[^{}]*(?<![\\w$])${name}(?![\\w$])[^{}]*\\}\\s*=\\s*(?:req|request|ctx)(?:\\.request)?\\.(?:query|body|params)\\b`,
  ).test(around ?? '');
}

/** The operands of a chain of +, from left to right. */
function operandsOf(node: Node): Node[] {
  const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')];
  const isSum = node.type === 'binary_expression' && node.childForFieldName('operator')?.type === '+';
  return isSum && left && right ? [...operandsOf(left), right] : [node];
}

function isName({ type }: Node): boolean {
  return ['identifier', 'member_expression', 'subscript_expression'].includes(type);
}
