import type { CheckFailure } from '../../proof';
import { type OutputReader, sumOf, toldFailure } from './report';

const problem = /^ +(?<line>\d+):\d+ +(?<level>error|warning) +(?<message>\S.*)/;

/** ESLint's format `stylish`, which others have taken over: a file, and below it what is wrong with it. */
export const readEslint: OutputReader = ({ lines }) => {
  const failures: CheckFailure[] = [];
  const warnings: CheckFailure[] = [];
  let file: string | undefined;
  for (const line of lines) {
    const said = problem.exec(line)?.groups;
    if (said && file !== undefined) {
      const list = said.level === 'error' ? failures : warnings;
      const message = said.message?.replace(/ {2,}/g, ' ');
      list.push(toldFailure('eslint', { file, line: said.line, message }));
    } else if (/^\S/.test(line)) {
      file = line;
    }
  }
  const failed = sumOf(lines, /^✖ \d+ problems? \((\d+) errors?,/);
  return failures.length + warnings.length > 0
    ? { tool: 'eslint', failures, warnings, ...(failed !== undefined && { failed }) }
    : undefined;
};
