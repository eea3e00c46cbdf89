import type { IsEcho } from './echo';
import { type Entry, entriesOf, isRecord } from './reply/entries';
import { keyTwice, type LooseValue, readLooseJson, tooDeep } from './reply/looseJson';
import type { ModelFinding } from './reply/modelFinding';
import { readFinding } from './reply/readFinding';
import { replyValues, stripFence } from './reply/replyValues';
import { stripThinking } from './reply/thinking';
import { yamlValues } from './reply/yamlValues';

/** What a reply turned out to be. */
export type ParsedReply =
  /** Nothing but white space, or nothing after the model's thinking. */
  | { readonly kind: 'empty' }
  /** Exactly the agreed object with an empty list. Nothing else counts as "no findings". */
  | { readonly kind: 'clean' }
  /**
   * At least one finding is sound; `dropped` says for each other one what was wrong with it, and `tolerant` how many of
   * the sound ones are not written as agreed.
   */
  | {
      readonly kind: 'findings';
      readonly findings: readonly ModelFinding[];
      readonly dropped: readonly string[];
      readonly tolerant: number;
    }
  /** `complaint` is for the model to repair it; `findings` are the sound ones of a reply that ends too early. */
  | { readonly kind: 'unreadable'; readonly complaint: string; readonly findings: readonly ModelFinding[] };

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
  const body = stripThinking(reply).trim();
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
function agreedList(json: string): { list: readonly unknown[]; within: LooseValue } | undefined {
  const value = tryJson(json);
  if (!isRecord(value) || Object.keys(value).length !== 1 || !Array.isArray(value.findings)) {
    return undefined;
  }
  const within = readLooseJson(json, json.indexOf('{'));
  return within.ended === 'whole' ? { list: value.findings, within } : undefined;
}

function readAgreed(
  { list, within }: { list: readonly unknown[]; within: LooseValue },
  question: Question,
): ParsedReply {
  return readEntries(
    list.map((said) => ({ said, within, file: undefined })),
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
  const { entries, hasEmptyList, isCut } = entriesOf(values);
  if (typeof last.ended === 'object' || isCut) {
    const whole = entries.filter(({ said, within }) => !within.open.has(said) && within.doubtful.size === 0);
    const read = readEntries(whole, question, 'tolerantly');
    const complaint = typeof last.ended === 'object' ? last.ended.because : 'The JSON ends in the middle.';
    return unreadable(complaint, read.kind === 'findings' ? read.findings : []);
  }
  if (entries.length === 0) {
    return unreadable('The reply is not just the one object with the one key "findings" and a list of findings in it.');
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
  const dropped: string[] = [];
  let tolerant = 0;
  for (const [index, entry] of entries.entries()) {
    const read = readFinding(entry, path);
    if (read.kind === 'unreadable') {
      dropped.push(complaintAbout(index, read.part, read.reason));
    } else if (isEcho(read.finding)) {
      dropped.push(`Finding ${index + 1} only repeats what stands in the file or in the instructions.`);
    } else {
      const key = form === 'as agreed' ? String(index) : JSON.stringify(read.finding);
      tolerant += findings.has(key) || (form === 'as agreed' && read.isAgreed) ? 0 : 1;
      findings.set(key, { finding: read.finding, within: entry.within });
    }
  }
  const sound = withoutRivals([...findings.values()], dropped);
  return sound.length === 0
    ? unreadable(dropped.slice(0, 5).join('\n'))
    : { kind: 'findings', findings: sound, dropped, tolerant };
}

interface Sound {
  readonly finding: ModelFinding;
  readonly within: LooseValue;
}

/** Without drafts of one finding, in several texts, that differ: which of them the model stands by is not known. */
function withoutRivals(sound: readonly Sound[], dropped: string[]): ModelFinding[] {
  const texts = new Map<string, Set<LooseValue>>();
  const keyOf = ({ finding: { title, startLine } }: Sound) => JSON.stringify([title, startLine]);
  for (const one of sound) {
    texts.set(keyOf(one), (texts.get(keyOf(one)) ?? new Set()).add(one.within));
  }
  return sound.flatMap((one) => {
    if (texts.get(keyOf(one))?.size === 1) {
      return [one.finding];
    }
    dropped.push(`"${one.finding.title.slice(0, 80)}" is there twice, and not the same.`);
    return [];
  });
}

function complaintAbout(index: number, part: string, reason: string): string {
  return `Finding ${index + 1}${part === '' ? '' : `, ${part.slice(0, 80)}`}: ${reason.slice(0, 200)}.`;
}

function unreadable(complaint: string, findings: readonly ModelFinding[] = []): ParsedReply {
  return { kind: 'unreadable', complaint, findings };
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
