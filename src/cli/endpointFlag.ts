import { addressProblem } from '../core/endpoints/endpointAddress';
import { thinkingLevels } from '../core/modelUse';
import { type EndpointOptions, endpointLimits, serverKinds } from '../core/options';
import { maskSecrets } from '../core/text/secrets';
import type { ReviewerKind } from '../core/types';
import { keyNameOf } from '../endpoints/environmentKeys';
import { integer, nonEmpty, oneOf, UsageProblem } from './values';

/** What can follow an address: the help and the errors are made from this, as is what the parser knows. */
const parts = {
  id: {
    value: 'ID',
    help: 'a name of your own, for --confirm-endpoint and FOLDER_REVIEW_API_KEY_<ID> (default: KIND-1, KIND-2 …)',
  },
  model: { value: 'NAME', help: 'the model, as the server calls it' },
  max: { value: 'N', help: 'requests it gets at the same time (default: --max-parallel-files)' },
  context: {
    value: 'TOKENS',
    help: 'size of its context: what Ollama is asked for, or what another server is known to have',
  },
  'first-token': {
    value: 'MINUTES',
    help: 'how long a reply may take to begin, loading the model included (default 10)',
  },
  thinking: {
    value: thinkingLevels.join('|'),
    help: 'how much the model thinks before it replies (default: off with ollama, else as the server has it)',
  },
} as const;

type Part = keyof typeof parts;

const partNames = Object.keys(parts) as Part[];

/** What stands behind `--endpoint`. */
const endpointForm = `KIND=URL${partNames.map((part) => `[,${part}=${parts[part].value}]`).join('')}`;

/** How to say what somebody has taken for a flag of its own, if it is a part of an `--endpoint`. */
export function asPartOfEndpoint(flag: string): string | undefined {
  const part = partNames.find((name) => flag === `--${name}`);
  return part && `It is a part of an endpoint: --endpoint KIND=URL,${part}=${parts[part].value}`;
}

/** What each part of an `--endpoint` means, a line for each. */
export function endpointHelp(): string {
  const forms = partNames.map((part) => `${part}=${parts[part].value}`);
  const width = Math.max(...forms.map((form) => form.length));
  return [
    `Endpoints: ${endpointForm}`,
    `  ${'KIND'.padEnd(width)}  the protocol the server speaks: ${serverKinds.join(', ')}`,
    `  ${'URL'.padEnd(width)}  its base address: http://127.0.0.1:11434 (ollama), https://models.example.com/v1 (others)`,
    ...partNames.map((part, index) => `  ${forms[index]?.padEnd(width)}  ${parts[part].help}`),
  ].join('\n');
}

const keyAdvice = 'Keys go into FOLDER_REVIEW_API_KEY or FOLDER_REVIEW_API_KEY_<ID>.';

/** Refuses flags about models that contradict each other. Throws a UsageProblem. */
export function checkEndpoints({
  reviewers,
  endpoints,
  confirmEndpoint,
}: {
  readonly reviewers?: readonly ReviewerKind[] | undefined;
  readonly endpoints: readonly EndpointOptions[];
  readonly confirmEndpoint?: string | undefined;
}): void {
  if (reviewers?.includes('model') && endpoints.length === 0) {
    throw new UsageProblem(
      '--reviewers model needs a model server: --endpoint ollama=http://127.0.0.1:11434,model=NAME',
    );
  }
  if (reviewers && !reviewers.includes('model') && endpoints.length > 0) {
    throw new UsageProblem('--endpoint is given, but --reviewers leaves "model" out.');
  }
  if (confirmEndpoint !== undefined && !endpoints.some(({ id }) => id === confirmEndpoint)) {
    const ids = endpoints.map(({ id }) => id).join(', ') || 'none, as there is no --endpoint';
    throw new UsageProblem(`--confirm-endpoint must be the id of an --endpoint; the ids are: ${ids}.`);
  }
}

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
    throw new UsageProblem(`--endpoint ${kind}: the URL ${problem}. The form is ${form}. ${keyAdvice}`);
  }
  const given = partsIn(rest, `--endpoint ${kind}`, form);
  const count = (counts.get(kind) ?? 0) + 1;
  counts.set(kind, count);
  const read = <Value>(part: Part, reader: (what: string) => (value: string) => Value) => {
    const value = given.get(part);
    return value === undefined ? undefined : reader(`--endpoint ${kind}: ${part}`)(value);
  };
  const number = (limit: keyof typeof endpointLimits) => (what: string) =>
    integer(what, endpointLimits[limit].min, endpointLimits[limit].max);
  const model = read('model', nonEmpty);
  const maxConcurrency = read('max', number('maxConcurrency'));
  const contextTokens = read('context', number('contextTokens'));
  const firstTokenMinutes = read('first-token', number('firstTokenMinutes'));
  const thinking = read('thinking', (what) => (value) => oneOf(what, value, thinkingLevels));
  return {
    id: read('id', nonEmpty) ?? `${kind}-${count}`,
    kind,
    url,
    ...(model !== undefined && { model }),
    ...(maxConcurrency !== undefined && { maxConcurrency }),
    ...(contextTokens !== undefined && { contextTokens }),
    ...(firstTokenMinutes !== undefined && { firstTokenMinutes }),
    ...(thinking !== undefined && { thinking }),
  };
}

function partsIn(texts: readonly string[], flag: string, form: string): ReadonlyMap<Part, string> {
  const given = new Map<Part, string>();
  for (const text of texts) {
    const [name = '', value = ''] = splitAtFirst(text, '=');
    const part = partNames.find((known) => known === name);
    if (part === undefined) {
      throw new UsageProblem(`${flag}: unknown part "${maskSecrets(name)}". The form is ${form}`);
    }
    if (given.has(part)) {
      throw new UsageProblem(`${flag}: ${part} is given twice.`);
    }
    given.set(part, value);
  }
  return given;
}

function splitAtFirst(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + separator.length)];
}
