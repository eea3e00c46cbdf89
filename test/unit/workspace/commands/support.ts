import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe } from 'mocha';
import type { CommandRun } from '../../../../src/core/verify/ports';
import { runCommand } from '../../../../src/workspace/commands/runCommand';
import { standardShell } from '../../../../src/workspace/commands/shell';
import type { CommandCall } from '../../../../src/workspace/commands/startCommand';

/** Tests of what there is on some systems only are defined there only. */
const on = (platforms: readonly NodeJS.Platform[]) => (title: string, suite: (this: Mocha.Suite) => void) =>
  platforms.includes(process.platform) ? describe(title, suite) : undefined;

export const onLinux = on(['linux']);
export const onPosix = on(['linux', 'darwin', 'freebsd']);

export const never = new AbortController().signal;

export function callOf(folder: string, command: string, other: Partial<CommandCall> = {}): CommandCall {
  return {
    command,
    folder,
    shell: standardShell(),
    environment: { PATH: process.env.PATH ?? '', HOME: folder },
    timeLimitMs: 30_000,
    tag: randomBytes(12).toString('hex'),
    ...other,
  };
}

/** Runs a command to its end, which is not to be a cancelled one. */
export async function runOf(folder: string, command: string, other: Partial<CommandCall> = {}): Promise<CommandRun> {
  const outcome = await runCommand(callOf(folder, command, other), never);
  if (outcome.kind !== 'ran') {
    throw new Error('it was cancelled');
  }
  return outcome.run;
}

/** What processes at work show of a word in their command lines, looked up without any of what is tested. */
export function processesWith(word: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(word) ? [`${pid}: ${line}`] : [];
      } catch {
        return [];
      }
    });
}
