import type { FailureReason } from '../fileReview';
import type { Neighbour } from '../parts';
import { type ConfirmOutcome, neverSent } from '../requests';
import { type Confirmation, type FileSnapshot, type Finding, verdicts } from '../types';
import type { RequestsContext } from './fileRequests';
import { type AskedFile, askAboutEach, type FindingAnswer, shownWith } from './findingRequests';
import type { Confirmed } from './listing';

/** The file whose findings are put to a model once more. */
export type ConfirmingFile = AskedFile & { readonly snapshot: FileSnapshot };

/**
 * Puts the findings of one file to a model once more, each by one request of its own, which goes through the stage's pool
 * like any part of a file. What is equal, in the file or in one of the same text, is asked about once, unless it came to
 * no reply there. What comes of it depends on the findings alone, never on which was answered first. Never rejects.
 */
export async function confirmFindings(
  findings: readonly Finding[],
  file: ConfirmingFile,
  context: RequestsContext,
): Promise<Confirmed> {
  file.review.verdicts ??= new Map();
  const { verdicts: told } = file.review;
  const known = new Map(told);
  const keyOf = (finding: Finding) => questionKey(finding, shownWith(finding, file.plan));
  const open = new Map(findings.map((finding) => [keyOf(finding), finding] as const));
  for (const words of told.keys()) {
    open.delete(words);
  }
  const { answers, ...rest } = await askAll([...open.values()], file, context);
  for (const [position, words] of [...open.keys()].entries()) {
    const confirmation = answers[position];
    if (confirmation) {
      known.set(words, confirmation);
    }
    if (confirmation && isSettled(confirmation)) {
      told.set(words, confirmation);
    }
  }
  const confirmations = findings.flatMap((finding) => {
    const key = keyOf(finding);
    const confirmation = known.get(key);
    const said = confirmation && (open.get(key) === finding ? confirmation : { ...confirmation, alike: true as const });
    return said ? [[finding.id, said] as const] : [];
  });
  return { ...rest, confirmations: new Map(confirmations) };
}

/** What comes of a reply that is no verdict: the same question would have the same one. */
const withoutVerdictInReply: readonly FailureReason[] = [
  ...(['invalid model response', 'empty reply', 'refused'] as const),
  ...(['reply cut off', 'reply too long', 'reply repeats itself'] as const),
];

function isSettled({ verdict, reason }: Confirmation): boolean {
  return (
    verdicts.some((one) => one === verdict) ||
    (verdict === 'not confirmed' && withoutVerdictInReply.some((one) => one === reason))
  );
}

async function askAll(
  findings: readonly Finding[],
  { snapshot, ...asked }: ConfirmingFile,
  context: RequestsContext,
): Promise<Omit<Confirmed, 'confirmations'> & { readonly answers: readonly Confirmation[] }> {
  const count = findings.length;
  const { answers, spent } = await askAboutEach<ConfirmOutcome>(
    findings,
    asked,
    {
      lanes: ({ source }) => asked.stage.lanesToConfirm(source),
      send: (finding, { confirmer }, asking) => confirmer?.confirm(snapshot, finding, asking),
      progress: (ended) => ({ confirming: { index: Math.min(count, ended + 1), count } }),
      begun: (told) => ({ type: 'confirm.started', ...told }),
      ended: (told, answer) => {
        const outcome = answer ? toConfirmation(answer).verdict : 'will retry';
        return { type: 'confirm.finished', ...told, outcome };
      },
    },
    context,
  );
  return {
    ...{ answers: answers.map(toConfirmation), spent },
    isCancelled: answers.some(({ outcome }) => outcome.kind === 'cancelled'),
  };
}

/** Equal for findings of the same text that say the same of the same place, in the light of the same other files. */
function questionKey({ source, title, explanation, place, named }: Finding, neighbours: readonly Neighbour[]): string {
  const { start, end } = place ?? {};
  const { startLine, endLine } = named ?? {};
  return JSON.stringify([source, title, explanation, [start, end], [startLine, endLine], neighbours]);
}

function toConfirmation({ outcome, wasBegun }: FindingAnswer<ConfirmOutcome>): Confirmation {
  switch (outcome.kind) {
    case 'reviewed':
      return { verdict: outcome.verdict, reason: outcome.reason, ...(outcome.asked && { model: outcome.asked.model }) };
    case 'failed':
      return {
        verdict: neverSent.has(outcome.server) ? 'not asked' : 'not confirmed',
        ...{ reason: outcome.reason, message: outcome.message },
      };
    case 'cancelled':
      return { verdict: wasBegun ? 'not confirmed' : 'not asked', reason: 'cancelled' };
  }
}
