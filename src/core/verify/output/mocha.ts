import type { CheckFailure } from '../../proof';
import { type OutputReader, reportOf, sumOf, toldFailure } from './report';

const entry = /^ {2}\d+\) (.*)/;
/** Names go on on lines of their own; the last one ends with a colon. */
const mostNames = 20;

/** What Mocha's reporters print in the end: how many, and which failed. */
export const readMocha: OutputReader = ({ lines }) => {
  const passed = sumOf(lines, /^ {2}(\d+) passing \(/);
  const failed = sumOf(lines, /^ {2}(\d+) failing$/);
  if (passed === undefined && failed === undefined) {
    return undefined;
  }
  const start = lines.findIndex((line) => /^ {2}\d+ failing$/.test(line));
  const failures =
    start === -1 ? [] : lines.flatMap((line, index) => (index > start ? failureAt(line, lines, index) : []));
  return reportOf('mocha', failures, { ran: (passed ?? 0) + (failed ?? 0), failed: failed ?? 0 });
};

function failureAt(line: string, lines: readonly string[], index: number): CheckFailure[] {
  const first = entry.exec(line)?.[1];
  if (first === undefined) {
    return [];
  }
  const block = [first, ...lines.slice(index + 1, index + mostNames)];
  const end = block.findIndex((name) => name.endsWith(':'));
  const names = block.slice(0, end + 1).map((name) => name.trim());
  const message = block.slice(end + 1).find((text) => /\S/.test(text));
  return end === -1 ? [] : [toldFailure('mocha', { test: names.join(' › ').slice(0, -1), message })];
}
