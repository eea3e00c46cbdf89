import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOutput } from '../../../src/core/verify/output/readOutput';
import type { CommandRun } from '../../../src/core/verify/ports';

/** What a tool has printed, in a worktree at `/tmp/proof`. */
export function outputOf(name: string): string {
  return readFileSync(join(import.meta.dirname, '../../fixtures/outputs', `${name}.txt`), 'utf8');
}

export function runOf(output: string, exitCode = 1, top = '/tmp/proof'): CommandRun {
  return {
    command: 'make check',
    end: { kind: 'exited', exitCode },
    output: { head: output, tail: '', omittedBytes: 0 },
    durationMs: 1000,
    top,
  };
}

/** One line for each tool, and one for each thing that it says. */
export function toldBy(output: string): string[] {
  return readOutput(runOf(output)).flatMap(({ tool, failures, warnings = [], ran, failed }) => [
    `${tool}: ran ${ran ?? '?'}, failed ${failed ?? '?'}`,
    ...[failures, warnings].flatMap((list, index) =>
      list.map(({ file, line, test, message }) => {
        const place = file === undefined ? '' : `${file}:${line ?? '?'} `;
        return `${index === 0 ? 'E' : 'W'} ${place}${test === undefined ? '' : `[${test}] `}${message}`;
      }),
    ),
  ]);
}
