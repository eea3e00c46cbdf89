import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { type CommandWish, consentTo, isSameCommand } from '../core/verify/approval';
import type {
  FolderCommands,
  FolderCommandsOutcome,
  WantedCommand,
  WantedFiles,
  WantedFilesOutcome,
} from '../core/verify/folderCommands';
import { stepsHint } from '../core/verify/judging/goesOn';
import { approve, forgetApproval, readApprovals } from '../store/approvals';
import { sha256 } from '../store/hash';
import { openFolderState } from '../store/stateDir';
import { definitionOf } from '../workspace/commands/definition';
import { pathOf, runsIn } from '../workspace/commands/runsIn';
import { standardShell } from '../workspace/commands/shell';
import { suggestCommands } from '../workspace/commands/suggest/suggestCommands';
import { readConfigFile } from '../workspace/configFile';
import { wayTo } from '../workspace/paths';
import { topOf } from '../workspace/verification/askSource';
import { missingDirectory } from '../workspace/verification/missingDirectory';
import { lookAtIncluded, readWorktreeInclude } from '../workspace/verification/worktreeInclude';
import { knownRules } from './knownRules';

/** Where the choice of commands and the consent to them are kept, and how they would run. */
export interface FolderCommandsWorld {
  /** Real path of the reviewed folder. */
  readonly folder: string;
  readonly stateRoot: string;
  /** Remembers which commands were chosen, in which order, and what was said of ignored files; whether commands may run is not its to say. */
  readonly memory: { get(key: string): unknown; update(key: string, value: unknown): PromiseLike<void> };
  /** Absolute path of what reads the commands; absent for the system's. */
  readonly shell?: string;
  /** Hears of what is kept of approvals and does not count. */
  warn(message: string): void;
}

const choice = v.array(
  v.object({ command: v.string(), role: v.picklist(['check', 'set-up']), directory: v.exactOptional(v.string()) }),
);
type Choice = v.InferOutput<typeof choice>;

/** The commands that a folder's proposals are or may be verified with. */
export async function openFolderCommands(world: FolderCommandsWorld): Promise<FolderCommandsOutcome> {
  const { folder, stateRoot, memory, shell = standardShell(), warn } = world;
  const opened = await openFolderState(stateRoot, folder);
  if (opened.kind === 'failed') {
    return opened;
  }
  const { state } = opened;
  const copied = await topOf(folder);
  if (copied.kind === 'failed') {
    return copied;
  }
  const { top } = copied;
  const key = `verification.${sha256(folder)}`;
  const remembered = (): Choice => {
    const read = v.safeParse(choice, memory.get(key));
    return read.success ? read.output : [];
  };
  const lookAt = async (commands: Choice) => {
    const { approved, problems } = await readApprovals(state);
    for (const problem of problems) {
      warn(problem);
    }
    return Promise.all(commands.map((command) => wanted({ ...command, shell }, approved, top)));
  };
  const commands: FolderCommands = {
    top,
    home: () => homeOf(folder, top),
    suggestions: async (directory) => {
      const file = await readConfigFile(folder, await knownRules());
      const asked = (file.kind === 'config' && file.config.verify.suggest) || [];
      return suggestCommands(pathOf(top, directory), asked);
    },
    runsIn: async (typed) => {
      const found = await runsIn(top, resolve(top, typed));
      if (found.kind === 'failed' || found.directory === '') {
        return found;
      }
      const read = await readWorktreeInclude(top);
      const include = read.kind === 'patterns' ? read.patterns : [];
      const message = await missingDirectory(folder, { directory: found.directory, include });
      return message === undefined ? found : { kind: 'failed', message };
    },
    chosen: () => lookAt(remembered()),
    wantedFiles: () => wantedFilesOf(world, top),
    look: (commands, directory) =>
      lookAt(commands.map(({ command, role }) => ({ command, role, ...(directory !== '' && { directory }) }))),
    approve: async (chosen) => {
      const wishes = chosen.map(({ wish }) => wish);
      for (const before of remembered().map((command) => ({ ...command, shell }))) {
        if (!wishes.some((wish) => isSameCommand(wish, before))) {
          await forgetApproval(state, before);
        }
      }
      for (const wish of wishes) {
        await approve(state, wish);
      }
      await memory.update(
        key,
        wishes.map(({ command, role, directory }) => ({
          ...{ command, role },
          ...(directory !== undefined && { directory }),
        })),
      );
    },
  };
  return { kind: 'commands', commands };
}

/** A package of a repository is tested where it is, and what has no tests of its own by what is around it. */
async function homeOf(folder: string, top: string): Promise<string> {
  for (let at = folder; at !== top; at = dirname(at)) {
    const found = await suggestCommands(at, []);
    if (found.some(({ role }) => role === 'check')) {
      return wayTo(top, at);
    }
  }
  return '';
}

const filesAnswer = v.object({ hash: v.string(), answer: v.boolean() });

/** The answer counts for the bytes that it was given for. */
async function wantedFilesOf({ folder, memory }: FolderCommandsWorld, top: string): Promise<WantedFilesOutcome> {
  const read = await readWorktreeInclude(top);
  if (read.kind !== 'patterns') {
    return read;
  }
  const { patterns, bytes } = read;
  const looked = await lookAtIncluded(folder, patterns, new AbortController().signal);
  if (looked.kind !== 'included') {
    return looked.kind === 'failed' ? looked : { kind: 'none' };
  }
  const key = `worktreeInclude.${sha256(folder)}`;
  const hash = sha256(bytes.toString('base64'));
  const before = v.safeParse(filesAnswer, memory.get(key));
  const wanted: WantedFiles = {
    ...{ patterns, ...looked.included },
    answer: before.success && before.output.hash === hash ? before.output.answer : undefined,
    decide: async (answer) => memory.update(key, { hash, answer }),
  };
  return { kind: 'files', wanted };
}

async function wanted(
  command: Omit<CommandWish, 'fingerprint'>,
  approved: readonly CommandWish[],
  top: string,
): Promise<WantedCommand> {
  const { fingerprint, paths, texts } = await definitionOf(command.command, pathOf(top, command.directory));
  const wish = { ...command, fingerprint };
  const alike = approved.filter((other) => isSameCommand({ ...other, shell: command.shell }, wish));
  const elsewhere = alike.every(({ shell }) => shell !== command.shell) ? alike[0]?.shell : undefined;
  const hint = command.role === 'check' ? stepsHint(command.command, texts) : undefined;
  return {
    wish,
    ...(hint !== undefined && { hint }),
    consent: consentTo(wish, approved),
    madeOf: paths,
    ...(elsewhere !== undefined && { approvedFor: elsewhere }),
  };
}
