import type { Ending, EndingAction } from '../facts/endingMessage';
import { t } from '../l10n';
import type { RunUi } from './runUi';

const buttons: Readonly<Record<EndingAction, string>> = {
  preview: t('Preview Next'),
  resume: t('Resume'),
  'retry failed': t('Retry Failed'),
  exclude: t('Exclude from Reviews'),
  show: t('Show'),
  'show log': t('Show Log'),
};

/** Says how a run came to its end, and what the person wants next of what that offers. */
export async function tellEnding(
  { level, message, actions }: Ending,
  ui: Pick<RunUi, 'tell'>,
): Promise<EndingAction | undefined> {
  const answer = await ui.tell(level, message, ...actions.map((action) => buttons[action]));
  return actions.find((action) => buttons[action] === answer);
}
