import { maskSecrets } from '../text/secrets';
import type { Dismissal, Dismissed, Finding } from '../types';
import { type DismissalLine, dismissalLine } from './dismissalLines';
import type { PathedFinding } from './dismissals';

/** Of a finding and of what is folded into it, which is dismissed with it: one of them may come alone another time. */
export function linesAbout({ path, finding }: PathedFinding, why: Dismissal, at: string): readonly DismissalLine[] {
  const { identity, source, rule, reviewer, folded = [] } = finding;
  const own = identity === undefined ? [] : [{ identity, source, rule, reviewer }];
  return [...own, ...folded.map((one) => ({ ...one, rule: undefined }))].map((one) =>
    dismissalLine({
      path,
      identity: one.identity,
      source: maskSecrets(one.source),
      // What a model calls the pass that found it is no rule.
      ...(one.rule !== undefined && one.reviewer !== 'model' && { rule: one.rule }),
      title: maskSecrets(finding.title),
      ...why,
      at,
    }),
  );
}

/** Whether a line tells the truth about what it hides: who agrees to it has seen no more. */
export function saysSo({ dismissal }: DismissalLine, { source, rule }: Pick<Finding, 'source' | 'rule'>): boolean {
  return dismissal.source === maskSecrets(source) && (dismissal.rule === undefined || dismissal.rule === rule);
}

/** How what a line speaks of is hidden, by whose word if not by the person's. */
export function hidingOf({ dismissal: { reason, note } }: DismissalLine, by: string | undefined): Dismissed {
  return {
    kind: 'dismissed',
    ...(by !== undefined && { by }),
    ...(reason !== undefined && { reason }),
    ...(note !== undefined && { note }),
  };
}
