import type { FileReview } from '../../../core/fileReview';
import { type Finding, type Severity, severities } from '../../../core/types';
import { isOpenFinding } from '../../facts/findingPlaces';
import { t } from '../../l10n';
import { countedFindings, countedSeverity } from '../../names';

/** Findings that nobody has dealt with yet, by severity. */
export type OpenCounts = Readonly<Record<Severity, number>>;

/** Whether a finding of a file still waits for a person: neither dealt with, nor in a file that they have looked at. */
export function isOpenIn({ isViewed }: FileReview, finding: Finding): boolean {
  return !isViewed && isOpenFinding(finding);
}

/** The open findings of a file. */
export function openIn(file: FileReview): OpenCounts {
  const open = { error: 0, warning: 0, info: 0 };
  for (const finding of file.findings) {
    open[finding.severity] += Number(isOpenIn(file, finding));
  }
  return open;
}

export function openCount({ error, warning, info }: OpenCounts): number {
  return error + warning + info;
}

/** The heaviest severity among the findings that nobody has dealt with yet. */
export function worstOpen(open: OpenCounts): Severity | undefined {
  return severities.find((severity) => open[severity] > 0);
}

/** "2 errors of 5 open", "3 warnings open", "none open"; undefined where there are no findings. */
export function openText(open: OpenCounts, findings: number): string | undefined {
  const worst = worstOpen(open);
  if (worst === undefined) {
    return findings > 0 ? t('none open') : undefined;
  }
  const count = openCount(open);
  const worstOnes = countedSeverity(worst, open[worst]);
  return count === open[worst] ? t('{0} open', worstOnes) : t('{0} of {1} open', worstOnes, count);
}

/** How many findings there are where that is more than are open, for behind what is. */
export function findingsBeside(open: OpenCounts, findings: number): string | undefined {
  return findings > openCount(open) ? countedFindings(findings) : undefined;
}
