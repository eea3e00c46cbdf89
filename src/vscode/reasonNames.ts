import { type FailureReason, type SkipReason, whoLeavesOut } from '../core/fileReview';
import type { Mark } from '../core/queue/queueEntry';
import { t } from './l10n';

const failureNames: Readonly<Record<FailureReason, string>> = {
  'unreadable file': t('unreadable file'),
  'file deleted': t('file deleted'),
  'changed during review': t('changed during review'),
  'analyzer failed': t('analyzer failed'),
  'editor failed': t('editor failed'),
  'server down': t('server down'),
  'model missing': t('model missing'),
  'bad key': t('bad key'),
  'not permitted': t('not permitted'),
  'quota used up': t('quota used up'),
  'rate limited': t('rate limited'),
  'server error': t('server error'),
  'bad request': t('bad request'),
  'not a model server': t('not a model server'),
  'connection lost': t('connection lost'),
  'timed out': t('timed out'),
  refused: t('refused'),
  'empty reply': t('empty reply'),
  'reply cut off': t('reply cut off'),
  'invalid model response': t('invalid model response'),
  'reply too long': t('reply too long'),
  'reply repeats itself': t('reply repeats itself'),
  'prompt truncated': t('prompt truncated'),
  'too long for the model': t('too long for the model'),
  'over the budget': t('over the budget'),
  'names no lines': t('names no lines'),
  'baseline unreadable': t('baseline unreadable'),
  'not recorded': t('not recorded'),
  'internal error': t('internal error'),
};

/** Why the review of a file failed. */
export function failureName(reason: FailureReason): string {
  return failureNames[reason];
}

/** Why a file is skipped. */
export function skipName(reason: SkipReason): string {
  const by = whoLeavesOut(reason);
  if (by !== undefined) {
    return by === '.reviewignore' ? t('ignored by {0}', by) : t('left out by {0}', by);
  }
  return skipNames[reason as keyof typeof skipNames];
}

const skipNames: Readonly<Record<Exclude<SkipReason, `${string} by ${string}`>, string>> = {
  binary: t('binary'),
  'unknown encoding': t('unknown encoding'),
  'too large': t('too large'),
  minified: t('minified'),
  generated: t('generated'),
  vendored: t('vendored'),
  'lock file': t('lock file'),
  notebook: t('notebook'),
  symlink: t('symlink'),
  'not a regular file': t('not a regular file'),
  'outside the folder': t('outside the folder'),
  'nested repository': t('nested repository'),
  'no reviewer': t('no reviewer'),
  unchanged: t('unchanged'),
  'too deep': t('too deep'),
  empty: t('empty'),
};

const flagNames: Readonly<Record<Mark, string>> = {
  'protected path': t('protected path'),
  'large deletion': t('large deletion'),
  'adds a URL': t('adds a URL'),
  'adds a secret': t('adds a secret'),
  'adds hidden characters': t('adds hidden characters'),
  'starts a process': t('starts a process'),
  'evaluates code': t('evaluates code'),
  'uses the network': t('uses the network'),
  'deletes files': t('deletes files'),
  'writes files': t('writes files'),
  'weakens the check': t('weakens the check'),
  'syntax not checked': t('syntax not checked'),
  'mixed line ends': t('mixed line ends'),
  'edited by you': t('edited by you'),
  refuted: t('refuted'),
  unsure: t('unsure'),
  'not confirmed': t('not confirmed'),
  'not asked': t('not asked'),
};

/** A mark that keeps a proposal out of bulk actions. */
export function flagName(flag: Mark): string {
  return flagNames[flag];
}
