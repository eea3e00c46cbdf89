import type { QuotedEdit } from '../edits/quotedEdit';
import { isRecord } from '../isRecord';
import { editsOf } from './reply/readEdits';
import { isStruckOutBehind, type ReplyValue, replyValues } from './reply/replyValues';
import { readBehindThinking } from './reply/thinking';

/** What a reply with the edits of one finding means. */
export type ParsedEdits =
  | { readonly kind: 'edits'; readonly edits: readonly QuotedEdit[] }
  /** It says that there is no better edit. */
  | { readonly kind: 'none' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unreadable' };

/** Longer replies are not looked at; in UTF-16 code units. */
const maxLength = 1_000_000;

/**
 * Reads a reply that holds the edits of one finding, and nothing else: one object, in whose other parts nobody is
 * interested. A reply with several, or of which a part can be read in two ways, says nothing. Never throws.
 *
 * @param path of the file: a reply cannot choose another
 */
export function parseEdits(reply: string, path: string): ParsedEdits {
  const read = (body: string) => readBody(body, path);
  return (reply.length > maxLength ? undefined : readBehindThinking(reply, read)) ?? { kind: 'unreadable' };
}

function readBody(body: string, path: string): ParsedEdits {
  if (body === '') {
    return { kind: 'empty' };
  }
  const values = replyValues(body);
  const [only, ...others] = values.filter(({ source }) => source.includes('{'));
  const isLeftOut = !only || others.length > 0 || isStruckOutBehind(only.before);
  if (isLeftOut || values.some(({ ended }) => ended !== 'whole')) {
    return { kind: 'unreadable' };
  }
  return readValue(only, path);
}

function readValue({ value, ...within }: ReplyValue, path: string): ParsedEdits {
  const said = Array.isArray(value) ? { edits: value } : value;
  if (!isRecord(said)) {
    return { kind: 'unreadable' };
  }
  if (Array.isArray(said.edits) && said.edits.length === 0) {
    return within.isStrict && Object.keys(said).length === 1 ? { kind: 'none' } : { kind: 'unreadable' };
  }
  let isClear = true;
  const complain = () => {
    isClear = false;
  };
  const isStrict = within.isStrict && said === value && Object.keys(said).length === 1;
  const edits = editsOf(said, undefined, { ...within, isStrict, path, complain });
  return isClear && edits.length > 0 ? { kind: 'edits', edits } : { kind: 'unreadable' };
}
