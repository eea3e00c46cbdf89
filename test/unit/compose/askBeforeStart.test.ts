import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'mocha';
import { mayStart, type StartAsking } from '../../../src/compose/askBeforeStart';
import type { Discovery } from '../../../src/core/ports';
import { rememberSpeeds, speedKey } from '../../../src/store/speeds';
import { header } from '../fakes';
import { useFolder } from '../workspace/support';

const endpoint = { id: 'o', kind: 'openai', url: 'http://127.0.0.1:1/v1', model: 'm' } as const;
const files = (count: number): Discovery => ({
  kind: 'found',
  files: [
    ...Array.from({ length: count }, (_, n) => ({ kind: 'file', path: `f${n}.ts`, bytes: 3_000 }) as const),
    { kind: 'skipped', path: 's', bytes: 1, reason: 'binary', message: '' },
  ],
});

describe('asking before the start', () => {
  const state = useFolder();
  const never = new AbortController().signal;

  /** What was asked, and whether the run may start. */
  async function ask(change: Partial<StartAsking>, answer = false) {
    const asked: (readonly [string, string, string])[] = [];
    const may = await mayStart(
      {
        stateRoot: state.path,
        realPath: '/src',
        name: 'src',
        options: { ...header.options, reviewers: ['local', 'model'], endpoints: [endpoint] },
        maxParallelFiles: 4,
        askAboveFiles: 3,
        workspace: { discover: async () => files(4) },
        confirm: async (...question) => {
          asked.push(question);
          return answer;
        },
        ...change,
      },
      never,
    );
    return { may, asked };
  }

  it('tells files, requests, tokens and time, and leaves it to the person', async () => {
    const { may, asked } = await ask({});
    assert.equal(may, false);
    const [[question, detail, action] = []] = asked;
    assert.equal(question, 'Have the model review 4 files of “src”?');
    assert.equal(action, 'Start');
    assert.match(detail ?? '', /^4 requests: [\d,]+ to [\d,]+ tokens in, about [\d,]+ out\.\nTime: not known yet\./);
    assert.equal((await ask({}, true)).may, true);
    assert.deepEqual(readdirSync(state.path), []);
  });

  it('knows the time where the endpoint was measured', async () => {
    const speed = { requests: 50, requestsPerSecond: 0.1, requestMs: 40_000, parallel: 4, tokenRatio: 1 };
    await rememberSpeeds(state.path, new Map([[speedKey(endpoint), speed]]));
    const { asked } = await ask({});
    assert.match(asked[0]?.[1] ?? '', /^Time: about 40 s, as fast as the model was so far\.$/m);
  });

  const silent: Record<string, Partial<StartAsking>> = {
    'there are no more files than may be reviewed unasked': { askAboveFiles: 4 },
    'nobody wants to be asked': { askAboveFiles: undefined },
    'no model takes part': { options: { ...header.options, endpoints: [endpoint] } },
    'the run will say that there is no model': { options: { ...header.options, reviewers: ['model'] } },
    'the folder cannot be read, which the run tells': {
      workspace: { discover: async () => ({ kind: 'failed', message: 'gone' }) },
    },
  };
  for (const [why, change] of Object.entries(silent)) {
    it(`does not ask where ${why}`, async () => {
      assert.deepEqual(await ask(change), { may: true, asked: [] });
    });
  }
});
