/**
 * The command line's `review` with limits that stay what they are, for want of a flag: takes the same words, and reports
 * by the run's own record alone.
 */

import { parseCommand } from '../../src/cli/arguments';
import { settle } from '../../src/cli/settle';
import { worldOf } from '../../src/cli/world';
import { openNewRun } from '../../src/compose/openRun';
import { stateRoot } from '../../src/store/stateDir';
import { checkFolder } from '../../src/workspace/folder';

async function main(words: readonly string[]): Promise<void> {
  const command = parseCommand(words);
  if (command.kind !== 'review') {
    throw new Error(JSON.stringify(command));
  }
  const checked = await checkFolder(command.folder);
  if (checked.kind !== 'folder') {
    throw new Error(checked.message);
  }
  const { options, maxParallelFiles } = await settle(command, checked.realPath);
  const fixed = { ...options, adaptiveParallelism: false };
  const open = await openNewRun(
    stateRoot(command.stateDir),
    checked.realPath,
    fixed,
    worldOf(checked.realPath, fixed, maxParallelFiles),
  );
  if (open.kind !== 'open') {
    throw new Error(open.message);
  }
  await open.run.run.start();
  await open.run.saveResults();
  await open.run.close();
}

void main(process.argv.slice(2));
