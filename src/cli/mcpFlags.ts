import { Command as CommandLine } from '@commander-js/extra-typings';
import type { EndpointOptions } from '../core/options';
import { checkEndpoints, endpointHelp, endpointsOf } from './endpointFlag';
import { type Common, commonOf, type Program } from './program';
import { withReviewingFlags } from './reviewFlags';
import { UsageProblem } from './values';

/** What the flags of `mcp` come to; absent is what was not said. */
type McpFlags = ReturnType<ReturnType<typeof mcpLine>['opts']>;

/** What `mcp` was called with; absent is what was not said. */
export interface McpCommand extends Common, Omit<McpFlags, 'endpoint' | 'instructions'> {
  readonly kind: 'mcp';
  /** As they were typed. */
  readonly folders: readonly string[];
  readonly endpoints: readonly EndpointOptions[];
  readonly instructionsFile?: string;
}

function mcpLine() {
  const line = new CommandLine('mcp')
    .description(
      'serves agents on standard input and output (Model Context Protocol): they review these folders and read what was found; each change is applied only when the person agrees, through the client',
    )
    .argument('<FOLDER...>', 'the folders that agents may have reviewed; no others');
  return withReviewingFlags(line).addHelpText('after', `\n${endpointHelp()}`);
}

/** Adds the command that serves agents. */
export function addMcp(program: Program, take: (command: McpCommand) => void): void {
  const line = mcpLine().copyInheritedSettings(program);
  program.addCommand(line);
  line.action((folders, { endpoint = [], instructions, ...flags }) => {
    const endpoints = endpointsOf(endpoint);
    if (folders.includes('')) {
      throw new UsageProblem('FOLDER must not be empty.');
    }
    checkEndpoints({ ...flags, endpoints });
    take({
      kind: 'mcp',
      folders,
      ...flags,
      endpoints,
      ...(instructions !== undefined && { instructionsFile: instructions }),
      ...commonOf(program),
    });
  });
}
