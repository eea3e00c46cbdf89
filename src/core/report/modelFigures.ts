import { isDismissed } from '../findings/bounds';
import { addKept, type KeptCounts, type ModelUse, type Sampling, type Usage } from '../modelUse';
import { hiddenByText } from '../run/hiding';
import { addSpent, type RoleSpent, spentOnRole, uncountedIn } from '../run/spend/usage';
import type { RunStore } from '../run/store';
import { english } from '../text/say';
import type { Confirmation, Finding, Gate, HiddenFinding, ProposalState } from '../types';
import { isTelling, missedText } from './keptText';
import { notTakenSentences, samplingText } from './sampling';
import { atLeast, grouped } from './spend';

type PassedKind = Exclude<ProposalState['kind'], 'rejected'> | 'dismissed';

/** What one model has cost in a run, and what came of it. */
export interface ModelFigures extends Usage {
  readonly model: string;
  /** How it was asked; several where its endpoints let it think otherwise. Empty in records of earlier versions. */
  readonly samplings: readonly Sampling[];
  /** With an answer; 0 in records of earlier versions, as is all that it cost. */
  readonly requests: number;
  /** Answers that were there already: given to the same questions at an earlier time, and not paid for again. */
  readonly recalled: number;
  /** Why requests were sent though answers are kept, with how many; empty in records of earlier versions. */
  readonly missed: NonNullable<KeptCounts['missed']>;
  /** What of all it cost went into confirming findings, its own and those of other models; absent for nothing. */
  readonly confirming?: RoleSpent;
  /** … and into other edits in the place of those that failed. */
  readonly repairing?: RoleSpent;
  /** Replies that were not written as agreed, and understood all the same. */
  readonly tolerant: number;
  /** Findings that stood in the same reply already, word for word. */
  readonly repeated: number;
  /** Answered requests whose tokens are not, or not all, among those that are told here. */
  readonly uncounted: number;
  /** Requests that it has got and that failed without an answer. */
  readonly unanswered: number;
  /** Findings that could not be read. */
  readonly unread: number;
  /** Findings that are shown. */
  readonly shown: number;
  /** Findings that are in no list, by who hides them (`hiddenBy` in `results.json`); `refuted` is among them. */
  readonly hidden: Readonly<Record<string, number>>;
  /** What came of putting findings to a model once more, shown ones and hidden ones, by its verdict. */
  readonly confirmations: Readonly<Partial<Record<Confirmation['verdict'], number>>>;
  /** Proposals that passed the gates, by their states; those of dismissed findings are `dismissed`. */
  readonly proposals: Readonly<Partial<Record<PassedKind, number>>>;
  /** Proposals that did not, by the gate; `unknown` in records of earlier versions. */
  readonly rejected: Readonly<Partial<Record<Gate | 'unknown', number>>>;
  /** Of those that passed, how many are in their files now. */
  readonly applied: number;
  /** All tokens in and out for each of those; absent where there are none, or nobody counted. */
  readonly tokensPerApplied?: number;
}

/** Which models a run has asked, and how. */
function modelUses(store: RunStore): readonly ModelUse[] {
  const uses = [...store.files()].flatMap((file) => file.uses ?? []);
  return addSpent({ uses }, {}).uses ?? [];
}

/**
 * The figures of each model of a run, by its name: what it is on record as having cost, and what its findings are now.
 * A finding that several made is counted for the one it is listed under.
 */
export function modelFigures(store: RunStore): readonly ModelFigures[] {
  const tallies = new Map<string, Tally>();
  const tallyOf = (model: string): Tally => {
    const tally = tallies.get(model) ?? {
      uses: [],
      shown: 0,
      hidden: {},
      confirmations: {},
      proposals: {},
      rejected: {},
    };
    tallies.set(model, tally);
    return tally;
  };
  for (const use of modelUses(store)) {
    tallyOf(use.model).uses.push(use);
  }
  for (const { findings, hidden = [] } of store.files()) {
    for (const finding of findings) {
      if (isModels(finding)) {
        countShown(tallyOf(finding.source), finding);
      }
    }
    for (const finding of hidden) {
      if (isModels(finding)) {
        countHidden(tallyOf(finding.source), finding);
      }
    }
  }
  return [...tallies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([model, tally]) => figuresOf(model, tally));
}

interface Tally {
  readonly uses: ModelUse[];
  shown: number;
  readonly hidden: Record<string, number>;
  readonly confirmations: Partial<Record<Confirmation['verdict'], number>>;
  readonly proposals: Partial<Record<PassedKind, number>>;
  readonly rejected: Partial<Record<Gate | 'unknown', number>>;
}

function isModels<Kept extends Finding>(finding: Kept): finding is Kept {
  return finding.reviewer === 'model';
}

function countShown(tally: Tally, finding: Finding): void {
  const { proposal } = finding;
  tally.shown++;
  if (proposal?.state.kind === 'rejected') {
    countIn(tally.rejected, proposal.state.gate ?? 'unknown');
  } else if (proposal) {
    countIn(tally.proposals, proposal.state.kind);
  }
  countConfirmation(tally, finding);
}

function countHidden(tally: Tally, finding: HiddenFinding): void {
  countIn(tally.hidden, hiddenByText(finding.hiddenBy));
  if (isDismissed(finding) && finding.proposal && finding.proposal.state.kind !== 'rejected') {
    countIn(tally.proposals, 'dismissed');
  }
  countConfirmation(tally, finding);
}

function countConfirmation(tally: Tally, { confirmation }: Finding): void {
  if (confirmation && !confirmation.alike) {
    countIn(tally.confirmations, confirmation.verdict);
  }
}

function countIn<Key extends string>(counts: Partial<Record<Key, number>>, key: Key): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

function figuresOf(model: string, { uses, proposals, ...counts }: Tally): ModelFigures {
  const { promptTokens, completionTokens, thinkingTokens, microdollars } = uses.reduce(
    (sum: Usage, use) => addSpent({ usage: sum }, { usage: use }).usage ?? {},
    {},
  );
  const confirming = spentOnRole(uses, 'confirms');
  const repairing = spentOnRole(uses, 'repairs');
  const tokens = (promptTokens ?? 0) + (completionTokens ?? 0);
  const applied = (proposals.applied ?? 0) + (proposals['applied with editor changes'] ?? 0);
  return {
    model,
    samplings: [
      ...new Map(
        uses
          .filter(({ requests, sampling }) => requests > 0 || Object.keys(sampling).length > 0)
          .map(({ sampling }) => [JSON.stringify(sampling), sampling]),
      ).values(),
    ],
    requests: uses.reduce((sum, { requests }) => sum + requests, 0),
    ...{ recalled: 0, missed: {}, ...uses.reduce<KeptCounts>(addKept, {}) },
    tolerant: uses.reduce((sum, { tolerant = 0 }) => sum + tolerant, 0),
    repeated: uses.reduce((sum, { repeated = 0 }) => sum + repeated, 0),
    uncounted: uncountedIn(uses),
    unanswered: uses.reduce((sum, { unanswered = 0 }) => sum + unanswered, 0),
    unread: uses.reduce((sum, { unread = 0 }) => sum + unread, 0),
    ...(promptTokens !== undefined && { promptTokens }),
    ...(completionTokens !== undefined && { completionTokens }),
    // More than all that it wrote is nobody's count.
    ...(thinkingTokens !== undefined && thinkingTokens <= (completionTokens ?? 0) && { thinkingTokens }),
    ...(microdollars !== undefined && { microdollars }),
    ...(confirming && { confirming }),
    ...(repairing && { repairing }),
    ...counts,
    proposals,
    applied,
    ...(applied > 0 && tokens > 0 && { tokensPerApplied: Math.round(tokens / applied) }),
  };
}

/** "qwen3: 12 requests, temperature 0, seed 1, thinking low.", and what could not be had, for each model that was asked. */
export function modelSentences(
  figures: readonly ModelFigures[],
  safe: (name: string) => string,
  t = english,
): readonly string[] {
  return figures.flatMap(({ model, samplings, requests, recalled, missed, tolerant, unanswered }) => {
    const name = safe(model);
    const how = [...new Set(samplings.map((sampling) => samplingText(sampling, t)))].join('; ');
    const notTaken = new Set(samplings.flatMap((sampling) => notTakenSentences(sampling, t)));
    const answered = t('{0}: {1, plural, one {# request} other {# requests}}, {2}.', name, requests, how);
    const why = isTelling({ recalled, missed }) ? missedText(missed, t) : '';
    return [
      requests > 0 ? [answered, ...notTaken].join(' ') : '',
      recalled > 0
        ? t('{0}: {1, plural, one {# answer} other {# answers}} kept from earlier, not asked again.', name, recalled)
        : '',
      tolerant > 0
        ? t(
            '{0}: {1, plural, one {# reply} other {# replies}} read tolerantly, as not written as agreed.',
            name,
            tolerant,
          )
        : '',
      why === '' ? '' : t('{0}: why it was asked: {1}.', name, why),
      unanswered > 0
        ? t('{0}: {1, plural, one {# request} other {# requests}} sent that failed.', name, unanswered)
        : '',
    ].filter((sentence) => sentence !== '');
  });
}

/** "5 findings shown, 2 hidden; 3 edits applied, 1 dismissed, 2 rejected; 4,200 tokens for each applied one." */
export function outcomeSentence(
  { uncounted, shown, hidden, proposals, rejected, applied, tokensPerApplied }: ModelFigures,
  t = english,
): string {
  const sum = (counts: Readonly<Partial<Record<string, number>>>) =>
    Object.values(counts).reduce<number>((total, count = 0) => total + count, 0);
  const parts = [
    t('{0, plural, one {# finding} other {# findings}} shown, {1} hidden', shown, sum(hidden)),
    t(
      '{0, plural, one {# edit} other {# edits}} applied, {1} dismissed, {2} rejected',
      ...[applied, proposals.dismissed ?? 0, sum(rejected)],
    ),
    ...(tokensPerApplied === undefined
      ? []
      : [t('{0} tokens for each applied one', atLeast(grouped(tokensPerApplied, t), { uncounted }, t))]),
  ];
  return `${parts.join('; ')}.`;
}
