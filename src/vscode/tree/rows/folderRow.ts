import { failedText } from '../../../core/run/summary';
import { t } from '../../l10n';
import { countedFiles } from '../../names';
import { joinParts, oneLine } from '../../plainText';
import type { Tally } from './folderIndex';
import { findingsBeside, openText, worstOpen } from './openCounts';
import { colors, type Row } from './row';

/**
 * @param shownParent path of the folder whose row this row stands under
 * @param expanded whether the row starts open
 */
export function folderRow(path: string, shownParent: string, tally: Tally, expanded: boolean): Row {
  const label = oneLine(shownParent === '' ? path : path.slice(shownParent.length + 1));
  const files = countedFiles(tally.files);
  const worst = worstOpen(tally);
  const parts = [
    tally.finished < tally.files ? `${tally.finished}/${tally.files}` : undefined,
    failedText(tally, t),
    openText(tally, tally.findings),
    findingsBeside(tally, tally.findings),
    tally.viewed > 0 ? t('{0} of {1} viewed', tally.viewed, tally.files) : undefined,
    tally.cancelled > 0 ? t('{0} cancelled', tally.cancelled) : undefined,
  ];
  return {
    label,
    description: joinParts(parts) || files,
    icon: worst === undefined ? { id: 'folder' } : { id: 'folder', color: colors[worst] },
    tooltip: joinParts([oneLine(path), files, ...parts], '\n\n'),
    accessibleLabel: joinParts([label, t('folder'), files, ...parts], ', '),
    words: tally.failed + tally.cancelled > 0 ? ['folder', 'retryable'] : ['folder'],
    children: expanded ? 'expanded' : 'collapsed',
  };
}

/** Stands for the rows of a level beyond the first ones. */
export function moreRow(count: number): Row {
  const label = t('{0} more…', count);
  return {
    label,
    description: '',
    icon: { id: 'ellipsis' },
    tooltip: t('Show more rows.'),
    accessibleLabel: t('{0, plural, one {# more row} other {# more rows}}, press Enter to show', count),
    words: ['more'],
    children: 'none',
    action: 'more',
  };
}
