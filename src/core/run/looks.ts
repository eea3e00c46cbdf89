import type { FileStatus, LookSources, Looks, NotShown, Withheld } from '../fileReview';
import { tooLargeText } from '../strategy/treatment';
import { firstOf } from '../text/counted';
import { languageName } from '../text/languageName';
import { english, type Say } from '../text/say';

/** What two looks at a file came to together. Who looked in one of them has looked. */
export function bothLooks(a: Looks | undefined, b: Looks): Looks {
  if (!a && !b.withheld && !b.sources) {
    return { ...b, analyzers: [...new Set(b.analyzers)].sort() };
  }
  const analyzers = [...new Set([...(a?.analyzers ?? []), ...b.analyzers])].sort();
  const withheld = new Map([...(a?.withheld ?? []), ...(b.withheld ?? [])].map((one) => [one.analyzer, one]));
  const others = [...withheld.values()].filter(({ analyzer }) => !analyzers.includes(analyzer));
  others.sort((one, other) => (one.analyzer < other.analyzer ? -1 : 1));
  const context = b.context ?? a?.context;
  const answerOf = b.answerOf ?? a?.answerOf;
  const notShown = b.notShown ?? a?.notShown;
  const analysis = b.analysis ?? a?.analysis;
  const sources = bothSources(a?.sources, b.sources);
  const limits = a?.limits || b.limits ? { ...a?.limits, ...b.limits } : undefined;
  return {
    ...{ analyzers, language: b.language },
    ...(sources && { sources }),
    ...(others.length > 0 && { withheld: others }),
    ...(limits && { limits }),
    ...(context && { context }),
    ...(answerOf !== undefined && { answerOf }),
    ...(notShown && { notShown }),
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
function withheldText({ analyzer, because }: Withheld, safe: (name: string) => string, t: Say): string {
  switch (because.kind) {
    case 'configuration':
      return t('{0} is kept silent by {1}', analyzer, safe(because.file));
    case 'dialect':
      return t('{0} does not read {1}', analyzer, because.name);
    case 'override':
      return t('{0} is left out by {1}', analyzer, because.by ?? t('your settings'));
    case 'unchanged':
      return t('not by the {0}: unchanged since {1}', analyzer, safe(because.since));
    case 'size':
      return t('not by the {0}: {1}', analyzer, tooLargeText(because, t));
  }
}

/** "no analyzer for Dockerfile (4), SQL (2)", or why one that there is has not looked. */
function shallowReasons(all: readonly Omit<ShallowCount, 'depth'>[], safe: (name: string) => string, t: Say): string {
  const total = filesIn(all);
  const isAnalyzer = ({ analyzer }: Withheld) => !plainChecks.includes(analyzer) && !reviewers.includes(analyzer);
  const languages = all
    .filter(({ looks: { withheld = [] } }) => !withheld.some(isAnalyzer))
    .map(({ looks, files }) => [languageName(looks.language), files] as const);
  const withheld = all.flatMap(({ looks, files }) =>
    (looks.withheld ?? []).map((one) => [withheldText(one, safe, t), files] as const),
  );
  return [
    ...(languages.length > 0 ? [t('no analyzer for {0}', listed(languages, total, t))] : []),
    ...(withheld.length > 0 ? [listed(withheld, total, t)] : []),
  ].join(', ');
}

function filesIn(counts: readonly Pick<ShallowCount, 'files'>[]): number {
  return counts.reduce((sum, { files }) => sum + files, 0);
}

/** A folder can have files in dozens of languages. */
const mostNamed = 5;

/** Those with the most files first, each with how many unless it is all of them. */
function listed(counts: readonly (readonly [name: string, files: number])[], total: number, t: Say): string {
  const sums = new Map<string, number>();
  for (const [name, files] of counts) {
    sums.set(name, (sums.get(name) ?? 0) + files);
  }
  const names = [...sums]
    .sort(([, files], [, others]) => others - files)
    .map(([name, files]) => (files === total ? name : `${name} (${files})`));
  return firstOf(names, mostNamed, undefined, t);
}

/** "model by its answer for src/a.ts, which has the same text" */
function answerText(path: string, safe: (name: string) => string, t: Say): string {
  return t('model by its answer for {0}, which has the same text', safe(path));
}

/**
 * Who looked at a reviewed file, and who might have been expected to and has not: "ast-grep, text (eslint is kept silent by
 * eslint.config.js)", "text checks only: no analyzer for Dockerfile". Undefined where nobody wrote it down.
 */
export function looksText(status: FileStatus, safe: (name: string) => string, t = english): string | undefined {
  const looks = status.kind === 'reviewed' ? status.looks : undefined;
  const depth = shallowDepth(status);
  if (!looks || depth === 'nobody') {
    return depth && depthText(depth, t);
  }
  if (depth) {
    return `${depthText(depth, t)}: ${shallowReasons([{ looks, files: 1 }], safe, t)}`;
  }
  const withheld = (looks.withheld ?? []).map((one) => withheldText(one, safe, t));
  const notes = [...(looks.answerOf === undefined ? [] : [answerText(looks.answerOf, safe, t)]), ...withheld];
  return looks.analyzers.join(', ') + (notes.length > 0 ? ` (${notes.join(', ')})` : '');
}

/**
 * "src/a.ts (12 definitions), src/b.ts (1 definition)": what a model has seen of other files along with one, each as one
 * text. @param safe makes the name of a file safe to show
 */
export function contextTexts(
  { context = [] }: Pick<Looks, 'context'>,
  safe: (name: string) => string,
  t = english,
): string[] {
  return context.map(({ path, definitions }) =>
    t('{0} ({1, plural, one {# definition} other {# definitions}})', safe(path), definitions),
  );
}

/**
 * "5 definitions of src/b.ts (no room)": what a model has not seen of other files along with one, each as one text.
 *
 * @param safe makes the name of a file safe to show
 */
export function notShownTexts(
  { notShown = [] }: Pick<Looks, 'notShown'>,
  safe: (name: string) => string,
  t = english,
): string[] {
  return notShown.map((one) => notShownText(one, safe, t));
}

function notShownText(one: NotShown, safe: (name: string) => string, t: Say): string {
  switch (one.kind) {
    case 'room':
      return t(
        '{0, plural, one {# definition} other {# definitions}} of {1} (no room)',
        one.definitions,
        safe(one.path),
      );
    case 'definitions':
      return t('what {0} has after its first {1} definitions', safe(one.path), one.looked);
    case 'files':
      return t(
        '{0, plural, one {# file} other {# files}} that it imports or has beside it in its package (only the first {1} are looked at)',
        ...[one.files, one.looked],
      );
    case 'builds':
      return t(
        '{0, plural, one {# file} other {# files}} that may or may not be built together with it (their build lines name too much to tell)',
        one.files,
      );
    case 'leads':
      return t('what imported files pass on from too many others');
  }
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
      const { language, withheld } = looks;
      // Nearly none has any, and there are files by the hundred thousand.
      const key = `${depth} ${language} ${withheld ? JSON.stringify(withheld) : ''}`;
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
  t = english,
): readonly string[] {
  const parts = depths.flatMap((depth) => {
    const counts = shallow.filter((count) => count.depth === depth);
    const files = filesIn(counts);
    const reasons = depth === 'nobody' ? '' : `: ${shallowReasons(counts, safe, t)}`;
    return files > 0 ? [{ depth, files, reasons }] : [];
  });
  const texts = parts.map(
    ({ depth, files, reasons }, index) =>
      (index === 0 ? shareText(depth, files, t) : countText(depth, files, t)) + reasons,
  );
  return texts.length > 0 ? [t('{0} reviewed, {1}.', reviewed, texts.join('; '))] : [];
}

/** "6 by text checks only", in few words, of all that no more than plain checks have seen. Undefined when there are none. */
export function shallowText(shallow: readonly ShallowCount[], t = english): string | undefined {
  const seen = new Set(shallow.map(({ depth }) => depth));
  const [only] = seen;
  const files = filesIn(shallow);
  if (seen.size > 1) {
    return t('{0} by text or syntax checks only', files);
  }
  return only && countText(only, files, t);
}

/** "text checks only" */
export function depthText(depth: Depth, t: Say): string {
  switch (depth) {
    case 'nobody':
      return t('nobody');
    case 'text checks only':
      return t('text checks only');
    case 'syntax and text checks only':
      return t('syntax and text checks only');
  }
}

/** "6 by text checks only" */
function countText(depth: Depth, files: number, t: Say): string {
  switch (depth) {
    case 'nobody':
      return t('{0} by nobody', files);
    case 'text checks only':
      return t('{0} by text checks only', files);
    case 'syntax and text checks only':
      return t('{0} by syntax and text checks only', files);
  }
}

/** "6 of them by text checks only" */
function shareText(depth: Depth, files: number, t: Say): string {
  switch (depth) {
    case 'nobody':
      return t('{0} of them by nobody', files);
    case 'text checks only':
      return t('{0} of them by text checks only', files);
    case 'syntax and text checks only':
      return t('{0} of them by syntax and text checks only', files);
  }
}
