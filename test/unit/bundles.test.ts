import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import * as protectedPaths from '../../src/core/gates/protectedPaths';
import * as riskCheck from '../../src/core/gates/risks/riskCheck';
import * as replies from '../../src/core/prompt/replies';
import * as readOutput from '../../src/core/verify/output/readOutput';

describe('bundles of our own that are loaded later', () => {
  const build = readFileSync(join(import.meta.dirname, '../../esbuild.mjs'), 'utf8');

  for (const [name, module] of Object.entries({ protectedPaths, readOutput, replies, riskCheck })) {
    it(`have all that is exported by ${name}: what is missing there is only missed when it is called`, () => {
      const [, listed = ''] = new RegExp(`^  ${name}: \\[([^\\]]*)\\],$`, 'm').exec(build) ?? [];
      assert.deepEqual(listed.replace(/['\s]/g, '').split(',').toSorted(), Object.keys(module).toSorted());
    });
  }
});
