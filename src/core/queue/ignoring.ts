import { isApplied } from '../edits/proposalState';
import { ignoreComments } from '../findings/ignoreComment';
import type { Applier, ChangePlan, Clock, Journal } from '../ports';
import type { EventLog } from '../run/events';
import { recording } from '../run/recording';
import type { RunRecord } from '../run/records';
import type { RunStore } from '../run/store';
import { errorMessage } from '../text/errorMessage';
import { languageOf } from '../text/language';
import { LineIndex } from '../text/lines';
import { obstacles } from '../text/obstacles';
import { english } from '../text/say';
import type { Finding, HiddenFinding, Span, TextEdit } from '../types';

/** What became of the wish to have a finding silenced by a comment in its file. */
export type IgnoreOutcome =
  /** The comment that was written. */
  { readonly kind: 'ignored'; readonly comment: string } | { readonly kind: 'failed'; readonly message: string };

/** What it takes to write such a comment. */
export interface IgnoringDependencies {
  readonly store: RunStore;
  readonly journal: Journal<RunRecord>;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly applier: Applier;
  /** Absent where there is nobody to ask: then any comment counts that can stand there as far as its text tells. */
  readonly silences?: Silences;
}

/**
 * Whether an edit that writes a comment silences a finding at a place of a text and breaks nothing, see `silencesNow`.
 * Undefined where that cannot be told.
 */
export type Silences = (
  path: string,
  finding: Finding,
  place: Span,
  text: string,
  edit: TextEdit,
) => Promise<boolean | undefined>;

type PlacedFinding = NonNullable<ReturnType<RunStore['finding']>>;

/** Where a finding stands in the present text of its file; undefined where it does not any more. */
export type PlaceOf = (found: PlacedFinding, text: string) => Span | undefined;

/**
 * Writes the comment above or behind the line of a finding that silences it, in the words of the tool that found it or in
 * ours, and counts the finding as hidden by that. The text with the comment is looked at first: it is written only where
 * that breaks nothing and, of what local reviewers found, where they heed it.
 */
export async function ignoreOnLine(
  id: string,
  placeOf: PlaceOf,
  { store, journal, log, clock, applier, silences }: IgnoringDependencies,
): Promise<IgnoreOutcome> {
  const found = store.finding(id);
  if (!found || found.finding.hiddenBy) {
    return failed(obstacles.noFinding);
  }
  const { file, finding } = found;
  if (isApplied(finding.proposal?.state) || store.openIntents().some((intent) => intent.finding === id)) {
    return failed(obstacles.revertFirst);
  }
  let comment = '';
  const plan = async (text: string): Promise<ChangePlan> => {
    const place = placeOf(found, text);
    if (!place) {
      return { kind: 'refused', reason: obstacles.noText };
    }
    const heeded = await heededComment(found, place, text, silences);
    if (typeof heeded === 'string') {
      return { kind: 'refused', reason: heeded };
    }
    comment = heeded.newText.trim();
    return { kind: 'edit', edits: [heeded] };
  };
  const outcome = await applier.change(file.path, plan);
  if (outcome.kind !== 'changed') {
    return failed('reason' in outcome ? outcome.reason : outcome.message);
  }
  try {
    const now = store.finding(id);
    if (now) {
      const { findings, hidden = [] } = now.file;
      const silenced: HiddenFinding = { ...now.finding, hiddenBy: { kind: 'comment' } };
      await recording(journal, store).append(
        {
          ...{ type: 'found', path: file.path },
          findings: findings.flatMap((one) => (one.id === id ? [] : [one.id])),
          hidden: [...hidden.map((one) => one.id), silenced],
        },
        'durable',
      );
      log({ type: 'finding.ignored', at: clock.now(), path: file.path, findings: [id] });
    }
    return { kind: 'ignored', comment };
  } catch (error) {
    return failed(english(obstacles.commentNotRecorded, errorMessage(error)));
  }
}

/** The first comment that silences a finding at its place, or why none is written. */
async function heededComment(
  { file, finding }: PlacedFinding,
  place: Span,
  text: string,
  silences: Silences | undefined,
): Promise<TextEdit | string> {
  const line = new LineIndex(text).lineAt(place.start);
  let isUncertain = false;
  for (const edit of ignoreComments(finding, { text, language: languageOf(file.path) }, line)) {
    const isHeeded = silences ? await silences(file.path, finding, place, text, edit) : true;
    if (isHeeded) {
      return edit;
    }
    isUncertain ||= isHeeded === undefined;
  }
  return isUncertain ? obstacles.commentUnchecked : obstacles.noComment;
}

function failed(message: string): IgnoreOutcome {
  return { kind: 'failed', message };
}
