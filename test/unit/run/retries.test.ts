import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Journal } from '../../../src/core/ports';
import type { RunRecord } from '../../../src/core/run/records';
import { type StagesOutcome, stagesOf } from '../../../src/core/run/schedule/stage';
import { eventually } from '../endpoints/support';
import { failed, header, memoryJournal, memoryWorkspace, replay, reported, reviewed } from '../fakes';
import { lane, type Review, runWith } from './support';

const found: Review = async (file) => reviewed(file, [reported({ title: file.text.trim() })]);

/** A run over one file, whose reviews are as scripted one after another, and then as the last. */
function setUp(
  script: readonly Review[],
  journal: Journal<RunRecord> = memoryJournal(),
  open?: (signal: AbortSignal) => Promise<StagesOutcome | undefined>,
) {
  const files = new Map([['a.txt', 'one\n']]);
  const asked: string[] = [];
  const review: Review = (file, context) => {
    asked.push(file.text);
    return (script[asked.length - 1] ?? script.at(-1) ?? found)(file, context);
  };
  const { run } = runWith({
    workspace: memoryWorkspace(files),
    createStages: async (signal) =>
      (await open?.(signal)) ?? stagesOf([{ kind: 'model', limit: 2, lanes: [lane('e', review)] }]),
    journal,
  });
  const file = () => run.store.file('a.txt');
  return { run, files, asked, file, titles: () => file()?.findings.map(({ title }) => title) };
}

const never: Review = (_, { signal }) =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve({ kind: 'cancelled' })));

describe('a request that there is no budget left to try again', () => {
  it('has failed as it did when it was sent, not for never having been sent', async () => {
    let sent = 0;
    const review: Review = async (_, { reserve }) => {
      if (!(await reserve?.(1_000))) {
        return failed('over the budget', { server: 'not asked', message: 'No.' });
      }
      sent++;
      return failed('server error', { message: 'It broke.', server: 'troubled', retry: {} });
    };
    const { run } = runWith({
      header: { ...header, options: { ...header.options, maxTokens: 2_500 } },
      workspace: memoryWorkspace(new Map([['a.txt', 'one\n']])),
      createStages: async () => stagesOf([{ kind: 'model', limit: 2, lanes: [lane('e', review)] }]),
    });
    await run.start();
    const status = run.store.file('a.txt')?.status;
    assert.ok(status?.kind === 'failed');
    assert.deepEqual([sent, status.reason], [2, 'server error']);
    assert.equal(status.message, 'It broke. What is left of the budget does not allow for another try.');
  });
});

describe('a retry', () => {
  it('that is cancelled leaves the earlier review as it was, also when the run is read again', async () => {
    const journal = memoryJournal();
    const { run, files, file, titles } = setUp([found, never], journal);
    await run.start();
    files.set('a.txt', 'two\n');
    const retry = run.retry(['a.txt']);
    await eventually(() => file()?.status.kind === 'reviewing');
    run.cancel();
    await retry;
    assert.deepEqual([file()?.status.kind, titles()], ['reviewed', ['one']]);
    assert.deepEqual(replay(journal.records)?.file('a.txt'), file());
  });

  it('that is cancelled has cost what it has cost', async () => {
    const journal = memoryJournal();
    const usage = { promptTokens: 100, completionTokens: 1 };
    const spend: Review = async (file) => ({ ...reviewed(file, []), usage });
    const { run, file, asked } = setUp(
      [spend, async () => failed('invalid model response', { usage, retry: {} }), never],
      journal,
    );
    await run.start();
    const retry = run.retry(['a.txt']);
    await eventually(() => asked.length === 3);
    run.cancel();
    await retry;
    assert.deepEqual([file()?.status.kind, file()?.usage?.promptTokens], ['reviewed', 200]);
    assert.deepEqual(replay(journal.records)?.summary(), run.store.summary());
  });

  it('finds again what a person has dismissed, and leaves it dismissed', async () => {
    const journal = memoryJournal();
    const edits = [{ start: 0, end: 3, newText: 'two' }];
    const proposed: Review = async (file) =>
      reviewed(file, [reported({ span: { start: 0, end: 3 }, fix: { kind: 'edits', anchoring: 'exact', edits } })]);
    const { run, file } = setUp([proposed], journal);
    await run.start();
    const id = file()?.findings[0]?.id ?? '';
    const asEarlier = { type: 'proposal', finding: id, state: { kind: 'dismissed' } } as const;
    const hiding = { kind: 'dismissed', reason: 'accepted' } as const;
    const asToday = { type: 'dismissed', path: 'a.txt', findings: [id], hiding } as const;
    for (const record of [asEarlier, asToday]) {
      run.store.apply(record);
      journal.records.push(record);
      await run.retry(['a.txt']);
      assert.deepEqual(file()?.findings, []);
      assert.deepEqual(
        file()?.hidden?.map((finding) => [finding.id, finding.proposal?.state.kind, finding.hiddenBy]),
        [[id, 'ready', record === asToday ? hiding : { kind: 'dismissed' }]],
      );
      assert.deepEqual(replay(journal.records)?.file('a.txt'), file());
    }
  });

  it('adds no row for what it finds again in the text as it was: applied and undone, or begun and never made', async () => {
    const edits = [{ start: 0, end: 3, newText: 'two' }];
    const proposed: Review = async (file) =>
      reviewed(
        file,
        file.text.startsWith('one')
          ? [reported({ span: { start: 0, end: 3 }, fix: { kind: 'edits', anchoring: 'exact', edits } })]
          : [],
      );
    const { run, file, files } = setUp([proposed]);
    await run.start();
    const [id = ''] = file()?.findings.map((finding) => finding.id) ?? [];
    const baseHash = file()?.textHash ?? '';
    const rows = () => file()?.findings.map((finding) => [finding.id, finding.proposal?.state.kind]);
    const change = { finding: id, action: 'apply', before: baseHash, after: 'after', pure: true, baseHash } as const;
    const receipt = { change: 0, textHash: 'after', baseHash };
    run.store.apply({ type: 'intent', ...change, edits });
    await run.retry(['a.txt']);
    assert.deepEqual(rows(), [[id, 'ready']], 'begun');
    run.store.apply({ type: 'proposal', finding: id, state: { kind: 'applied', receipt }, textHash: 'after' });
    for (const [text, kind] of [
      ['one\n', 'applied'],
      ['two\n', 'applied'],
      ['one\n', 'applied'],
    ] as const) {
      files.set('a.txt', text);
      await run.retry(['a.txt']);
      assert.deepEqual(rows(), [[id, kind]], text);
    }
    run.store.apply({ type: 'history', path: 'a.txt', changes: [], states: { [id]: { kind: 'ready' } } });
    await run.retry(['a.txt']);
    assert.deepEqual(rows(), [[id, 'ready']], 'undone');
  });

  it('is one, however often it is asked for at once', async () => {
    const { run, asked } = setUp([found]);
    await run.start();
    await Promise.all([run.retry(['a.txt']), run.retry(['a.txt']), run.reviewNext('a.txt')]);
    assert.equal(asked.length, 2, 'the review and the retry');
  });

  it('works while the run goes on with other files', async () => {
    const { run, files, asked, file } = setUp([never, found]);
    files.set('longer.txt', 'two words\n');
    const started = run.start();
    await eventually(() => file()?.status.kind === 'reviewed');
    const retry = run.retry(['a.txt']);
    await eventually(() => asked.length === 3);
    run.cancel();
    await Promise.all([started, retry]);
    assert.deepEqual(asked, ['two words\n', 'one\n', 'one\n']);
  });

  it('works after the run could not be recorded, when it can be again', async () => {
    const disk = memoryJournal();
    let isFull = false;
    const journal: Journal<RunRecord> = {
      append: (record) => (isFull ? Promise.reject(new Error('ENOSPC')) : disk.append(record)),
    };
    const { run, file } = setUp([found], journal);
    await run.start();
    isFull = true;
    await run.retry(['a.txt']);
    assert.equal(run.store.state.kind, 'failed');
    assert.equal(file()?.status.kind, 'reviewed', 'a retry that is not on record does not begin');
    isFull = false;
    await run.retry(['a.txt']);
    assert.deepEqual([run.store.state.kind, file()?.status.kind], ['finished', 'reviewed']);
    assert.deepEqual(replay(disk.records)?.state, run.store.state);
  });

  it('fails its file when there are no reviewers for it, whatever the reason, and can be asked for again', async () => {
    let problem: Error | undefined;
    const { run, file } = setUp([found], memoryJournal(), async () => {
      if (problem) {
        throw problem;
      }
      return undefined;
    });
    await run.start();
    problem = new Error('a defect');
    await run.retry(['a.txt']);
    const failure = { kind: 'failed', reason: 'internal error', message: 'a defect', phase: 'model' };
    assert.deepEqual(file()?.status, failure);
    problem = undefined;
    await run.retry(['a.txt']);
    assert.equal(file()?.status.kind, 'reviewed');
  });

  it('that is cancelled before there are reviewers for it leaves the earlier review, too', async () => {
    let isOpening = false;
    const { run, file, titles } = setUp([found], memoryJournal(), async (signal) => {
      if (run.store.state.kind === 'discovering') {
        return undefined;
      }
      isOpening = true;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return { kind: 'failed', reason: 'server down', message: 'Cancelled.' };
    });
    await run.start();
    const retry = run.retry(['a.txt']);
    await eventually(() => isOpening);
    run.cancel();
    await retry;
    assert.deepEqual([run.store.state.kind, file()?.status.kind, titles()], ['cancelled', 'reviewed', ['one']]);
  });

  it('that is on record when another record cannot be written does not wait for ever', async () => {
    const disk = memoryJournal();
    let end = () => {};
    const isEnded = new Promise<void>((resolve) => {
      end = resolve;
    });
    const journal: Journal<RunRecord> = {
      append: async (record) => {
        if (record.type === 'file' && record.path === 'longer.txt') {
          throw new Error('ENOSPC');
        }
        await disk.append(record);
        if (record.type === 'retry') {
          end();
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      },
    };
    const { run, files, file } = setUp([(...asked) => isEnded.then(() => found(...asked)), found], journal);
    files.set('longer.txt', 'two words\n');
    const started = run.start();
    await eventually(() => file()?.status.kind === 'reviewed');
    await Promise.all([started, run.retry(['a.txt'])]);
    assert.deepEqual([run.store.state.kind, file()?.status.kind], ['failed', 'reviewed'], 'as it was before');
  });
});

describe('a file that several servers turn away', () => {
  it('goes to the one that has not been asked yet, however long that takes', async () => {
    const asked: string[] = [];
    const denies =
      (name: string): Review =>
      async () => {
        asked.push(name);
        return failed('bad key');
      };
    // Two files, of which the one that works takes one at a time.
    const slow: Review = async (file) => {
      asked.push('good');
      await new Promise((resolve) => setTimeout(resolve, 20));
      return reviewed(file, []);
    };
    const names = Array.from({ length: 6 }, (_, n) => `${n}.txt`);
    const { run } = runWith({
      workspace: memoryWorkspace(new Map(names.map((name) => [name, name]))),
      createStages: async () =>
        stagesOf([
          {
            kind: 'model',
            limit: 6,
            lanes: [lane('a', denies('a')), lane('b', denies('b')), { ...lane('good', slow), maxConcurrency: 1 }],
          },
        ]),
    });
    run.maxParallelFiles = 6;
    await run.start();
    assert.deepEqual(
      [...run.store.files()].map(({ status }) => status.kind),
      names.map(() => 'reviewed'),
    );
    assert.equal(asked.filter((name) => name === 'good').length, names.length);
    assert.ok(asked.filter((name) => name === 'a').length <= names.length, asked.join());
  });
});
