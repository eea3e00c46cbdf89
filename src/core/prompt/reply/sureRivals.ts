import type { LineRange } from '../../types';
import { isSaidUnfit } from './denials';
import type { ModelFinding } from './modelFinding';
import type { Sign } from './takenBack';

/** What a reply says of a finding that is none, and of which lines, if it says so. It may be said of another one. */
export interface Withdrawal {
  readonly words: string;
  readonly lines?: LineRange;
}

/** Speaks of a finding beside its own. */
const ofAnother =
  /\b(?:none|all|both|each|neither|any) of the above\b|\b(?:findings?|issues?|items?) #?\d\b|\b(?:previous|preceding|earlier|first|second|other|above) (?:findings?|issue|report)\b|\b(?:finding|issue|bug|leak|problem|defect)s? (?:reported |listed |described )?above\b|\b(?:retract|withdraw)(?:s|ing|ion|al)?\b[^.\n]{0,30}\bfinding/i;

/**
 * Findings of a reply, none of whose edits counts as read strictly where one speaks of another: it may take that back; nor
 * where the new text says that it is not to be used, or as `withoutSureRivals` says.
 */
export function surelyMeant(findings: readonly ModelFinding[]): ModelFinding[] {
  const speakOfOthers = findings.length > 1 && findings.some(speaksOfOthers);
  const isUnfit = ({ edits }: ModelFinding) => edits.some(({ oldText, newText }) => isSaidUnfit(oldText, newText));
  return (speakOfOthers ? findings : withoutSureRivals(findings)).map((finding) =>
    speakOfOthers || isUnfit(finding) ? inDoubt(finding) : finding,
  );
}

/** Whether a finding, by its own words, is about others of its reply, too. */
export function speaksOfOthers({ title, explanation }: ModelFinding): boolean {
  return ofAnother.test(title) || ofAnother.test(explanation);
}

/** Findings with what was withdrawn beside them, where that may be they: by its lines, by its words, or as it names no line. */
export function withWithdrawals(
  findings: readonly ModelFinding[],
  withdrawals: readonly Withdrawal[],
): readonly ModelFinding[] {
  return findings.map((finding) =>
    withSigns(
      finding,
      withdrawals.filter((one) => mayBeOf(one, finding)).map(({ words }) => ({ doubt: 'unsure', words })),
    ),
  );
}

function mayBeOf({ words, lines }: Withdrawal, { title, startLine, endLine }: ModelFinding): boolean {
  const isNear = !lines || !Number.isFinite(startLine) || (lines.startLine <= endLine && startLine <= lines.endLine);
  return isNear || ofAnother.test(words) || words.toLowerCase().includes(title.toLowerCase());
}

/** A finding with what its reply may say against it; then none of its edits counts as read strictly. */
export function withSigns(finding: ModelFinding, signs: readonly Sign[]): ModelFinding {
  if (signs.length === 0) {
    return finding;
  }
  const isTold = ({ words }: Sign) =>
    words !== '' && [finding.title, finding.explanation].some((said) => said.includes(words));
  const told = signs.filter((sign) => !isTold(sign)).map(({ name, words }) => (name ? `${name}: ${words}` : words));
  return { ...inDoubt(finding), besides: [...(finding.besides ?? []), ...told] };
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
