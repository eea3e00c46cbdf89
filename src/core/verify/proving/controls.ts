import { groupBy } from '../../groupBy';
import { roleOf } from '../../paths/fileRole';
import { languageOf } from '../../text/language';
import { failsWithEach } from '../judging/goesOn';
import { outputText } from '../judging/runText';
import { noTexts } from '../judging/steps';
import type { TrialOutcome } from '../ports';
import type { Base, Workshop } from './base';
import { type Candidate, changesOf } from './proposals';
import { type Sight, type Sights, seen, sightOf, together } from './sights';
import { type FailedVerdict, Trials } from './trials';

/**
 * The whole of a file that is broken on purpose: nothing that any language takes, from its first token on, so that no part of
 * it is run. A `}` by itself begins no statement, declaration, YAML scalar, rule of a Makefile or word of a shell; behind it
 * are the marks by which PHP and templates tell their code from text that they would only print.
 */
export const brokenText = '} { <?php } { <% {{ {%';

/** So many controls tell files of one kind from each other where the output does not; what is left counts as its kind does. */
const mostApart = 24;

/**
 * Controls: the commands run on the base with files broken. Of a file that can be broken without that they say anything new
 * they prove nothing. Each command is asked by itself: a linter that sees a file vouches for no tests that have it from
 * elsewhere. The files of a set are broken together by their kind, as few runs tell most of them: those that the
 * output names are likely looked at; the others are broken again without them, and by halves where it names none. That a
 * file is named may be for another reason: by a step whose failing counts for nothing, or by one that prints changes. So
 * where a command is not made of test runners and checkers alone, the named ones are broken once more, each by itself.
 */
export class Controls {
  readonly #workshop: Workshop;
  readonly #controls = new Map<string, Promise<Sights>>();
  /** By their files, those that were begun before anybody asked about them. */
  readonly #ahead = new Map<string, Promise<TrialOutcome>>();
  readonly #stop = new AbortController();

  /** @param known what controls on the same base came to before */
  constructor(workshop: Workshop, known: ReadonlyMap<string, Sights> = new Map()) {
    this.#workshop = workshop;
    for (const [key, sights] of known) {
      this.#controls.set(key, Promise.resolve(sights));
    }
  }

  /**
   * Begins the first of the controls that sets will need: what runs in them does not depend on what the commands say of the
   * base, only what follows from it does. Whoever does not go on to `look` at the sets has to `end` them.
   *
   * @returns how many were begun, `most` at most
   */
  begin(sets: readonly (readonly Candidate[])[], most: number): number {
    const signal = AbortSignal.any([this.#stop.signal, this.#workshop.signal]);
    for (const files of sets.flatMap((set) => this.#unknownOf(set))) {
      if (this.#ahead.size < most && !this.#ahead.has(keyOf(files))) {
        this.#ahead.set(keyOf(files), this.#tryAll(files, signal));
      }
    }
    return this.#ahead.size;
  }

  /** Stops what was begun and is still at work. */
  async end(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#ahead.values());
  }

  /** Whether the commands look at the files of a set, by their paths. */
  async look(set: readonly Candidate[], base: Base): Promise<Sights> {
    for (const files of this.#unknownOf(set)) {
      const control = this.#ofKind(files, base);
      for (const file of files) {
        this.#controls.set(keyOfOne(file, set), control);
      }
    }
    const sights = new Map<string, Sight>();
    for (const file of filesOf(set)) {
      const sight = (await this.#controls.get(keyOfOne(file, set)))?.get(file.path);
      if (sight) {
        sights.set(file.path, sight);
      }
    }
    return sights;
  }

  /** What the controls came to, to be known to the next verification on the same base. */
  async known(): Promise<ReadonlyMap<string, Sights>> {
    const all = [...this.#controls].map(async ([key, sights]) => [key, await sights] as const);
    return new Map((await Promise.all(all)).filter(([, sights]) => sights.size > 0));
  }

  /** The files of a set about which nothing is known, those of each kind together. */
  #unknownOf(set: readonly Candidate[]): readonly (readonly Candidate[])[] {
    const unknown = filesOf(set).filter((file) => !this.#controls.has(keyOfOne(file, set)));
    return [...groupBy(unknown, (file) => this.#kindOf(file)).values()];
  }

  /** Files that one tool reads in one way: of tests being read nothing follows for the code, nor of code for a document. */
  #kindOf({ path }: Candidate): string {
    const language = languageOf(path);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const kind = language === 'plaintext' ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : language;
    return JSON.stringify([kind, roleOf(this.#workshop.site.prefix + path)]);
  }

  /** What each command says of files of one kind, all of it seen in one tree as far as it can be. */
  async #ofKind(files: readonly Candidate[], base: Base): Promise<Sights> {
    const { commands, signal } = this.#workshop;
    const tries = new Map<string, Promise<TrialOutcome>>();
    const tryOnce = (some: readonly Candidate[]) => {
      const key = keyOf(some);
      const outcome = this.#ahead.get(key) ?? tries.get(key) ?? this.#tryAll(some, signal);
      tries.set(key, outcome);
      return outcome;
    };
    await tryOnce(files);
    const ofCommands: Sights[] = [];
    for (const index of commands.keys()) {
      const seenWith = async (some: readonly Candidate[]) => ofFirst(await tryOnce(some), index + 1, commands.length);
      ofCommands.push(await this.#sightsOf(files, { base, index, seenWith, left: mostApart, named: new Set() }));
    }
    return new Map(
      files.flatMap(({ path }) => {
        const sights = ofCommands.flatMap((sights) => sights.get(path) ?? []);
        return sights.length === commands.length ? [[path, together(sights, commands)] as const] : [];
      }),
    );
  }

  /** Has all commands run with all of the files broken. */
  #tryAll(files: readonly Candidate[], signal: AbortSignal): Promise<TrialOutcome> {
    const { commands, site } = this.#workshop;
    const begins = (command: string) => this.#workshop.begins(command, 0, files.length);
    return site.try({ changes: changesOf(files.map(broken)), commands, goesOn: () => true, begins }, signal);
  }

  /** What one command says of files, first by their names, then those that it names once more. */
  async #sightsOf(files: readonly Candidate[], telling: Telling): Promise<Sights> {
    const sights = await this.#eachOf(files, telling, await telling.seenWith(files));
    const named = files.filter(({ path }) => sights.get(path)?.kind === 'seen' && telling.named.has(path));
    return new Map([...sights, ...(await this.#confirm(named, telling))]);
  }

  async #eachOf(files: readonly Candidate[], telling: Telling, first?: TrialOutcome): Promise<Sights> {
    const { sights, named } = await this.#control(files, telling, first);
    const untold = files.filter(({ path }) => sights.get(path)?.kind === 'seen' && !named.has(path));
    if (files.length === 1) {
      return sights;
    }
    for (const path of named) {
      telling.named.add(path);
    }
    if (untold.length === 0 || telling.left <= 0) {
      return sights;
    }
    const parts = untold.length < files.length ? [untold] : halvesOf(untold);
    telling.left -= parts.length;
    const told = await Promise.all(parts.map((part) => this.#eachOf(part, telling)));
    return new Map([...sights, ...told.flatMap((one) => [...one])]);
  }

  /**
   * Breaks each of those that were named by itself, unless what the command names makes it fail for certain: the name may be
   * there for another reason.
   */
  async #confirm(named: readonly Candidate[], telling: Telling): Promise<Sights> {
    const command = this.#workshop.commands[telling.index] ?? '';
    const texts = this.#workshop.texts.get(command) ?? noTexts;
    const doubted = failsWithEach(command, texts) ? [] : named.slice(0, Math.max(0, telling.left));
    telling.left -= doubted.length;
    const told = await Promise.all(
      doubted.map(async (file) => (await this.#control([file], telling, await telling.seenWith([file]))).sights),
    );
    return new Map(told.flatMap((sights) => [...sights]));
  }

  /** @param first what was seen with these files broken already */
  async #control(
    files: readonly Candidate[],
    { base, index }: Pick<Telling, 'base' | 'index'>,
    first?: TrialOutcome,
  ): Promise<Control> {
    const workshop: Workshop = {
      ...this.#workshop,
      commands: this.#workshop.commands.slice(0, index + 1),
      begins: (command) => this.#workshop.begins(command, 0, files.length),
    };
    const trials = new Trials(workshop, base, 'the last');
    const isSure = (failed: FailedVerdict) => this.#isAbout(failed, files);
    const verdict = await trials.examine(files.map(broken), workshop.signal, isSure, first);
    if (verdict.kind === 'unverifiable' && !verdict.run) {
      const obstacles = await Promise.all(files.map(broken).map((file) => trials.obstacle(file)));
      const possible = files.filter((_, at) => !obstacles[at]);
      if (possible.length < files.length) {
        const others = possible.length > 0 ? await this.#control(possible, { base, index }) : { sights: [], named: [] };
        // Whoever tries what cannot be changed in the tree is told why.
        const impossible = files.filter((_, at) => obstacles[at]).map(({ path }) => path);
        return {
          sights: new Map([...impossible.map((path) => [path, seen] as const), ...others.sights]),
          named: new Set([...impossible, ...others.named]),
        };
      }
    }
    const sight = sightOf(verdict, files, workshop.commands.at(-1) ?? '');
    return {
      sights: new Map(sight ? files.map(({ path }) => [path, sight]) : []),
      named: new Set(verdict.kind === 'failed' ? this.#namedIn(verdict, files) : []),
    };
  }

  /** The files that a failure seems to be about: their own broken text is quoted, or a fault is found in none but them. */
  #namedIn({ run, failures }: FailedVerdict, files: readonly Candidate[]): string[] {
    const output = outputText(run.output);
    const faulty = failures.flatMap(({ file }) => {
      const possible = files.filter(({ path }) => this.#isFile(path, file));
      return possible.length === 1 ? possible : [];
    });
    const isNamed = (file: Candidate, position: number) =>
      output.includes(`${brokenText} ${markOf(position)}`) || faulty.includes(file);
    return files.filter(isNamed).map(({ path }) => path);
  }

  /** @param file as a tool names it, from wherever it ran */
  #isFile(path: string, file: string | undefined): boolean {
    return file !== undefined && `/${this.#workshop.site.prefix}${path}`.endsWith(`/${file.replace(/^\.\//, '')}`);
  }

  /** Whether the output quotes what the files were broken with, or finds fault with their first line: none does by chance. */
  #isAbout({ run, failures }: FailedVerdict, files: readonly Candidate[]): boolean {
    const isFirstLine = failures.some(
      ({ file, line }) => line === 1 && files.some(({ path }) => this.#isFile(path, file)),
    );
    return isFirstLine || outputText(run.output).includes(brokenText);
  }
}

/** How far the files of a kind are told apart for one of the commands. */
interface Telling {
  readonly base: Base;
  /** Of the command, among all. */
  readonly index: number;
  /** What was seen of it when all commands ran with files broken, which they do once for all of them. */
  readonly seenWith: (files: readonly Candidate[]) => Promise<TrialOutcome | undefined>;
  /** So many controls may tell them apart yet. */
  left: number;
  /** The files that an output has named, among others. */
  readonly named: Set<string>;
}

function halvesOf(files: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const middle = Math.ceil(files.length / 2);
  return [files.slice(0, middle), files.slice(middle)].filter((half) => half.length > 0);
}

/** What came of the first so many of some commands, where what came of all of them tells. */
function ofFirst(outcome: TrialOutcome, count: number, of: number): TrialOutcome | undefined {
  if (outcome.kind !== 'ran') {
    // Which of the commands is why, nobody knows.
    return count === of ? outcome : undefined;
  }
  return outcome.runs.length >= count ? { ...outcome, runs: outcome.runs.slice(0, count) } : undefined;
}

function filesOf(set: readonly Candidate[]): readonly Candidate[] {
  return [...new Map(set.map((candidate) => [candidate.path, candidate])).values()];
}

function keyOf(files: readonly Candidate[]): string {
  return JSON.stringify(files.map(({ path, textHash }) => [path, textHash]));
}

/** In a set of its own a file is broken by itself. */
function keyOfOne({ path, textHash }: Candidate, set: readonly Candidate[]): string {
  return JSON.stringify([path, textHash, filesOf(set).length === 1]);
}

/** A file with its text broken, in a way of its own. */
function broken(file: Candidate, position: number): Candidate {
  const newText = `${brokenText} ${markOf(position)}\n`;
  return { ...file, edits: [{ start: 0, end: file.textLength, newText }] };
}

/** What one control has told. */
interface Control {
  readonly sights: Sights;
  /** The files that its output speaks of. */
  readonly named: ReadonlySet<string>;
}

/** What the text of a broken file ends with, by its position. */
function markOf(position: number): string {
  return `file-${position}.`;
}
