import { applyEditsToRaw, editsProblem } from '../core/edits/applyEdits';
import { toText } from '../core/text/lines';
import type { TextEdit } from '../core/types';
import { decode, type Encoding, encode } from './encoding';

/** The file as it shall be; refused when its encoding cannot hold the new text or would read it back differently. */
export function editedFile(
  raw: string,
  text: string,
  edits: readonly TextEdit[],
  encoding: Encoding,
  encodingOf: (bytes: Uint8Array) => string | undefined,
): { kind: 'edited'; text: string; bytes: Buffer } | { kind: 'failed'; message: string } {
  const problem = editsProblem(text, edits);
  if (problem !== undefined) {
    return { kind: 'failed', message: problem };
  }
  const newRaw = applyEditsToRaw(raw, edits);
  const bytes = encode(newRaw, encoding);
  const again = bytes && decode(bytes, encodingOf(bytes));
  return bytes && again?.kind === 'text' && again.raw === newRaw
    ? { kind: 'edited', text: toText(newRaw).text, bytes }
    : { kind: 'failed', message: `the file's encoding (${encoding.name}) cannot hold the new text` };
}
