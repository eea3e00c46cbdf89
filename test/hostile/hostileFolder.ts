import { sampled } from '../complete';
import type { Script } from '../modelServer/types';
import type { Ground } from './ground';

/*
 * A hostile folder tries one thing. To add one:
 *
 * 1. Put an entry into the file of its topic (`git.ts`, `links.ts` …; a new topic goes into `folders.ts`). A file
 *    `fine.js` with a safe fix is added to every folder: it must be reviewed, and fixed, whatever stands beside it.
 * 2. `make` lays it out in `ground.project`, as a repository where it wants to (`ground.commitAll`). What it plants runs `ground.script` (or `ground.command` in a shell), calls
 *    `ground.url` or aims at `ground.outside`: see `Ground` for all that counts as a trip.
 * 3. `fires` does what a careless program would (`git status`, reading through the link, sourcing the script), so that
 *    a canary which cannot fire is noticed.
 * 4. `ends` says how the commands must end. Only `review` is needed; see `commandLine.ts` for what the others default to.
 *
 * Run one: `npx mocha --timeout 600000 test/long/hostile.test.ts --grep 'words of its name'` (after `node esbuild.mjs`).
 */

/** The ways in which a folder is met, in their order; when `npm test` runs a share of them, by {@link everydayCommands} … */
export const commands = ['estimate', 'changed', 'review', 'show', 'apply', 'commit'] as const;
/** … and in `npm run test:long` each of them, in all of them, and in one more way. */
export type CommandName = (typeof commands)[number] | 'review and apply';

/**
 * A review and its changes; all commands where git is what the folder has set its trap for, and those that it has a word
 * about; of all others half, of each command in folders of each topic, where not everything is tried.
 */
export function everydayCommands(folders: readonly HostileFolder[]): (folder: HostileFolder) => readonly CommandName[] {
  const pairs = folders.flatMap((folder) => commands.map((command) => ({ folder, command })));
  const isMeant = ({ folder, command }: (typeof pairs)[number]) =>
    command === 'review' || command === 'apply' || folder.topic === 'git' || folder.ends[command] !== undefined;
  const others = sampled(
    pairs.filter((pair) => !isMeant(pair)),
    2,
    ({ folder, command }) => `${folder.topic} ${command}`,
  );
  const drawn = [...pairs.filter(isMeant), ...others];
  return (folder) =>
    commands.filter((command) => drawn.some((pair) => pair.folder === folder && pair.command === command));
}

/** How a command must end. */
export interface End {
  /** 0 unless said: all are called with `--fail-on never`. */
  readonly exitCode?: number;
  /** How files end, as `reviewed`, `skipped: symlink`, `failed: timed out`, or `absent`. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the person is told, on stdout or stderr. */
  readonly says?: RegExp;
  /** Not even `fine.js` can be changed: the folder as a whole is at fault. */
  readonly fixesNothing?: true;
}

export interface HostileFolder {
  /** What it tries, in a few words; unique. */
  readonly name: string;
  /** The key of its list in `folders.ts`, which sets it. */
  readonly topic?: string;
  make(ground: Ground): void | Promise<void>;
  /** Trips a canary without the product. */
  fires(ground: Ground): unknown;
  readonly ends: { readonly review: End } & Partial<Record<CommandName, End>>;
  /** For `--changed`; the default is `HEAD`. */
  readonly revision?: string;
  /** Paths that a review is right to change, besides `fine.js`. */
  readonly mayChange?: readonly string[];
  /** Is called between the review and applying what it proposed. */
  swap?(ground: Ground): void | Promise<void>;
  /** A model takes part that answers so: the worst that the folder could get it to say. */
  reply?(ground: Ground): Script;
  /** That model is not on this machine. */
  readonly isElsewhere?: true;
  /** What the user has set, besides the usual. */
  environment?(ground: Ground): Readonly<Record<string, string>>;
  /** More words for every review. */
  readonly words?: readonly string[];
  /** Where the commands are given; in the folder itself if not given. */
  standsIn?(ground: Ground): string;
  /** Seconds that no command may exceed. Default 30. */
  readonly seconds?: number;
  /** Whether it is met in the editor: a share of these each time; only in `test:long`, where nothing is said; or not at all. */
  readonly inEditor?: boolean;
  /** Too slow for every day. */
  readonly isLong?: true;
}
