import type { CheckFailure } from '../../proof';
import { type OutputReader, reportOf, toldFailure } from './report';

const ended = /^ *--- (?<how>PASS|FAIL): (?<test>.*) \([\d.]+s\)$/;
const packageEnd = /^(?<how>ok {2}|FAIL|\?? {3}|\?)\t(?<name>\S+)(?:[\t ](?<rest>.*))?$/;
const said = /^\s+(?<file>[^\s:]+\.go):(?<line>\d+): (?<message>.*)/;
const notBuilt = /^\[(?:build|setup) failed\]/;
/** As the compiler and vet have it, from the first column on. */
export const compiled = /^(?:vet: )?[^\s:][^:]*\.go:\d+:\d+: ./;
/** Whose lines come next, with -v. */
const speaks = /^=== (?:RUN|CONT|NAME) +(?<test>.*)/;
/** Lines of a test that are looked through, at most. */
const longestTest = 200;

/** `go test` as text: tests that failed, and behind them the end of their package. */
export const readGoTest: OutputReader = ({ lines, isCut }) => {
  const failures: CheckFailure[] = [];
  let inPackage: CheckFailure[] = [];
  let [packages, withTests, tests, isVerbose] = [0, 0, 0, false];
  // What the compiler says is read by itself: it says more than that a package was not built.
  const isCompilerTold = !isCut && lines.some((line) => compiled.test(line));
  for (const [index, line] of lines.entries()) {
    const test = ended.exec(line)?.groups;
    const end = test ? undefined : packageEnd.exec(line)?.groups;
    isVerbose ||= line.startsWith('=== RUN ');
    if (test) {
      tests++;
    }
    if (test?.how === 'FAIL') {
      inPackage.push(toldFailure('go test', { test: test.test, ...saidBy(lines, index, test.test ?? '') }));
    } else if (end) {
      packages++;
      const rest = end.rest ?? '';
      withTests += /^\?/.test(end.how ?? '') || /\[no test(?:s to run| files)\]/.test(rest) ? 0 : 1;
      failures.push(
        ...ofPackage(end.name ?? '', inPackage, end.how === 'FAIL' && !(isCompilerTold && notBuilt.test(rest)), rest),
      );
      inPackage = [];
    }
  }
  if (packages === 0) {
    return undefined;
  }
  // Without -v it does not say how many tests there are in a package, but whether there are any.
  return isVerbose
    ? reportOf('go test', failures, { ran: tests })
    : { ...reportOf('go test', failures, { ran: withTests }), counts: 'package' };
};

type Said = Omit<Parameters<typeof toldFailure>[1], 'test'>;

/** What a test says in a line, and where; the file lies in the folder of its package. */
export function placeSaid(line: string): Said | undefined {
  const { file, line: at, message } = said.exec(line)?.groups ?? {};
  return file === undefined ? undefined : { file, line: at, message };
}

/** What a test that failed has said first: below its end, or with -v above it. */
function saidBy(lines: readonly string[], index: number, test: string): Said | undefined {
  const below = placeSaid(lines[index + 1] ?? '');
  if (below) {
    return below;
  }
  const above = lines.slice(Math.max(0, index - longestTest), index);
  const begin = above.findLastIndex((line) => speaks.test(line));
  const isOwn = speaks.exec(above[begin] ?? '')?.groups?.test === test;
  return isOwn ? above.slice(begin + 1).flatMap((line) => placeSaid(line) ?? [])[0] : undefined;
}

function ofPackage(name: string, tests: readonly CheckFailure[], isFailed: boolean, rest: string): CheckFailure[] {
  const leaves = withoutParents(tests.map(({ test }) => test ?? ''));
  if (leaves.size === 0 && isFailed) {
    return [toldFailure('go test', { test: name, message: /\[.*\]/.exec(rest)?.[0] ?? 'failed' })];
  }
  return tests
    .filter(({ test = '' }) => leaves.has(test))
    .map((failure) => ({ ...failure, test: `${name} ${failure.test}` }));
}

/** A test fails with each of its subtests, whose names begin with its own. */
export function withoutParents(names: readonly string[]): ReadonlySet<string> {
  const parents = new Set(names.flatMap((name) => [...name.matchAll(/\//g)].map(({ index }) => name.slice(0, index))));
  return new Set(names.filter((name) => !parents.has(name)));
}
