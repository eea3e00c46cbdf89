import type { FolderShare, ShownFindings } from '../options';
import { confidences, type Dismissed, type Finding, type HiddenFinding, type Hiding } from '../types';

/** Findings by whether they are in the lists. */
export interface BoundedFindings {
  readonly shown: readonly Finding[];
  /** Each with the reason. */
  readonly hidden: readonly HiddenFinding[];
}

/**
 * Tells the findings that are in the lists from those that are not, each in their order: those that the folder
 * silences, those that do not meet the bounds, and of the others those that a person has dismissed, now or before.
 *
 * @param share when the bounds are not the user's, whose they are and what the user's would be
 */
export function withinBounds(
  findings: readonly Finding[],
  bounds: ShownFindings,
  share?: FolderShare['bounds'],
  dismissalOf: (finding: Finding) => Dismissed | undefined = () => undefined,
): BoundedFindings {
  const shown: Finding[] = [];
  const hidden: HiddenFinding[] = [];
  for (const finding of findings) {
    const standing = isSilenced(finding) || isDismissed(finding) ? finding.hiddenBy : undefined;
    const reason = standing ?? hidingOf(finding, bounds, share) ?? dismissalOf(finding);
    if (reason) {
      hidden.push(isHiddenBy(finding, reason) ? finding : { ...finding, hiddenBy: reason });
    } else {
      const { hiddenBy, ...open } = finding;
      shown.push(hiddenBy ? open : finding);
    }
  }
  return { shown, hidden };
}

/** Whether something in the folder silences a finding, or a model refuted it, whatever the bounds are. */
export function isSilenced({ hiddenBy }: { readonly hiddenBy?: Hiding | undefined }): boolean {
  return hiddenBy !== undefined && hiddenBy.kind !== 'bounds' && hiddenBy.kind !== 'dismissed';
}

/** Whether a person does not want to see it: else it would be in the lists. */
export function isDismissed<Kept extends Pick<Finding, 'hiddenBy'>>(
  finding: Kept,
): finding is Kept & { readonly hiddenBy: Dismissed } {
  return finding.hiddenBy?.kind === 'dismissed';
}

function isHiddenBy(finding: Finding, reason: Hiding): finding is HiddenFinding {
  return JSON.stringify(finding.hiddenBy) === JSON.stringify(reason);
}

function hidingOf(finding: Finding, bounds: ShownFindings, share: FolderShare['bounds']): Hiding | undefined {
  if (meets(finding, bounds)) {
    return undefined;
  }
  return share && meets(finding, share.without) ? { kind: 'bounds', by: share.by } : { kind: 'bounds' };
}

function meets({ severity, confidence }: Finding, { severities, minConfidence }: ShownFindings): boolean {
  return severities.includes(severity) && confidences.indexOf(confidence) <= confidences.indexOf(minConfidence);
}
