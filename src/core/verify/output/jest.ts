import type { CheckFailure } from '../../proof';
import { distinctTests, type OutputReader, reportOf, toldFailure } from './report';

/** Jest: below the name of a file each test that failed, behind a bullet. */
export const readJest: OutputReader = ({ lines }) => {
  const summary = lines.findLast((line) => /^Tests: +\d.* total$/.test(line));
  const hasNone = lines.some((line) => line.startsWith('No tests found, exiting with code'));
  const failures: CheckFailure[] = [];
  let file: string | undefined;
  for (const [index, line] of lines.entries()) {
    file = /^(?:FAIL|PASS) (?:\S+ )?(\S+\.\w+)(?: \([\d.]+ m?s\))?$/.exec(line)?.[1] ?? file;
    const test = /^ {2}● (.*)/.exec(line)?.[1];
    if (test !== undefined && file !== undefined && !/^Console$/.test(test)) {
      failures.push(toldFailure('jest', { file, test, message: nextWords(lines, index) }));
    }
  }
  if (summary === undefined && !hasNone && failures.length === 0) {
    return undefined;
  }
  const failed = countOf(summary, 'failed');
  return reportOf('jest', distinctTests(failures), { ran: failed + countOf(summary, 'passed'), failed });
};

/** Vitest: each test that failed with its file, and the names of what it is in. */
export const readVitest: OutputReader = ({ lines }) => {
  const summary = lines.findLast((line) => /^ +Tests +(?:\d|no tests)/.test(line));
  const hasNone = lines.some((line) => line.startsWith('No test files found'));
  const failures = lines.flatMap((line, index) => {
    const said = /^ FAIL {2}(?:\|.*?\| )?(?<file>\S+)(?: \[.*\]| > (?<test>.*))?$/.exec(line)?.groups;
    const message = nextWords(lines, index);
    return said ? [toldFailure('vitest', { file: said.file, test: said.test ?? 'the file itself', message })] : [];
  });
  if (summary === undefined && !hasNone && failures.length === 0) {
    return undefined;
  }
  const failed = countOf(summary, 'failed');
  return reportOf('vitest', distinctTests(failures), { ran: failed + countOf(summary, 'passed'), failed });
};

function countOf(summary: string | undefined, word: string): number {
  return Number(new RegExp(`(\\d+) ${word}\\b`).exec(summary ?? '')?.[1] ?? 0);
}

function nextWords(lines: readonly string[], index: number): string | undefined {
  return lines.slice(index + 1, index + 4).find((line) => /\S/.test(line));
}
