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

/**
 * Finds folders that are copies of somebody else's repository: called as the repository that their manifest names, which
 * is not the reviewed one. Clones, which have a `.git`, are not among them.
 *
 * @param root real path of the reviewed folder
 * @returns the name of the manifest; undefined for other folders
 */
export function createCopyLookup(root: string, namesIn: NamesIn): (folder: string) => Promise<string | undefined> {
  const known = new Map<string, Promise<string | undefined>>();

  async function repositoryOf(
    folder: string,
  ): Promise<{ readonly manifest: string; readonly name: string } | undefined> {
    const names = await namesIn(folder);
    const manifest = manifests.find((name) => names.has(name));
    if (manifest === undefined || (folder !== '' && names.has('.git'))) {
      return undefined;
    }
    const path = folder === '' ? manifest : `${folder}/${manifest}`;
    const read = await readRegularFile(waitingCalls, root, path, longestManifest);
    const decoded = read.kind === 'bytes' ? decode(read.bytes) : undefined;
    const name = decoded?.kind === 'text' ? repositoryIn(decoded.raw) : undefined;
    return name === undefined ? undefined : { manifest, name };
  }

  async function find(folder: string): Promise<string | undefined> {
    const own = await repositoryOf(folder);
    const isCalledSo = own?.name === basename(folder).toLowerCase();
    if (!isCalledSo || own.name === basename(root).toLowerCase()) {
      return undefined;
    }
    return (await repositoryOf(''))?.name === own.name ? undefined : own.manifest;
  }

  return (folder) => {
    const found = known.get(folder) ?? find(folder);
    known.set(folder, found);
    return found;
  };
}

/** The last part of the address that a manifest gives, without `.git`, in small letters. */
function repositoryIn(text: string): string | undefined {
  try {
    const parsed = v.safeParse(manifestSchema, JSON.parse(text));
    const { repository } = parsed.success ? parsed.output : {};
    const url = typeof repository === 'string' ? repository : repository?.url;
    return /([^/:]+?)(?:\.git)?(?:[#?].*)?\/?$/.exec(url ?? '')?.[1]?.toLowerCase();
  } catch {
    // What is no JSON names nothing.
    return undefined;
  }
}
