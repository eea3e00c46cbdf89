import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { fractionsOf } from '../modelServer/noise';
import type { Rule } from '../modelServer/rules';
import { faults as allFaults, type Fault } from '../modelServer/types';
import { generateFolder } from './generateFolder';
import { endings, type FileResult, type Review, report, review, round, startServer } from './support';

const [files, share, limit, seed] = [400, 0.2, 16, 'faults 1'];
/** A run that takes longer hangs. One fault may take two minutes, and on a server in trouble they follow each other. */
const longestMs = 20 * 60_000;

type Ending = 'reviewed' | `failed: ${string}`;

/**
 * How a file ends whose every request meets a fault, and how one does whose first request alone does. Not among them:
 * faults after which no other file can be served, and one byte at a time, which may take a quarter of an hour.
 */
const expected: Partial<Record<Fault, readonly [always: Ending, once: Ending]>> = {
  'hang before headers': ['failed: timed out', 'failed: timed out'],
  'hang mid-stream': ['failed: timed out', 'failed: timed out'],
  'keep-alive only': ['failed: timed out', 'failed: timed out'],
  'keep-alive mid-stream': ['failed: timed out', 'failed: timed out'],
  'reset before headers': ['failed: connection lost', 'reviewed'],
  'reset mid-body': ['failed: connection lost', 'reviewed'],
  'huge body': ['failed: reply too long', 'failed: reply too long'],
  'endless reply': ['failed: reply too long', 'failed: reply too long'],
  'repeating reply': ['failed: reply repeats itself', 'failed: reply repeats itself'],
  'rate limited': ['failed: rate limited', 'reviewed'],
  'server error': ['failed: server error', 'reviewed'],
  unavailable: ['failed: server error', 'reviewed'],
  'request timeout': ['failed: timed out', 'reviewed'],
  conflict: ['failed: server error', 'reviewed'],
  'too early': ['failed: server error', 'reviewed'],
  'bad gateway': ['failed: server error', 'reviewed'],
  'gateway timeout': ['failed: server error', 'reviewed'],
  overloaded: ['failed: server error', 'reviewed'],
  'bad request': ['failed: bad request', 'failed: bad request'],
  unprocessable: ['failed: bad request', 'failed: bad request'],
  'payload too large': ['failed: too long for the model', 'reviewed'],
  'context exceeded': ['failed: too long for the model', 'reviewed'],
  'error body': ['failed: server error', 'reviewed'],
  'error event': ['failed: server error', 'reviewed'],
  'missing end': ['failed: connection lost', 'reviewed'],
  'missing done mark': ['reviewed', 'reviewed'],
  'double done mark': ['reviewed', 'reviewed'],
  crlf: ['reviewed', 'reviewed'],
  'split characters': ['reviewed', 'reviewed'],
  'no space': ['reviewed', 'reviewed'],
  'several data lines': ['reviewed', 'reviewed'],
  'byte order mark': ['reviewed', 'reviewed'],
  comments: ['reviewed', 'reviewed'],
  'not streamed': ['reviewed', 'reviewed'],
  'garbled line': ['failed: server error', 'reviewed'],
  'cut off': ['failed: reply cut off', 'failed: reply cut off'],
  refusal: ['failed: refused', 'failed: refused'],
  empty: ['failed: empty reply', 'failed: empty reply'],
  'free text': ['failed: invalid model response', 'reviewed'],
  fenced: ['reviewed', 'reviewed'],
  'with thinking': ['reviewed', 'reviewed'],
  'invalid json': ['failed: invalid model response', 'reviewed'],
  'truncated json': ['failed: invalid model response', 'reviewed'],
  'not a number': ['failed: invalid model response', 'reviewed'],
  'duplicate keys': ['reviewed', 'reviewed'],
  'deep nesting': ['failed: invalid model response', 'reviewed'],
  'prompt truncated': ['failed: prompt truncated', 'failed: prompt truncated'],
  'negative usage': ['reviewed', 'reviewed'],
  'broken usage': ['reviewed', 'reviewed'],
  'huge usage': ['reviewed', 'reviewed'],
};

interface FaultyFile {
  readonly path: string;
  readonly fault: Fault;
  readonly once: boolean;
}

/** A fifth of the files meet faults of every kind at once, in a mix that depends on the seed alone. */
export async function faults(folder: string): Promise<void> {
  generateFolder(join(folder, 'reviewed'), files);
  const clean = await run(folder, []);
  const faulty = choose(Object.keys(clean.files));
  const done = await run(
    folder,
    faulty.map(({ path, fault, once }) => ({ file: path, fault, ...(once && { times: 1 }) })),
  );
  const touched = new Map(faulty.map((file) => [file.path, file]));
  const odd = faulty.flatMap((file) => {
    const is = endingOf(done.files[file.path]);
    const should = expected[file.fault]?.[file.once ? 1 : 0];
    return is === should ? [] : [{ ...file, is, should }];
  });
  const untouched = Object.keys(clean.files).filter((path) => !touched.has(path));
  const different = untouched.filter((path) => !isDeepStrictEqual(clean.files[path], done.files[path]));
  report('faults', {
    ...{ files, seed, faulty: faulty.length, kinds: new Set(faulty.map(({ fault }) => fault)).size },
    ...{ leftOut: allFaults.filter((fault) => expected[fault] === undefined) },
    ...{ wallMs: round(done.wallMs, 0), cleanWallMs: round(clean.wallMs, 0), exitCode: done.exitCode },
    ...{ hung: done.exitCode === null, stderr: done.stderr.slice(0, 2_000), endings: endings(done) },
    ...{ endedOtherwise: odd, untouched: untouched.length, untouchedDifferent: different },
  });
}

async function run(folder: string, rules: readonly Rule[]): Promise<Review> {
  const server = await startServer(['--latency', 20]);
  await server.rules(rules);
  const endpoint = `openai=${server.url}/v1,model=scripted:latest,first-token=1`;
  try {
    return await review(folder, {
      flags: ['--reviewers', 'model', '--max-parallel-files', limit, '--endpoint', endpoint],
      longestMs,
    });
  } finally {
    server.stop();
  }
}

/** Every kind has its turn; which files meet one, and whether once or always, is by chance. */
function choose(paths: readonly string[]): FaultyFile[] {
  const kinds = allFaults.filter((fault) => expected[fault] !== undefined);
  const chosen = paths
    .toSorted((a, b) => fractionsOf(seed + a)[0] - fractionsOf(seed + b)[0])
    .slice(0, Math.round(paths.length * share));
  return chosen.map((path, index) => ({
    path,
    fault: kinds[index % kinds.length] ?? 'empty',
    once: fractionsOf(seed + path)[1] < 0.5,
  }));
}

function endingOf(result: FileResult | undefined): string {
  return result?.reason === undefined ? (result?.status ?? 'missing') : `${result.status}: ${result.reason}`;
}
