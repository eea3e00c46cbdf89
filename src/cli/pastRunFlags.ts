import { Option } from '@commander-js/extra-typings';
import { commitScopes, hookChoices } from '../core/commit/committing';
import { sharedDismissals } from '../core/dismissals/dismissals';
import { type DismissalReason, dismissalReasons } from '../core/types';
import type { Command, ModelsCommand, OfRun } from './command';
import { commonOf, type Program } from './program';
import { signFlag } from './reviewFlags';
import { type Format, formatFlag, listFormatFlag, listOf, nonEmpty, UsageProblem } from './values';
import { withVerifyFlags } from './verifyFlags';

/** Adds the commands that start no review. */
export function addPastRuns(program: Program, take: (command: Command) => void): void {
  program
    .command('runs')
    .description('the runs so far, newest first')
    .action(() => take({ kind: 'runs', ...commonOf(program) }));
  ofRun(program, 'show', 'what a run found: findings, proposals, and how each file ended')
    .addOption(formatFlag())
    .option('--hidden', 'the hidden findings instead, each with the reason')
    .option(
      '--proof [ID]',
      'what commands say of each proposal instead; of the proposal of this finding with all that the command printed',
      nonEmpty('--proof'),
    )
    .option(
      '--models',
      'what each model cost and what came of it instead; with a second RUN in place of FOLDER, both side by side',
    )
    .action((run, folder, { models, proof, ...flags }) => {
      const instead = [models && '--models', flags.hidden && '--hidden', proof && '--proof'].filter((flag) => !!flag);
      if (instead.length > 1) {
        throw new UsageProblem(`${instead.join(' and ')} are two things to show: give one of them.`);
      }
      if (proof !== undefined && flags.format !== 'text') {
        throw new UsageProblem(
          '--proof is printed as text. --format json has what is known of each proposal under "proof".',
        );
      }
      if (proof !== undefined) {
        const only = typeof proof === 'string' ? { only: proof } : {};
        take({ kind: 'proofs', run, ...named(folder), ...only, ...commonOf(program) });
        return;
      }
      if (models) {
        take({
          kind: 'models',
          runs: folder === undefined ? [run] : [run, folder],
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
  program
    .command('compare')
    .description('what has become of the findings of one run in a later one of the same folder')
    .argument('<RUN>', runHelp, nonEmpty('RUN'))
    .argument('<RUN>', 'the other one', nonEmpty('RUN'))
    .addOption(listFormatFlag())
    .action((one, other, { format }) => take({ kind: 'compare', runs: [one, other], format, ...commonOf(program) }));
  withVerifyFlags(
    ofRun(
      program,
      'verify',
      'proves the proposals of a run that wait by your own commands, on the files as they are now',
    ),
  )
    .option(
      '--only <ID>',
      'the proposal of this finding, which you have looked at, flagged or not; may be repeated',
      listOf,
    )
    .option('--reverted', revertedHelp)
    .action((run, folder, { only = [], ...flags }) =>
      take({ kind: 'verify', run, ...named(folder), only, ...flags, ...commonOf(program) }),
    );
  ofRun(program, 'apply', 'applies proposals of a run: those that are safe, all exact ones, or some')
    .option('--exact', "all that are placed exactly, carry no flag and were not seen to fail, a model's too")
    .option('--only <ID>', 'the proposal of this finding; may be repeated', listOf)
    .option('--reverted', revertedHelp)
    .action((run, folder, { exact, only = [], reverted }) => {
      if (reverted && only.length > 0) {
        throw new UsageProblem('--only ID applies a proposal that was taken back, too: leave --reverted out.');
      }
      const bulk = exact ? 'exact' : 'safe';
      const again = reverted && { reverted };
      take({ kind: 'apply', run, ...named(folder), only, files: [], bulk, ...again, ...commonOf(program) });
    });
  ofRun(program, 'revert', 'takes applied changes of a run back where their text still stands: all, or some')
    .option('--only <ID>', 'the proposal of this finding; may be repeated', listOf)
    .option('--file <PATH>', 'those in this file, by its path in the reviewed folder; may be repeated', listOf)
    .action((run, folder, { only = [], file = [] }) =>
      take({ kind: 'revert', run, ...named(folder), only, files: file, bulk: 'safe', ...commonOf(program) }),
    );
  addDismissing(program, take);
  ofRun(program, 'commit', 'makes git commits of the applied changes of a run, on the branch folder-review/RUN')
    .addOption(new Option('--each <SCOPE>', 'one commit for each file, or one for the run').choices(commitScopes))
    .option('--land', 'then has the branch that is checked out go on to them, if nothing has moved it')
    .addOption(signFlag('--sign <HOW>'))
    .addOption(
      new Option(
        '--hooks <HOW>',
        "what --land does where the repository has hooks of a commit, none of which is run: skip lands without them; branch leaves the commits on the run's branch, for you to commit by yourself",
      )
        .choices(hookChoices)
        .default('skip' as const),
    )
    .action((run, folder, { each = 'run', land, sign, hooks }) =>
      take({
        kind: 'commit',
        run,
        ...named(folder),
        each,
        hooks,
        ...(sign && { sign }),
        ...(land && { land }),
        ...commonOf(program),
      }),
    );
  program
    .command('stats')
    .description(
      'the figures of a run, and what became of the findings of each rule and model over all runs of its folder',
    )
    .argument('[FOLDER]', 'the reviewed folder (default: this one)', nonEmpty('FOLDER'))
    .option('--run <RUN>', 'another run than the last', nonEmpty('--run'), 'last')
    .addOption(listFormatFlag())
    .action((folder = '.', { run, format }) => take({ kind: 'stats', folder, run, format, ...commonOf(program) }));
  program
    .command('clear')
    .description('removes what is kept, after it has said what that is and asked once')
    .argument(
      '[FOLDER]',
      'the records of all runs of this folder, and what verifications left behind',
      nonEmpty('FOLDER'),
    )
    .option('--answers', 'what models have answered and analyzers have found, whatever the folder')
    .option('--yes', 'without asking')
    .action((folder, { answers, yes }) => {
      if (folder === undefined && !answers) {
        throw new UsageProblem('Say what is to be removed: the runs of a FOLDER, --answers, or both.');
      }
      take({ kind: 'clear', ...named(folder), answers, yes, ...commonOf(program) });
    });
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
  program
    .command('init')
    .description('writes a folder-review.yaml in which every key is a comment, with its default and what it is for')
    .argument('[FOLDER]', 'where there is none yet (default: this one)', nonEmpty('FOLDER'))
    .action((folder = '.') => take({ kind: 'init', folder, ...commonOf(program) }));
}

function addDismissing(program: Program, take: (command: Command) => void): void {
  ofRun(
    program,
    'dismiss',
    'hides findings of a run that you do not want to see, in it and in later ones of its folder',
  )
    .option('--only <ID>', 'this finding; may be repeated', listOf)
    .option('--file <PATH>', 'those in this file, by its path in the reviewed folder; may be repeated', listOf)
    .option('--rule <RULE>', 'those of this rule, as in eslint/no-undef; may be repeated', listOf)
    .addOption(new Option('--reason <REASON>', 'why').choices(dismissalReasons.map(asWord)))
    .option('--note <TEXT>', 'why, in your own words', nonEmpty('--note'))
    .action((run, folder, { only = [], file = [], rule = [], reason, note }) => {
      if (only.length + file.length + rule.length === 0) {
        throw new UsageProblem('Say which findings: --only ID, --file PATH or --rule RULE.');
      }
      const known = dismissalReasons.find((one) => asWord(one) === reason);
      const why = { ...(known && { reason: known }), ...(note !== undefined && { note }) };
      take({ kind: 'dismiss', run, ...named(folder), only, files: file, rules: rule, ...why, ...commonOf(program) });
    });
  program
    .command('dismissals')
    .description('what is dismissed in a folder, the latest first')
    .argument('[FOLDER]', 'the reviewed folder (default: this one)', nonEmpty('FOLDER'))
    .option('--undo <ID>', 'shows it again from now on, wherever it was kept; may be repeated', listOf)
    .option('--share', `moves yours to ${sharedDismissals} in the folder, for all who review it`)
    .addOption(listFormatFlag())
    .action((folder = '.', { undo = [], share, format }) => {
      if (share && undo.length > 0) {
        throw new UsageProblem('--undo and --share are two things to do: give one of them.');
      }
      take({ kind: 'dismissals', folder, format, undo, ...(share && { share }), ...commonOf(program) });
    });
}

/** A reason as it is typed. */
function asWord(reason: DismissalReason): string {
  return reason.replaceAll(' ', '-');
}

function ofModels({ format }: { readonly format: Format }): Pick<ModelsCommand, 'format'> {
  if (format !== 'text' && format !== 'json') {
    throw new UsageProblem(`--models is printed as text or json, not as ${format}.`);
  }
  return { format };
}

const revertedHelp = 'those that were reverted count as waiting again, too';
const runHelp =
  'its id, or "last" for the one that began last of this folder, of FOLDER, or of one above or below this one';

/** A command about one run. */
function ofRun(program: Program, name: string, description: string) {
  return program
    .command(name)
    .description(description)
    .argument('<RUN>', runHelp, nonEmpty('RUN'))
    .argument('[FOLDER]', 'only a run of this folder', nonEmpty('FOLDER'));
}

function named(folder: string | undefined): Pick<OfRun, 'folder'> {
  return folder === undefined ? {} : { folder };
}
