import type { FileReview } from '../../../core/fileReview';
import { severities } from '../../../core/types';
import { t } from '../../l10n';
import { countedFiles } from '../../names';
import { joinParts, oneLine, paragraph } from '../../plainText';
import { fileRow } from './fileRow';
import type { Group } from './groupIndex';
import { fixedGroups } from './grouping';
import { findingsBeside, openCount, openText, worstOpen } from './openCounts';
import { colors, type Icon, type RemedyKind, type Row } from './row';
import type { ServerTrouble } from './serverTrouble';

/** The row of a group of findings, or of files that have none. */
export function groupRow(group: Group): Row {
  const findings = openCount(group.all);
  const files = countedFiles(group.files);
  const parts =
    group.example === undefined
      ? [files, group.unfinished > 0 ? t('{0} not finished', group.unfinished) : undefined]
      : [
          openText(group.open, findings),
          findingsBeside(group.open, findings),
          sourceBeside(group),
          inFiles(group.files),
        ];
  return plainGroup({ label: labelOf(group), parts, icon: iconOf(group), children: 'collapsed' });
}

const fileGroups: ReadonlyMap<string, { readonly label: string; readonly icon: Icon }> = new Map([
  [fixedGroups.failed, { label: t('Failed or cancelled'), icon: { id: 'close', color: colors.failed } }],
  [fixedGroups.quiet, { label: t('Without findings'), icon: { id: 'files', color: colors.dim } }],
]);

const severityNames = { error: t('Errors'), warning: t('Warnings'), info: t('Info') } as const;

function labelOf({ key, example }: Group): string {
  if (!example) {
    return fileGroups.get(key)?.label ?? '';
  }
  if (key.startsWith('/severity/')) {
    return severityNames[example.severity];
  }
  return oneLine(
    key.startsWith('/rule/') ? (example.rule ?? t('{0}, without a rule', example.source)) : example.source,
  );
}

function inFiles(files: number): string {
  return t('in {0, plural, one {# file} other {# files}}', files);
}

/** A rule is known by its name and by whose it is. */
function sourceBeside({ key, example }: Group): string | undefined {
  return key.startsWith('/rule/') && example?.rule !== undefined ? oneLine(example.source) : undefined;
}

/** The worst of its findings: in its colour while one is open. */
function iconOf({ key, all, open }: Group): Icon {
  const worst = worstOpen(open);
  const id = severities.find((severity) => all[severity] > 0);
  if (id === undefined) {
    return fileGroups.get(key)?.icon ?? { id: 'files' };
  }
  return worst ? { id: worst, color: colors[worst] } : { id, color: colors.dim };
}

/** The row above the files under review right now. @param left when the review ends: "20 s left" */
export function activeGroupRow(files: number, left: string | undefined): Row {
  const parts = [files === 0 ? t('waiting') : countedFiles(files), left];
  return plainGroup({ label: t('In progress'), parts, icon: { id: 'sync~spin' }, children: 'expanded' });
}

/** The row of a file outside of its folder, so with all of its path, and without its findings. */
export function fileAlone(file: FileReview, now: number, applies: readonly string[] = []): Row {
  const row = fileRow(file, now, applies);
  const label = oneLine(file.path);
  const accessibleLabel = `${label}${row.accessibleLabel.slice(row.label.length)}`;
  return { ...row, label, accessibleLabel, children: 'none', ...(!file.path.endsWith('/') && { action: 'open' }) };
}

/** A file under review, which has another row among the files. */
export function activeRow(file: FileReview, now: number): Row {
  const row = fileAlone(file, now);
  return { ...row, accessibleLabel: t('In progress: {0}', row.accessibleLabel), words: ['active'] };
}

/** Says that the model cannot be asked. @param all files of the run */
export function serverRow({ title, message, files }: ServerTrouble, all: number): Row {
  const parts = [files > 0 ? t('{0} of {1} failed', files, all) : undefined, oneLine(message)];
  const row = plainGroup({ label: title, parts, icon: { id: 'warning', color: colors.failed }, children: 'expanded' });
  return { ...row, tooltip: joinParts([title, paragraph(message)], '\n\n') };
}

const remedies: Readonly<Record<RemedyKind, { readonly label: string; readonly icon: string; readonly why: string }>> =
  {
    retry: { label: t('Retry'), icon: 'refresh', why: t('Reviews the files again that failed.') },
    check: {
      label: t('Check Setup'),
      icon: 'pulse',
      why: t('Asks each model server whether it answers, and says what is wrong.'),
    },
    model: {
      label: t('Use a Model...'),
      icon: 'server-environment',
      why: t('Lets you choose another server or model.'),
    },
  };

export function isRemedy(value: string): value is RemedyKind {
  return Object.hasOwn(remedies, value);
}

/** One thing that can be done about it. */
export function remedyRow(kind: RemedyKind): Row {
  const { label, icon, why } = remedies[kind];
  return {
    ...{
      label,
      description: '',
      icon: { id: icon },
      tooltip: why,
      accessibleLabel: t('{0}, press Enter. {1}', label, why),
    },
    ...{ words: ['remedy'], children: 'none', action: kind },
  };
}

function plainGroup({
  parts,
  ...row
}: Pick<Row, 'label' | 'icon' | 'children'> & { readonly parts: readonly (string | undefined)[] }): Row {
  return {
    ...row,
    description: joinParts(parts),
    tooltip: joinParts([row.label, ...parts], '\n\n'),
    accessibleLabel: joinParts([row.label, ...parts], ', '),
    words: ['group'],
  };
}
