import { estimateOf } from '../compose/runEstimate';
import type { ModelList } from '../core/endpoints/endpointSetup';
import type { RunOptions, ServerOptions } from '../core/options';
import type { DiscoveredFile } from '../core/ports';
import { estimateSentences, grouped } from '../core/report/spend';
import { printable } from '../core/report/text';
import type { RunEstimate } from '../core/run/spend/estimate';
import { jsonText } from '../core/text/jsonText';
import { maskSecrets } from '../core/text/secrets';
import { listModels } from '../endpoints/createEndpoint';
import { keyFromEnvironment } from '../endpoints/environmentKeys';
import { offerOf, sameModel } from '../endpoints/setup/modelList';
import { stateRoot } from '../store/stateDir';
import type { ReviewCommand } from './command';
import { CommandFailure, exitCodes } from './exitCode';
import { print } from './output';
import { abortOnSignal } from './signals';
import { worldOf } from './world';

/** Prints what a review would take. Looks for the files and asks servers for their models, and neither sends nor records anything. */
export async function estimate(
  command: ReviewCommand,
  folder: string,
  options: RunOptions,
  maxParallelFiles: number,
): Promise<number> {
  const cancellation = abortOnSignal();
  const discovered = async (scope: RunOptions) => {
    const found = await worldOf(folder, scope, maxParallelFiles).workspace.discover(cancellation.signal);
    if (found.kind === 'failed') {
      throw new CommandFailure(printable(found.message));
    }
    return found;
  };
  const discovery = await discovered(options);
  const commit = options.newSince?.commit;
  // No model gets what has not changed.
  const isAll = commit === undefined || options.changedSince !== undefined;
  const changed = isAll ? discovery : await discovered({ ...options, changedSince: commit });
  const problems = await problemsOf(options, cancellation.signal);
  cancellation.stop();
  if (discovery.kind === 'cancelled' || changed.kind === 'cancelled' || cancellation.signal.aborted) {
    return exitCodes.cancelled;
  }
  const model = await estimateOf(
    { stateRoot: stateRoot(command.stateDir), realPath: folder },
    options,
    maxParallelFiles,
    changed.files,
  );
  const toOutput = command.format === 'json' ? toJson : toText;
  print(toOutput(discovery.files, model, options, problems));
  return exitCodes.done;
}

/** What would keep endpoints from reviewing, by their metadata alone: no server, no key, or not the model. */
async function problemsOf({ endpoints, reviewers }: RunOptions, signal: AbortSignal): Promise<readonly string[]> {
  const servers = reviewers.includes('model') ? endpoints.filter((endpoint) => endpoint.kind !== 'vscode') : [];
  const found = await Promise.all(
    servers.map(async (server) => {
      const key = keyFromEnvironment(server, endpoints.length, process.env, () => {});
      const problem = problemIn(await listModels(server, key, signal), server);
      return problem === undefined ? [] : [`${server.id}: ${problem}`];
    }),
  );
  return found.flat();
}

/** A server that lists no models, or not in this way, may work all the same. */
function problemIn(list: ModelList, { kind, model = '' }: ServerOptions): string | undefined {
  if (list.kind === 'failed') {
    return ['server down', 'bad key'].includes(list.reason) ? list.message : undefined;
  }
  if (list.kind === 'cancelled' || (kind !== 'ollama' && list.models.length === 0)) {
    return undefined;
  }
  const isThere = list.models.some(({ name }) => sameModel(name, model));
  return isThere ? undefined : `it does not list the model "${model}". ${offerOf(list.models)}`;
}

function toText(
  files: readonly DiscoveredFile[],
  model: RunEstimate | undefined,
  options: RunOptions,
  problems: readonly string[],
): string {
  const skipped = [...skippedOf(files)].map(([reason, count]) => `${count} ${reason}`);
  const count = files.filter(({ kind }) => kind === 'file').length;
  const lines = [
    `${grouped(count)} ${count === 1 ? 'file' : 'files'} to review, or fewer: what is in a file may yet have it skipped.`,
    ...(skipped.length > 0 ? [`Skipped: ${skipped.join(', ')}.`] : []),
    ...(model ? estimateSentences(model, options.maxTokens) : ['No tokens are needed: no model takes part.']),
    ...commandsOf(options).map(
      (command) => `Not counted: where changes are proposed, copies of the folder run ${printable(command)}`,
    ),
    ...problems.map(printable),
    'No file was sent, and nothing was recorded.',
  ];
  return `${lines.join('\n')}\n`;
}

function toJson(
  files: readonly DiscoveredFile[],
  model: RunEstimate | undefined,
  options: RunOptions,
  problems: readonly string[],
): string {
  const estimated = {
    version: 1,
    files: files.filter(({ kind }) => kind === 'file').length,
    skipped: Object.fromEntries(skippedOf(files)),
    reviewers: options.reviewers,
    problems: problems.map(maskSecrets),
    model: model
      ? {
          requests: model.requests,
          confirmations: model.confirmations ?? 0,
          ignoresKeptAnswers: model.ignoresKeptAnswers ?? false,
          mayRepair: model.repairs ?? false,
          promptTokens: model.promptTokens,
          completionTokens: model.completionTokens,
          headroom: model.headroom,
          durationMs: model.durationMs ?? null,
          maxTokens: options.maxTokens ?? null,
        }
      : null,
    commands: commandsOf(options),
  };
  return `${jsonText(estimated, 2)}\n`;
}

/** What is to prove proposals, in the order in which it runs. */
function commandsOf({ verification }: RunOptions): readonly string[] {
  return verification ? [...verification.setUp, ...verification.commands] : [];
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
