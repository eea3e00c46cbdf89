import { grammarsOf } from '../../syntax/grammars';
import type { RulePack } from './rule';

/** What only TypeScript has, and its compiler accepts. */
export const typescript: RulePack = {
  name: 'typescript',
  grammars: grammarsOf('typescript', 'typescriptreact'),
  rules: [
    {
      id: 'duplicate-enum-value',
      title: 'Duplicate enum value',
      explanation: 'The program cannot tell them apart; one of them was probably copied.',
      severity: 'warning',
      category: 'bug',
      confidence: 'low',
      mention: /\benum\b/,
      rule: { kind: 'enum_assignment' },
      where: (member) => {
        const value = member.childForFieldName('value');
        const isLiteral = value?.type === 'number' || value?.type === 'string';
        const others = member.parent?.namedChildren ?? [];
        return (
          isLiteral &&
          others.some(
            (other) =>
              other && other.endIndex < member.startIndex && other.childForFieldName('value')?.text === value.text,
          )
        );
      },
      knownAs: ['@typescript-eslint/no-duplicate-enum-values'],
      link: 'https://typescript-eslint.io/rules/no-duplicate-enum-values/',
      inTests: 'hidden',
    },
    {
      id: 'interface-constructor',
      title: 'Interface declares a method named constructor',
      explanation:
        'An interface has no constructor: this is a method of that name. What can be called with new is declared as new(…).',
      severity: 'warning',
      category: 'bug',
      confidence: 'high',
      mention: /\binterface\b/,
      rule: {
        kind: 'method_signature',
        regex: '^constructor\\s*[(<]',
        inside: { any: [{ kind: 'interface_body' }, { kind: 'object_type' }] },
      },
      knownAs: ['@typescript-eslint/no-misused-new'],
      link: 'https://typescript-eslint.io/rules/no-misused-new/',
    },
    {
      id: 'merged-class-and-interface',
      title: 'Class and interface merged under one name',
      explanation:
        'The class then promises members that nothing sets, and the compiler no longer checks that anything does.',
      severity: 'warning',
      category: 'bug',
      confidence: 'medium',
      mention: /\binterface\b/,
      rule: { kind: 'class_declaration' },
      where: (declared) => {
        const name = declared.childForFieldName('name')?.text;
        const statement = declared.parent?.type === 'export_statement' ? declared.parent : declared;
        const hasType = (one: typeof declared | null) =>
          one?.type === 'interface_declaration' && one.childForFieldName('name')?.text === name;
        return (statement.parent?.namedChildren ?? []).some(
          (other) =>
            hasType(other) ||
            hasType(other?.type === 'export_statement' ? other.childForFieldName('declaration') : null),
        );
      },
      knownAs: ['@typescript-eslint/no-unsafe-declaration-merging'],
      link: 'https://typescript-eslint.io/rules/no-unsafe-declaration-merging/',
      inTests: 'hidden',
    },
  ],
};
