import { constants } from 'node:fs';
import { access, lstat, realpath } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import type { SimpleGitOptions } from 'simple-git';
import { isInside } from './paths';

/** One finished call. What an exit code means is for the caller to know. */
export type GitOutcome =
  | { readonly kind: 'done'; readonly exitCode: number; readonly stdout: Buffer; readonly stderr: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

export interface Git {
  /**
   * Runs git in the folder. `overrides` are configuration keys and values that win over every configuration file;
   * the keys may contain anything.
   */
  run(
    args: readonly string[],
    signal: AbortSignal,
    overrides?: readonly (readonly [string, string])[],
  ): Promise<GitOutcome>;
}

/**
 * What a repository's own configuration could otherwise run, ask, sign, fetch or write. Measured with a hostile
 * configuration and 14 hooks: with these nothing runs but clean and smudge filters, which a caller that compares file
 * contents has to override by name.
 */
const hardening = [
  `core.hooksPath=${process.platform === 'win32' ? 'NUL' : '/dev/null'}`,
  'core.fsmonitor=false',
  'safe.bareRepository=explicit',
  'commit.gpgsign=false',
  'tag.gpgsign=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'core.editor=true',
  'core.pager=cat',
  'diff.external=',
  'core.sshCommand=false',
  'credential.helper=',
  'protocol.allow=never',
  'submodule.recurse=false',
];

/** simple-git refuses these keys because they can run commands; the values above are there so that they do not. */
const unsafe = {
  allowUnsafeConfigEnvCount: true,
  allowUnsafeCredentialHelper: true,
  // The binary is an absolute path of our own finding; the check would refuse a blank in "Program Files".
  allowUnsafeCustomBinary: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeEditor: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeHooksPath: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
} satisfies SimpleGitOptions['unsafe'];

/** Milliseconds without any output after which a call is given up. */
const silenceLimit = 120_000;

/** What git needs of our environment: where the user's own configuration is and where temporary files go. */
const inherited = ['HOME', 'XDG_CONFIG_HOME', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'APPDATA', 'PROGRAMDATA'].concat([
  'SYSTEMROOT',
  'WINDIR',
  'TMPDIR',
  'TEMP',
  'TMP',
]);

/**
 * The one way to run git: a fixed binary from outside the folder, no shell, no input, nothing of the repository's
 * configuration that runs code, no network, English messages. Undefined when there is no git on the PATH.
 */
export async function findGit(folder: string): Promise<Git | undefined> {
  const project = (await enclosingRepository(folder)) ?? folder;
  const path = await searchPath(project);
  const binary = await binaryOn(path, project);
  return binary === undefined
    ? undefined
    : { run: (args, signal, overrides = []) => runGit(binary, path, folder, args, signal, overrides) };
}

async function runGit(
  binary: string,
  path: readonly string[],
  folder: string,
  args: readonly string[],
  signal: AbortSignal,
  overrides: readonly (readonly [string, string])[],
): Promise<GitOutcome> {
  let outcome: GitOutcome | undefined;
  const env = environment(path, overrides);
  try {
    const { simpleGit } = await import('simple-git');
    const git = simpleGit({
      baseDir: folder,
      binary,
      abort: signal,
      config: hardening,
      unsafe,
      allowEnvironment: Object.keys(env),
      // Waiting for the pipes to close, not for the process to exit, is what makes the output complete.
      completion: { onClose: true, onExit: false },
      timeout: { block: silenceLimit },
      input: () => Buffer.alloc(0),
      errors(error, { exitCode, stdOut, stdErr }) {
        // After a signal there is no exit code; a negative one means that the process could not be started.
        if (typeof exitCode !== 'number' || exitCode < 0) {
          return error ?? new Error('it was killed');
        }
        outcome = { kind: 'done', exitCode, stdout: Buffer.concat(stdOut), stderr: Buffer.concat(stdErr).toString() };
        return undefined;
      },
    });
    await git.env(env).raw(['--no-optional-locks', '--no-pager', ...args]);
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replace(/^Error: /, '');
    return signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', message: `git could not be run: ${reason}` };
  }
  return signal.aborted ? { kind: 'cancelled' } : (outcome ?? { kind: 'failed', message: 'git could not be run' });
}

function environment(
  path: readonly string[],
  overrides: readonly (readonly [string, string])[],
): Record<string, string> {
  const env: Record<string, string> = {
    PATH: path.join(delimiter),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    NoDefaultCurrentDirectoryInExePath: '1',
    // Not `-c`: there the first `=` ends the key, and a repository may name its filters with one.
    GIT_CONFIG_COUNT: String(overrides.length),
  };
  overrides.forEach(([key, value], index) => {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  for (const name of inherited) {
    const value = process.env[name];
    if (value !== undefined) {
      env[name] = value;
    }
  }
  return env;
}

/** The folders of the PATH that nobody but the user can have put there: absolute and outside the reviewed project. */
async function searchPath(project: string): Promise<string[]> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((entry) => isAbsolute(entry));
  const real = await Promise.all(folders.map((entry) => realpath(entry).catch(() => undefined)));
  return folders.filter((entry, index) => {
    const target = real[index];
    return target !== undefined && !isInside(project, target) && !isInside(project, entry);
  });
}

async function binaryOn(path: readonly string[], project: string): Promise<string | undefined> {
  for (const entry of path) {
    const candidate = join(entry, process.platform === 'win32' ? 'git.exe' : 'git');
    try {
      await access(candidate, constants.X_OK);
      if (!isInside(project, await realpath(candidate))) {
        return candidate;
      }
    } catch {
      // Not there, or not ours to run: the next folder may have it.
    }
  }
  return undefined;
}

/** The nearest folder, from `folder` upwards, that has something called `.git`. Starts no process. */
export async function enclosingRepository(folder: string): Promise<string | undefined> {
  for (let current = folder; ; current = dirname(current)) {
    try {
      await lstat(join(current, '.git'));
      return current;
    } catch {
      if (dirname(current) === current) {
        return undefined;
      }
    }
  }
}
