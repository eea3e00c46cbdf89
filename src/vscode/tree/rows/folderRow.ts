import { failedText } from '../../../core/run/summary';
import { counted } from '../../../core/text/counted';
import { joinParts, oneLine } from '../../plainText';
import { type Tally, worstOpen } from './folderIndex';
import { colors, type Row } from './row';

/**
 * @param shownParent path of the folder whose row this row stands under
 * @param expanded whether the row starts open
 */
export function folderRow(path: string, shownParent: string, tally: Tally, expanded: boolean): Row {
  const label = oneLine(shownParent === '' ? path : path.slice(shownParent.length + 1));
  const files = counted(tally.files, 'file');
  const worst = worstOpen(tally);
  const parts = [
    tally.finished < tally.files ? `${tally.finished}/${tally.files}` : undefined,
    failedText(tally),
    tally.findings > 0 ? counted(tally.findings, 'finding') : undefined,
    tally.cancelled > 0 ? `${tally.cancelled} cancelled` : undefined,
  ];
  return {
    label,
    description: joinParts(parts) || files,
    icon: worst === undefined ? { id: 'folder' } : { id: 'folder', color: colors[worst] },
    tooltip: joinParts([oneLine(path), files, ...parts], '\n\n'),
    accessibleLabel: joinParts([label, 'folder', files, ...parts], ', '),
    words: tally.failed + tally.cancelled > 0 ? ['folder', 'retryable'] : ['folder'],
    children: expanded ? 'expanded' : 'collapsed',
  };
}

/** Stands for the rows of a level beyond the first ones. */
export function moreRow(count: number): Row {
  const label = `${count} more…`;
  return {
    label,
    description: '',
    icon: { id: 'ellipsis' },
    tooltip: 'Show more rows.',
    accessibleLabel: `${counted(count, 'more row')}, press Enter to show`,
    words: ['more'],
    children: 'none',
    action: 'more',
  };
}
