/** Composition root of the command line. */
import packageJson from '../package.json';
import { parseCommand } from './cli/arguments';
import { program } from './cli/calledAs';
import { changeFiles } from './cli/changeFiles';
import { clearData } from './cli/clear';
import { commitPastRun } from './cli/commit';
import { compare } from './cli/compare';
import { dismiss, dismissals } from './cli/dismissals';
import { atLeastFailures, CommandFailure, exitCodes } from './cli/exitCode';
import { init } from './cli/init';
import { serveAgents } from './cli/mcp/mcp';
import { print } from './cli/output';
import { listRuns, show, showModels } from './cli/pastRuns';
import { showProofs } from './cli/proofs';
import { resume, review } from './cli/review';
import { listRules } from './cli/rules';
import { showStats } from './cli/stats';
import { verifyPastRun } from './cli/verifyPastRun';
import { maskSecrets } from './core/text/secrets';
import { optimizeLater } from './reviewers/worker/interruptBudget';

async function main(words: readonly string[]): Promise<number> {
  const command = parseCommand(words);
  if (command.kind === 'usage error') {
    throw new CommandFailure(`${command.message}\nTry: ${command.help.replace('folder-review', program)}`);
  }
  switch (command.kind) {
    case 'help':
      print(command.text);
      return exitCodes.done;
    case 'version':
      print(`${packageJson.version}\n`);
      return exitCodes.done;
    case 'review':
      optimizeLater();
      return review(command);
    case 'resume':
      optimizeLater();
      return resume(command);
    case 'runs':
      return listRuns(command);
    case 'show':
      return show(command);
    case 'models':
      return showModels(command);
    case 'proofs':
      return showProofs(command);
    case 'verify':
      return verifyPastRun(command);
    case 'compare':
      return compare(command);
    case 'dismiss':
      return dismiss(command);
    case 'dismissals':
      return dismissals(command);
    case 'clear':
      return clearData(command);
    case 'stats':
      return showStats(command);
    case 'init':
      return init(command);
    case 'rules':
      return listRules(command);
    case 'mcp':
      return serveAgents(command);
    case 'commit':
      return commitPastRun(command);
    case 'apply':
    case 'revert':
      return changeFiles(command);
  }
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has enough, such as `head`, closes the pipe. What it does not read is on disk.
  if (error.code !== 'EPIPE') {
    process.stderr.write(`The output could not be written: ${maskSecrets(error.message)}\n`);
    process.on('exit', (exitCode) => {
      process.exitCode = atLeastFailures(exitCode);
    });
  }
});
process.stderr.on('error', () => undefined);
let isDone = false;
process.on('exit', (exitCode) => {
  // Node ends without a word when nothing that it waits for can happen any more.
  if (!isDone && exitCode === exitCodes.done) {
    process.stderr.write('The command ended before it was done. This is a bug in Folder Review.\n');
    process.exitCode = exitCodes.failures;
  }
});
main(process.argv.slice(2)).then(
  (exitCode) => {
    isDone = true;
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    isDone = true;
    process.stderr.write(`${maskSecrets(error instanceof CommandFailure ? error.message : String(error))}\n`);
    process.exitCode = error instanceof CommandFailure ? error.exitCode : exitCodes.failures;
  },
);
