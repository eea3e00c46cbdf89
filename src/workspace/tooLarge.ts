import { formatBytes } from '../core/text/formatBytes';
import { english } from '../core/text/say';
import { skipTexts } from '../core/text/skipTexts';
import type { Skip } from './listing';

/** Why a file of so many bytes is skipped where the limit is lower. */
export function tooLarge(bytes: number, limit: number): Skip {
  const [size, most] = [formatBytes(bytes), formatBytes(limit)];
  const message = size === most ? english(skipTexts.largeInBytes, bytes, limit) : english(skipTexts.large, size, most);
  return { reason: 'too large', message };
}
