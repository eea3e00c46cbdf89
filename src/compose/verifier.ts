import { randomBytes } from 'node:crypto';
import type { VerificationOptions } from '../core/proof';
import { errorMessage } from '../core/text/errorMessage';
import type { SiteOutcome, VerificationSite } from '../core/verify/ports';
import type { BaselineOptions, Definitions, SiteWish, Verifier } from '../core/verify/verifying/verifier';
import { keepBaseline, recallBaseline } from '../store/baselines';
import { sha256 } from '../store/hash';
import { keepTree, recallTree } from '../store/keptTree';
import { folderStatePath, openFolderState } from '../store/stateDir';
import { definitionOf } from '../workspace/commands/definition';
import { commandEnvironment } from '../workspace/commands/environment';
import { recoverCommands } from '../workspace/commands/recoverCommands';
import { runCommand } from '../workspace/commands/runCommand';
import { pathOf } from '../workspace/commands/runsIn';
import { standardShell } from '../workspace/commands/shell';
import { folderTree } from '../workspace/verification/folderTree';
import { verificationObstacle } from '../workspace/verification/obstacle';
import { openSite, type SiteOptions } from '../workspace/verification/site';
import { makePlaceIn, placeIn, recoverPlacesOf, tagOf } from './places';

/** What a site needs of the editor or of the command line. */
export interface SiteWorld {
  /** Real path of the reviewed folder. */
  readonly folder: string;
  readonly stateRoot: string;
  /** Bytes of documents that are not saved, by their path relative to the reviewed folder. */
  unsaved(): Promise<ReadonlyMap<string, Uint8Array>>;
  readonly encodingOf?: NonNullable<SiteOptions['encodingOf']>;
  /** Absolute path of what reads commands; if not given, the system's. */
  readonly shell?: string;
  /** Names of variables that commands get beside those that all get. */
  readonly passedOn?: readonly string[];
}

/** What verifies proposals of a folder with the person's own commands. */
export function createVerifier(world: SiteWorld): Verifier {
  const state = folderStatePath(world.stateRoot, world.folder);
  return {
    recallBaseline: async (options, tree) => recallBaseline(state, await baselineKey(world, options, tree), Date.now()),
    keepBaseline: async (options, tree, runs) =>
      keepBaseline(state, await baselineKey(world, options, tree), runs, Date.now()).catch(() => undefined),
    obstacle: (options) => obstacleTo(world, options),
    open: (options, signal, copying) =>
      openVerificationSite({ ...world, ...(copying && { copying }) }, options, signal),
    definitions: definitionsIn,
    treeNow: async (signal, since) => {
      const now = await folderTree(world.folder, await world.unsaved(), signal);
      const then = now.kind === 'tree' && since !== undefined ? await recallTree(state, since) : undefined;
      return now.kind === 'tree'
        ? { kind: 'tree', tree: now.tree, ...(then && { changed: differing(then, now.files) }) }
        : now;
    },
  };
}

/** The paths that are in one alone, or other than in the other, in their order. */
function differing(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): readonly string[] {
  const paths = [...new Set([...one.keys(), ...other.keys()])];
  return paths.filter((path) => one.get(path) !== other.get(path)).sort();
}

/**
 * Opens a site for the commands of a run. All that it makes lies in a place of its own in the state of the folder, which
 * is known as left behind as soon as this process is no more.
 */
async function openVerificationSite(
  world: SiteWorld & Pick<SiteOptions, 'copying'>,
  options: SiteWish,
  signal: AbortSignal,
): Promise<SiteOutcome> {
  const obstacle = await obstacleTo(world, options);
  if (obstacle !== undefined) {
    return { kind: 'failed', message: obstacle };
  }
  const state = await openFolderState(world.stateRoot, world.folder);
  if (state.kind === 'failed') {
    return state;
  }
  // Short, as it is part of every path in a worktree.
  const name = randomBytes(4).toString('hex');
  const place = placeIn(state.state.path, 'worktrees', name);
  const [unsaved, environment] = await Promise.all([world.unsaved(), environmentOf(world)]);
  const run = runIn(place, world, options, environment);
  try {
    await makePlaceIn(state.state.path, 'worktrees', name, world.folder);
  } catch (error) {
    return { kind: 'failed', message: `nothing can be verified in ${place}: ${errorMessage(error)}` };
  }
  // Without it the person is told that the folder has changed, and not where.
  const taken: SiteOptions['taken'] = (tree, files) => keepTree(state.state.path, tree, files).catch(() => undefined);
  return openSite({ ...world, ...options, place, unsaved, hash: sha256, run, taken }, signal);
}

function obstacleTo({ folder, stateRoot, shell = standardShell() }: SiteWorld, options: SiteWish) {
  return verificationObstacle(folder, stateRoot, shell, options);
}

async function baselineKey(world: SiteWorld, options: BaselineOptions, tree: string): Promise<string> {
  const { setUp, commands, directory = '', timeLimitMs } = options;
  const { shell = standardShell() } = world;
  return sha256(JSON.stringify([tree, setUp, commands, directory, timeLimitMs, shell, await environmentOf(world)]));
}

async function definitionsIn(
  { top }: Pick<VerificationSite, 'top'>,
  { commands, directory }: Pick<VerificationOptions, 'commands' | 'directory'>,
): Promise<Definitions> {
  const read = await Promise.all(
    commands.map(async (command) => [command, await definitionOf(command, pathOf(top, directory))] as const),
  );
  const prefix = directory === undefined ? '' : `${directory}/`;
  return {
    paths: [...new Set(read.flatMap(([, { paths }]) => paths.map((path) => prefix + path)))],
    texts: new Map(read.map(([command, { texts }]) => [command, texts])),
  };
}

function environmentOf({ folder, passedOn = [] }: SiteWorld): Promise<Record<string, string>> {
  return commandEnvironment(folder, passedOn);
}

function runIn(
  place: string,
  { shell = standardShell() }: SiteWorld,
  { directory, timeLimitMs }: Pick<VerificationOptions, 'directory' | 'timeLimitMs'>,
  environment: Readonly<Record<string, string>>,
): SiteOptions['run'] {
  return ({ command, folder: top, environment: more }, signal) => {
    const folder = pathOf(top, directory);
    return runCommand(
      { command, folder, place: top, shell, environment: { ...environment, ...more }, timeLimitMs, tag: tagOf(place) },
      signal,
    );
  };
}

/**
 * Ends the processes and removes the worktrees of verifications of a folder (real path) whose own process has died.
 *
 * @returns what could not be put right, a sentence each
 */
export function recoverVerifications(stateRoot: string, folder: string): Promise<readonly string[]> {
  return recoverPlacesOf(stateRoot, folder, 'worktrees', (place) => recoverCommands(tagOf(place)));
}
