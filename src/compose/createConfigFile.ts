import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { english } from '../core/text/say';
import { configFileName } from '../workspace/configFile';
import type { JsonSchema } from '../workspace/configSchema';
import { configText } from '../workspace/configText';
import { codeOf, messageOf } from '../workspace/errors';

/** What became of a `folder-review.yaml` that was to be written. */
export type CreatedConfig =
  | { readonly kind: 'created'; readonly path: string }
  /** Something of that name is there, and stays as it is. */
  | { readonly kind: 'there'; readonly path: string; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Writes a `folder-review.yaml` in which every line is a comment or holds nothing. Never over anything that is there. */
export async function createConfigFile(folder: string, t = english): Promise<CreatedConfig> {
  const schema = JSON.parse(await readFile(join(__dirname, 'folder-review.schema.json'), 'utf8')) as JsonSchema;
  const path = join(folder, configFileName);
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(configText(schema));
    } catch (error) {
      // Half of it might be no YAML.
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return { kind: 'created', path };
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      return {
        kind: 'there',
        path,
        message: t('There is a {0} already, which stays as it is: {1}', configFileName, path),
      };
    }
    return { kind: 'failed', message: t('{0} cannot be written: {1}', path, messageOf(error)) };
  }
}
