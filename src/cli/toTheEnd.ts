import { join } from 'node:path';
import type { OpenRun, RunWorld } from '../compose/openRun';
import { reportWorldOf } from '../compose/reportWorld';
import { printable } from '../core/report/text';
import type { ReviewRun } from '../core/run/reviewRun';
import { idleConfirmEndpoint } from '../core/strategy/idleConfirmEndpoint';
import { carryOut } from './afterReview';
import { program } from './calledAs';
import type { EndFlags } from './command';
import { atLeastFailures, exitCodeOf, exitCodes } from './exitCode';
import { formatted, print, printAll, succeeds, tell } from './output';
import { showProgress } from './progress';
import { writeReports } from './reports';
import { abortOnSignal } from './signals';

/** Has a run do its work, and then what is asked to be done after it; answers with the exit code. */
export async function toTheEnd(
  open: OpenRun,
  world: RunWorld,
  command: EndFlags,
  out: string | undefined,
  work: (run: ReviewRun) => Promise<void>,
): Promise<number> {
  const { run, directory } = open;
  const { store } = run;
  const idle = idleConfirmEndpoint(store.header.options, printable);
  if (idle !== undefined) {
    tell(idle);
  }
  const cancellation = abortOnSignal();
  cancellation.signal.addEventListener('abort', () => run.cancel());
  const stopProgress = command.quiet ? () => {} : showProgress(store, process.stderr);
  await work(run);
  stopProgress();
  const isDone = await carryOut(command, open, world, cancellation.signal);
  cancellation.stop();
  if (store.state.kind === 'failed') {
    tell(store.state.message);
  }
  const exitCode = cancellation.signal.aborted ? exitCodes.cancelled : exitCodeOf(store, command.failOn);
  const close = () => succeeds('The record of the review', () => open.close());
  if (exitCode === exitCodes.usage) {
    await close();
    return exitCode;
  }
  const isSaved = await succeeds('The results', () => open.saveResults());
  const isClosed = await close();
  const reportWorld = reportWorldOf(directory);
  const isReported =
    out === undefined ||
    (await succeeds('--out', () => writeReports(out, { store, directory, world: reportWorld }, isSaved)));
  await printAll(formatted(store, command.format, reportWorld, world.workspace));
  if (command.format === 'text' && (out === undefined ? isSaved : isReported)) {
    print(`\nResults: ${printable(join(out ?? directory, 'results.json'))}\n`);
  }
  if (!command.quiet && (run.isResumable || cancellation.signal.aborted)) {
    tell(`To go on with what is left: ${program} review --resume ${store.header.id}`);
  }
  return isDone && isSaved && isClosed && isReported ? exitCode : atLeastFailures(exitCode);
}
