import type { OutputText, ToolReport } from './report';

/** How a test runner says that it came to its end, and how that it never came to some of its tests. */
interface Runner {
  /** Its totals: once in the output of one run. */
  readonly totals: RegExp;
  /** That it stopped, or could not load or set up something: the tests behind that never ran. */
  readonly stops: readonly RegExp[];
  /** What else must be so. */
  isWhole?(output: OutputText): boolean;
}

const hookOfNode = /failureType: '(?:hookFailed|cancelledByParent|testAborted)'/;

/** As the runners' own sources and manuals have it. Of those that leave out what is behind a failure there is none here. */
const runners: Readonly<Record<string, Runner>> = {
  tap: { totals: /^1\.\.\d+/, stops: [/^\s*Bail out!/, hookOfNode, /^# cancelled [1-9]/], isWhole: isPlanKept },
  node: { totals: /^ℹ fail \d+/, stops: [hookOfNode, /^ℹ cancelled [1-9]/] },
  mocha: { totals: /^ {2}\d+ failing$/, stops: [/"(?:before|after) (?:all|each)" hook/] },
  jest: {
    totals: /^Tests: +\d.* total$/,
    stops: [
      /● Test suite failed to run/,
      /^Test Suites: .*\b\d+ of \d+ total$/,
      /^\s*>\s*\d+ \|.*\bbefore(?:All|Each)\b/,
      /^\s+at .*\bbefore(?:All|Each)\b/,
    ],
  },
  vitest: { totals: /^ +Tests +\d/, stops: [/^ +Errors +\d/, /\bUnhandled (?:Error|Rejection)/] },
  pytest: {
    totals: /^(?:=+ )?\d+ .*\bin [\d.]+s\b/,
    stops: [/^!{3,} .* !{3,}$/, /^ERROR /, /\b\d+ errors?\b.* in [\d.]+s\b/],
  },
  unittest: {
    totals: /^Ran \d+ tests? in [\d.]+s$/,
    stops: [
      /^(?:ERROR|FAIL): (?:setUp|tearDown)(?:Class|Module)\b/,
      /^ERROR: \S+ \(unittest\.loader\._FailedTest/,
      /, in (?:async)?[sS]etUp\w*$/,
    ],
  },
  // Of each package; the last line of all is bare.
  'go test': {
    totals: /^(?:FAIL|\{.*"Action":"fail","Package":"[^"]*","Elapsed":.*)$/,
    stops: [],
    isWhole: isWholeOfGo,
  },
  // Without --no-fail-fast it leaves out all other targets, and then has no such list.
  'cargo test': {
    totals: /^error: \d+ targets? failed:$/,
    stops: [/^error: could not compile/, /\(signal: \d+/],
    isWhole: ({ lines }) => count(lines, /^running \d+ tests?$/) === count(lines, /^test result: /),
  },
  ctest: {
    totals: /^\d+% tests passed, \d+ tests? failed out of \d+$/,
    stops: [/\((?:Not Run|BAD_COMMAND)\)|\*\*\*Not Run|Could not find executable/],
  },
};

/**
 * What keeps the output of a command that failed from being one whole report of a test runner, to be said behind "its
 * output": nothing that never ran can be told to fail there. Undefined where it is one.
 */
export function gapIn(reports: readonly ToolReport[], output: OutputText): string | undefined {
  const [report, ...others] = reports.filter(({ failures }) => failures.length > 0);
  const runner = report && runners[report.tool];
  if (!report || !runner) {
    return 'is no report of a test runner that is known to go on to its end';
  }
  if (others.length > 0) {
    return `tells of failures of ${others.map(({ tool }) => tool).join(' and ')} beside those of ${report.tool}`;
  }
  const stop = output.lines.find((line) => runner.stops.some((pattern) => pattern.test(line)));
  if (stop !== undefined) {
    return `says that tests could not be set up, or not all of them ran: ${stop.trim()}`;
  }
  const totals = count(output.lines, runner.totals);
  const isOne = runner.isWhole === isWholeOfGo ? totals > 0 : totals === 1;
  const areRead = report.failed === undefined || report.failures.length === report.failed;
  const isWhole = isOne && areRead && (runner.isWhole?.(output) ?? true);
  return isWhole ? undefined : `is not one whole report of ${report.tool}`;
}

function count(lines: readonly string[], pattern: RegExp): number {
  return lines.filter((line) => pattern.test(line)).length;
}

/** As many results as the plan says, where the output was kept whole. */
function isPlanKept({ lines, isCut }: OutputText): boolean {
  const planned = lines.flatMap((line) => /^1\.\.(\d+)/.exec(line)?.[1] ?? []).map(Number);
  return isCut === true || planned[0] === count(lines, /^(?:not )?ok\b/);
}

/**
 * A package whose tests came to their end says FAIL by itself before its own line has it. One that could not be built, or
 * that ended itself, does not, or names no test.
 */
function isWholeOfGo(output: OutputText): boolean {
  const events = output.lines.some((line) => line.startsWith('{"'));
  return events ? isWholeOfEvents(output.text) : isWholeOfText(output.lines);
}

function isWholeOfText(lines: readonly string[]): boolean {
  let [tests, ended] = [0, false];
  for (const line of lines) {
    if (/^--- FAIL: /.test(line)) {
      tests++;
    }
    ended ||= line === 'FAIL';
    const isFailed = /^FAIL\t/.test(line);
    if (isFailed && (tests === 0 || !ended)) {
      return false;
    }
    if (isFailed || /^ok {2}\t/.test(line)) {
      [tests, ended] = [0, false];
    }
  }
  return true;
}

/** https://pkg.go.dev/cmd/test2json */
function isWholeOfEvents(text: string): boolean {
  const has = (part: string) => text.split(part).length - 1;
  const begun = has('"Action":"run"');
  const [bare, packages] = [has('"Output":"FAIL\\n"'), has('"Output":"FAIL\\t')];
  const ended = [...text.matchAll(/"Action":"(?:pass|fail|skip)","Package":"[^"]*","Test":/g)].length;
  return begun === ended && bare === packages && !text.includes('"Output":"panic: ');
}
