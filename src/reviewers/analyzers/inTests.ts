import { roleOf } from '../../core/paths/fileRole';
import type { FileRole, FileSnapshot, ReportedFinding } from '../../core/types';
import type { Analyzer, RuleInfo } from './analyzer';
import type { InTests, RoleWeight } from './rules/rule';
import { silenced } from './silenced';

/**
 * An analyzer's findings in one file as they count where it stands: those of a rule that guesses have low confidence; in
 * tests, fixtures and examples each rule says whether they are shown, with errors as warnings, or only counted; in what is
 * retired they are only counted.
 */
export function asItCounts(
  analyzer: Pick<Analyzer, 'rules' | 'mostInTest' | 'projectRulesInTests'>,
  { path, language }: Pick<FileSnapshot, 'path' | 'language'>,
  findings: readonly ReportedFinding[],
): readonly ReportedFinding[] {
  const role = findings.length === 0 ? undefined : roleOf(path);
  const counted = findings.map((finding) => {
    const rule = ruleOf(analyzer, finding, language);
    const believed: ReportedFinding = rule?.isGuess ? { ...finding, confidence: 'low' } : finding;
    return role ? inRole(believed, role, rule?.inTests ?? (rule ? undefined : analyzer.projectRulesInTests)) : believed;
  });
  const shown = counted.filter(({ hiddenBy, confidence }) => !hiddenBy && confidence !== 'low').length;
  return role === 'test' && shown > (analyzer.mostInTest ?? Number.POSITIVE_INFINITY)
    ? counted.map((finding) => (finding.hiddenBy ? finding : silenced(finding, { kind: 'role', role })))
    : counted;
}

function ruleOf({ rules }: Pick<Analyzer, 'rules'>, { rule }: ReportedFinding, language: string): RuleInfo | undefined {
  return rules.find(({ id, languages }) => id === rule && (languages?.includes(language) ?? true));
}

function inRole(finding: ReportedFinding, role: FileRole, inTests: InTests | undefined): ReportedFinding {
  switch (weightIn(role, inTests)) {
    case 'shown':
      return finding;
    case 'lowered':
      return finding.severity === 'error' ? { ...finding, severity: 'warning' } : finding;
    case 'hidden':
      return finding.hiddenBy ? finding : silenced(finding, { kind: 'role', role });
  }
}

function weightIn(role: FileRole, inTests: InTests = 'lowered'): RoleWeight {
  if (role === 'retired') {
    return (typeof inTests === 'string' ? undefined : inTests.retired) ?? 'hidden';
  }
  return typeof inTests === 'string' ? inTests : inTests[role];
}
