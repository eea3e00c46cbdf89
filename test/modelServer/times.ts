import type { LoggedRequest } from './types';

/** A logged request without its words: what `GET /test/times` tells of it. */
export type RequestTimes = Omit<LoggedRequest, 'system' | 'user' | 'last' | 'body' | 'headers'>;

export function timesOf({ system, user, last, body, headers, ...times }: LoggedRequest): RequestTimes {
  return times;
}
