import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { isComplete } from '../../complete';
import { startModelServer } from '../../modelServer/modelServer';
import { type Fault, faults, type ProtocolName, type Reply } from '../../modelServer/types';
import { eventually, protocols } from '../endpoints/support';
import { type EngineResult, inParallel, type ResultFile, runEngine, sources } from './engine';

type Ending = 'reviewed' | `failed: ${string}`;

/** How a file ends that meets a fault, and after how many requests about it. */
interface Outcome {
  /** … at every request. */
  readonly always: readonly [ending: Ending, requests: number, atMost?: number];
  /** … at its first request alone. */
  readonly once: readonly [ending: Ending, requests: number, atMost?: number];
  /** What it says of the whole reply is the same as without the fault. */
  readonly sameFindings?: false;
  /** The exchange ends by a limit of ours. */
  readonly byLimit?: true;
}

const retried = (reason: string): Outcome => ({ always: [`failed: ${reason}`, 4], once: ['reviewed', 2] });
const final = (reason: string): Outcome => ({ always: [`failed: ${reason}`, 1], once: [`failed: ${reason}`, 1] });
const late: Outcome = { ...final('timed out'), byLimit: true };
const repaired: Outcome = { always: ['failed: invalid model response', 2], once: ['reviewed', 2] };
const harmless: Outcome = { always: ['reviewed', 1], once: ['reviewed', 1] };
const inParts = (reason: string, atMost: number): Outcome => ({
  always: [`failed: ${reason}`, 3, atMost],
  once: ['reviewed', 3, 4],
  sameFindings: false,
});
/** A page or the like comes from something in between. */
const strange = retried('not a model server');

/** The documented state for each fault, the same for all protocols unless one is named. */
const outcomes: Readonly<Record<Fault, Outcome | Record<ProtocolName, Outcome>>> = {
  'hang before headers': late,
  'hang mid-stream': late,
  'keep-alive only': late,
  'keep-alive mid-stream': late,
  'byte by byte': late,
  // A connection that was used before may have been closed by the server: that try does not count.
  'reset before headers': { always: ['failed: connection lost', 4, 8], once: ['reviewed', 2] },
  'reset mid-body': retried('connection lost'),
  'huge headers': strange,
  compressed: strange,
  redirect: strange,
  page: strange,
  'other json': strange,
  'huge body': final('reply too long'),
  'endless reply': final('reply too long'),
  'repeating reply': final('reply repeats itself'),
  // As long as no other file is turned away, too.
  unauthorized: final('bad key'),
  forbidden: final('refused'),
  'no quota': final('quota used up'),
  'model missing': final('model missing'),
  'rate limited': retried('rate limited'),
  'server error': retried('server error'),
  unavailable: retried('server error'),
  'request timeout': retried('timed out'),
  conflict: retried('server error'),
  'too early': retried('server error'),
  'bad gateway': retried('server error'),
  'gateway timeout': retried('server error'),
  overloaded: retried('server error'),
  'bad request': final('bad request'),
  unprocessable: final('bad request'),
  'error body': retried('server error'),
  'error event': retried('server error'),
  'missing end': retried('connection lost'),
  'missing done mark': { ollama: retried('connection lost'), openai: harmless, anthropic: harmless },
  'garbled line': retried('server error'),
  // In smaller parts, and those again, until they are too small to be divided.
  'payload too large': inParts('too long for the model', 15),
  'context exceeded': inParts('too long for the model', 15),
  // In smaller parts, once.
  'cut off': inParts('reply cut off', 4),
  'double done mark': harmless,
  crlf: harmless,
  'split characters': { ...harmless, sameFindings: false },
  'no space': harmless,
  'several data lines': harmless,
  'byte order mark': harmless,
  comments: harmless,
  'not streamed': harmless,
  refusal: final('refused'),
  empty: final('empty reply'),
  'free text': repaired,
  fenced: harmless,
  'with thinking': harmless,
  'invalid json': repaired,
  'truncated json': repaired,
  // One of two findings cannot be read, so that the file is not reviewed; the other is kept.
  'not a number': { always: ['failed: invalid model response', 2], once: ['reviewed', 2], sameFindings: false },
  'duplicate keys': repaired,
  'deep nesting': repaired,
  'prompt truncated': final('prompt truncated'),
  'negative usage': harmless,
  'broken usage': harmless,
  'huge usage': harmless,
};

const files = sources(6);
const paths = [...files.keys()];
const positions = { first: 'f0.ts', middle: 'f3.ts', last: 'f5.ts' } as const;
const limits = { bodyBytes: 3_000_000 };
/** Of all files of the run: long enough for those without a fault on a machine that has ten times as much to do. */
const shortLimits = { ...limits, firstContentMs: 6_000, idleMs: 6_000, totalMs: 8_000 };

const endingOf = ({ status, reason }: ResultFile) => (reason === undefined ? status : `${status}: ${reason}`);

interface Case {
  readonly protocol: ProtocolName;
  readonly position: keyof typeof positions;
  readonly isAlways: boolean;
  readonly reply: Reply;
  readonly byLimit?: boolean | undefined;
}

/** A run in which one file meets a fault, and how many requests there were for each file. */
async function review({ protocol, position, isAlways, reply, byLimit }: Case) {
  const server = await startModelServer({
    reply: ({ file, earlier }) => (file === positions[position] && (isAlways || earlier === 0) ? reply : {}),
  });
  try {
    const servers = [{ protocol, server }];
    const result = await runEngine({ files, servers, limit: 3, limits: byLimit ? shortLimits : limits });
    await eventually(() => server.requests.every(({ finishedAt }) => finishedAt !== undefined));
    const count = (path: string) => server.requests.filter(({ file }) => file === path).length;
    return { ...result, requests: Object.fromEntries(paths.map((path) => [path, count(path)])) };
  } finally {
    await server.stop();
  }
}

const clean: Partial<Record<ProtocolName, EngineResult>> = {};

/** The files without a fault are as they are in a run without one, and were asked about once. */
function checkOthers({ protocol, position }: Case, { files, requests }: Awaited<ReturnType<typeof review>>): void {
  for (const path of paths.filter((path) => path !== positions[position])) {
    assert.deepEqual(files[path], clean[protocol]?.files[path], path);
    assert.equal(requests[path], 1, `requests about ${path}`);
  }
}

function checkOutcome(one: Case, outcome: Outcome, done: Awaited<ReturnType<typeof review>>): void {
  const path = positions[one.position];
  const [ending, atLeast, atMost = atLeast] = outcome[one.isAlways ? 'always' : 'once'];
  const file = done.files[path] ?? assert.fail();
  const requests = done.requests[path] ?? 0;
  assert.equal(endingOf(file), ending);
  assert.ok(atLeast <= requests && requests <= atMost, `${requests} requests`);
  const { [path]: unfaulted } = clean[one.protocol]?.files ?? assert.fail();
  if (ending === 'reviewed') {
    assert.deepEqual(file.coverage, unfaulted?.coverage);
    assert.deepEqual(file, outcome.sameFindings === false ? file : unfaulted);
  }
  checkOthers(one, done);
}

describe('one file’s fault in a run', () => {
  before(async () => {
    for (const protocol of protocols) {
      const done = await review({ protocol, position: 'first', isAlways: false, reply: {} });
      assert.ok(
        Object.values(done.files).every(({ status, findings }) => status === 'reviewed' && findings.length > 0),
      );
      clean[protocol] = done;
    }
  });

  for (const protocol of protocols) {
    it(`ends as documented and leaves the others alone, ${protocol}`, async () => {
      const wrong: string[] = [];
      const all = faults.flatMap((fault, turn) =>
        (['first', 'middle', 'last'] as const).flatMap((position) =>
          [true, false].map((isAlways) => ({ turn, fault, protocol, position, isAlways, reply: { fault } })),
        ),
      );
      // Each fault once with each protocol: in turns always and at its first request alone, in turns at each position.
      const turnOf = protocols.indexOf(protocol);
      const cases = all.filter(({ turn }, index) => isComplete || (index + turn + turnOf) % 6 === 0);
      const outcomeOf = (fault: Fault) => {
        const listed = outcomes[fault];
        return 'ollama' in listed ? listed[protocol] : listed;
      };
      const checkCase = async ({ fault, ...one }: (typeof cases)[number]) => {
        const outcome = outcomeOf(fault);
        checkOutcome(one, outcome, await review({ ...one, byLimit: outcome.byLimit }));
      };
      // Those that wait go first: meanwhile the others are at work.
      const isQuick = ({ fault }: (typeof cases)[number]) => Number(outcomeOf(fault).byLimit !== true);
      cases.sort((a, b) => isQuick(a) - isQuick(b));
      await inParallel(cases, 12, async (one) => {
        const label = `${one.fault}, ${one.position}, ${one.isAlways ? 'always' : 'once'}`;
        await checkCase(one).catch((error: Error) => wrong.push(`${label}: ${error.message.slice(0, 600)}`));
      });
      assert.deepEqual(wrong, []);
    });
  }
});
