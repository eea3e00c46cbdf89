import { addressProblem } from '../../core/endpoints/endpointAddress';
import type { EndpointOptions, ServerOptions } from '../../core/options';
import { t } from '../l10n';
import { oneLine } from '../plainText';

/** An entry of the setting `folderReview.endpoints` as it stands there, where anything may stand. */
export type EndpointEntry = Readonly<Record<string, unknown>>;

export type NewEndpoint = Omit<ServerOptions, 'id'> | { readonly kind: 'vscode'; readonly model: string };

/** What the setting has, whatever that is worth. */
export function entriesOf(setting: unknown): readonly EndpointEntry[] {
  return Array.isArray(setting) ? setting : [];
}

/** The identity of an entry: its own, or the one it gets by its kind and position. */
export function idOf(entry: EndpointEntry | undefined, index: number): string {
  return oneLine(String(entry?.id ?? `${String(entry?.kind)}-${index + 1}`));
}

/** "qwen3 at http://127.0.0.1:11434". Of the address only the origin: the rest may hold what is nobody's business. */
export function describeEndpoint({ kind, model, url }: EndpointEntry): string {
  const name = oneLine(String(model ?? t('any model')));
  const where = typeof url === 'string' && URL.canParse(url) ? new URL(url).origin : '?';
  return kind === 'vscode' ? t('{0} of VS Code', name) : t('{0} at {1}', name, where);
}

/** Where the setting has the same model of the same server already. */
export function indexOfSame(entries: readonly EndpointEntry[], { kind, model, ...rest }: NewEndpoint): number {
  const url = 'url' in rest ? rest.url : undefined;
  return entries.findIndex((entry) => entry?.kind === kind && entry.model === model && entry.url === url);
}

/**
 * The setting with one more endpoint, or with one in the place of another. What the person set for the same server
 * stays. Never gives two endpoints the same identity.
 */
export function withEndpoint(
  entries: readonly EndpointEntry[],
  added: NewEndpoint,
  index = entries.length,
): readonly EndpointEntry[] {
  const old = entries[index];
  const isSameServer = old?.kind === added.kind && old.url === ('url' in added ? added.url : undefined);
  const entry = isSameServer ? { ...old, ...added } : { id: freeId(entries, added.kind, index), ...added };
  return [...entries.slice(0, index), entry, ...entries.slice(index + 1)];
}

/** An identity for an endpoint at a position that no other has. */
export function freeId(
  entries: readonly EndpointEntry[],
  kind: EndpointOptions['kind'],
  index = entries.length,
): string {
  const taken = new Set(entries.flatMap((entry, at) => (at === index ? [] : [idOf(entry, at).toLowerCase()])));
  for (let number = index + 1; ; number++) {
    if (!taken.has(`${kind}-${number}`)) {
      return `${kind}-${number}`;
    }
  }
}

/** The part of an address that the protocol appends itself. */
const appended = /\/(?:chat\/completions|messages|api\/chat)\/?$/;

/** What is wrong with the address of a server, as a person entered it. */
export function answerProblem(answer: string): string | undefined {
  const url = answer.trim();
  const problem = addressProblem(url, t);
  if (problem !== undefined) {
    return t('The address {0}. You are asked for a key if the server wants one.', problem);
  }
  const end = appended.exec(new URL(url).pathname)?.[0];
  return end === undefined ? undefined : t('Leave out “{0}”: Folder Review appends it.', end);
}
