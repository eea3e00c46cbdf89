import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { onAbort } from '../../core/onAbort';
import { errorMessage } from '../../core/text/errorMessage';
import type { CommandEnd, CommandOutcome, LeftBehind } from '../../core/verify/ports';
import { createCapture } from './capture';
import { endOf } from './commandEnd';
import { endTree } from './processTree';
import { obstacleTo } from './shell';
import { type CommandCall, type Started, startCommand } from './startCommand';
import { makeTemporary, removeTemporary } from './temporary';

/** Milliseconds between asking processes to end and killing them, for a command that did not end by itself. */
const stopGrace = 3000;

/** The same for what a command that has ended left behind. */
const leftGrace = 1000;

/** Milliseconds in which what a command has printed is waited for, where something it left still holds the pipe. */
const drainLimit = 1000;

/**
 * The one place that starts a command of a project. It runs with the rights of this process, without input and without
 * a terminal. When this resolves, on whatever way, no process and no temporary file of it is left but those that are
 * said to be. Never rejects.
 */
export async function runCommand(call: CommandCall, signal: AbortSignal): Promise<CommandOutcome> {
  const temporary: { path?: string } = {};
  const outcome = await runToEnd(call, temporary, signal);
  const left = temporary.path === undefined ? undefined : await removeTemporary(temporary.path);
  return left ? withLeft(outcome, left) : outcome;
}

function withLeft(outcome: CommandOutcome, left: LeftBehind): CommandOutcome {
  return outcome.kind === 'ran' ? { ...outcome, run: { ...outcome.run, left } } : { ...outcome, left };
}

/** @param temporary is told the folder for temporary files as soon as that is made, which is to be removed */
async function runToEnd(
  given: CommandCall,
  temporary: { path?: string },
  signal: AbortSignal,
): Promise<CommandOutcome> {
  // Several may run at once under one tag, and none of them is to end what belongs to another.
  const call = { ...given, tag: `${given.tag}${randomBytes(8).toString('hex')}` };
  const began = performance.now();
  const capture = createCapture();
  const ran = (end: CommandEnd, survivors: readonly number[] = []): CommandOutcome => ({
    kind: 'ran',
    run: {
      command: call.command,
      end,
      output: capture.output(),
      durationMs: Math.round(performance.now() - began),
      ...(survivors.length > 0 && { survivors }),
    },
  });
  try {
    const obstacle = await obstacleTo(call);
    if (obstacle !== undefined) {
      return signal.aborted ? { kind: 'cancelled' } : ran({ kind: 'did not start', message: obstacle });
    }
    const folder = await makeTemporary(given.tag);
    temporary.path = folder;
    const started = await startCommand(call, folder, (chunk) => capture.add(chunk), signal);
    if (started === undefined) {
      return { kind: 'cancelled' };
    }
    const stopped = await stopOf(started, call.timeLimitMs, signal);
    if (stopped === 'ended') {
      await Promise.race([started.drained, delay(drainLimit)]);
    }
    const grace = stopped === 'ended' ? leftGrace : stopGrace;
    const { pid: leader, since } = started;
    const folders = [folder, ...(call.place === undefined ? [] : [call.place])];
    const place = since === undefined ? {} : { place: { folders, since } };
    const survivors = await endTree({ tag: call.tag, leader, ...place }, grace);
    await Promise.race([Promise.all([started.exit, started.drained]), delay(drainLimit)]);
    started.letGo();
    if (stopped === 'cancelled') {
      return { kind: 'cancelled' };
    }
    if (stopped === 'timed out') {
      return ran({ kind: 'timed out', afterMs: call.timeLimitMs }, survivors);
    }
    const { exitCode, signal: by } = await started.exit;
    return ran(endOf(exitCode, by, capture.output()), survivors);
  } catch (error) {
    return ran({ kind: 'did not start', message: errorMessage(error) });
  }
}

function stopOf(
  started: Started,
  timeLimitMs: number,
  signal: AbortSignal,
): Promise<'ended' | 'timed out' | 'cancelled'> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle('timed out'), timeLimitMs);
    const stopListening = onAbort(signal, () => settle('cancelled'));
    const settle = (how: 'ended' | 'timed out' | 'cancelled') => {
      clearTimeout(timer);
      stopListening();
      resolve(how);
    };
    if (signal.aborted) {
      settle('cancelled');
    }
    started.exit.then(() => settle('ended'));
  });
}
