import { errorMessage } from '../core/text/errorMessage';
import { obstacles } from '../core/text/obstacles';
import { skipTexts } from '../core/text/skipTexts';

/** The code of a system error, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether a system error says that there is nothing at the path. */
export function isGone(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}

/** What a system error means to the person whose file it is. */
export function messageOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return obstacles.missing;
    case 'EACCES':
    case 'EPERM':
      return obstacles.notPermitted;
    case 'EISDIR':
      return skipTexts.folder;
    case 'ENAMETOOLONG':
      return obstacles.pathTooLong;
    case 'ELOOP':
      return obstacles.loop;
    case 'ENOSPC':
      return obstacles.diskFull;
    case 'EDQUOT':
      return obstacles.overQuota;
    case 'EFBIG':
      return obstacles.tooLarge;
    case 'EROFS':
      return obstacles.readOnlySystem;
    case 'EMFILE':
    case 'ENFILE':
      return obstacles.tooManyOpen;
    case 'EIO':
      return obstacles.diskError;
    case 'ESTALE':
      return obstacles.lost;
    case 'EBUSY':
    case 'ETXTBSY':
      return obstacles.inUse;
    default:
      return errorMessage(error);
  }
}
