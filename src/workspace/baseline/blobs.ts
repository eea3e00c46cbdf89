import type { GitView } from '../gitView';

/** What an object holds; or why it cannot be had. */
export type Blob =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'failed'; readonly message: string };

/** An object, with its length in bytes. */
export interface ListedBlob {
  readonly id: string;
  readonly bytes: number;
}

/** Objects, and bytes of them, that are read at once: files are reviewed in about the order in which they are listed. */
const most = { objects: 64, bytes: 4 * 1024 * 1024 };

/** As many stages may go over the files at once, each at its own place. */
const blocksKept = 4;

/**
 * Reads objects of a repository, each along with those that are listed behind it: to start git takes longer than it has to
 * do then.
 *
 * @param listed every object that may be asked for
 * @returns a function that reads one by its id
 */
export function createBlobReader(
  view: GitView,
  listed: readonly ListedBlob[],
): (id: string, signal: AbortSignal) => Promise<Blob> {
  const positions = new Map(listed.map(({ id }, position) => [id, position]));
  let blocks: readonly ReadonlyMap<string, Promise<Blob>>[] = [];

  return (id, signal) => {
    const known = blocks.find((block) => block.has(id))?.get(id);
    if (known) {
      return known;
    }
    const behind = idsFrom(listed, positions.get(id) ?? listed.length);
    const ids = behind.length > 0 ? behind : [id];
    const block = new Map<string, Promise<Blob>>();
    const reading = readAll(view, ids, signal);
    for (const [position, one] of ids.entries()) {
      // One that is damaged takes the others with it.
      const read = reading.then((all) => (all.kind === 'read' ? all.blobs[position] : undefined));
      block.set(
        one,
        read.then((blob) => blob ?? readAlone(view, one, signal)),
      );
    }
    blocks = [block, ...blocks].slice(0, blocksKept);
    return block.get(id) ?? readAlone(view, id, signal);
  };
}

function idsFrom(listed: readonly ListedBlob[], start: number): readonly string[] {
  const ids: string[] = [];
  let bytes = 0;
  for (const one of listed.slice(start, start + most.objects)) {
    bytes += one.bytes;
    if (ids.length > 0 && bytes > most.bytes) {
      break;
    }
    ids.push(one.id);
  }
  return ids;
}

async function readAlone(view: GitView, id: string, signal: AbortSignal): Promise<Blob> {
  const read = await readAll(view, [id], signal);
  return read.kind === 'failed' ? read : (read.blobs[0] ?? { kind: 'failed', message: 'git said nothing of it' });
}

/** In the order of the ids (git-cat-file(1), "BATCH OUTPUT"). */
async function readAll(
  view: GitView,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly kind: 'read'; readonly blobs: readonly Blob[] } | (Blob & { readonly kind: 'failed' })> {
  const outcome = await view.run(['cat-file', '--batch'], signal, { input: Buffer.from(`${ids.join('\n')}\n`) });
  if (outcome.kind !== 'done' || outcome.exitCode !== 0) {
    const said = outcome.kind === 'done' ? outcome.stderr.trim() : outcome.kind === 'failed' ? outcome.message : '';
    return { kind: 'failed', message: said || 'the review was cancelled' };
  }
  const blobs: Blob[] = [];
  let at = 0;
  for (const id of ids) {
    const end = outcome.stdout.indexOf(0x0a, at);
    const head = outcome.stdout.toString('utf8', at, end === -1 ? undefined : end);
    const size = /^\w+ blob (\d+)$/.exec(head)?.[1];
    const start = end + 1;
    at = size === undefined ? start : start + Number(size) + 1;
    blobs.push(
      end === -1 || size === undefined
        ? { kind: 'failed', message: `the object ${id} is missing in the repository, and a review fetches none` }
        : { kind: 'bytes', bytes: outcome.stdout.subarray(start, start + Number(size)) },
    );
  }
  return { kind: 'read', blobs };
}
