import type { Node } from 'web-tree-sitter';
import { all, argumentsOf, calleeOf, enclosing, field } from './tree';

const verb =
  /^["'`]+\s*(?:SELECT\s[\s\S]*\bFROM\b|INSERT\s+INTO\b|REPLACE\s+INTO\b|UPDATE\s[\s\S]*\bSET\b|DELETE\s+FROM\b)/i;
/** Where a value follows, and not the name of a table or column. */
const beforeValue = /(?:[=<>(,]|\bLIKE|\bIN|\bVALUES|\bLIMIT)\s*['"%]*$|'%?$/i;

/**
 * Tells from what stands before a piece whether it is a value. A statement that has parameters gets its values by them;
 * what is put into it beside them is what no parameter can be, such as a function's name, but for what is in quotes.
 *
 * @param beforeValue what stands before one where there are no parameters
 */
export function placeOfValue(statement: string, beforeValue: RegExp): (before: string) => boolean {
  const before = hasParameters(statement) ? quoted : beforeValue;
  return (text) => before.test(text);
}

/** What stands before a value that is put between quotes. */
export const quoted = /['"]%?$/;

/** Whether a statement has parameters, as `$1`, `?`, `:name`, `{{name}}` or ClickHouse's `{name:Type}`. */
export function hasParameters(statement: string): boolean {
  return /\$\d|(?:[=<>(,]|\b(?:like|in|limit|offset))\s*(?:\?|:\w)|(?<!\$)\{\{\w+|(?<!\$)\{\w+:/i.test(statement);
}

/** An expression that puts a value into the text of an SQL statement: with +, or with a conversion of a format. */
export function statementOfSql(text: Node): boolean {
  if (text.type === 'binary_expression' && field(text, 'operator')?.text === '+') {
    const parts = operandsOf(text);
    const literals = parts.map((part) => (/literal$/.test(part.type) ? part.text : ''));
    const takesValue = placeOfValue(literals.join(''), beforeValue);
    return (
      verb.test(parts[0]?.text ?? '') &&
      parts.some((part, index) => isAnything(part) && takesValue(withoutQuotes(parts[index - 1]?.text ?? '')))
    );
  }
  if (
    text.type === 'call_expression' &&
    /^(?:fmt\.Sprintf|absl::StrFormat|fmt::format|std::format)$/.test(calleeOf(text))
  ) {
    const [format, ...values] = argumentsOf(text);
    const isFormat = /_literal$/.test(format?.type ?? '') && verb.test(format?.text ?? '');
    const takesValue = placeOfValue(format?.text ?? '', beforeValue);
    return (
      isFormat &&
      [...(format?.text ?? '').matchAll(/%[a-z]|\{\}/g)].some(
        ({ 0: conversion, index }, at) =>
          /%[sv]|\{\}/.test(conversion) &&
          takesValue((format?.text ?? '').slice(1, index)) &&
          (values[at] === undefined || isAnything(values[at])),
      )
    );
  }
  return false;
}

function operandsOf(node: Node): Node[] {
  if (node.type === 'parenthesized_expression' && node.namedChild(0)) {
    return operandsOf(node.namedChild(0) as Node);
  }
  const [left, right] = [field(node, 'left'), field(node, 'right')];
  return node.type === 'binary_expression' && left && right ? [...operandsOf(left), ...operandsOf(right)] : [node];
}

/** No literal, no constant by its name, nothing that was made a number or was escaped. */
function isAnything(part: Node): boolean {
  const isSafe =
    /\b(?:strconv\.|to_string|Itoa|[Qq]uote|[Ee]scape|strings\.Repeat|strings\.Join|[Pp]laceholder|[Nn]ow\(\)$)/.test(
      part.text,
    );
  const isConstant = /^[A-Z][A-Z0-9_]*$/.test(part.text);
  return (
    !/literal$/.test(part.type) && !isSafe && !isConstant && !isOfNumbers(part) && all(part, 'identifier').length > 0
  );
}

/** A variable of Go that is never given anything but constants and formatted numbers. */
function isOfNumbers(part: Node): boolean {
  const around =
    part.type === 'identifier' && enclosing(part, 'function_declaration', 'method_declaration', 'func_literal');
  const given = (around ? ['short_var_declaration', 'assignment_statement'] : [])
    .flatMap((type) => all(around as Node, type))
    .filter((statement) => field(statement, 'left')?.text === part.text);
  return (
    given.length > 0 &&
    given.every((statement) =>
      /^(?:fmt\.Sprintf\()?(?:"(?:[^"\\%]|\\.|%[d%])*"|`[^`%]*`)(?:,|$)/.test(field(statement, 'right')?.text ?? ''),
    )
  );
}

function withoutQuotes(literal: string): string {
  return literal.replace(/^["`]|["`]$/g, '');
}
