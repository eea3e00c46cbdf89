import type { Context, RootHookObject, Test } from 'mocha';
import { closeEverything, endOfFailedTest } from './editor';

/** Around the tests of every file; `--require` registers them in each process that runs some. */
export const mochaHooks: RootHookObject = {
  async afterEach(this: Context) {
    // In a hook that failed the test has no state.
    if (!this.currentTest) return;
    const failedTries = retriesOf(this.currentTest);
    if (!this.currentTest.isPassed()) {
      await endOfFailedTest(this.currentTest.fullTitle().replaceAll(/[^\p{L}\p{N}]+/gu, '-'));
    } else if (failedTries > 0) {
      console.error(`      passed only at try ${failedTries + 1}: ${this.currentTest.fullTitle()}`);
    }
  },
  afterAll: closeEverything,
};

/** How often a test was tried again; the type of mocha's method has no words for reading. */
const retriesOf = (test: Test): number => (test as unknown as { currentRetry(): number }).currentRetry();
