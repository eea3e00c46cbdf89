import { errorAbove, type OutputReader, reportOf, sumOf, toldFailure } from './report';

const place = /^test at (?<file>.+):(?<line>\d+):\d+$/;
const failed = /^✖ (?<test>.*?)(?: \([\d.]+m?s\))?$/;
const inTree = /^(?<indent> *)(?<sign>[▶✖]) (?<name>.*?)(?: \([\d.]+m?s\))?$/;

/** What `node --test` prints on a terminal, and from Node.js 23 on everywhere: the list of failures at its end. */
export const readNodeSpec: OutputReader = ({ lines }) => {
  const passed = sumOf(lines, /^ℹ pass (\d+)/);
  const names = fullNamesIn(lines);
  const failures = lines.flatMap((line, index) => {
    const at = place.exec(line)?.groups;
    const test = at && failed.exec(lines[index + 1] ?? '')?.groups?.test;
    const isExpected = /# (?:TODO|SKIP)\b/.test(lines[index + 1] ?? '');
    if (test === undefined || isExpected) {
      return [];
    }
    const told = names.get(test)?.shift() ?? test;
    return [toldFailure('node', { ...at, test: told, message: messageOf(lines, index, test) })];
  });
  const count = sumOf(lines, /^ℹ fail (\d+)/);
  return passed === undefined
    ? undefined
    : reportOf('node', failures, {
        ran: passed + (count ?? 0),
        // A test is counted with each of those in it, and listed without them.
        failed: failures.length === 0 ? count : undefined,
      });
};

/** Of a file that could not be loaded the list at the end has not the reason, which stands above where it was first told of. */
function messageOf(lines: readonly string[], index: number, test: string): string | undefined {
  const message = lines[index + 2];
  const first = lines.findIndex((line) => failed.exec(line)?.groups?.test === test);
  return (message?.trim() === "'test failed'" ? errorAbove(lines, first) : undefined) ?? message;
}

/**
 * The names of failed tests with those of the suites around them, by their own names, in the order in which the list at the
 * end has them: it does not tell tests of one name apart.
 */
function fullNamesIn(lines: readonly string[]): Map<string, string[]> {
  const open: string[] = [];
  const names = new Map<string, string[]>();
  const end = lines.indexOf('✖ failing tests:');
  for (const line of lines.slice(0, Math.max(0, end))) {
    const { indent = '', sign, name = '' } = inTree.exec(line)?.groups ?? {};
    const depth = indent.length / 2;
    if (sign === '▶') {
      open.splice(depth, open.length, name);
    } else if (sign === '✖' && open[depth] === name) {
      open.splice(depth);
    } else if (sign === '✖') {
      names.set(name, [...(names.get(name) ?? []), [...open.slice(0, depth), name].join(' › ')]);
    }
  }
  return names;
}
