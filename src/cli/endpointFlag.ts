import type { EndpointOptions } from '../core/options';
import { keyNameOf } from '../endpoints/environmentKeys';
import { integer, nonEmpty, oneOf, optional, UsageProblem } from './values';

/** The model servers that `--endpoint` names. Throws a UsageProblem. */
export function endpointsOf(texts: readonly string[]): EndpointOptions[] {
  const counts = new Map<string, number>();
  const endpoints = texts.map((text) => endpointOf(text, counts));
  // Keys go by these names, and must not reach another server.
  const names = endpoints.map(keyNameOf);
  const twice = endpoints.find((endpoint, index) => names.indexOf(keyNameOf(endpoint)) !== index);
  if (twice) {
    throw new UsageProblem(`Two endpoints have the id ${twice.id}, or ids that differ in signs or case only.`);
  }
  return endpoints;
}

function endpointOf(text: string, counts: Map<string, number>): EndpointOptions {
  const form = '--endpoint KIND=URL[,id=ID][,model=NAME][,max=N][,context=TOKENS]';
  const [first = '', ...rest] = text.split(',');
  const [kindText = '', url = ''] = splitAtFirst(first, '=');
  if (kindText === 'anthropic') {
    throw new UsageProblem('--endpoint anthropic=… is not available yet.');
  }
  const kind = oneOf(`--endpoint ${text}: the kind`, kindText, ['ollama', 'openai'] as const);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageProblem(`--endpoint ${text}: "${url}" is not an http or https address. The form is ${form}`);
  }
  const parts = new Map(rest.map((part) => splitAtFirst(part, '=')));
  const unknown = [...parts.keys()].find((key) => !['id', 'model', 'max', 'context'].includes(key));
  if (unknown !== undefined) {
    throw new UsageProblem(`--endpoint ${text}: unknown part "${unknown}". The form is ${form}`);
  }
  const number = (counts.get(kind) ?? 0) + 1;
  counts.set(kind, number);
  return {
    id: nonEmpty('--endpoint id', parts.get('id') ?? `${kind}-${number}`),
    kind,
    url,
    ...optional('model', parts.get('model'), (model) => model),
    ...optional('maxConcurrency', parts.get('max'), (max) => integer('--endpoint max', max, 1, 1024)),
    ...optional('contextTokens', parts.get('context'), (size) => integer('--endpoint context', size, 512, 10_000_000)),
  };
}

function splitAtFirst(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + separator.length)];
}
