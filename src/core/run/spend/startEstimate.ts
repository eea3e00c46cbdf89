/** What a run would take that has not begun. */
export type StartEstimate =
  | {
      readonly kind: 'estimate';
      /** Files, requests, tokens and time: safe to show. */
      readonly sentences: readonly string[];
    }
  /** It could not begin; `message` says why. */
  | { readonly kind: 'failed'; readonly message: string }
  /** The person decided against it. */
  | { readonly kind: 'cancelled' };
