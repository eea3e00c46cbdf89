import type { LooseValue } from './looseJson';
import { explanationNames, folded, isListName, isWrapperName, names, titleNames } from './names';
import { replyValues } from './replyValues';

/** What a reply has of findings. */
export interface Entries {
  /** What stands where findings do, in the order of the reply. */
  readonly entries: readonly Entry[];
  /** A list of findings has nothing in it. */
  readonly hasEmptyList: boolean;
  /** A list of findings ends too early, or something before it does: there may have been more. */
  readonly isCut: boolean;
}

export interface Entry {
  readonly said: unknown;
  /** The value it stands in. */
  readonly within: LooseValue;
  /** The file that it is said to be about, by what stands around it. */
  readonly file: string | undefined;
}

/** Wrappings within wrappings are followed so far. */
const maxWrappings = 6;

/** Where something stands: under which name, and about which file. */
interface Around {
  readonly within: LooseValue;
  readonly name?: string;
  readonly file?: string | undefined;
  readonly depth: number;
}

/**
 * The findings in the values of a reply: in lists with or without a name, behind whatever tools and servers put around
 * them, or one by one.
 */
export function entriesOf(values: readonly LooseValue[]): Entries {
  const entries: Entry[] = [];
  let hasEmptyList = false;
  let isCut = false;

  function add(said: unknown, { within, file }: Around): void {
    isCut ||= within.open.has(said);
    entries.push({ said, within, file });
  }

  function visitList(list: readonly unknown[], around: Around): void {
    const isNamed = around.name !== undefined && isListName(around.name);
    hasEmptyList ||= isNamed && list.length === 0;
    isCut ||= around.within.open.has(list) || (around.within.ended !== 'whole' && !isNamed);
    for (const said of list) {
      if (Array.isArray(said) || (isRecord(said) && !isFinding(said) && innerOf(said).length > 0)) {
        visit(said, { ...around, depth: around.depth + 1 });
      } else {
        add(said, around);
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
      const inner = innerOf(value);
      const lists = inner.filter(([name]) => isListName(name));
      if (lists.length === 0 && isFinding(value)) {
        add(value, around);
        return;
      }
      const said = fileOf(value);
      for (const [name, held] of lists.length > 0 ? lists : inner) {
        const file = said ?? (isPath(name) ? name : around.file);
        visitHeld(held, { within: around.within, name, file, depth: around.depth + 1 });
      }
    }
  }

  function visitHeld(held: unknown, around: Around): void {
    if (typeof held !== 'string') {
      visit(held, around);
      return;
    }
    isCut ||= around.within.ended !== 'whole';
    for (const value of replyValues(held.trim())) {
      isCut ||= value.ended !== 'whole';
      visit(value.value, { ...around, within: value });
    }
  }

  for (const value of values) {
    visit(value.value, { within: value, depth: 0 });
  }
  return { entries, hasEmptyList, isCut };
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

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
