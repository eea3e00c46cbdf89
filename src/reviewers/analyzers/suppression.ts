import { LineIndex } from '../../core/text/lines';
import type { ReportedFinding } from '../../core/types';
import { byComment, silenced } from './silenced';

/** The comment marker, whatever the comment looks like in the language, and the rules it names, if it names any. */
const marker = /folder-review-ignore(-next-line)?(?![\w-])(?:[ \t]*:[ \t]*([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*))?/g;

/**
 * Hides the findings the file's author silenced: `folder-review-ignore` on the line a finding starts on, or
 * `folder-review-ignore-next-line` on the line above. `folder-review-ignore: rule, rule` silences those rules only.
 * A finding without a place is silenced by a marker on the first line.
 */
export function withSuppressed(text: string, findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  if (findings.length === 0 || !text.includes('folder-review-ignore')) {
    return findings;
  }
  const lines = new LineIndex(text);
  const lineRules = new Map<number, Set<string> | 'all'>();
  for (const { index, 1: nextLine, 2: rules } of text.matchAll(marker)) {
    const line = lines.lineAt(index) + (nextLine ? 1 : 0);
    const before = lineRules.get(line);
    const named = rules?.split(',').map((rule) => rule.trim());
    lineRules.set(line, before === 'all' || !named ? 'all' : new Set([...(before ?? []), ...named]));
  }
  return findings.map((finding) => {
    const rules = lineRules.get(lines.lineAt(finding.span?.start ?? 0));
    const isHeard = rules === undefined || (rules !== 'all' && !rules.has(finding.rule ?? ''));
    return isHeard ? finding : silenced(finding, byComment);
  });
}
