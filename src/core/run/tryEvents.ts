import type { Failure } from '../fileReview';
import { addKept, type KeptCounts } from '../modelUse';
import type { ReviewOutcome } from '../ports';
import { type RequestOutcome, wasAsked } from '../requests';
import type { LaneLease } from './schedule/lane';
import type { PartReview, TryOutcome } from './schedule/partReview';

/** What the events about a try at a part have in common. */
export function aboutTry(part: Pick<PartReview, 'part'>, lease: LaneLease | Failure) {
  return { ...endpointOf(lease), ...placeOf(part) };
}

function endpointOf(lease: LaneLease | Failure): { readonly endpoint?: string } {
  return 'lane' in lease && lease.lane.endpoint !== undefined ? { endpoint: lease.lane.endpoint } : {};
}

/** Which part a try is about; nothing for a whole file. */
function placeOf({ part }: Pick<PartReview, 'part'>): { readonly pass?: number; readonly lines?: string } {
  const isWhole = part === undefined || (part.chunk.count === 1 && part.pass === 0);
  return isWhole ? {} : { pass: part.pass, lines: `${part.chunk.lines.startLine}-${part.chunk.lines.endLine}` };
}

/** What an event says of the end of a try. */
export function factsOf(outcome: ReviewOutcome, next: TryOutcome) {
  if (outcome.kind === 'cancelled') {
    return { outcome: 'cancelled', findings: 0, cached: false } as const;
  }
  return {
    outcome: next.kind === 'again' ? 'will retry' : outcome.kind,
    findings: outcome.findings?.length ?? 0,
    cached: isKept(outcome),
    ...keptIn(outcome),
    ...resultOf(outcome),
  } as const;
}

/** Whether all that it says was there already. */
function isKept(outcome: ReviewOutcome): boolean {
  return outcome.kind === 'reviewed' && (!wasAsked(outcome) || outcome.looks.analysis === 'kept');
}

/** How many questions were answered by what was kept, and why others were not. */
function keptIn(outcome: Exclude<ReviewOutcome, { kind: 'cancelled' }>): KeptCounts {
  const analysis = outcome.kind === 'reviewed' ? outcome.looks.analysis : undefined;
  const analyzed: KeptCounts =
    analysis === undefined ? {} : analysis === 'kept' ? { recalled: 1 } : { missed: { [analysis]: 1 } };
  return addKept(analyzed, outcome.asked ?? {});
}

/** What it failed for, and what it has cost. */
export function resultOf(outcome: RequestOutcome) {
  return {
    ...(outcome.kind === 'failed' && { reason: outcome.reason }),
    ...(outcome.kind !== 'cancelled' && outcome.usage && { tokens: outcome.usage }),
  };
}
