import packageJson from '../../../package.json';
import { checkFolder } from '../../workspace/folder';
import { CommandFailure, exitCodes } from '../exitCode';
import type { McpCommand } from '../mcpFlags';
import { tell } from '../output';
import { abortOnSignal } from '../signals';
import { AgentReviews } from './agentReviews';

/**
 * Serves agents on standard input and output until the client goes away, and answers with the exit code. Only the
 * protocol goes to standard output.
 */
export async function serveAgents(command: McpCommand): Promise<number> {
  const [first, ...others] = await realFolders(command.folders);
  if (first === undefined) {
    throw new CommandFailure('Name the folders that agents may have reviewed.');
  }
  const reviews = new AgentReviews(command, [first, ...others]);
  const { serve } = await import('./protocol');
  const cancellation = abortOnSignal();
  if (!command.quiet && process.stdin.isTTY) {
    tell('Waiting for a client to speak the Model Context Protocol on standard input. Ctrl+C ends.');
  }
  try {
    const streams = { input: process.stdin, output: process.stdout };
    await serve(reviews.agent, packageJson.version, streams, cancellation.signal);
  } finally {
    await reviews.close();
    cancellation.stop();
  }
  return cancellation.signal.aborted ? exitCodes.cancelled : exitCodes.done;
}

/** Each once. */
async function realFolders(folders: readonly string[]): Promise<readonly string[]> {
  const paths = new Set<string>();
  for (const folder of folders) {
    const checked = await checkFolder(folder);
    if (checked.kind === 'failed') {
      throw new CommandFailure(`Cannot serve: ${checked.message}.`);
    }
    paths.add(checked.realPath);
  }
  return [...paths];
}
