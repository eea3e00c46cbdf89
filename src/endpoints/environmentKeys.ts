import { insteadOfClear, isSentInClear } from '../core/endpoints/endpointAddress';
import type { EndpointOptions, ServerOptions } from '../core/options';

/** The end of the name of an endpoint's own variable. */
export function keyNameOf({ id }: Pick<EndpointOptions, 'id'>): string {
  return id.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

/**
 * The API key of an endpoint from the environment: `FOLDER_REVIEW_API_KEY_<ID>`, where everything in the id but letters
 * and digits is `_`, or `FOLDER_REVIEW_API_KEY` when there is only one endpoint, so that a key never reaches a server it
 * was not meant for. The one that names no endpoint may be meant for another server, too: where keys are not sent to, it
 * is left out.
 *
 * @param tell is told when it is
 */
export function keyFromEnvironment(
  endpoint: Pick<ServerOptions, 'id' | 'url'>,
  endpointCount: number,
  environment: Readonly<Record<string, string | undefined>>,
  tell: (message: string) => void,
): string | undefined {
  const own = environment[`FOLDER_REVIEW_API_KEY_${keyNameOf(endpoint)}`];
  const general = endpointCount === 1 ? environment.FOLDER_REVIEW_API_KEY : undefined;
  if (own || !general) {
    return own || undefined;
  }
  if (isSentInClear(endpoint.url)) {
    const { origin } = new URL(endpoint.url);
    tell(`The key in FOLDER_REVIEW_API_KEY is not sent to ${origin}, where others could read it. ${insteadOfClear()}`);
    return undefined;
  }
  return general;
}
