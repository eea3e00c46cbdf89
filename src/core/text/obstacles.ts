import { english, type Say } from './say';

/** What keeps a file from being read or changed, as its system says, or as we do. */
const obstaclesIn = (t: Say) => ({
  missing: t('it does not exist'),
  notPermitted: t('permission denied'),
  pathTooLong: t('its path is too long for the system'),
  loop: t('it is a symbolic link or leads through a loop of them'),
  diskFull: t('the disk is full'),
  overQuota: t('the disk quota is used up'),
  tooLarge: t('it would be larger than the system allows'),
  readOnlySystem: t('the file system is read-only'),
  tooManyOpen: t('too many files are open'),
  diskError: t('the disk reports an error'),
  lost: t('the network file system lost it'),
  inUse: t('it is in use'),
  readOnly: t('it is read-only'),
  secondName: t('it has a second name (a hard link), whose content would change, too'),
  changing: t(
    'process {0} on {1} is changing it right now; try again when that is done, or delete {2} if there is no such process',
  ),
  changingUnknown: t(
    'something else is changing it right now; try again when that is done, or delete {0} if there is no such process',
  ),
  notKept: t('what would put the file right after a crash cannot be kept: {0}'),
  notRecorded: t('The file was changed, but that could not be recorded: {0}. The next start settles it.'),
  noProposal: t('This proposal is no longer part of the review.'),
  isApplied: t('This proposal cannot be applied: it is applied.'),
  isRejected: t('This proposal cannot be applied: it is rejected.'),
  notApplied: t('Only an applied proposal can be reverted.'),
  notReverted: t('This proposal cannot be reverted: {0}.'),
  notEditable: t('This proposal cannot be edited: it is applied, or no longer part of the review.'),
  draftNotApplied: t('What you wrote cannot be applied: {0}.'),
  draftNotKept: t('What you wrote could not be kept: {0}.'),
  noFinding: t('This finding is no longer part of the review.'),
  revertFirst: t('Its proposal is applied. Revert it first.'),
  noText: t('its text is no longer there'),
  noComment: t('no comment that silences it can stand there'),
  commentUnchecked: t(
    'it could not be checked whether a comment can stand there and break nothing; write one yourself, or dismiss the finding',
  ),
  commentNotRecorded: t('the comment is written, and this review could not record it: {0}'),
});

/** In English, with places for values: so they are recorded, and stand in results and on the command line. */
export const obstacles = obstaclesIn(english);
