import { join } from 'node:path';
import * as v from 'valibot';
import type { EndpointOptions } from '../core/options';
import type { MeasuredSpeed } from '../core/run/spend/speedMeter';
import { writeFileAtomic } from './atomicFile';
import { makeStateRoot, readOwnFile } from './ownPlaces';

/** Speeds by endpoint, see `speedKey`. */
export type Speeds = ReadonlyMap<string, MeasuredSpeed>;

/** More endpoints than anybody has; those measured last stay. */
const maxEndpoints = 100;
/** Our own file is smaller by far. In characters. */
const maxFileLength = 1_000_000;

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const tokens = v.exactOptional(v.pipe(v.number(), v.finite(), v.minValue(0)));
const speed = v.object({
  requests: positive,
  requestsPerSecond: positive,
  requestMs: v.pipe(v.number(), v.finite(), v.minValue(0)),
  parallel: positive,
  tokenRatio: positive,
  promptTokens: tokens,
  completionTokens: tokens,
});
const content = v.object({ version: v.literal(1), endpoints: v.array(v.tuple([v.string(), speed])) });

/**
 * What an endpoint's speed is remembered by: the origin of its address, its model and how much it thinks, so that neither
 * a path nor a password or query in the address gets into the file.
 */
export function speedKey(endpoint: EndpointOptions): string {
  const origin = endpoint.kind === 'vscode' ? 'vscode' : URL.canParse(endpoint.url) ? new URL(endpoint.url).origin : '';
  const thinking =
    endpoint.kind === 'vscode' || endpoint.thinking === undefined ? '' : ` thinking ${endpoint.thinking}`;
  return `${origin} ${endpoint.model ?? ''}${thinking}`;
}

/** How fast endpoints served earlier runs. A file that is missing, damaged or not ours is like none. Never rejects. */
export async function readSpeeds(stateRoot: string): Promise<Speeds> {
  try {
    const text = (await readOwnFile(fileIn(stateRoot))).toString();
    const parsed = v.safeParse(content, text.length > maxFileLength ? undefined : JSON.parse(text));
    return new Map(parsed.success ? parsed.output.endpoints : []);
  } catch {
    return new Map();
  }
}

/**
 * Adds what a run has measured, as entirely as any file of ours. Of two processes that write at once one may be lost,
 * which harms nothing but the next estimate. Rejects with the system's error.
 */
export async function rememberSpeeds(stateRoot: string, measured: Speeds): Promise<void> {
  if (measured.size === 0) {
    return;
  }
  const others = [...(await readSpeeds(stateRoot))].filter(([key]) => !measured.has(key));
  const endpoints = [...others, ...measured].slice(-maxEndpoints);
  await makeStateRoot(stateRoot);
  await writeFileAtomic(fileIn(stateRoot), `${JSON.stringify({ version: 1, endpoints }, null, 1)}\n`);
}

function fileIn(stateRoot: string): string {
  return join(stateRoot, 'speeds.json');
}
