import { addressProblem } from '../core/endpoints/endpointAddress';
import { type EndpointOptions, serverKinds, thinkingLevels } from '../core/options';
import { maskSecrets } from '../core/text/secrets';
import { keyNameOf } from '../endpoints/environmentKeys';
import { integer, nonEmpty, oneOf, UsageProblem } from './values';

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

/** What stands behind `--endpoint`. */
export const endpointForm =
  'KIND=URL[,id=ID][,model=NAME][,max=N][,context=TOKENS][,first-token=MINUTES][,thinking=LEVEL]';

const knownParts = new Set(['id', 'model', 'max', 'context', 'first-token', 'thinking']);

const keyAdvice = 'Keys go into FOLDER_REVIEW_API_KEY or FOLDER_REVIEW_API_KEY_<ID>.';

function endpointOf(text: string, counts: Map<string, number>): EndpointOptions {
  const form = `--endpoint ${endpointForm}`;
  const [first = '', ...rest] = text.split(',');
  const [kindText = '', url = ''] = splitAtFirst(first, '=');
  if (kindText === 'vscode') {
    throw new UsageProblem('--endpoint vscode: VS Code’s own models can be used only in the editor.');
  }
  const kind = oneOf('--endpoint: the kind', kindText, serverKinds);
  // What was typed is not repeated: it may hold a key.
  const problem = addressProblem(url);
  if (problem !== undefined) {
    throw new UsageProblem(`--endpoint ${kind}: the address ${problem}. The form is ${form}. ${keyAdvice}`);
  }
  const parts = new Map(rest.map((part) => splitAtFirst(part, '=')));
  const unknown = [...parts.keys()].find((key) => !knownParts.has(key));
  if (unknown !== undefined) {
    throw new UsageProblem(`--endpoint ${kind}: unknown part "${maskSecrets(unknown)}". The form is ${form}`);
  }
  const count = (counts.get(kind) ?? 0) + 1;
  counts.set(kind, count);
  const model = parts.get('model');
  const number = (part: string, min: number, max: number) => {
    const value = parts.get(part);
    return value === undefined ? undefined : integer(`--endpoint ${part}`, min, max)(value);
  };
  const maxConcurrency = number('max', 1, 1024);
  const contextTokens = number('context', 512, 10_000_000);
  const firstTokenMinutes = number('first-token', 1, 60);
  const level = parts.get('thinking');
  const thinking = level === undefined ? undefined : oneOf('--endpoint thinking', level, thinkingLevels);
  return {
    id: nonEmpty('--endpoint id')(parts.get('id') ?? `${kind}-${count}`),
    kind,
    url,
    ...(model !== undefined && { model }),
    ...(maxConcurrency !== undefined && { maxConcurrency }),
    ...(contextTokens !== undefined && { contextTokens }),
    ...(firstTokenMinutes !== undefined && { firstTokenMinutes }),
    ...(thinking !== undefined && { thinking }),
  };
}

function splitAtFirst(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + separator.length)];
}
