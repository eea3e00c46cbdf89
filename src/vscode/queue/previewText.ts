import { countWhile } from '../../core/binarySearch';
import { applyEdits, isBefore, overlap } from '../../core/edits/applyEdits';
import type { ProposalQueue } from '../../core/queue/proposalQueue';
import type { QueueEntry } from '../../core/queue/queueEntry';
import { reasons } from '../../core/text/reasons';
import type { Span, TextEdit } from '../../core/types';
import { editorFlags } from '../editorFlags';
import { t } from '../l10n';
import { oneLine } from '../plainText';

/** Which proposals a virtual document shows in its file. */
export interface PreviewReference {
  readonly run: string;
  /** Absent for all the waiting proposals of the file together. */
  readonly finding?: string;
  /** The name of a choice among those; see `Previews.choose`. */
  readonly among?: string;
  /** Whether it shows the text that the proposal made when it was applied, in the place of the one that it would make. */
  readonly applied?: true;
  /** What its title says of a proof: a title cannot change, so that another one is another document. */
  readonly proven?: string | undefined;
}

export function toQuery({ run, finding, among, applied, proven }: PreviewReference): string {
  return new URLSearchParams({
    ...{ run, ...(finding !== undefined && { finding }), ...(among !== undefined && { among }) },
    ...(applied && { applied: 'yes' }),
    ...(proven !== undefined && { proven }),
  }).toString();
}

export function parseQuery(query: string): PreviewReference | undefined {
  const parameters = new URLSearchParams(query);
  const run = parameters.get('run');
  const finding = parameters.get('finding');
  const among = parameters.get('among');
  const proven = parameters.get('proven');
  return run === null
    ? undefined
    : {
        ...{ run, ...(finding !== null && { finding }), ...(proven !== null && { proven }) },
        ...(among !== null && { among }),
        ...(parameters.has('applied') && { applied: true }),
      };
}

/** A file's text with proposals in it. */
export interface PreviewText {
  readonly text: string;
  readonly shown: readonly QueueEntry[];
  /** Those that have no place in the text any more, or overlap with one that is shown, with the reason. */
  readonly leftOut: readonly { readonly entry: QueueEntry; readonly reason: string }[];
  /** What the first change brought, in `text`; empty at its start when nothing is shown. */
  readonly firstChange: Span;
}

/** What the text of a file looks like with the proposals in it, as many as go together, earlier ones first. */
export function previewText(
  queue: Pick<ProposalQueue, 'locate'>,
  entries: readonly QueueEntry[],
  text: string,
): PreviewText {
  /** In order; none overlaps another. */
  const edits: TextEdit[] = [];
  const shown: QueueEntry[] = [];
  const leftOut: { entry: QueueEntry; reason: string }[] = [];
  for (const entry of entries) {
    const located = queue.locate(entry, text);
    if (located.kind === 'stale') {
      leftOut.push({ entry, reason: located.reason });
    } else if (located.edits.some((edit) => overlapsAny(edit, edits))) {
      leftOut.push({ entry, reason: reasons.overlapsEarlier });
    } else {
      for (const edit of located.edits) {
        edits.splice(positionOf(edit, edits), 0, edit);
      }
      shown.push(entry);
    }
  }
  const [first] = edits;
  const start = first?.start ?? 0;
  const firstChange = { start, end: start + (first?.newText.length ?? 0) };
  return { text: applyEdits(text, edits), shown, leftOut, firstChange };
}

function positionOf(edit: TextEdit, edits: readonly TextEdit[]): number {
  return countWhile(edits, (other) => isBefore(other, edit));
}

function overlapsAny(edit: TextEdit, edits: readonly TextEdit[]): boolean {
  const next = edits[positionOf(edit, edits)];
  return next !== undefined && overlap(edit, next);
}

/** Longer titles hide the count behind them. */
const maxTitle = 80;

/**
 * "ledger.ts: Use === (1 of 5) — verified with 2 others — flagged: adds a URL". The count is left out for a proposal that
 * does not wait.
 *
 * @param proven what commands say of it, if they have said anything
 */
export function previewTitle(entry: QueueEntry, waiting: readonly QueueEntry[], proven?: string): string {
  const name = oneLine(entry.file.path.split('/').at(-1) ?? '');
  const title = oneLine(entry.finding.title);
  const cut = title.length > maxTitle ? `${title.slice(0, maxTitle)}…` : title;
  const position = waiting.findIndex(({ finding }) => finding.id === entry.finding.id);
  const head = position < 0 ? `${name}: ${cut}` : t('{0}: {1} ({2} of {3})', name, cut, position + 1, waiting.length);
  const flags = editorFlags(entry.finding);
  const marks = [
    ...(proven === undefined ? [] : [proven]),
    ...(flags.length > 0 ? [t('flagged: {0}', flags.join(', '))] : []),
  ];
  return [head, ...marks].join(' — ');
}
