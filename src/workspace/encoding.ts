import { isUtf8 } from 'node:buffer';

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

/** Turns characters into bytes and back; `encode` answers undefined for characters the encoding does not have. */
interface Codec {
  decode(bytes: Buffer): string;
  encode(text: string): Buffer | undefined;
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
  const codec = codecOf(name);
  const wide = name.startsWith('utf16');
  if (!wide && content.subarray(0, binaryProbe).includes(0)) {
    return mark ? unknownEncoding(`the encoding ${name} is not supported`) : binary();
  }
  if (!codec) {
    return unknownEncoding(`the encoding ${name} is not supported`);
  }
  const body = content.subarray(mark?.bytes.length ?? 0);
  const raw = codec.decode(body);
  if (wide && raw.slice(0, binaryProbe / 2).includes('\0')) {
    return binary();
  }
  if (name === 'utf8' && isUtf8(body)) {
    return { kind: 'text', raw, encoding };
  }
  const again = encode(raw, encoding);
  if (!again?.equals(content)) {
    return unknownEncoding(`not ${name} text${firstDifference(content, again)}`);
  }
  return { kind: 'text', raw, encoding };
}

/**
 * The bytes of a file with this content, undefined when the encoding cannot hold it: a character it does not have, or
 * half of a surrogate pair.
 */
export function encode(raw: string, encoding: Encoding): Buffer | undefined {
  const mark = encoding.byteOrderMark ? marks.find(({ name }) => name === encoding.name) : undefined;
  const content = codecOf(encoding.name)?.encode(raw);
  return content && Buffer.concat([Buffer.from(mark?.bytes ?? []), content]);
}

function binary(): Decoded {
  return { kind: 'skipped', reason: 'binary', message: 'it contains NUL bytes, so it is not text' };
}

function unknownEncoding(message: string): Decoded {
  return { kind: 'skipped', reason: 'unknown encoding', message };
}

function firstDifference(content: Buffer, again: Buffer | undefined): string {
  const at = again ? content.findIndex((byte, index) => byte !== again[index]) : -1;
  return at === -1 ? '' : `: byte ${at + 1} (0x${content.toString('hex', at, at + 1)}) does not fit`;
}

function codecOf(name: string): Codec | undefined {
  switch (name) {
    case 'utf8':
      return {
        decode: (bytes) => bytes.toString('utf8'),
        encode: (text) => (text.isWellFormed() ? Buffer.from(text, 'utf8') : undefined),
      };
    case 'utf16le':
      return {
        decode: (bytes) => bytes.toString('utf16le'),
        encode: (text) => (text.isWellFormed() ? Buffer.from(text, 'utf16le') : undefined),
      };
    case 'utf16be':
      return {
        decode: (bytes) => swapped(bytes.subarray(0, bytes.length & ~1)).toString('utf16le'),
        encode: (text) => (text.isWellFormed() ? swapped(Buffer.from(text, 'utf16le')) : undefined),
      };
    case 'iso88591':
      return {
        decode: (bytes) => bytes.toString('latin1'),
        encode: (text) => (/^[\0-\u00ff]*$/.test(text) ? Buffer.from(text, 'latin1') : undefined),
      };
    case 'windows1252':
      return windows1252;
    default:
      return undefined;
  }
}

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes).swap16();
}

/** What Windows-1252 has where ISO 8859-1 has control characters; five places are unused. Node's own decoder errs. */
const windows1252Extras = '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ';

const windows1252: Codec = {
  decode: (bytes) =>
    bytes
      .toString('latin1')
      .replace(/[\x80-\x9f]/g, (control) => windows1252Extras.charAt(control.charCodeAt(0) - 0x80)),
  encode(text) {
    if (!/^[\0-\x7f\xa0-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]*$/.test(text)) {
      return undefined;
    }
    const bytes = text.replace(/[^\0-\xff]/g, (extra) => String.fromCharCode(0x80 + windows1252Extras.indexOf(extra)));
    return Buffer.from(bytes, 'latin1');
  },
};
