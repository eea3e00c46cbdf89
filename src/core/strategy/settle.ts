import { capFindings } from '../findings/capFindings';
import type { ReportedFinding, ReviewerKind } from '../types';
import { ruleIdOf } from './rules';
import type { Treatment } from './treatment';

/**
 * What a reviewer reports of a file as it counts there: hidden where the rule is off or the analyzer left out, and as
 * heavy as settings say, and no more of them than can be handled. A model's findings come from no rule, are paid for, and
 * each of its replies is bounded.
 */
export function settleFindings(
  reviewer: ReviewerKind,
  reported: readonly ReportedFinding[],
  { analyzers, rule }: Pick<Treatment, 'analyzers' | 'rule'>,
): readonly ReportedFinding[] {
  return reviewer === 'model' ? reported : capFindings(reported.map((finding) => settle(finding)));

  function settle(finding: ReportedFinding): ReportedFinding {
    if (finding.hiddenBy) {
      return finding;
    }
    const said = rule(ruleIdOf(reviewer, finding), finding.severity);
    const isLeftOut = reviewer === 'local' && analyzers && !analyzers.value.includes(finding.source);
    const silencedBy = said?.value === 'off' ? said : isLeftOut ? analyzers : undefined;
    if (silencedBy) {
      const { fix: _, ...observation } = finding;
      return { ...observation, hiddenBy: { kind: 'rules', ...(silencedBy.by && { by: silencedBy.by }) } };
    }
    return said && said.value !== 'off' ? { ...finding, severity: said.value } : finding;
  }
}
