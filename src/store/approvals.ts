import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { errorMessage } from '../core/text/errorMessage';
import { type CommandWish, isSameCommand } from '../core/verify/approval';
import { writeFileAtomic } from './atomicFile';
import { hasCode } from './errors';
import { sha256 } from './hash';
import { checkOwnFolder, makeOwnFolders, readOwnFile } from './ownPlaces';
import type { FolderState } from './stateDir';

/** Which commands a person has approved for a folder. */
export interface Approvals {
  readonly approved: readonly CommandWish[];
  /** Why some of what is kept, or all of it, does not count; to be told. */
  readonly problems: readonly string[];
}

const folderName = 'approvals';
/** Bytes; a command is a line. */
const maxSize = 1024 * 1024;
const fileName = /^[0-9a-f]{64}\.json$/;

const content = v.strictObject({
  version: v.literal(1),
  folder: v.string(),
  command: v.string(),
  role: v.picklist(['check', 'set-up']),
  shell: v.string(),
  directory: v.exactOptional(v.string()),
  fingerprint: v.string(),
});

/**
 * What was approved for a folder. Each approval is a file of its own, named by all that it depends on, so that two
 * windows never undo what the other wrote. What is damaged, of another folder or not ours counts as not approved.
 * Never rejects.
 */
export async function readApprovals(state: FolderState): Promise<Approvals> {
  const place = join(state.path, folderName);
  let names: string[];
  try {
    await checkOwnFolder(place);
    names = await readdir(place);
  } catch (error) {
    return { approved: [], problems: hasCode(error, 'ENOENT') ? [] : [notCounted(place, errorMessage(error))] };
  }
  const read = await Promise.all(
    names.filter((name) => fileName.test(name)).map((name) => readApproval(state, join(place, name), name)),
  );
  return {
    approved: read.filter((each) => typeof each !== 'string'),
    problems: read.filter((each) => typeof each === 'string'),
  };
}

/** Remembers a person's consent. Resolves when it is on disk; rejects with the reason or the system's error. */
export async function approve(state: FolderState, wish: CommandWish): Promise<void> {
  const place = await makeOwnFolders(state.path, folderName);
  await writeFileAtomic(join(place, nameOf(state, wish)), `${JSON.stringify(entryOf(state, wish))}\n`);
}

/** Takes back the consent to a command, whatever its words meant when it was given. Rejects with the system's error. */
export async function forgetApproval(state: FolderState, command: Omit<CommandWish, 'fingerprint'>): Promise<void> {
  const { approved } = await readApprovals(state);
  for (const wish of approved.filter((other) => isSameCommand(command, other))) {
    await rm(join(state.path, folderName, nameOf(state, wish)), { force: true });
  }
}

async function readApproval(state: FolderState, file: string, name: string): Promise<CommandWish | string> {
  try {
    const bytes = await readOwnFile(file);
    const {
      version: _,
      folder,
      ...wish
    } = v.parse(content, bytes.length > maxSize ? undefined : JSON.parse(bytes.toString()));
    return folder === state.folder && name === nameOf(state, wish)
      ? wish
      : notCounted(file, 'it is not what its name says');
  } catch (error) {
    return notCounted(
      file,
      error instanceof SyntaxError || v.isValiError(error) ? 'it is damaged' : errorMessage(error),
    );
  }
}

function notCounted(path: string, reason: string): string {
  return `an approval of commands in ${path} does not count: ${reason}`;
}

function entryOf(
  { folder }: FolderState,
  { command, role, shell, directory, fingerprint }: CommandWish,
): v.InferOutput<typeof content> {
  return {
    ...{ version: 1, folder, command, role, shell },
    ...(directory !== undefined && { directory }),
    fingerprint,
  };
}

function nameOf(state: FolderState, wish: CommandWish): string {
  return `${sha256(JSON.stringify(entryOf(state, wish)))}.json`;
}
