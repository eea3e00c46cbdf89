/** What is found out about model servers beside a run, when a person sets them up. */
import type { EndpointFailure } from '../modelPorts';

/** A model as its server lists it. */
export interface ListedModel {
  readonly name: string;
  /** The server hands requests for it on to a cloud: the text leaves the machine, whatever the server's address is. */
  readonly cloud: boolean;
  /** The longest context it can have, where the server tells. */
  readonly contextTokens?: number;
  /** What the server knows its weights by, where it tells. */
  readonly digest?: string;
}

/** What models a server has. */
export type ModelList =
  | { readonly kind: 'models'; readonly models: readonly ListedModel[] }
  | EndpointFailure
  | { readonly kind: 'cancelled' };

/** What is looked at when an endpoint is checked, in this order. */
type CheckSubject = 'server' | 'model' | 'context' | 'review' | 'structured output' | 'sampling';

/** What the look at one subject came to. */
export interface CheckStep {
  readonly subject: CheckSubject;
  readonly outcome: 'ok' | 'warning' | 'failed';
  /** What was found and, unless all is well, what to do about it: plain text on one line. */
  readonly message: string;
}

/** What the check of an endpoint came to. */
export type EndpointCheck =
  /** A step that failed is the last one. */
  { readonly kind: 'checked'; readonly steps: readonly CheckStep[] } | { readonly kind: 'cancelled' };
