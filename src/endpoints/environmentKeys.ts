import type { EndpointOptions } from '../core/options';

/** The end of the name of an endpoint's own variable. */
export function keyNameOf({ id }: Pick<EndpointOptions, 'id'>): string {
  return id.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

/**
 * The API key of an endpoint from the environment: `FOLDER_REVIEW_API_KEY_<ID>`, where everything in the id but letters
 * and digits is `_`, or `FOLDER_REVIEW_API_KEY` when there is only one endpoint, so that a key never reaches a server it
 * was not meant for.
 */
export function keyFromEnvironment(
  endpoint: Pick<EndpointOptions, 'id'>,
  endpointCount: number,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const own = environment[`FOLDER_REVIEW_API_KEY_${keyNameOf(endpoint)}`];
  return own || (endpointCount === 1 ? environment.FOLDER_REVIEW_API_KEY : undefined) || undefined;
}
