import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { capFindings } from '../../../src/core/findings/capFindings';
import type { EarlierFile, Inspector } from '../../../src/core/ports';
import { stagesOf } from '../../../src/core/run/schedule/stage';
import type { ReportedFinding } from '../../../src/core/types';
import { header, memoryWorkspace, reported, reviewed, reviewer } from '../fakes';
import { runWith } from './support';

/** A finding for each `bad` of a text. */
const badIn = (text: string): ReportedFinding[] =>
  [...text.matchAll(/bad/g)].map(({ index }) => reported({ title: 'Bad', span: { start: index, end: index + 3 } }));

/** Reviews files that were something else at `base`; `null` where nobody can read what. */
async function review(
  now: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string | null>>,
  more: { readonly model?: boolean; readonly cannotLook?: boolean } = {},
) {
  const disposed: string[] = [];
  const inspector: Inspector = {
    outline: async () => undefined,
    countErrors: async () => undefined,
    inspect: async (_, texts) => texts.map((text) => (more.cannotLook ? {} : { findings: capFindings(badIn(text)) })),
  };
  const asked: string[] = [];
  const { run } = runWith({
    header: { ...header, options: { ...header.options, newSince: { revision: 'base', commit: 'c0ffee' } } },
    workspace: memoryWorkspace(new Map(Object.entries(now))),
    openBaseline: async ({ commit }, files) => {
      assert.deepEqual([commit, files.length], ['c0ffee', Object.keys(now).length]);
      return {
        kind: 'baseline',
        baseline: {
          before: async ({ path, text }): Promise<EarlierFile> => {
            const then = before[path];
            if (then === undefined) {
              return { kind: 'none' };
            }
            return then === null
              ? { kind: 'unreadable', message: 'It is gone.' }
              : then === text
                ? { kind: 'same' }
                : { kind: 'changed', text: then };
          },
          dispose: () => void disposed.push('baseline'),
        },
      };
    },
    createStages: async () => {
      const kind = more.model ? 'model' : 'local';
      const look = reviewer(kind, async (file) => {
        asked.push(file.path);
        return reviewed(file, capFindings(badIn(file.text)));
      });
      return { ...stagesOf([{ kind, limit: 1, lanes: [{ reviewer: look, maxConcurrency: 1 }] }]), inspector };
    },
  });
  await run.start();
  assert.deepEqual(disposed, ['baseline']);
  const files = [...run.store.files()].map(({ path, status, findings, hidden = [] }) => {
    const lines = findings.map(({ place }) => place?.startLine);
    const reason = 'reason' in status ? ` ${status.reason}` : '';
    assert.ok(hidden.every(({ hiddenBy, proposal }) => hiddenBy.kind === 'baseline' && !proposal));
    return `${path} ${status.kind}${reason}: ${lines.join()} and ${hidden.length} hidden`;
  });
  return { files, asked };
}

describe('what is new since a revision', () => {
  it('is what local reviewers did not find in the earlier text, all of a new file, and nothing of one that is the same', async () => {
    const { files } = await review(
      { 'a.txt': 'bad\nx\nbad\nbad', 'b.txt': 'bad', 'c.txt': 'bad\nbad' },
      { 'a.txt': 'bad\nbad', 'b.txt': 'bad' },
    );
    assert.deepEqual(files, [
      'a.txt reviewed: 3 and 2 hidden',
      'b.txt reviewed:  and 1 hidden',
      'c.txt reviewed: 1,2 and 0 hidden',
    ]);
  });

  it('is told by the lines that have changed where the local reviewers cannot look at the earlier text', async () => {
    const { files } = await review(
      { 'a.txt': 'bad 1\nbad 2\nbad 3' },
      { 'a.txt': 'bad 1\nok\nbad 3' },
      { cannotLook: true },
    );
    assert.deepEqual(files, ['a.txt reviewed: 2 and 2 hidden']);
  });

  it('is told by the lines that have changed where the earlier text had more findings than are kept', async () => {
    const lines = Array.from({ length: 1_500 }, (_, n) => `bad ${n}`);
    const now = [...lines.slice(0, 500).map(() => 'ok'), ...lines.slice(500)];
    const { files } = await review({ 'a.txt': now.join('\n') }, { 'a.txt': lines.join('\n') });
    assert.deepEqual(files, ['a.txt reviewed:  and 1000 hidden']);
  });

  it('is asked no model about files that have not changed, and told by the lines that have', async () => {
    const { files, asked } = await review(
      { 'a.txt': 'bad 1\nbad 2\nbad 3', 'b.txt': 'bad' },
      { 'a.txt': 'bad 1\nok\nbad 3', 'b.txt': 'bad' },
      { model: true },
    );
    assert.deepEqual(asked, ['a.txt']);
    assert.deepEqual(files, ['a.txt reviewed: 2 and 2 hidden', 'b.txt skipped unchanged:  and 0 hidden']);
  });

  it('is nothing that can be said of a file whose earlier text cannot be read: it fails, and shows all', async () => {
    const { files } = await review({ 'a.txt': 'bad', 'b.txt': 'bad' }, { 'a.txt': null, 'b.txt': 'bad' });
    assert.deepEqual(files, ['a.txt failed baseline unreadable: 1 and 0 hidden', 'b.txt reviewed:  and 1 hidden']);
  });

  it('is not known at all where the folder of that time cannot be had: the review fails', async () => {
    const { run } = runWith({
      header: { ...header, options: { ...header.options, newSince: { revision: 'base', commit: 'c0ffee' } } },
      workspace: memoryWorkspace(new Map([['a.txt', 'bad']])),
      openBaseline: async () => ({ kind: 'failed', message: 'No git.' }),
      createStages: async () => assert.fail('nothing is to be made'),
    });
    await run.start();
    assert.deepEqual(run.store.state, { kind: 'failed', message: 'No git.' });
  });
});
