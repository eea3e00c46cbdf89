import { runFailures } from '../core/text/runFailures';
import { english } from '../core/text/say';
import type { GitView, Refusal, ViewCall } from './gitView';

/** What git said, and with which exit code it ended. */
export interface Answer {
  readonly kind: 'answer';
  readonly exitCode: number;
  readonly bytes: Buffer;
}

/** Why git did not answer. */
export type NoAnswer = Exclude<Refusal, { kind: 'none' }>;

/** Asks git in a repository; some plumbing says no by ending with 1 and not a word. */
export async function askGit(
  view: Pick<GitView, 'run'>,
  args: readonly string[],
  signal: AbortSignal,
  on?: ViewCall,
): Promise<Answer | NoAnswer> {
  const outcome = await view.run(args, signal, on);
  if (outcome.kind !== 'done') {
    return outcome;
  }
  const { exitCode, stdout, stderr } = outcome;
  return exitCode === 0 || (exitCode === 1 && stderr === '')
    ? { kind: 'answer', exitCode, bytes: stdout }
    : { kind: 'failed', message: stderr.trim() || english(runFailures.exitCode, exitCode) };
}

/** An answer of one line. */
export function lineOf({ bytes }: Answer): string {
  return bytes.toString('utf8').trimEnd();
}

/** The parts of an answer that each end with NUL. */
export function partsOf({ bytes }: Answer): string[] {
  return bytes.toString('utf8').split('\0').slice(0, -1);
}

/** What a command reads with `-z`: each of the parts with a NUL behind it. */
export function inputOf(parts: readonly string[]): Buffer {
  return Buffer.from(parts.map((part) => `${part}\0`).join(''));
}
