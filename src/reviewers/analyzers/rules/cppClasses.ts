import type { Node } from 'web-tree-sitter';
import { functionAround, statementAround } from './cTree';
import { cwe, type Rule } from './rule';
import { all, calleeOf, enclosing, field, isBehind } from './tree';

/** Constructors, destructors and assignments of classes in C++. */
export const cppClasses: readonly Rule[] = [
  {
    id: 'destructor-throws',
    title: 'A destructor throws',
    explanation: 'Destructors are noexcept: the program ends with std::terminate, whoever could catch the exception.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    link: cwe(248),
    knownAs: ['bugprone-exception-escape', 'cert-dcl57-cpp'],
    rule: { kind: 'throw_statement' },
    where: (node) => {
      const around = functionAround(node);
      const declarator = field(around, 'declarator');
      const isDestructor =
        around?.type === 'function_definition' && all(declarator ?? node, 'destructor_name').length > 0;
      const isCaught = enclosing(node, 'try_statement', 'function_definition')?.type === 'try_statement';
      return (
        isDestructor &&
        !isCaught &&
        node.namedChildCount > 0 &&
        !/noexcept\s*\(\s*false|\bthrow\s*\(/.test(declarator?.text ?? '')
      );
    },
  },
  {
    id: 'member-initialised-with-itself',
    title: 'A member is initialised with itself',
    explanation: 'It has no value at that time; the parameter was probably meant.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(457),
    knownAs: ['clang-diagnostic-uninitialized', 'clang-diagnostic-self-assign-field'],
    rule: { kind: 'field_initializer', regex: '^(\\w+)[({]\\w+[)}]$' },
    where: (node) => {
      const [name, list] = node.namedChildren;
      const value = list?.namedChild(0);
      const around = enclosing(node, 'function_definition');
      const parameters = all(
        field(around, 'declarator') ?? node,
        'parameter_declaration',
        'optional_parameter_declaration',
      );
      const isParameter = parameters.some((parameter) =>
        all(parameter, 'identifier').some(({ text }) => text === name?.text),
      );
      return list?.namedChildCount === 1 && value?.type === 'identifier' && value.text === name?.text && !isParameter;
    },
  },
  {
    id: 'virtual-call-in-constructor',
    title: 'A virtual function is called while the object is built',
    explanation: 'What a derived class says is not there yet: the function of this class runs.',
    severity: 'warning',
    category: 'bug',
    confidence: 'medium',
    link: 'https://isocpp.github.io/CppCoreGuidelines/CppCoreGuidelines#Rc-ctor-virtual',
    knownAs: ['clang-analyzer-optin.cplusplus.VirtualCall', 'cert-oop50-cpp'],
    rule: { kind: 'call_expression', has: { field: 'function', kind: 'identifier' } },
    mention: /\bvirtual\b/,
    where: (node) => {
      const around = functionAround(node);
      const owner = around && enclosing(around, 'class_specifier', 'struct_specifier');
      const declarator = field(around, 'declarator');
      const name = field(declarator, 'declarator');
      const isConstructor =
        !field(around, 'type') && (name?.type === 'destructor_name' || name?.text === field(owner, 'name')?.text);
      return (
        owner !== undefined &&
        isConstructor &&
        !/\bfinal\b/.test(owner.text.slice(0, 200)) &&
        virtualsOf(owner).includes(calleeOf(node))
      );
    },
    // Without a derived class it does what it seems to do.
    isGuess: (node) => !isDerivedFrom(enclosing(functionAround(node) ?? node, 'class_specifier', 'struct_specifier')),
  },
  {
    id: 'no-virtual-destructor',
    title: 'Deleted through a base class without a virtual destructor',
    explanation:
      'Only the destructor of the base runs; what the derived class owns leaks, and the behaviour is undefined.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    link: cwe(1045),
    knownAs: [
      'cppcoreguidelines-virtual-class-destructor',
      'clang-diagnostic-delete-non-abstract-non-virtual-dtor',
      'clang-diagnostic-non-virtual-dtor',
    ],
    rule: { any: [{ kind: 'class_specifier' }, { kind: 'struct_specifier' }] },
    mention: /\bvirtual\b/,
    where: (node) => {
      const name = field(node, 'name')?.text;
      const isBase = node.namedChildren.every((child) => child?.type !== 'base_class_clause');
      const text = node.tree.rootNode.text;
      const hasDestructor = all(node, 'destructor_name').length > 0;
      return (
        Boolean(name && isBase && !hasDestructor) &&
        virtualsOf(node).length > 0 &&
        new RegExp(`unique_ptr<\\s*(?:const )?${name}\\s*>`).test(text) &&
        new RegExp(`:\\s*(?:public\\s+)?${name}\\b`).test(text)
      );
    },
  },
  {
    id: 'self-assignment-frees',
    title: 'Assigning an object to itself frees what it is copied from',
    explanation:
      'The old memory is deleted before the other object is read; when both are the same, freed memory is copied.',
    severity: 'warning',
    category: 'bug',
    confidence: 'medium',
    link: cwe(416),
    knownAs: ['bugprone-unhandled-self-assignment', 'cert-oop54-cpp'],
    rule: { kind: 'delete_expression' },
    mention: /\boperator\s*=\s*\(\s*const/,
    where: (node) => {
      const around = functionAround(node);
      const declarator = field(around, 'declarator')?.text ?? '';
      const other = /operator\s*=\s*\(\s*const\s+[\w:<>]+\s*&\s*(\w+)\s*\)/.exec(declarator)?.[1];
      const body = field(around, 'body');
      const isChecked = /\bthis\s*[!=]=|[!=]=\s*this\b|\bswap\b/.test(body?.text ?? '');
      const isInBody = statementAround(node)?.parent?.id === body?.id;
      return (
        other !== undefined &&
        body !== undefined &&
        !isChecked &&
        isInBody &&
        all(body, 'identifier').some(
          (use) => use.text === other && isBehind(use, node) && /_expression$/.test(use.parent?.type ?? ''),
        )
      );
    },
  },
];

/** Whether the file has a class that is derived from it. */
function isDerivedFrom(owner: Node | undefined): boolean {
  const name = field(owner, 'name')?.text;
  const bases = owner ? all(owner.tree.rootNode, 'base_class_clause') : [];
  return bases.some((clause) => all(clause, 'type_identifier').some(({ text }) => text === name));
}

/** The names of the virtual functions that a class declares itself. */
function virtualsOf(owner: Node): string[] {
  const members = field(owner, 'body')?.namedChildren ?? [];
  return members.flatMap((member) => {
    const isVirtual =
      /^\s*virtual\b/.test(member?.text ?? '') && !/\bfinal\b/.test(member?.text.split('{', 1)[0] ?? '');
    return isVirtual && member
      ? all(member, 'field_identifier')
          .slice(0, 1)
          .map(({ text }) => text)
      : [];
  });
}
