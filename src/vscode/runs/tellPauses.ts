import type { ReviewRun } from '../../core/run/reviewRun';
import { pauseMessage } from '../facts/runTexts';
import { t } from '../l10n';
import type { Log } from '../log';
import { oneLine } from '../plainText';
import { editorUi } from '../ui';

/** Tells the person once when a run cannot be recorded and waits; the returned function ends that. */
export function tellPauses({ store }: Pick<ReviewRun, 'store'>, name: string, log: Log): () => void {
  let isPaused = false;
  return store.onDidChange(() => {
    if (isPaused === (store.pause !== undefined)) {
      return;
    }
    isPaused = !isPaused;
    const message =
      store.pause === undefined ? t('The review of “{0}” continues.', oneLine(name)) : pauseMessage(name, store.pause);
    log.warn(message);
    if (isPaused) {
      editorUi.problem(message);
    }
  });
}
