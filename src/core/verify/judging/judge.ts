import type { CheckFailure } from '../../proof';
import { counted } from '../../text/counted';
import { makeTool } from '../output/report';
import type { CommandRun } from '../ports';
import { newFailureWords } from './failureWords';
import { lastWordsLost, newWords, type Scene } from './lostWords';
import { duration, tellingLine, untoldText } from './runText';
import {
  breaksOff,
  cut,
  exitCode,
  fewerTests,
  gapOf,
  isOpaque,
  isReadWhole,
  isRed,
  isVague,
  linesOf,
  mostTelling,
  newFailures,
  ranNoTest,
  type SeenRun,
} from './seenRun';

/** What one run of a command says of the edits, compared with its run on the base. */
export type Judgement =
  | {
      readonly kind: 'passes';
      /** It fails on the base, and nothing else fails now. */
      readonly nothingNew: boolean;
    }
  | { readonly kind: 'fails'; readonly failures: readonly CheckFailure[]; readonly message: string }
  /** All that is new fails on the base, too, now and then. */
  | { readonly kind: 'flaky'; readonly failures: readonly CheckFailure[] }
  | {
      readonly kind: 'cannot be told';
      readonly reason: string;
      /** Nothing but the words of its output is why: those of another run on the base may be the same. */
      readonly isByWords?: true;
    };

/** What a person can do about a command that fails without any edit. */
export const wayOut =
  'Mend what fails there first, or give its test runner as a command of its own, one that runs all tests';

/**
 * Why nothing can be proven with a command that runs like this on the base; undefined where something can. That goes for all
 * commands, though others may be sound: who approved a command takes it for part of the proof.
 */
export function baselineProblem(base: SeenRun): string | undefined {
  const { command, end } = base.run;
  switch (end.kind) {
    case 'did not start':
      return `${command} cannot run: ${end.message}`;
    case 'timed out':
      return `${command} takes longer than ${duration(end.afterMs)} without any edit`;
    case 'killed':
      return `${command} is ended by ${end.signal} without any edit`;
    case 'exited':
      return exitedProblem(base, command, end.exitCode);
  }
}

function placeText({ file, line, message, test }: CheckFailure): string {
  const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
  // A file that could not be loaded is a test of its own name.
  const said = test === undefined || test === file ? message : test;
  return `${place}${said || test}`;
}

function exitedProblem(base: SeenRun, command: string, code: number): string | undefined {
  if (ranNoTest(base) && (code === 0 || isVague(base.failures))) {
    return `${command} ran no tests`;
  }
  if (code !== 0 && isVague(base.failures)) {
    const said = tellingLine(base.run.output);
    const problem = `${command} fails without any edit (exit code ${code}), and its output does not tell what`;
    return said === '' ? problem : `${problem}: ${said}`;
  }
  const stop = code === 0 ? undefined : base.failures.find(breaksOff);
  if (stop) {
    return `${command} breaks off without any edit, before it has looked at everything: ${placeText(stop)}`;
  }
  if (!isReadWhole(base)) {
    return `${command} fails without any edit, and ${untoldText(base.run.output)}`;
  }
  const gap = isRed(base) ? gapOf(base) : undefined;
  return gap === undefined ? undefined : `${command} fails without any edit, and its output ${gap}. ${wayOut}`;
}

/**
 * What failed in each run on the base is known, what did in some of them is flaky, and what did in none is new.
 *
 * @param base its first run on the base, of which `baselineProblem` says nothing
 * @param others its other runs there, however they came to their end
 * @param scene what is known of the run beside what it says; if not given, less is doubted
 */
export function judge(candidate: SeenRun, base: SeenRun, others: readonly SeenRun[] = [], scene?: Scene): Judgement {
  const { end } = candidate.run;
  if (end.kind === 'did not start') {
    return { kind: 'cannot be told', reason: `${candidate.run.command} cannot run: ${end.message}` };
  }
  const bases = [base, ...others];
  // A run that broke off does not say what would not have failed in it.
  const whole = bases.filter((one) => baselineProblem(one) === undefined);
  const fresh = [...new Set(whole.flatMap((one) => newFailures(candidate, one)))];
  const unlike = bases.map((one) => newFailures(candidate, one));
  const failures = mostTelling(fresh.filter((failure) => unlike.every((those) => those.includes(failure))));
  if (failures.length > 0) {
    return { kind: 'fails', failures, message: failedText(candidate, base, failures) };
  }
  if (fresh.length > 0) {
    return { kind: 'flaky', failures: mostTelling(fresh) };
  }
  const reason = doubt(candidate, whole);
  if (reason !== undefined) {
    return { kind: 'cannot be told', reason };
  }
  const words = exitCode(candidate.run) === 0 ? otherWords(candidate, whole, scene) : undefined;
  return words === undefined
    ? { kind: 'passes', nothingNew: whole.every(({ failures }) => failures.length > 0) }
    : { kind: 'cannot be told', reason: words, isByWords: true };
}

/** Why a run in which nothing new was seen to fail proves nothing. */
function doubt(candidate: SeenRun, bases: readonly SeenRun[]): string | undefined {
  const { command } = candidate.run;
  const fewer = bases.map((base) => fewerTests(candidate, base)).find((found) => found !== undefined);
  if (fewer) {
    return `${command} ran ${fewer.ran} of ${counted(fewer.of, fewer.counts)}`;
  }
  const code = exitCode(candidate.run);
  if (code === 0 && !isReadWhole(candidate)) {
    return `${command} ends as if nothing had failed, and ${untoldText(candidate.run.output)}`;
  }
  if (code === 0) {
    return undefined;
  }
  if (!isReadWhole(candidate)) {
    return `${command} fails with and without the edit, and ${untoldText(candidate.run.output)}`;
  }
  const gap = gapOf(candidate);
  if (gap !== undefined) {
    return `${command} fails with and without the edit, and its output ${gap}`;
  }
  const isCounted = candidate.reports.every(({ failed }) => failed !== undefined);
  return isCounted || bases.some(({ run }) => exitCode(run) === code)
    ? undefined
    : `${command} fails with and without the edit, with another exit code`;
}

/** Why a run that says that nothing failed is not believed: it says less than on the base, or more where that may mean a failure. */
function otherWords(candidate: SeenRun, bases: readonly SeenRun[], scene?: Scene): string | undefined {
  const { command } = candidate.run;
  const has = linesOf(candidate);
  if (bases.some(({ run }) => exitCode(run) !== 0)) {
    return undefined;
  }
  const had = bases.map((base) => linesOf(base));
  const said = (line: string) => tellingLine({ head: line, tail: '', omittedBytes: 0 });
  const lost = had.map((lines) => lastWordsLost(has, lines, scene));
  if (lost[0] !== undefined && lost.every((words) => words !== undefined)) {
    const { line, isInside } = lost[0];
    return isInside
      ? `${command} leaves out what it says in the middle without the edit, where a step of it may have ended early: ${said(line)}`
      : `${command} ends without what it says at its end without the edit: ${said(line)}`;
  }
  if (scene === undefined || [has, ...had].some((lines) => lines.includes(cut))) {
    return undefined;
  }
  const { edits, lost: lostStep, isOfTools } = scene;
  const more = lostStep === undefined ? [] : had.map((lines) => newWords(has, lines, edits));
  if (more[0] !== undefined && more.every((line) => line !== undefined)) {
    return `${lostStep}, and with the edit ${command} says: ${said(more[0])}`;
  }
  const bad = isOfTools ? [] : had.map((lines) => newFailureWords(has, lines, edits));
  return bad[0] !== undefined && bad.every((line) => line !== undefined)
    ? `${command} ends as if nothing had failed, and says with the edit alone: ${said(bad[0])}`
    : undefined;
}

function failedText({ run }: SeenRun, base: SeenRun, failures: readonly CheckFailure[]): string {
  switch (run.end.kind) {
    case 'timed out':
      return `took longer than ${duration(run.end.afterMs)}; without the edit it took ${duration(base.run.durationMs)}`;
    case 'killed':
      return `was ended by ${run.end.signal}`;
    default:
      return failureText(run, failures);
  }
}

function failureText(run: CommandRun, failures: readonly CheckFailure[]): string {
  if (isOpaque(failures) || failures.every(({ tool }) => tool === makeTool)) {
    const said = tellingLine(run.output);
    const code = `exit code ${exitCode(run)}`;
    return said === '' ? code : `${code}: ${said}`;
  }
  const tests = failures.filter(({ test }) => test !== undefined);
  return tests.length > 0 ? counted(tests.length, 'test') : counted(failures.length, 'error');
}
