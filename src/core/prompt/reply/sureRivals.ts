import type { ModelFinding } from './modelFinding';

/** Speaks of a finding beside its own. */
const ofAnother =
  /\b(?:findings?|issues?|items?) #?\d\b|\b(?:previous|preceding|earlier|first|second|other|above) (?:findings?|issue|report)\b|\b(?:finding|issue|bug|leak|problem|defect)s? (?:reported |listed |described )?above\b|\b(?:retract|withdraw)(?:s|ing|ion|al)?\b[^.\n]{0,30}\bfinding/i;

/**
 * Findings of a reply, none of whose edits counts as read strictly where one speaks of another: it may take that back; nor
 * as `withoutSureRivals` says.
 */
export function surelyMeant(findings: readonly ModelFinding[]): ModelFinding[] {
  const speakOfOthers =
    findings.length > 1 &&
    findings.some(({ title, explanation }) => ofAnother.test(title) || ofAnother.test(explanation));
  return speakOfOthers ? findings.map(inDoubt) : withoutSureRivals(findings);
}

function inDoubt(finding: ModelFinding): ModelFinding {
  return { ...finding, edits: finding.edits.map((edit) => ({ ...edit, read: 'tolerantly' as const })) };
}

/**
 * Findings of a reply, none of whose edits counts as read strictly where another one has a different edit in its place: of
 * the same quoted text, or under the same title for the same line. The reply does not say which of them it means.
 */
function withoutSureRivals(findings: readonly ModelFinding[]): ModelFinding[] {
  const said = new Map<string, Set<string>>();
  const claims = new Map(findings.map((finding) => [finding, claimsOf(finding)]));
  for (const { place, change } of [...claims.values()].flat()) {
    said.set(place, (said.get(place) ?? new Set()).add(change));
  }
  return findings.map((finding) => {
    const isRivalled = claims.get(finding)?.some(({ place }) => (said.get(place)?.size ?? 0) > 1);
    return isRivalled ? inDoubt(finding) : finding;
  });
}

/** What a finding would have changed, and where: what it quotes at a line, and what it is called there. */
function claimsOf({ title, startLine, edits }: ModelFinding): { readonly place: string; readonly change: string }[] {
  const quotes = edits.map((edit) => ({
    place: JSON.stringify(['quote', edit.startLine, edit.oldText]),
    change: JSON.stringify(edit.newText),
  }));
  const texts = edits.map(({ oldText, newText }) => [oldText, newText]);
  const named = { place: JSON.stringify(['title', title, startLine]), change: JSON.stringify(texts) };
  return edits.length > 0 ? [...quotes, named] : [];
}
