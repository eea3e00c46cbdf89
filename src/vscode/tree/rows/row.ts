import type { Severity } from '../../../core/types';
import { t } from '../../l10n';

/** What one line of the tree says, in plain text; how VS Code is told is the business of the tree. */
export interface Row {
  readonly label: string;
  /** Follows the label, dimmed. Names the state in words, so that no state is told by icon or colour alone. */
  readonly description: string;
  /** A codicon and a theme colour. */
  readonly icon: Icon;
  readonly tooltip: string;
  /** What a screen reader says instead of label and description. */
  readonly accessibleLabel: string;
  /** What the menus in package.json look for in `viewItem`. */
  readonly words: readonly RowWord[];
  readonly children: 'none' | 'collapsed' | 'expanded';
  /** What a click or the Enter key does, other than to open or close the row. */
  readonly action?: RowAction;
  /** Of a file that a person can look at: whether they have. */
  readonly isViewed?: boolean;
}

export type RowAction = 'preview' | 'open' | 'more' | 'expand' | RemedyKind;

/** What can be done where a model's server does not work. */
export type RemedyKind = 'retry' | 'check' | 'model';

export interface Icon {
  readonly id: string;
  readonly color?: string;
}

export type RowWord =
  | 'run'
  | 'folder'
  | 'file'
  | 'finding'
  | 'group'
  | 'active'
  | 'remedy'
  | 'more'
  /** A file that has come to an end that a person can look at. */
  | 'viewable'
  /** A file that waits for its review, or for a reviewer's turn. */
  | 'queued'
  /** A run that is at work. */
  | 'running'
  /** A run or file that has come to its end. */
  | 'ended'
  /** A run that another process has open. */
  | 'held'
  /** A run that was cancelled or interrupted and can go on. */
  | 'resumable'
  /** A file that failed or was cancelled, a folder that has such a file, or a run with one that failed. */
  | 'retryable'
  /** A proposal that waits for the person, or a file or run that has one. */
  | 'waiting'
  /** A run whose proposals are being verified. */
  | 'verifying'
  /** A run with proposals that wait, none of which is being verified. */
  | 'verifiable'
  /** A proposal that is verified, or a run with one that waits. */
  | 'verified'
  /** A run none of whose proposals were verified, so that other things make one safe. */
  | 'unproven'
  /** A run that has changed files, whether it was taken back or not. */
  | 'changed'
  /** A proposal of which there is something to read that commands printed. */
  | 'output'
  /** A finding whose rule has documentation. */
  | 'documented'
  /** A proposal that an attempt to apply may be made with: one that waits, was reverted or is stale. */
  | 'applicable'
  /** A proposal that can be reverted, or a file or run with one. */
  | 'applied'
  | 'reverted'
  | 'rejected'
  | 'stale';

export const colors = {
  error: 'problemsErrorIcon.foreground',
  warning: 'problemsWarningIcon.foreground',
  info: 'problemsInfoIcon.foreground',
  good: 'testing.iconPassed',
  failed: 'testing.iconFailed',
  dim: 'disabledForeground',
} as const;

export function severityIcon(severity: Severity): Icon {
  return { id: severity, color: colors[severity] };
}

/** A time as people say it: `12 s`, `2 min 5 s`. Empty below one second. */
export function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) {
    return '';
  }
  return seconds < 60 ? `${seconds} s` : t('{0} min {1} s', Math.floor(seconds / 60), seconds % 60);
}

/** The row of a run that another process has open, or of a part of it, without what could be done about it here. */
export function onlyLookedAt({ words, action, isViewed: _, ...row }: Row): Row {
  const shown = words.filter((word) => lookedAtWords.has(word));
  return { ...row, words: shown, ...(action && { action: action === 'preview' ? 'open' : action }) };
}

const lookedAtWords: ReadonlySet<RowWord> = new Set(['run', 'held', 'folder', 'file', 'finding', 'group', 'more']);
