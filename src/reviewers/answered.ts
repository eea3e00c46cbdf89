import type { ModelRequests, Usage } from '../core/fileReview';
import type { Completion } from '../core/ports';
import { addUsage } from '../core/run/spend/usage';

/** What answers of a model have cost, and how it was asked for them. */
export interface Answered {
  readonly usage?: Usage;
  readonly asked?: ModelRequests;
}

/** With one more answer of the model. */
export function withAnswer(
  { usage: before, asked }: Answered,
  model: string,
  { usage: own, sampling = {} }: Completion & { readonly kind: 'complete' },
): Answered {
  const usage = addUsage(before, own);
  return { ...(usage && { usage }), asked: { ...asked, model, requests: (asked?.requests ?? 0) + 1, sampling } };
}

/** With one more of the answers known to have been read tolerantly. */
export function withTolerant({ asked, ...rest }: Answered): Answered {
  return { ...rest, ...(asked && { asked: { ...asked, tolerant: (asked.tolerant ?? 0) + 1 } }) };
}
