import type { Dismissal, DismissalReason } from '../../core/types';
import { t } from '../l10n';
import type { Ui } from '../ui';

/** What a person can answer when they are asked why. */
export interface ReasonItem {
  readonly label: string;
  readonly description?: string;
  /** Undefined: they say it in their own words. */
  readonly reason: DismissalReason | undefined;
}

export const reasonItems: readonly ReasonItem[] = [
  { label: t('Not a Bug'), description: t('the finding is wrong'), reason: 'not a bug' },
  { label: t('Accepted'), description: t('it is right, and the code stays as it is'), reason: 'accepted' },
  { label: t('Elsewhere'), description: t('it is taken care of somewhere else'), reason: 'elsewhere' },
  { label: t('In Your Own Words...'), reason: undefined },
];

/** What was picked, with the words that it takes; undefined when the person turns away. */
export async function asDismissal(
  { reason }: Pick<ReasonItem, 'reason'>,
  ui: Pick<Ui, 'text'>,
): Promise<Dismissal | undefined> {
  if (reason !== undefined) {
    return { reason };
  }
  const note = (await ui.text(t('Dismiss'), t('Why dismiss this finding?')))?.trim();
  return note === undefined || note === '' ? undefined : { note };
}
