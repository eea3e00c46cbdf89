import { english } from '../core/text/say';
import { skipTexts } from '../core/text/skipTexts';
import type { NamesIn } from './folderNames';
import type { Skip } from './listing';

/** The ends of names of what is compiled to style sheets. */
const sources = ['.scss', '.sass', '.less', '.styl'];
/** Where such sources stand, in the folder of the style sheets or beside it. */
const folders = new Set(['scss', 'sass', 'less', 'stylus', 'styl']);

/** What preprocessors of any text put behind the name of what they write: https://docs.racket-lang.org/pollen/File_formats.html */
const templates = ['.pp', '.p', '.pm', '.pmd', '.erb', '.j2', '.m4'];

/**
 * Tells which files are made from a source of the same name: style sheets, from one beside them or in a folder for such
 * sources, and whatever has a preprocessor's source beside it.
 */
export function createCompiledLookup(namesIn: NamesIn): (path: string) => Promise<Skip | undefined> {
  /** One alone: where the same is there in several languages, each is as hand-written as the others. */
  async function sourceIn(folder: string, name: string): Promise<string | undefined> {
    const names = await namesIn(folder);
    const found = sources.map((end) => name + end).filter((source) => names.has(source));
    return found.length === 1 ? join(folder, found[0] ?? '') : undefined;
  }

  async function templateOf(path: string): Promise<string | undefined> {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    const names = /.\.\w+$/.test(name) ? await namesIn(path.slice(0, Math.max(slash, 0))) : new Set<string>();
    const end = templates.find((template) => names.has(name + template));
    return end === undefined ? undefined : path + end;
  }

  return async (path) => {
    const template = await templateOf(path);
    if (template !== undefined) {
      return { reason: 'generated', message: english(skipTexts.madeFrom, template) };
    }
    const [, folder = '', name = ''] = /^(?:(.*)\/)?([^/]+)\.css$/i.exec(path) ?? [];
    if (name === '') {
      return undefined;
    }
    const above = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '';
    const places = [folder, ...(await foldersIn(folder)), ...(folder === '' ? [] : await foldersIn(above))];
    for (const place of places) {
      const source = await sourceIn(place, name);
      if (source !== undefined) {
        return { reason: 'generated', message: english(skipTexts.compiledFrom, source) };
      }
    }
    return undefined;
  };

  async function foldersIn(folder: string): Promise<readonly string[]> {
    return [...(await namesIn(folder))].filter((name) => folders.has(name)).map((name) => join(folder, name));
  }
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
