import type { CheckStep, EndpointCheck, ModelList } from '../core/endpoints/endpointSetup';
import type { Sampling, Usage } from '../core/modelUse';
import type { ServerOptions } from '../core/options';
import { judgeTrial, trialRequest } from '../core/prompt/trialReview';
import { notTakenSentences, samplingText } from '../core/report/sampling';
import { recordedText } from '../core/text/recorded';
import { english, type Say } from '../core/text/say';
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
 * @param t what the steps say in; what a server's failure is called stays English
 */
export async function checkEndpoint(
  options: ServerOptions,
  key: string | undefined,
  signal: AbortSignal,
  settings: EndpointSettings = {},
  t: Say = english,
): Promise<EndpointCheck> {
  const checked = serverOf(options, key);
  if (checked.kind === 'failed') {
    return {
      kind: 'checked',
      steps: [{ subject: 'server', outcome: 'failed', message: recordedText(checked.message, t) }],
    };
  }
  const asking = createMetadataClient(settings.limits);
  const http = new HttpClient(limitsOf(options, settings));
  const check = { options, settings, server: checked.server, asking, http, signal, t };
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
  readonly t: Say;
}

async function* run(check: Check): AsyncGenerator<CheckStep> {
  const { options, server, asking, signal } = check;
  const list = await fetchModels(asking, server, signal);
  yield await serverStep(check, list);
  const { model = '' } = options;
  if (list.kind === 'models' || model === '') {
    yield modelStep(check, model, list);
  }
  const context = await contextStep(check, model);
  yield context.step;
  // What is remembered of the server is not taken on trust here.
  yield* tryReview(check, partnerOf(server, options, model, context.tokens, context.info));
}

async function serverStep({ server, asking, signal, t }: Check, list: ModelList): Promise<CheckStep> {
  const { origin } = server.base;
  const subject = 'server';
  if (server.kind !== 'ollama' && (await isOllama(asking, server, signal))) {
    const message = t(
      '{0} is an Ollama server. Use the kind "ollama": over another protocol its context size cannot be set, and it cuts long files without a word.',
      origin,
    );
    return { subject, outcome: 'warning', message };
  }
  if (list.kind === 'models') {
    return { subject, outcome: 'ok', message: t('{0} answers.', origin) };
  }
  const message = list.kind === 'failed' ? recordedText(list.message, t) : t('Cancelled.');
  // Some gateways have no list of models. Whether the address is right will be seen.
  const unlisted = list.kind === 'failed' && list.reason === 'not a model server' && server.kind !== 'ollama';
  return unlisted
    ? { subject, outcome: 'warning', message: t('{0} does not list its models.', origin) }
    : { subject, outcome: 'failed', message };
}

function modelStep({ options: { kind }, t }: Check, model: string, list: ModelList): CheckStep {
  const subject = 'model';
  const models = list.kind === 'models' ? list.models : [];
  if (model === '') {
    return { subject, outcome: 'failed', message: `${t('No model is named.')} ${offerOf(models, t)}` };
  }
  const listed = models.find(({ name }) => (kind === 'ollama' ? sameModel(name, model) : name === model));
  if (listed) {
    const message = t('The server has {0}.', model);
    return listed.cloud
      ? {
          subject,
          outcome: 'warning',
          message: `${message} ${t('It is served from a cloud: your files leave this machine.')}`,
        }
      : { subject, outcome: 'ok', message };
  }
  if (kind === 'ollama') {
    const message = t('The server has no model "{0}". Get it with `ollama pull {0}`.', model);
    return { subject, outcome: 'failed', message: `${message} ${offerOf(models, t)}` };
  }
  // Gateways take names that they do not list.
  return { subject, outcome: 'warning', message: t('The server does not list "{0}".', model) };
}

async function contextStep(
  check: Check,
  model: string,
): Promise<{ readonly step: CheckStep; readonly tokens: number | undefined; readonly info: ModelInfo }> {
  const { options, settings, server, asking, signal, t } = check;
  const info = await fetchModelInfo(asking, server, model, signal);
  const tokens = contextOf(options, settings, info);
  const step = (outcome: CheckStep['outcome'], message: string) => ({
    step: { subject: 'context', outcome, message } as const,
    ...{ tokens, info },
  });
  if (tokens === undefined) {
    return step(
      'warning',
      t('The server does not report its context size. Set "contextTokens" to what it is started with.'),
    );
  }
  const most = info.contextTokens;
  const loaded = server.kind === 'ollama' ? await loadedNote(check, model, tokens) : '';
  const told = `${sizeText(check, tokens, most)}${loaded}`;
  if (most !== undefined && tokens > most) {
    return step('warning', `${told} ${t('Set "contextTokens" to {0} at most.', most)}`);
  }
  const advice =
    most === undefined || most > tokens ? t('Set "contextTokens" to more.') : t('Use a model with a longer one.');
  return tokens < smallContext
    ? step('warning', `${told} ${t('That is enough for small files only.')} ${advice}`)
    : step('ok', told);
}

/** @param most tokens that there can be, where that is known */
function sizeText({ server, t }: Check, tokens: number, most: number | undefined): string {
  const isOllama = server.kind === 'ollama';
  if (most === undefined || most === tokens) {
    return isOllama
      ? t('Folder Review asks for {0} tokens of context.', tokens)
      : t('The context is {0} tokens.', tokens);
  }
  return isOllama
    ? t('Folder Review asks for {0} tokens of context, the model has {1}.', tokens, most)
    : t('The context is {0} tokens, the server has {1}.', tokens, most);
}

/** Ollama loads a model anew when a request wants another context than the one it is loaded with. */
async function loadedNote({ asking, server, signal, t }: Check, model: string, tokens: number): Promise<string> {
  const loaded = await fetchLoaded(asking, server, signal);
  const own = loaded?.find(({ name }) => sameModel(name, model));
  if (loaded === undefined) {
    return '';
  }
  if (own?.contextTokens === undefined || own.contextTokens === tokens) {
    return own === undefined ? ` ${t('The model is not in memory yet, so the first file takes longer.')}` : '';
  }
  return ` ${t('It is in memory with {0} now and will be loaded anew.', own.contextTokens)}`;
}

async function* tryReview({ http, signal, t }: Check, partner: Partner): AsyncGenerator<CheckStep> {
  const start = performance.now();
  let first: number | undefined;
  const completion = await converse(http, partner, trialRequest(), signal, () => {
    first ??= performance.now();
  });
  const end = performance.now();
  if (completion.kind === 'cancelled') {
    return;
  }
  const trial = judgeTrial(completion, partner.model, t);
  const speed = completion.kind === 'complete' ? speedOf(completion.usage, [start, first ?? end, end], t) : '';
  yield { ...trial, message: `${trial.message}${speed}` };
  yield partner.lacks.has('json_schema')
    ? {
        subject: 'structured output',
        outcome: 'warning',
        message: t('The server does not hold replies to a JSON schema. Some replies may be invalid.'),
      }
    : { subject: 'structured output', outcome: 'ok', message: t('The server takes a JSON schema for its replies.') };
  if (completion.kind === 'complete') {
    yield samplingStep(completion.sampling ?? {}, t);
  }
}

function samplingStep(sampling: Sampling, t: Say): CheckStep {
  const asked = t('The model is asked with {0}.', samplingText(sampling, t));
  const message = [asked, ...notTakenSentences(sampling, t)].join(' ');
  return { subject: 'sampling', outcome: sampling.notTaken ? 'warning' : 'ok', message };
}

/** Replies that take less time, in milliseconds, come at once and say nothing of the speed. */
const shortReply = 50;

/** @param times when the request began, its reply began, and it ended, in milliseconds */
function speedOf(
  { completionTokens: tokens }: Usage,
  [start, first, end]: readonly [number, number, number],
  t: Say,
): string {
  const known = tokens !== undefined && end - first >= shortReply;
  const seconds = ((first - start) / 1_000).toFixed(1);
  return known
    ? ` ${t('First token after {0} s, then {1} tokens/s.', seconds, Math.round((tokens * 1_000) / (end - first)))}`
    : ` ${t('First token after {0} s.', seconds)}`;
}
