import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Two ends to write to, one for each stream of a process, and what comes out at the other. */
export interface OutputPipe {
  /** For standard output and standard error; to be closed as soon as the process has them. */
  readonly descriptors: readonly [number, number];
  readonly reader: Socket;
}

/**
 * A pipe for both streams, so that what is printed stays in its order. Node.js would give each of them a socket, which
 * a shell cannot open: `echo text > /dev/stderr` fails there. It is opened once for each of them: programs that set
 * their standard error not to wait (O_NONBLOCK, as Node.js does) would else do so for the output of `… | tee log`, too,
 * which loses text then. Not for Windows. Rejects with the system's reason.
 *
 * @param name of a file to be made in the folder, and removed at once; processes that print to it show that name
 */
export async function openPipe(folder: string, name: string, environment: NodeJS.ProcessEnv): Promise<OutputPipe> {
  const path = join(folder, name);
  await promisify(execFile)('mkfifo', ['-m', '600', path], { env: environment });
  // Opened for reading first, and without waiting for somebody who writes; who writes is to wait for us.
  const reading = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const reader = new Socket({ fd: reading, readable: true, writable: false });
  const opened: number[] = [];
  try {
    const writing = () => {
      const descriptor = openSync(path, constants.O_WRONLY);
      opened.push(descriptor);
      return descriptor;
    };
    return { descriptors: [writing(), writing()], reader };
  } catch (error) {
    opened.forEach(closeSync);
    reader.destroy();
    throw error;
  } finally {
    await rm(path);
  }
}

/** Closes the ends to write to. */
export function closeWriting({ descriptors }: OutputPipe): void {
  for (const descriptor of descriptors) {
    closeSync(descriptor);
  }
}

export function closePipe(pipe: OutputPipe): void {
  closeWriting(pipe);
  pipe.reader.destroy();
}
