import { type OutputReader, reportOf, sumOf, toldFailure } from './report';

const failed = /^\s*\d+ - (?<test>.+?) \((?<message>[^()]*)\)(?: .*)?$/;

/** CTest: the list at its end of what failed. */
export const readCtest: OutputReader = ({ lines }) => {
  const hasNone = lines.includes('No tests were found!!!');
  const ran = sumOf(lines, /^\d+% tests passed, \d+ tests? failed out of (\d+)$/);
  if (ran === undefined && !hasNone) {
    return undefined;
  }
  const start = lines.indexOf('The following tests FAILED:');
  const failures = (start === -1 ? [] : lines.slice(start + 1)).flatMap((line) => {
    const said = failed.exec(line)?.groups;
    return said ? [toldFailure('ctest', said)] : [];
  });
  const count = sumOf(lines, /^\d+% tests passed, (\d+) tests? failed out of \d+$/);
  return reportOf('ctest', failures, { ran: ran ?? 0, failed: count });
};
