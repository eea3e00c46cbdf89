import { type Confirmation, type Verdict, verdicts } from '../types';
import { lettersOf } from './echo';
import { replyValues, stripFence } from './reply/replyValues';
import { stripThinking } from './reply/thinking';

/** What a reply about one finding means. */
export type ParsedVerdict =
  | (Confirmation & { readonly kind: 'verdict'; readonly verdict: Verdict })
  | { readonly kind: 'empty' }
  | { readonly kind: 'unreadable' };

type Said = Confirmation & { readonly verdict: Verdict };

/** Of a reply without what was thought before. UTF-16 code units. */
const maxVerdictLength = 16_384;
const maxReasonLength = 500;
/** A reply of no more than this is a word of its own, whatever stands in the file. */
const longestWord = 30;
/** Values within values that are looked into. */
const maxNesting = 4;

/** What models write for a verdict, letters alone. */
const wordsFor: Readonly<Record<Verdict, readonly string[]>> = {
  confirmed: [
    'confirmed',
    'confirm',
    'confirms',
    'true',
    'yes',
    'valid',
    'correct',
    'truepositive',
    'supported',
    'agree',
  ],
  refuted: [
    ...['refuted', 'refute', 'refutes', 'rejected', 'reject', 'false', 'no', 'invalid', 'incorrect', 'falsepositive'],
    ...['notaproblem', 'notvalid', 'nottrue', 'disagree'],
  ],
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
 * Reads a reply about a finding: strictly first, then as models bend it: in other words, under other names, in prose or
 * a fence, as faulty JSON, as a line of text. What says two things says nothing. Never throws.
 *
 * @param user the user message: what stands in it is copied, and nobody's verdict
 */
export function parseVerdict(reply: string, user: string): ParsedVerdict {
  const body = stripThinking(reply).trim();
  if (body === '') {
    return { kind: 'empty' };
  }
  if (body.length > maxVerdictLength) {
    return { kind: 'unreadable' };
  }
  let letters: string | undefined;
  const isCopied = (text: string) => {
    letters ??= lettersOf(user);
    return letters.includes(lettersOf(text));
  };
  const pieces = replyValues(stripFence(body));
  const isText = !pieces.some(({ source }) => source.includes('{')) && !(body.length > longestWord && isCopied(body));
  const all = isText
    ? saidInText(body)
    : pieces
        .filter(({ ended, source }) => typeof ended === 'string' && !isCopied(source))
        .flatMap(({ value }) => saidIn(value, 0));
  const [first] = all;
  return first && all.every(({ verdict }) => verdict === first.verdict)
    ? { kind: 'verdict', ...first }
    : { kind: 'unreadable' };
}

function saidIn(value: unknown, nesting: number): Said[] {
  if (nesting > maxNesting || typeof value !== 'object' || value === null) {
    return [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item) => saidIn(item, nesting + 1));
  }
  const entries = Object.entries(value).map(([key, item]) => [lettersOf(key), item] as const);
  const under = (keys: readonly string[]) => entries.filter(([key]) => keys.includes(key)).map(([, item]) => item);
  const named = under(verdictKeys).flatMap((item) => meaningOf(item) ?? []);
  // {"confirmed": true}
  const flagged = entries.flatMap(([key, item]) => (item === true ? (meanings.get(key) ?? []) : []));
  const verdictsHere = named.length > 0 ? named : flagged;
  if (verdictsHere.length === 0) {
    return entries.flatMap(([, item]) => saidIn(item, nesting + 1));
  }
  const reason = under(reasonKeys).find((item) => typeof item === 'string');
  return verdictsHere.map((verdict) => ({ verdict, reason: plain(typeof reason === 'string' ? reason : '') }));
}

function meaningOf(value: unknown): Verdict | undefined {
  return typeof value === 'string' || typeof value === 'boolean' ? meanings.get(lettersOf(String(value))) : undefined;
}

const verdictLine =
  /^[^\p{L}\p{N}|]*(?:verdict|answer|decision|judge?ment|conclusion)\P{L}+(\p{L}[\p{L} ]*)(?!\s*\|)/iu;
const reasonLine = /^[^\p{L}\p{N}|]*(?:reason|reasoning|explanation|rationale|because)[*_ ]*:\P{L}*(.+)/iu;

/** A reply that is one word, begins with one on a line of its own, or has a line such as "Verdict: refuted". */
function saidInText(body: string): Said[] {
  const lines = body.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
  const reason = plain(lines.map((line) => reasonLine.exec(line)?.[1] ?? '').find((text) => text !== '') ?? '');
  const named = lines.flatMap((line) => meaningOf(verdictLine.exec(line)?.[1] ?? '') ?? []);
  const [first = ''] = lines;
  const alone = meaningOf(first) ?? meaningOf(/^[^\p{L}]*(\p{L}+)[*_]*\s*[:.,;–—-]/u.exec(first)?.[1] ?? '');
  const all = named.length > 0 ? named : alone ? [alone] : [];
  const rest = named.length > 0 || reason !== '' ? reason : plain(body.replace(/^[^\p{L}]*\p{L}+[^\p{L}]*/u, ''));
  return all.map((verdict) => ({ verdict, reason: rest }));
}

const controlCharacters = /[\p{Cc}\u2028\u2029]/gu;

function plain(text: string): string {
  return text.replace(controlCharacters, ' ').replace(/\s+/g, ' ').trim().slice(0, maxReasonLength);
}
