import { type Doubt, gravest } from '../../edits/doubt';
import { denial } from './denials';
import {
  explanationNames,
  folded,
  isKnownName,
  isListName,
  isWrapperName,
  names,
  saidUnder,
  titleNames,
} from './names';
import {
  against,
  hardly,
  inFavour,
  isNo,
  isPolar,
  isSet,
  isYes,
  looseStateNames,
  ofOthers,
  remarks,
  soundsAgainst,
  soundsAgainstIfYes,
  soundsFinal,
  soundsInFavour,
  soundsLikeFiles,
  soundsLikeState,
  standing,
  stateIn,
  stateNames,
  takenBack,
} from './standingWords';

/**
 * What a reply says against its own findings in a state that it gives them, or beside them. Where it may say so, it is asked
 * again; where it hardly does, the finding is shown with what is said.
 */

/** What speaks against findings, and how gravely. */
export interface Sign {
  readonly doubt: Exclude<Doubt, 'none'>;
  /** The part of the reply that does, in its own words, of which `longestWords` are kept, and what it calls that. */
  readonly words: string;
  readonly name?: string;
}

/** More than is shown of them. UTF-16 code units. */
export const longestWords = 1_000;

/** What a reply says against a finding, by the state that it gives it and by what else stands in it. */
export function standingOf(said: Record<string, unknown>): 'taken back' | readonly Sign[] {
  const states = saidUnder(said, stateNames);
  const isAgainst = saidUnder(said, against).some(isSet) || saidUnder(said, inFavour).some((flag) => !isSet(flag));
  if (isAgainst || states.some((state) => takenBack.has(stateIn(state)))) {
    return 'taken back';
  }
  const [title] = titleNames.flatMap((group) => saidUnder(said, group));
  const loose = [title, ...saidUnder(said, looseStateNames)].filter((state) => takenBack.has(stateIn(state)));
  const odd = states.filter((state) => !standing.has(stateIn(state)));
  return [
    ...loose.map((state) => signOf('status', state, 'refused')),
    ...odd.map((state) => signOf('status', state, 'unsure')),
    ...Object.entries(said).flatMap(([name, value]) => signsIn(name, value, 0)),
  ].filter((sign) => sign !== undefined);
}

/** What an object says against the findings in it. Other states are its own; numbers in it count others. */
export function signsAround(around: Record<string, unknown>): readonly Sign[] {
  const known = signs.get(around) ?? signsBeside(around, 0);
  signs.set(around, known);
  return known;
}

/** An object stands around each of its findings, of which there can be thousands. */
const signs = new WeakMap<Record<string, unknown>, readonly Sign[]>();

/** How gravely signs speak against what they are about. */
export function weightOf(signs: readonly Sign[]): Doubt {
  return gravest(signs.map(({ doubt }) => doubt));
}

/** @param depth of the objects in which it stands, within the one around the findings */
function signsBeside(around: Record<string, unknown>, depth: number): readonly Sign[] {
  const entries = Object.entries(around);
  const beside = entries.filter(([, value]) => typeof value === 'boolean' || typeof value === 'string');
  const said = Object.fromEntries(beside);
  const states = saidUnder(said, [...stateNames, ...looseStateNames]).filter(
    (state) => takenBack.has(stateIn(state)) && !fineAround.has(stateIn(state)),
  );
  // With a list, it may be the file that is not valid.
  const flags = entries.some(([, value]) => Array.isArray(value)) ? [] : saidUnder(said, inFavour);
  const isFlagged = saidUnder(said, against).some(isSet) || flags.some((flag) => !isSet(flag));
  const calls = depth > 0 ? [] : saidUnder(said, callNames).filter((name) => callsBack.test(folded(String(name))));
  return [
    ...(isFlagged ? [signOf('status', 'rejected', 'refused')] : []),
    ...[...states, ...calls].map((state) => signOf('status', state, 'refused')),
    ...beside.flatMap(([name, value]) => signsIn(name, value, depth)),
    ...entries.flatMap(([name, value]) => (listsAgainst(name, value) ? [signOf(name, value, 'refused')] : [])),
    ...entries.flatMap(([name, value]) => (isAbout(name, value, depth) ? signsBeside(value, depth + 1) : [])),
  ].filter((sign) => sign !== undefined);
}

/** Of a request that has gone well. */
const fineAround: ReadonlySet<string> = new Set(['ok', 'okay']);
/** What a reply calls a tool, or itself. */
const callNames = ['name', 'tool', 'function', 'kind', 'type'];
const callsBack =
  /^(?:drop|remove|delete|discard|cancel|dismiss|retract|withdraw|suppress|ignore|reject|refute)(?:e?[ds])?(?:$|all|finding|issue|problem|bug|result|report)/;

/** Objects within objects are looked at so far. */
const deepest = 4;

/** Whether what an object says beside findings is about them, and not about what stands in itself or about another file. */
function isAbout(name: string, value: unknown, depth: number): value is Record<string, unknown> {
  if (!isObject(value) || Array.isArray(value) || depth >= deepest || /[./\\]/.test(name)) {
    return false;
  }
  return !((isListName(name) || isWrapperName(name)) && Object.values(value).some(isObject));
}

/** Whether a list beside findings names those that are none, or all that are. Findings in it are others. */
function listsAgainst(name: string, value: unknown): boolean {
  const key = folded(name);
  if (!Array.isArray(value) || isListName(name)) {
    return false;
  }
  const isOfNames = value.length > 0 && value.every((item) => !isObject(item));
  return (isOfNames && soundsAgainst.test(key) && !soundsLikeFiles.test(key)) || soundsFinal.test(key);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const flagNames: ReadonlySet<string> = new Set([...stateNames, ...looseStateNames, ...against, ...inFavour]);
const texts: ReadonlySet<string> = new Set([...titleNames, ...explanationNames].flat());
/** Under these is code, or where it is. */
const codeNames: ReadonlySet<string> = new Set([names.edits, names.oldText, names.newText, names.lines].flat());

/** What a part says against a finding, under a name that is in no table or in a text; or what stands within it does. */
function signsIn(name: string, value: unknown, depth: number): readonly (Sign | undefined)[] {
  const key = folded(name);
  if (isObject(value)) {
    return codeNames.has(key) ? [] : signsWithin(name, value, depth);
  }
  const denied = typeof value === 'string' && (texts.has(key) || !isKnownName(key)) ? denial(value) : 'none';
  return [signOf(name, value, gravest([denied, doubtOfFlag(key, value)]))];
}

/** @param key folded */
function doubtOfFlag(key: string, value: unknown): Doubt {
  const isOther = isNo(value) && (ofOthers.test(key) || remarks.test(key));
  if (isOther || flagNames.has(key) || (isKnownName(key) && !isNo(value)) || value === null) {
    return 'none';
  }
  if (soundsAgainst.test(key)) {
    return !isSet(value) || hardly.has(stateIn(value)) ? 'none' : ofName(key, value);
  }
  if (typeof value === 'string' && soundsLikeState.test(key) && takenBack.has(stateIn(value))) {
    return 'refused';
  }
  const isFlag = (soundsAgainstIfYes.test(key) && isYes(value)) || (soundsInFavour.test(key) && isNo(value));
  return isFlag ? ofName(key, value) : 'none';
}

/** How gravely a flag speaks against a finding: a name with other words in it may be about something else, a number is a guess. */
function ofName(key: string, value: unknown): Doubt {
  return typeof value !== 'number' && isPolar(key) && value !== '' ? 'refused' : 'unsure';
}

/** What speaks against a finding in a part of it that is an object or a list: by its name, or by what stands in it. */
function signsWithin(
  name: string,
  held: Record<string, unknown> | readonly unknown[],
  depth: number,
): readonly (Sign | undefined)[] {
  const key = folded(name);
  const items = Array.isArray(held) ? held : [held];
  if (items.length > 0 && soundsAgainst.test(key) && !soundsLikeFiles.test(key)) {
    return [signOf(name, held, 'refused')];
  }
  return items.flatMap((item): readonly (Sign | undefined)[] => {
    if (isObject(item)) {
      return depth < deepest && !Array.isArray(item) ? signsBeside(item, depth + 1) : [];
    }
    const isTold = typeof item === 'string' && !isKnownName(key);
    return [isTold ? signOf(name, item, takenBack.has(stateIn(item)) ? 'refused' : denial(item)) : undefined];
  });
}

function signOf(name: string, value: unknown, doubt: Doubt): Sign | undefined {
  return doubt === 'none'
    ? undefined
    : { doubt, name, words: typeof value === 'string' ? value : JSON.stringify(value) };
}
