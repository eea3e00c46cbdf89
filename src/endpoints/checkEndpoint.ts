import type { CheckStep, EndpointCheck, ModelList } from '../core/endpoints/endpointSetup';
import type { Sampling, Usage } from '../core/fileReview';
import type { ServerKind, ServerOptions } from '../core/options';
import { judgeTrial, trialRequest } from '../core/prompt/trialReview';
import { notTakenSentences, samplingText } from '../core/report/sampling';
import { contextOf, type EndpointSettings, limitsOf, partnerOf } from './createEndpoint';
import { HttpClient } from './http/httpClient';
import { type Server, serverOf } from './http/server';
import { converse, type Partner } from './protocols/converse';
import { createMetadataClient } from './setup/metadata';
import { fetchLoaded, fetchModelInfo, isOllama, type ModelInfo } from './setup/modelInfo';
import { fetchModels, offerOf, sameModel } from './setup/modelList';

/** A context smaller than this, in tokens, has room for small files only. */
const smallContext = 8_192;

/**
 * Tries an endpoint, as a person asked for it: whether the server answers and has the model, what context it gives, and
 * how a very small file fares, which is the one thing here that makes the server generate anything.
 *
 * @param key the API key for this endpoint's origin, if there is one
 */
export async function checkEndpoint(
  options: ServerOptions,
  key: string | undefined,
  signal: AbortSignal,
  settings: EndpointSettings = {},
): Promise<EndpointCheck> {
  const checked = serverOf(options, key);
  if (checked.kind === 'failed') {
    return { kind: 'checked', steps: [{ subject: 'server', outcome: 'failed', message: checked.message }] };
  }
  const asking = createMetadataClient(settings.limits);
  const http = new HttpClient(limitsOf(options, settings));
  const check = { options, settings, server: checked.server, asking, http, signal };
  const steps: CheckStep[] = [];
  try {
    for await (const step of run(check)) {
      steps.push(step);
      if (step.outcome === 'failed') {
        break;
      }
    }
  } finally {
    asking.dispose();
    http.dispose();
  }
  return signal.aborted ? { kind: 'cancelled' } : { kind: 'checked', steps };
}

interface Check {
  readonly options: ServerOptions;
  readonly settings: EndpointSettings;
  readonly server: Server;
  /** For metadata. */
  readonly asking: HttpClient;
  /** For completions. */
  readonly http: HttpClient;
  readonly signal: AbortSignal;
}

async function* run(check: Check): AsyncGenerator<CheckStep> {
  const { options, server, asking, signal } = check;
  const list = await fetchModels(asking, server, signal);
  yield await serverStep(check, list);
  const { model = '' } = options;
  if (list.kind === 'models' || model === '') {
    yield modelStep(options.kind, model, list);
  }
  const context = await contextStep(check, model);
  yield context.step;
  // What is remembered of the server is not taken on trust here.
  yield* tryReview(check, partnerOf(server, options, model, context.tokens, context.info));
}

async function serverStep({ server, asking, signal }: Check, list: ModelList): Promise<CheckStep> {
  const { origin } = server.base;
  const subject = 'server';
  if (server.kind !== 'ollama' && (await isOllama(asking, server, signal))) {
    const why = 'over another protocol its context size cannot be set, and it cuts long files without a word.';
    return { subject, outcome: 'warning', message: `${origin} is an Ollama server. Use the kind "ollama": ${why}` };
  }
  if (list.kind === 'models') {
    return { subject, outcome: 'ok', message: `${origin} answers.` };
  }
  const message = list.kind === 'failed' ? list.message : 'Cancelled.';
  // Some gateways have no list of models. Whether the address is right will be seen.
  const unlisted = list.kind === 'failed' && list.reason === 'not a model server' && server.kind !== 'ollama';
  return unlisted
    ? { subject, outcome: 'warning', message: `${origin} does not list its models.` }
    : { subject, outcome: 'failed', message };
}

function modelStep(kind: ServerKind, model: string, list: ModelList): CheckStep {
  const subject = 'model';
  const models = list.kind === 'models' ? list.models : [];
  if (model === '') {
    return { subject, outcome: 'failed', message: `No model is named. ${offerOf(models)}` };
  }
  const listed = models.find(({ name }) => (kind === 'ollama' ? sameModel(name, model) : name === model));
  if (listed) {
    const message = `The server has ${model}.`;
    return listed.cloud
      ? { subject, outcome: 'warning', message: `${message} It is served from a cloud: your files leave this machine.` }
      : { subject, outcome: 'ok', message };
  }
  if (kind === 'ollama') {
    const message = `The server has no model "${model}". Get it with \`ollama pull ${model}\`. ${offerOf(models)}`;
    return { subject, outcome: 'failed', message };
  }
  // Gateways take names that they do not list.
  return { subject, outcome: 'warning', message: `The server does not list "${model}".` };
}

async function contextStep(
  check: Check,
  model: string,
): Promise<{ readonly step: CheckStep; readonly tokens: number | undefined; readonly info: ModelInfo }> {
  const { options, settings, server, asking, signal } = check;
  const info = await fetchModelInfo(asking, server, model, signal);
  const tokens = contextOf(options, settings, info);
  const step = (outcome: CheckStep['outcome'], message: string) => ({
    step: { subject: 'context', outcome, message } as const,
    ...{ tokens, info },
  });
  if (tokens === undefined) {
    return step(
      'warning',
      'The server does not tell its context size. Set "contextTokens" to what it is started with.',
    );
  }
  const most = info.contextTokens;
  const told = [
    server.kind === 'ollama' ? `Folder Review asks for ${tokens} tokens of context` : `The context is ${tokens} tokens`,
    most === undefined || most === tokens
      ? ''
      : `, ${server.kind === 'ollama' ? 'the model' : 'the server'} has ${most}`,
    server.kind === 'ollama' ? await loadedNote(check, model, tokens) : '',
    '.',
  ].join('');
  if (most !== undefined && tokens > most) {
    return step('warning', `${told} Set "contextTokens" to ${most} at most.`);
  }
  const advice =
    most === undefined || most > tokens ? 'Set "contextTokens" to more.' : 'Use a model with a longer one.';
  return tokens < smallContext
    ? step('warning', `${told} That is enough for small files only. ${advice}`)
    : step('ok', told);
}

/** Ollama loads a model anew when a request wants another context than the one it is loaded with. */
async function loadedNote({ asking, server, signal }: Check, model: string, tokens: number): Promise<string> {
  const loaded = await fetchLoaded(asking, server, signal);
  const own = loaded?.find(({ name }) => sameModel(name, model));
  if (loaded === undefined) {
    return '';
  }
  if (own?.contextTokens === undefined || own.contextTokens === tokens) {
    return own === undefined ? '; the model is not in memory yet, so the first file takes longer' : '';
  }
  return `; it is in memory with ${own.contextTokens} now and will be loaded anew`;
}

async function* tryReview({ http, signal }: Check, partner: Partner): AsyncGenerator<CheckStep> {
  const start = performance.now();
  let first: number | undefined;
  const completion = await converse(http, partner, trialRequest(), signal, () => {
    first ??= performance.now();
  });
  const end = performance.now();
  if (completion.kind === 'cancelled') {
    return;
  }
  const trial = judgeTrial(completion, partner.model);
  const speed = completion.kind === 'complete' ? speedOf(completion.usage, start, first ?? end, end) : '';
  yield { ...trial, message: `${trial.message}${speed}` };
  yield partner.lacks.has('json_schema')
    ? {
        subject: 'structured output',
        outcome: 'warning',
        message: 'The server does not hold replies to a JSON schema. Some replies may be unreadable.',
      }
    : { subject: 'structured output', outcome: 'ok', message: 'The server takes a JSON schema for its replies.' };
  if (completion.kind === 'complete') {
    yield samplingStep(completion.sampling ?? {});
  }
}

function samplingStep(sampling: Sampling): CheckStep {
  const message = [`The model is asked with ${samplingText(sampling)}.`, ...notTakenSentences(sampling)].join(' ');
  return { subject: 'sampling', outcome: sampling.notTaken ? 'warning' : 'ok', message };
}

/** Replies that take less time, in milliseconds, come at once and say nothing of the speed. */
const shortReply = 50;

function speedOf({ completionTokens: tokens }: Usage, start: number, first: number, end: number): string {
  const known = tokens !== undefined && end - first >= shortReply;
  const perSecond = known ? `, then ${Math.round((tokens * 1_000) / (end - first))} tokens/s` : '';
  return ` First token after ${((first - start) / 1_000).toFixed(1)} s${perSecond}.`;
}
