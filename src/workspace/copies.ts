import { basename } from 'node:path';
import * as v from 'valibot';
import { decode } from './encoding';
import { waitingCalls } from './fileCalls';
import type { NamesIn } from './folderNames';
import { readRegularFile } from './regularFile';

const manifests = ['package.json', 'bower.json', 'component.json'];
/** Bytes. */
const longestManifest = 256 * 1024;
const manifestSchema = v.object({
  repository: v.union([
    v.string(),
    // With a folder of its own it is one of several packages in a repository.
    v.object({ url: v.string(), directory: v.optional(v.never()) }),
  ]),
});

/** Where projects keep packages of their own, some of which had a repository of theirs before. */
const ownPackages = new Set(['packages', 'modules', 'workspaces', 'apps', 'clients', 'sdk', 'sdks']);

interface Repository {
  readonly manifest: string;
  /** Both in small letters. */
  readonly owner: string;
  readonly name: string;
}

/**
 * Finds folders that are copies of somebody else's repository: called as the repository that their manifest names, whose
 * owner is not that of the reviewed one. Clones, which have a `.git`, are not among them.
 *
 * @param root real path of the reviewed folder
 * @returns the name of the manifest; undefined for other folders
 */
export function createCopyLookup(root: string, namesIn: NamesIn): (folder: string) => Promise<string | undefined> {
  const known = new Map<string, Promise<string | undefined>>();

  async function repositoryOf(folder: string): Promise<Repository | undefined> {
    const names = await namesIn(folder);
    const manifest = manifests.find((name) => names.has(name));
    if (manifest === undefined || (folder !== '' && names.has('.git'))) {
      return undefined;
    }
    const path = folder === '' ? manifest : `${folder}/${manifest}`;
    const read = await readRegularFile(waitingCalls, root, path, longestManifest);
    const decoded = read.kind === 'bytes' ? decode(read.bytes) : undefined;
    const named = decoded?.kind === 'text' ? repositoryIn(decoded.raw) : undefined;
    return named && { manifest, ...named };
  }

  async function find(folder: string): Promise<string | undefined> {
    const copied = folder.split('/').some((name) => ownPackages.has(name)) ? undefined : await repositoryOf(folder);
    const isCalledSo = copied?.name === basename(folder).toLowerCase();
    if (!isCalledSo || copied.name === basename(root).toLowerCase()) {
      return undefined;
    }
    return (await repositoryOf(''))?.owner === copied.owner ? undefined : copied.manifest;
  }

  return (folder) => {
    const found = known.get(folder) ?? find(folder);
    known.set(folder, found);
    return found;
  };
}

/** The last two parts of the address that a manifest gives, without what leads to a folder in it. */
function repositoryIn(text: string): Omit<Repository, 'manifest'> | undefined {
  try {
    const parsed = v.safeParse(manifestSchema, JSON.parse(text));
    const { repository } = parsed.success ? parsed.output : {};
    const url = typeof repository === 'string' ? repository : repository?.url;
    const address = url?.toLowerCase().replace(/\/(?:tree|blob|-)\/.*$/, '') ?? '';
    const [, owner, name] = /([^/:]+)\/([^/:]+?)(?:\.git)?(?:[#?].*)?\/?$/.exec(address) ?? [];
    return owner === undefined || name === undefined ? undefined : { owner, name };
  } catch {
    // What is no JSON names nothing.
    return undefined;
  }
}
