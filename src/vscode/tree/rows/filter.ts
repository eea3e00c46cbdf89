import type { FileReview } from '../../../core/fileReview';
import type { Finding } from '../../../core/types';
import { t } from '../../l10n';

/** Which files a tree shows, and which of their findings. */
export type TreeFilter = 'all' | 'findings' | 'proposals' | 'errors' | 'failed' | 'stale' | 'unviewed';

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
  all: { name: t('All Files'), file: any, finding: any },
  findings: withFinding(t('With Findings'), any),
  proposals: withFinding(t('With Proposals to Review'), ({ proposal }) => proposal?.state.kind === 'ready'),
  errors: withFinding(t('With Errors'), ({ severity }) => severity === 'error'),
  failed: {
    name: t('Failed or Cancelled'),
    file: ({ status: { kind } }) => kind === 'failed' || kind === 'cancelled',
    finding: any,
  },
  stale: withFinding(t('With Outdated Proposals'), ({ proposal }) => proposal?.state.kind === 'stale'),
  unviewed: {
    name: t('Not Viewed'),
    file: ({ status: { kind }, isViewed }) => !isViewed && kind !== 'skipped',
    finding: any,
  },
};

export function isTreeFilter(value: unknown): value is TreeFilter {
  return typeof value === 'string' && Object.hasOwn(treeFilters, value);
}
