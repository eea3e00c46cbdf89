import type { FileStatus } from '../../../core/fileReview';
import { type Finding, severities } from '../../../core/types';
import { t } from '../../l10n';

/** Says that the tree is grouped by something. */
export function groupedText(grouping: Grouping): string {
  return {
    folder: t('By folder'),
    severity: t('By severity'),
    rule: t('By rule'),
    source: t('By source'),
  }[grouping];
}

/** What findings can be grouped by, in the order in which it is offered. */
export const groupings = {
  folder: t('Folder'),
  severity: t('Severity'),
  rule: t('Rule'),
  source: t('Source'),
} as const;
export type Grouping = keyof typeof groupings;

export function isGrouping(value: unknown): value is Grouping {
  return typeof value === 'string' && Object.hasOwn(groupings, value);
}

/** Names a group of a run. It begins with a slash, as no path of a file or folder does. */
export type GroupKey = `/${string}`;

/** Groups that stand beside those of findings. */
export const fixedGroups = {
  /** What is wrong with the model's server, with what can be done. */
  server: '/server',
  /** Files under review right now. */
  active: '/active',
  failed: '/failed',
  /** Files without findings to show. */
  quiet: '/quiet',
} as const;

/** The group of a finding. */
export function groupOf({ severity, source, rule = '' }: Finding, grouping: Exclude<Grouping, 'folder'>): GroupKey {
  switch (grouping) {
    case 'severity':
      return `/severity/${severities.indexOf(severity)}`;
    case 'rule':
      return `/rule/${source}/${rule}`;
    case 'source':
      return `/source/${source}`;
  }
}

/** The group in which a file has a row of its own; undefined where its findings alone have rows. */
export function groupOfFile({ kind }: FileStatus, findings: number): GroupKey | undefined {
  if (kind === 'failed' || kind === 'cancelled') {
    return fixedGroups.failed;
  }
  return findings === 0 ? fixedGroups.quiet : undefined;
}
