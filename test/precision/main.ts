/**
 * `npm run precision -- DIR…`: runs the bundled analyzers over checkouts of public repositories, as the built command line
 * does, and prints for each rule how often it reports per 100,000 lines, with the project's own configuration of linters
 * and without. Further flags, see `usage`.
 */
import { parseArgs } from 'node:util';
import { bulks } from '../../src/core/queue/queueEntry';
import { analyzers } from '../../src/reviewers/analyzers/analyzers';
import { appliedText, applyAll } from './applied';
import { problemsOf } from './bar';
import { checkoutAt } from './checkouts';
import { groupBy } from './groupBy';
import { type Hit, measure } from './hits';
import { placeOf, readLedger, writeLedger } from './ledger';
import { asSample, chosen, diffOf, withContext } from './show';
import { table } from './table';
import { countedAnew } from './update';

const usage = `npm run precision -- DIR… [flags]: hits per rule and 100,000 lines
  --rule X       only rules of analyzer X, or rule X (eslint, eslint/no-undef); may be repeated
  --sample N     N hits of each rule in their context, with the line for the ledger; --seed S (default 1) for others
  --unjudged     only hits that nobody has judged
  --edits        what every proposal would change
  --apply KIND   applies all safe or exact edits in a copy, runs the project's own tests before and after, and reverts
  --update       over the whole corpus: counts hits in the ledger, and marks in it what rules no longer report
  --check        without DIR: what stands against the rules that are on by default
`;

async function main(words: string[]): Promise<void> {
  const { values: flags, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      rule: { type: 'string', multiple: true, default: [] },
      sample: { type: 'string' },
      seed: { type: 'string', default: '1' },
      unjudged: { type: 'boolean', default: false },
      edits: { type: 'boolean', default: false },
      apply: { type: 'string' },
      update: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (flags.check) {
    process.stdout.write(
      problemsOf(analyzers, readLedger())
        .map((problem) => `${problem}\n`)
        .join(''),
    );
    return;
  }
  if (flags.help || positionals.length === 0) {
    process.stdout.write(usage);
    return;
  }
  if (flags.apply !== undefined) {
    const bulk = bulks.find((name) => name === flags.apply);
    if (!bulk) {
      throw new Error(`--apply must be one of ${bulks.join(', ')}.`);
    }
    for (const folder of positionals) {
      process.stdout.write(appliedText(applyAll(checkoutAt(folder), bulk)));
    }
    return;
  }
  const measured = positionals.map((folder) => measure(checkoutAt(folder)));
  const ledger = readLedger();
  if (flags.update) {
    const { ledger: next, lost } = countedAnew(ledger, measured);
    writeLedger(next);
    for (const { repository, path, line, rule } of lost) {
      process.stdout.write(`worth it, and no longer found: ${rule} ${repository} ${path}:${line}\n`);
    }
    return;
  }
  const judged = new Set(
    [...ledger.analyzers].flatMap(([name, { samples }]) => samples.map((sample) => `${name} ${placeOf(sample)}`)),
  );
  const isWanted = (hit: Hit) =>
    (flags.rule.length === 0 || flags.rule.some((name) => hit.rule === name || hit.rule.startsWith(`${name}/`))) &&
    !(flags.unjudged && judged.has(`${analyzerOf(hit)} ${placeOf(asSample(hit))}`));
  const hits = measured.flatMap((one) => one.hits).filter(isWanted);
  if (flags.edits) {
    process.stdout.write(hits.map(diffOf).join(''));
  } else if (flags.sample !== undefined) {
    const wanted = Number(flags.sample);
    for (const [, ofRule] of [...groupBy(hits, ({ rule }) => rule)].sort(([a], [b]) => (a < b ? -1 : 1))) {
      process.stdout.write(chosen(ofRule, wanted, flags.seed).map(withContext).join(''));
    }
  } else {
    process.stdout.write(table(hits, measured, ledger));
  }
}

function analyzerOf({ rule }: Hit): string {
  return rule.slice(0, rule.indexOf('/'));
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
