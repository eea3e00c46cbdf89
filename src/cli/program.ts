import { Command as CommandLine } from '@commander-js/extra-typings';
import { nonEmpty } from './values';

const closing = `
API keys of model servers come from the environment: FOLDER_REVIEW_API_KEY, or FOLDER_REVIEW_API_KEY_<ID> with several endpoints.
Exit codes: 0 done, or nothing to do, 1 findings at or above --fail-on, 2 usage or configuration, 3 some files failed or something was not done, 130 cancelled.`;

/** What every command takes. */
export interface Common {
  readonly stateDir?: string | undefined;
  readonly quiet?: true | undefined;
  /** Answers that models gave before do not count. */
  readonly fresh?: true;
}

/** What every command of the command line is added to. */
export type Program = ReturnType<typeof commandLine>;

/** @param help gets what would be printed as help */
export function commandLine(help: string[]) {
  return (
    new CommandLine('folder-review')
      .description('Reviews every file of a folder in parallel.')
      .exitOverride()
      .configureOutput({ writeOut: (text) => help.push(text), writeErr: () => {} })
      .configureHelp({ showGlobalOptions: true, helpWidth: 120 })
      .option('--state-dir <DIR>', 'where records of runs are kept', nonEmpty('--state-dir'))
      .option('--quiet', 'no progress')
      .option(
        '--no-cache',
        'have everything reviewed anew: what models answered and analyzers found before does not count',
      )
      // The number itself is known to whoever prints it.
      .version('', '--version')
      .addHelpText('afterAll', closing)
  );
}

/** What the flags say that every command has. */
export function commonOf(program: Program): Common {
  const { cache, ...common } = program.opts();
  return { ...common, ...(!cache && { fresh: true }) };
}
