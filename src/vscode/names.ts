import type { RunState } from '../core/fileReview';
import type { News } from '../core/report/historyText';
import type { Confidence, Confirmation, Finding, ProposalState, Severity } from '../core/types';
import { t } from './l10n';

/*
 * What many rooms say in the same words.
 */

export const countedFindings = (count: number): string => t('{0, plural, one {# finding} other {# findings}}', count);

export const countedFiles = (count: number): string => t('{0, plural, one {# file} other {# files}}', count);

/** "3 errors" */
export function countedSeverity(severity: Severity, count: number): string {
  switch (severity) {
    case 'error':
      return t('{0, plural, one {# error} other {# errors}}', count);
    case 'warning':
      return t('{0, plural, one {# warning} other {# warnings}}', count);
    case 'info':
      return t('{0, plural, one {# info} other {# infos}}', count);
  }
}

/** "error", within a line. */
export function severityName(severity: Severity): string {
  return { error: t('error'), warning: t('warning'), info: t('info') }[severity];
}

/** "Error", at its beginning. */
export function severityTitle(severity: Severity): string {
  return { error: t('Error'), warning: t('Warning'), info: t('Info') }[severity];
}

export function confidenceText(confidence: Confidence): string {
  return { high: t('high confidence'), medium: t('medium confidence'), low: t('low confidence') }[confidence];
}

export function categoryName(category: Finding['category']): string {
  const names: Readonly<Record<Finding['category'], string>> = {
    bug: t('bug'),
    security: t('security'),
    performance: t('performance'),
    maintainability: t('maintainability'),
    style: t('style'),
    docs: t('docs'),
    test: t('test'),
  };
  return names[category];
}

/** What came of putting a finding to a model once more. */
export function verdictName(verdict: Confirmation['verdict']): string {
  const names: Readonly<Record<typeof verdict, string>> = {
    confirmed: t('confirmed'),
    refuted: t('refuted'),
    unsure: t('unsure'),
    'not confirmed': t('not confirmed'),
    'not asked': t('not asked'),
  };
  return names[verdict];
}

/** How a finding stands to the reviews before. */
export function newsName(news: News): string {
  return news === 'new' ? t('new') : t('came back');
}

/** How a run stands, where that is said in a word. */
export function runStateName(kind: RunState['kind']): string {
  const names: Readonly<Record<RunState['kind'], string>> = {
    discovering: t('discovering'),
    running: t('running'),
    finished: t('finished'),
    cancelled: t('cancelled'),
    interrupted: t('interrupted'),
    failed: t('failed'),
  };
  return names[kind];
}

/** How a proposal stands, as it is said within a sentence and on rows. */
export function stateName(kind: ProposalState['kind'] | 'applied as edited'): string {
  const names: Readonly<Record<typeof kind, string>> = {
    'applied as edited': t('applied as edited'),
    ready: t('ready'),
    rejected: t('rejected'),
    applied: t('applied'),
    'applied with editor changes': t('applied with editor changes'),
    reverted: t('reverted'),
    stale: t('outdated'),
  };
  return names[kind];
}
