import type { ModelUse, Sampling, Usage } from '../fileReview';
import { hiddenByText } from '../run/hiding';
import { addSpent } from '../run/spend/usage';
import type { RunStore } from '../run/store';
import { counted } from '../text/counted';
import type { Confirmation, Finding, Gate, HiddenFinding, ProposalState } from '../types';
import { notTakenSentences, samplingText } from './sampling';
import { grouped } from './spend';

/** What one model has cost in a run, and what came of it. */
export interface ModelFigures extends Usage {
  readonly model: string;
  /** How it was asked; several where its endpoints let it think otherwise. Empty in records of earlier versions. */
  readonly samplings: readonly Sampling[];
  /** With an answer; 0 in records of earlier versions, as is all that it cost. */
  readonly requests: number;
  /** Replies that were not written as agreed, and understood all the same. */
  readonly tolerant: number;
  /** Findings that are shown. */
  readonly shown: number;
  /** Findings that are in no list, by who hides them (`hiddenBy` in `results.json`); `refuted` is among them. */
  readonly hidden: Readonly<Record<string, number>>;
  /** What came of putting findings to a model once more, shown ones and hidden ones, by its verdict. */
  readonly confirmations: Readonly<Partial<Record<Confirmation['verdict'], number>>>;
  /** Proposals that passed the gates, by their states. */
  readonly proposals: Readonly<Partial<Record<Exclude<ProposalState['kind'], 'rejected'>, number>>>;
  /** Proposals that did not, by the gate; `unknown` in records of earlier versions. */
  readonly rejected: Readonly<Partial<Record<Gate | 'unknown', number>>>;
  /** Of those that passed, how many are in their files now. */
  readonly applied: number;
  /** All tokens in and out for each of those; absent where there are none, or nobody counted. */
  readonly tokensPerApplied?: number;
}

/** Which models a run has asked, and how. */
export function modelUses(store: RunStore): readonly ModelUse[] {
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
    for (const { source, hiddenBy } of hidden.filter<HiddenFinding>(isModels)) {
      countIn(tallyOf(source).hidden, hiddenByText(hiddenBy));
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
  readonly proposals: Partial<Record<ProposalState['kind'], number>>;
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
  const tokens = (promptTokens ?? 0) + (completionTokens ?? 0);
  const applied = (proposals.applied ?? 0) + (proposals['applied with editor changes'] ?? 0);
  return {
    model,
    samplings: uses.map(({ sampling }) => sampling),
    requests: uses.reduce((sum, { requests }) => sum + requests, 0),
    tolerant: uses.reduce((sum, { tolerant = 0 }) => sum + tolerant, 0),
    ...(promptTokens !== undefined && { promptTokens }),
    ...(completionTokens !== undefined && { completionTokens }),
    ...(thinkingTokens !== undefined && { thinkingTokens }),
    ...(microdollars !== undefined && { microdollars }),
    ...counts,
    proposals,
    applied,
    ...(applied > 0 && tokens > 0 && { tokensPerApplied: Math.round(tokens / applied) }),
  };
}

/** "qwen3: 12 requests, temperature 0, seed 1, thinking low.", and what could not be had, for each model that was asked. */
export function modelSentences(figures: readonly ModelFigures[], safe: (name: string) => string): readonly string[] {
  return figures.flatMap(({ model, samplings, requests }) => {
    const asked = [...new Set(samplings.map(samplingText))].join('; ');
    const notTaken = new Set(samplings.flatMap(notTakenSentences));
    return requests === 0
      ? []
      : [[`${safe(model)}: ${counted(requests, 'request')}, ${asked}.`, ...notTaken].join(' ')];
  });
}

/** "5 findings shown, 2 hidden; 3 edits applied, 1 dismissed, 2 rejected; 4,200 tokens for each applied one." */
export function outcomeSentence({
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
    ...(tokensPerApplied === undefined ? [] : [`${grouped(tokensPerApplied)} tokens for each applied one`]),
  ];
  return `${parts.join('; ')}.`;
}
