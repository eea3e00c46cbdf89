import type { CheckFailure } from '../../proof';
import { type OutputReader, reportOf, sumOf, toldFailure } from './report';

const panicked = /^thread '(?<test>.+)' (?:\(\d+\) )?panicked at (?<file>.+):(?<line>\d+):\d+:$/;
/** A test in a comment is named by its line, too. */
const inComment = /^(?<file>\S+) - (?<item>.*) \(line (?<line>\d+)\)$/;

/** `cargo test`: of each binary the names of those that failed, and how many ran. */
export const readCargoTest: OutputReader = ({ lines }) => {
  const passed = sumOf(lines, /^test result: .* (\d+) passed;/);
  if (passed === undefined) {
    return undefined;
  }
  const failures: CheckFailure[] = [];
  const places = new Map<string, Place>();
  let binary = '';
  let isListing = false;
  for (const [index, line] of lines.entries()) {
    const next = /^ +Running (?:unittests )?(\S+)/.exec(line)?.[1] ?? /^ +(Doc-tests \S+)/.exec(line)?.[1];
    if (next !== undefined) {
      binary = next;
      places.clear();
    }
    const { test: name, ...place } = panicked.exec(line)?.groups ?? {};
    if (name !== undefined && !places.has(name)) {
      places.set(name, { ...place, message: lines[index + 1] });
    }
    const test = /^ {4}(\S.*)/.exec(line)?.[1];
    if (isListing && test !== undefined) {
      failures.push(failureOf(binary, test, places));
    } else {
      isListing = line === 'failures:';
    }
  }
  const failed = sumOf(lines, /^test result: .* (\d+) failed;/) ?? 0;
  return reportOf('cargo test', failures, { ran: passed + failed, failed });
};

interface Place {
  readonly file?: string;
  readonly line?: string;
  readonly message?: string | undefined;
}

/** Tests of two binaries may have the same name. */
function failureOf(binary: string, test: string, places: ReadonlyMap<string, Place>): CheckFailure {
  const { file, item, line } = inComment.exec(test)?.groups ?? {};
  return item === undefined
    ? toldFailure('cargo test', { test: `${binary} ${test}`, ...places.get(test) })
    : toldFailure('cargo test', { test: `${binary} ${file} - ${item}`, file, line });
}
