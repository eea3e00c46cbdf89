import { type MochaOptions, type Runner, reporters } from 'mocha';
import { noteFailed } from './failures';

/** Mocha's own; what failed is also noted for the one who runs all suites, who says it once more in the end. */
// biome-ignore lint/style/noDefaultExport: the way in which mocha loads one
export default class extends reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    runner.on('fail', (test, error) => noteFailed(test.file ?? '', test.fullTitle(), error));
  }
}
