import { addKept, type KeptCounts } from '../answers';
import type { ModelUse, Sampling, Usage } from '../fileReview';
import { isDismissed } from '../findings/bounds';
import { hiddenByText } from '../run/hiding';
import { addSpent, type RoleSpent, spentOnRole, uncountedIn } from '../run/spend/usage';
import type { RunStore } from '../run/store';
import { counted } from '../text/counted';
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
    for (const finding of findings.filter(isModels)) {
      countShown(tallyOf(finding.source), finding);
    }
    for (const finding of hidden.filter<HiddenFinding>(isModels)) {
      const tally = tallyOf(finding.source);
      countIn(tally.hidden, hiddenByText(finding.hiddenBy));
      if (isDismissed(finding) && finding.proposal && finding.proposal.state.kind !== 'rejected') {
        countIn(tally.proposals, 'dismissed');
      }
    }
    for (const { source, confirmation } of [...findings, ...hidden].filter(isModels)) {
      if (confirmation) {
        countIn(tallyOf(source).confirmations, confirmation.verdict);
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

function countShown(tally: Tally, { proposal }: Finding): void {
  tally.shown++;
  if (proposal?.state.kind === 'rejected') {
    countIn(tally.rejected, proposal.state.gate ?? 'unknown');
  } else if (proposal) {
    countIn(tally.proposals, proposal.state.kind);
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
        uses.filter(({ requests }) => requests > 0).map(({ sampling }) => [JSON.stringify(sampling), sampling]),
      ).values(),
    ],
    requests: uses.reduce((sum, { requests }) => sum + requests, 0),
    ...{ recalled: 0, missed: {}, ...uses.reduce<KeptCounts>(addKept, {}) },
    tolerant: uses.reduce((sum, { tolerant = 0 }) => sum + tolerant, 0),
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
export function modelSentences(figures: readonly ModelFigures[], safe: (name: string) => string): readonly string[] {
  return figures.flatMap(({ model, samplings, requests, recalled, missed, unanswered }) => {
    const how = [...new Set(samplings.map(samplingText))].join('; ');
    const notTaken = new Set(samplings.flatMap(notTakenSentences));
    const answered = requests > 0 ? [`${safe(model)}: ${counted(requests, 'request')}, ${how}.`, ...notTaken] : [];
    const kept =
      recalled > 0 ? [`${safe(model)}: ${counted(recalled, 'answer')} kept from earlier, not asked again.`] : [];
    const failed = unanswered > 0 ? [`${safe(model)}: ${counted(unanswered, 'request')} sent that failed.`] : [];
    const why = isTelling({ recalled, missed }) ? missedText(missed) : '';
    const asked = why === '' ? [] : [`${safe(model)}: why it was asked: ${why}.`];
    return [answered.join(' '), ...kept, ...asked, ...failed].filter((sentence) => sentence !== '');
  });
}

/** "5 findings shown, 2 hidden; 3 edits applied, 1 dismissed, 2 rejected; 4,200 tokens for each applied one." */
export function outcomeSentence({
  uncounted,
  shown,
  hidden,
  proposals,
  rejected,
  applied,
  tokensPerApplied,
}: ModelFigures): string {
  const sum = (counts: Readonly<Partial<Record<string, number>>>) =>
    Object.values(counts).reduce<number>((total, count = 0) => total + count, 0);
  const parts = [
    `${counted(shown, 'finding')} shown, ${sum(hidden)} hidden`,
    `${counted(applied, 'edit')} applied, ${proposals.dismissed ?? 0} dismissed, ${sum(rejected)} rejected`,
    ...(tokensPerApplied === undefined
      ? []
      : [`${atLeast({ uncounted })}${grouped(tokensPerApplied)} tokens for each applied one`]),
  ];
  return `${parts.join('; ')}.`;
}
