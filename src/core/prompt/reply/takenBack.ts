import { deny } from './denials';
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

/**
 * What a reply says against its own findings in a state that it gives them, or beside them. What no table has is only ever a
 * reason for doubt, so a wide net costs no more than another request.
 */

const list = (names: string): readonly string[] => names.split(/\s+/);
const set = (names: string): ReadonlySet<string> => new Set(list(names));

/** What gives a finding a state and says nothing else. */
const stateNames = list('status state verdict decision disposition');
/** What may be words about something else. */
const looseStateNames = list('resolution outcome conclusion assessment judgement judgment validity kind type category');
const standing =
  set(`open new active confirmed valid fail failed failing found detected reported unresolved unfixed todo
  pending truepositive real actionable accepted needsfix needsreview present identified flagged bug issue problem defect
  error warning true yes`);
const takenBack =
  set(`passed pass passes passing ok okay rejected falsepositive fp dismissed notabug notanissue notaproblem
  notadefect notavulnerability invalid refuted retracted withdrawn wontfix ignored ignore suppressed clean safe correct fine
  none nothing noissue noissues nobug nobugs noproblem noproblems nodefect notapplicable na false no intended bydesign lgtm
  allgood looksgood looksfine looksok looksokay lookscorrect looksright falsealarm nonissue notreal nottrue notvalid
  notexploitable notreachable notvulnerable notaffected notreproducible harmless benign overturned disproved disproven
  cancelled canceled drop dropped discard discarded dismiss retract reject refute skip noaction nofix absent`);
/** Flags that take a finding back where they are set … */
const against =
  list(`rejected dismissed falsepositive isfalsepositive retracted withdrawn refuted resolved ignored suppressed
  invalid notabug notanissue notaproblem passed nonissue isresolved isdismissed fp isfp falsealarm isfalsealarm`);
/** … and where they are not. */
const inFavour =
  list(`valid isvalid isbug isissue isanissue isproblem isaproblem isreal real exists confirmed actionable applies
  isrealissue isrealbug isrealproblem isactualissue isactualbug isvalidissue isvalidfinding isvalidbug truepositive
  istruepositive isgenuine findingisvalid`);
/** A name that is in no table and has one of these in it may say the same: of several words, nobody knows. */
const soundsAgainst =
  /false(?:positive|alarm)|reject|dismiss|retract|withdr|refut|suppress|ignor|invalid|nonissue|notan?(?:actual|real)?(?:bug|issue|problem|defect|finding)|resolved|passed|overturn|wontfix/;
/** Only where it is a yes: as a number or a text, it is about something else. */
const soundsAgainstIfYes = /drop|discard|delet|remov|skip|example|draft|hypothe|template|sample|cancel|obsolete/;
const soundsInFavour =
  /valid|real|genuine|actual|exist|bug|issue|problem|defect|confirm|positive|actionable|appl(?:y|ies)|report|keep|kept|includ|should/;
/** "None" under such a name says that there is nothing beside the finding, or no more to say of it. */
const ofOthers = /^(?:other|related|known|additional|further|existing|more|extra|previous|similar)/;
const remarks = /(?:notes?|remarks?|comments?)$/;
const soundsLikeState =
  /(?:status|state|verdict|decision|disposition|conclusion|judge?ment|resolution|action|notes?|remarks?|opinion|determination|outcome|assessment|evaluation|triage|reviews?|results?)$/;
/** A list of findings under such a name is what a reply stands by, of those in another list. */
const soundsFinal =
  /^(?:final|confirmed|verified|valid|real|actual|true|remaining|kept|accepted|revised|corrected|surviving)/;
/** What is listed under such a name is no finding. */
const soundsLikeFiles = /(?:files?|paths?|lines?|rules?|checks?)$/;
/** How likely something is that speaks against a finding. */
const hardly: ReadonlySet<string> = set('low verylow unlikely none no never minimal negligible');
const negative: ReadonlySet<unknown> = new Set([
  false,
  0,
  '',
  'false',
  'no',
  'n',
  'f',
  'off',
  'never',
  'none',
  'nein',
  '0',
]);
const positive: ReadonlySet<unknown> = new Set([true, 'true', 'yes', 'y']);

/** Whether a reply stands by a finding, by the state that it gives it and by what it says beside it. */
export function standingOf(said: Record<string, unknown>): 'stands' | 'taken back' | 'unclear' {
  const states = saidUnder(said, stateNames).map(stateIn);
  const isAgainst = saidUnder(said, against).some(isSet) || saidUnder(said, inFavour).some((flag) => !isSet(flag));
  if (isAgainst || states.some((state) => takenBack.has(state))) {
    return 'taken back';
  }
  const isLooselyAgainst = saidUnder(said, looseStateNames).some((state) => takenBack.has(stateIn(state)));
  const [title] = titleNames.flatMap((group) => saidUnder(said, group));
  const isClear = states.every((state) => standing.has(state)) && !isLooselyAgainst && !takenBack.has(stateIn(title));
  return isClear && !Object.entries(said).some(([name, value]) => mayBeAgainst(name, value, 0)) ? 'stands' : 'unclear';
}

/** Whether an object may take back the findings in it. Other states are its own; numbers in it count others. */
export function mayTakeBackWithin(around: Record<string, unknown>): boolean {
  const known = takesBack.get(around);
  if (known !== undefined) {
    return known;
  }
  const may = mayTakeBackBeside(around, 0);
  takesBack.set(around, may);
  return may;
}

/** It stands around each of its findings, of which there can be thousands. */
const takesBack = new WeakMap<Record<string, unknown>, boolean>();

/** @param depth of the objects in which it stands, within the one around the findings */
function mayTakeBackBeside(around: Record<string, unknown>, depth: number): boolean {
  const entries = Object.entries(around);
  const beside = entries.filter(([, value]) => typeof value === 'boolean' || typeof value === 'string');
  const said = Object.fromEntries(beside);
  const isBack = saidUnder(said, [...stateNames, ...looseStateNames]).some(
    (state) => takenBack.has(stateIn(state)) && !fineAround.has(stateIn(state)),
  );
  // With a list, it may be the file that is not valid.
  const flags = entries.some(([, value]) => Array.isArray(value)) ? [] : saidUnder(said, inFavour);
  const isAgainst = isBack || saidUnder(said, against).some(isSet) || flags.some((flag) => !isSet(flag));
  return (
    isAgainst ||
    (depth === 0 && saidUnder(said, callNames).some((name) => callsBack.test(folded(String(name))))) ||
    beside.some(([name, value]) => mayBeAgainst(name, value, depth)) ||
    entries.some(([name, value]) => listsAgainst(name, value) || objectIsAgainst(name, value, depth))
  );
}

/** Of a request that has gone well. */
const fineAround: ReadonlySet<string> = set('ok okay');
/** What a reply calls a tool, or itself. */
const callNames = list('name tool function kind type');
const callsBack =
  /^(?:drop|remove|delete|discard|cancel|dismiss|retract|withdraw|suppress|ignore|reject|refute)(?:e?[ds])?(?:$|all|finding|issue|problem|bug|result|report)/;

/** Objects within objects are looked at so far. */
const deepest = 4;

/** Whether an object beside findings speaks against them, and not of what stands in itself or of another file. */
function objectIsAgainst(name: string, value: unknown, depth: number): boolean {
  if (!isObject(value) || Array.isArray(value) || depth >= deepest || /[./\\]/.test(name)) {
    return false;
  }
  const mayHoldOthers = (isListName(name) || isWrapperName(name)) && Object.values(value).some(isObject);
  return !mayHoldOthers && mayTakeBackBeside(value, depth + 1);
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

function isSet(flag: unknown): boolean {
  return !negative.has(typeof flag === 'string' ? flag.trim().toLowerCase() : flag);
}

const flagNames: ReadonlySet<string> = new Set([...stateNames, ...looseStateNames, ...against, ...inFavour]);
const texts: ReadonlySet<string> = new Set([...titleNames, ...explanationNames].flat());
/** Under these is code, or where it is. */
const codeNames: ReadonlySet<string> = new Set([names.edits, names.oldText, names.newText, names.lines].flat());

/** Whether a name that is in no table, or a text, may say that a finding is none; or what stands within it does. */
function mayBeAgainst(name: string, value: unknown, depth: number): boolean {
  const key = folded(name);
  if (isObject(value)) {
    return !codeNames.has(key) && mayHoldAgainst(key, value, depth);
  }
  if (isNo(value) && (ofOthers.test(key) || remarks.test(key))) {
    return false;
  }
  if (typeof value === 'string' && (texts.has(key) || !isKnownName(key)) && deny(value)) {
    return true;
  }
  if (flagNames.has(key) || (isKnownName(key) && !isNo(value)) || value === null) {
    return false;
  }
  if (soundsAgainst.test(key)) {
    return isSet(value) && !hardly.has(stateIn(value));
  }
  const isState = typeof value === 'string' && soundsLikeState.test(key) && takenBack.has(stateIn(value));
  const isYes = soundsAgainstIfYes.test(key) && positive.has(typeof value === 'string' ? value.toLowerCase() : value);
  return isState || isYes || (isNo(value) && soundsInFavour.test(key));
}

/** Whether a part of a finding that is an object or a list says that the finding is none: by its name, or by what stands in it. */
function mayHoldAgainst(key: string, held: Record<string, unknown> | readonly unknown[], depth: number): boolean {
  const items = Array.isArray(held) ? held : [held];
  if (items.length > 0 && soundsAgainst.test(key) && !soundsLikeFiles.test(key)) {
    return true;
  }
  return items.some((item) =>
    isObject(item)
      ? depth < deepest && !Array.isArray(item) && mayTakeBackBeside(item, depth + 1)
      : typeof item === 'string' && !isKnownName(key) && (takenBack.has(stateIn(item)) || deny(item)),
  );
}

function isNo(value: unknown): boolean {
  return value === false || (typeof value === 'string' && negative.has(value.trim().toLowerCase()));
}

function stateIn(said: unknown): string {
  return typeof said === 'string' || typeof said === 'boolean' ? folded(String(said)) : '';
}
