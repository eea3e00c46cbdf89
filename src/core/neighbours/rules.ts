import { go } from './go';
import type { ImportRules } from './imports';
import { includes } from './includes';
import { javascript } from './javascript';
import { python } from './python';

const byLanguage: Readonly<Record<string, ImportRules>> = {
  c: includes,
  cpp: includes,
  go,
  javascript,
  javascriptreact: javascript,
  python,
  typescript: javascript,
  typescriptreact: javascript,
};

/** How a language imports; undefined where paths alone do not tell what an import leads to. */
export function importRulesOf(language: string): ImportRules | undefined {
  return Object.hasOwn(byLanguage, language) ? byLanguage[language] : undefined;
}
