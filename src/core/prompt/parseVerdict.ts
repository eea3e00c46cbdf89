import { type Confirmation, type Verdict, verdicts } from '../types';
import { lettersOf } from './echo';
import { confidenceOf } from './reply/levels';
import { folded, isListName, isWrapperName, names } from './reply/names';
import { isStruckOutBehind, replyValues, wordsAhead } from './reply/replyValues';
import { readBehindThinking } from './reply/thinking';
import { mayBeForeignReason, mayDeny } from './reply/wordsAround';

/** What a reply about one finding means. */
export type ParsedVerdict =
  | (Confirmation & { readonly kind: 'verdict'; readonly verdict: Verdict })
  | { readonly kind: 'empty' }
  /** With what it says, where it contradicts itself: it calls a finding refuted and a problem, or confirmed and none. */
  | { readonly kind: 'unreadable'; readonly said?: Said };

type Said = Confirmation & { readonly verdict: Verdict };

/** What a reply says; `isProblem` is undefined where it does not say whether there is a problem. */
interface Claim extends Said {
  readonly isProblem: boolean | undefined;
}

/** Of a reply without what was thought before. UTF-16 code units. */
const maxVerdictLength = 16_384;
const maxReasonLength = 500;
/** Lists of one and objects of one key around the agreed object. */
const maxWrappings = 4;

/** What models write for a verdict, letters alone. */
const wordsFor: Readonly<Record<Verdict, readonly string[]>> = {
  confirmed: ['confirmed', 'confirm', 'confirms', 'valid', 'truepositive', 'supported', 'borneout'],
  refuted: [
    'refuted',
    'refute',
    'refutes',
    'falsepositive',
    'falsealarm',
    'disproved',
    'invalid',
    'reject',
    'rejected',
  ],
  unsure: [
    ...['unsure', 'uncertain', 'notsure', 'unknown', 'unclear', 'undecided', 'inconclusive', 'cannotdetermine'],
    ...['cannottell', 'insufficientinformation', 'maybe', 'needsmorecontext'],
    // It may have been left open, or be wrong: the milder of both.
    ...['notconfirmed', 'unconfirmed', 'unsupported'],
  ],
};
const meanings = new Map(verdicts.flatMap((verdict) => wordsFor[verdict].map((word) => [word, verdict] as const)));
/** Names of nothing but a verdict: a `status` or `result` can be that of a request. */
const verdictNames = new Set(['verdict', 'finalverdict', 'judgment', 'judgement']);
/** Names of whether there is a problem, letters alone. */
const problemNames = new Set([
  'isproblem',
  'isaproblem',
  'isrealproblem',
  'problem',
  'isbug',
  'isissue',
  'isvalid',
  'isreal',
]);
const reasonNames = new Set(['reason', 'reasoning', 'explanation', 'rationale', 'justification', 'why']);
const placeNames = new Set([...names.lines, ...names.startLine, ...names.endLine, ...names.file]);

/**
 * Reads a reply about a finding: the agreed object, in plain synonyms or as faulty JSON, where it ends the reply and stands
 * on lines of its own. Since a verdict can hide a finding, what could be meant otherwise is none: an object with anything in
 * it that is not known, a sentence, and what stands in the file, which a model may quote; and a finding is refuted only where
 * the reply also says that there is no problem, and names what shows it. Never throws.
 *
 * @param user the user message: what stands in it is copied, and nobody's verdict
 */
export function parseVerdict(reply: string, user: string): ParsedVerdict {
  return readBehindThinking(reply, (body) => readBody(body, user)) ?? { kind: 'unreadable' };
}

function readBody(body: string, user: string): ParsedVerdict {
  if (body === '') {
    return { kind: 'empty' };
  }
  const claim = body.length > maxVerdictLength ? undefined : claimOf(body, user);
  if (!claim) {
    return { kind: 'unreadable' };
  }
  const said = { verdict: claim.verdict, reason: plain(claim.reason).slice(0, maxReasonLength) };
  if (contradictsItself(claim)) {
    return { kind: 'unreadable', said };
  }
  const isUnproven = claim.verdict === 'refuted' && (claim.isProblem !== false || !namesEvidence(claim.reason, user));
  return { kind: 'verdict', ...said, verdict: isUnproven ? 'unsure' : said.verdict };
}

function contradictsItself({ verdict, isProblem }: Claim): boolean {
  return (verdict === 'refuted' && isProblem === true) || (verdict === 'confirmed' && isProblem === false);
}

/**
 * Whether a reason names what decides it: a line that is shown, or code that stands there and is not only what the finding
 * speaks of. Who is asked for that and does not give it, or says that nobody can tell, has found nothing; what is copied
 * out of the file is its own.
 */
function namesEvidence(reason: string, user: string): boolean {
  const letters = lettersOf(reason);
  if (cannotTell.test(reason) || (letters.length >= fewLetters && lettersOf(user).includes(letters))) {
    return false;
  }
  const shown = [...user.matchAll(numbered)].map(([, digits = '', code = '']) => ({ digits, code: code.trim() }));
  const asked = user.replace(numbered, '');
  const lines = new Set([...reason.matchAll(lineWords)].map(([, digits = '']) => digits));
  const words = [...reason.matchAll(codeWords)].map(([word]) => word.replace(/[`'"]|\(\)$/g, ''));
  return shown.some(
    ({ digits, code }) =>
      lines.has(digits) ||
      (code.length >= fewLetters && reason.includes(code)) ||
      words.some((word) => code.includes(word) && !asked.includes(word)),
  );
}

/** A reason that is copied has more, and code that is quoted without marks. */
const fewLetters = 12;
/** A line of the file as it is shown: see `numberedLine`. */
const numbered = /^(\d{1,7})\| (.*)$/gm;
/** What calls a number that of a line, in the languages in which models reply most. */
const lineWords =
  /(?:\b(?:l|ln|lines?|zeilen?|lignes?|l[ií]neas?|linhas?|rig[ah]e?|regels?|rad)\.?|строк\p{L}{0,3}|第|行|line:)[\s#:]{0,3}(\d{1,7})/giu;
/** Words that are code and no English: in marks, called, or of several parts. */
const codeWords = /`[^`\n]{2,80}`|\b\w+\(\)|\b[a-z]\w*[A-Z]\w*\b|\b\w+(?:_\w+|\.\w{2,})\b/g;
const cannotTell =
  /\b(?:can(?:not|['’]t| not) (?:tell|judge|say|decide|determine|verify|confirm|know|be (?:sure|certain|determined|decided|verified))|(?:not|un)[ -]?(?:sure|certain|clear)|(?:do not|don['’]t) know|insufficient|not enough|(?:more|further|missing|without) context|hard to (?:say|tell|judge)|(?:may|might|could) (?:well )?be (?:a |real|right|valid|wrong)|impossible to (?:say|tell|judge)|\d+ ?% (?:sure|certain))\b/i;

function claimOf(body: string, user: string): Claim | undefined {
  const pieces = replyValues(body).filter(({ source }) => source.includes('{'));
  const last = pieces.at(-1);
  if (!last || !isAlone(last.source, body)) {
    return undefined;
  }
  const letters = lettersOf(user);
  const all = pieces
    .filter(({ ended, source }) => typeof ended === 'string' && !letters.includes(lettersOf(source)))
    .map(({ source, value, remarks }) => ({ source, remarks, claim: claimIn(value, 0) }));
  const own = all.at(-1);
  const ahead = wordsAhead(last);
  const isStruckOut = isStruckOutBehind(pieces.map(({ before }) => before).join('\n'));
  if (!own || isStruckOut || mayBeForeignReason(ahead) || [ahead, ...own.remarks].some(mayTurn)) {
    return undefined;
  }
  const isOne = own.source === last.source && all.every(({ claim }) => isSame(claim, own.claim));
  return isOne ? own.claim : undefined;
}

function isSame(one: Claim | undefined, other: Claim | undefined): boolean {
  return one?.verdict === other?.verdict && one?.isProblem === other?.isProblem;
}

/** Whether a text ends another and stands on lines of its own, but for a fence. */
function isAlone(source: string, body: string): boolean {
  const at = body.lastIndexOf(source);
  return (
    at >= 0 &&
    /(?:^|\n)[ \t]*(?:(?:```|~~~)[\w-]*\s*)?$/.test(body.slice(0, at)) &&
    /^\s*(?:```|~~~)?$/.test(body.slice(at + source.length))
  );
}

/** What an object claims of which each part is known. */
function claimIn(value: unknown, wrappings: number): Claim | undefined {
  if (wrappings > maxWrappings || typeof value !== 'object' || value === null) {
    return undefined;
  }
  if (Array.isArray(value)) {
    return value.length === 1 ? claimIn(value[0], wrappings + 1) : undefined;
  }
  const parts = Object.entries(value).map(([name, item]) => ({ name: folded(name), item }));
  const [{ name, item: only } = { name: '', item: undefined }] = parts;
  if (parts.length === 1 && typeof only === 'object') {
    const isWrapper = isListName(name) || isWrapperName(name) || verdictNames.has(name);
    return isWrapper ? claimIn(only, wrappings + 1) : undefined;
  }
  const isOfProblem = (part: Part) => problemNames.has(part.name);
  const [verdict, ...others] = new Set(parts.filter((part) => !saysNothing(part) && !isOfProblem(part)).map(meant));
  const problems = new Set(parts.filter(isOfProblem).map(({ item }) => truthOf(item)));
  if (verdict === undefined || others.length > 0 || parts.some((part) => part.name === verdict && !part.item)) {
    return undefined;
  }
  if (problems.size > 1 || problems.has(undefined)) {
    return undefined;
  }
  const reason = parts.find((part) => reasonNames.has(part.name) && typeof part.item === 'string')?.item;
  const [isProblem] = problems;
  return { verdict, isProblem, reason: String(reason ?? '') };
}

interface Part {
  /** Folded. */
  readonly name: string;
  /** Undefined where it is cut, so that it may go on with another verdict. */
  readonly item: unknown;
}

/** Whether a part of an object can stand beside any verdict. */
function saysNothing({ name, item }: Part): boolean {
  if (name === 'confidence') {
    return item === null || ['high', 'medium'].includes(confidenceOf(item) ?? '');
  }
  const numbers = [item].flat();
  // A list of texts that is cut may go on, too.
  const isWhole =
    item === null ||
    typeof item === 'string' ||
    (numbers.length > 0 && numbers.every((one) => typeof one === 'number'));
  return isFlag(name) ? item === false : (reasonNames.has(name) || placeNames.has(name)) && isWhole;
}

/** What a part of an object means; undefined where nobody can tell. */
function meant({ name, item }: Part): Verdict | undefined {
  if (isFlag(name)) {
    return item === true ? name : undefined;
  }
  return verdictNames.has(name) && typeof item === 'string' ? meaningOf(item) : undefined;
}

function truthOf(item: unknown): boolean | undefined {
  const said = typeof item === 'string' ? item.toLowerCase() : item;
  return said === true || said === 'true' || said === 'yes'
    ? true
    : said === false || said === 'false' || said === 'no'
      ? false
      : undefined;
}

/** {"confirmed": false, "refuted": true} */
function isFlag(name: string): name is Verdict {
  return verdicts.some((verdict) => verdict === name);
}

/** The verdict that a text is a word for, whatever its marks; a question or something struck out is none. */
function meaningOf(text: string): Verdict | undefined {
  return /^[\p{L}\s*_`"'.!:-]+$/u.test(text) ? meanings.get(lettersOf(text)) : undefined;
}

/** What speaks of a verdict in the words ahead of one, or in its comments. */
const judges =
  /\b(?:opposite|contrary|reverse|confirm\w*|borne|positive|valid|correct|right|true|real|genuine|supported|agree|wrong|false|invalid|incorrect|mistaken|disagree|unsure|uncertain|undecided|inconclusive|unclear|unproven|maybe|perhaps)\b/i;

/** Whether words beside a verdict may give another one, or call it an example. */
function mayTurn(words: string): boolean {
  return mayDeny(words) || judges.test(words);
}

const controlCharacters = /[\p{Cc}\u2028\u2029]/gu;

function plain(text: string): string {
  return text.replace(controlCharacters, ' ').replace(/\s+/g, ' ').trim();
}
