/**
 * `npm run precision -- DIR…`: runs the bundled analyzers over checkouts of public repositories, as the built command line
 * does, and prints for each rule how often it reports per 100,000 lines, with the project's own configuration of linters
 * and without. Further flags, see `usage`.
 */
import { parseArgs } from 'node:util';
import { groupBy } from '../../src/core/groupBy';
import { bulks } from '../../src/core/queue/queueEntry';
import { analyzers, bundled } from '../../src/reviewers/analyzers/analyzers';
import { appliedText, applyAll, asLine, isChanged } from './applied';
import { problemsOf, problemsOfSafe, problemsOfTried } from './bar';
import { checkoutAt } from './checkouts';
import { atFirstSight, firstSightLine } from './firstSight';
import { type Hit, type Measured, measureAll } from './hits';
import { type Ledger, placeOf, readApplied, readLedger, writeApplied, writeLedger } from './ledger';
import { readmeFigures, writeReadme } from './readme';
import { asSample, chosen, diffOf, withContext } from './show';
import { table } from './table';
import { writeUnproven } from './unproven';
import { countedAnew } from './update';

const usage = `npm run precision -- DIR… [flags]: hits per rule and 100,000 lines
  --rule X       only rules of analyzer X, or rule X (eslint, eslint/no-undef); may be repeated
  --sample N     N hits of each rule in their context, with the line for the ledger; --seed S (default 1) for others
  --unjudged     only hits that nobody has judged
  --edits        what every proposal would change
  --update       over the whole corpus: counts hits in the ledger, and marks in it what rules no longer report
  --apply KIND   applies all safe or exact edits in a copy without configuration of linters, runs the project's own tests
                 before and after (the field "tests: COMMAND" of its line in list.txt beside DIR), and reverts;
                 with --update and safe, the ledger keeps what they said where anything was applied;
                 --set-aside: of projects that nobody looked at before the rules were settled
Without DIR:
  --check        what stands against the rules that are on by default, and against edits that are called safe
  --first-sight  what they said where nobody had looked before, with what they no longer report
  --table        puts the figures of the ledger into README.md, and the rules that guess by them into unproven.ts
`;

function flagsOf(words: string[]) {
  return parseArgs({
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
      'set-aside': { type: 'boolean', default: false },
      table: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      'first-sight': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
}

type Flags = ReturnType<typeof flagsOf>['values'];

function main(words: string[]): void {
  const { values: flags, positionals: folders } = flagsOf(words);
  if (flags.check) {
    const applied = readApplied();
    const problems = [
      ...problemsOf(analyzers, readLedger()),
      ...problemsOfSafe(analyzers, applied),
      ...problemsOfTried(applied),
    ];
    print(problems.map((problem) => `${problem}\n`));
  } else if (flags['first-sight']) {
    print(atFirstSight(bundled, readLedger()).map(firstSightLine));
  } else if (flags.table) {
    writeUnproven(atFirstSight(bundled, readLedger()));
    writeReadme(readmeFigures(analyzers, readLedger()));
  } else if (flags.help || folders.length === 0) {
    print([usage]);
  } else if (flags.apply !== undefined) {
    apply(folders, flags.apply, flags);
  } else if (flags.update) {
    update(measured(folders));
  } else {
    show(measured(folders), readLedger(), flags);
  }
}

function print(pieces: readonly string[]): void {
  process.stdout.write(pieces.join(''));
}

function measured(folders: readonly string[]): Measured[] {
  return measureAll(folders.map(checkoutAt));
}

function apply(folders: readonly string[], kind: string, flags: Pick<Flags, 'update' | 'set-aside'>): void {
  const bulk = bulks.find((name) => name === kind);
  if (!bulk) {
    throw new Error(`--apply must be one of ${bulks.join(', ')}.`);
  }
  const all = folders.map((folder) => {
    const applied = applyAll(checkoutAt(folder), bulk);
    print([appliedText(applied)]);
    return applied;
  });
  if (flags.update && bulk === 'safe') {
    const aside = flags['set-aside'] ? ({ isSetAside: true } as const) : {};
    writeApplied(all.filter(isChanged).map((applied) => ({ ...asLine(applied), ...aside })));
  }
}

function update(measured: readonly Measured[]): void {
  const { ledger, lost } = countedAnew(readLedger(), measured);
  writeLedger(ledger);
  print(
    lost.map(
      ({ repository, path, line, rule }) => `worth it, and no longer found: ${rule} ${repository} ${path}:${line}\n`,
    ),
  );
}

function show(measured: readonly Measured[], ledger: Ledger, flags: Flags): void {
  const hits = measured.flatMap((one) => one.hits).filter(isWanted(ledger, flags));
  if (flags.edits) {
    print(hits.map(diffOf));
  } else if (flags.sample !== undefined) {
    const wanted = Number(flags.sample);
    const rules = [...groupBy(hits, ({ rule }) => rule)].sort(([a], [b]) => (a < b ? -1 : 1));
    print(rules.flatMap(([, ofRule]) => chosen(ofRule, wanted, flags.seed).map(withContext)));
  } else {
    print([table(hits, measured, ledger)]);
  }
}

function isWanted(ledger: Ledger, { rule: names, unjudged }: Flags): (hit: Hit) => boolean {
  const judged = new Set(
    [...ledger.analyzers].flatMap(([name, { samples }]) => samples.map((sample) => `${name} ${placeOf(sample)}`)),
  );
  const analyzerOf = (rule: string) => rule.slice(0, rule.indexOf('/'));
  return (hit) =>
    (names.length === 0 || names.some((name) => hit.rule === name || hit.rule.startsWith(`${name}/`))) &&
    !(unjudged && judged.has(`${analyzerOf(hit.rule)} ${placeOf(asSample(hit))}`));
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
