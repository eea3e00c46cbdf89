import { formatBytes } from '../../core/text/formatBytes';
import { visible } from '../../core/text/visible';
import type { WantedCommand, WantedFiles } from '../../core/verify/folderCommands';
import { t } from '../l10n';

/** More than a few are counted. */
const mostNames = 3;
const mostPaths = 8;

/**
 * What a person is asked before commands run: every one of them as it is, and what is new about it.
 *
 * @param top what is copied
 */
export function consentText(commands: readonly WantedCommand[], top: string): string {
  const setUp = commands.filter(({ wish }) => wish.role === 'set-up');
  const checks = commands.filter(({ wish }) => wish.role === 'check');
  const shell = visible(commands[0]?.wish.shell ?? '', '');
  return [
    ...(setUp.length > 0 ? [t('First, in each copy:'), ...setUp.flatMap(linesOf), ''] : []),
    t('On the changes, in this order:'),
    ...checks.flatMap(linesOf),
    '',
    t(
      'These commands run the project’s code and the proposed changes with your permissions, in a copy of your files. A copy is no sandbox.',
    ),
    '',
    t('{0} reads them in {1}.', shell, whereText(commands[0]?.wish.directory ?? '', top)),
  ].join('\n');
}

/** What a person is asked before files that git ignores are copied: the lines of the project, and what they mean now. */
export function filesText({ patterns, paths, files, bytes }: WantedFiles): string {
  return [
    t('The project’s .worktreeinclude asks for files that git ignores:'),
    ...patterns.map((pattern) => `    ${visible(pattern, '')}`),
    '',
    t('Now that is {0, plural, one {# file} other {# files}} with {1}:', files, formatBytes(bytes)),
    ...paths.slice(0, mostPaths).map((path) => `    ${visible(path, '')}`),
    ...(paths.length > mostPaths ? [`    ${t('… and {0} more', paths.length - mostPaths)}`] : []),
    '',
    t(
      'The commands, and the proposed changes that they run, can read what is in a copy. You are asked again when the lines change.',
    ),
  ].join('\n');
}

/** "packages/app of a copy of /home/me/project" */
export function whereText(directory: string, top: string): string {
  const copied = visible(top, '');
  return directory === '' ? t('a copy of {0}', copied) : t('{0} of a copy of {1}', visible(directory, ''), copied);
}

function linesOf(wanted: WantedCommand): readonly string[] {
  const hints = [newsOf(wanted), wanted.hint];
  return [
    `    ${visible(wanted.wish.command, '')}`,
    ...hints.flatMap((hint) => (hint === undefined ? [] : [`        (${visible(hint, '')})`])),
  ];
}

/** What has changed since a command was approved; undefined for one that is as it was, and for one that is all new. */
function newsOf({ consent, madeOf, approvedFor }: WantedCommand): string | undefined {
  if (consent === 'approved before its definition changed') {
    const more = madeOf.length - mostNames;
    const names = madeOf.slice(0, mostNames).map((name) => visible(name, ''));
    if (names.length === 0) {
      return t('what it runs has changed since you approved it');
    }
    return more > 0
      ? t('what it runs has changed since you approved it: {0} or {1} more', names.join(', '), more)
      : t('what it runs has changed since you approved it: {0}', names.join(', '));
  }
  return approvedFor === undefined ? undefined : t('you approved it for another shell: {0}', visible(approvedFor, ''));
}
