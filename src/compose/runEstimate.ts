import { thinkingLevels } from '../core/modelUse';
import { importRulesOf } from '../core/neighbours/rules';
import { concurrencyOf, type EndpointOptions, passesOf, type RunOptions } from '../core/options';
import type { DiscoveredFile } from '../core/ports';
import { confirmSystem } from '../core/prompt/confirmPrompt';
import { chooseContextTokens } from '../core/prompt/contextSize';
import { replyRoom, thinkingRoom } from '../core/prompt/promptTokens';
import { systemPrompt } from '../core/prompt/systemPrompt';
import { combinedSpeed, estimateRun, type RunEstimate } from '../core/run/spend/estimate';
import { profilesOf, treatments } from '../core/strategy/treatment';
import { languageOf } from '../core/text/language';
import { estimateTokens } from '../core/text/tokens';
import { hasAnswers } from '../store/answers';
import { runsOf } from '../store/runs';
import { readSpeeds, speedKey } from '../store/speeds';

/** Whose estimate it is. */
export interface EstimatedFolder {
  readonly stateRoot: string;
  /** Of the folder. */
  readonly realPath: string;
}

/** By their names: pictures, sounds, fonts, archives and programs, which nobody reads as text. Others are only told once they are read. */
const binaryNames =
  /\.(?:png|jpe?g|gif|webp|avif|bmp|ico|icns|tiff?|psd|mp[34]|m4[av]|mov|avi|webm|mkv|ogg|wav|flac|woff2?|ttf|otf|eot|zip|gz|tgz|bz2|xz|zst|7z|rar|jar|war|pdf|exe|dll|so|dylib|a|o|obj|class|pyc|wasm|node|sqlite3?|db)$/i;

/**
 * What the model's part of a run would take, by the sizes of the files and what earlier runs have measured; nothing is
 * read or sent. Undefined when no model takes part.
 */
export async function estimateOf(
  { stateRoot, realPath }: EstimatedFolder,
  options: RunOptions,
  maxParallelFiles: number,
  files: readonly DiscoveredFile[],
): Promise<RunEstimate | undefined> {
  const { endpoints, instructions } = options;
  if (!options.reviewers.includes('model') || endpoints.length === 0) {
    return undefined;
  }
  const speeds = await readSpeeds(stateRoot);
  const speed = combinedSpeed(endpoints.map((endpoint) => speeds.get(speedKey(endpoint))));
  const appliesTo = treatments(options);
  const found = files.filter((file) => {
    return file.kind === 'file' && appliesTo(file).reviewers.includes('model') && !binaryNames.test(file.path);
  });
  const systemTokens = Math.max(
    ...passesOf(profilesOf(options)).map(({ profile, pass }) =>
      estimateTokens(systemPrompt(profile, pass, instructions)),
    ),
  );
  const chosen = chooseContextTokens({ fileBytes: found.map(({ bytes }) => bytes), systemTokens });
  const limits = endpoints.flatMap((endpoint) => longestPrompt(endpoint, chosen) ?? []);
  const maxPromptTokens = Math.min(...limits);
  const wished = endpoints.map((endpoint) => (endpoint.kind === 'vscode' ? undefined : endpoint.thinking));
  const thinking = thinkingLevels.findLast((level) => wished.includes(level));
  const estimate = estimateRun({
    files: found.map(({ path, bytes }) => {
      const language = languageOf(path);
      const { passes, profile } = appliesTo({ path, bytes });
      const confirms = profile.confirm ?? false;
      const withContext = profile.context === 'signatures' && importRulesOf(language) !== undefined;
      return { bytes, language, passes: passes.length, confirms, withContext };
    }),
    systemTokens,
    confirmSystemTokens: estimateTokens(confirmSystem),
    passes: options.profile.passes.length,
    ...(Number.isFinite(maxPromptTokens) && { maxPromptTokens }),
    parallel: Math.min(
      maxParallelFiles,
      endpoints.reduce((sum, endpoint) => sum + concurrencyOf(endpoint), 0),
    ),
    ...(speed && { speed }),
    ...(thinking && { thinking }),
  });
  const ignoresKeptAnswers =
    !options.fresh && (await hasAnswers(stateRoot)) && (await runsOf(stateRoot, realPath)).length > 0;
  return {
    ...estimate,
    ...(ignoresKeptAnswers && { ignoresKeptAnswers }),
    ...(options.verification?.repair && { repairs: true }),
  };
}

/** In tokens, as far as it is known without asking the server. */
function longestPrompt(endpoint: EndpointOptions, chosenContext: number): number | undefined {
  if (endpoint.kind === 'vscode') {
    return undefined;
  }
  const { kind, thinking } = endpoint;
  const context = endpoint.contextTokens ?? (kind === 'ollama' ? chosenContext + thinkingRoom(thinking) : undefined);
  return context === undefined ? undefined : context - (replyRoom(context, thinking).replyTokens ?? 0);
}
