import type { Context, RootHookObject } from 'mocha';
import { closeEverything, pictureWindows } from './editor';

/** Around the tests of every file; `--require` registers them in each process that runs some. */
export const mochaHooks: RootHookObject = {
  async afterEach(this: Context) {
    // In a hook that failed the test has no state.
    if (this.currentTest && !this.currentTest.isPassed()) {
      await pictureWindows(this.currentTest.fullTitle().replaceAll(/[^\p{L}\p{N}]+/gu, '-'));
    }
  },
  afterAll: closeEverything,
};
