import { createHash } from 'node:crypto';
import type { Hasher } from '../core/ports';

/** SHA-256 of a text's UTF-8 bytes; of its UTF-16 bytes if it has half a surrogate pair, which UTF-8 cannot tell apart. */
export const sha256: Hasher = (text) =>
  createHash('sha256')
    .update(text, /\p{Surrogate}/u.test(text) ? 'utf16le' : 'utf8')
    .digest('hex');
