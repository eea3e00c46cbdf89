import { afterEach, beforeEach } from 'mocha';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer } from '../modelServer/types';
import { Playground } from './cli';

/** A playground and a model server that finds nothing, new for each test of a suite. */
export interface Served {
  readonly ground: Playground;
  readonly server: ModelServer;
  /** The flags that have a review ask the server. */
  readonly endpoint: readonly string[];
  /** The files that it was asked about, in their order, by what it was told in general. */
  readonly askedBySystem: ReadonlyMap<string, readonly string[]>;
}

/** To be called in a suite, whose tests then read from it what they need. */
export function servedPlayground(): Served {
  let ground: Playground;
  let server: ModelServer;
  beforeEach(async () => {
    ground = new Playground();
    server = await startModelServer({ reply: () => ({ findings: [] }) });
  });
  afterEach(async () => {
    ground.dispose();
    await server.stop();
  });
  return {
    get ground() {
      return ground;
    },
    get server() {
      return server;
    },
    get endpoint() {
      return ['--no-cache', '--endpoint', `ollama=${server.url},model=scripted:latest`];
    },
    get askedBySystem() {
      const asked = new Map<string, string[]>();
      for (const { system, file } of server.requests) {
        asked.set(system, [...(asked.get(system) ?? []), file].toSorted());
      }
      return asked;
    },
  };
}
