import type { Failure } from '../fileReview';
import { alreadyThere, type FindingsOfText } from '../findings/alreadyThere';
import { isSilenced } from '../findings/bounds';
import { tooManyFindings } from '../findings/capFindings';
import { inFull, knownByIn } from '../findings/identity';
import { syntaxRule } from '../findings/readingRules';
import { eachFinding } from '../gates/proposal';
import type { EarlierFile, Hasher, Inspector } from '../ports';
import { settleFindings } from '../strategy/settle';
import type { Treatment } from '../strategy/treatment';
import { KeptLines } from '../text/keptLines';
import type { FileSnapshot, Finding, ReviewerKind } from '../types';

/** What is asked about a file's findings. */
interface NewSinceQuestion {
  readonly kind: ReviewerKind;
  readonly snapshot: FileSnapshot;
  /** What the file was at the revision. */
  readonly before: string;
  readonly treatment: Treatment;
  /** See `RunHeader`. */
  readonly within: string | undefined;
  readonly inspector: Inspector | undefined;
  readonly hash: Hasher;
  readonly signal: AbortSignal;
}

/**
 * Findings of a stage without what was there before: that is only counted, and nobody is offered to change it.
 *
 * @param revision as the person named it
 */
export async function withOldHidden(
  findings: readonly Finding[],
  before: EarlierFile,
  revision: string,
  question: Omit<NewSinceQuestion, 'before'>,
): Promise<readonly Finding[]> {
  if (before.kind === 'none' || before.kind === 'unreadable') {
    return findings;
  }
  const old =
    before.kind === 'same' ? new Set(findings) : await findingsBefore(findings, { ...question, before: before.text });
  return findings.map((finding) => {
    if (!old.has(finding) || isSilenced(finding)) {
      return finding;
    }
    const { proposal: _, ...observation } = finding;
    return { ...observation, hiddenBy: { kind: 'baseline', since: revision } };
  });
}

/** Nobody knows which of a file's findings are new. */
export function unreadable(before: EarlierFile | undefined): Failure | undefined {
  return before?.kind === 'unreadable' ? { reason: 'baseline unreadable', message: before.message } : undefined;
}

/**
 * The findings of a stage in a changed file that were there before the change. Of the local reviewers: which they make
 * of the earlier text, too. Of others, who are not asked again: which are about nothing but lines that have not changed,
 * with nothing taken away beside them.
 */
async function findingsBefore(findings: readonly Finding[], question: NewSinceQuestion): Promise<ReadonlySet<Finding>> {
  const { kind, snapshot, before } = question;
  const kept = new KeptLines(before, snapshot.text);
  const earlier = kind === 'local' ? await earlierFindings(question) : undefined;
  if (!earlier) {
    return new Set(findings.filter((finding) => isUntouched(finding, kept)));
  }
  const outline = await question.inspector?.outline(snapshot, question.signal);
  const open = findings.filter((finding) => !isSilenced(finding));
  const there = alreadyThere({ findings: open, knownBy: knownByIn(snapshot.text, outline, inFull) }, earlier, kept);
  // Nobody knows what else there was in a text that could not be parsed, or had more than is kept.
  const isKnown = !earlier.findings.some(({ rule }) => rule === syntaxRule || rule === tooManyFindings);
  return isKnown ? there : new Set(open.filter((finding) => there.has(finding) || isUntouched(finding, kept)));
}

function isUntouched({ place, named }: Finding, kept: KeptLines): boolean {
  const lines = place ?? named;
  return lines !== undefined && kept.isUntouched(lines);
}

/** What the local reviewers say of the earlier text, as it counts in this run; undefined where they could not look. */
async function earlierFindings({
  kind,
  snapshot,
  before,
  treatment,
  within,
  inspector,
  hash,
  signal,
}: NewSinceQuestion): Promise<FindingsOfText | undefined> {
  const earlier = { ...snapshot, text: before, textHash: hash(before) };
  const [inspection] = (await inspector?.inspect(snapshot, [before], signal)) ?? [];
  if (!inspection?.findings) {
    return undefined;
  }
  const settled = settleFindings(kind, inspection.findings, treatment);
  const reported = settled.flatMap(({ fix: _, ...finding }) => (isSilenced(finding) ? [] : [finding]));
  const outline = await inspector?.outline(earlier, signal);
  return {
    findings: [...eachFinding(earlier, kind, reported, hash, within)],
    knownBy: knownByIn(before, outline, inFull),
  };
}
