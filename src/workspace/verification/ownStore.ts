import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git, GitOutcome } from '../git';
import { configText, type Setting } from '../gitConfig';
import type { ObjectFormat } from './gitTree';

/** A repository of our own, which no configuration but ours says anything about. */
export interface OwnStore {
  /** Its git directory. */
  readonly folder: string;
  readonly format: ObjectFormat;
  /** Its settings, as a file of configuration. */
  readonly config: string;
  run(args: readonly string[], signal: AbortSignal, on?: StoreCall): Promise<GitOutcome>;
}

/** What a call is about beside the objects. Git is told of both: nothing that lies there can lead it elsewhere. */
interface StoreCall {
  readonly workTree?: string;
  readonly index?: string;
  readonly input?: Buffer;
}

/** Settings of the person's repository that ours has, too: how its disk behaves, and what `@{upstream}` means. */
const taken = /^(core\.(filemode|symlinks|ignorecase|precomposeunicode|longpaths|protect\w+)|branch\..*|remote\..*)$/s;

const ours: readonly Setting[] = [
  { key: 'core.autocrlf', value: 'false' },
  { key: 'core.bare', value: 'false' },
  { key: 'core.logallrefupdates', value: 'false' },
  // All of it is thrown away after a power cut.
  { key: 'core.fsync', value: 'none' },
  { key: 'gc.auto', value: '0' },
  { key: 'maintenance.auto', value: 'false' },
  // Else few objects are written one by one, and those that the person's repository has are touched there.
  { key: 'fastimport.unpacklimit', value: '1' },
];

/** Whatever the attributes of the folder say, a file's bytes are its content (gitattributes(5)). */
const plainBytes = '* -text -filter -ident !working-tree-encoding\n';

/** Makes a repository with the objects of others at hand. Rejects with the system's error. */
export async function makeStore(
  git: Git,
  folder: string,
  from: { readonly settings: readonly Setting[]; readonly format: ObjectFormat; readonly objects: readonly string[] },
): Promise<OwnStore> {
  const config = configText(
    from.settings.filter(({ key }) => taken.test(key)),
    [
      { key: 'core.repositoryformatversion', value: from.format === 'sha1' ? '0' : '1' },
      ...(from.format === 'sha1' ? [] : [{ key: 'extensions.objectformat', value: from.format }]),
      ...ours,
    ],
  );
  await writeGitDirectory(folder, { config, head: 'ref: refs/heads/base\n', objects: from.objects });
  const run: OwnStore['run'] = (args, signal, { workTree, index, input } = {}) =>
    git.run(
      args,
      {
        folder: workTree ?? folder,
        environment: {
          GIT_DIR: folder,
          GIT_CONFIG_NOSYSTEM: '1',
          HOME: folder,
          XDG_CONFIG_HOME: folder,
          ...(workTree === undefined ? {} : { GIT_WORK_TREE: workTree }),
          ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
        },
        reads: workTree === undefined ? [] : [{ path: workTree, isGit: false }],
        ...(input === undefined ? {} : { input }),
      },
      signal,
    );
  return { folder, format: from.format, config, run };
}

/** What a git directory of ours is made of. */
export interface GitDirectoryContent {
  readonly config: string;
  readonly head: string;
  /** Folders of objects, absolute. */
  readonly objects: readonly string[];
  /** As in gitrepository-layout(5). */
  readonly packedRefs?: string;
  readonly shallow?: Buffer;
  /** Ignore rules. */
  readonly exclude?: string;
}

/** Writes a git directory. Rejects with the system's error. */
export async function writeGitDirectory(folder: string, content: GitDirectoryContent): Promise<void> {
  for (const path of ['', 'info', 'objects', join('objects', 'info'), join('objects', 'pack'), 'refs']) {
    await mkdir(join(folder, path), { recursive: true, mode: 0o700 });
  }
  await writeFile(join(folder, 'config'), content.config);
  await writeFile(join(folder, 'info', 'attributes'), plainBytes);
  await writeFile(join(folder, 'info', 'exclude'), content.exclude ?? '');
  await writeFile(join(folder, 'objects', 'info', 'alternates'), content.objects.map(alternate).join(''));
  if (content.packedRefs !== undefined) {
    await writeFile(join(folder, 'packed-refs'), content.packedRefs);
  }
  if (content.shallow !== undefined) {
    await writeFile(join(folder, 'shallow'), content.shallow);
  }
  // Last: only with it is it a repository.
  await writeFile(join(folder, 'HEAD'), content.head);
}

/** In quotes, as a path may begin or end with what means something there. */
function alternate(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"\n`;
}
