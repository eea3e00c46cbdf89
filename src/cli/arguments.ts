import { CommanderError, Option } from '@commander-js/extra-typings';
import type { Command, ReviewCommand } from './command';
import { asPartOfEndpoint, checkEndpoints, endpointsOf } from './endpointFlag';
import { addMcp } from './mcpFlags';
import { addPastRuns } from './pastRunFlags';
import { commandLine, commonOf, type Program } from './program';
import { laterFlags, resumeFlags, reviewLine } from './reviewFlags';
import { UsageProblem } from './values';
import { checkVerifyFlags } from './verifyFlags';

/** The words on the command line make no sense; `message` says what to type instead. */
export interface UsageError {
  readonly kind: 'usage error';
  readonly message: string;
  /** What to type for help with the command that was meant. */
  readonly help: string;
}

/** Commands whose part is not built yet. */
const laterCommands = ['worker', 'fleet', 'merge'];

/** @param words what follows the program's name */
export function parseCommand(words: readonly string[]): Command | UsageError {
  const parsed: Command[] = [];
  const help: string[] = [];
  const program = commandLine(help);
  addReview(program, words, (command) => parsed.push(command));
  addPastRuns(program, (command) => parsed.push(command));
  addMcp(program, (command) => parsed.push(command));
  addLater(program);
  refuseFlagsAsValues(program);
  try {
    program.parse(words.length === 0 ? ['--help'] : words, { from: 'user' });
  } catch (error) {
    if (error instanceof UsageProblem) {
      return usageError(error.message, words, program);
    }
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    if (error.exitCode !== 0) {
      return usageError(usageMessage(error, program), words, program);
    }
    return error.code === 'commander.version' ? { kind: 'version' } : { kind: 'help', text: help.join('') };
  }
  return parsed[0] ?? usageError('Missing command.', words, program);
}

function usageError(message: string, words: readonly string[], program: Program): UsageError {
  const meant = words.find((word) => program.commands.some((command) => command.name() === word));
  const isBuilt = meant !== undefined && !laterCommands.includes(meant);
  return { kind: 'usage error', message, help: `folder-review ${isBuilt ? `${meant} ` : ''}--help` };
}

function addReview(program: Program, words: readonly string[], take: (command: Command) => void): void {
  const review = reviewLine().copyInheritedSettings(program);
  program.addCommand(review);
  for (const flag of laterFlags) {
    review.addOption(new Option(flag).hideHelp());
  }
  review.action((named, { changed, resume, endpoint = [], instructions, ...flags }) => {
    const unbuilt = review.options.find(
      (option) => option.hidden && review.getOptionValue(option.attributeName()) !== undefined,
    );
    if (unbuilt) {
      throw new UsageProblem(`${unbuilt.long} is not available yet.`);
    }
    if (resume !== undefined) {
      const said = review.options.filter((option) => review.getOptionValueSource(option.attributeName()) === 'cli');
      const frozen = said.find((option) => !resumeFlags.includes(option.attributeName()));
      if (frozen) {
        throw new UsageProblem(`${frozen.long} cannot be given with --resume: a review goes on as it was started.`);
      }
      const ofFolder = named !== undefined && { folder: named };
      take({ kind: 'resume', run: resume, ...ofFolder, ...flags, ...commonOf(program) });
      return;
    }
    // `--changed src` names the folder when nothing else does.
    const isFolder = named === undefined && words[words.indexOf('--changed') + 1] === changed;
    const folder = isFolder && typeof changed === 'string' ? changed : named;
    if (folder === undefined) {
      throw new UsageProblem('Missing argument. Usage: folder-review review FOLDER');
    }
    const changedSince = isFolder || changed === true ? 'HEAD' : changed;
    take(
      checked({
        kind: 'review',
        folder,
        ...flags,
        endpoints: endpointsOf(endpoint),
        ...(changed !== undefined && changedSince !== undefined && { changedSince }),
        ...(instructions !== undefined && { instructionsFile: instructions }),
        ...commonOf(program),
      }),
    );
  });
}

/** Refuses flags that contradict each other. */
function checked(command: ReviewCommand): ReviewCommand {
  const { estimate, format } = command;
  checkEndpoints(command);
  checkVerifyFlags(command);
  if (command.commit !== undefined && command.apply === 'none') {
    throw new UsageProblem('--commit makes commits of what --apply has applied: give --apply safe or --apply exact.');
  }
  if (command.commitSign !== undefined && command.commit === undefined) {
    throw new UsageProblem('--commit-sign says how --commit works: give --commit file or --commit run, too.');
  }
  if (estimate && format !== 'text' && format !== 'json') {
    throw new UsageProblem(`--estimate is printed as text or json, not as ${format}.`);
  }
  return command;
}

function addLater(program: Program): void {
  for (const name of laterCommands) {
    program
      .command(name, { hidden: true })
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() => {
        throw new UsageProblem(`${name} is not available yet.`);
      });
  }
}

/** The flag behind one whose value was forgotten is not that value. */
function refuseFlagsAsValues(program: Program): void {
  for (const command of [program, ...program.commands]) {
    for (const option of command.options.filter(({ required }) => required)) {
      command.on(`option:${option.name()}`, (value: string) => {
        if (value.startsWith('-')) {
          throw new UsageProblem(`${option.long} needs a value, and one that does not begin with "-".`);
        }
      });
    }
  }
}

/** In commander's words, but for what was typed behind a flag's name, which may be a key. */
function usageMessage({ code, message }: CommanderError, program: Program): string {
  const flag = code === 'commander.unknownOption' ? /'(--[\w-]+|-\w)/.exec(message)?.[1] : undefined;
  const owners = program.commands.filter(
    ({ options }) => flag !== undefined && options.some(({ long }) => long === flag),
  );
  if (owners.length > 0) {
    return `${flag} belongs to ${owners.map((owner) => owner.name()).join(' and ')}.`;
  }
  const said = message.replace(/^error: (.)/, (_, first: string) => first.toUpperCase()).replace('\n', ' ');
  const sentence = /[.)]$/.test(said) ? said : `${said}.`;
  if (flag === undefined) {
    return sentence;
  }
  return asPartOfEndpoint(flag) === undefined
    ? sentence.replace(/'.*'/s, flag)
    : `There is no flag ${flag}. ${asPartOfEndpoint(flag)}`;
}
