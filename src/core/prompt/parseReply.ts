import { isRecord } from '../isRecord';
import { reviewFailures } from '../text/reviewFailures';
import { english } from '../text/say';
import { severities } from '../types';
import type { IsEcho } from './echo';
import { type Complaint, leaveOut } from './reply/complaint';
import { type Entry, entriesOf } from './reply/entries';
import { keyTwice, type LooseValue, readLooseJson, tooDeep } from './reply/looseJson';
import type { ModelFinding } from './reply/modelFinding';
import { type ReadFinding, readFinding } from './reply/readFinding';
import { type ReplyValue, replyValues, stripFence } from './reply/replyValues';
import { speaksOfOthers, surelyMeant, type Withdrawal, withSigns, withWithdrawals } from './reply/sureRivals';
import type { Sign } from './reply/takenBack';
import { readBehindThinking } from './reply/thinking';
import { heaviestOf } from './reply/weighed';
import { yamlValues } from './reply/yamlValues';

/** What a reply turned out to be. */
export type ParsedReply =
  /** Nothing but white space, or nothing after the model's thinking. */
  | { readonly kind: 'empty' }
  /** Exactly the agreed object with an empty list. Nothing else counts as "no findings". */
  | { readonly kind: 'clean' }
  /**
   * At least one finding is sound; `dropped` says for each other one, which may be a finding that nobody has read, what was
   * wrong with it, and `tolerant` how many of the sound ones are not written as agreed. `repeated` stand there again, word for
   * word, and are not among them; nor are those that are `leftOut` because there are more than `maxFindings`, the least severe ones.
   */
  | {
      readonly kind: 'findings';
      readonly findings: readonly ModelFinding[];
      readonly dropped: readonly Complaint[];
      readonly tolerant: number;
      readonly repeated: number;
      readonly leftOut: number;
      /** What it says of findings that are none, or of others. */
      readonly withdrawals: readonly Withdrawal[];
    }
  /** `findings` are the sound ones of a reply that ends too early. */
  | { readonly kind: 'unreadable'; readonly complaint: Complaint; readonly findings: readonly ModelFinding[] };

/** What a reply is an answer to. */
export interface Question {
  /** Tells of a finding whether the model could have copied it from its prompt: such are left out. */
  readonly isEcho: IsEcho;
  /** The file under review. A reply cannot choose another. */
  readonly path: string;
}

/** Longer replies are not looked at; in UTF-16 code units. */
const maxLength = 8_000_000;
/** More findings than this are the mark of a model that ran away, and nobody reads them. */
export const maxFindings = 500;
/** Of more entries that differ, those are read that say they weigh the most. */
const maxEntries = 10 * maxFindings;

/**
 * Reads a model's reply. Strict first; then tolerantly of its form, of names and of values (`reply/`). Whatever was read
 * tolerantly can hold findings, but is never clean. Never throws.
 */
export function parseReply(reply: string, question: Question): ParsedReply {
  if (reply.length > maxLength) {
    return unreadable(reviewFailures.replyTooLong);
  }
  return readBehindThinking(reply, (body) => readBody(body, question)) ?? unreadable(reviewFailures.thinkingInDoubt);
}

function readBody(body: string, question: Question): ParsedReply {
  if (body === '') {
    return { kind: 'empty' };
  }
  const agreed = agreedList(stripFence(body));
  if (agreed?.list.length === 0) {
    return { kind: 'clean' };
  }
  return agreed ? readAgreed(agreed, question) : readTolerantly(body, question);
}

/** The list of a reply whose form is the agreed one: one object with one key. */
function agreedList(json: string): { list: readonly unknown[]; within: ReplyValue } | undefined {
  const value = tryJson(json);
  if (!isRecord(value) || Object.keys(value).length !== 1 || !Array.isArray(value.findings)) {
    return undefined;
  }
  const within = readLooseJson(json, json.indexOf('{'));
  return within.ended === 'whole'
    ? { list: value.findings, within: { ...within, before: '', behind: '', isStrict: true } }
    : undefined;
}

function readAgreed(
  { list, within }: { list: readonly unknown[]; within: ReplyValue },
  question: Question,
): ParsedReply {
  return readEntries(
    list.map((said) => ({ said, within, isListed: true, file: undefined, around: [] })),
    question,
    'as agreed',
  );
}

function readTolerantly(body: string, question: Question): ParsedReply {
  const json = replyValues(body);
  const values = json.length > 0 ? json : yamlValues(body);
  const last = values.at(-1);
  if (last === undefined) {
    return unreadable(tryJson(stripFence(body)) === undefined ? reviewFailures.notJson : reviewFailures.noList);
  }
  if (typeof last.ended === 'object' && (last.ended.because === keyTwice || last.ended.because === tooDeep)) {
    return unreadable(last.ended.because);
  }
  const { entries, hasEmptyList, isCut, doubt, signs, unknownName } = entriesOf(values, question.path);
  if (doubt !== undefined) {
    return unreadable(doubt, [], leaveOut);
  }
  if (typeof last.ended === 'object' || isCut) {
    const whole = entries.filter(({ said, within }) => !within.open.has(said) && isSureUpToCut(within));
    const read = readEntries(whole, question, 'tolerantly', signs);
    const complaint = typeof last.ended === 'object' ? last.ended.because : reviewFailures.endsEarly;
    return unreadable(complaint, read.kind === 'findings' ? read.findings : []);
  }
  if (entries.length === 0) {
    return unreadable(
      unknownName === undefined
        ? reviewFailures.notOneObject
        : english(reviewFailures.unknownName, unknownName.slice(0, 40)),
    );
  }
  return hasEmptyList
    ? unreadable(reviewFailures.findingsAndNone)
    : readEntries(entries, question, 'tolerantly', signs);
}

/** Whether where each finding ends is not in doubt, but for the last one, which ends too early. */
function isSureUpToCut({ doubtful, open }: LooseValue): boolean {
  const last = [...open].at(-1);
  return [...doubtful].every((said) => said === last);
}

function readEntries(
  entries: readonly Entry[],
  { isEcho, path }: Question,
  form: 'as agreed' | 'tolerantly',
  signs: readonly Sign[] = [],
): ParsedReply {
  const findings = new Map<string, Sound>();
  const dropped: Complaint[] = [];
  let tolerant = 0;
  const withdrawals: Withdrawal[] = [];
  let isTakenBack = false;
  let repeated = 0;
  const { heaviest, others } = heaviestOf(entries, maxEntries);
  for (const { index, entry, times } of heaviest) {
    const read = readFinding(entry, path);
    if (read.kind !== 'read' && read.withdrawal) {
      withdrawals.push(read.withdrawal);
    }
    if (read.kind === 'taken back') {
      isTakenBack = true;
    } else if (read.kind === 'unreadable') {
      dropped.push(complaintAbout(index, read));
    } else if (isEcho(read.finding)) {
      const title = JSON.stringify(read.finding.title.slice(0, 80));
      const problem = english(reviewFailures.repeats, index + 1, title);
      dropped.push({ problem, advice: 'Say in your own words what is wrong, and why.' });
    } else {
      const finding = withSigns(read.finding, signs);
      const key = JSON.stringify(finding);
      const isAgain = findings.has(key);
      repeated += times - (isAgain ? 0 : 1);
      tolerant += isAgain || (form === 'as agreed' && read.isAgreed) ? 0 : 1;
      findings.set(key, { finding, within: entry.within });
    }
  }
  const all = withWithdrawals(surelyMeant(withoutRivals([...findings.values()], dropped)), withdrawals);
  const sound = mostSevere(all);
  if (sound.length > 0) {
    const leftOut = all.length - sound.length + others;
    const ofOthers = all
      .filter(speaksOfOthers)
      .map(({ title, explanation }) => ({ words: `${title}: ${explanation}` }));
    withdrawals.push(...ofOthers);
    return { kind: 'findings', findings: sound, dropped, tolerant, repeated, leftOut, withdrawals };
  }
  if (dropped.length === 0 && isTakenBack) {
    return unreadable(reviewFailures.takesAllBack, [], leaveOut);
  }
  const told = dropped.slice(0, 5);
  const advice = told.find((complaint) => complaint.advice !== undefined)?.advice;
  return unreadable(told.map(({ problem }) => problem).join('\n'), [], advice);
}

/** The most severe findings, as many as there may be, in the order of the reply. */
function mostSevere(all: readonly ModelFinding[]): readonly ModelFinding[] {
  const bySeverity = severities.flatMap((severity) => all.filter((finding) => finding.severity === severity));
  const kept = new Set(bySeverity.slice(0, maxFindings));
  return all.filter((finding) => kept.has(finding));
}

interface Sound {
  readonly finding: ModelFinding;
  readonly within: LooseValue;
}

/**
 * Without drafts of one finding, in several texts, that differ: which of them the model stands by is not known. Under
 * another title, it is one where it is of the same kind and about the same lines.
 */
function withoutRivals(sound: readonly Sound[], dropped: Complaint[]): ModelFinding[] {
  const texts = new Map<string, Set<LooseValue>>();
  const keysOf = ({ finding: { title, startLine, endLine, category } }: Sound) =>
    [[title, startLine], { category, startLine, endLine }].map((key) => JSON.stringify(key));
  for (const one of sound) {
    for (const key of keysOf(one)) {
      texts.set(key, (texts.get(key) ?? new Set()).add(one.within));
    }
  }
  return sound.flatMap((one) => {
    if (keysOf(one).every((key) => texts.get(key)?.size === 1)) {
      return [one.finding];
    }
    dropped.push({ problem: english(reviewFailures.rivals, one.finding.title.slice(0, 80)) });
    return [];
  });
}

function complaintAbout(
  index: number,
  { part, reason, advice }: Extract<ReadFinding, { kind: 'unreadable' }>,
): Complaint {
  const [number, why] = [index + 1, reason.slice(0, 200)];
  const problem =
    part === ''
      ? english(reviewFailures.badFinding, number, why)
      : english(reviewFailures.badPart, number, part.slice(0, 80), why);
  return { problem, ...(advice !== undefined && { advice }) };
}

function unreadable(problem: string, findings: readonly ModelFinding[] = [], advice?: string): ParsedReply {
  return { kind: 'unreadable', complaint: { problem, ...(advice !== undefined && { advice }) }, findings };
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
