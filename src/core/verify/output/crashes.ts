import { crashTool, type OutputReader, reportOf, toldFailure } from './report';

/** How a program says that it broke off, whatever its exit code comes to in the end. */
const marks: readonly RegExp[] = [
  /\bSegmentation fault\b/,
  /\(core dumped\)/,
  /^(?:Bus error|Aborted|Illegal instruction|Killed)\b/,
  // As shells say it of what they have started.
  /: line \d+: +\d+ (?:Aborted|Bus error|Floating point exception|Illegal instruction|Killed|Trace\/breakpoint trap)/,
  /^panic: /,
  /^fatal error: (?:all goroutines are asleep|concurrent map|stack overflow|runtime:)/,
  /^thread '?main'? (?:\(\d+\) )?panicked at /,
  /^thread '<unnamed>' (?:\(\d+\) )?(?:panicked at |has overflowed its stack)/,
  /\b(?:heap out of memory|java\.lang\.OutOfMemoryError|OutOfMemoryError: )/,
  /^==\d+==\s?ERROR: (?:Address|Leak|Memory|Thread|HWAddress)Sanitizer\b/,
  /^WARNING: (?:Thread|Memory)Sanitizer: /,
  /^[^\s:]+:\d+:\d+: runtime error: /,
  /^Fatal Python error: /,
  /^terminate called (?:after throwing|without an active)/,
  /^\*\*\* stack smashing detected|^(?:free|malloc|realloc|munmap_chunk|corrupted \S+)\(?\)?: (?:double free|invalid|corrupted|memory corruption)/,
  /^# A fatal error has been detected by the Java Runtime Environment/,
  /^Unhandled exception\b/,
  /^Exception in thread "main" /,
];

/** A script of Python's that ended by an exception: tests have a function of their own at the top. */
const topLevel = /^ {2}File .*, in <module>$/;

/** assert(3) of glibc and musl, and of the BSDs and macOS. */
const assertions: readonly RegExp[] = [
  /^(?:[^:]+: )?(?<file>[^\s:]+):(?<line>\d+): .*(?<message>Assertion [`'].*' failed\.)$/,
  /^(?<message>Assertion failed: .*?)(?: \((?<file>[^():]+): [^():]+: (?<line>\d+)\)|, function [^,]+, file (?<file2>[^,]+), line (?<line2>\d+)\.)$/,
];

/** What Node.js prints last when an exception ends it. */
const endOfNode = /^Node\.js v\d+\.\d+\.\d+$/;

/** Marks of crashes. */
export const readCrashes: OutputReader = ({ lines }) => {
  const failures = lines.flatMap((line, index) => {
    const asserted = assertions.map((assertion) => assertion.exec(line)?.groups).find((said) => said !== undefined);
    if (asserted) {
      const { file = asserted.file2, line: at = asserted.line2, message } = asserted;
      return [toldFailure(crashTool, { file, line: at, message })];
    }
    if (endOfNode.test(line)) {
      return [toldFailure(crashTool, thrownAbove(lines, index))];
    }
    if (line === 'Traceback (most recent call last):' && topLevel.test(lines[index + 1] ?? '')) {
      return [toldFailure(crashTool, { message: exceptionBelow(lines, index + 1) })];
    }
    return marks.some((mark) => mark.test(line)) ? [toldFailure(crashTool, { message: withoutProcess(line) })] : [];
  });
  return failures.length > 0 ? reportOf(crashTool, failures) : undefined;
};

/** The first line that is not indented. Tracebacks of any length are looked at no further than this. */
const longestTraceback = 200;

function exceptionBelow(lines: readonly string[], start: number): string {
  const end = lines.slice(start, start + longestTraceback).find((line) => /^\S/.test(line));
  return `Traceback: ${end ?? ''}`;
}

/** The exception that Node.js ended by: it shows where it was thrown, a piece of the code, and what stands above the stack. */
function thrownAbove(lines: readonly string[], end: number) {
  const above = lines.slice(Math.max(0, end - longestTraceback), end);
  const place = above.map((line) => /^(?<file>[^\s:]+):(?<line>\d+)$/.exec(line)?.groups).findLast((groups) => groups);
  const inStack = above.findLastIndex((line, index) => isFrame(line) && !isFrame(above[index - 1] ?? ''));
  return { ...place, message: above[inStack - 1] ?? 'an exception that nothing caught' };
}

function isFrame(line: string): boolean {
  return line.startsWith('    at ');
}

function withoutProcess(line: string): string {
  return line.replace(/^==\d+==\s?/, '');
}
