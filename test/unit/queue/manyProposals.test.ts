import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FileReview } from '../../../src/core/fileReview';
import { ProposalQueue } from '../../../src/core/queue/proposalQueue';
import { RunStore } from '../../../src/core/run/store';
import type { Finding, ProposalState } from '../../../src/core/types';
import {
  header,
  memoryApplier,
  memoryJournal,
  memoryLog,
  memoryPreImages,
  put,
  settle,
  sha256,
  summarize,
  virtualClock,
} from '../fakes';

const states: readonly ProposalState[] = [
  { kind: 'ready' },
  { kind: 'reverted' },
  { kind: 'rejected', reason: 'why' },
  { kind: 'stale', reason: 'why' },
];

function findingOf(id: string, state: ProposalState | undefined): Finding {
  return {
    id,
    reviewer: 'local',
    source: 'tool',
    title: id,
    explanation: '',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    ...(state && { proposal: { edits: [], anchoring: 'exact', flags: [], state } }),
  };
}

/** A file for each list of states, with a finding for each. */
const filesOf = (lists: readonly (readonly (ProposalState | undefined)[])[]): FileReview[] =>
  lists.map((list, file) => ({
    path: `f${String(file).padStart(6, '0')}`,
    bytes: 1,
    status: { kind: 'reviewed', coverage: { reviewedLines: 1, totalLines: 1 }, durationMs: 1 },
    findings: list.map((state, n) => findingOf(`${file}-${n}`, state)),
  }));

function queueOf(store: RunStore): ProposalQueue {
  return new ProposalQueue({
    ...{ store, applier: memoryApplier(new Map()), preImages: memoryPreImages(), journal: memoryJournal() },
    ...{ log: memoryLog().log, clock: virtualClock(), hash: sha256 },
  });
}

/** What comes next, by going over everything. */
function nextOf(store: RunStore, current: string | undefined, skipped: ReadonlySet<string>): string | undefined {
  const all = [...store.files()].flatMap(({ findings }) => findings).filter(({ proposal }) => proposal);
  const position = all.findIndex(({ id }) => id === current);
  const inOrder = [...all.slice(position + 1), ...all.slice(0, position + 1)];
  const waiting = inOrder.filter(({ id, proposal }) => proposal?.state.kind === 'ready' && id !== current);
  return (waiting.find(({ id }) => !skipped.has(id)) ?? waiting[0])?.id;
}

describe('the next proposal', () => {
  it('is the one that a look at all of them finds', () => {
    const list = fc.array(fc.option(fc.constantFrom(...states), { nil: undefined }), { maxLength: 5 });
    const step = fc.tuple(fc.constantFrom('hold', 'skip', 'change', 'none'), fc.nat(), fc.constantFrom(...states));
    fc.assert(
      fc.property(fc.array(list, { maxLength: 5 }), fc.array(step, { maxLength: 20 }), (lists, steps) => {
        const store = new RunStore(header);
        const files = filesOf(lists);
        put(store, files.slice(0, 2));
        const queue = queueOf(store);
        put(store, files);
        const ids = files.flatMap(({ findings }) => findings.map(({ id }) => id));
        const skipped = new Set<string>();
        let current: string | undefined;
        for (const [action, at, state] of steps) {
          const id = ids[at % (ids.length || 1)] ?? '';
          if (action === 'change') {
            settle(store, id, state);
          } else if (action === 'skip') {
            queue.skip(id);
            skipped.add(id);
          } else {
            current = action === 'hold' ? id : undefined;
            queue.hold(current);
          }
          assert.equal(queue.next()?.finding.id, nextOf(store, current, skipped));
          const waiting = [...store.files()].flatMap(({ findings }) => findings);
          assert.deepEqual(
            queue.waiting().map(({ finding }) => finding),
            waiting.filter(({ proposal }) => proposal?.state.kind === 'ready'),
          );
          assert.deepEqual(store.summary(), summarize(store.files()), 'the numbers follow');
          assert.ok(waiting.every((finding) => store.finding(finding.id)?.finding === finding));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is found without a look at the files where none waits', () => {
    const store = new RunStore(header);
    const files = filesOf(Array.from({ length: 5_000 }, () => [states[0]]));
    put(store, files);
    const queue = queueOf(store);
    // From then on it follows what changes.
    assert.equal(queue.next()?.file.path, 'f000000');
    for (const { findings } of files.slice(0, -1)) {
      settle(store, findings[0]?.id ?? '', { kind: 'dismissed' });
    }
    let looks = 0;
    const file = store.file.bind(store);
    store.file = (path) => {
      looks++;
      return file(path);
    };
    store.files = () => assert.fail('goes over all files');
    queue.hold(files[2_500]?.findings[0]?.id);
    assert.equal(queue.next()?.file.path, 'f004999');
    assert.equal(queue.waiting().length, 1);
    assert.ok(looks < 10, `${looks} files`);
  });

  it('is found without a look at those that were skipped', () => {
    const files = filesOf(Array.from({ length: 5_000 }, () => [states[0]]));
    const store = new RunStore(header);
    put(store, files);
    const queue = queueOf(store);
    for (const { findings } of files.slice(0, -1)) {
      queue.skip(findings[0]?.id ?? '');
    }
    let looks = 0;
    const file = store.file.bind(store);
    store.file = (path) => {
      looks++;
      return file(path);
    };
    queue.hold(files[2_500]?.findings[0]?.id);
    assert.equal(queue.next()?.file.path, 'f004999');
    assert.ok(looks < 10, `${looks} files`);
  });
});

describe('a file with thousands of findings', () => {
  it('has them left alone when only its state changes', () => {
    const store = new RunStore(header);
    const [file] = filesOf([Array.from({ length: 1_000 }, () => states[0])]);
    let looks = 0;
    const findings = (file?.findings ?? []).map((finding) => ({
      ...finding,
      get severity() {
        looks++;
        return finding.severity;
      },
    }));
    put(store, [{ ...(file ?? assert.fail()), findings }]);
    assert.ok(looks >= 1_000);
    const before = looks;
    store.show('f000000', { kind: 'cancelled' });
    store.finding('0-500');
    store.summary();
    assert.ok(looks - before < 10, `${looks - before} looks at the findings`);
  });
});
