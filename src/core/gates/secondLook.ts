import { syntaxRule } from '../findings/readingRules';
import type { Inspection } from '../ports';
import type { Finding, ReportedFinding, TextEdit } from '../types';
import { errorsByPlace } from './errorPlaces';

/**
 * Compares what parsers and local reviewers say of edited texts with what they say of the original. Only counts are
 * compared, as everything else about a finding changes when lines move: an edit that takes one error away and brings
 * another of the same kind has made nothing worse.
 */
export class SecondLook {
  readonly #original: Inspection;
  readonly #counts: ReadonlyMap<string, number>;
  /** Kinds by where and by which rule they were reported. */
  readonly #kinds: ReadonlyMap<string, string>;

  constructor(original: Inspection) {
    const { findings = [] } = original;
    this.#original = original;
    this.#counts = countKinds(findings);
    this.#kinds = new Map(findings.map((finding) => [placeOf(finding, finding.span), kindOf(finding)]));
  }

  /** By how many syntax errors the edited text has more; negative when it has fewer. */
  moreSyntaxErrors({ syntaxErrors = 0 }: Inspection): number {
    return syntaxErrors - (this.#original.syntaxErrors ?? 0);
  }

  /** Whether the local reviewers, or one of them, looked at the original and could not look at the edited text. */
  isIncomplete({ findings, analyzers }: Inspection): boolean {
    const isLost = this.#original.analyzers?.some((name) => analyzers && !analyzers.includes(name));
    return this.#original.findings !== undefined && (findings === undefined || isLost === true);
  }

  /** The first error that only the edited text has. */
  newError(edited: Inspection): ReportedFinding | undefined {
    const { findings = [] } = edited;
    if (this.#original.findings === undefined || this.moreSyntaxErrors(edited) < 0) {
      return undefined;
    }
    const counts = countKinds(findings);
    return findings.find((finding) => {
      const kind = kindOf(finding);
      const wasUnreadable = countOf(this.#counts, syntaxKind(finding)) > countOf(counts, syntaxKind(finding));
      return isError(finding) && !wasUnreadable && countOf(counts, kind) > countOf(this.#counts, kind);
    });
  }

  /** Whether none of the edits has brought an error, whatever the others have brought or taken away. */
  hasSameErrors(edited: Inspection, edits: readonly TextEdit[]): boolean {
    return this.#errorsByPlace(edited, edits) === 'same';
  }

  /** Whether everything that could be said of the original was said of the edited text, and there is no error more anywhere. */
  isNoWorse(edited: Inspection, edits: readonly TextEdit[]): boolean {
    const isRead = this.moreSyntaxErrors(edited) === 0 && !this.isIncomplete(edited);
    return isRead && this.#errorsByPlace(edited, edits) !== 'more';
  }

  #errorsByPlace({ findings = [] }: Inspection, edits: readonly TextEdit[]) {
    return errorsByPlace(errorsIn(this.#original.findings ?? []), errorsIn(findings), edits, kindOf);
  }

  /**
   * Whether each of these findings of local reviewers is gone from a text with all their edits in it, and nothing else
   * is. Undefined for several when that is not so: one by one some may be gone and some not, or one may have come back
   * in another place.
   */
  removes(findings: readonly Finding[], edited: Inspection): boolean | undefined {
    if (edited.findings === undefined || this.#original.findings === undefined) {
      return false;
    }
    const counts = countKinds(edited.findings);
    const kinds = findings.map((finding) => this.#kinds.get(placeOf(finding, finding.place)));
    const gone = (kind: string) => countOf(this.#counts, kind) - countOf(counts, kind);
    const [only, ...others] = kinds;
    if (others.length === 0) {
      return only !== undefined && gone(only) > 0;
    }
    const members = countEach(kinds);
    return kinds.every((kind) => kind !== undefined && gone(kind) === countOf(members, kind)) || undefined;
  }
}

function countKinds(findings: readonly ReportedFinding[]): Map<string, number> {
  return countEach(findings.map(kindOf));
}

function errorsIn(findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  return findings.filter(isError);
}

/** What nothing reads any more is worse, however much that weighs where it was found like that. */
function isError({ severity, rule }: ReportedFinding): boolean {
  return severity === 'error' || rule === syntaxRule;
}

function countEach<Value>(values: readonly Value[]): Map<Value, number> {
  const counts = new Map<Value, number>();
  for (const value of values) {
    counts.set(value, countOf(counts, value) + 1);
  }
  return counts;
}

function countOf<Key>(counts: ReadonlyMap<Key, number>, key: Key): number {
  return counts.get(key) ?? 0;
}

/** Syntax errors are all of one kind: what they say depends on where a reader gave up. */
function kindOf(finding: ReportedFinding): string {
  const { source, rule, title } = finding;
  return rule === syntaxRule
    ? syntaxKind(finding)
    : JSON.stringify([source, rule ?? null, title.replace(/\bline \d+/g, 'line')]);
}

function syntaxKind({ source }: ReportedFinding): string {
  return JSON.stringify([source, syntaxRule]);
}

function placeOf({ source, rule }: Pick<Finding, 'source' | 'rule'>, span: Finding['place'] | ReportedFinding['span']) {
  return JSON.stringify([source, rule ?? null, span?.start ?? null, span?.end ?? null]);
}
