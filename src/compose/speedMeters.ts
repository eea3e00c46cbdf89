import type { Endpoint } from '../core/modelPorts';
import type { EndpointOptions } from '../core/options';
import { type MeasuredSpeed, metered, SpeedMeter } from '../core/run/spend/speedMeter';
import { readSpeeds, rememberSpeeds, speedKey } from '../store/speeds';

/** Measures the endpoints of a run, beginning with what earlier ones have measured. */
export class SpeedMeters {
  readonly #stateRoot: string;
  readonly #before: ReadonlyMap<string, MeasuredSpeed>;
  readonly #meters = new Map<string, SpeedMeter>();

  private constructor(stateRoot: string, before: ReadonlyMap<string, MeasuredSpeed>) {
    this.#stateRoot = stateRoot;
    this.#before = before;
  }

  static async open(stateRoot: string): Promise<SpeedMeters> {
    return new SpeedMeters(stateRoot, await readSpeeds(stateRoot));
  }

  /** The endpoint with its speed measured, and what knows how its server counts tokens. */
  measure(options: EndpointOptions, endpoint: Endpoint): { readonly endpoint: Endpoint; readonly meter: SpeedMeter } {
    const key = speedKey(options);
    // Two endpoints may be one server: what it does for both is its speed.
    const meter = this.#meters.get(key) ?? new SpeedMeter(this.#before.get(key));
    this.#meters.set(key, meter);
    return { endpoint: metered(endpoint, meter, () => performance.now()), meter };
  }

  /** Remembers what was measured. Never rejects: without it, the next estimate is a poorer one and nothing else. */
  async save(): Promise<void> {
    const measured = [...this.#meters].flatMap(([key, meter]) => {
      const speed = meter.isUsed ? meter.measured() : undefined;
      return speed ? [[key, speed] as const] : [];
    });
    await rememberSpeeds(this.#stateRoot, new Map(measured)).catch(() => undefined);
  }
}
