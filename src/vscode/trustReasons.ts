import { commandIds } from './ids';

const git = 'git runs in trusted folders only';
const verifying = 'verification runs commands of the project, in trusted folders only';
const models = 'models review trusted folders only';

/** Why a command is not there in Restricted Mode, by its id. A test holds the ids against package.json. */
export const trustReasons: ReadonlyMap<string, string> = new Map([
  [commandIds.reviewChangedFiles, git],
  [commandIds.commit, git],
  [commandIds.land, git],
  [commandIds.setUpVerification, verifying],
  [commandIds.verify, verifying],
  [commandIds.applyAllVerified, verifying],
  [commandIds.shareDismissed, 'what a folder dismisses counts only where it is trusted'],
  [commandIds.useModel, models],
  [commandIds.setKey, models],
  [commandIds.checkSetup, models],
]);
