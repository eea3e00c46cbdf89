import { defaultFindings } from './defaultReply';
import { encodings } from './protocols';
import type { Fault, LoggedRequest, Reply, ScriptedRequest } from './types';
import { type Content, encodeReply, json, type Wire } from './wire';

/** What goes over the wire for one request; undefined is the silence before headers, or a reset in their place. */
export function answer(request: LoggedRequest, reply: Reply): Wire | 'silence' | 'reset' {
  if (reply.fault === 'hang before headers') {
    return 'silence';
  }
  if (reply.fault === 'reset before headers') {
    return 'reset';
  }
  if (reply.raw) {
    return { ...json(reply.raw.status, reply.raw.body), headers: reply.raw.headers ?? {} };
  }
  return refusal(request, reply) ?? encodeReply(contentOf(request, reply), encodings[request.protocol]);
}

/** Answers with an error status after which another try may do better. */
const passingFaults: Partial<Record<Fault, readonly [status: number, message: string, code: string]>> = {
  'rate limited': [429, 'Rate limit reached', 'rate_limit_exceeded'],
  'server error': [500, 'internal error', 'server_error'],
  unavailable: [503, 'server busy, please try again.  maximum pending requests exceeded', 'overloaded'],
  'request timeout': [408, 'Request Timeout', 'timeout'],
  conflict: [409, 'Conflict', 'conflict'],
  'too early': [425, 'Too Early', 'too_early'],
  'bad gateway': [502, 'Bad Gateway', 'bad_gateway'],
  'gateway timeout': [504, 'Gateway Timeout', 'gateway_timeout'],
  overloaded: [529, 'Overloaded', 'overloaded_error'],
};

/** Answers that are no completion. */
function refusal({ protocol, model }: ScriptedRequest, { fault, retryAfter, headers }: Reply): Wire | undefined {
  const { errorBody, missingModel } = encodings[protocol];
  const passing = fault && passingFaults[fault];
  if (passing) {
    const [status, message, code] = passing;
    const wait = { ...(retryAfter !== undefined && { 'retry-after': retryAfter }), ...headers };
    return json(status, errorBody(message, code), wait);
  }
  switch (fault) {
    case 'unauthorized':
      return json(401, errorBody('Incorrect API key provided', 'invalid_api_key'));
    case 'forbidden':
      return json(403, errorBody('Access denied', 'access_denied'));
    case 'no quota':
      return json(429, errorBody('You exceeded your current quota', 'insufficient_quota'));
    case 'model missing':
      return json(404, missingModel(model));
    case 'bad request':
      return json(400, errorBody('messages: unsupported role', 'invalid_request'));
    case 'unprocessable':
      return json(422, errorBody('messages: field required', 'invalid_request'));
    case 'payload too large':
      return json(413, errorBody('Request exceeds the maximum size', 'request_too_large'));
    case 'context exceeded':
      return json(400, errorBody("This model's maximum context length is 4096 tokens", 'context_length_exceeded'));
    case 'redirect':
      return json(307, '', { location: 'https://elsewhere.example/v1/chat/completions' });
    case 'page':
      return { ...json(200, '<!doctype html><title>Sign in</title>'), headers: { 'content-type': 'text/html' } };
    case 'other json':
      return json(200, '{"status":"ok"}');
    case 'error body':
      return json(200, errorBody('the upstream failed', 'upstream_error'));
    case 'huge headers':
      return json(200, '{}', { 'x-filler': 'x'.repeat(20_000) });
    case 'huge body':
      return { ...json(200, ' {"filler":"'), endless: 'x'.repeat(1 << 20) };
    default:
      return undefined;
  }
}

function contentOf(request: LoggedRequest, reply: Reply): Content {
  const good = reply.text ?? JSON.stringify(goodAnswer(request, reply));
  const text = faultyText(good, reply);
  const { thinking = '' } = reply;
  const prompt = Math.ceil((request.system.length + request.user.length) / 3.5);
  return {
    text,
    finish: reply.fault === 'cut off' ? 'length' : reply.fault === 'refusal' ? 'content_filter' : 'stop',
    promptTokens:
      reply.promptTokens === undefined ? (reply.fault === 'prompt truncated' ? 64 : prompt) : reply.promptTokens,
    completionTokens: Math.ceil((text.length + thinking.length) / 3.5),
    thinking,
    thinkingTokens: Math.ceil(thinking.length / 3.5),
    model: request.model,
    waitedMs: (request.takenAt ?? request.startedAt) - request.startedAt,
    totalMs: performance.now() - request.startedAt,
    reply,
    stream: request.stream,
  };
}

function goodAnswer(request: LoggedRequest, reply: Reply): object {
  if (request.failed) {
    return { edits: reply.edits ?? [] };
  }
  return request.confirms ? verdictOf(request, reply) : findingsOf(request, reply);
}

function verdictOf(
  { user }: ScriptedRequest,
  { verdict = 'confirmed', reason = reasonFor(verdict, user) }: Reply,
): object {
  return { reason, isProblem: verdict !== 'refuted', verdict };
}

/** A refutation has to name a line that is shown. */
function reasonFor(verdict: Reply['verdict'], user: string): string {
  return verdict === 'refuted' ? `Line ${/^\d+(?=\| )/m.exec(user)?.[0]} shows it.` : 'The scripted model says so.';
}

function findingsOf({ user }: ScriptedRequest, { findings = defaultFindings(user) }: Reply): object {
  return { findings };
}

function faultyText(good: string, { fault }: Reply): string {
  switch (fault) {
    case 'cut off':
    case 'truncated json':
      return good.slice(0, Math.floor(good.length * 0.7));
    case 'refusal':
      return '';
    case 'empty':
      return '  \n';
    case 'free text':
      return 'The file looks fine to me, although I would rename a few variables.';
    case 'fenced':
      return `\`\`\`json\n${good}\n\`\`\``;
    case 'with thinking':
      return `<think>\nLet me see {"findings": …\n</think>\n\n${good}`;
    case 'invalid json':
      return good.replace(/"(\w+)":/g, '$1=');
    case 'not a number':
      return good.replace(/"startLine":\d+/, '"startLine":NaN');
    case 'duplicate keys':
      return good.replace('{"findings":', '{"findings":[],"findings":');
    case 'deep nesting':
      return `{"findings":${'['.repeat(500)}${']'.repeat(500)}}`;
    case 'split characters':
      return good.replace('"explanation":"', '"explanation":"Größe → 𝒳 😀 ');
    default:
      return good;
  }
}
