import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runsToCome } from '../../../src/core/verify/proving/cost';
import { candidates, FakeSite, verified } from './fakeSite';

describe('what a verification will cost', () => {
  for (const mode of ['all', 'file', 'proposal'] as const) {
    it(`is foreseen where ${mode} is tried at once, however many fail`, async () => {
      for (const bad of [0, 1, 5, 25, 60]) {
        const proposals = candidates(60, (index) => `f${index % 20}.js`);
        const isBad = (id: string) => (Number(id.slice(1)) * 7) % 60 < bad;
        const site = new FakeSite((set) => ({ exitCode: set.some(isBad) ? 1 : 0 }));
        await verified(site, { proposals, mode });
        const { least, most } = runsToCome(
          proposals.map(({ path }) => path),
          mode,
        );
        const runs = site.tried.length + site.controls.length - 1;
        assert.ok(least <= runs && runs <= most, `${bad} bad: ${least} <= ${runs} <= ${most}`);
        // Files that were named when they were broken are broken once more by halves.
        assert.ok(bad > 0 || runs <= least + 2, `${runs} for ${least}`);
      }
    });
  }
});
