import { constants } from 'node:os';
import type { CapturedOutput, CommandEnd } from '../../core/verify/ports';

/** From here on the codes of Windows tell of a crash: https://learn.microsoft.com/windows/win32/debug/getexceptioncode */
const windowsCrash = 0xc0000000;

/**
 * What the end of a shell says of the command that it ran. A shell tells of signals, and of what it could not start, in
 * its exit code (POSIX, Shell Command Language, 2.8.2), where others tell what they like, such as how many tests failed:
 * that something was not started counts only if a shell says so.
 */
export function endOf(exitCode: number | null, signal: string | null, output: CapturedOutput): CommandEnd {
  if (signal !== null || exitCode === null) {
    return { kind: 'killed', signal: signal ?? 'unknown' };
  }
  const complaint = cannotStart(exitCode) ? complaintIn(output) : undefined;
  if (complaint !== undefined) {
    return { kind: 'did not start', message: complaint };
  }
  const named = exitCode >= windowsCrash ? `0x${exitCode.toString(16)}` : signalNamed(exitCode - 128);
  return named === undefined ? { kind: 'exited', exitCode } : { kind: 'killed', signal: named };
}

function signalNamed(number: number): string | undefined {
  // Others than these are for programs to use as they like, and end none by themselves.
  return number < 1 || number > 31
    ? undefined
    : Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
}

/** 126 and 127 of POSIX shells, 1 and 9009 of `cmd.exe`. */
function cannotStart(exitCode: number): boolean {
  return process.platform === 'win32' ? exitCode === 1 || exitCode === 9009 : exitCode === 126 || exitCode === 127;
}

const reasons =
  '(?:command not found|not found|No such file or directory|Permission denied|cannot execute.*|Exec format error|Is a directory)';

/** How dash, bash, BusyBox, ksh, env and scripts of theirs say it; then zsh; fish; `cmd.exe`. */
const complaints = [
  `^(?:\\S*/)?(?:\\w*sh|env)(?: -c)?:(?: ?(?:line )?\\d+:)? .+: ${reasons}$`,
  `^\\S+: line \\d+: .+: ${reasons}$`,
  `^zsh:\\d+: (?:command not found|no such file or directory|permission denied): .+$`,
  '^fish: Unknown command: .+$',
  "^'.+' is not recognized as an internal or external command,.*$",
].map((source) => new RegExp(source));

/** No shell says more, and what is longer has no end to look for. UTF-16 code units. */
const longestComplaint = 4_096;

function complaintIn({ head, tail }: CapturedOutput): string | undefined {
  const lines = [tail, head]
    .flatMap((text) => text.split(/[\r\n\u2028\u2029]/))
    .filter(({ length }) => length <= longestComplaint);
  for (const complaint of complaints) {
    const found = lines.find((line) => complaint.test(line));
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
