import { CommanderError, Command as CommandLine, Option } from '@commander-js/extra-typings';
import type { EndpointOptions } from '../core/options';
import type { Bulk } from '../core/queue/queueEntry';
import { endpointsOf } from './endpointFlag';
import { laterFlags, type ReviewFlags, reviewLine } from './reviewFlags';
import { type Format, formatFlag, listFormatFlag, listOf, nonEmpty, UsageProblem } from './values';

/** What every command takes. */
interface Common {
  readonly stateDir?: string | undefined;
  readonly quiet?: true | undefined;
}

/** What the commands about one run take. */
interface OfRun extends Common {
  readonly run: string;
  /** Only its runs are meant. */
  readonly folder?: string;
}

/** A command as the user typed it, checked. Absent options were not given. */
export type Command =
  | ReviewCommand
  | (Common & { readonly kind: 'runs' })
  | (OfRun & {
      readonly kind: 'show';
      readonly format: Format;
      /** The findings that are in no list, in the place of the others. */
      readonly hidden?: true | undefined;
    })
  | ModelsCommand
  | (OfRun & {
      readonly kind: 'apply' | 'revert';
      /** Finding ids; empty means all that can be. */
      readonly only: readonly string[];
      /** What is applied when no ids are given. */
      readonly bulk: Bulk;
    })
  | RulesCommand
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' };

/** What `show --models` was called with. */
export interface ModelsCommand extends Common {
  readonly kind: 'models';
  /** One or two, to be shown side by side. */
  readonly runs: readonly string[];
  readonly format: 'text' | 'json';
}

/** What `rules` was called with. */
export interface RulesCommand extends Common {
  readonly kind: 'rules';
  readonly format: 'text' | 'json';
  /** Only what applies to this file, as it was typed. */
  readonly file?: string;
  /** The folder that the file is reviewed in. */
  readonly folder: string;
  readonly trustConfig?: true | undefined;
}

/** What `review` was called with; absent is what was not said. */
export interface ReviewCommand extends Common, Omit<ReviewFlags, 'changed' | 'endpoint' | 'instructions'> {
  readonly kind: 'review';
  readonly folder: string;
  readonly changedSince?: string;
  readonly endpoints: readonly EndpointOptions[];
  readonly instructionsFile?: string;
}

/** The words on the command line make no sense; `message` says what to type instead. */
export interface UsageError {
  readonly kind: 'usage error';
  readonly message: string;
}

/** Commands whose part is not built yet. */
const laterCommands = ['compare', 'stats', 'init', 'mcp', 'worker', 'fleet', 'merge'];

const closing = `
Keys come from the environment: FOLDER_REVIEW_API_KEY, or FOLDER_REVIEW_API_KEY_<ID> with several endpoints.
Exit codes: 0 done, 1 findings at or above --fail-on, 2 usage or configuration, 3 some files or changes failed, 130 cancelled.`;

/** @param words what follows the program's name */
export function parseCommand(words: readonly string[]): Command | UsageError {
  const parsed: Command[] = [];
  const help: string[] = [];
  const program = commandLine(help);
  addReview(program, words, (command) => parsed.push(command));
  addPastRuns(program, (command) => parsed.push(command));
  refuseFlagsAsValues(program);
  try {
    program.parse(words.length === 0 ? ['--help'] : words, { from: 'user' });
  } catch (error) {
    if (error instanceof UsageProblem) {
      return { kind: 'usage error', message: error.message };
    }
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    if (error.exitCode !== 0) {
      return { kind: 'usage error', message: usageMessage(error, program) };
    }
    return error.code === 'commander.version' ? { kind: 'version' } : { kind: 'help', text: help.join('') };
  }
  return parsed[0] ?? { kind: 'usage error', message: 'A command is missing.' };
}

type Program = ReturnType<typeof commandLine>;

function commandLine(help: string[]) {
  return (
    new CommandLine('folder-review')
      .description('Reviews every file of a folder in parallel.')
      .exitOverride()
      .configureOutput({ writeOut: (text) => help.push(text), writeErr: () => {} })
      .configureHelp({ showGlobalOptions: true, helpWidth: 120 })
      .option('--state-dir <DIR>', 'where records of runs are kept', nonEmpty('--state-dir'))
      .option('--quiet', 'no progress')
      .option('--no-cache', 'accepted; there is no cache yet')
      // The number itself is known to whoever prints it.
      .version('', '--version')
      .addHelpText('afterAll', closing)
  );
}

function addReview(program: Program, words: readonly string[], take: (command: Command) => void): void {
  const review = reviewLine().copyInheritedSettings(program);
  program.addCommand(review);
  for (const flag of laterFlags) {
    review.addOption(new Option(flag).hideHelp());
  }
  review.action((named, { changed, endpoint = [], instructions, ...flags }) => {
    const unbuilt = review.options.find(
      (option) => option.hidden && review.getOptionValue(option.attributeName()) !== undefined,
    );
    if (unbuilt) {
      throw new UsageProblem(`${unbuilt.long} is not available yet.`);
    }
    // `--changed src` names the folder when nothing else does.
    const isFolder = named === undefined && words[words.indexOf('--changed') + 1] === changed;
    const folder = isFolder && typeof changed === 'string' ? changed : named;
    if (folder === undefined) {
      throw new UsageProblem('Something is missing. The form is: folder-review review FOLDER');
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

function commonOf(program: Program): Common {
  const { cache: _, ...common } = program.opts();
  return common;
}

/** Refuses flags that contradict each other. */
function checked(command: ReviewCommand): ReviewCommand {
  const { reviewers, endpoints, confirmEndpoint, estimate, format } = command;
  if (reviewers?.includes('model') && endpoints.length === 0) {
    throw new UsageProblem(
      '--reviewers model needs a model server: --endpoint ollama=http://127.0.0.1:11434,model=NAME',
    );
  }
  if (reviewers && !reviewers.includes('model') && endpoints.length > 0) {
    throw new UsageProblem('--endpoint is given, but --reviewers leaves "model" out.');
  }
  if (confirmEndpoint !== undefined && !endpoints.some(({ id }) => id === confirmEndpoint)) {
    const ids = endpoints.map(({ id }) => id).join(', ') || 'none, as there is no --endpoint';
    throw new UsageProblem(`--confirm-endpoint must be the id of an --endpoint; the ids are: ${ids}.`);
  }
  if (estimate && format !== 'text' && format !== 'json') {
    throw new UsageProblem(`--estimate is printed as text or json, not as ${format}.`);
  }
  return command;
}

function addPastRuns(program: Program, take: (command: Command) => void): void {
  program
    .command('runs')
    .description('the runs so far, newest first')
    .action(() => take({ kind: 'runs', ...commonOf(program) }));
  ofRun(program, 'show', 'the results of a run')
    .addOption(formatFlag())
    .option('--hidden', 'the findings that are hidden instead, each with the reason')
    .option(
      '--models',
      'what each model cost and what came of it instead; a second RUN in place of FOLDER stands beside',
    )
    .action((run, folder, { models, ...flags }) => {
      if (models) {
        take({
          kind: 'models',
          runs: [run, ...(folder === undefined ? [] : [folder])],
          ...ofModels(flags),
          ...commonOf(program),
        });
        return;
      }
      if (flags.hidden && flags.format !== 'text') {
        throw new UsageProblem('--hidden is printed as text. --format json has these findings, too, under "hidden".');
      }
      take({ kind: 'show', run, ...named(folder), ...flags, ...commonOf(program) });
    });
  ofRun(program, 'apply', 'applies its safe or exact proposals, or those of these findings')
    .option('--exact', "all that are placed exactly and carry no flag, a model's too")
    .option('--only <ID>', 'the proposal of this finding; may be repeated', listOf)
    .action((run, folder, { exact, only = [] }) => {
      const bulk = exact ? 'exact' : 'safe';
      take({ kind: 'apply', run, ...named(folder), only, bulk, ...commonOf(program) });
    });
  ofRun(program, 'revert', 'takes applied proposals back')
    .option('--only <ID>', 'the proposal of this finding; may be repeated', listOf)
    .action((run, folder, { only = [] }) =>
      take({ kind: 'revert', run, ...named(folder), only, bulk: 'safe', ...commonOf(program) }),
    );
  program
    .command('rules')
    .description('the rules of the bundled analyzers, with what is known of each from public code')
    .argument('[FOLDER]', 'the reviewed folder, for --for (default: this one)', nonEmpty('FOLDER'))
    .option('--for <FILE>', 'only what applies to this file of the folder, and by whose word', nonEmpty('--for'))
    .option('--trust-config', "with what the folder's folder-review.yaml says of it")
    .addOption(listFormatFlag())
    .action((folder = '.', { for: file, ...flags }) =>
      take({ kind: 'rules', folder, ...(file !== undefined && { file }), ...flags, ...commonOf(program) }),
    );
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

function ofModels({
  format,
  hidden,
}: {
  readonly format: Format;
  readonly hidden?: true | undefined;
}): Pick<ModelsCommand, 'format'> {
  if (hidden) {
    throw new UsageProblem('--hidden and --models are two things to show: give one of them.');
  }
  if (format !== 'text' && format !== 'json') {
    throw new UsageProblem(`--models is printed as text or json, not as ${format}.`);
  }
  return { format };
}

/** A command about one run. */
function ofRun(program: Program, name: string, description: string) {
  return program
    .command(name)
    .description(description)
    .argument('<RUN>', 'its id, or "last" for the one that began last', nonEmpty('RUN'))
    .argument('[FOLDER]', 'only a run of this folder', nonEmpty('FOLDER'));
}

function named(folder: string | undefined): Pick<OfRun, 'folder'> {
  return folder === undefined ? {} : { folder };
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
  return flag === undefined ? sentence : sentence.replace(/'.*'/s, flag);
}
