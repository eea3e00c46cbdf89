import { keyProblem } from '../../core/endpoints/endpointAddress';
import type { ServerKind } from '../../core/options';
import { mapStrings } from '../../core/text/mapStrings';
import { ValueMask } from '../../core/text/valueMask';

/** A key that can be sent, and that nobody can read or say. */
export interface ApiKey {
  /** What a request says to be let in. */
  headers(kind: ServerKind): Record<string, string>;
  /** Plain data from a server with the key in its strings masked, in whatever form it comes back. */
  masked<Value>(heard: Value): Value;
}

/** A key with a `keyProblem` could not be known again where it comes back, and is a defect of the caller. */
export function createApiKey(key: string): ApiKey {
  if (keyProblem(key) !== undefined) {
    throw new RangeError('the key was not checked');
  }
  const mask = new ValueMask([key]);
  return {
    headers: (kind) => (kind === 'anthropic' ? { 'x-api-key': key } : { authorization: `Bearer ${key}` }),
    masked: (heard) => mapStrings(heard, (text) => mask.mask(text)),
  };
}
