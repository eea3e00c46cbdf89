import {
  createMemory,
  type FolderFiles,
  folderOf,
  follow,
  type Import,
  type ImportRules,
  inside,
  withFoldersAbove,
} from './imports';
import { programText } from './programText';

const statements = /^[ \t]*#[ \t]*(?:include|import|include_next)[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)/gm;

const condition = /^[ \t]*#[ \t]*(if|ifdef|ifndef|else|elif|endif)\b(?:[ \t]+(0)[ \t]*$)?/;

/** A text without comments and what `#if 0` leaves out. */
function compiledOf(text: string): string {
  const lines: string[] = [];
  /** How many conditions stand within the one that is never met; 0 outside of it. */
  let depth = 0;
  for (const line of programText('c', text).split('\n')) {
    const [, word = '', never] = condition.exec(line) ?? [];
    if (depth > 0) {
      const isOutermost = depth === 1 && (word === 'else' || word === 'elif');
      depth += word.startsWith('if') ? 1 : word === 'endif' || isOutermost ? -1 : 0;
    } else if (word === 'if' && never !== undefined) {
      depth = 1;
    } else {
      lines.push(line);
    }
  }
  return lines.join('\n');
}

function importsIn(text: string): Import[] {
  return [...compiledOf(text).matchAll(statements)].map(([, quoted, angled]) =>
    quoted === undefined
      ? { specifier: angled ?? '', bindings: [], all: true, leadsOn: true, system: true }
      : { specifier: quoted, bindings: [], all: true, leadsOn: true },
  );
}

/** Folders that compilers are usually told to look in, of each folder above a file. */
const includeFolders = ['include', 'inc', 'src', 'lib', ''];

/**
 * A header of the system that is called like one of the folder's is not it; those in a folder of their own are told apart.
 * A way that climbs is one from the file itself.
 */
function placesFor({ specifier, system }: Import, folder: string): readonly string[] {
  if (specifier.split('/').includes('..')) {
    return system ? [] : [folder];
  }
  const above = withFoldersAbove(folder);
  const usual = above.flatMap((one) => includeFolders.map((name) => (name === '' ? one : inside(one, name))));
  return system ? (specifier.includes('/') ? usual : []) : [folder, ...usual];
}

function fileOf(folder: string, included: Import, files: FolderFiles): string | undefined {
  for (const place of placesFor(included, folder)) {
    const path = follow(place, included.specifier);
    if (path !== undefined && files.has(path)) {
      return path;
    }
  }
  return undefined;
}

const remembered = createMemory<string | undefined>();

/** Headers of C and C++. */
export const includes: ImportRules = {
  importsIn,
  resolve(from, included, files) {
    const folder = folderOf(from);
    const about = [folder, included.system ? 'system' : '', included.specifier];
    const path = remembered(files, about, () => fileOf(folder, included, files));
    return path === undefined ? [] : [{ path, bindings: [], all: true }];
  },
};
