import { hash } from 'node:crypto';
import type { Hasher } from '../core/ports';

/** SHA-256 of a text's UTF-8 bytes; of its UTF-16 bytes if it has half a surrogate pair, which UTF-8 cannot tell apart. */
export const sha256: Hasher = (text) => hash('sha256', text.isWellFormed() ? text : Buffer.from(text, 'utf16le'));
