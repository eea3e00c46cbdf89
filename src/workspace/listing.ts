import type { SkipReason } from '../core/fileReview';
import { skipTexts } from '../core/text/skipTexts';

/** Why something is not reviewed: a word for every place that counts, and the fact behind it for the person. */
export interface Skip {
  readonly reason: SkipReason;
  readonly message: string;
}

/** Something found in the folder, before the rules about names and sizes. */
export interface Listed {
  /** Relative to the listed folder, with `/`. A folder's ends with `/`; it is listed when it was not gone into. */
  readonly path: string;
  /** Present when it was already decided that this is not reviewed. A folder without it could not be read. */
  readonly skip?: Skip;
}

export type Listing =
  | { readonly kind: 'listed'; readonly entries: readonly Listed[] }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

export const nestedRepository: Skip = {
  reason: 'nested repository',
  message: skipTexts.nestedRepository,
};

/**
 * An entry for a name as the file system has it. A name that is not UTF-8 cannot be a path of ours: it is listed with
 * its bytes spelled out, as skipped.
 */
export function listedName(name: Buffer): Listed {
  const path = name.toString('utf8');
  if (Buffer.from(path, 'utf8').equals(name)) {
    return { path };
  }
  const spelled = [...name].map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`));
  return { path: spelled.join(''), skip: { reason: 'unknown encoding', message: skipTexts.nameNotUtf8 } };
}
