import { Command as CommandLine, Option, type OptionValues } from '@commander-js/extra-typings';
import { commitScopes, signChoices } from '../core/commit/committing';
import { type AlsoReviewable, alsoReviewable } from '../core/fileReview';
import type { RuleSetting } from '../core/options';
import { profileNames } from '../core/prompt/profiles';
import { bulks } from '../core/queue/queueEntry';
import { rulePatternProblem } from '../core/strategy/rules';
import { type ReviewerKind, severities } from '../core/types';
import { encodingNamed, unknownEncoding } from '../workspace/encoding';
import { endpointHelp } from './endpointFlag';
import { reports } from './reports';
import { formatFlag, integer, listOf, nonEmpty, oneOf, UsageProblem } from './values';
import { withVerifyFlags } from './verifyFlags';

/** What the flags of `review` come to; absent is what was not said. */
export type ReviewFlags = ReturnType<ReturnType<typeof reviewLine>['opts']>;

/** The command `review`, with all its flags but those to come. */
export function reviewLine() {
  const line = new CommandLine('review')
    .description('reviews every file of a folder')
    .argument('[FOLDER]', 'the folder to review', nonEmpty('FOLDER'))
    .option(
      '--changed [REF]',
      'only what differs from a git revision (default HEAD), untracked files included',
      nonEmpty('--changed'),
    )
    .option(
      '--new-since <REF>',
      'only findings that were not there at a git revision; the others are hidden and counted, and no model gets files that have not changed',
      nonEmpty('--new-since'),
    )
    .option('--include <GLOB>', 'only these files; may be repeated', listOf);
  return withVerifyFlags(withReviewingFlags(line))
    .option(
      '--resume <RUN>',
      'go on with a review that was cut short, cancelled or has failed files, as it was started: "last", an id or the start of one',
      nonEmpty('--resume'),
    )
    .option('--estimate', 'only print what the review would take; nothing is sent, nothing is recorded')
    .addOption(
      new Option(
        '--apply <WHICH>',
        'changes to apply at the end: exact, all placed exactly, without a flag and not seen to fail; safe, those of them that keep what the program does or, with --verify, those that are verified',
      )
        .choices(['none', ...bulks] as const)
        .default('none' as const),
    )
    .addOption(
      new Option(
        '--commit <SCOPE>',
        'makes git commits of what --apply has applied, one for each file or one for the run, on the branch folder-review/RUN; nothing else of the repository changes, and no hook runs',
      ).choices(commitScopes),
    )
    .addOption(signFlag('--commit-sign <HOW>'))
    .option('--out <DIR>', `where to put ${reports.join(', ')}`, nonEmpty('--out'))
    .addOption(formatFlag())
    .addOption(
      new Option('--fail-on <SEVERITY>', 'exit with 1 from this severity on')
        .choices([...severities, 'never'] as const)
        .default('error' as const),
    )
    .addHelpText('after', `\n${endpointHelp()}`);
}

/** Adds the flags that say how files are reviewed, for every command that does. */
export function withReviewingFlags<Args extends unknown[], Flags extends OptionValues, Common extends OptionValues>(
  command: CommandLine<Args, Flags, Common>,
) {
  return command
    .option(
      '--max-parallel-files <N>',
      'file reviews at once, 1 to 64 (default 4)',
      integer('--max-parallel-files', 1, 64),
    )
    .option(
      '--reviewers <LIST>',
      'local, model or local,model (default: local, and with an --endpoint model, too)',
      reviewersOf,
    )
    .option('--exclude <GLOB>', 'not these files; may be repeated', listOf)
    .option(
      '--also-review <LIST>',
      `files that nobody writes by hand and that are skipped otherwise: ${alsoReviewable.join(', ')}`,
      alsoReviewOf,
    )
    .option(
      '--encoding <NAME>',
      'encoding of files that are not UTF-8: gbk, shiftjis, euckr, windows1252 …',
      encodingOf,
    )
    .option('--endpoint <KIND=URL…>', 'a model server, in the form that is explained below; may be repeated', listOf)
    .option(
      '--confirm-endpoint <ID>',
      'the --endpoint that confirms findings, under a profile with confirm (default: one with the same model)',
      nonEmpty('--confirm-endpoint'),
    )
    .option(
      '--profile <NAME>',
      `what the model looks for: ${profileNames.join(', ')} (default bugs), or one of the folder's folder-review.yaml`,
    )
    .option(
      '--rule <NAME=SETTING>',
      'how heavily the findings of a rule weigh: error, warning, info or off, as in eslint/eqeqeq=off; may be repeated',
      ruleOf,
    )
    .option('--instructions <FILE>', 'a file with your own words to the model')
    .option(
      '--trust-config',
      "take instructions, profile, profiles, rules, overrides and also_review from the folder's folder-review.yaml, too",
    )
    .option(
      '--max-model-file-size <BYTES>',
      'larger files go to no model (default 262144; 0: no limit)',
      integer('--max-model-file-size', 0, 16 * 1024 * 1024),
    )
    .option(
      '--max-tokens <N>',
      'send no request that could bring the tokens of all prompts and replies above N',
      integer('--max-tokens', 1, 1e12),
    );
}

/** How commits are signed; absent means as git is told to. */
export function signFlag<Flags extends string>(flags: Flags) {
  const meaning = 'whether commits are signed: git, as your git is told to (commit.gpgsign; the default), or never';
  return new Option(flags, meaning).choices(signChoices);
}

/** Flags of `review` whose part is not built yet. */
export const laterFlags = ['--shard <PART>', '--queue <URL>'];

/** What can be said anew of a run that goes on: how fast, and what becomes of its results. Everything else stays as it was. */
export const resumeFlags = ['resume', 'maxParallelFiles', 'apply', 'commit', 'commitSign', 'out', 'format', 'failOn'];

function ruleOf(text: string, before: Readonly<Record<string, RuleSetting>> = {}): Record<string, RuleSetting> {
  const [, name = '', setting = ''] = /^(.*)=(.*)$/s.exec(text) ?? [];
  if (name === '') {
    throw new UsageProblem(`--rule needs a name and a setting, as in eslint/eqeqeq=off, not "${text}".`);
  }
  const problem = rulePatternProblem(name);
  if (problem !== undefined) {
    throw new UsageProblem(`--rule: “${name}” ${problem}.`);
  }
  return { ...before, [name]: oneOf(`--rule ${name}`, setting, [...severities, 'off'] as const) };
}

function reviewersOf(text: string): ReviewerKind[] {
  const kinds = text.split(',').map((word) => {
    if (word === 'editor') {
      throw new UsageProblem('The editor reviewer exists only inside VS Code. Use --reviewers local,model.');
    }
    return oneOf('--reviewers', word, ['local', 'model'] as const);
  });
  return [...new Set(kinds)];
}

function alsoReviewOf(text: string): AlsoReviewable[] {
  return [...new Set(text.split(',').map((word) => oneOf('--also-review', word, alsoReviewable)))];
}

function encodingOf(text: string): string {
  const name = encodingNamed(text);
  if (name === undefined) {
    throw new UsageProblem(`--encoding ${unknownEncoding}`);
  }
  return name;
}
