import type { ReportedFinding, SilencedFinding, Silencing } from '../../core/types';

/** One more look at a file, without something of the folder's: what comes up only then is what that hides. */
export interface Look {
  readonly hiddenBy: Silencing;
  find(): readonly ReportedFinding[];
}

/**
 * The findings as they are, and behind them those that further looks bring up, each with what hides it and without its
 * fix. A finding counts for the first look that has it.
 */
export function withSilenced(shown: readonly ReportedFinding[], looks: readonly Look[]): readonly ReportedFinding[] {
  const all = [...shown];
  const seen = new Set(shown.map(identityOf));
  for (const { hiddenBy, find } of looks) {
    for (const finding of find()) {
      const identity = identityOf(finding);
      if (!seen.has(identity)) {
        seen.add(identity);
        all.push(silenced(finding, hiddenBy));
      }
    }
  }
  return all;
}

/** A finding that nobody is to be troubled with, only told of. */
export function silenced({ fix: _, ...finding }: ReportedFinding, hiddenBy: Silencing): SilencedFinding {
  return { ...finding, hiddenBy };
}

function identityOf({ source, rule, span, title }: ReportedFinding): string {
  return JSON.stringify([source, rule, span?.start, title]);
}

/** What a comment in the file silences is hidden by that. */
export const byComment: Silencing = { kind: 'comment' };

/** @param file path of the configuration, relative to the reviewed folder */
export function byConfiguration(file: string): Silencing {
  return { kind: 'configuration', file };
}
