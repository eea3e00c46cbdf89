import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { groupBy } from '../../src/core/groupBy';
import { languageOf } from '../../src/core/text/language';

const folder = join(import.meta.dirname, 'ledger');
const appliedFile = join(import.meta.dirname, 'applied.jsonl');
const corpusFile = join(import.meta.dirname, 'corpus.jsonl');

const name = v.pipe(v.string(), v.regex(/^[\w.-]+\/[\w.-]+$/));
const commit = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/**
 * What somebody who knows the language says of one hit: it is worth a reviewer's time; true, but nobody would act on it;
 * not true. Line 0 is the file as a whole. It is `gone` when the rule no longer reports there.
 */
const sampleShape = v.strictObject({
  repository: name,
  commit,
  path: v.string(),
  line: count,
  /** Without its analyzer, which is the name of the file. */
  rule: v.string(),
  verdict: v.picklist(['worth', 'noise', 'false']),
  gone: v.optional(v.literal(true)),
});
export type Sample = v.InferOutput<typeof sampleShape>;

/** How often a rule that is on by default reports in the whole corpus, by language. `{}` are no hits. */
const hitsShape = v.strictObject({ rule: v.string(), hits: v.record(v.string(), count) });
export type RuleHits = v.InferOutput<typeof hitsShape>;

/** A repository that hits were counted in, with the reviewed lines of files that each analyzer looks at, by its name. */
const measurementShape = v.strictObject({ repository: name, commit, lines: v.record(v.string(), count) });
export type Measurement = v.InferOutput<typeof measurementShape>;

/**
 * A project whose own tests were run (`tests` is the command) before all safe edits were applied and after, and what each
 * run told: `12 passed`. How many edits of which rules those were and, where that is known, how many of them stand in code
 * that the tests run. `isSetAside` is said of projects that were chosen before, and looked at after, the rules were settled.
 */
const appliedShape = v.strictObject({
  repository: name,
  commit,
  tests: v.string(),
  edits: v.record(v.string(), count),
  ran: v.optional(v.record(v.string(), count)),
  before: v.array(v.string()),
  after: v.array(v.string()),
  isSetAside: v.optional(v.literal(true)),
});
export type AppliedSafe = v.InferOutput<typeof appliedShape>;

/** The projects in which safe edits were tried. */
export function readApplied(): readonly AppliedSafe[] {
  return existsSync(appliedFile) ? linesOf(appliedFile).map((line) => parsed(appliedShape, line)) : [];
}

/** Puts what was tried just now in the place of what was tried on those projects before. */
export function writeApplied(tried: readonly AppliedSafe[]): void {
  const anew = new Set(tried.map(({ repository }) => repository));
  const all = [...readApplied().filter(({ repository }) => !anew.has(repository)), ...tried];
  writeLines(appliedFile, byRepository(all));
}

/** What is kept about one analyzer. */
export interface AnalyzerLedger {
  readonly samples: readonly Sample[];
  readonly hits: readonly RuleHits[];
}

/** What was judged and counted, by the name of the analyzer. */
export interface Ledger {
  readonly analyzers: ReadonlyMap<string, AnalyzerLedger>;
  readonly corpus: readonly Measurement[];
}

/** Throws, with file and line, when something in it is not of its form. */
export function readLedger(): Ledger {
  const names = readdirSync(folder).filter((file) => file.endsWith('.jsonl'));
  return {
    analyzers: new Map(names.map((file) => [file.slice(0, -'.jsonl'.length), readAnalyzer(join(folder, file))])),
    corpus: existsSync(corpusFile) ? linesOf(corpusFile).map((line) => parsed(measurementShape, line)) : [],
  };
}

function readAnalyzer(file: string): AnalyzerLedger {
  const samples: Sample[] = [];
  // Where two engineers have counted, the later one knows.
  const hits = new Map<string, RuleHits>();
  for (const line of linesOf(file)) {
    if (line.text.includes('"verdict"')) {
      samples.push(parsed(sampleShape, line));
    } else {
      const counted = parsed(hitsShape, line);
      hits.set(counted.rule, counted);
    }
  }
  return { samples, hits: [...hits.values()] };
}

interface Line {
  readonly text: string;
  readonly where: string;
}

function linesOf(file: string): Line[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((text, index) => (text.trim() === '' ? [] : [{ text, where: `${file}:${index + 1}` }]));
}

function parsed<Shape extends v.GenericSchema>(shape: Shape, { text, where }: Line): v.InferOutput<Shape> {
  const result = v.safeParse(shape, parsedJson(text));
  if (!result.success) {
    throw new Error(`${where}: ${result.issues.map(({ message }) => message).join(' ')}`);
  }
  return result.output;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Puts a ledger in the place of what is there: sorted, and the same said twice only once. */
export function writeLedger({ analyzers, corpus }: Ledger): void {
  for (const [analyzer, { samples, hits }] of analyzers) {
    const distinct = new Map(samples.map((sample) => [`${placeOf(sample)} ${sample.verdict}`, sample]));
    const inOrder = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sample]) => sample);
    const byRule = hits.toSorted((a, b) => (a.rule < b.rule ? -1 : 1));
    writeLines(join(folder, `${analyzer}.jsonl`), [...byRule, ...inOrder]);
  }
  writeLines(corpusFile, byRepository(corpus));
}

function writeLines(file: string, lines: readonly object[]): void {
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

function byRepository<Line extends { readonly repository: string }>(lines: readonly Line[]): readonly Line[] {
  return lines.toSorted((a, b) => (a.repository < b.repository ? -1 : 1));
}

/** Tells the places that were judged apart. */
export function placeOf({ rule, repository, commit, path, line }: Omit<Sample, 'verdict' | 'gone'>): string {
  return JSON.stringify([rule, repository, commit, path, line]);
}

/** How often, and how often it was what. */
export interface Figures {
  readonly hits: number;
  readonly worth: number;
  readonly noise: number;
  readonly false: number;
}

/** The figures of a rule, by language. */
export type FiguresByLanguage = ReadonlyMap<string, Figures>;

const none: Figures = { hits: 0, worth: 0, noise: 0, false: 0 };

/**
 * The figures of every rule that was counted or judged, by its id, from the places where it still reports. A place that
 * was judged more than once is noise unless all agree.
 */
export function figuresOf({ samples, hits }: AnalyzerLedger): ReadonlyMap<string, FiguresByLanguage> {
  const figures = new Map<string, Map<string, Figures>>();
  const change = (rule: string, language: string, to: (before: Figures) => Figures) => {
    const byLanguage = figures.get(rule) ?? new Map<string, Figures>();
    figures.set(rule, byLanguage.set(language, to(byLanguage.get(language) ?? none)));
  };
  for (const { rule, hits: byLanguage } of hits) {
    figures.set(rule, new Map(Object.entries(byLanguage).map(([language, hits]) => [language, { ...none, hits }])));
  }
  for (const same of groupBy(
    samples.filter(({ gone }) => !gone),
    placeOf,
  ).values()) {
    const [{ rule, path, verdict }] = same as [Sample];
    const agreed = same.every((sample) => sample.verdict === verdict) ? verdict : 'noise';
    change(rule, languageOf(path), (before) => ({ ...before, [agreed]: before[agreed] + 1 }));
  }
  return figures;
}

/** The sum of some figures. */
export function sum(all: Iterable<Figures>): Figures {
  return [...all].reduce(
    (a, b) => ({
      hits: a.hits + b.hits,
      worth: a.worth + b.worth,
      noise: a.noise + b.noise,
      false: a.false + b.false,
    }),
    none,
  );
}
