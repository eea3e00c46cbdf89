import type { CheckFailure } from '../../proof';
import { readOutput, textOf } from '../output/readOutput';
import { crashTool, type ToolReport, vagueTools } from '../output/report';
import { gapIn } from '../output/wholeReport';
import type { CommandRun } from '../ports';
import { notAmong } from './identity';

/** One run of a command, and what its output says. */
export interface SeenRun {
  readonly run: CommandRun;
  readonly reports: readonly ToolReport[];
  /** What failed. A run that did not end well has one at least. */
  readonly failures: readonly CheckFailure[];
}

/** The tool of what failed as a whole. */
const wholeCommand = 'command';
/** That the command failed, where nothing of what it printed could be told apart. */
const opaque: CheckFailure = { tool: wholeCommand, message: 'fails' };

/** Looks at a run. */
export function seen(run: CommandRun): SeenRun {
  const reports = run.end.kind === 'did not start' ? [] : readOutput(run);
  return { run, reports, failures: failuresIn(run, reports) };
}

function failuresIn({ end }: CommandRun, reports: readonly ToolReport[]): readonly CheckFailure[] {
  switch (end.kind) {
    case 'exited':
      return end.exitCode === 0 ? lostFailures(reports) : toldFailures(reports);
    case 'killed':
      return [{ tool: wholeCommand, message: `killed by ${end.signal}` }];
    case 'timed out':
    case 'did not start':
      return [{ tool: wholeCommand, message: end.kind }];
  }
}

/**
 * Of a run that says by its exit code that nothing failed: a crash, or a test of which the tool says that it failed, as
 * behind a pipe, whose exit code is that of its last part. What compilers say may be what a test has printed.
 */
function lostFailures(reports: readonly ToolReport[]): readonly CheckFailure[] {
  return reports.flatMap(({ tool, failures }) =>
    tool === crashTool ? failures : failures.filter(({ test }) => test !== undefined),
  );
}

/** A tool that only warns fails where it was told to fail for warnings. */
function toldFailures(reports: readonly ToolReport[]): readonly CheckFailure[] {
  const failures = reports.flatMap((report) => report.failures);
  const told = failures.length > 0 ? failures : reports.flatMap(({ warnings = [] }) => warnings);
  return told.length > 0 ? told : [opaque];
}

/** What failed that is not among what the base had shown; that it failed at all, where only that is new. */
export function newFailures(candidate: SeenRun, base: SeenRun): readonly CheckFailure[] {
  const known = new Set([
    ...base.failures,
    ...base.reports.flatMap(({ failures, warnings = [] }) => [...failures, ...warnings]),
  ]);
  const fresh = notAmong(candidate.failures, [...known]);
  const isWorse = exitCode(candidate.run) !== 0 && exitCode(base.run) === 0;
  return fresh.length === 0 && isWorse ? [opaque] : fresh;
}

/** Whether a tool has told of a failure, so that there is more to show than that the command failed. */
export function isTold({ tool }: CheckFailure): boolean {
  return tool !== wholeCommand;
}

/** Of what failed in a run that which says the most: what a tool found says more than that something broke off. */
export function mostTelling(failures: readonly CheckFailure[]): readonly CheckFailure[] {
  const ways = [
    ({ tool }: CheckFailure) => !vagueTools.has(tool),
    ({ file }: CheckFailure) => file !== undefined,
    ({ tool }: CheckFailure) => tool === crashTool,
  ];
  return ways.map((way) => failures.filter(way)).find((some) => some.length > 0) ?? failures;
}

/** Whether it failed, and what failed could not be told. */
export function isOpaque(failures: readonly CheckFailure[]): boolean {
  return failures.includes(opaque);
}

/**
 * Whether behind a failure there may be much that never ran: a compiler's, or that of tests that could not be loaded. With
 * and without an edit it looks the same, whatever the edit breaks there.
 */
export function breaksOff({ tool, test }: CheckFailure): boolean {
  // Of unittest, and of Node.js, which calls a file that it could not load a test.
  const isLoading = test !== undefined && /(?:^|\.)_FailedTest\b|\.[cm]?[jt]sx?$/.test(test);
  return isLoading || (test === undefined && !vagueTools.has(tool) && tool !== wholeCommand);
}

/** Whether something failed that is no crash alone: its exit code says so, or a test of which its tool tells. */
export function isRed({ run, failures }: SeenRun): boolean {
  return exitCode(run) !== 0 || failures.some(({ test }) => test !== undefined);
}

/** Why of a run in which something failed it cannot be told what did not; see `gapIn`. */
export function gapOf({ run, reports }: SeenRun): string | undefined {
  return gapIn(reports, textOf(run));
}

/** Whether nothing of what failed is told so that it can be known again. */
export function isVague(failures: readonly CheckFailure[]): boolean {
  return failures.every((failure) => failure === opaque || vagueTools.has(failure.tool));
}

/** Whether all that failed was read, as far as the tools themselves tell and the output was kept. */
export function isReadWhole({ run, reports, failures }: SeenRun): boolean {
  const areCounted = reports.every((report) => report.failures.length >= (report.failed ?? 0));
  const kept = run.output.omittedBytes === 0 || reports.every(({ failed }) => failed !== undefined);
  return areCounted && (failures.length === 0 || kept);
}

/** Whether the output says that there was no test to run. */
export function ranNoTest({ reports }: SeenRun): boolean {
  const counts = reports.flatMap(({ ran }) => (ran === undefined ? [] : [ran]));
  return counts.length > 0 && counts.every((count) => count === 0);
}

/** How many tests of how many ran, where a tool of which they ran on the base had fewer. */
export function fewerTests(
  candidate: SeenRun,
  base: SeenRun,
): { readonly ran: number; readonly of: number; readonly counts: string } | undefined {
  for (const { tool, counts = 'test' } of base.reports) {
    const [ran, of] = [ranBy(tool, candidate), ranBy(tool, base)];
    if (ran < of) {
      return { ran, of, counts };
    }
  }
  return undefined;
}

/** Stands where not all of an output was kept; no tool prints it. */
export const cut = '\0';

/** The lines of an output that say something, without the place of its worktree. */
export function linesOf({ run }: SeenRun): readonly string[] {
  const { head, tail, omittedBytes } = run.output;
  const said = (text: string) =>
    textOf({ ...run, output: { head: text, tail: '', omittedBytes: 0 } }).lines.filter((line) => /\S/.test(line));
  return omittedBytes === 0
    ? said(head + tail)
    : [...said(head.slice(0, head.lastIndexOf('\n') + 1)), cut, ...said(tail.slice(tail.indexOf('\n') + 1))];
}

function ranBy(wanted: string, { reports }: SeenRun): number {
  return reports.reduce((sum, { tool, ran = 0 }) => (tool === wanted ? sum + ran : sum), 0);
}

/** The exit code; undefined when it did not come to its end by itself. */
export function exitCode({ end }: CommandRun): number | undefined {
  return end.kind === 'exited' ? end.exitCode : undefined;
}
