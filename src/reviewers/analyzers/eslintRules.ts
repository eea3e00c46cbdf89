import type { Linter } from 'eslint';
import type { RuleInfo } from './analyzer';
import { eslintErrors } from './eslintErrors';
import { eslintHints } from './eslintHints';
import { eslintPluginRules, pluginLinks } from './eslintPluginRules';
import type { EslintRule } from './eslintRule';
import { eslintWarnings } from './eslintWarnings';

/** Every rule that ESLint runs here. Rules that need to know a project's globals or its taste are left out. */
export const eslintRules: Readonly<Record<string, EslintRule>> = {
  ...eslintErrors,
  ...eslintWarnings,
  ...eslintHints,
  ...eslintPluginRules,
};

/** Those of a language, as ESLint takes them. */
export const javascriptRules: Linter.RulesRecord = recordOf(() => true);
export const typescriptRules: Linter.RulesRecord = recordOf(({ isForJavaScript }) => !isForJavaScript);

function recordOf(holds: (rule: EslintRule) => boolean): Linter.RulesRecord {
  const held = Object.entries(eslintRules).filter(([, rule]) => holds(rule));
  return Object.fromEntries(held.map(([name, { options = [] }]) => [name, ['warn', ...options]]));
}

/** What ESLint cannot read: its report names no rule. */
export const syntaxInfo: RuleInfo = {
  id: 'syntax',
  title: 'Syntax error',
  explanation: 'No engine or compiler can read the file, so nothing in it runs.',
  severity: 'error',
  category: 'bug',
  isDefault: true,
  // A test that cannot be read fails at once: what stays broken there is read by a test.
  inTests: { test: 'hidden', fixture: 'hidden', example: 'lowered' },
};

export const eslintRuleInfos: readonly RuleInfo[] = [
  // What looks like a script is often a template, an exercise, or in pieces that something joins. TypeScript was none of that.
  { ...syntaxInfo, languages: ['javascript', 'javascriptreact'], severity: 'warning' } as const,
  { ...syntaxInfo, languages: ['typescript', 'typescriptreact'] },
  ...Object.entries(eslintRules).map(([id, rule]) => infoOf(id, rule)),
].sort((a, b) => (a.id < b.id ? -1 : 1));

function infoOf(
  id: string,
  { title, why, isForJavaScript, isOddInTests, isMeantInTests, isLeftOutInExamples, ...rule }: EslintRule,
): RuleInfo {
  const { severity, category, preservesBehaviour, isGuess } = rule;
  return {
    ...{ id, title, explanation: why, severity, category, link: linkOf(id) },
    ...(isForJavaScript && { languages: ['javascript', 'javascriptreact'] }),
    isDefault: true,
    ...(isGuess && { isGuess }),
    // There, code is odd on purpose; what cannot work is worth a word all the same, but in what nobody runs.
    inTests: {
      test: (severity === 'error' && !isMeantInTests) || isOddInTests ? 'lowered' : 'hidden',
      fixture: 'hidden',
      // Whoever reads an example wants to see what it shows; that it is tidy is no matter.
      example: severity === 'info' || isLeftOutInExamples ? 'hidden' : 'lowered',
    },
    ...(preservesBehaviour && { preservesBehaviour }),
  };
}

function linkOf(id: string): string {
  const [plugin = '', name = ''] = id.split('/');
  return pluginLinks[plugin]?.(name) ?? `https://eslint.org/docs/latest/rules/${id}`;
}
