import type { IsEcho } from './echo';
import { type Complaint, leaveOut } from './reply/complaint';
import { type Entry, entriesOf, isRecord } from './reply/entries';
import { keyTwice, type LooseValue, readLooseJson, tooDeep } from './reply/looseJson';
import type { ModelFinding } from './reply/modelFinding';
import { type ReadFinding, readFinding } from './reply/readFinding';
import { type ReplyValue, replyValues, stripFence } from './reply/replyValues';
import { readBehindThinking } from './reply/thinking';
import { yamlValues } from './reply/yamlValues';

/** What a reply turned out to be. */
export type ParsedReply =
  /** Nothing but white space, or nothing after the model's thinking. */
  | { readonly kind: 'empty' }
  /** Exactly the agreed object with an empty list. Nothing else counts as "no findings". */
  | { readonly kind: 'clean' }
  /**
   * At least one finding is sound; `dropped` says for each other one what was wrong with it, `unread` how many of those
   * may be findings that nobody has read, and `tolerant` how many of the sound ones are not written as agreed.
   */
  | {
      readonly kind: 'findings';
      readonly findings: readonly ModelFinding[];
      readonly dropped: readonly Complaint[];
      readonly unread: number;
      readonly tolerant: number;
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
/** A finding, its edits and the list around them. More entries than this are the mark of a model that ran away. */
const maxFindings = 500;

/**
 * Reads a model's reply. Strict first; then tolerantly of its form, of names and of values (`reply/`). Whatever was read
 * tolerantly can hold findings, but is never clean. Never throws.
 */
export function parseReply(reply: string, question: Question): ParsedReply {
  if (reply.length > maxLength) {
    return unreadable('The reply is too long.');
  }
  return (
    readBehindThinking(reply, (body) => readBody(body, question)) ??
    unreadable('It says one thing or another by where the thinking ends that stands before it.')
  );
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
    list.map((said) => ({ said, within, file: undefined, around: [] })),
    question,
    'as agreed',
  );
}

function readTolerantly(body: string, question: Question): ParsedReply {
  const json = replyValues(body);
  const values = json.length > 0 ? json : yamlValues(body);
  const last = values.at(-1);
  if (last === undefined) {
    return unreadable('The reply is not JSON.');
  }
  if (typeof last.ended === 'object' && (last.ended.because === keyTwice || last.ended.because === tooDeep)) {
    return unreadable(last.ended.because);
  }
  const { entries, hasEmptyList, isCut, doubt, unknownName } = entriesOf(values);
  if (doubt !== undefined) {
    return unreadable(doubt, [], leaveOut);
  }
  if (typeof last.ended === 'object' || isCut) {
    const whole = entries.filter(({ said, within }) => !within.open.has(said) && within.doubtful.size === 0);
    const read = readEntries(whole, question, 'tolerantly');
    const complaint = typeof last.ended === 'object' ? last.ended.because : 'The JSON ends in the middle.';
    return unreadable(complaint, read.kind === 'findings' ? read.findings : []);
  }
  if (entries.length === 0) {
    const unread = unknownName === undefined ? '' : ` What stands under "${unknownName.slice(0, 40)}" is not read.`;
    return unreadable(
      `The reply is not just the one object with the one key "findings" and a list of findings in it.${unread}`,
    );
  }
  return hasEmptyList
    ? unreadable('The reply has both findings and an empty list of them.')
    : readEntries(entries, question, 'tolerantly');
}

function readEntries(
  entries: readonly Entry[],
  { isEcho, path }: Question,
  form: 'as agreed' | 'tolerantly',
): ParsedReply {
  if (entries.length > maxFindings) {
    return unreadable(`The list has ${entries.length} findings.`);
  }
  const findings = new Map<string, Sound>();
  const dropped: Complaint[] = [];
  let echoes = 0;
  let tolerant = 0;
  let takenBack = 0;
  for (const [index, entry] of entries.entries()) {
    const read = readFinding(entry, path);
    if (read.kind === 'taken back') {
      takenBack += 1;
    } else if (read.kind === 'unreadable') {
      dropped.push(complaintAbout(index, read));
    } else if (isEcho(read.finding)) {
      echoes += 1;
      dropped.push({ problem: `Finding ${index + 1} only repeats what stands in the file or in the instructions.` });
    } else {
      const key = form === 'as agreed' ? String(index) : JSON.stringify(read.finding);
      tolerant += findings.has(key) || (form === 'as agreed' && read.isAgreed) ? 0 : 1;
      findings.set(key, { finding: read.finding, within: entry.within });
    }
  }
  const sound = withoutRivals([...findings.values()], dropped);
  if (sound.length > 0) {
    return { kind: 'findings', findings: sound, dropped, unread: dropped.length - echoes, tolerant };
  }
  if (dropped.length === 0 && takenBack > 0) {
    return unreadable('It takes back all of its findings.', [], leaveOut);
  }
  const told = dropped.slice(0, 5);
  const advice = told.find((complaint) => complaint.advice !== undefined)?.advice;
  return unreadable(told.map(({ problem }) => problem).join('\n'), [], advice);
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
    dropped.push({ problem: `"${one.finding.title.slice(0, 80)}" is there twice, and not the same.` });
    return [];
  });
}

function complaintAbout(
  index: number,
  { part, reason, advice }: Extract<ReadFinding, { kind: 'unreadable' }>,
): Complaint {
  const where = part === '' ? '' : `, ${part.slice(0, 80)}`;
  const problem = `Finding ${index + 1}${where}: ${reason.slice(0, 200)}.`;
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
