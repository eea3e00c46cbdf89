import { appendFileSync } from 'node:fs';
import { type MochaOptions, type Runner, reporters } from 'mocha';

/** Mocha's own; it also writes the file of each test that failed, on a line, to the file that `listOfFailed` names. */
// biome-ignore lint/style/noDefaultExport: the way in which mocha loads one
export default class extends reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    const { listOfFailed } = options.reporterOptions ?? {};
    runner.on('fail', ({ file }) => appendFileSync(listOfFailed, `${file}\n`));
  }
}
