import { type Confirmation, type Verdict, verdicts } from '../types';
import { lettersOf } from './echo';
import { confidenceOf } from './reply/levels';
import { folded, isListName, isWrapperName, names } from './reply/names';
import { isStruckOutBehind, replyValues, wordsAhead } from './reply/replyValues';
import { readBehindThinking } from './reply/thinking';
import { mayBeForeignReason, mayDeny } from './reply/wordsAround';
import { mayContradict } from './verdictReason';

/** What a reply about one finding means. */
export type ParsedVerdict =
  | (Confirmation & { readonly kind: 'verdict'; readonly verdict: Verdict })
  | { readonly kind: 'empty' }
  /** With the verdict that it gives and the reason for it, where that may say the opposite. */
  | { readonly kind: 'unreadable'; readonly said?: Said };

type Said = Confirmation & { readonly verdict: Verdict };

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
/** Under no name, they may be said of the request. */
const mayBeOfRequest = new Set(['invalid', 'reject', 'rejected']);
/** Names of nothing but a verdict: a `status` or `result` can be that of a request. */
const verdictNames = new Set(['verdict', 'finalverdict', 'judgment', 'judgement']);
const reasonNames = new Set(['reason', 'reasoning', 'explanation', 'rationale', 'justification', 'why']);
const placeNames = new Set([...names.lines, ...names.startLine, ...names.endLine, ...names.file]);

/**
 * Reads a reply about a finding: the agreed object, in plain synonyms or as faulty JSON, where it ends the reply and stands
 * on lines of its own; or the word alone, with the reason on a line under its name. Since a verdict can hide a finding,
 * what could be meant otherwise is none: an object with anything in it that is not known, a sentence, and what stands in
 * the file, which a model may quote. Never throws.
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
  const said = body.length > maxVerdictLength ? undefined : saidInReply(body, user);
  if (!said) {
    return { kind: 'unreadable' };
  }
  const reason = plain(said.reason);
  const shown = { ...said, reason: reason.slice(0, maxReasonLength) };
  return mayContradict(said.verdict, reason) ? { kind: 'unreadable', said: shown } : { kind: 'verdict', ...shown };
}

function saidInReply(body: string, user: string): Said | undefined {
  const pieces = replyValues(body).filter(({ source }) => source.includes('{'));
  const last = pieces.at(-1);
  if (!last) {
    return /[{}]/.test(body) ? undefined : saidInProse(body, user);
  }
  if (!isAlone(last.source, body)) {
    return undefined;
  }
  const letters = lettersOf(user);
  const all = pieces
    .filter(({ ended, source }) => typeof ended === 'string' && !letters.includes(lettersOf(source)))
    .map(({ source, value, remarks }) => ({ source, remarks, said: saidIn(value, 0) }));
  const own = all.at(-1);
  const ahead = wordsAhead(last);
  const isStruckOut = isStruckOutBehind(pieces.map(({ before }) => before).join('\n'));
  if (!own || isStruckOut || mayBeForeignReason(ahead) || [ahead, ...own.remarks].some(mayTurn)) {
    return undefined;
  }
  const isOne = own.source === last.source && all.every(({ said }) => said?.verdict === own.said?.verdict);
  const turned = all.find(({ said }) => said && mayContradict(said.verdict, plain(said.reason)));
  return isOne ? (turned ?? own).said : undefined;
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

/** What an object says of which each part is known. */
function saidIn(value: unknown, wrappings: number): Said | undefined {
  if (wrappings > maxWrappings || typeof value !== 'object' || value === null) {
    return undefined;
  }
  if (Array.isArray(value)) {
    return value.length === 1 ? saidIn(value[0], wrappings + 1) : undefined;
  }
  const parts = Object.entries(value).map(([name, item]) => ({ name: folded(name), item }));
  const [{ name, item: only } = { name: '', item: undefined }] = parts;
  if (parts.length === 1 && typeof only === 'object') {
    const isWrapper = isListName(name) || isWrapperName(name) || verdictNames.has(name);
    return isWrapper ? saidIn(only, wrappings + 1) : undefined;
  }
  const [verdict, ...others] = new Set(parts.filter((part) => !saysNothing(part)).map(meant));
  if (verdict === undefined || others.length > 0 || parts.some((part) => part.name === verdict && !part.item)) {
    return undefined;
  }
  const reason = parts.find((part) => reasonNames.has(part.name) && typeof part.item === 'string')?.item;
  return { verdict, reason: String(reason ?? '') };
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

/** A word for a verdict on a line of its own, with nothing behind it but the reason, under its name. */
function saidInProse(body: string, user: string): Said | undefined {
  const [line = '', reason = '', ...more] = body.split(/[\r\n]+/).filter((text) => text.trim() !== '');
  const word = line.replace(verdictLabel, '');
  const verdict = meaningOf(word);
  const isAll = more.length === 0 && (reason === '' || reasonLabel.test(reason));
  const isOfRequest = word === line && mayBeOfRequest.has(lettersOf(word));
  return verdict !== undefined && isAll && !isOfRequest && !lettersOf(user).includes(lettersOf(word))
    ? { verdict, reason: reason.replace(reasonLabel, '') }
    : undefined;
}

const verdictLabel = /^[*_#\s]*(?:final )?verdict[*_]*:/i;
const reasonLabel = /^[*_#\s]*(?:reason|reasoning|explanation|rationale)[*_]*:[*_\s]*/i;

const controlCharacters = /[\p{Cc}\u2028\u2029]/gu;

function plain(text: string): string {
  return text.replace(controlCharacters, ' ').replace(/\s+/g, ' ').trim();
}
