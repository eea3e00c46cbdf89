import { isApplied } from '../../core/edits/proposalState';
import type { FileReview } from '../../core/fileReview';
import type { Finding } from '../../core/types';
import { lowestRows, rowsMeant, type TreeElement } from '../elements';
import { heldSentences } from '../facts/runTexts';
import { t } from '../l10n';
import { oneLine } from '../plainText';
import type { ReviewSession, Sessions } from '../sessions';
import type { Previews } from './preview';
import { subjectOf } from './queueTarget';
import type { Scope } from './scope';

/** The findings that a command is about. */
export interface Meant {
  readonly kind: 'findings';
  readonly session: ReviewSession;
  /** At least one. */
  readonly findings: readonly { readonly file: FileReview; readonly finding: Finding }[];
}

/** What it takes to know what is meant. */
export interface DismissMeaning {
  readonly sessions: Sessions;
  readonly previews: Previews;
  /** Whether the row of a file stands for all findings that it shows. */
  readonly withFiles: boolean;
}

interface Nothing {
  readonly kind: 'none';
  readonly message: string;
}

/**
 * What is to be dismissed: of rows, whether they have a proposal or not; of anything else what `subjectOf` understands.
 *
 * @param selected all rows that are selected, if the command was called on one of several
 */
export function meantBy(argument: unknown, selected: unknown, meaning: DismissMeaning): Meant | Nothing {
  const elements = rowsMeant(argument, selected);
  const wanted = elements.filter(({ kind }) => kind === 'finding' || (meaning.withFiles && kind === 'file'));
  const [first] = wanted;
  return first ? ofRows(first.run, wanted, meaning) : ofSubject(argument, meaning);
}

function ofRows(run: string, elements: readonly TreeElement[], { sessions }: DismissMeaning): Meant | Nothing {
  const session = sessions.byRun(run);
  if (!session) {
    const held = sessions.heldByRun(run);
    return { kind: 'none', message: held ? heldSentences(held.holder) : t('This review is no longer there.') };
  }
  const { store } = session.run;
  const rows = lowestRows(elements, (finding) => store.finding(finding)?.file.path);
  const found = rows.flatMap((element) => {
    const file = element.kind === 'file' && element.run === run ? store.file(element.path) : undefined;
    const finding = element.kind === 'finding' && element.run === run ? store.finding(element.finding) : undefined;
    return [...(finding ? [finding] : []), ...(file?.findings.map((one) => ({ file, finding: one })) ?? [])];
  });
  const findings = [...new Map(found.map((one) => [one.finding.id, one] as const)).values()];
  const open = findings.filter(({ finding }) => !isApplied(finding.proposal?.state));
  return open.length > 0 ? { kind: 'findings', session, findings: open } : nothingOpen(findings);
}

/** All that is open in a part of a review. */
export function meantIn({ session, has }: Scope): Meant | Nothing {
  const findings = [...session.run.store.files()].flatMap((file) =>
    file.findings
      .filter((finding) => has(file.path, finding) && !isApplied(finding.proposal?.state))
      .map((finding) => ({ file, finding })),
  );
  return findings.length > 0
    ? { kind: 'findings', session, findings }
    : { kind: 'none', message: t('Nothing is here to be dismissed.') };
}

function nothingOpen([first]: Meant['findings']): Nothing {
  return {
    kind: 'none',
    message: first
      ? t('“{0}” is not dismissed: it is applied. Revert it first.', oneLine(first.finding.title))
      : t('This finding is no longer part of the review.'),
  };
}

function ofSubject(argument: unknown, { sessions, previews }: DismissMeaning): Meant | Nothing {
  const subject = subjectOf(argument, sessions, previews);
  if (subject?.kind !== 'proposal') {
    const advice = t('Open the preview of a proposal first, or go to the row of a finding.');
    return { kind: 'none', message: subject?.kind === 'none' ? subject.message : advice };
  }
  const { session, entry } = subject;
  return isApplied(entry.finding.proposal.state)
    ? nothingOpen([entry])
    : { kind: 'findings', session, findings: [entry] };
}
