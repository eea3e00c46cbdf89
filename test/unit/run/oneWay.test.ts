import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { isApplied } from '../../../src/core/edits/proposalState';
import { ProposalQueue } from '../../../src/core/queue/proposalQueue';
import { modelFigures } from '../../../src/core/report/modelFigures';
import { recording } from '../../../src/core/run/recording';
import type { RunRecord } from '../../../src/core/run/records';
import { beginReplay, endOf } from '../../../src/core/run/replay';
import { ReviewRun } from '../../../src/core/run/reviewRun';
import { stagesOf } from '../../../src/core/run/schedule/stage';
import { recordsOf } from '../../../src/core/run/snapshot';
import type { RunStore } from '../../../src/core/run/store';
import type { FileSnapshot } from '../../../src/core/types';
import { isComplete } from '../../complete';
import {
  header,
  idleClock,
  memoryApplier,
  memoryJournal,
  memoryLog,
  memoryPreImages,
  memoryWorkspace,
  reads,
  replay,
  reported,
  reviewed,
  reviewer,
  sha256,
} from '../fakes';

/** More of them by `npm run test:long`. */
const rounds = isComplete ? 50 : 1;

const paths = ['a.txt', 'b.txt', 'c.txt'];
const linesEach = 6;

/** Each line is one of its own, so that a text tells which proposals are in it. */
const contents = () =>
  new Map(paths.map((path) => [path, Array.from({ length: linesEach }, (_, n) => `${path} ${n} foo\n`).join('')]));

/** Odd lines are found by one reviewer and even ones by the other. */
function finds(kind: 'local' | 'model', { text }: FileSnapshot) {
  return [...text.matchAll(/(\d) foo/g)].flatMap(({ index, 1: n = '' }) => {
    const span = { start: index + 2, end: index + 5 };
    const isMine = Number(n) % 2 === (kind === 'local' ? 0 : 1);
    const fix = { kind: 'edits', anchoring: 'exact', edits: [{ ...span, newText: `bar${n}` }] } as const;
    return isMine ? [reported({ title: `Line ${n} by ${kind}`, source: kind, span, fix })] : [];
  });
}

/** How the model is asked about each file. */
const asked = { model: 'model', requests: 1, sampling: { temperature: 0, thinking: 'low' } } as const;

/** All of a run that is on record, in a form to compare. */
function recorded(store: RunStore): unknown {
  const files = [...store.files()].map(({ status, ...file }) => ({
    ...file,
    status: status.kind === 'reviewing' ? { kind: 'queued' } : status,
    changes: store.changes(file.path).all,
  }));
  return JSON.parse(
    JSON.stringify({
      ...store.summary(),
      state: store.state,
      intents: store.openIntents(),
      all: files,
      models: modelFigures(store),
    }),
  );
}

/** Numbers that follow what is shown while a file is at work are no part of the record. */
function withoutProgress(value: unknown): unknown {
  const { queued = 0, reviewing = 0, ...rest } = value as Record<string, number>;
  return { ...rest, waiting: queued + reviewing };
}

/** What an earlier process left: its journal, the texts that it kept, and the files. */
interface Left {
  readonly records: readonly RunRecord[];
  readonly texts: ReadonlyMap<string, string>;
  readonly preImages: ReturnType<typeof memoryPreImages>;
}

/** A run in memory; a new one, or one that goes on after its process was killed. */
function setUp(left?: Left) {
  const files = new Map(left?.texts ?? contents());
  const journal = memoryJournal();
  journal.records.push(...(left?.records ?? []));
  const preImages = left?.preImages ?? memoryPreImages();
  const store = left && replayed(left.records);
  const shared = { journal, log: memoryLog().log, clock: idleClock(), hash: sha256 };
  const stage = (kind: 'local' | 'model') => ({
    kind,
    limit: 2,
    lanes: [
      {
        reviewer: reviewer(kind, async (file) => ({
          ...reviewed(file, finds(kind, file)),
          ...(kind === 'model' && { usage: { promptTokens: 90, completionTokens: 10 }, asked }),
        })),
        maxConcurrency: Number.POSITIVE_INFINITY,
      },
    ],
  });
  const run = new ReviewRun({
    ...{ ...shared, header, maxParallelFiles: 2, workspace: memoryWorkspace(files), random: () => 0.5 },
    ...(store && { store }),
    createStages: async () => stagesOf([stage('local'), stage('model')]),
  });
  const applier = memoryApplier(files);
  const queue = new ProposalQueue({ ...shared, store: run.store, applier, preImages });
  /** What the store and the files were after each record. */
  const moments: { readonly run: unknown; readonly texts: ReadonlyMap<string, string> }[] = [];
  const applied: unknown[] = [];
  const apply = run.store.apply.bind(run.store);
  run.store.apply = (record) => {
    apply(record);
    applied.push(JSON.parse(JSON.stringify(record)));
    moments.push({ run: withoutProgress(recorded(run.store)), texts: new Map(files) });
  };
  return { files, journal, run, queue, moments, applied, dependencies: { ...shared, applier, preImages } };
}

function replayed(records: readonly RunRecord[]): RunStore {
  const again = beginReplay();
  for (const record of records) {
    again.take(record);
  }
  return again.store ?? assert.fail();
}

type World = ReturnType<typeof setUp>;

/** What people, reviewers and other programs do, in any order and at the same time. */
const actions = fc.array(
  fc.tuple(
    fc.constantFrom(
      'apply',
      'apply',
      'apply',
      'revert',
      'dismiss',
      'dismiss',
      'restore',
      'retry',
      'edit',
      'put back',
      'look',
      'wait',
      'go on',
    ),
    fc.nat({ max: paths.length - 1 }),
    fc.nat({ max: 20 }),
  ),
  { minLength: 15, maxLength: 40, size: 'max' },
);

async function act(world: World, [action, file, number]: readonly [string, number, number], before: string[]) {
  const { files, run, queue } = world;
  const path = paths[file] ?? '';
  const wanted = action === 'revert' ? 'applied' : 'ready';
  const findings = run.store.file(path)?.findings.filter(({ proposal }) => proposal?.state.kind === wanted) ?? [];
  const id = findings[number % (findings.length || 1)]?.id ?? '';
  const text = files.get(path) ?? '';
  switch (action) {
    case 'apply':
      return queue.apply(id);
    case 'revert':
      return queue.revert(id);
    case 'dismiss':
      return queue.dismiss([id], number % 2 === 0 ? {} : { reason: 'accepted', note: `${number}` });
    case 'restore': {
      const { hidden = [] } = run.store.file(path) ?? {};
      return queue.restore(path, [hidden[number % (hidden.length || 1)]?.id ?? '']);
    }
    case 'retry':
      return void run.retry([path]);
    case 'edit':
      before.push(text);
      files.set(path, `${number} added\n${text}`);
      return queue.look(path, memoryWorkspace(files).read);
    case 'put back':
      // As undo does, of us and of others.
      files.set(path, before.findLast((earlier) => earlier.includes(path)) ?? text);
      return queue.look(path, memoryWorkspace(files).read);
    case 'look':
      return queue.look(path, memoryWorkspace(files).read);
    case 'wait':
      return run.settled();
    default:
      // Some of what is under way goes on.
      return new Promise((resolve) => setImmediate(resolve));
  }
}

/** @param begun what goes on beside it */
async function play(
  world: World,
  steps: readonly (readonly [string, number, number])[],
  begun: Promise<unknown> = world.run.start(),
): Promise<void> {
  const before = [...world.files.values()];
  const others: Promise<unknown>[] = [begun];
  for (const step of steps) {
    before.push(...world.files.values());
    const acting = act(world, step, before);
    others.push(acting);
    // Some wait for what they asked for, others do not.
    await (step[2] % 3 === 0 ? undefined : acting);
  }
  await Promise.all(others);
  await world.run.settled();
  await world.queue.settled();
}

describe('one way to change a run', function () {
  this.timeout(isComplete ? 900_000 : 120_000);

  it('makes the live run and the one that is read again equal, after every record', async () => {
    await fc.assert(
      fc.asyncProperty(actions, async (steps) => {
        const world = setUp();
        await play(world, steps);
        const { journal, moments, applied, run } = world;
        assert.deepEqual(applied, journal.records.slice(1), 'applied in the order of the journal');
        const again = beginReplay();
        for (const [position, record] of journal.records.entries()) {
          again.take(record);
          if (position > 0) {
            assert.deepEqual(withoutProgress(recorded(again.store ?? assert.fail())), moments[position - 1]?.run);
          }
        }
        const anew = beginReplay();
        for (const record of recordsOf(run.store)) {
          anew.take(JSON.parse(JSON.stringify(record)) as RunRecord);
        }
        assert.deepEqual(recorded(anew.store ?? assert.fail()), recorded(run.store), 'the fewest records say the same');
        const ids = [...run.store.files()].flatMap(({ findings }) => findings.map(({ id }) => id));
        assert.equal(new Set(ids).size, ids.length, 'no two rows have one id');
      }),
      { numRuns: 60 * rounds },
    );
  });

  it('holds when a process goes on where another was killed', async () => {
    await fc.assert(
      fc.asyncProperty(actions, fc.nat(), actions, async (steps, killedAt, later) => {
        const first = setUp();
        await play(first, steps);
        const count = 2 + (killedAt % (first.journal.records.length - 1));
        const { texts } = first.moments[count - 2] ?? assert.fail();
        const records = first.journal.records.slice(0, count);
        const second = setUp({ records, texts, preImages: first.dependencies.preImages });
        const { run, queue, journal } = second;
        if (run.store.isUnfinished) {
          await recording(journal, run.store).append(endOf(run.store));
        }
        await queue.recover(true);
        await play(second, later, Promise.resolve());
        assert.deepEqual(recorded(replayed(journal.records)), recorded(run.store));
        assert.ok(
          [...run.store.files()].every(({ status }) => status.kind !== 'queued'),
          'no file waits for ever',
        );
      }),
      { numRuns: 40 * rounds },
    );
  });

  it('finds out what is in the files, wherever the process was killed', async () => {
    await fc.assert(
      fc.asyncProperty(actions, async (steps) => {
        const world = setUp();
        await play(world, steps);
        // A text that was put back may have changes in it whose rows a retry has taken away.
        const mayMiss = steps.some(([action]) => action === 'put back');
        for (const [position, record] of world.journal.records.entries()) {
          const now = world.moments[position - 1]?.texts;
          const next = world.moments[position]?.texts;
          for (const texts of new Set([now, record.type === 'intent' ? next : now])) {
            if (texts) {
              await agrees(
                world,
                replay(world.journal.records.slice(0, position + 1)) ?? assert.fail(),
                texts,
                mayMiss,
              );
            }
          }
        }
      }),
      { numRuns: 40 * rounds },
    );
  });
});

/** Recovers a run over these files, and compares each row with its line. */
async function agrees({ dependencies }: World, store: RunStore, texts: ReadonlyMap<string, string>, mayMiss: boolean) {
  const journal = memoryJournal();
  const queue = new ProposalQueue({ ...dependencies, applier: memoryApplier(new Map(texts)), journal, store });
  await queue.recover(false);
  for (const path of paths) {
    await queue.look(path, reads(texts.get(path)));
  }
  for (const { path, findings } of store.files()) {
    const text = texts.get(path) ?? '';
    if (!mayMiss) {
      for (const [, n] of text.matchAll(/(\d) bar/g)) {
        const isRow = findings.some(
          ({ title, proposal }) => title.startsWith(`Line ${n} `) && isApplied(proposal?.state),
        );
        assert.ok(isRow, `line ${n} of ${text} was changed by a row`);
      }
    }
    for (const { title, proposal, place } of findings) {
      const line = `${path} ${/\d/.exec(title)} `;
      const kind = proposal?.state.kind;
      if (kind === 'applied') {
        assert.ok(text.includes(`${line}bar`), `${title} is in ${text}`);
      } else if (kind === 'ready') {
        assert.ok(text.includes(`${line}foo`), `${title} (${place?.startLine}) can be made in ${text}`);
      } else {
        assert.ok(kind === 'reverted', `${title} is ${kind}`);
      }
    }
  }
}
