import { addKept, type KeptCounts, type MissReason } from '../modelUse';
import type { RunStore } from '../run/store';

/** How many files of a run needed no analysis by the local reviewers, and why others did. */
export function analysesOf(store: RunStore): KeptCounts {
  let recalled = 0;
  const missed: Partial<Record<MissReason, number>> = {};
  for (const { status } of store.files()) {
    const analysis = 'looks' in status ? status.looks?.analysis : undefined;
    if (analysis === 'kept') {
      recalled++;
    } else if (analysis) {
      missed[analysis] = (missed[analysis] ?? 0) + 1;
    }
  }
  return addKept({ recalled }, { missed });
}

/** How many questions to models were answered by what was kept, and why others were sent. */
export function answersOf(store: RunStore): KeptCounts {
  let counts: KeptCounts = {};
  for (const { uses = [] } of store.files()) {
    for (const use of uses) {
      counts = addKept(counts, use);
    }
  }
  return counts;
}

/** How many were not answered by what was kept. */
export function missedCount({ missed = {} }: KeptCounts): number {
  return Object.values(missed).reduce((sum, count) => sum + count, 0);
}
