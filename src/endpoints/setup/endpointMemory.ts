import type { Server } from '../http/server';
import type { Feature } from '../protocols/dialect';

/** What servers were found not to take. Whoever keeps it decides for how long that is remembered. */
export class EndpointMemory {
  readonly #lacks = new Map<string, Set<Feature>>();

  /** What a server does not take with a model: one set for all who talk to it, which they add to. */
  lacksOf({ kind, base }: Server, model: string): Set<Feature> {
    const name = JSON.stringify([kind, base.href, model]);
    const lacks = this.#lacks.get(name) ?? new Set();
    this.#lacks.set(name, lacks);
    return lacks;
  }
}
