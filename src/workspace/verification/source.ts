import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askGit, lineOf } from '../askGit';
import type { Git } from '../git';
import type { Setting } from '../gitConfig';
import { type GitDirectory, readGitFile } from '../gitDirectory';
import type { GitView } from '../gitView';
import { inWorkTree } from '../inRepository';
import type { Listing } from '../listing';
import { prefixIn } from '../paths';
import { listIgnored, listWorkTree, type WorkTreeGit } from '../repository';
import type { ObjectFormat } from './gitTree';
import { makeStore } from './ownStore';

/** What git knows of the person's folder at one moment. */
export interface Source {
  readonly kind: 'source';
  /** Absolute, real path of what is copied; see `topOf`. */
  readonly top: string;
  /** Of all that git tracks or would add, relative to the top. */
  readonly files: Extract<Listing, { kind: 'listed' }>['entries'];
  /** What git ignores, and Python environments that it does not keep, relative to the top; folders end with `/`. */
  readonly ignored: readonly string[];
  readonly history: History;
}

/** What a repository has beside its files. */
export interface History {
  readonly settings: readonly Setting[];
  readonly format: ObjectFormat;
  /** Their folder of objects, if they have a repository. */
  readonly objects: readonly string[];
  /** The commit that is checked out, with its time in seconds since 1970; undefined before the first one. */
  readonly head: { readonly commit: string; readonly seconds: number } | undefined;
  /** The branch that is checked out, with all of its name; undefined when none is. */
  readonly branch: string | undefined;
  /** Branches, tags and what stands in for others, one a line as in `packed-refs`. */
  readonly references: readonly string[];
  readonly shallow: Buffer | undefined;
}

export type SourceOutcome =
  | Source
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

/** What is known by paths relative to the reviewed folder, by those relative to the top. */
export function placeIn<T>({ top }: Source, folder: string, known: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  const prefix = prefixIn(top, folder);
  return new Map([...known].map(([path, value]) => [prefix + path, value]));
}

/** Folders of a project without git that nobody's hands have written. */
const neverSource = ['node_modules', '.venv', 'venv', '__pycache__', '.tox', '.git', '.hg', '.svn', '.jj'];

/**
 * Asks git about the work tree that a folder (real path) lies in, and writes nothing there.
 *
 * @param scratch A folder of ours without anything, from where git looks.
 * @param dependencies Names of folders that are not listed in such a folder.
 */
export async function readSource(
  git: Git,
  folder: string,
  scratch: string,
  dependencies: readonly string[],
  signal: AbortSignal,
): Promise<SourceOutcome> {
  const look = (view: GitView, { common }: GitDirectory) => readRepository(view, common, signal);
  const wish = { withReferences: true, parent: scratch, findGit: async () => ({ kind: 'git', git }) as const };
  const read = await inWorkTree(folder, wish, signal, look);
  return read.kind === 'none' ? readFolder(git, folder, scratch, dependencies, signal) : read;
}

async function readRepository(view: GitView, common: string, signal: AbortSignal): Promise<SourceOutcome> {
  const [files, ignored, told, shallow] = await Promise.all([
    listWorkTree(view, signal),
    listIgnored(view, signal),
    tellAll(view, signal, {
      branch: ['symbolic-ref', '--quiet', 'HEAD'],
      commit: ['rev-parse', '--verify', '--quiet', 'HEAD'],
      references: ['for-each-ref', '--format=%(objectname) %(refname)', ...copiedReferences],
      format: ['rev-parse', '--show-object-format'],
    }),
    readGitFile(join(common, 'shallow')),
  ]);
  if (files.kind !== 'listed') {
    return files;
  }
  if (ignored.kind !== 'listed') {
    return ignored;
  }
  if (told.kind !== 'told') {
    return told;
  }
  if (shallow.kind === 'failed') {
    return shallow;
  }
  const { branch, commit, references, format } = told.texts;
  const head = await headOf(view, commit, signal);
  if (head.kind !== 'head') {
    return head;
  }
  return {
    kind: 'source',
    top: view.top,
    files: files.entries,
    ignored: [...ignored.entries.map(({ path }) => path), ...files.environments],
    history: {
      settings: view.settings,
      format: format === 'sha256' ? 'sha256' : 'sha1',
      objects: [join(common, 'objects')],
      head: head.head,
      branch: branch.startsWith('refs/heads/') ? branch : undefined,
      references: references === '' ? [] : references.split('\n'),
      shallow: shallow.kind === 'bytes' ? shallow.bytes : undefined,
    },
  };
}

const copiedReferences = ['refs/heads', 'refs/tags', 'refs/remotes', 'refs/replace'];

type Told<Name extends string> =
  | { readonly kind: 'told'; readonly texts: Readonly<Record<Name, string>> }
  | Exclude<SourceOutcome, Source>;

/** What git answers to several questions; nothing where it ends with 1 and no word, by which it says that there is none. */
async function tellAll<Name extends string>(
  view: GitView,
  signal: AbortSignal,
  questions: Readonly<Record<Name, readonly string[]>>,
): Promise<Told<Name>> {
  const texts: Partial<Record<Name, string>> = {};
  const asked = (Object.keys(questions) as Name[]).map(async (name) => ({
    name,
    answer: await askGit(view, questions[name], signal),
  }));
  for (const { name, answer } of await Promise.all(asked)) {
    if (answer.kind !== 'answer') {
      return answer;
    }
    texts[name] = lineOf(answer);
  }
  return { kind: 'told', texts: texts as Record<Name, string> };
}

type Head = { readonly kind: 'head'; readonly head: History['head'] } | Exclude<SourceOutcome, Source>;

async function headOf(view: GitView, commit: string, signal: AbortSignal): Promise<Head> {
  if (commit === '') {
    return { kind: 'head', head: undefined };
  }
  const read = await view.run(['cat-file', 'commit', commit], signal);
  if (read.kind !== 'done') {
    return read;
  }
  const seconds = /^committer .*> (\d+) /m.exec(read.stdout.toString('utf8'))?.[1];
  return seconds === undefined
    ? { kind: 'failed', message: `the commit that is checked out in ${view.top} cannot be read: ${read.stderr.trim()}` }
    : { kind: 'head', head: { commit, seconds: Number(seconds) } };
}

/** The same of a folder that is in no work tree, seen from a repository of ours. */
async function readFolder(
  git: Git,
  folder: string,
  scratch: string,
  dependencies: readonly string[],
  signal: AbortSignal,
): Promise<SourceOutcome> {
  const history: History = {
    ...{ settings: [], format: 'sha1', objects: [], references: [] },
    ...{ head: undefined, branch: undefined, shallow: undefined },
  };
  const store = await makeStore(git, scratch, history);
  const rules = [...neverSource, ...dependencies].map((name) => `${name}/\n`);
  await writeFile(join(scratch, 'info', 'exclude'), rules.join(''));
  const view: WorkTreeGit = {
    version: git.version,
    run: (args, stop) => store.run(args, stop, { workTree: folder }),
  };
  const [files, ignored] = await Promise.all([listWorkTree(view, signal), listIgnored(view, signal)]);
  if (files.kind !== 'listed') {
    return files;
  }
  return ignored.kind === 'listed'
    ? {
        ...{ kind: 'source', top: folder, files: files.entries, history },
        ignored: [...ignored.entries.map(({ path }) => path), ...files.environments],
      }
    : ignored;
}
