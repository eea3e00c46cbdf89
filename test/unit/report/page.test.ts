import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type PageWorld, toHtml } from '../../../src/core/report/page/html';
import type { FileRow, FindingDetails, FindingRow, PageHead } from '../../../src/core/report/page/pageData';
import { readTimeline } from '../../../src/core/report/page/timeline';
import type { RunEvent } from '../../../src/core/run/events';
import type { RunStore } from '../../../src/core/run/store';
import { filesLike, findingsLike } from '../../../src/page/filter';
import { atWork } from '../../../src/page/geometry';
import { storeOf } from '../fakes';
import { fixedStore, stores } from './stores';

async function* lines(...all: readonly string[]): AsyncGenerator<string> {
  yield* all;
}

const world: PageWorld = {
  version: '1.2.3',
  events: () => lines(),
  outcomes: async () => ({ makers: [], runs: 1, leftOut: 0 }),
  page: async () => ({ style: 'STYLE', script: 'SCRIPT', styleHash: 'AAA=', scriptHash: 'BBB=' }),
};

async function pageOf(store: RunStore): Promise<string> {
  let text = '';
  for await (const piece of toHtml(store, world)) {
    text += piece;
  }
  return text;
}

const blockPattern = /<script type="application\/json" data-block="(\w+)">([^<]*)<\/script>\n/g;

/** All blocks of each name together, and what the page is without them. */
function dissected(page: string) {
  const blocks: Record<string, unknown[]> = { files: [], findings: [], details: [], bars: [], head: [], timeline: [] };
  for (const [, name = '', json = ''] of page.matchAll(blockPattern)) {
    const data: unknown = JSON.parse(json);
    blocks[name]?.push(...(Array.isArray(data) ? data : [data]));
  }
  return {
    markup: page.replace(blockPattern, ''),
    head: blocks.head?.[0] as PageHead,
    files: blocks.files as FileRow[],
    findings: blocks.findings as FindingRow[],
    details: blocks.details as FindingDetails[],
  };
}

describe('the report page', () => {
  it('has the same markup for every run: all that is the run’s own is data', async () => {
    const { markup } = dissected(await pageOf(storeOf([])));
    assert.match(markup, /default-src 'none'; style-src 'sha256-AAA='; script-src 'sha256-BBB='; form-action 'none'/);
    assert.doesNotMatch(markup, /https?:|unsafe/);
    await fc.assert(
      fc.asyncProperty(stores, async (store) => assert.equal(dissected(await pageOf(store)).markup, markup)),
    );
  });

  it('tells every file and every finding, each with its details, in texts that can be shown', async () => {
    await fc.assert(
      fc.asyncProperty(stores, async (store) => {
        const page = await pageOf(store);
        const { files, findings, details, head } = dissected(page);
        const all = [...store.files()];
        const ids = all.flatMap((file) => [...file.findings, ...(file.hidden ?? [])].map(({ id }) => id));
        assert.equal(files.length, all.length);
        assert.deepEqual(details.map(({ id }) => id).sort(), ids.sort());
        assert.equal(findings.length, details.length);
        for (const [index, [, , , count, hidden]] of files.entries()) {
          assert.equal(findings.filter(([file]) => file === index).length, count + hidden);
        }
        assert.equal(
          head.files.reduce((sum, [, count]) => sum + count, 0),
          all.length,
        );
        assert.doesNotMatch(page, /[\u202e\u2028]|\\u202e|\\u001b/);
      }),
    );
  });

  it('has the figures of the run, and what became of findings, with the rules that nobody accepts', async () => {
    const maker = (name: string, isUnwanted: boolean) => ({
      ...{ maker: { kind: 'rule', name } as const, shown: 4, offered: 4, accepted: 1, turnedDown: 3, share: 0.25 },
      isUnwanted,
    });
    const outcomes = async () => ({ makers: [maker('a/\u202eb', false), maker('c/d', true)], runs: 2, leftOut: 1 });
    let text = '';
    for await (const piece of toHtml(fixedStore(), { ...world, outcomes })) {
      text += piece;
    }
    const figures = JSON.parse(/data-block="figures">([^<]*)</.exec(text)?.[1] ?? '');
    assert.equal(figures.over, 'over 2 runs of the folder; 1 run left out');
    assert.deepEqual(figures.makers, [
      { cells: ['a/\\u{202E}b', '4', '4', '1', '3', '25 %'] },
      { cells: ['c/d', '4', '4', '1', '3', '25 %'], unwanted: 'c/d' },
    ]);
    assert.equal(figures.columns.length, 6);
    assert.deepEqual(
      figures.lines.map(([name]: [string]) => name),
      ['Files', 'Findings', 'Found by', 'Proposals', ...figures.lines.slice(4).map(([name]: [string]) => name)],
    );
  });

  it('says why a proposal has no place any more, or never had one', async () => {
    const [file] = [...fixedStore().files()];
    const [finding] = file?.findings ?? [];
    assert.ok(file && finding?.proposal);
    const { proposal } = finding;
    const noteOf = async (kind: 'rejected' | 'stale') => {
      const now = { ...finding, proposal: { ...proposal, state: { kind, reason: 'the file was deleted' } } };
      return dissected(await pageOf(storeOf([{ ...file, findings: [now] }]))).details[0]?.notes[1];
    };
    assert.deepEqual(
      [await noteOf('rejected'), await noteOf('stale')],
      ['rejected: the file was deleted', 'outdated: the file was deleted'],
    );
  });

  it('keeps a file’s hidden findings, with the reason', async () => {
    const { findings, details, files } = dissected(await pageOf(fixedStore()));
    const hidden = findings.flatMap(([, , , state], index) => (state === 'hidden' ? [details[index]?.notes[1]] : []));
    assert.deepEqual(hidden, [
      'Hidden by the profile “bugs” (it does not meet its bounds)',
      'Hidden by a comment in its file',
    ]);
    const all = new Set(['error', 'warning', 'info'] as const);
    const wanted = (filter: object) => findingsLike(findings, files, { severities: all, ...filter }).length;
    assert.deepEqual(
      [wanted({}), wanted({ state: 'hidden' }), wanted({ state: 'applied' }), wanted({ text: 'B/ALL' })],
      [findings.length - 2, 2, 2, 5],
    );
    assert.deepEqual([wanted({ severities: new Set(['error']) }), wanted({ source: 'eslint' })], [0, 2]);
    assert.deepEqual(filesLike(files, 'skipped', '').length + filesLike(files, undefined, 'too slow').length, 2);
  });
});

describe('the timeline', () => {
  const file = (at: number, more: Partial<Extract<RunEvent, { type: 'file.finished' }>> = {}): string =>
    JSON.stringify({
      ...{ type: 'file.finished', at, path: 'a.ts', reviewer: 'model', worker: 0, durationMs: 1_000 },
      ...{ outcome: 'reviewed', findings: 1, cached: false, ...more },
    });
  const started = (at: number) => JSON.stringify({ type: 'run.started', at, run: {}, maxParallelFiles: 4 });

  it('has workers as lanes in the order of the stages, and tries as bars by what came of them', async () => {
    const { timeline, bars } = await readTimeline(
      lines(
        started(10_000),
        file(11_000, { outcome: 'will retry', reason: 'timed out', worker: 1 }),
        file(12_000, { cached: true }),
        file(11_500, { reviewer: 'local', path: '\u202eb\u001b' }),
        JSON.stringify({
          type: 'confirm.finished',
          at: 13_000,
          path: 'a.ts',
          worker: 0,
          durationMs: 500,
          outcome: 'refuted',
        }),
      ),
    );
    assert.deepEqual(timeline.lanes, ['local 1', 'model 1', 'model 2']);
    assert.deepEqual(bars, [
      [2, 0, 1_000, 'will retry', 'a.ts', '1 finding, timed out'],
      [1, 1_000, 1_000, 'kept answer', 'a.ts', '1 finding'],
      [0, 500, 1_000, 'reviewed', '\\u{202E}b\\u{1B}', '1 finding'],
      [1, 2_500, 500, 'confirming', 'a.ts', 'refuted'],
    ]);
    assert.deepEqual([timeline.start, timeline.length], [10_000, 3_000]);
  });

  it('has limits as they change, pauses as long as they last, and verifications', async () => {
    const lane = (at: number, state: string, limit: number) =>
      JSON.stringify({ type: 'endpoint.limit', at, endpoint: 'ollama-1', state, limit, reason: 'why' });
    const { timeline } = await readTimeline(
      lines(
        ...[started(0), lane(0, 'open', 4), lane(1_000, 'paused', 2), lane(3_000, 'open', 2), file(6_000)],
        JSON.stringify({ type: 'verify.proven', at: 6_000, results: { a: 'verified', b: 'verified', c: 'failed' } }),
      ),
    );
    assert.deepEqual(timeline.pauses, [[1_000, 2_000, 'ollama-1 is paused: why']]);
    assert.deepEqual(timeline.verifications, [[6_000, '2 verified, 1 failed']]);
    assert.deepEqual(timeline.limits, [
      { name: 'at most', points: [[0, 4, 'as set']] },
      {
        name: 'ollama-1',
        points: [
          [0, 4, 'why'],
          [1_000, 2, 'why'],
          [3_000, 2, 'why'],
        ],
      },
    ]);
  });

  it('has verifications as long as they last, what ran in each, and those that were cut short', async () => {
    const verify = (at: number, type: string, more: object = {}) =>
      JSON.stringify({ type: `verify.${type}`, at, ...more });
    const ran = (at: number, files: number, end = 'exited') =>
      verify(at, 'ran', { command: 'npm test', files, durationMs: 2_000, end });
    const { timeline } = await readTimeline(
      lines(
        ...[started(0), file(1_000), verify(1_500, 'started'), ran(4_000, 0), ran(7_000, 2, 'timed out')],
        ...[verify(8_000, 'finished', { outcome: 'done' }), verify(9_000, 'started'), ran(12_000, 1), started(13_000)],
        ran(14_000, 1),
      ),
    );
    assert.deepEqual(timeline.verifying, [
      [
        1_500,
        6_500,
        'Verification, 2 runs of commands\nnpm test on the files as they are: exited, 2 s\nnpm test with 2 files changed: timed out, 2 s',
      ],
      [9_000, 3_000, 'Verification, 1 run of commands\nnpm test with 1 file changed: exited, 2 s'],
    ]);
  });

  it('leaves out the time between a crash and the day it goes on, and says of what had begun that it was cut short', async () => {
    const day = 86_400_000;
    const begun = { type: 'file.started', at: 500, path: 'b.ts', reviewer: 'model', worker: 1 };
    const { timeline, bars } = await readTimeline(
      lines(started(0), JSON.stringify(begun), file(1_000), '{"type":"file.fin', '12', started(day), file(day + 1_000)),
    );
    assert.equal(timeline.unread, 2);
    assert.deepEqual(timeline.gaps, [[1_000, day - 1_000]]);
    assert.deepEqual(
      bars.map(([lane, at, ms, outcome]) => [lane, at, ms, outcome]),
      [
        [0, 0, 1_000, 'reviewed'],
        [1, 500, 500, 'cancelled'],
        [0, 1_000, 1_000, 'reviewed'],
      ],
    );
    assert.equal(timeline.length, 2_000);
  });

  it('never has a bar outside of its axis, in whatever order events come', async () => {
    const events = fc.array(
      fc
        .record({ at: fc.nat(10_000_000), durationMs: fc.nat(50_000), worker: fc.nat(3) })
        .map(({ at, ...more }) => file(at, more)),
    );
    await fc.assert(
      fc.asyncProperty(events, async (all) => {
        const { timeline, bars } = await readTimeline(lines(...all));
        assert.equal(bars.length, all.length);
        for (const [lane, at, ms] of bars) {
          assert.ok(timeline.lanes[lane] !== undefined && at >= 0 && at + ms <= timeline.length + 1, `${at} ${ms}`);
        }
        const busy = bars.reduce((sum, [, , ms]) => sum + Math.max(1, ms), 0);
        const counted = atWork(bars, timeline.length, 50).reduce((sum, count) => sum + count, 0);
        assert.ok(counted * (Math.max(1, timeline.length) / 50) <= busy + 1);
      }),
    );
  });

  it('of a run without a log is empty', async () => {
    const { timeline, bars } = await readTimeline(lines());
    assert.deepEqual([timeline.length, timeline.lanes, bars], [0, [], []]);
  });
});
