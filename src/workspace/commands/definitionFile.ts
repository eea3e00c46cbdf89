import { createHash } from 'node:crypto';
import { languageOf, languageOfScript } from '../../core/text/language';
import { waitingCalls } from '../fileCalls';
import { readRegularFile } from '../regularFile';
import type { CommandText } from './commandWords';

/** Bytes read of one file. What is larger counts by its size alone, and no person has written it. */
const maxSize = 16 * 1024 * 1024;

/** Languages whose files are commands, line by line. */
const kinds: ReadonlyMap<string, CommandText> = new Map([
  ['makefile', 'rules'],
  ['shellscript', 'shell'],
  ['bat', 'shell'],
  ['powershell', 'shell'],
]);
const rules = /(?:^|\/)\.?justfile$|\.just$/i;
const settings = /(?:^|\/)(?:tox\.(?:ini|toml)|taskfile[^/]*\.ya?ml)$/i;

/** What one file says of a command. */
export interface Content {
  /** Or why there is none, which changes when that does. */
  readonly hash: string;
  readonly text: string;
  /** How its text names files, where that is commands in their turn. */
  readonly kind: CommandText | undefined;
}

/** @param readAs of what neither its name nor its first line tells the language. */
export async function contentOf(folder: string, path: string, readAs?: CommandText): Promise<Content> {
  const read = await readRegularFile(waitingCalls, folder, path, maxSize);
  if (read.kind !== 'bytes') {
    return { hash: read.message, text: '', kind: undefined };
  }
  const text = Buffer.from(read.bytes).toString('utf8');
  const languages = [languageOf(path), languageOfScript(text)];
  const known = languages.flatMap((language) => kinds.get(language ?? '') ?? []).at(0);
  const isUnknown = languages.every((language) => language === undefined || language === 'plaintext');
  const special = rules.test(path) ? 'rules' : settings.test(path) ? 'settings' : undefined;
  const kind = special ?? known ?? (isUnknown ? readAs : undefined);
  return { hash: createHash('sha256').update(read.bytes).digest('hex'), text, kind };
}
