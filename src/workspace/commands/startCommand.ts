import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { tagVariable } from './environment';
import { closePipe, closeWriting, openPipe } from './outputPipe';
import { startedAt } from './processTable';
import { shellArguments } from './shell';

/** A command that a person has approved, and all that decides what it does. */
export interface CommandCall {
  /** For the shell, byte for byte. */
  readonly command: string;
  /** Where it runs: absolute. */
  readonly folder: string;
  /** Real path of the folder, this one or one above it, that is there for it alone meanwhile; absent where none is. */
  readonly place?: string;
  /** Absolute path of what reads the command: see `standardShell`. */
  readonly shell: string;
  /** All that it finds in its environment, beside a folder for temporary files and the tag: see `commandEnvironment`. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeLimitMs: number;
  /**
   * Of letters and digits, and nobody else's; to be journaled before: after a crash of ours all processes of all runs
   * that were given it are found by it. Each run adds something of its own, so that several may have it at once.
   */
  readonly tag: string;
}

/** How the shell ended: one of the two is there. */
interface ShellExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** The shell of a command, at work. */
export interface Started {
  readonly pid: number;
  /** When it was started, in the system's ticks, where the system tells. */
  readonly since: number | undefined;
  readonly exit: Promise<ShellExit>;
  /** Resolves when all that was printed has been heard, and nobody is left to print more. */
  readonly drained: Promise<void>;
  /** Hears no more. */
  letGo(): void;
}

/**
 * Starts the shell of a command as the leader of a group and a session of its own. Rejects with the system's reason.
 *
 * @param temporary a folder for it alone
 * @returns Nothing when it was cancelled before.
 */
export async function startCommand(
  call: CommandCall,
  temporary: string,
  heard: (chunk: Uint8Array) => void,
  signal: AbortSignal,
): Promise<Started | undefined> {
  const files = join(temporary, 'tmp');
  await mkdir(files, { mode: 0o700 });
  const env = { ...call.environment, TMPDIR: files, TEMP: files, TMP: files, [tagVariable]: call.tag };
  if (process.platform === 'win32') {
    return signal.aborted ? undefined : startOnWindows(call, env, heard);
  }
  const pipe = await openPipe(temporary, call.tag, env);
  if (signal.aborted) {
    closePipe(pipe);
    return undefined;
  }
  try {
    const child = spawn(call.shell, shellArguments(call.command), {
      cwd: call.folder,
      env,
      detached: true,
      stdio: ['ignore', ...pipe.descriptors],
    });
    return await asStarted(child, [pipe.reader], heard);
  } catch (error) {
    pipe.reader.destroy();
    throw error;
  } finally {
    closeWriting(pipe);
  }
}

/** There both streams have a pipe of their own, and their order is that in which they are heard. */
function startOnWindows(call: CommandCall, env: NodeJS.ProcessEnv, heard: (chunk: Uint8Array) => void) {
  const child = spawn(call.shell, shellArguments(call.command), {
    cwd: call.folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    windowsVerbatimArguments: true,
  });
  return asStarted(child, [child.stdout, child.stderr], heard);
}

function asStarted(
  child: ChildProcess,
  streams: readonly Readable[],
  heard: (chunk: Uint8Array) => void,
): Promise<Started> {
  // Listened to at once: what ends quickly has ended before anybody waits for it.
  const exit = new Promise<ShellExit>((resolve) =>
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal })),
  );
  const pid = child.pid ?? -1;
  const since = startedAt(pid);
  const drained = Promise.all(streams.map((stream) => drain(stream, heard)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () =>
      resolve({
        pid,
        since,
        exit,
        drained: drained.then(() => undefined),
        letGo() {
          for (const stream of streams) {
            stream.destroy();
          }
        },
      }),
    );
  });
}

function drain(stream: Readable, heard: (chunk: Uint8Array) => void): Promise<void> {
  return new Promise((resolve) => {
    stream.on('data', heard);
    // What was heard until an error counts.
    stream.once('error', () => resolve());
    stream.once('close', () => resolve());
  });
}
