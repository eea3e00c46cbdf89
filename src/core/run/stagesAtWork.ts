import type { Failure } from '../fileReview';
import { errorMessage } from '../text/errorMessage';
import { Stages } from './stages';

/** The stages of a run: made when there is something to do for them, and freed when nothing is at work any more. */
export class StagesAtWork<Work> {
  readonly #make: (work: Work) => Promise<Stages | Failure>;
  #stages: Promise<Stages | Failure> | undefined;
  #limit: number;
  #isPaused = false;

  /**
   * @param make makes them for some work; says why there can be none
   * @param limit no stage has more reviews in flight than this
   */
  constructor(make: (work: Work) => Promise<Stages | Failure>, limit: number) {
    this.#make = make;
    this.#limit = limit;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Takes effect at once. */
  set limit(value: number) {
    this.#limit = value;
    void this.#use((stages) => {
      stages.limit = value;
    });
  }

  /** While it is set they begin nothing. */
  set isPaused(value: boolean) {
    this.#isPaused = value;
    void this.#use((stages) => {
      stages.isPaused = value;
    });
  }

  /** The stages that are there, or else new ones for this work. Never rejects. */
  for(work: Work): Promise<Stages | Failure> {
    this.#stages ??= this.#made(work);
    return this.#stages;
  }

  /** To be called when another file has become urgent. */
  reorder(): Promise<void> {
    return this.#use((stages) => stages.reorder());
  }

  /** Frees them; who needs some from now on gets new ones. Never rejects. */
  async release(): Promise<void> {
    const freed = this.#use((stages) => stages.dispose());
    this.#stages = undefined;
    await freed;
  }

  async #made(work: Work): Promise<Stages | Failure> {
    try {
      const stages = await this.#make(work);
      if (stages instanceof Stages) {
        stages.limit = this.#limit;
        stages.isPaused = this.#isPaused;
      }
      return stages;
    } catch (error) {
      return { reason: 'internal error', message: errorMessage(error) };
    }
  }

  async #use(what: (stages: Stages) => void | Promise<void>): Promise<void> {
    const stages = await this.#stages;
    await (stages instanceof Stages ? what(stages) : undefined);
  }
}
