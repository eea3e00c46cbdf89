import { estimateOf } from '../compose/runEstimate';
import type { RunOptions } from '../core/options';
import type { DiscoveredFile } from '../core/ports';
import { estimateSentences, grouped } from '../core/report/spend';
import { printable } from '../core/report/text';
import type { RunEstimate } from '../core/run/spend/estimate';
import { jsonText } from '../core/text/jsonText';
import { stateRoot } from '../store/stateDir';
import type { ReviewCommand } from './arguments';
import { CommandFailure, exitCodes } from './exitCode';
import { print } from './output';
import { abortOnSignal } from './signals';
import { worldOf } from './world';

/** Prints what a review would take. Looks for the files, and neither sends nor records anything. */
export async function estimate(
  command: ReviewCommand,
  folder: string,
  options: RunOptions,
  maxParallelFiles: number,
): Promise<number> {
  const cancellation = abortOnSignal();
  const discovery = await worldOf(folder, options, maxParallelFiles).workspace.discover(cancellation.signal);
  cancellation.stop();
  if (discovery.kind === 'cancelled') {
    return exitCodes.cancelled;
  }
  if (discovery.kind === 'failed') {
    throw new CommandFailure(printable(discovery.message));
  }
  const model = await estimateOf(stateRoot(command.stateDir), options, maxParallelFiles, discovery.files);
  print(command.format === 'json' ? toJson(discovery.files, model, options) : toText(discovery.files, model, options));
  return exitCodes.done;
}

function toText(files: readonly DiscoveredFile[], model: RunEstimate | undefined, options: RunOptions): string {
  const skipped = [...skippedOf(files)].map(([reason, count]) => `${count} ${reason}`);
  const count = files.filter(({ kind }) => kind === 'file').length;
  const lines = [
    `${grouped(count)} ${count === 1 ? 'file' : 'files'} to review, or fewer: what is in a file may yet have it skipped.`,
    ...(skipped.length > 0 ? [`Skipped: ${skipped.join(', ')}.`] : []),
    ...(model ? estimateSentences(model, options.maxTokens) : ['No tokens are needed: no model takes part.']),
    'Nothing was sent or recorded.',
  ];
  return `${lines.join('\n')}\n`;
}

function toJson(files: readonly DiscoveredFile[], model: RunEstimate | undefined, options: RunOptions): string {
  const estimated = {
    version: 1,
    files: files.filter(({ kind }) => kind === 'file').length,
    skipped: Object.fromEntries(skippedOf(files)),
    reviewers: options.reviewers,
    model: model
      ? {
          requests: model.requests,
          confirmations: model.confirmations ?? 0,
          promptTokens: model.promptTokens,
          completionTokens: model.completionTokens,
          durationMs: model.durationMs ?? null,
          maxTokens: options.maxTokens ?? null,
        }
      : null,
  };
  return `${jsonText(estimated, 2)}\n`;
}

/** How many files are skipped for each reason, in the order of the reasons. */
function skippedOf(files: readonly DiscoveredFile[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const file of files) {
    if (file.kind === 'skipped') {
      counts.set(file.reason, (counts.get(file.reason) ?? 0) + 1);
    }
  }
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
