import type { RunState } from '../fileReview';
import type { KeptCounts, Usage } from '../modelUse';
import { dismissedCount } from '../run/hiding';
import type { RunStore } from '../run/store';
import { appliedCount } from '../run/summary';
import { type Severity, severities } from '../types';
import { analysesOf, answersOf } from './kept';
import { efficiencyOf, type StagePace } from './pace';

/** The figures of one run. Everything that shows figures shows these. */
export interface RunFigures {
  /** Its id. */
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly state: RunState['kind'];
  readonly files: Readonly<
    Record<'reviewed' | 'skipped' | 'failed' | 'cancelled' | 'not finished', number> & { readonly all: number }
  >;
  /** Those that are shown, how many are not, and how many of these a person has dismissed. */
  readonly findings: Readonly<Record<Severity | 'hidden' | 'dismissed', number>>;
  /** Those that are shown, by analyzers, extensions and models; most first. */
  readonly bySource: readonly { readonly source: string; readonly findings: number }[];
  readonly proposals: Readonly<Record<'waiting' | 'applied' | 'reverted' | 'stale' | 'rejected' | 'verified', number>>;
  readonly tokens: Usage & { readonly uncounted: number };
  /** Of questions to models. */
  readonly answers: KeptCounts;
  /** Of looks of the local reviewers at files. */
  readonly analyses: KeptCounts;
  /** Absent where no log of the run is left. */
  readonly time?: TimeFigures;
}

export interface TimeFigures {
  /** While anything was at work. Milliseconds. */
  readonly ms: number;
  /** Of that, while commands verified proposals. Milliseconds. */
  readonly verifyingMs: number;
  readonly stages: readonly (StagePace & {
    /** Busy ÷ available, 0 to 1; absent where there was no time. */
    readonly efficiency?: number;
  })[];
}

/** What the log of a run tells of its time. */
export interface RunTime {
  readonly length: number;
  readonly pace: readonly StagePace[];
  readonly verifying: readonly (readonly [at: number, ms: number, ...rest: unknown[]])[];
}

/** @param time undefined where no log of the run is left */
export function runFigures(store: RunStore, time: RunTime | undefined): RunFigures {
  const { header } = store;
  const summary = store.summary();
  const { ready, reverted, stale, rejected } = summary.proposals;
  const { promptTokens, completionTokens, thinkingTokens, uncounted, reviewed, skipped, failed, cancelled } = summary;
  return {
    ...{ run: header.id, startedAt: header.startedAt, state: store.state.kind },
    files: {
      ...{ all: summary.files, reviewed, skipped, failed, cancelled },
      'not finished': summary.queued + summary.reviewing,
    },
    findings: { ...summary.findings, hidden: summary.hidden, dismissed: dismissedCount(summary) },
    bySource: sourcesOf(store),
    proposals: {
      ...{ waiting: ready, applied: appliedCount(summary), reverted, stale, rejected },
      verified: summary.proofs.verified,
    },
    tokens: { promptTokens, completionTokens, thinkingTokens, uncounted },
    answers: answersOf(store),
    analyses: analysesOf(store),
    ...(time && { time: timeFigures(time) }),
  };
}

function sourcesOf(store: RunStore): RunFigures['bySource'] {
  const counts = new Map<string, number>();
  for (const { findings } of store.files()) {
    for (const { source } of findings) {
      counts.set(source, (counts.get(source) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([source, findings]) => ({ source, findings }))
    .sort((a, b) => b.findings - a.findings || (a.source < b.source ? -1 : 1));
}

function timeFigures({ length, pace, verifying }: RunTime): TimeFigures {
  return {
    ms: length,
    verifyingMs: verifying.reduce((sum, [, ms]) => sum + ms, 0),
    stages: pace.map((stage) => {
      const efficiency = efficiencyOf(stage);
      return { ...stage, ...(efficiency !== undefined && { efficiency }) };
    }),
  };
}

/** How many findings are shown in all. */
export function shownFindings({ findings }: Pick<RunFigures, 'findings'>): number {
  return severities.reduce((sum, severity) => sum + findings[severity], 0);
}
