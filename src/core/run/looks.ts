import type { FileStatus, LookSources, Looks, Withheld } from '../fileReview';
import { tooLargeText } from '../strategy/treatment';
import { firstOf } from '../text/counted';
import { languageName } from '../text/languageName';

/** What two looks at a file came to together. Who looked in one of them has looked. */
export function bothLooks(a: Looks | undefined, b: Looks): Looks {
  const analyzers = [...new Set([...(a?.analyzers ?? []), ...b.analyzers])].sort();
  const withheld = new Map([...(a?.withheld ?? []), ...(b.withheld ?? [])].map((one) => [one.analyzer, one]));
  const others = [...withheld.values()].filter(({ analyzer }) => !analyzers.includes(analyzer));
  others.sort((one, other) => (one.analyzer < other.analyzer ? -1 : 1));
  const context = b.context ?? a?.context;
  const analysis = b.analysis ?? a?.analysis;
  const sources = bothSources(a?.sources, b.sources);
  const limits = a?.limits || b.limits ? { ...a?.limits, ...b.limits } : undefined;
  return {
    ...{ analyzers, language: b.language },
    ...(sources && { sources }),
    ...(others.length > 0 && { withheld: others }),
    ...(limits && { limits }),
    ...(context && { context }),
    ...(analysis && { analysis }),
  };
}

function bothSources(a: LookSources | undefined, b: LookSources | undefined): LookSources | undefined {
  const both = (kind: keyof LookSources) => {
    const names = [...new Set([...(a?.[kind] ?? []), ...(b?.[kind] ?? [])])].sort();
    return names.length > 0 ? { [kind]: names } : {};
  };
  return a || b ? { ...both('editor'), ...both('model') } : undefined;
}

/** Analyzers that hold for every file: they know nothing of what a program does. */
const plainChecks = ['syntax', 'text'];
/** Who can be withheld beside analyzers. */
const reviewers = ['local', 'editor', 'model'];

const depths = ['text checks only', 'syntax and text checks only', 'nobody'] as const;
/** Who has seen a file that was looked at, but not with rules for what is in it. */
type Depth = (typeof depths)[number];

/**
 * Undefined when an analyzer with rules, the editor or a model has looked at a file; also where nobody wrote down who did,
 * as in records of earlier versions, and before the end of its review.
 */
export function shallowDepth(status: FileStatus): Depth | undefined {
  const analyzers = status.kind === 'reviewed' ? status.looks?.analyzers : undefined;
  if (!analyzers || analyzers.some((analyzer) => !plainChecks.includes(analyzer))) {
    return undefined;
  }
  if (analyzers.length === 0) {
    return 'nobody';
  }
  return analyzers.includes('syntax') ? 'syntax and text checks only' : 'text checks only';
}

/** "eslint is kept silent by eslint.config.js" @param safe makes the name of a file safe to show */
function withheldText({ analyzer, because }: Withheld, safe: (name: string) => string): string {
  switch (because.kind) {
    case 'configuration':
      return `${analyzer} is kept silent by ${safe(because.file)}`;
    case 'dialect':
      return `${analyzer} does not read ${because.name}`;
    case 'override':
      return `${analyzer} is left out by ${because.by ?? 'your settings'}`;
    case 'unchanged':
      return `not by the ${analyzer}: unchanged since ${safe(because.since)}`;
    case 'size':
      return `not by the ${analyzer}: ${tooLargeText(because)}`;
  }
}

/** "no analyzer for Dockerfile (4), SQL (2)", or why one that there is has not looked. */
function shallowReasons(all: readonly Omit<ShallowCount, 'depth'>[], safe: (name: string) => string): string {
  const total = filesIn(all);
  const isAnalyzer = ({ analyzer }: Withheld) => !plainChecks.includes(analyzer) && !reviewers.includes(analyzer);
  const languages = all
    .filter(({ looks: { withheld = [] } }) => !withheld.some(isAnalyzer))
    .map(({ looks, files }) => [languageName(looks.language), files] as const);
  const withheld = all.flatMap(({ looks, files }) =>
    (looks.withheld ?? []).map((one) => [withheldText(one, safe), files] as const),
  );
  return [
    ...(languages.length > 0 ? [`no analyzer for ${listed(languages, total)}`] : []),
    ...(withheld.length > 0 ? [listed(withheld, total)] : []),
  ].join(', ');
}

function filesIn(counts: readonly Pick<ShallowCount, 'files'>[]): number {
  return counts.reduce((sum, { files }) => sum + files, 0);
}

/** A folder can have files in dozens of languages. */
const mostNamed = 5;

/** Those with the most files first, each with how many unless it is all of them. */
function listed(counts: readonly (readonly [name: string, files: number])[], total: number): string {
  const sums = new Map<string, number>();
  for (const [name, files] of counts) {
    sums.set(name, (sums.get(name) ?? 0) + files);
  }
  const names = [...sums]
    .sort(([, files], [, others]) => others - files)
    .map(([name, files]) => (files === total ? name : `${name} (${files})`));
  return firstOf(names, mostNamed);
}

/**
 * Who looked at a reviewed file, and who might have been expected to and has not: "ast-grep, text (eslint is kept silent by
 * eslint.config.js)", "text checks only: no analyzer for Dockerfile". Undefined where nobody wrote it down.
 */
export function looksText(status: FileStatus, safe: (name: string) => string): string | undefined {
  const looks = status.kind === 'reviewed' ? status.looks : undefined;
  const depth = shallowDepth(status);
  if (!looks || depth === 'nobody') {
    return depth;
  }
  if (depth) {
    return `${depth}: ${shallowReasons([{ looks, files: 1 }], safe)}`;
  }
  const withheld = (looks.withheld ?? []).map((one) => withheldText(one, safe));
  return looks.analyzers.join(', ') + (withheld.length > 0 ? ` (${withheld.join(', ')})` : '');
}

/**
 * "src/a.ts (12 definitions), src/b.ts (1 definition)": what a model has seen of other files along with one, each as one
 * text. @param safe makes the name of a file safe to show
 */
export function contextTexts({ context = [] }: Pick<Looks, 'context'>, safe: (name: string) => string): string[] {
  return context.map(
    ({ path, definitions }) => `${safe(path)} (${definitions} definition${definitions === 1 ? '' : 's'})`,
  );
}

/** Files that were seen with the same little depth for the same reason. */
export interface ShallowCount {
  readonly depth: Depth;
  readonly files: number;
  /** Of one of them. */
  readonly looks: Looks;
}

/** Adds up the files that no more than plain checks have seen. */
export class ShallowCounter {
  readonly #counts = new Map<string, { depth: Depth; looks: Looks; files: number }>();

  count(status: FileStatus, sign: 1 | -1): void {
    const depth = shallowDepth(status);
    const looks = status.kind === 'reviewed' ? status.looks : undefined;
    if (depth && looks) {
      const key = JSON.stringify([depth, looks.language, looks.withheld]);
      const entry = this.#counts.get(key) ?? { depth, looks, files: 0 };
      entry.files += sign;
      this.#counts.set(key, entry);
    }
  }

  /** In the order of the depths, and the most files first. */
  counts(): readonly ShallowCount[] {
    const counted = [...this.#counts].filter(([, { files }]) => files > 0);
    counted.sort(([a, one], [b, other]) => other.files - one.files || (a < b ? -1 : 1));
    return depths.flatMap((depth) =>
      counted.filter(([, entry]) => entry.depth === depth).map(([, entry]) => ({ ...entry })),
    );
  }
}

/**
 * "24 reviewed, 6 of them by text checks only: no analyzer for Dockerfile (4), SQL (2)." None when there is no such file.
 *
 * @param safe makes the name of a file safe to show
 */
export function shallowSentences(
  { reviewed, shallow }: { readonly reviewed: number; readonly shallow: readonly ShallowCount[] },
  safe: (name: string) => string,
): readonly string[] {
  const parts = depths.flatMap((depth) => {
    const counts = shallow.filter((count) => count.depth === depth);
    const files = filesIn(counts);
    const reasons = depth === 'nobody' ? '' : `: ${shallowReasons(counts, safe)}`;
    return files > 0 ? [{ files, text: `by ${depth}${reasons}` }] : [];
  });
  const texts = parts.map(({ files, text }, index) => `${files}${index === 0 ? ' of them' : ''} ${text}`);
  return texts.length > 0 ? [`${reviewed} reviewed, ${texts.join('; ')}.`] : [];
}

/** "6 by text checks only", in few words, of all that no more than plain checks have seen. Undefined when there are none. */
export function shallowText(shallow: readonly ShallowCount[]): string | undefined {
  const seen = new Set(shallow.map(({ depth }) => depth));
  const [only] = seen;
  const files = filesIn(shallow);
  return only && `${files} by ${seen.size === 1 ? only : 'text or syntax checks only'}`;
}
