import * as v from 'valibot';
import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml';
import { alsoReviewable } from '../core/fileReview';
import { globProblem } from '../core/paths/globProblem';
import { profilesSchema } from '../core/prompt/profileSchema';
import { closedObject } from '../core/schemas';
import type { KnownRules } from '../core/strategy/rules';
import { errorMessage } from '../core/text/errorMessage';
import { isNestedTooDeeply } from '../core/text/yamlNesting';
import { overridesSchema, rulesSchema } from '../core/wishes/overrideSchema';
import type { FolderWords } from '../core/wishes/wishes';
import { decode, encodingNamed, unknownEncoding } from './encoding';
import { waitingCalls } from './fileCalls';
import { complaintAbout, readRegularFile } from './regularFile';

/** At the top of the reviewed folder. */
export const configFileName = 'folder-review.yaml';

/** Bytes. Far more than a person writes, and little enough for a parser that is slow with thousands of keys. */
const maxSize = 64 * 1024;

/** What a folder says about its own review in its file. */
export interface FolderConfig {
  readonly maxParallelFiles?: number;
  /** What files are in that are not UTF-8. */
  readonly encoding?: string;
  readonly words: FolderWords;
  readonly verify: {
    /** Commands the folder suggests. None runs before the user has approved it. */
    readonly suggest?: readonly string[];
  };
}

/** What a look at the folder's file came to. */
export type ConfigOutcome =
  | { readonly kind: 'config'; readonly config: FolderConfig }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'invalid';
      /** All of them, in the order of the file. */
      readonly problems: readonly [ConfigProblem, ...ConfigProblem[]];
    };

/** What is wrong with a folder's file, at one place. */
interface ConfigProblem {
  /** Names the file, the line and column, and what is allowed. */
  readonly message: string;
  /** 1-based; 1 when the file as a whole is at fault. */
  readonly line: number;
}

const text = (name: string) => v.string(`${name} must be text`);
const texts = (name: string) => v.array(text(`each entry of ${name}`), `${name} must be a list of texts`);
const globs = (name: string) =>
  v.pipe(
    texts(name),
    v.rawCheck(({ dataset, addIssue }) => {
      const input = dataset.typed ? dataset.value : [];
      for (const [key, glob] of input.entries()) {
        const problem = globProblem(glob);
        if (problem !== undefined) {
          const step = { type: 'array', origin: 'value', input, key, value: glob } as const;
          addIssue({ message: `the glob "${glob}" in ${name} ${problem}`, path: [step] });
        }
      }
    }),
  );
const parallel = 'max_parallel_files must be a whole number from 1 to 64';

const review = {
  max_parallel_files: v.exactOptional(
    v.pipe(v.number(parallel), v.integer(parallel), v.minValue(1, parallel), v.maxValue(64, parallel)),
  ),
  profile: v.exactOptional(v.pipe(text('profile'), v.nonEmpty('profile must not be empty'))),
  include: v.exactOptional(globs('include')),
  exclude: v.exactOptional(globs('exclude')),
  also_review: v.exactOptional(
    v.array(
      v.picklist(alsoReviewable, `each entry of also_review must be one of ${alsoReviewable.join(', ')}`),
      'also_review must be a list',
    ),
  ),
  encoding: v.exactOptional(
    v.pipe(
      text('encoding'),
      v.transform((name) => encodingNamed(name) ?? ''),
      v.nonEmpty(`encoding ${unknownEncoding}`),
    ),
  ),
  instructions: v.exactOptional(
    v.pipe(text('instructions'), v.maxLength(20_000, 'instructions must have at most 20000 characters')),
  ),
};
const verify = { suggest: v.exactOptional(texts('suggest')) };

/** The whole file, as it is read. */
export function fileSchema(known: readonly KnownRules[]) {
  const strategy = {
    rules: v.exactOptional(rulesSchema(known)),
    overrides: v.exactOptional(overridesSchema(known)),
  };
  return section('the file', {
    review: v.nullish(section('review', { ...review, ...strategy }), {}),
    profiles: v.nullish(profilesSchema('min_confidence'), {}),
    verify: v.nullish(section('verify', verify), {}),
  });
}

/** A map of these keys and no others. */
function section<const Entries extends v.ObjectEntries>(name: string, entries: Entries) {
  const allowed = Object.keys(entries).join(', ');
  return closedObject(entries, {
    shape: `${name} must hold the keys ${allowed}`,
    unknown: (key) => `unknown key ${JSON.stringify(key)} in ${name}; allowed are ${allowed}`,
  });
}

/**
 * Reads `folder-review.yaml` at the top of a folder (real path).
 *
 * @param known the bundled analyzers, against which the names of rules are checked
 */
export async function readConfigFile(folder: string, known: readonly KnownRules[]): Promise<ConfigOutcome> {
  const read = await readRegularFile(waitingCalls, folder, configFileName, maxSize);
  if (read.kind === 'failed' && read.reason === 'file deleted') {
    return { kind: 'none' };
  }
  if (read.kind !== 'bytes') {
    return invalid(complaintAbout(read));
  }
  const decoded = decode(read.bytes);
  return decoded.kind === 'text' ? parseConfig(decoded.raw, known) : invalid(decoded.message);
}

function parseConfig(source: string, known: readonly KnownRules[]): ConfigOutcome {
  if (isNestedTooDeeply(source)) {
    return invalid('it is nested too deeply');
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(source, { lineCounter, prettyErrors: false, logLevel: 'error' });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) {
    const message = problem.code === 'MULTIPLE_DOCS' ? 'only one document is allowed' : problem.message;
    return invalid(message, lineCounter.linePos(problem.pos[0]));
  }
  let value: unknown;
  try {
    value = document.toJS() ?? {};
  } catch (error) {
    // Aliases that refer to each other without end.
    return invalid(errorMessage(error));
  }
  const checked = v.safeParse(fileSchema(known), value);
  if (!checked.success) {
    return problemsAt(checked.issues, (issue) => lineCounter.linePos(placeOf(document, issue)));
  }
  const { profiles, verify } = checked.output;
  const { max_parallel_files: maxParallelFiles, also_review: alsoReview, encoding, ...review } = checked.output.review;
  const wishes = { ...review, ...(alsoReview && { alsoReview }), ...(profiles.length > 0 && { profiles }) };
  const words: FolderWords = { source: configFileName, wishes };
  return {
    kind: 'config',
    config: {
      ...(maxParallelFiles !== undefined && { maxParallelFiles }),
      ...(encoding && { encoding }),
      words,
      verify,
    },
  };
}

/** One problem for each place: what else is wrong there is often the same in other words. */
function problemsAt(issues: readonly Issue[], placeOfIssue: (issue: Issue) => Place): ConfigOutcome {
  const byPlace = new Map<string, ConfigProblem & Place>();
  for (const issue of issues) {
    const place = placeOfIssue(issue);
    const key = `${place.line}:${place.col}`;
    if (!byPlace.has(key)) {
      byPlace.set(key, { ...problemAt(describe(issue), place), ...place });
    }
  }
  const [first, ...others] = [...byPlace.values()]
    .sort((a, b) => a.line - b.line || a.col - b.col)
    .map(({ message, line }) => ({ message, line }));
  return first ? { kind: 'invalid', problems: [first, ...others] } : invalid('it is not as it should be');
}

type Issue = v.BaseIssue<unknown>;

/** Both 1-based. */
interface Place {
  readonly line: number;
  readonly col: number;
}

/** Messages about what settings have, too, do not name what they are about. */
function describe({ message, path }: Issue): string {
  const keys = (path ?? []).map(({ key }) => key);
  const shared =
    keys[0] === 'profiles' ? 0 : keys[0] === 'review' && (keys[1] === 'rules' || keys[1] === 'overrides') ? 1 : -1;
  if (shared === -1) {
    return message;
  }
  const way = keys.slice(shared + 1).map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`));
  return `${keys[shared]}${way.join('')} ${message}`;
}

/** Offset of what an issue is about: the key when the key is at fault, else the value, else what should hold it. */
function placeOf(document: Document.Parsed, issue: Issue): number {
  const path = issue.path ?? [];
  const keys = path.map(({ key }) => key);
  for (; keys.length > 0; keys.pop()) {
    const parent = keys.length > 1 ? document.getIn(keys.slice(0, -1), true) : document.contents;
    const pair = isMap(parent) ? parent.items.find(({ key }) => isNode(key) && String(key) === keys.at(-1)) : undefined;
    const isKeyAtFault = keys.length === path.length && path.at(-1)?.origin === 'key';
    const node = isKeyAtFault ? pair?.key : document.getIn(keys, true);
    if (isNode(node) && node.range) {
      return node.range[0];
    }
  }
  return document.contents?.range[0] ?? 0;
}

function invalid(problem: string, place?: Place): ConfigOutcome {
  return { kind: 'invalid', problems: [problemAt(problem, place)] };
}

function problemAt(problem: string, { line, col }: Place = { line: 1, col: 1 }): ConfigProblem {
  return { message: `${configFileName}:${line}:${col}: ${problem}`, line };
}
