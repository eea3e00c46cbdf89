import type { RunStore } from '../core/run/store';
import { type Severity, severities } from '../core/types';

export const exitCodes = { done: 0, findings: 1, usage: 2, failures: 3, cancelled: 130 } as const;

/** How a run that was carried out ends the process: the first that applies of cancelled, failures, findings, done. */
export function exitCodeOf(store: RunStore, failOn: Severity | 'never'): number {
  const summary = store.summary();
  if (store.state.kind === 'cancelled') {
    return exitCodes.cancelled;
  }
  if (store.state.kind === 'failed' && summary.files === 0) {
    return exitCodes.usage;
  }
  if (store.state.kind === 'failed' || summary.failed > 0) {
    return exitCodes.failures;
  }
  const counted = failOn === 'never' ? [] : severities.slice(0, severities.indexOf(failOn) + 1);
  return counted.some((severity) => summary.findings[severity] > 0) ? exitCodes.findings : exitCodes.done;
}

/** The exit code when something that was to be written could not be, besides what it would be otherwise. */
export function atLeastFailures(exitCode: number): number {
  return exitCode === exitCodes.done || exitCode === exitCodes.findings ? exitCodes.failures : exitCode;
}

/** Ends the command with a message on stderr; caught by `main` alone. */
export class CommandFailure extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.usage) {
    super(message);
    this.exitCode = exitCode;
  }
}
