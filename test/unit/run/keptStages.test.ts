import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { AnswerStore } from '../../../src/core/answers';
import type { Basis } from '../../../src/core/basis';
import type { RunHeader } from '../../../src/core/options';
import type { Inspector } from '../../../src/core/ports';
import { findProfile } from '../../../src/core/prompt/profiles';
import { createKeptStages, type StageQuestion } from '../../../src/core/run/keptStages';
import type { Merged } from '../../../src/core/run/mergeParts';
import { stagesOf as stagesOfRun } from '../../../src/core/run/schedule/stage';
import {
  answersInMemory,
  header,
  memoryWorkspace,
  reported,
  reviewed,
  reviewer,
  sha256,
  snapshotOf,
  toFindings,
} from '../fakes';
import { lane, type Review, runWith } from './support';

const basis: Basis = { of: () => 'read', holds: async (read) => read === 'read' };
const snapshot = snapshotOf('src/a.py', 'one\ntwo\n');
const finding = reported({ title: 'A', span: { start: 0, end: 3 } });
const findings = toFindings(snapshot, 'model', [finding], sha256);
const question: StageQuestion = {
  stage: { kind: 'model', identity: { reviewers: 'a model', bases: [basis] } },
  review: { path: snapshot.path, bytes: 8, answersSince: undefined },
  snapshot,
  known: toFindings(snapshot, 'local', [reported({ title: 'B', span: { start: 4, end: 7 } })], sha256),
};
const sampling = { temperature: 0, thinking: 'low' } as const;
const uses = [{ model: 'a', requests: 2, sampling, promptTokens: 10 }];
const merged: Merged = {
  findings: [finding],
  coverage: { reviewedLines: 2, totalLines: 2 },
  looks: { analyzers: ['model'], language: 'python', analysis: 'new' },
  spent: { usage: { promptTokens: 10 }, uses },
  answers: ['one', 'other'],
  isCancelled: false,
  shown: '[]',
};

const looks = { analyzers: ['model'], language: 'python', analysis: 'new' } as const;

interface World {
  readonly question: StageQuestion;
  readonly header: RunHeader;
  readonly version: string;
  readonly lost: readonly string[];
}

const world: World = { question, header, version: '1', lost: [] };

function stagesOf(store: AnswerStore, { header, version, lost }: World) {
  const uses = (answer: string) => !lost.includes(answer);
  return createKeptStages({ store, version, uses }, header, sha256);
}

const withOptions = (options: Partial<RunHeader['options']>): Partial<World> => ({
  header: { ...header, options: { ...header.options, ...options } },
});
const withFile = (file: Partial<StageQuestion['snapshot']>): Partial<World> => ({
  question: { ...question, snapshot: { ...snapshot, ...file } },
});
const withStage = (stage: Partial<StageQuestion['stage']>): Partial<World> => ({
  question: { ...question, stage: { ...question.stage, ...stage } },
});
const withBases = (...bases: Basis[]) => withStage({ identity: { reviewers: 'a model', bases } });

/** Everything that has a part in what a stage comes to, changed one at a time. */
const changes: Readonly<Record<string, Partial<World>>> = {
  text: withFile({ textHash: sha256('other') }),
  path: withFile({ path: 'src/b.py' }),
  language: withFile({ language: 'python' }),
  'line ending': withFile({ lineEnding: 'crlf' }),
  size: { question: { ...question, review: { ...question.review, bytes: 9 } } },
  'a local finding': { question: { ...question, known: [] } },
  'who reviews': withStage({ identity: { reviewers: 'other weights', bases: [basis] } }),
  stage: withStage({ kind: 'local' }),
  profile: withOptions({ profile: findProfile('mentor') ?? assert.fail() }),
  instructions: withOptions({ instructions: 'Be kind.' }),
  'the say of a rule': withOptions({ overrides: [{ files: ['**'], rules: { 'ruff/F632': 'off' } }] }),
  'where the folder lies': { header: { ...header, within: '.github' } },
  code: { version: '2' },
  'what was read': withBases({ ...basis, holds: async () => false }),
  'how much is read': withBases(basis, basis),
  'an answer that is lost': { lost: ['other'] },
  'who reviews not being known': withStage({ identity: undefined }),
  'an earlier revision to be newer than': { question: { ...question, before: { kind: 'same' } } },
  'answers from before not counting': { question: { ...question, review: { ...question.review, answersSince: 1 } } },
};

describe('what a whole stage came to for a file', () => {
  it('is recalled with what it has cost to recall it, as if one reviewer had said all of it', async () => {
    const store = answersInMemory();
    await stagesOf(store, world).keep(question, merged, findings);
    assert.deepEqual(await stagesOf(store, world).recall(question), {
      outcome: {
        ...{ kind: 'reviewed', findings: [finding], coverage: merged.coverage },
        looks: { ...merged.looks, analysis: 'kept' },
        ...{ asked: { model: 'a', requests: 0, sampling, recalled: 2 }, answers: ['one', 'other'] },
      },
      ...{ shown: '[]', reported: 1, findings: JSON.parse(JSON.stringify(findings)) },
    });
  });

  for (const [name, change] of Object.entries(changes)) {
    it(`does not count with another: ${name}`, async () => {
      const store = answersInMemory();
      await stagesOf(store, world).keep(question, merged, findings);
      const changed = { ...world, ...change };
      assert.equal(await stagesOf(store, changed).recall(changed.question), undefined);
    });
  }

  it('has what many outcomes stand on once, and does not count where that is lost', async () => {
    const read = 'read '.repeat(100);
    const long: Basis = { isCommon: true, of: () => read, holds: async (text) => text === read };
    const { question: one } = { ...world, ...withBases(long, basis) };
    const other = { ...one, snapshot: snapshotOf('src/b.py', 'two\n') };
    const store = answersInMemory();
    const keeping = stagesOf(store, world);
    keeping.keep(one, merged, findings);
    keeping.keep(other, merged, findings);
    const kept = [...store.kept];
    assert.equal(kept.filter(([, value]) => value.includes(read)).length, 1);
    assert.equal(kept.length, 3);
    const later = stagesOf(store, world);
    assert.ok((await later.recall(one)) && (await later.recall(other)));
    const [key = ''] = kept.find(([, value]) => value === JSON.stringify(read)) ?? [];
    store.kept.set(key, JSON.stringify(`${read}too`));
    assert.equal(await stagesOf(store, world).recall(one), undefined);
    store.kept.delete(key);
    assert.equal(await stagesOf(store, world).recall(one), undefined);
  });

  it('counts where it was kept by a review that took no earlier answers', async () => {
    const store = answersInMemory();
    const fresh = { ...header, options: { ...header.options, fresh: true as const } };
    await stagesOf(store, { ...world, header: fresh }).keep(question, merged, findings);
    assert.ok(await stagesOf(store, world).recall(question));
  });

  const unkept: Readonly<Record<string, Partial<Merged>>> = {
    'failed in part': { failure: { reason: 'refused', message: 'No.' } },
    'was cancelled': { isCancelled: true },
    'chance had a part in': { isUnsettled: true },
    'two models had a part in': { spent: { uses: [...uses, { ...uses[0], model: 'b', requests: 1, sampling: {} }] } },
    'told a secret': { findings: [{ ...finding, explanation: 'AKIAQ3EGRIHTNUZ5WXYB' }] },
  };
  for (const [name, change] of Object.entries(unkept)) {
    it(`is not kept where it ${name}`, async () => {
      const store = answersInMemory();
      await stagesOf(store, world).keep(question, { ...merged, ...change }, findings);
      assert.equal(store.kept.size, 0);
    });
  }

  it('is not kept where a part of what it stands on failed, an earlier revision counts, or the text has a secret', async () => {
    const store = answersInMemory();
    const broken = withBases({ ...basis, of: () => undefined }).question ?? assert.fail();
    await stagesOf(store, world).keep(broken, merged, findings);
    stagesOf(store, world).keep({ ...question, before: { kind: 'none' } }, merged, findings);
    const secret = { ...question, snapshot: snapshotOf('src/a.py', 'one = "AKIAQ3EGRIHTNUZ5WXYB"\n') };
    await stagesOf(store, world).keep(secret, merged, findings);
    assert.equal(store.kept.size, 0);
  });

  it('is not kept where its gates were cut short, and its file is not reviewed, be it one that takes over another’s', async () => {
    const [first, twin] = ['src/a.py', 'src/b.py'];
    for (const cut of [1, 2, undefined]) {
      const store = answersInMemory();
      const edit = { start: 0, end: 3, newText: 'two' };
      const fix = { kind: 'edits', anchoring: 'exact', edits: [edit] } as const;
      const found = reported({ title: 'A', span: { start: 0, end: 3 }, fix });
      let outlines = 0;
      const inspector: Inspector = {
        outline: async () => {
          outlines += 1;
          if (outlines === cut) {
            run.cancel();
          }
          return undefined;
        },
        inspect: async (_, texts) => texts.map(() => undefined),
        countErrors: async (_, changes) => changes.map(() => 0),
      };
      const asked: string[] = [];
      const read: Review = async (file) => reviewed(file, []);
      const review: Review = async (file) => {
        asked.push(file.path);
        return { ...reviewed(file, [found]), looks, answers: ['one'] };
      };
      const local = {
        kind: 'local',
        limit: 1,
        lanes: [{ reviewer: reviewer('local', read), maxConcurrency: 1 }],
      } as const;
      const model = { kind: 'model', limit: 1, lanes: [lane('e', review)], identity: question.stage.identity } as const;
      const { run } = runWith({
        workspace: memoryWorkspace(new Map([first, twin].map((path) => [path, snapshot.text]))),
        createStages: async () => ({
          ...stagesOfRun([local, model]),
          ...{ inspector, memory: { store, version: '1', uses: () => true } },
        }),
      });
      await run.start();
      assert.deepEqual(asked, [first]);
      const ended = [first, twin].map((path) => {
        const file = run.store.file(path);
        return [file?.status.kind, file?.findings.length];
      });
      const whole = ['reviewed', 1];
      const cancelled = ['cancelled', 0];
      assert.deepEqual(ended, [cut === 1 ? cancelled : whole, cut === undefined ? whole : cancelled]);
      assert.equal(store.kept.size, cut === undefined ? 2 : cut - 1);
    }
  });

  it('is looked up for many at once, and where nothing is kept they are reviewed in their order all the same', async () => {
    const names = ['a.py', 'b.py', 'c.py', 'd.py', 'e.py', 'f.py'];
    const workspace = memoryWorkspace(new Map(names.map((name) => [name, `This is ${name}.\n`])));
    const asked: string[] = [];
    const review: Review = async (file) => {
      asked.push(file.path);
      return reviewed(file, []);
    };
    const lanes = [lane('e', review, { maxConcurrency: 1 })];
    const model = { kind: 'model', limit: 1, lanes, identity: question.stage.identity } as const;
    const memory = { store: answersInMemory(), version: '1', uses: () => true };
    const { run } = runWith({
      workspace: {
        ...workspace,
        // The first is read last.
        read: async (path) => {
          for (let turns = 100 * (names.length - names.indexOf(path)); turns > 0; turns--) {
            await undefined;
          }
          return workspace.read(path);
        },
      },
      createStages: async () => ({ ...stagesOfRun([model]), memory }),
    });
    await run.start();
    assert.deepEqual(asked, names);
  });

  it('is not recalled where a model is to confirm what it says', async () => {
    const store = answersInMemory();
    const security = { ...world, ...withOptions({ profile: findProfile('security') ?? assert.fail() }) };
    await stagesOf(store, security).keep(question, merged, findings);
    assert.equal(await stagesOf(store, security).recall(question), undefined);
  });
});
