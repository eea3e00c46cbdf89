/**
 * `npm run bench [-- name…]`: prints one line of JSON for each measurement whose name holds one of the words, of all
 * without any. A ratio compares things of one run; absolute times depend on the machine.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capacityRises } from './capacityRises';
import { changes } from './changes';
import { faults } from './faults';
import { gateway } from './gateway';
import { largeReports } from './largeReports';
import { linters } from './linters';
import { listOfRuns } from './listOfRuns';
import { manyFiles } from './manyFiles';
import { manyFindings } from './manyFindings';
import { neighbours } from './neighbours';
import { localReviewers, parallelFiles } from './parallelFiles';
import { serverModel, serverModels } from './serverModels';
import { stepNames } from './sizes/steps';
import { root } from './support';
import { treeLanguages } from './trees';
import { dyingEndpoint, twoEndpoints } from './twoEndpoints';
import { unchanged } from './unchanged';
import { verification, verificationAtOnce } from './verification';

const measurements: Record<string, (folder: string) => Promise<void>> = {
  'parallel files, ollama': (folder) => parallelFiles('ollama', folder),
  'parallel files, openai': (folder) => parallelFiles('openai', folder),
  'local reviewers': localReviewers,
  ...Object.fromEntries(
    Object.keys(treeLanguages).map((language) => [
      `local reviewers and linters, ${language}`,
      (folder: string) => linters(language, folder),
    ]),
  ),
  'many files': manyFiles,
  'many findings': manyFindings,
  neighbours,
  changes,
  unchanged,
  ...Object.fromEntries(
    Object.entries(serverModels).map(([name, model]) => [
      `server model ${name}`,
      (folder: string) => serverModel(name, model, folder),
    ]),
  ),
  'capacity rises': capacityRises,
  'two endpoints': twoEndpoints,
  'two endpoints, one dies': dyingEndpoint,
  gateway,
  faults,
  'large reports': largeReports,
  'list of runs': listOfRuns,
  verification,
  'verification at once': verificationAtOnce,
  ...Object.fromEntries(stepNames.map((name) => [`sizes: ${name}`, async () => growthOfStep(name)])),
  'extension host': async () => extensionHost(),
};

/** Measured in the extension host itself, by test/host/suite/bench.test.ts. */
function extensionHost(): void {
  spawnSync('npx', ['tsx', join(root, 'test/host/run.ts'), 'bench'], { cwd: root, stdio: 'inherit' });
}

/** In a process of its own, with room for what a step leaves behind: to collect it takes longer the more there is. */
function growthOfStep(name: string): void {
  const room = ['--max-semi-space-size=256', '--min-semi-space-size=256'];
  const words = ['--import', 'tsx', ...room, join(root, 'test/bench/sizes/main.ts'), name];
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
  process.exitCode = status === 0 ? process.exitCode : 1;
}

async function main(wanted: readonly string[]): Promise<void> {
  for (const [name, measure] of Object.entries(measurements)) {
    if (wanted.length === 0 || wanted.some((word) => name.includes(word))) {
      const folder = mkdtempSync(join(tmpdir(), 'folder-review-bench-'));
      try {
        await measure(folder);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  }
}

void main(process.argv.slice(2));
