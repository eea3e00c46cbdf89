import type { ModelFinding } from './modelFinding';

/**
 * Findings of a reply, none of whose edits counts as read strictly where another one has a different edit in its place: of
 * the same quoted text, or under the same title for the same line. The reply does not say which of them it means.
 */
export function withoutSureRivals(findings: readonly ModelFinding[]): ModelFinding[] {
  const said = new Map<string, Set<string>>();
  const claims = new Map(findings.map((finding) => [finding, claimsOf(finding)]));
  for (const { place, change } of [...claims.values()].flat()) {
    said.set(place, (said.get(place) ?? new Set()).add(change));
  }
  return findings.map((finding) => {
    const isRivalled = claims.get(finding)?.some(({ place }) => (said.get(place)?.size ?? 0) > 1);
    return isRivalled
      ? { ...finding, edits: finding.edits.map((edit) => ({ ...edit, read: 'tolerantly' as const })) }
      : finding;
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
