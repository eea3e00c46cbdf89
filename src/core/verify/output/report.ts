import type { CheckFailure } from '../../proof';
import { visible } from '../../text/visible';

/** What one tool says in the output of a command. */
export interface ToolReport {
  readonly tool: string;
  readonly failures: readonly CheckFailure[];
  /** What it only warns of. Some tools can be told to fail for that. */
  readonly warnings?: readonly CheckFailure[];
  /** Tests that passed or failed, where it says so: none that were skipped. */
  readonly ran?: number;
  /** What `ran` counts, where it is no tests. */
  readonly counts?: 'package';
  /** How many failures it counts itself, where it does: there may be more than could be read. */
  readonly failed?: number;
}

/** The output of a command, all of it and by its lines. */
export interface OutputText {
  readonly text: string;
  /** Without what is far behind on its line, so that each pattern takes time in proportion to the output. */
  readonly lines: readonly string[];
  /** Not all of it was kept. */
  readonly isCut?: true;
}

/** Reads one format; undefined where nothing in the output is in it. */
export type OutputReader = (output: OutputText) => ToolReport | undefined;

/** The tool of what is said of a crash, whoever crashed. */
export const crashTool = 'crash';
/** It says that what it has called failed, and no more. */
export const makeTool = 'make';
/** Tools that say that something failed, and not what: another such failure can look the same. */
export const vagueTools: ReadonlySet<string> = new Set([crashTool, makeTool]);

/** Tools by whose names of tests each is known: where one broke off is another place each time. */
export const fullNames: ReadonlySet<string> = new Set(['unittest', 'go test', 'cargo test']);

const longestName = 300;
const longestMessage = 500;

/** A failure as a tool tells it, with names and words of a length that can be shown. */
export function toldFailure(
  tool: string,
  said: {
    readonly file?: string | undefined;
    readonly line?: string | number | undefined;
    readonly test?: string | undefined;
    readonly message?: string | undefined;
  },
): CheckFailure {
  const line = Number(said.line);
  return {
    tool,
    ...(said.file !== undefined && { file: shortened(said.file.replace(/^\.\//, ''), longestName) }),
    ...(line > 0 && { line }),
    ...(said.test !== undefined && { test: shortened(said.test, longestName) }),
    message: shortened(said.message ?? '', longestMessage),
  };
}

const longestError = 200;

/** What Node.js has printed above a line of the exception that ended a file of tests; undefined where nothing is found. */
export function errorAbove(lines: readonly string[], index: number): string | undefined {
  const above = lines.slice(Math.max(0, index - longestError), index);
  const start = above.findLastIndex((line) => /^ *(?:(?:not )?ok \d|[✖✔] )/.test(line)) + 1;
  const thrown = above.slice(start).map((line) => /^(?:# )?(?<thrown>\w*Error\b.*)/.exec(line)?.groups?.thrown);
  return thrown.find((text) => text !== undefined);
}

function shortened(text: string, most: number): string {
  return visible(text.trim().slice(0, most), '');
}

/** The same said twice of the same place is one failure: tools repeat themselves at the end. */
export function distinctFailures(failures: readonly CheckFailure[]): CheckFailure[] {
  return [...new Map(failures.map((failure) => [JSON.stringify(failure), failure])).values()];
}

/** Each test once, by its file and name, for tools that tell of them again in the end. */
export function distinctTests(failures: readonly CheckFailure[]): CheckFailure[] {
  const tests = new Map<string, CheckFailure>();
  for (const failure of failures) {
    const key = JSON.stringify([failure.file, failure.test]);
    tests.set(key, tests.get(key) ?? failure);
  }
  return [...tests.values()];
}

/** The sum of the numbers that an expression has as its first group, or undefined where it stands nowhere. */
export function sumOf(lines: readonly string[], number: RegExp): number | undefined {
  const found = lines.flatMap((line) => {
    const count = number.exec(line)?.[1];
    return count === undefined ? [] : [Number(count)];
  });
  return found.length > 0 ? found.reduce((sum, count) => sum + count, 0) : undefined;
}

/** A report with the numbers that are known. */
export function reportOf(
  tool: string,
  failures: readonly CheckFailure[],
  counts: { readonly ran?: number | undefined; readonly failed?: number | undefined } = {},
): ToolReport {
  const { ran, failed } = counts;
  return { tool, failures, ...(ran !== undefined && { ran }), ...(failed !== undefined && { failed }) };
}
