/** What a model server is asked beside reviews: to confirm findings. Ports as those in `ports.ts`. */
import type { ReviewContext, ReviewOutcome } from './ports';
import type { Confirmation, FileSnapshot, Finding, Verdict } from './types';

/** How a request to a server went, whatever it was about. */
export type RequestOutcome =
  | Pick<ReviewOutcome & { readonly kind: 'reviewed' }, 'kind' | 'usage' | 'asked' | 'queuedShare'>
  | Omit<ReviewOutcome & { readonly kind: 'failed' }, 'findings'>
  | { readonly kind: 'cancelled' };

/** What asking a model about one finding came to. */
export type ConfirmOutcome =
  | ((RequestOutcome & { readonly kind: 'reviewed' }) & Confirmation & { readonly verdict: Verdict })
  | Exclude<RequestOutcome, { kind: 'reviewed' }>;

/** Puts a finding to a model once more, by one request. It neither retries nor limits itself; whoever runs it does. */
export interface Confirmer {
  readonly model: string;
  confirm(
    file: FileSnapshot,
    finding: Finding,
    context: Pick<ReviewContext, 'signal' | 'reserve' | 'waiting'>,
  ): Promise<ConfirmOutcome>;
}
