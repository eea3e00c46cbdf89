import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type AnswerStore, answerKey, asAnswer } from '../../../src/core/answers';
import type { Completion, CompletionRequest, Endpoint } from '../../../src/core/modelPorts';
import { addKept, type KeptCounts, type MissReason, missReasons } from '../../../src/core/modelUse';
import { passesOf } from '../../../src/core/options';
import type { Chunk, Neighbour, Part } from '../../../src/core/parts';
import type { ReviewContext } from '../../../src/core/ports';
import { defaultProfileName, findProfile } from '../../../src/core/prompt/profiles';
import { wasAsked } from '../../../src/core/requests';
import type { FileSnapshot, Finding } from '../../../src/core/types';
import { createModelReviewer } from '../../../src/reviewers/model';
import { sha256 } from '../../../src/store/hash';
import { never } from '../endpoints/support';
import { answersInMemory } from '../fakes';

const request: CompletionRequest = { system: 's', user: 'u', schema: { type: 'object' }, maxReplyLength: 1000 };
const model = { model: 'm', digest: 'd', thinking: 'low' } as const;
const file: FileSnapshot = { path: 'a.js', language: 'javascript', text: 'a\nb\n', textHash: 'h', lineEnding: 'lf' };

const clean = '{"findings":[]}';
const bad = 'I see nothing wrong here.';

/** A model that says these things, one after another. */
function reviewing(store: AnswerStore, ...replies: readonly (string | Partial<Completion & { kind: 'complete' }>)[]) {
  return reviewingAs({}, store, ...replies);
}

/** The same by another model, under other instructions or another profile. */
function reviewingAs(
  who: Partial<Endpoint> & { readonly profile?: string; readonly instructions?: string; readonly folder?: string },
  store: AnswerStore,
  ...replies: readonly (string | Partial<Completion & { kind: 'complete' }>)[]
) {
  const { profile: profileName = defaultProfileName, instructions = '', folder = '/folder', ...own } = who;
  const left = [...replies];
  const asked: CompletionRequest[] = [];
  const endpoint: Endpoint = {
    ...{ id: 'e', model: 'm', maxConcurrency: undefined, local: true, maxPromptTokens: undefined, firstAlone: false },
    complete: async (sent) => {
      asked.push(sent);
      const said = left.shift() ?? assert.fail('asked too often');
      const reply = typeof said === 'string' ? { text: said } : said;
      return {
        kind: 'complete',
        text: '',
        finish: 'stop',
        usage: { promptTokens: 1500, completionTokens: 5 },
        ...reply,
      };
    },
    dispose: () => {},
    ...own,
  };
  const answers = { store, hash: sha256, folder };
  const profile = findProfile(profileName) ?? assert.fail('no profile');
  const reviewer = createModelReviewer({ endpoint, answers, passes: passesOf([profile]), instructions });
  const context: ReviewContext = { signal: never, known: [], waiting: () => {} };
  const review = (more: Partial<ReviewContext> = {}, of = file) => reviewer.review(of, { ...context, ...more });
  return { asked, review };
}

describe('what an answer is kept under', () => {
  it('is another for every word of the request, and for everything about the model that decides it', () => {
    const keys = [
      answerKey(request, model, sha256),
      answerKey({ ...request, system: 's ' }, model, sha256),
      answerKey({ ...request, user: 'v' }, model, sha256),
      answerKey({ ...request, schema: {} }, model, sha256),
      answerKey({ ...request, repair: { reply: 'r', complaint: 'c' } }, model, sha256),
      answerKey({ ...request, repair: { reply: 'r', complaint: 'd' } }, model, sha256),
      answerKey({ ...request, repair: { reply: 'rc', complaint: '' } }, model, sha256),
      answerKey(request, { ...model, model: 'n' }, sha256),
      answerKey(request, { ...model, digest: 'e' }, sha256),
      answerKey(request, { ...model, thinking: 'high' }, sha256),
      answerKey(request, { model: 'm' }, sha256),
    ];
    assert.equal(new Set(keys).size, keys.length);
  });

  it('is the same wherever the model is, and however large a context it has', () => {
    const other = { ...request, maxReplyLength: 5, promptTokens: 7 };
    assert.equal(answerKey(other, model, sha256), answerKey(request, model, sha256));
  });

  it('runs no two words into one', () => {
    const words = fc.string({ unit: fc.constantFrom('a', '"', ',', '\\', '[') });
    fc.assert(
      fc.property(words, words, words, words, (a, b, c, d) => {
        const same = answerKey({ ...request, system: a, user: b }, model, sha256);
        const other = answerKey({ ...request, system: c, user: d }, model, sha256);
        assert.equal(same === other, a === c && b === d);
      }),
    );
  });
});

describe('a model that was asked before', () => {
  it('is not asked again, and what it said costs nothing', async () => {
    const store = answersInMemory();
    const first = reviewing(store, clean);
    const before = await first.review();
    const second = reviewing(store);
    const after = await second.review();
    assert.ok(before.kind === 'reviewed' && after.kind === 'reviewed');
    assert.deepEqual(after.findings, before.findings);
    assert.deepEqual([after.usage, after.asked?.requests, after.asked?.recalled], [undefined, 0, 1]);
    assert.deepEqual([wasAsked(before), wasAsked(after)], [true, false]);
  });

  it('is not for what took a second request either, each of which is kept as it was asked', async () => {
    const store = answersInMemory();
    const first = reviewing(store, bad, clean);
    assert.equal((await first.review()).kind, 'reviewed');
    assert.deepEqual([first.asked.length, store.kept.size], [2, 2]);
    const after = await reviewing(store).review();
    assert.ok(after.kind === 'reviewed');
    assert.equal(after.asked?.recalled, 2);
  });

  for (const [name, ...replies] of [
    ['could not be read', bad, bad],
    ['was cut off', { text: clean, finish: 'cut off' }],
    ['was refused', { text: clean, finish: 'refused' }],
    ['was empty', ''],
    ['was given to half of the question', { text: clean, usage: { promptTokens: 2, completionTokens: 1 } }],
  ] as const) {
    it(`is asked again when its reply ${name}: nothing of it is kept`, async () => {
      const store = answersInMemory();
      const outcome = await reviewing(store, ...replies).review();
      assert.equal(outcome.kind, 'failed');
      assert.equal(store.kept.size, 0);
      const again = reviewing(store, clean);
      assert.equal((await again.review()).kind, 'reviewed');
      assert.equal(again.asked.length, 1);
    });
  }

  it('is asked again where earlier answers do not count, and what it says then does from there on', async () => {
    const store = answersInMemory();
    await reviewing(store, clean).review();
    const answersSince = Date.now() + 1;
    const again = reviewing(store, clean);
    await again.review({ answersSince });
    assert.equal(again.asked.length, 1);
    const kept = asAnswer(JSON.parse([...store.kept.values()][0] ?? ''));
    assert.ok(kept && kept.at <= Date.now());
    await reviewing(store).review({ answersSince: kept.at });
  });

  it('is asked again when what was kept is not an answer', async () => {
    for (const kept of [null, {}, { text: clean, finish: 'stop' }, { text: 1, finish: 'stop', usage: {}, at: 1 }]) {
      const again = reviewing({ ...answersInMemory(), recall: async () => kept }, clean);
      await again.review();
      assert.equal(again.asked.length, 1);
    }
  });

  it('takes no room in the budget for what is there already', async () => {
    const store = answersInMemory();
    await reviewing(store, clean).review();
    assert.equal((await reviewing(store).review({ reserve: async () => assert.fail('reserved') })).kind, 'reviewed');
  });
});

describe('why a model is asked though answers are kept', () => {
  const lines = { startLine: 1, endLine: 3 };
  const partOf = (chunk: Partial<Chunk>, files?: readonly Neighbour[]): Part => ({
    ...{ pass: 0, promptTokens: 100, chunk: { index: 1, count: 1, lines, context: [], ...chunk } },
    ...(files && { neighbours: { files, tokens: 10 } }),
  });
  const neighbour = (definition: string): Neighbour => ({ path: 'b.js', definitions: [definition] }) as Neighbour;
  const known = [{ title: 'Known', place: { startLine: 1, endLine: 1 } } as Finding];
  const other: FileSnapshot = { ...file, text: 'a\nc\n', textHash: 'i' };
  type Who = Parameters<typeof reviewingAs>[0];
  const table: readonly [
    MissReason,
    { who?: Who; before?: Partial<ReviewContext>; now?: Partial<ReviewContext>; of?: FileSnapshot },
  ][] = [
    ['new', { of: { ...file, path: 'other.js' } }],
    ['new', { who: { folder: '/other' }, of: other }],
    ['model', { who: { model: 'n' } }],
    ['weights', { who: { digest: 'e' } }],
    ['thinking', { who: { thinking: 'low' } }],
    ['profile', { who: { profile: 'mentor' } }],
    ['instructions', { who: { instructions: 'Be kind.' } }],
    ['text', { of: other }],
    ['division', { before: { part: partOf({}) }, now: { part: partOf({ lines: { startLine: 1, endLine: 2 } }) } }],
    ['known', { now: { known } }],
    [
      'neighbours',
      { before: { part: partOf({}, [neighbour('f()')]) }, now: { part: partOf({}, [neighbour('f(a)')]) } },
    ],
    // The first in their order of several.
    ['model', { who: { model: 'n', instructions: 'Be kind.' }, of: other }],
    ['instructions', { who: { instructions: 'Be kind.' }, of: other }],
    // After every answer: this table is made when the file is loaded, long before the tests of a whole suite run.
    ['anew', { now: { answersSince: Number.MAX_SAFE_INTEGER } }],
  ];
  for (const [reason, { who = {}, before = {}, now = {}, of = file }] of table) {
    it(`is ${reason}, where ${JSON.stringify({ who, now: { ...now, answersSince: undefined }, path: of.path, of: of.text })}`, async () => {
      const store = answersInMemory();
      const first = await reviewing(store, clean).review(before);
      assert.ok(first.kind === 'reviewed');
      assert.deepEqual([first.asked?.missed, first.asked?.recalled], [{ new: 1 }, undefined]);
      const second = await reviewingAs(who, store, clean).review(now, of);
      assert.ok(second.kind === 'reviewed');
      assert.deepEqual([second.asked?.missed, second.asked?.recalled], [{ [reason]: 1 }, undefined]);
    });
  }

  it('is that it was kept by a version that did not say what was asked, or cannot be read', async () => {
    const store = answersInMemory();
    await reviewing(store, clean).review();
    const [key = '', json = ''] = [...store.kept][0] ?? [];
    const { parts: _, ...old } = JSON.parse(json);
    store.kept.set(key, JSON.stringify(old));
    const asked = async (of: FileSnapshot, by: AnswerStore = store) => {
      const outcome = await reviewing(by, clean).review({}, of);
      return outcome.kind === 'reviewed' && outcome.asked?.missed;
    };
    assert.deepEqual(await asked(other), { question: 1 });
    store.kept.set(key, '{}');
    assert.deepEqual(await asked(file), { unreadable: 1 });
  });

  it('is counted for each request, also for one that failed, and for a second one as for what it is', async () => {
    const store = answersInMemory();
    const twice = await reviewing(store, bad, clean).review();
    assert.ok(twice.kind === 'reviewed');
    assert.deepEqual(twice.asked?.missed, { new: 2 });
    const failing = reviewingAs(
      { complete: async () => ({ kind: 'failed', reason: 'server error', message: '', server: 'troubled' }) },
      store,
    );
    const failed = await failing.review({}, other);
    assert.ok(failed.kind === 'failed');
    assert.deepEqual([failed.asked?.missed, failed.asked?.unanswered], [{ text: 1 }, 1]);
  });

  it('is the same however the parts of a file are counted together', () => {
    const counts = fc.record(
      {
        recalled: fc.integer({ min: 1, max: 9 }),
        missed: fc.dictionary(fc.constantFrom(...missReasons), fc.integer({ min: 1, max: 9 }), {
          minKeys: 1,
          noNullPrototype: true,
        }),
      },
      { requiredKeys: [], noNullPrototype: true },
    ) as fc.Arbitrary<KeptCounts>;
    fc.assert(
      fc.property(counts, counts, counts, (a, b, c) => {
        assert.deepEqual(addKept(addKept(a, b), c), addKept(a, addKept(c, b)));
        assert.deepEqual(addKept(a, {}), a);
      }),
    );
  });
});
