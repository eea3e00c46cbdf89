import { groupBy } from '../../groupBy';
import type { Unproven } from '../../proof';
import { counted, firstOf } from '../../text/counted';
import { endsEarly, failsWithEach, lostStep, seamsOf } from '../judging/goesOn';
import { baselineProblem, type Judgement, judge, wayOut } from '../judging/judge';
import type { EditWords, Scene } from '../judging/lostWords';
import { outputText } from '../judging/runText';
import { isRed, type SeenRun, seen } from '../judging/seenRun';
import { type CommandTexts, noTexts } from '../judging/steps';
import type { CommandRun, TrialOutcome, VerificationSite } from '../ports';

/** What the commands say of the tree without any edit. */
export type Baseline =
  | { readonly kind: 'known'; readonly base: Base; readonly runs: readonly CommandRun[] }
  /** Nothing can be proven with these commands on this tree. */
  | { readonly kind: 'unusable'; readonly why: Unproven; readonly run?: CommandRun }
  | { readonly kind: 'cancelled' };

/** Where the commands are tried, and who hears which of them is at work. */
export interface Workshop {
  readonly site: VerificationSite;
  readonly commands: readonly string[];
  /** What tells of each how it goes on behind a failure. */
  readonly texts: ReadonlyMap<string, CommandTexts>;
  readonly signal: AbortSignal;
  /**
   * Told when a command begins; `together` is how many proposals are in the tree, 0 for the base, `broken` how many files are
   * broken there on purpose.
   */
  begins(command: string, together: number, broken?: number): void;
}

/** What was seen on the base, where something can be proven with it. */
type BaseRuns = { readonly kind: 'ran'; readonly runs: readonly CommandRun[] } | Exclude<Baseline, { kind: 'known' }>;

/**
 * What fails runs once more: what failed by chance would be known for good, and an edit that always breaks it would pass.
 *
 * @param known what these commands said of the same tree before, if that is known
 */
export async function baselineOf(workshop: Workshop, known: readonly CommandRun[] = []): Promise<Baseline> {
  const { commands } = workshop;
  const isKnown = commands.every((command) => known.some((run) => run.command === command));
  const first = isKnown ? usable(known, commands, workshop) : await runOnBase(workshop, commands);
  if (first.kind !== 'ran') {
    return first;
  }
  const again = await runOnBase(workshop, toLastThatFailedOnce(commands, first.runs));
  if (again.kind !== 'ran') {
    return again;
  }
  const runs = [...first.runs, ...again.runs];
  return { kind: 'known', base: new Base(workshop, runs), runs };
}

function toLastThatFailedOnce(commands: readonly string[], runs: readonly CommandRun[]): readonly string[] {
  const last = commands.findLastIndex((command) => {
    const [run, ...others] = runs.filter((one) => one.command === command);
    return run !== undefined && others.length === 0 && seen(run).failures.length > 0;
  });
  return commands.slice(0, last + 1);
}

async function runOnBase(workshop: Workshop, commands: readonly string[]): Promise<BaseRuns> {
  if (commands.length === 0) {
    return { kind: 'ran', runs: [] };
  }
  const outcome = await tryBase(workshop, commands, (run) => baselineProblem(seen(run)) === undefined);
  switch (outcome.kind) {
    case 'ran':
      return usable(outcome.runs, commands, workshop);
    case 'unverifiable':
      return { kind: 'unusable', why: { reason: outcome.reason } };
    case 'cancelled':
      return outcome;
  }
}

/** The runs, unless something about one of them lets nothing be proven. */
function usable(runs: readonly CommandRun[], commands: readonly string[], workshop: Workshop): BaseRuns {
  const { site } = workshop;
  for (const command of commands) {
    const run = runs.find((one) => one.command === command);
    const reason = run ? baselineProblem(seen(run)) : `${command} did not run`;
    if (reason !== undefined) {
      const missing = missingText(run, site);
      return { kind: 'unusable', why: unproven(reason, missing), ...(run && { run }) };
    }
    const doubt = run && isRed(seen(run)) ? redProblem(run, workshop) : undefined;
    if (run && doubt) {
      return { kind: 'unusable', why: doubt, run };
    }
  }
  return { kind: 'ran', runs };
}

/** Why with a command that fails nothing can be proven, though its output is one whole report. */
function redProblem(run: CommandRun, { site, texts }: Workshop): Unproven | undefined {
  const fails = `${run.command} fails without any edit`;
  // What fails for want of a file may be what would show that an edit is wrong.
  const output = outputText(run.output);
  const ignored = site.ignored.filter((path) => !isMade(path) || (isBuilt(path) && isNamed(path, output)));
  const missing = missingText(run, { ignored, lacks: site.lacks });
  if (missing !== '') {
    return unproven(fails, missing);
  }
  const early = endsEarly(run.command, texts.get(run.command) ?? noTexts);
  return early === undefined ? undefined : { reason: `${fails}, and it ${early}. ${wayOut}` };
}

/** @param missing what a copy lacks that may be why, if anything; see `missingText` */
function unproven(problem: string, missing: string): Unproven {
  return { reason: `${problem}${missing}`, ...(missing !== '' && { cause: 'incomplete copy' }) };
}

/** What a build has made, which tests may read. */
function isBuilt(path: string): boolean {
  return /(?:^|\/)(?:dist|build|out|target)\/$/.test(path);
}

/** Whether an output names a folder, but for what cargo says of its own doings. */
function isNamed(folder: string, output: string): boolean {
  const name = folder.slice(0, -1);
  const lines = output
    .split('\n')
    .filter((line) => line.includes(name) && !/^\s*(?:Running|Finished|Compiling|Doc-tests) /.test(line));
  return lines.some((line) =>
    line.split(name).some((before, index, all) => {
      const [last, first] = [before.at(-1) ?? '', all[index + 1]?.[0] ?? ''];
      return index + 1 < all.length && !/[\w.-]/.test(last) && !/[\w-]/.test(first) && /[/\\'"`]/.test(last + first);
    }),
  );
}

/** What tools make and leave behind, by its name: no command fails for want of it. */
function isMade(path: string): boolean {
  return /(?:^|\/)(?:dist|build|out|target|coverage|\.?cache|\.nyc_output|__pycache__|\.[a-z]+_cache|\.tox|\.idea|\.vscode|\.DS_Store|[^/]+\.(?:log|pyc|o|obj|class|swp|tsbuildinfo))(?:\/|$)/.test(
    path,
  );
}

/** Files that are named of those that may be why a command fails in a worktree alone. */
const named = 3;

/** What the worktrees lack that the person's folder has, behind what went wrong with a command that came to its end. */
function missingText(
  run: CommandRun | undefined,
  { ignored, lacks }: Pick<VerificationSite, 'ignored' | 'lacks'>,
): string {
  if (run === undefined || run.end.kind === 'killed' || run.end.kind === 'timed out') {
    return '';
  }
  if (run.end.kind === 'did not start') {
    return notFoundText(run.command, run.end.message, ignored);
  }
  if (run.end.exitCode === 0) {
    return '';
  }
  const parts = [
    ...(lacks.length > 0 ? [`that lacks ${namesOf(lacks)}`] : []),
    ...(ignored.length > 0 ? [withoutText(ignored)] : []),
  ];
  return parts.length > 0 ? `. It ran in a copy ${parts.join(', and ')}` : '';
}

/** What helps where a shell did not find what it was to start. */
function notFoundText(command: string, said: string, ignored: readonly string[]): string {
  const wanted = ignored.filter((path) => path.endsWith('/') && (command.includes(path) || said.includes(path)));
  return wanted.length > 0
    ? `. It ran in a copy ${withoutText(wanted)}`
    : '. If the project installs that, install it in your folder first, or by a set-up command in the copy';
}

function withoutText(ignored: readonly string[]): string {
  return `without what git ignores: ${namesOf(ignored)}; a set-up command can make it, or .worktreeinclude have it copied`;
}

function namesOf(all: readonly string[]): string {
  return firstOf(all, named, (count) => counted(count, 'other'));
}

function tryBase(
  { site, signal, begins }: Workshop,
  commands: readonly string[],
  goesOn: (run: CommandRun) => boolean,
): Promise<TrialOutcome> {
  return site.try({ changes: [], commands, goesOn, begins: (command) => begins(command, 0) }, signal);
}

/** The tree without any edit, and all that the commands were seen to say of it. */
export class Base {
  readonly #workshop: Workshop;
  /** Of each command, in the order in which they were seen. */
  readonly #runs: Map<string, SeenRun[]>;
  /** Of each command, the times it has run once more because something failed with edits. */
  readonly #again = new Map<string, Promise<void>[]>();
  readonly #scenes = new Map<string, Omit<Scene, 'edits'>>();

  constructor(workshop: Workshop, runs: readonly CommandRun[]) {
    this.#workshop = workshop;
    this.#runs = groupBy(runs.map(seen), ({ run }) => run.command);
  }

  /**
   * What a run with edits says, by what is known of the base now.
   *
   * @param edits by what changes of the output are known to be theirs; if not given, less is doubted
   */
  judge(run: CommandRun, edits?: EditWords): Judgement {
    const [base, ...others] = this.#runs.get(run.command) ?? [];
    return base
      ? judge(seen(run), base, others, edits && this.#sceneOf(run.command, edits))
      : { kind: 'cannot be told', reason: `${run.command} did not run without the edits` };
  }

  /** Has a command, behind those before it, run again, up to so many times in all: what fails but now and then is flaky. */
  async runAgain(command: string, times: number): Promise<void> {
    const again = this.#again.get(command) ?? [];
    this.#again.set(command, again);
    while (again.length < times) {
      again.push(this.#runOnceMore(command));
    }
    await Promise.all(again);
  }

  #sceneOf(command: string, edits: EditWords): Scene {
    const texts = this.#workshop.texts.get(command) ?? noTexts;
    const lost = lostStep(command, texts);
    const known: Omit<Scene, 'edits'> = this.#scenes.get(command) ?? {
      ...{ seams: seamsOf(command, texts), isOfTools: failsWithEach(command, texts) },
      ...(lost !== undefined && { lost }),
    };
    this.#scenes.set(command, known);
    return { ...known, edits };
  }

  async #runOnceMore(last: string): Promise<void> {
    const outcome = await tryBase(this.#workshop, this.#workshop.commands, ({ command }) => command !== last);
    for (const run of outcome.kind === 'ran' ? outcome.runs : []) {
      this.#runs.get(run.command)?.push(seen(run));
    }
  }
}
