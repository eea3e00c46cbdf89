import { constants } from 'node:fs';
import { access, realpath } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join, sep } from 'node:path';
import type { SimpleGitOptions } from 'simple-git';
import { errorMessage } from '../core/text/errorMessage';
import { runFailures } from '../core/text/runFailures';
import { english } from '../core/text/say';
import { findEndless, type ReadFolder } from './endlessFiles';
import { projectOf } from './gitDirectory';
import { commandUnder, type GitLimits, standardLimits, whyKilled, whyOutOfMemory } from './gitLimits';
import { isInside } from './paths';

/** One finished call. What an exit code means is for the caller to know. */
export type GitOutcome =
  | { readonly kind: 'done'; readonly exitCode: number; readonly stdout: Buffer; readonly stderr: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

export interface GitVersion {
  readonly major: number;
  readonly minor: number;
}

/** What a call may see. */
interface GitCall {
  /** Where it runs. */
  readonly folder: string;
  /** What it finds in its environment beside what every call gets. */
  readonly environment: Readonly<Record<string, string>>;
  /** What it reads. */
  readonly reads: readonly ReadFolder[];
  /** What it finds on its standard input, which is empty if not given. */
  readonly input?: Buffer;
}

export interface Git {
  readonly version: GitVersion;
  run(args: readonly string[], call: GitCall, signal: AbortSignal): Promise<GitOutcome>;
}

/** simple-git refuses these because they can run commands; the binary and the environment are of our own making. */
const unsafe = {
  // The check would refuse a blank in "Program Files".
  allowUnsafeCustomBinary: true,
} satisfies SimpleGitOptions['unsafe'];

/** Milliseconds without any output after which a call is given up. */
const silenceLimit = 120_000;

/** Milliseconds after which it is looked whether a call waits for a pipe. Most calls take a tenth of it. */
const lookAfter = 1000;

/**
 * What git needs of our environment, and what shuts the ways that its configuration, of which a repository has no say
 * here, would have to open first: every protocol, also by a fetch of missing objects, and every question (git(1)).
 */
const environment: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['SYSTEMROOT', 'WINDIR', 'TMPDIR', 'TEMP', 'TMP'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ),
  LC_ALL: 'C',
  GIT_ALLOW_PROTOCOL: '',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  NoDefaultCurrentDirectoryInExePath: '1',
};

/** June 2019: the oldest that our commands and their traps are tested with. */
const oldest: GitVersion = { major: 2, minor: 22 };

export function isSince(version: GitVersion, { major, minor }: GitVersion): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}

export type FoundGit = { readonly kind: 'git'; readonly git: Git } | Exclude<GitOutcome, { kind: 'done' }>;

/**
 * The one way to run git: a fixed binary from outside the reviewed project, no network, English messages,
 * limits on what it uses, and an environment of its own.
 *
 * @param folder What is reviewed: absolute, real path. Nothing below it runs, nor below a repository that it lies in.
 */
export async function findGit(folder: string, signal: AbortSignal, limits = standardLimits): Promise<FoundGit> {
  const project = await projectOf(folder);
  const path = await searchPath(project);
  const binary = await binaryOn(path, project);
  if (binary === undefined) {
    return {
      kind: 'failed',
      message: english(runFailures.noGit, project),
    };
  }
  const run: Git['run'] = async (args, call, stop) => {
    const env = { ...environment, PATH: path.join(delimiter), ...call.environment };
    const outcome = await watched(call.reads, stop, (either) => runGit(binary, env, call, args, limits, either));
    const message =
      outcome.kind === 'done' && outcome.exitCode !== 0 ? whyOutOfMemory(outcome.stderr, limits) : undefined;
    return message === undefined ? outcome : { kind: 'failed', message };
  };
  const call = { folder: dirname(binary), environment: { GIT_CONFIG_NOSYSTEM: '1' }, reads: [] };
  const asked = await run(['version'], call, signal);
  if (asked.kind !== 'done') {
    return asked;
  }
  const [, major, minor] = /^git version (\d+)\.(\d+)/.exec(asked.stdout.toString('utf8')) ?? [];
  const version = { major: Number(major), minor: Number(minor) };
  if (isSince(version, oldest)) {
    return { kind: 'git', git: { version, run } };
  }
  const found = asked.stdout.toString('utf8').trim() || asked.stderr.trim();
  return {
    kind: 'failed',
    message: english(runFailures.oldGit, `${oldest.major}.${oldest.minor}`, binary, found),
  };
}

/** A run of git, ended with the reason when it takes long and there is something that it would wait for without end. */
async function watched(
  folders: readonly ReadFolder[],
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<GitOutcome>,
): Promise<GitOutcome> {
  const stop = new AbortController();
  const ended = new AbortController();
  let endless: string | undefined;
  const timer = setTimeout(async () => {
    endless = await findEndless(folders, ended.signal);
    if (endless !== undefined) {
      stop.abort();
    }
  }, lookAfter);
  const outcome = await run(AbortSignal.any([signal, stop.signal]));
  clearTimeout(timer);
  ended.abort();
  return outcome.kind === 'cancelled' && endless !== undefined && !signal.aborted
    ? { kind: 'failed', message: english(runFailures.endless, endless) }
    : outcome;
}

async function runGit(
  binary: string,
  env: Record<string, string>,
  { folder, input = Buffer.alloc(0) }: GitCall,
  args: readonly string[],
  limits: GitLimits,
  signal: AbortSignal,
): Promise<GitOutcome> {
  const command = commandUnder(limits, binary);
  const start = performance.now();
  let outcome: GitOutcome | undefined;
  try {
    const { simpleGit } = await import('simple-git');
    const git = simpleGit({
      baseDir: folder,
      binary: command.binary,
      abort: signal,
      unsafe,
      allowEnvironment: Object.keys(env),
      // Waiting for the pipes to close, not for the process to exit, is what makes the output complete.
      completion: { onClose: true, onExit: false },
      timeout: { block: silenceLimit },
      input: () => input,
      errors(error, { exitCode, stdOut, stdErr }) {
        // After a signal there is no exit code; a negative one means that the process could not be started.
        if (typeof exitCode !== 'number' || exitCode < 0) {
          return error ?? new Error(whyKilled((performance.now() - start) / 1000, limits));
        }
        outcome = { kind: 'done', exitCode, stdout: Buffer.concat(stdOut), stderr: Buffer.concat(stdErr).toString() };
        return undefined;
      },
    });
    // Behind a call that printed nothing simple-git waits 50 ms for what may come late; nothing comes behind the end.
    git.outputHandler((_command, stdout) => stdout.once('end', () => stdout.emit('data', Buffer.alloc(0))));
    await git.env(env).raw([...command.args, '--no-optional-locks', '--no-pager', ...args]);
  } catch (error) {
    const reason = errorMessage(error)
      .replace(/^Error: /, '')
      .replace('block timeout reached', english(runFailures.silent, silenceLimit / 1000, runFailures.slowRules));
    return signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', message: english(runFailures.notRunAs, reason) };
  }
  return signal.aborted ? { kind: 'cancelled' } : (outcome ?? { kind: 'failed', message: runFailures.notRun });
}

/**
 * The folders of the PATH that nobody but the user can have put there: absolute and outside the reviewed project. What
 * runs a script of a package puts `node_modules/.bin` of every folder above it first.
 */
export async function searchPath(project: string, from: NodeJS.ProcessEnv = process.env): Promise<string[]> {
  const folders = (from.PATH ?? '').split(delimiter).filter((entry) => isAbsolute(entry));
  const real = await Promise.all(folders.map((entry) => realpath(entry).catch(() => undefined)));
  return folders.filter((entry, index) => {
    const target = real[index];
    return target !== undefined && [entry, target].every((path) => !isPlanted(project, path));
  });
}

function isPlanted(project: string, path: string): boolean {
  return isInside(project, path) || path.split(sep).includes('node_modules');
}

async function binaryOn(path: readonly string[], project: string): Promise<string | undefined> {
  for (const entry of path) {
    const candidate = join(entry, process.platform === 'win32' ? 'git.exe' : 'git');
    try {
      await access(candidate, constants.X_OK);
      if (!isPlanted(project, await realpath(candidate))) {
        return candidate;
      }
    } catch {
      // Not there, or not ours to run: the next folder may have it.
    }
  }
  return undefined;
}
