import { KeptLines } from '../../text/keptLines';
import type { Seams } from './goesOn';
import { withoutNumbers } from './identity';
import { cut } from './seenRun';

/** What is known of a run with edits beside its output. */
export interface Scene {
  readonly seams: Seams;
  /** That the exit code of a step is lost, and behind what; absent where all of them count. */
  readonly lost?: string;
  /** That nothing runs but tools that make the command fail with what they find, whatever the code prints that they run. */
  readonly isOfTools: boolean;
  readonly edits: EditWords;
}

/** By what lines of an output are known to be others for the edits, and not for a step that failed or ended early. */
export interface EditWords {
  /** Paths of the files. */
  readonly paths: readonly string[];
  /** The lines that are edited, and what takes their place. */
  readonly oldText: string;
  readonly newText: string;
}

/** Lines of the base that are not in an output, in the place of others that are new, or of none. */
interface Gap {
  readonly lost: readonly string[];
  readonly added: readonly string[];
  /** The lines of the base before and behind it; undefined at its ends. */
  readonly before?: string;
  readonly next?: string;
}

/** What a run is missing of the lines that it has on the base. */
export interface LostWords {
  /** The last of them. */
  readonly line: string;
  /** Whether something else is still printed behind it. */
  readonly isInside: boolean;
}

/**
 * The last line that is missing of what a program would have printed: it may have ended in the middle, and its exit code be 0
 * all the same. Undefined where nothing is missing, or the edits say why. What stands behind what is missing is that of
 * another step; where it is known how steps begin, only that is.
 *
 * @param has the lines with the edits
 * @param had those without
 * @param scene what is known of the run; if it is not, the output has to be the beginning of the other, and nothing else
 */
export function lastWordsLost(has: readonly string[], had: readonly string[], scene?: Scene): LostWords | undefined {
  // What was left out of one may have been kept of the other.
  const gaps = gapsIn(has, had).filter(
    ({ lost, added, ...ends }) => ![...lost, ...added, ends.before, ends.next].includes(cut),
  );
  const isEasy = scene?.seams.isLong === true;
  if (!isEasy && (gaps.length !== 1 || gaps[0]?.added.length !== 0 || gaps[0].next !== undefined)) {
    return undefined;
  }
  const starts = scene?.seams.starts;
  const areKnown = starts !== undefined && had.filter((line) => starts.is(line)).length >= starts.count;
  const own = literalsIn(scene?.edits.newText ?? '');
  const moved = gaps.flatMap(({ added }) => added);
  for (const { lost, added, next } of gaps) {
    const missing = unexplained(without(lost, moved), scene?.edits);
    const inPlace = added.filter((line) => !isSaid(line, own));
    const isEnd = next === undefined || !areKnown || starts.is(next);
    const line = missing.at(-1);
    if (isEnd && line !== undefined && missing.length > inPlace.length) {
      return { line, isInside: next !== undefined };
    }
  }
  return undefined;
}

/** The first line that only a run with edits has printed, where the edits do not say why. */
export function newWords(has: readonly string[], had: readonly string[], edits: EditWords): string | undefined {
  // What stood there before may be what says that something failed.
  const before = new Set(literalsIn(edits.oldText));
  const literals = literalsIn(edits.newText).filter((literal) => !before.has(literal));
  return without(has, had).find((line) => !isSaid(line, literals) && !isListed(line, edits));
}

/** The lines that are not among others, as many times as each, whatever numbers stand in them. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = others.map(withoutNumbers);
  const known = new Map<string, number>();
  for (const line of left) {
    known.set(line, (known.get(line) ?? 0) + 1);
  }
  return lines.filter((line) => {
    const key = withoutNumbers(line);
    const count = known.get(key) ?? 0;
    known.set(key, count - 1);
    return count <= 0;
  });
}

function gapsIn(has: readonly string[], had: readonly string[]): readonly Gap[] {
  const kept = new KeptLines(had.map(withoutNumbers).join('\n'), has.map(withoutNumbers).join('\n'));
  const gaps: Gap[] = [];
  let [at, added] = [0, [] as string[]];
  for (let index = 0; index <= has.length; index++) {
    const place = index < has.length ? kept.earlier(index + 1) : had.length + 1;
    const line = has[index];
    if (place === undefined) {
      added.push(line ?? '');
      continue;
    }
    const [before, next] = [had[at - 1], had[place - 1]];
    if (place - 1 > at || added.length > 0) {
      gaps.push({
        lost: had.slice(at, place - 1),
        added,
        ...(before !== undefined && { before }),
        ...(next !== undefined && { next }),
      });
    }
    [at, added] = [place, []];
  }
  return gaps;
}

/** How tools say that they find fault with something: they say less of it where that is mended. */
const complaint = /warn|error|fail|problem|issue|deprecat|note\b|hint|unused|\b[A-Z]{1,6}\d{2,4}\b/i;
/** That a test passed, whatever it is called. */
const praise = /^\s*(?:(?:ok|pass(?:ed)?)\b|[✓✔√])/i;
/** That they found none. */
const none =
  /\b(?:0|no|zero|without)\s+(?:\w+\s+)?(?:warn|error|fail|problem|issue)\w*|\b(?:fail(?:ed|ures)?|errors?|warnings?)\s*[:=]\s*0\b/gi;
/** Goes on with what the line above says. */
const continues = /^\s|^[|^~]/;

/** The lines that no edit explains: neither named nor mended by one, nor printed by what it takes away. */
function unexplained(lines: readonly string[], edits: EditWords | undefined): readonly string[] {
  const names = edits?.paths.map((path) => path.slice(path.lastIndexOf('/') + 1)) ?? [];
  const literals = literalsIn(edits?.oldText ?? '');
  let isAbove = false;
  return lines.filter((line) => {
    isAbove =
      (isAbove && continues.test(line)) ||
      names.some((name) => line.includes(name)) ||
      isSaid(line, literals) ||
      (!praise.test(line) && complaint.test(line.replace(none, '')));
    return !isAbove;
  });
}

/** Whether a line does no more than list an edited file as changed, as git-status(1) does in its short format. */
function isListed(line: string, { paths }: EditWords): boolean {
  return paths.some((path) => line.endsWith(path) && line.slice(0, -path.length).trim().length <= 2);
}

/** What stands between quotation marks and may be printed as it stands, without what is put in at other times. */
function literalsIn(text: string): readonly string[] {
  return [...text.matchAll(/(["'`])((?:\\.|(?!\1)[^\\\n])*)\1/g)]
    .flatMap(([, , inner = '']) => inner.split(/\\.|\$?\{[^{}]*\}|%[a-z]|\$\w+/))
    .map((part) => part.trim())
    .filter((part) => /\p{L}{2}/u.test(part));
}

/** A word of two letters is found anywhere. */
function isSaid(line: string, literals: readonly string[]): boolean {
  return literals.some((literal) => (literal.length > 2 ? line.includes(literal) : line.trim() === literal));
}
