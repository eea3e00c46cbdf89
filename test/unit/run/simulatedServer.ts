import { PriorityQueue } from '../../../src/core/run/schedule/priorityQueue';

/** A model server, as a client sees it. Every property is a limit of its own; absent means none. */
export interface ServerModel {
  /** Requests at work at once; more wait in the server's own queue, first come first served (Ollama, llama.cpp). */
  readonly slots?: number;
  /** Requests that run at full speed; more share the speed of so many (vLLM). */
  readonly knee?: number;
  /** With n requests at work each runs at 1 / (1 + n / softKnee): every one more slows the others a little. */
  readonly softKnee?: number;
  /** Requests accepted at once; more are answered 503, with no word on when to come again. */
  readonly cap?: number;
  /** Requests accepted in each stretch of time; more are answered 429 with the rest of the stretch as Retry-After. */
  readonly quota?: { readonly requests: number; readonly everyMs: number };
  /** A full bucket of `size` requests that fills up evenly; 429 with whole seconds as Retry-After when it is empty. */
  readonly bucket?: { readonly size: number; readonly perSecond: number };
  /** The server tells how long a request waited in its queue. */
  readonly tellsQueue?: boolean;
}

/** What a server knows of a request. */
export interface ServerRequest {
  /** Milliseconds that it takes when the server is not busy. */
  readonly work: number;
  /** When it left the server's queue. */
  workBeganAt: number;
  /** Position at which it ends, on the server's scale of work done. */
  endsAt: number;
}

type Answer = { readonly kind: 'accepted' } | { readonly kind: 'rejected'; readonly afterMs?: number };

/** Work is done at one speed for all at a time, so that ends keep their order: only the first one must be known. */
export class SimulatedServer<Request extends ServerRequest> {
  model: ServerModel;
  readonly #queue: Request[] = [];
  readonly #atWork = new PriorityQueue<Request>((a, b) => a.endsAt - b.endsAt);
  #first: Request | undefined;
  #atWorkCount = 0;
  #workDone = 0;
  #quotaEndsAt = 0;
  #quotaLeft = 0;
  #bucket: number;
  #bucketAt = 0;
  readonly #use: { readonly from: number; readonly to: number; readonly share: number }[] = [];

  constructor(model: ServerModel) {
    this.model = model;
    this.#bucket = model.bucket?.size ?? 0;
  }

  become(model: ServerModel): void {
    this.model = model;
    this.#workFromQueue(this.#use.at(-1)?.to ?? 0);
  }

  accept(request: Request, now: number): Answer {
    const refusal = this.#refusal(now);
    if (refusal) {
      return refusal;
    }
    this.#queue.push(request);
    this.#workFromQueue(now);
    return { kind: 'accepted' };
  }

  nextEnd(now: number): number {
    this.#first ??= this.#atWork.pop();
    return this.#first ? now + (this.#first.endsAt - this.#workDone) / this.#speed() : Number.POSITIVE_INFINITY;
  }

  advance(from: number, to: number): void {
    const { slots, knee } = this.model;
    this.#use.push({ from, to, share: Math.min(1, this.#atWorkCount / (slots ?? knee ?? 1)) });
    this.#workDone += (to - from) * this.#speed();
  }

  finish(now: number): Request {
    const request = this.#first;
    if (!request) {
      throw new Error('nothing is at work');
    }
    this.#first = undefined;
    this.#atWorkCount--;
    this.#workFromQueue(now);
    return request;
  }

  utilisation(from: number, to: number): number {
    let used = 0;
    for (const stretch of this.#use) {
      used += Math.max(0, Math.min(to, stretch.to) - Math.max(from, stretch.from)) * stretch.share;
    }
    return used / (to - from);
  }

  #speed(): number {
    const { knee, softKnee } = this.model;
    const n = this.#atWorkCount;
    return (knee && n > knee ? knee / n : 1) / (softKnee ? 1 + n / softKnee : 1);
  }

  #workFromQueue(now: number): void {
    while (this.#queue.length > 0 && this.#atWorkCount < (this.model.slots ?? Number.POSITIVE_INFINITY)) {
      const request = this.#queue.shift();
      if (request) {
        request.workBeganAt = now;
        request.endsAt = this.#workDone + request.work;
        this.#atWorkCount++;
        if (this.#first) {
          this.#atWork.push(this.#first);
          this.#first = undefined;
        }
        this.#atWork.push(request);
      }
    }
  }

  #refusal(now: number): Answer | undefined {
    const { cap, quota, bucket } = this.model;
    if (cap !== undefined && this.#atWorkCount >= cap) {
      return { kind: 'rejected' };
    }
    if (quota) {
      if (now >= this.#quotaEndsAt) {
        this.#quotaEndsAt = (Math.floor(now / quota.everyMs) + 1) * quota.everyMs;
        this.#quotaLeft = quota.requests;
      }
      if (this.#quotaLeft === 0) {
        return { kind: 'rejected', afterMs: this.#quotaEndsAt - now };
      }
      this.#quotaLeft--;
    }
    if (bucket) {
      this.#bucket = Math.min(bucket.size, this.#bucket + ((now - this.#bucketAt) / 1_000) * bucket.perSecond);
      this.#bucketAt = now;
      if (this.#bucket < 1) {
        return { kind: 'rejected', afterMs: Math.ceil((1 - this.#bucket) / bucket.perSecond) * 1_000 };
      }
      this.#bucket--;
    }
    return undefined;
  }
}
