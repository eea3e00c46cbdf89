import { commandIds } from './ids';
import { t } from './l10n';

const git = t('git runs in trusted folders only');
const verifying = t('verification runs commands of the project, in trusted folders only');
const models = t('models review trusted folders only');

/** Why a command is not there in Restricted Mode, by its id. A test holds the ids against package.json. */
export const trustReasons: ReadonlyMap<string, string> = new Map([
  [commandIds.reviewChangedFiles, git],
  [commandIds.commit, git],
  [commandIds.land, git],
  [commandIds.setUpVerification, verifying],
  [commandIds.verify, verifying],
  [commandIds.applyAllVerified, verifying],
  [commandIds.shareDismissed, t('what a folder dismisses counts only where it is trusted')],
  [commandIds.disableRule, t('the settings of a folder count only where it is trusted')],
  [commandIds.exclude, t('the settings of a folder count only where it is trusted')],
  [commandIds.useModel, models],
  [commandIds.setKey, models],
  [commandIds.checkSetup, models],
]);
