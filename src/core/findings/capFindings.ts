import { groupBy } from '../groupBy';
import { confidences, type ReportedFinding, severities } from '../types';

/** The rule of what stands for findings that are not kept. */
export const tooManyFindings = 'too-many-findings';

/** Of one source in one file. Nobody goes through more, and each takes gates, records and rows. */
const most = 1_000;

/**
 * As many findings of one file as can be handled: of each source the heaviest, then those nearest to the top. A file that
 * a program has written, or one with bad intent, can bring a hundred thousand. What is left out is counted by a finding in
 * its place, as heavy and as sure as the foremost of them. What is silenced takes no place of what is not.
 */
export function capFindings(findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  const groups = groupBy(findings, ({ source, hiddenBy }) => JSON.stringify([source, hiddenBy]));
  const rests = [...groups.values()].flatMap((group) =>
    group.length > most ? [group.toSorted(byWeight).slice(most)] : [],
  );
  const leftOut = new Set(rests.flat());
  return rests.length === 0 ? findings : [...findings.filter((finding) => !leftOut.has(finding)), ...rests.map(noteOn)];
}

function byWeight(a: ReportedFinding, b: ReportedFinding): number {
  const heavier = severities.indexOf(a.severity) - severities.indexOf(b.severity);
  return heavier || (a.span?.start ?? -1) - (b.span?.start ?? -1);
}

/** @param leftOut of one source, heaviest first */
function noteOn(leftOut: readonly ReportedFinding[]): ReportedFinding {
  const [{ source, severity, category, hiddenBy }] = leftOut as [ReportedFinding];
  const confidence = confidences.find((sure) => leftOut.some((finding) => finding.confidence === sure)) ?? 'low';
  const count = (all: number) => all.toLocaleString('en-US');
  return {
    source,
    rule: tooManyFindings,
    title: `Only ${count(most)} of ${count(most + leftOut.length)} findings of ${source} are kept`,
    explanation:
      'They are the most severe ones, and of those the first in the file. Resolve some, turn off the rule behind them or ' +
      'exclude the file, and review it again for the others.',
    severity,
    category,
    confidence,
    ...(hiddenBy && { hiddenBy }),
  };
}
