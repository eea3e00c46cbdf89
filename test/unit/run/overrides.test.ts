import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Override, RunOptions } from '../../../src/core/options';
import { stagesOf } from '../../../src/core/run/schedule/stage';
import { header, memoryWorkspace, reported, reviewed, reviewer } from '../fakes';
import { runWith } from './support';

const security = { ...header.options.profile, name: 'security', severities: ['error'] as const };

/** A run of a local reviewer and a model over some files under overrides. Answers with who was asked about which file. */
async function runOf(
  files: Readonly<Record<string, string>>,
  overrides: readonly Override[],
  more: Partial<RunOptions> = {},
) {
  const asked: string[] = [];
  const stage = (kind: 'local' | 'model') => ({
    kind,
    limit: 4,
    lanes: [
      {
        reviewer: reviewer(kind, async (file) => {
          asked.push(`${kind} ${file.path}`);
          return reviewed(file, [reported({ source: 'ruff', rule: 'F401', title: `By ${kind}` })]);
        }),
        maxConcurrency: 4,
      },
    ],
  });
  const { run } = runWith({
    header: { ...header, options: { ...header.options, reviewers: ['local', 'model'], overrides, ...more } },
    workspace: memoryWorkspace(new Map(Object.entries(files))),
    createStages: async () => stagesOf([stage('local'), stage('model')]),
  });
  await run.start();
  return { run, asked };
}

const statusOf = ({ run }: Awaited<ReturnType<typeof runOf>>, path: string) => run.store.file(path)?.status;

describe('a run under overrides', () => {
  it('asks only those who look at a file, and says of the others that they did not', async () => {
    const ended = await runOf({ a: 'a', b: 'b', c: 'c' }, [
      { files: ['a'], reviewers: ['local'] },
      { files: ['b'], reviewers: ['model'], by: 'folder-review.yaml' },
    ]);
    assert.deepEqual(ended.asked.toSorted(), ['local a', 'local c', 'model b', 'model c']);
    const looks = ['a', 'b', 'c'].map((path) => {
      const status = statusOf(ended, path);
      return status?.kind === 'reviewed' && status.looks?.withheld;
    });
    assert.deepEqual(looks, [
      [{ analyzer: 'model', because: { kind: 'override' } }],
      [{ analyzer: 'local', because: { kind: 'override', by: 'folder-review.yaml' } }],
      undefined,
    ]);
  });

  it('skips what nobody looks at, also when it is retried', async () => {
    const ended = await runOf({ a: 'a', b: 'b' }, [{ files: ['a'], reviewers: ['editor'] }]);
    const skipped = {
      kind: 'skipped',
      reason: 'no reviewer',
      message: 'an override leaves it no reviewer of this run',
    };
    assert.deepEqual(statusOf(ended, 'a'), skipped);
    await ended.run.retry(['a']);
    assert.deepEqual(statusOf(ended, 'a'), skipped);
    assert.equal(statusOf(ended, 'b')?.kind, 'reviewed');
    assert.equal(ended.run.store.state.kind, 'finished');
  });

  it('asks a model about each of two equal files where their profiles differ, and about one where not', async () => {
    const files = { 'a/x.h': 'same', 'b/x.h': 'same', 'c/x.h': 'same' };
    const { asked } = await runOf(files, [{ files: ['c'], profile: security }]);
    assert.deepEqual(
      asked.filter((one) => one.startsWith('model')),
      ['model a/x.h', 'model c/x.h'],
    );
  });

  it('hides by rule, by the profile of the file, and counts both', async () => {
    const { run } = await runOf({ a: 'a', b: 'b' }, [
      { files: ['a'], rules: { 'ruff/F401': 'off' } },
      { files: ['b'], profile: security, by: 'folder-review.yaml' },
    ]);
    const hidden = [...run.store.files()].map((file) =>
      (file.hidden ?? []).map(({ title, hiddenBy }) => [title, hiddenBy]),
    );
    const bounds = { kind: 'bounds', by: 'folder-review.yaml' };
    assert.deepEqual(hidden, [
      [['By local', { kind: 'rules' }]],
      [
        ['By local', bounds],
        ['By model', bounds],
      ],
    ]);
    const { hiddenBy } = run.store.summary();
    assert.deepEqual(
      hiddenBy.map(({ by, count }) => [by.kind, count]),
      [
        ['bounds', 2],
        ['rules', 1],
      ],
    );
  });
});
