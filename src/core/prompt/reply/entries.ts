import { isRecord } from '../../isRecord';
import { reviewFailures } from '../../text/reviewFailures';
import type { Severity } from '../../types';
import { isEditText } from './editText';
import { categoryOf, confidenceOf, severityOf } from './levels';
import { explanationNames, folded, isListName, isWrapperName, names, saidUnder, titleNames } from './names';
import { isInSentence, isStruckOutBehind, type ReplyValue, replyValues, wordsAhead } from './replyValues';
import { longestWords, type Sign, signsAround, weightOf } from './takenBack';
import { doubtOfAhead, WordsBehind } from './wordsAround';

/** What a reply has of findings. */
export interface Entries {
  /** What stands where findings do, in the order of the reply. */
  readonly entries: readonly Entry[];
  /** A list of findings has nothing in it. */
  readonly hasEmptyList: boolean;
  /** A list of findings ends too early, or something before it does: there may have been more. */
  readonly isCut: boolean;
  /** Why it is not known whether the reply stands by all of them. */
  readonly doubt: string | undefined;
  /** What stands behind them and may be said of them. */
  readonly signs: readonly Sign[];
  /** A name that says nothing of what stands under it, which may be findings. */
  readonly unknownName: string | undefined;
}

export interface Entry {
  readonly said: unknown;
  /** The value it stands in. */
  readonly within: ReplyValue;
  /** Whether it stands in the agreed list, right within the object that is all of the reply. */
  readonly isListed: boolean;
  /** The file that it is said to be about, by what stands around it. */
  readonly file: string | undefined;
  /** What it weighs, by the name of the list that it stands in. */
  readonly severity?: Severity | undefined;
  /** The objects around it. */
  readonly around: readonly Record<string, unknown>[];
  /** Edits that stand beside the list of findings, with whether that has this one alone; absent for none. */
  readonly beside?: Beside;
}

/** Edits that stand where a list of findings does. */
export interface Beside {
  readonly edits: readonly unknown[];
  readonly isForOne: boolean;
  /** Whether they are texts that can be read in two ways. */
  readonly isUnclear: boolean;
}

/** Wrappings within wrappings are followed so far. */
const maxWrappings = 6;

/** Where something stands: under which name, and about which file. */
interface Around {
  readonly within: ReplyValue;
  readonly name?: string;
  readonly file?: string | undefined;
  readonly objects: readonly Record<string, unknown>[];
  readonly severity?: Severity | undefined;
  readonly depth: number;
}

/**
 * The findings in the values of a reply: in lists with or without a name, behind whatever tools and servers are known to
 * put around them, or one by one. What words only speak of is none, nor is what stands under a name that is not known.
 *
 * @param path of the file under review, which a diff may name
 */
export function entriesOf(values: readonly ReplyValue[], path: string): Entries {
  const entries: Entry[] = [];
  let hasEmptyList = false;
  let isCut = false;
  let doubt: string | undefined;
  const signs: Sign[] = [];
  let unknownName: string | undefined;

  function add(said: unknown, { within, file, objects, severity }: Around, isListed = false): void {
    isCut ||= within.open.has(said);
    entries.push({ said, within, isListed, file, severity, around: objects });
  }

  function visitList(list: readonly unknown[], around: Around): void {
    const isNamed = around.name !== undefined && isListName(around.name);
    hasEmptyList ||= isNamed && list.length === 0;
    isCut ||= around.within.open.has(list) || (around.within.ended !== 'whole' && !isNamed);
    for (const said of list) {
      if (Array.isArray(said) || (isRecord(said) && !isFinding(said) && reachedIn(said).length > 0)) {
        visit(said, { ...around, depth: around.depth + 1 });
      } else {
        add(said, around, around.within.isStrict && around.name === 'findings' && around.depth === 1);
      }
    }
  }

  function visit(value: unknown, around: Around): void {
    if (around.depth > maxWrappings) {
      return;
    }
    if (Array.isArray(value)) {
      visitList(value, around);
    } else if (isRecord(value)) {
      const reached = reachedIn(value);
      if (!reached.some(([name]) => isListName(name)) && isFinding(value)) {
        add(value, around);
        return;
      }
      unknownName ??= reached.length === 0 ? innerOf(value)[0]?.[0] : undefined;
      const said = fileOf(value);
      const before = entries.length;
      for (const [name, held] of reached) {
        const file = said ?? (isPath(name) ? name : around.file);
        const severity = severityBy(name) ?? around.severity;
        visitHeld(held, {
          within: around.within,
          name,
          file,
          severity,
          objects: [...around.objects, value],
          depth: around.depth + 1,
        });
      }
      const edits = besideFindings(value, path);
      if (edits.length > 0) {
        const isForOne = entries.length - before === 1;
        const { unclear, doubtful } = around.within;
        const isUnclear = [value, ...edits].some((held) => unclear.has(held) || doubtful.has(held));
        for (const [at, entry] of entries.slice(before).entries()) {
          entries[before + at] = { beside: { edits, isForOne, isUnclear }, ...entry };
        }
      }
    }
  }

  function visitHeld(held: unknown, around: Around): void {
    if (typeof held !== 'string') {
      visit(held, around);
      return;
    }
    isCut ||= around.within.ended !== 'whole';
    const inner = replyValues(held.trim()).map((value) => ({ ...value, isStrict: false }));
    isCut ||= inner.some(({ ended }) => ended !== 'whole');
    visitAll(inner, around);
  }

  /** Values among words, which can say that one is an example, or no finding after all. */
  function visitAll(all: readonly ReplyValue[], around?: Around): void {
    const behind = new WordsBehind();
    let hasSpoken = false;
    let words = '';
    for (const within of all) {
      const before = entries.length;
      words += `${within.before}\n`;
      behind.read(within.before, hasSpoken);
      if (isInSentence(within) && within.ended === 'whole') {
        const spokenOf = entriesOf([{ ...within, before: '', behind: '' }], path);
        hasSpokenOf ||= spokenOf.entries.length > 0;
      } else {
        visit(within.value, { depth: 0, objects: [], ...around, within });
      }
      const speaks = entries.length > before;
      if (hasSpoken && !speaks && !behind.isCode && isRecord(within.value)) {
        signs.push(...signsAround(within.value));
      }
      if (speaks) {
        hasSpoken = true;
        behind.readFindings();
      }
      if (speaks) {
        signs.push(...[wordsAhead(within), ...within.remarks].flatMap(signAhead));
      }
      if (speaks && isStruckOutBehind(words)) {
        doubt ??= doubtful;
      }
    }
    behind.read(all.at(-1)?.behind ?? '', hasSpoken);
    signs.push(...behind.signs);
  }

  let hasSpokenOf = false;
  visitAll(values);
  if (weightOf(signs) === 'refused') {
    doubt ??= doubtful;
  }
  if (entries.length === 0 && hasSpokenOf) {
    doubt ??= reviewFailures.inSentence;
  }
  return { entries, hasEmptyList, isCut, doubt, signs, unknownName };
}

const doubtful = reviewFailures.mayTakeBack;

function signAhead(words: string): Sign[] {
  const doubt = doubtOfAhead(words);
  return doubt === 'none' ? [] : [{ doubt, words: words.trim().slice(-longestWords) }];
}

/** What is followed of an object: its lists of findings, else what stands under a name that is known to have some. */
function reachedIn(value: Record<string, unknown>): [string, unknown][] {
  const inner = innerOf(value);
  const lists = inner.filter(([name]) => isListName(name));
  return lists.length > 0 ? lists : inner.filter(([name]) => isWay(name));
}

/** What stands where edits do in an object with findings, words aside. */
function besideFindings(value: Record<string, unknown>, path: string): unknown[] {
  const isEdit = (held: unknown) => isRecord(held) || isEditText(held, path);
  return saidUnder(value, names.edits).filter((held) => (Array.isArray(held) ? held.some(isEdit) : isEdit(held)));
}

/** Whether a name says what stands under it: a part of a reply, a file, a number, or what the findings there are like. */
function isWay(name: string): boolean {
  return (
    isWrapperName(name) ||
    isPath(name) ||
    /^\d+$/.test(name) ||
    severityOf(name) !== undefined ||
    categoryOf(name) !== undefined
  );
}

/** What the findings under a name weigh. One that may say how sure they are says nothing. */
function severityBy(name: string): Severity | undefined {
  return confidenceOf(name) === undefined ? severityOf(name) : undefined;
}

/** What an object holds that can have findings in it: objects, lists, and texts that are replies. */
function innerOf(value: Record<string, unknown>): [string, unknown][] {
  return Object.entries(value).filter(
    ([name, held]) =>
      folded(name) !== serverError &&
      ((typeof held === 'object' && held !== null) ||
        (typeof held === 'string' && (isListName(name) || isWrapperName(name)) && holdsReply.test(held))),
  );
}

/** What servers say under this name is about the request. */
const serverError = 'error';
const holdsReply = /^\s*(?:```\w*\s*)?["']?[{[]/;

const words: ReadonlySet<string> = new Set([...titleNames, ...explanationNames].flat());
const places: ReadonlySet<string> = new Set([
  ...names.startLine,
  ...names.lines,
  ...names.edits,
  ...names.oldText,
  ...names.severity,
]);

/** Whether an object says something, and where that is or how much it weighs. */
export function isFinding(value: Record<string, unknown>): boolean {
  const entries = Object.entries(value);
  return (
    entries.some(([name, held]) => typeof held === 'string' && words.has(folded(name))) &&
    entries.some(([name]) => places.has(folded(name)))
  );
}

/** The file that something is about, where it says so. */
function fileOf(value: Record<string, unknown>): string | undefined {
  const file = Object.entries(value).find(
    ([name, said]) => typeof said === 'string' && names.file.some((known) => known === folded(name)),
  )?.[1];
  return typeof file === 'string' ? file : undefined;
}

function isPath(name: string): boolean {
  return /[./\\]/.test(name);
}
