import { type Confirmation, type Verdict, verdicts } from '../types';
import { lettersOf } from './echo';
import { replyValues, wordsAhead } from './reply/replyValues';
import { mayDeny } from './reply/takenBack';
import { readBehindThinking } from './reply/thinking';

/** What a reply about one finding means. */
export type ParsedVerdict =
  | (Confirmation & { readonly kind: 'verdict'; readonly verdict: Verdict })
  | { readonly kind: 'empty' }
  | { readonly kind: 'unreadable' };

type Said = Confirmation & { readonly verdict: Verdict };

/** Of a reply without what was thought before. UTF-16 code units. */
const maxVerdictLength = 16_384;
const maxReasonLength = 500;
/** Lists of one and objects of one key around the agreed object. */
const maxWrappings = 4;

/** What models write for a verdict, letters alone. */
const wordsFor: Readonly<Record<Verdict, readonly string[]>> = {
  confirmed: ['confirmed', 'confirm', 'confirms', 'valid', 'truepositive', 'supported', 'borneout'],
  refuted: ['refuted', 'refute', 'refutes', 'rejected', 'invalid', 'falsepositive', 'notaproblem', 'notvalid'],
  unsure: [
    ...['unsure', 'uncertain', 'notsure', 'unknown', 'unclear', 'undecided', 'inconclusive', 'cannotdetermine'],
    ...['cannottell', 'insufficientinformation', 'maybe', 'needsmorecontext'],
    // It may have been left open, or be wrong: the milder of both.
    ...['notconfirmed', 'unconfirmed', 'unsupported'],
  ],
};
const meanings = new Map(verdicts.flatMap((verdict) => wordsFor[verdict].map((word) => [word, verdict] as const)));
const verdictKeys = ['verdict', 'answer', 'decision', 'judgment', 'judgement', 'conclusion', 'result', 'status'];
const reasonKeys = ['reason', 'reasoning', 'explanation', 'rationale', 'justification', 'why', 'comment'];

/**
 * Reads a reply about a finding: the agreed object, in other words or as faulty JSON, where it ends the reply and stands
 * on lines of its own; or prose that says one thing only. Since a verdict can hide a finding, what could be meant
 * otherwise is none, and so is what stands in the file, which a model may quote. Never throws.
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
  return said ? { kind: 'verdict', ...said } : { kind: 'unreadable' };
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
  if (own?.said && [wordsAhead(last), ...own.remarks].some((words) => mayTurn(words, own.said?.verdict))) {
    return undefined;
  }
  const isOne = own?.source === last.source && all.every(({ said }) => said?.verdict === own.said?.verdict);
  return isOne ? own.said : undefined;
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

function saidIn(value: unknown, wrappings: number): Said | undefined {
  if (wrappings > maxWrappings || typeof value !== 'object' || value === null) {
    return undefined;
  }
  const entries = Object.entries(value).map(([key, item]) => [lettersOf(key), item] as const);
  const [[, only] = []] = entries;
  if (entries.length === 1 && typeof only === 'object') {
    return saidIn(only, wrappings + 1);
  }
  const under = (keys: readonly string[]) => entries.filter(([key]) => keys.includes(key)).map(([, item]) => item);
  const named = under(verdictKeys).map((item) =>
    typeof item === 'string' ? meanings.get(lettersOf(item)) : undefined,
  );
  // {"confirmed": true, "refuted": false}
  const flags = entries.filter(([key]) => meanings.has(key));
  const meant = flags.flatMap(([key, item]) => (item === false ? [] : [item === true ? meanings.get(key) : undefined]));
  const denied = flags.flatMap(([key, item]) => (item === false ? [meanings.get(key)] : []));
  const [verdict, ...others] = new Set([...named, ...meant]);
  if (verdict === undefined || others.length > 0 || denied.includes(verdict)) {
    return undefined;
  }
  // A text or an object that is cut may go on with another verdict.
  if (entries.some(([key, item]) => item === undefined || !agrees(key, item, verdict, wrappings))) {
    return undefined;
  }
  const reason = under(reasonKeys).find((item) => typeof item === 'string');
  return { verdict, reason: plain(typeof reason === 'string' ? reason : '') };
}

const saysValid = /confirm|valid|real|genuine|truepositive|isabug|isbug|isissue|isanissue|isproblem|isaproblem|correct/;
const saysInvalid = /refut|reject|falsepositive|invalid|dismiss|incorrect|notvalid|notreal|notan?(?:bug|issue|problem)/;

/** Whether what stands beside a verdict gives no other one: `final_verdict`, `is_false_positive`, one that is revised. */
function agrees(key: string, item: unknown, verdict: Verdict, wrappings: number): boolean {
  if (typeof item === 'object') {
    const inner = verdictKeys.includes(key) ? undefined : saidIn(item, wrappings + 1);
    return inner === undefined || inner.verdict === verdict;
  }
  if (meanings.has(key) || verdictKeys.includes(key) || reasonKeys.includes(key)) {
    return true;
  }
  const word = typeof item === 'string' ? lettersOf(item) : '';
  const flag = item === true || word === 'true' || word === 'yes';
  const isFlag = flag || item === false || word === 'false' || word === 'no';
  const other = saysInvalid.test(key) ? flag : saysValid.test(key) ? !flag : undefined;
  if (isFlag && other !== undefined) {
    return verdict === (other ? 'refuted' : 'confirmed');
  }
  return !(meanings.has(word) || verdictKeys.some((name) => key.endsWith(name))) || meanings.get(word) === verdict;
}

const opposite = /\b(?:opposite|contrary|reverse)\b/i;

/** Whether words beside a verdict may give another one, or call it an example. */
function mayTurn(words: string, verdict: Verdict | undefined): boolean {
  const isOther = (other: Verdict) =>
    other !== verdict && (words.search(clearWords[other]) !== -1 || looseWords[other].test(words));
  return mayDeny(words) || opposite.test(words) || verdicts.some(isOther);
}

/** What gives a verdict in prose. */
const clearWords: Readonly<Record<Verdict, RegExp>> = {
  confirmed: /\b(?:confirm(?:s|ed)?|borne out|true positive|finding is valid)\b/gi,
  refuted: /\b(?:refute(?:s|d)?|false positive)\b/gi,
  unsure: /\b(?:unsure|uncertain|undecided|inconclusive|unconfirmed)\b/gi,
};
/** What speaks for a verdict or of something else, such as a wrong value: it gives none, and takes any other. */
const looseWords: Readonly<Record<Verdict, RegExp>> = {
  confirmed: /\b(?:valid|correct|right|true|real|genuine|supported|agree|bears? (?:it|this) out)\b/i,
  refuted:
    /\b(?:wrong|false|invalid|incorrect|reject(?:s|ed)?|mistaken|unfounded|baseless|groundless|harmless|benign|moot|intended|intentional(?:ly)?|safe|disagree)\b/i,
  unsure: /\b(?:unclear|unknown|unsupported|unproven|maybe|perhaps)\b/i,
};
/** With these, what the other words mean takes understanding. */
const turns =
  /\b(?:yes|no|not|never|none|nothing|neither|nor|cannot|hardly|without|but|however|although|though|yet|if|unless|whether|could|would|should|might|may)\b|n['’]t\b|\?/i;

/** Prose of which every word for a verdict stands for the same one, and none stands in the file. */
function saidInProse(body: string, user: string): Said | undefined {
  const words = verdicts.flatMap(
    (verdict) => body.match(clearWords[verdict])?.map((word) => ({ verdict, word })) ?? [],
  );
  const verdict = words[0]?.verdict;
  const letters = lettersOf(user);
  const isOpen =
    turns.test(body) ||
    words.some((one) => one.verdict !== verdict || letters.includes(lettersOf(one.word))) ||
    verdicts.some((other) => other !== verdict && looseWords[other].test(body));
  if (verdict === undefined || isOpen) {
    return undefined;
  }
  const lines = body.split(/\r\n|\r|\n/);
  const reason = lines.map((line) => reasonLine.exec(line)?.[1] ?? '').find((text) => text !== '');
  return { verdict, reason: plain(reason ?? body.replace(leadingWord, '')) };
}

const reasonLine = /^[^\p{L}\p{N}|]*(?:reason|reasoning|explanation|rationale|because)[*_ ]*:\P{L}*(.+)/iu;
const leadingWord = /^\P{L}*(?:verdict\P{L}+)?(?:confirmed|refuted|unsure|uncertain)(?:$|\P{L}+)/iu;

const controlCharacters = /[\p{Cc}\u2028\u2029]/gu;

function plain(text: string): string {
  return text.replace(controlCharacters, ' ').replace(/\s+/g, ' ').trim().slice(0, maxReasonLength);
}
