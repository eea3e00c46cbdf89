import type { FileReview } from '../../../core/fileReview';
import type { Finding } from '../../../core/types';

/** Which files a tree shows, and which of their findings. */
export type TreeFilter = 'all' | 'findings' | 'proposals' | 'errors' | 'failed' | 'stale';

interface FilterRule {
  readonly name: string;
  readonly file: (file: FileReview) => boolean;
  readonly finding: (finding: Finding) => boolean;
}

const any = () => true;

/** Files with findings of a kind, and of their findings those. */
function withFinding(name: string, finding: (finding: Finding) => boolean): FilterRule {
  return { name, finding, file: ({ findings }) => findings.some(finding) };
}

/** By filter, in the order in which they are offered. */
export const treeFilters: Readonly<Record<TreeFilter, FilterRule>> = {
  all: { name: 'All Files', file: any, finding: any },
  findings: withFinding('With Findings', any),
  proposals: withFinding('With Proposals to Review', ({ proposal }) => proposal?.state.kind === 'ready'),
  errors: withFinding('With Errors', ({ severity }) => severity === 'error'),
  failed: {
    name: 'Failed or Cancelled',
    file: ({ status: { kind } }) => kind === 'failed' || kind === 'cancelled',
    finding: any,
  },
  stale: withFinding('With Stale Proposals', ({ proposal }) => proposal?.state.kind === 'stale'),
};

export function isTreeFilter(value: unknown): value is TreeFilter {
  return typeof value === 'string' && Object.hasOwn(treeFilters, value);
}
