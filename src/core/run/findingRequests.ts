import { shownLines } from '../findings/placeText';
import type { Spent } from '../modelUse';
import type { Neighbour, Part } from '../parts';
import type { RequestContext, RequestFailure, RequestOutcome } from '../requests';
import { reviewFailures } from '../text/reviewFailures';
import type { Finding } from '../types';
import type { FindingTried, FindingTry, RunEvent } from './events';
import { type Ended, FileRequests, type FileWork, type RequestsContext } from './fileRequests';
import type { Deadline } from './schedule/deadline';
import type { Lane } from './schedule/lane';
import type { PartReview } from './schedule/partReview';
import { spentOnAll } from './spend/usage';
import { resultOf } from './tryEvents';

/** The file whose findings a model is asked about; it ranks as its own parts do. */
export type AskedFile = Pick<FileWork<RequestOutcome>, 'review' | 'stage' | 'rank'> & {
  readonly deadline: Deadline | undefined;
  /** In which it was reviewed, as they were planned; empty where it was not divided. */
  readonly plan: readonly Part[];
};

/** What asking about one finding came to. */
export interface FindingAnswer<Outcome> {
  readonly outcome: Ended<Outcome>;
  /** False where nobody was about to be asked. */
  readonly wasBegun: boolean;
}

/** What is asked about findings. */
export interface FindingQuestions<Outcome extends RequestOutcome> {
  /** The lanes that may be asked. */
  readonly lanes: (finding: Finding) => ReadonlySet<Lane>;
  /** Undefined where the lane has nobody to ask. */
  readonly send: (
    finding: Finding,
    lane: Lane,
    context: RequestContext & { readonly neighbours: readonly Neighbour[] },
  ) => Promise<Outcome | RequestFailure> | undefined;
  /** How far it has come, as the status of the file has it. */
  readonly progress?: FileWork<Outcome>['progress'];
  readonly begun: (told: FindingTry) => RunEvent;
  /** @param answer undefined where it is asked again */
  readonly ended: (told: FindingTried, answer: FindingAnswer<Outcome> | undefined) => RunEvent;
}

/**
 * Asks about findings of one file, each by one request of its own, which goes through the stage's pool like any part of a
 * file. The answers are in the order of the findings. Never rejects.
 */
export async function askAboutEach<Outcome extends RequestOutcome>(
  findings: readonly Finding[],
  { deadline, plan, ...file }: AskedFile,
  questions: FindingQuestions<Outcome>,
  context: RequestsContext,
): Promise<{ readonly answers: readonly FindingAnswer<Outcome>[]; readonly spent: Spent }> {
  type Request = PartReview<Ended<Outcome>>;
  const startedAt = context.clock.now();
  const about = new Map<Request, Finding>();
  const begun = new Set<Request>();
  const idOf = (part: Request) => about.get(part)?.id ?? '';
  const requests = new FileRequests<Outcome>(
    {
      ...file,
      open: async () => ({ startedAt, deadline }),
      send: async (part, lane, requestContext) => {
        const finding = about.get(part);
        const neighbours = finding ? shownWith(finding, plan) : [];
        const asking = finding && questions.send(finding, lane, { ...requestContext, neighbours });
        return (await asking) ?? nobodyToAsk;
      },
      progress: questions.progress ?? (() => ({})),
      begun: (part, told) => {
        begun.add(part);
        return questions.begun({ ...told, finding: idOf(part) });
      },
      ended: (part, told, outcome, next) => {
        const ended = { ...told, finding: idOf(part), ...resultOf(outcome) };
        return questions.ended(ended, next.kind === 'again' ? undefined : { outcome, wasBegun: begun.has(part) });
      },
    },
    context,
  );
  const parts = findings.map((finding) => {
    const part = requests.part(undefined, { lanes: questions.lanes(finding), isBrief: true });
    about.set(part, finding);
    return part;
  });
  requests.parts = parts;
  requests.waits();
  const ends = await Promise.all(
    parts.map(async (part) =>
      (await requests.run(part)).map(({ outcome }) => ({ outcome, wasBegun: begun.has(part) })),
    ),
  );
  const answers = ends.flat();
  const outcomes = answers.map(({ outcome }) => outcome);
  return { answers, spent: spentOnAll(outcomes, requests.spent) };
}

/** What of other files was to be shown along with the lines that a finding is about. */
export function shownWith(finding: Finding, plan: readonly Part[]): readonly Neighbour[] {
  const line = shownLines(finding)?.startLine ?? 1;
  const part = plan.find(({ chunk: { lines } }) => lines.startLine <= line && line <= lines.endLine);
  return part?.neighbours?.files ?? [];
}

const nobodyToAsk: RequestFailure = {
  ...{ kind: 'failed', reason: 'internal error', message: reviewFailures.nobodyToAsk, server: 'not asked' },
};
