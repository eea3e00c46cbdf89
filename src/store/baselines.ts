import { join } from 'node:path';
import * as v from 'valibot';
import { mapStrings } from '../core/text/mapStrings';
import { maskSecrets } from '../core/text/secrets';
import type { CommandRun } from '../core/verify/ports';
import { writeFileAtomic } from './atomicFile';
import { readOwnFile } from './ownPlaces';

/** Milliseconds. What the commands find outside of the tree, such as their own versions, changes meanwhile. */
const maxAge = 24 * 60 * 60 * 1000;

/** The latest of them are kept. */
const maxBaselines = 8;

const run = v.object({
  command: v.string(),
  end: v.variant('kind', [
    v.object({ kind: v.literal('exited'), exitCode: v.number() }),
    v.object({ kind: v.literal('killed'), signal: v.string() }),
    v.object({ kind: v.literal('timed out'), afterMs: v.number() }),
    v.object({ kind: v.literal('did not start'), message: v.string() }),
  ]),
  output: v.object({ head: v.string(), tail: v.string(), omittedBytes: v.number() }),
  durationMs: v.number(),
  top: v.exactOptional(v.string()),
});
const entry = v.object({ key: v.string(), at: v.number(), runs: v.array(run) });
const content = v.object({ version: v.literal(1), baselines: v.array(entry) });

/**
 * What commands said of a folder's tree without any edit, or undefined where that is not known or too long ago. A file
 * that is missing, damaged or not ours is like none. Never rejects.
 *
 * @param folder of our own files about the reviewed folder
 * @param key hash of the tree and of all that decides what the commands do
 * @param now milliseconds since the epoch
 */
export async function recallBaseline(
  folder: string,
  key: string,
  now: number,
): Promise<readonly CommandRun[] | undefined> {
  return (await readAll(folder, now)).find((kept) => kept.key === key)?.runs;
}

/**
 * Of two processes that write at once one may be lost, which costs a run of the commands; so does a secret in a command or
 * in what it printed, with which nothing is kept: masked, it would not be what it is compared with. Rejects with the system's error.
 */
export async function keepBaseline(
  folder: string,
  key: string,
  runs: readonly CommandRun[],
  now: number,
): Promise<void> {
  if (mapStrings(runs, maskSecrets) !== runs) {
    return;
  }
  const others = (await readAll(folder, now)).filter((kept) => kept.key !== key);
  const baselines = [...others, { key, at: now, runs }].slice(-maxBaselines);
  await writeFileAtomic(fileIn(folder), `${JSON.stringify({ version: 1, baselines })}\n`);
}

async function readAll(folder: string, now: number): Promise<v.InferOutput<typeof entry>[]> {
  try {
    const parsed = v.safeParse(content, JSON.parse((await readOwnFile(fileIn(folder))).toString()));
    const all = parsed.success ? parsed.output.baselines : [];
    // A clock that was put back makes none young for ever.
    return all.filter(({ at }) => now - at >= 0 && now - at < maxAge);
  } catch {
    return [];
  }
}

function fileIn(folder: string): string {
  return join(folder, 'baselines.json');
}
