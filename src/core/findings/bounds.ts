import type { Profile } from '../options';
import { confidences, type Finding } from '../types';

/** Findings by whether they are in the lists. */
export interface BoundedFindings {
  readonly shown: readonly Finding[];
  readonly hidden: readonly Finding[];
}

/** Tells the findings that meet the bounds of a profile from those that do not, each in their order. */
export function withinBounds(
  findings: readonly Finding[],
  { severities, minConfidence }: Pick<Profile, 'severities' | 'minConfidence'>,
): BoundedFindings {
  const lowest = confidences.indexOf(minConfidence);
  const meets = ({ severity, confidence }: Finding) =>
    severities.includes(severity) && confidences.indexOf(confidence) <= lowest;
  return { shown: findings.filter(meets), hidden: findings.filter((finding) => !meets(finding)) };
}
