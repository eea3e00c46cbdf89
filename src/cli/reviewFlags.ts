import { Command as CommandLine, Option } from '@commander-js/extra-typings';
import { type AlsoReviewable, alsoReviewable } from '../core/fileReview';
import { serverKinds } from '../core/options';
import { profileNames } from '../core/prompt/profiles';
import { bulks } from '../core/queue/queueEntry';
import { type ReviewerKind, severities } from '../core/types';
import { encodingNamed, unknownEncoding } from '../workspace/encoding';
import { endpointForm } from './endpointFlag';
import { formatFlag, integer, listOf, nonEmpty, oneOf, UsageProblem } from './values';

/** What the flags of `review` come to; absent is what was not said. */
export type ReviewFlags = ReturnType<ReturnType<typeof reviewLine>['opts']>;

/** The command `review`, with all its flags but those to come. */
export function reviewLine() {
  return new CommandLine('review')
    .description('reviews every file of a folder')
    .argument('[FOLDER]', 'what is reviewed', nonEmpty('FOLDER'))
    .option(
      '--max-parallel-files <N>',
      'file reviews at once, 1 to 64 (default 4)',
      integer('--max-parallel-files', 1, 64),
    )
    .option('--reviewers <LIST>', 'local, model or local,model', reviewersOf)
    .option(
      '--changed [REF]',
      'only what differs from a git revision (default HEAD), untracked files included',
      nonEmpty('--changed'),
    )
    .option('--include <GLOB>', 'only these files; may be repeated', listOf)
    .option('--exclude <GLOB>', 'not these files; may be repeated', listOf)
    .option(
      '--also-review <LIST>',
      `what nobody writes by hand and is skipped else: ${alsoReviewable.join(', ')}`,
      alsoReviewOf,
    )
    .option(
      '--encoding <NAME>',
      'what files are in that are not UTF-8: gbk, shiftjis, euckr, windows1252 …',
      encodingOf,
    )
    .option(
      '--endpoint <KIND=URL…>',
      `a model server: ${endpointForm}; KIND is ${serverKinds.join(', ')}; may be repeated`,
      listOf,
    )
    .option(
      '--confirm-endpoint <ID>',
      'the endpoint that is asked to confirm findings, where the profile has that done (default: by the same model)',
      nonEmpty('--confirm-endpoint'),
    )
    .option(
      '--profile <NAME>',
      `what the model looks for: ${profileNames.join(', ')} (default bugs), or one of the folder's folder-review.yaml`,
    )
    .option('--instructions <FILE>', 'your own words to the model')
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
      'send nothing that could bring prompts and replies above N tokens',
      integer('--max-tokens', 1, 1e12),
    )
    .option('--estimate', 'only print what the review would take; nothing is sent, nothing is recorded')
    .addOption(
      new Option(
        '--apply <WHICH>',
        'exact: all placed exactly and without a flag; safe: those known to keep what the program does',
      )
        .choices(['none', ...bulks] as const)
        .default('none' as const),
    )
    .option('--out <DIR>', 'where to put results.json, events.jsonl, results.sarif and report.md', nonEmpty('--out'))
    .addOption(formatFlag())
    .addOption(
      new Option('--fail-on <SEVERITY>', 'exit with 1 from this severity on')
        .choices([...severities, 'never'] as const)
        .default('error' as const),
    );
}

/** Flags of `review` whose part is not built yet. */
export const laterFlags = [
  '--verify <COMMAND>',
  '--verify-in <DIR>',
  '--verify-each <SCOPE>',
  '--verify-parallel <N>',
  '--commit [SCOPE]',
  '--new-since <REF>',
  '--shard <PART>',
  '--queue <URL>',
  '--resume <RUN>',
];

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
