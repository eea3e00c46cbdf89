import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { languageOf } from '../../core/text/language';
import type { CommandTexts } from '../../core/verify/judging/steps';
import { createNamesIn, type NamesIn } from '../folderNames';
import { isInside } from '../paths';
import { type CommandText, pathsIn, type Word, wordsOf } from './commandWords';
import { type Content, contentOf } from './definitionFile';
import { type PackageJson, readPackageJson } from './packageJson';
import { readTextsOf } from './projectFile';
import { scriptRunners, toolFilesOf, toolFolders } from './toolFiles';

/** What a command is made of that lies in the project: its meaning changes with it, though its text does not. */
export interface CommandDefinition {
  /** Hexadecimal SHA-256 of all of it. */
  readonly fingerprint: string;
  /** Files that it lies in, relative to where the command runs, with `/`, sorted. */
  readonly paths: readonly string[];
  /** What tells how it goes on behind a failure. */
  readonly texts: CommandTexts;
}

/** Texts looked through at most: a command, and the scripts and Makefiles that it calls. Of more, all files count as a whole. */
const maxTexts = 500;

interface Waiting {
  readonly text: string;
  readonly kind: CommandText;
  /** Where it runs. */
  readonly base: string;
}

/** What runs the file that follows it. On POSIX others can only run what is marked as executable. */
const interpreters = new Set(
  'sh bash dash zsh ksh node deno bun tsx ts-node python python3 py ruby perl php lua pwsh powershell cmd source .'.split(
    ' ',
  ),
);
const scriptsOfWindows = /\.(?:cmd|bat|ps1|exe)$/i;

/** What a package.json says to the tools that its scripts call. */
const toolKeys = [
  'type',
  'workspaces',
  'jest',
  'mocha',
  'ava',
  'nyc',
  'c8',
  'tap',
  'eslintConfig',
  'babel',
  'prettier',
];

/**
 * Reads what a command is made of, by its words: the scripts of package.json that it names, with those that run before
 * and after them and those that they call in turn; the configuration of the tools it calls; files of the project that
 * it runs, and what Makefiles and scripts of shells among them name in the same way. A word may look like more than it is,
 * so that more is read than counts, never less for that. Not known is what programs find by ways of their own, as what a
 * program imports: the code that is to be judged is among that.
 *
 * @param folder real path of where it runs
 */
export async function definitionOf(command: string, folder: string): Promise<CommandDefinition> {
  const parts = new Map<string, string>();
  const paths = new Set<string>();
  const contents = new Map<string, Content>();
  const scripts = new Map<string, string>();
  const ofTools: string[] = [];
  const names = createNamesIn(folder);
  const packageAt = createPackageAt(folder);
  const seen = new Set<string>();
  const waiting: Waiting[] = [{ text: command, kind: 'shell', base: '' }];
  for (let next = waiting.pop(); next !== undefined && seen.size < maxTexts; next = waiting.pop()) {
    const key = `${next.base}\0${next.kind}\0${next.text}`;
    if (seen.has(key)) {
      continue;
    }
    seen.add(key);
    const words = wordsOf(next.text, next.kind);
    for (const [base, isEntered] of await basesOf(folder, next.base, words)) {
      for (const { path, read } of await filesOf(folder, [base, isEntered], words, names)) {
        paths.add(path);
        const key = `${path}\0${read}`;
        const content = contents.get(key) ?? (await contentOf(folder, path, read));
        contents.set(key, content);
        const { hash, text, kind } = content;
        parts.set(path, hash);
        if (kind !== undefined) {
          // Scripts of shells run where they are called, look for others beside them, and Makefiles run where they lie.
          const places = new Set([base, pathOf(folder, '', posix.dirname(path)) ?? base]);
          waiting.push(...[...places].map((place) => ({ text, kind, base: place })));
        }
      }
      for (const { name, path, text } of await scriptsOf(packageAt, base, words)) {
        paths.add(path);
        parts.set(`${path}\0${name}`, text);
        if (name === '') {
          ofTools.push(text);
        } else {
          // Those of several packages that have the same name may all run.
          const other = scripts.get(name);
          scripts.set(name, other === undefined || other === text ? text : `${other}\n${text}`);
        }
        waiting.push({ text, kind: 'shell', base });
      }
    }
  }
  if (waiting.length > 0) {
    for (const path of paths) {
      parts.set(path, (await contentOf(folder, path)).hash);
    }
  }
  const sorted = [...parts].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    fingerprint: createHash('sha256').update(JSON.stringify(sorted)).digest('hex'),
    paths: [...paths].sort(),
    texts: {
      scripts,
      shells: scriptsIn(contents, 'shell'),
      makefiles: scriptsIn(contents, 'rules'),
      files: [...ofTools, ...textsIn(contents)],
    },
  };
}

/** Of a package.json the scripts that are called are enough. */
function textsIn(contents: ReadonlyMap<string, Content>): string[] {
  return [...contents].flatMap(([key, { text }]) => (/(?:^|\/)package\.json\0/.test(key) ? [] : [text]));
}

/** By their paths. */
function scriptsIn(contents: ReadonlyMap<string, Content>, wanted: CommandText): ReadonlyMap<string, string> {
  return new Map(
    [...contents].flatMap(([key, { text, kind }]) => (kind === wanted ? [[key.split('\0', 1)[0] ?? '', text]] : [])),
  );
}

/** Where the command may run: a folder, and whether the command goes there, or only names it. */
type Bases = ReadonlyMap<string, boolean>;

/** The folder of a command, and those that it names, as `cd`, `-C` and `--prefix` do. */
async function basesOf(folder: string, base: string, words: readonly Word[]): Promise<Bases> {
  const bases = new Map([[base, true]]);
  for (const word of words) {
    for (const text of pathsIn(word)) {
      const path = pathOf(folder, base, text);
      if (path !== undefined && (await lstat(join(folder, path)).catch(() => undefined))?.isDirectory()) {
        const isEntered = entering.has(word.option ?? word.after ?? '') || word.text.startsWith('-C');
        bases.set(path, isEntered || bases.get(path) === true);
      }
    }
  }
  return bases;
}

/** What has commands run in the folder behind it. */
const entering = new Set('cd pushd chdir -C --cwd --prefix --dir --directory --project-directory --chdir'.split(' '));

interface NamedFile {
  readonly path: string;
  /** How it is read where its name and its first line do not tell. */
  readonly read?: CommandText;
}

async function filesOf(
  folder: string,
  [base, isEntered]: readonly [string, boolean],
  words: readonly Word[],
  names: NamesIn,
): Promise<NamedFile[]> {
  const isOfTool = toolFilesOf(words.map(({ name }) => name));
  const here = [...(await names(base))];
  const below = here.filter((name) => toolFolders.has(name));
  const inside = await Promise.all(
    below.map(async (name) => [...(await names(posix.join(base, name)))].map((each) => `${name}/${each}`)),
  );
  const found: NamedFile[] = [...here, ...inside.flat()]
    .filter(isOfTool)
    .map((name) => ({ path: posix.join(base, name) }));
  for (const word of words) {
    for (const text of pathsIn(word)) {
      const path = pathOf(folder, base, text);
      if (path !== undefined && path !== '' && (await belongs(folder, path, word, isEntered))) {
        found.push({ path, ...readAs(word) });
      }
    }
  }
  return found;
}

/**
 * Whether a file belongs to the command that names it: what it runs, and what it gives to a program, as that may be a
 * script, settings or what is expected. Not what a compiler is given, which is the code to be judged.
 */
async function belongs(folder: string, path: string, word: Word, isEntered: boolean): Promise<boolean> {
  const stats = await lstat(join(folder, path)).catch(() => undefined);
  if (!stats || stats.isDirectory()) {
    return false;
  }
  const isExecutable =
    process.platform === 'win32' ? scriptsOfWindows.test(path) : (stats.mode & constants.S_IXUSR) !== 0;
  const isToCompile = compiled.has(languageOf(path)) && !word.behind.has('run');
  return isExecutable || interpreters.has(word.after ?? '') || (isEntered && word.isGiven && !isToCompile);
}

/** Languages whose files are no use to a program but a compiler, or one that checks them. */
const compiled = new Set(
  'c cpp cuda-cpp objective-c objective-cpp csharp fsharp vb java kotlin scala go rust swift dart haskell zig'.split(
    ' ',
  ),
);

function readAs({ behind, option, after }: Word): Pick<NamedFile, 'read'> {
  const isOfMake =
    after === 'include' || (makes.some((name) => behind.has(name)) && /^(?:-\w*f|--\w*file)$/.test(option ?? ''));
  return isOfMake ? { read: 'rules' } : shells.some((name) => behind.has(name)) ? { read: 'shell' } : {};
}

const makes = ['make', 'gmake', 'just'];
const shells = ['sh', 'bash', 'dash', 'zsh', 'ksh', 'source', '.'];

type PackageAt = (path: string) => Promise<PackageJson | undefined>;

/** Reads each of them once. */
function createPackageAt(folder: string): PackageAt {
  const read = readTextsOf(folder);
  const known = new Map<string, Promise<PackageJson | undefined>>();
  return (path) => {
    const file = known.get(path) ?? readPackageJson(read, path);
    known.set(path, file);
    return file;
  };
}

async function scriptsOf(packageAt: PackageAt, base: string, words: readonly Word[]) {
  if (!words.some(({ name }) => scriptRunners.has(name))) {
    return [];
  }
  const path = posix.join(base, 'package.json');
  const file = await packageAt(path);
  const called = words.flatMap(({ text }) => (installs.has(text) ? installScripts : [text === 't' ? 'test' : text]));
  const names = new Set(called.flatMap((name) => [`pre${name}`, name, `post${name}`]));
  const settings = JSON.stringify(toolKeys.map((key) => file?.content[key]));
  return file
    ? [
        { name: '', path, text: settings },
        ...[...names].flatMap((name) => {
          const text = file.scripts.get(name);
          return text === undefined ? [] : [{ name, path, text }];
        }),
      ]
    : [];
}

const installs = new Set(['ci', 'install', 'i', 'clean-install']);
/** https://docs.npmjs.com/cli/using-npm/scripts#npm-ci */
const installScripts = ['install', 'prepublish', 'prepare'];

/** Relative to the folder; undefined for what is no path of it. */
function pathOf(folder: string, base: string, word: string): string | undefined {
  const path = posix.join(base, word.replaceAll('\\', '/'));
  const isOfFolder = !word.startsWith('-') && !posix.isAbsolute(word) && isInside(folder, join(folder, path));
  return isOfFolder ? path.replace(/^\.$|\/$/, '') : undefined;
}
