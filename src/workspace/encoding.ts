import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { english } from '../core/text/say';
import { skipTexts } from '../core/text/skipTexts';

/** How a file's characters are laid down in bytes. */
export interface Encoding {
  /** VS Code's `files.encoding` name without its `bom` suffix: `utf8`, `utf16le`, `utf16be`, `iso88591`, `windows1252` … */
  readonly name: string;
  /** Whether the file starts with a byte order mark. */
  readonly byteOrderMark: boolean;
}

export type Decoded =
  /** `raw` has the line ends as they are in the file and no byte order mark. */
  | { readonly kind: 'text'; readonly raw: string; readonly encoding: Encoding }
  | { readonly kind: 'skipped'; readonly reason: 'binary' | 'unknown encoding'; readonly message: string };

/** How many bytes at the start of a file are looked at for a NUL, as git does. */
const binaryProbe = 8000;

const marks: readonly { readonly name: string; readonly bytes: readonly number[] }[] = [
  { name: 'utf32le', bytes: [0xff, 0xfe, 0x00, 0x00] },
  { name: 'utf8', bytes: [0xef, 0xbb, 0xbf] },
  { name: 'utf16le', bytes: [0xff, 0xfe] },
  { name: 'utf16be', bytes: [0xfe, 0xff] },
];

/** Every encoding of VS Code's `files.encoding`, by its name there. In all but UTF-16, ASCII is one byte each. */
export const encodings: ReadonlySet<string> = new Set([
  ...['utf8', 'utf16le', 'utf16be', 'gbk', 'gb18030', 'gb2312', 'cp950', 'big5hkscs', 'shiftjis', 'eucjp', 'euckr'],
  ...[1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 874].map((page) => `windows${page}`),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16].map((part) => `iso8859${part}`),
  ...['koi8r', 'koi8u', 'koi8ru', 'koi8t', 'macroman', 'cp437', 'cp850', 'cp852', 'cp865', 'cp866', 'cp1125'],
]);

/** What to say of the name of an encoding that is unknown. */
export const unknownEncoding = `must be an encoding of VS Code's: ${[...encodings].join(', ')}.`;

/** VS Code's name of an encoding, however it is written ("Shift-JIS", "windows-1251"); undefined for an unknown one. */
export function encodingNamed(text: string): string | undefined {
  const name = text.toLowerCase().replace(/[^a-z0-9]/g, '');
  return encodings.has(name) ? name : undefined;
}

/**
 * The encoding of a file in a folder of which it is known what its files are in that are not UTF-8. By mere chance, no
 * text of some length in another encoding is valid UTF-8.
 */
export function utf8Or(other: string | undefined): (path: string, bytes: Uint8Array) => string | undefined {
  return (_, bytes) => (other === undefined || isUtf8(bytes) ? undefined : other);
}

/**
 * Decodes a file. A byte order mark decides; without one it is `hint` (a name as in VS Code's `files.encoding`), and
 * without a hint UTF-8. What cannot be turned back into exactly the same bytes is not text for us.
 */
export function decode(bytes: Uint8Array, hint = 'utf8'): Decoded {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mark = marks.find((candidate) => candidate.bytes.every((byte, index) => content[index] === byte));
  const name = mark?.name ?? hint.replace(/bom$/, '');
  const encoding: Encoding = { name, byteOrderMark: mark !== undefined };
  const wide = name.startsWith('utf16');
  if (!wide && content.subarray(0, binaryProbe).includes(0)) {
    return mark ? skippedAs(english(skipTexts.unknownEncoding, name)) : binary();
  }
  if (!encodings.has(name)) {
    return skippedAs(english(skipTexts.unknownEncoding, name));
  }
  const body = content.subarray(mark?.bytes.length ?? 0);
  if (name === 'utf8' && isUtf8(body)) {
    return { kind: 'text', raw: body.toString('utf8'), encoding };
  }
  const raw = iconv.decode(body, name, { stripBOM: false });
  if (wide && raw.slice(0, binaryProbe / 2).includes('\0')) {
    return binary();
  }
  const again = encode(raw, encoding);
  if (!again?.equals(content)) {
    return skippedAs(otherEncoding(name, content, again));
  }
  return { kind: 'text', raw, encoding };
}

/**
 * The bytes of a file with this content, undefined when the encoding cannot hold it: a character it does not have, or
 * half of a surrogate pair.
 */
export function encode(raw: string, { name, byteOrderMark }: Encoding): Buffer | undefined {
  if (!encodings.has(name) || !raw.isWellFormed()) {
    return undefined;
  }
  const mark = byteOrderMark ? marks.find((candidate) => candidate.name === name) : undefined;
  const content = iconv.encode(raw, name);
  // What the encoding does not have becomes a question mark.
  const isKept = iconv.decode(content, name, { stripBOM: false }) === raw;
  return isKept ? Buffer.concat([Buffer.from(mark?.bytes ?? []), content]) : undefined;
}

function binary(): Decoded {
  return { kind: 'skipped', reason: 'binary', message: skipTexts.binary };
}

function skippedAs(message: string): Decoded {
  return { kind: 'skipped', reason: 'unknown encoding', message };
}

/** Says which byte is the first that does not fit. */
function otherEncoding(name: string, content: Buffer, again: Buffer | undefined): string {
  const at = again ? content.findIndex((byte, index) => byte !== again[index]) : -1;
  return at === -1
    ? english(skipTexts.otherEncoding, name)
    : english(skipTexts.otherEncodingAt, name, at + 1, content.toString('hex', at, at + 1));
}
