import type { Linter } from 'eslint';
import type { RuleInfo } from './analyzer';
import { eslintErrors } from './eslintErrors';
import { eslintPluginRules, pluginLinks } from './eslintPluginRules';
import type { EslintRule } from './eslintRule';
import { eslintHints, eslintWarnings } from './eslintWarnings';

/** Every rule that ESLint runs here. Rules that need to know a project's globals or its taste are left out. */
export const eslintRules: Readonly<Record<string, EslintRule>> = {
  ...eslintErrors,
  ...eslintWarnings,
  ...eslintHints,
  ...eslintPluginRules,
};

/** Those that run where nobody configures anything, as ESLint takes them. */
export const javascriptRules: Linter.RulesRecord = chosen(({ isOff }) => !isOff);
export const typescriptRules: Linter.RulesRecord = chosen(({ isOff, isForJavaScript }) => !isOff && !isForJavaScript);

function chosen(isWanted: (rule: EslintRule) => boolean): Linter.RulesRecord {
  const wanted = Object.entries(eslintRules).filter(([, rule]) => isWanted(rule));
  return Object.fromEntries(wanted.map(([name, { options = [] }]) => [name, ['warn', ...options]]));
}

/** By itself, a rule's name says nothing about how ESLint reports what it cannot read. */
export const syntaxRule = 'syntax';

const syntaxInfo: RuleInfo = {
  id: syntaxRule,
  title: 'Syntax error',
  explanation: 'No engine or compiler can read the file, so nothing in it runs.',
  severity: 'error',
  category: 'bug',
  isDefault: true,
  inTests: { test: 'lowered', fixture: 'hidden', example: 'lowered' },
};

export const eslintRuleInfos: readonly RuleInfo[] = [
  syntaxInfo,
  ...Object.entries(eslintRules).map(([id, rule]) => infoOf(id, rule)),
].sort((a, b) => (a.id < b.id ? -1 : 1));

function infoOf(id: string, { title, why, isForJavaScript, ...rule }: EslintRule): RuleInfo {
  const { severity, category, isOff, preservesBehaviour } = rule;
  return {
    ...{ id, title, explanation: why, severity, category, link: linkOf(id) },
    ...(isForJavaScript && { languages: ['javascript', 'javascriptreact'] }),
    isDefault: !isOff,
    // There, code is odd on purpose; what cannot work is worth a word all the same.
    inTests: severity === 'error' ? 'lowered' : { test: 'hidden', fixture: 'hidden', example: 'lowered' },
    ...(preservesBehaviour && { preservesBehaviour }),
  };
}

function linkOf(id: string): string {
  const [plugin = '', name = ''] = id.split('/');
  return pluginLinks[plugin]?.(name) ?? `https://eslint.org/docs/latest/rules/${id}`;
}
