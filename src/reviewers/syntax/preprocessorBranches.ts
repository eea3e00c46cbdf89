import type { Node } from 'web-tree-sitter';

/** What has to hold for a preprocessor to keep a line, each by itself; undefined for lines that it never keeps. */
export type When = readonly string[] | undefined;

/** Without a condition. */
export const always: When = [];

/** UTF-16 code units of what is said of conditions. */
const longest = 100;

const conditional = /^preproc_(?:if|ifdef|elif|elifdef)$/;
const otherwise = /^preproc_(?:else|elif|elifdef)$/;

/** Header files ask so before what C++ is to take as C; of what stands in there only the beginning is C++'s alone. */
const inCplusplus = /\b__cplusplus\b/;

/** When each child of a node is kept, of one that is itself. Nodes that are no condition of a preprocessor add none. */
export function childrenOf(node: Node, when: When): (child: Node) => When {
  if (node.type === 'linkage_specification') {
    const rest = when?.filter((one) => !inCplusplus.test(one));
    return () => rest;
  }
  const condition = conditional.test(node.type) ? conditionOf(node) : undefined;
  if (condition === undefined || isGuard(node, condition)) {
    return () => when;
  }
  const [inside, outside] = [both(when, condition), both(when, negated(condition))];
  return (child) => (otherwise.test(child.type) ? outside : inside);
}

function conditionOf(node: Node): string | undefined {
  const name = node.childForFieldName('name')?.text;
  if (name !== undefined) {
    return /^#\s*(?:el)?ifn/.test(node.firstChild?.text ?? '') ? `!defined(${name})` : `defined(${name})`;
  }
  const condition = node.childForFieldName('condition')?.text.replace(/\\?\s+/g, ' ');
  return condition?.replace(/\bdefined (\w+)/g, 'defined($1)');
}

/** Headers keep themselves from being read twice so, and settings from being set twice: on the first time it holds. */
function isGuard(node: Node, condition: string): boolean {
  const name = /^!defined\((\w+)\)$/.exec(condition)?.[1];
  const first = node.namedChildren.find((child) => child && /^preproc_(?:def|function_def)$/.test(child.type));
  return name !== undefined && first?.childForFieldName('name')?.text === name;
}

function negated(condition: string): string {
  switch (condition) {
    case '0':
      return '1';
    case '1':
      return '0';
    default: {
      const plain = /^(!?)(defined\(\w+\)|\w+)$/.exec(condition);
      return plain ? `${plain[1] ? '' : '!'}${plain[2]}` : `!(${condition})`;
    }
  }
}

function both(when: When, condition: string): When {
  return when === undefined || condition === '0' ? undefined : condition === '1' ? when : [...when, condition];
}

/** The words for what has to hold; undefined where nothing has to. */
export function textOf(when: readonly string[]): string | undefined {
  const parts = when.map((one) => (when.length > 1 && one.includes('||') ? `(${one})` : one));
  const text = parts.join(' && ');
  return text === '' ? undefined : text.length > longest ? `${text.slice(0, longest)}…` : text;
}
