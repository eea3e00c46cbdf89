import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** What package.json has in the place of a text: a key of package.nls.json and of its translations. */
export const nlsKey = /^%([\w.-]+)%$/;

/** As far as all who read it need to know. */
// biome-ignore lint/suspicious/noExplicitAny: JSON, of which each reader knows the part that it reads.
export type Manifest = Readonly<Record<string, any>>;

const readJson = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));

/** package.json as it stands, with the keys of its texts. */
export const rawManifest = (): Manifest => readJson('package.json');

/**
 * The texts of package.json by their keys.
 *
 * @param language such as `de`; English without one
 */
export const nlsTexts = (language?: string): Readonly<Record<string, string>> =>
  readJson(language === undefined ? 'package.nls.json' : `package.nls.${language}.json`);

/** package.json as the editor shows it in English: with texts in the place of their keys. */
export function readManifest(): Manifest {
  const texts = nlsTexts();
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'), (_, value) => {
    const key = typeof value === 'string' ? nlsKey.exec(value)?.[1] : undefined;
    return key === undefined ? value : (texts[key] ?? value);
  });
}
