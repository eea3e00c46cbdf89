import { jsonrepair } from 'jsonrepair';
import * as v from 'valibot';
import { categories, confidences, severities } from '../types';
import type { IsEcho } from './echo';
import { extractJson, hasTwinKeys, maxDepth, stripFence, stripThinking } from './replyText';

const lineNumber = v.pipe(v.number(), v.safeInteger());
const codeText = v.pipe(
  v.string(),
  v.check((text) => !/\p{Surrogate}/u.test(text), 'Half of a surrogate pair is not text'),
);
const editSchema = v.strictObject({
  startLine: lineNumber,
  endLine: lineNumber,
  oldText: codeText,
  newText: codeText,
});
const findingSchema = v.strictObject({
  title: v.string(),
  explanation: v.string(),
  severity: v.picklist(severities),
  category: v.picklist(categories),
  confidence: v.picklist(confidences),
  startLine: lineNumber,
  endLine: lineNumber,
  edits: v.array(editSchema),
});

/** A finding as the model wrote it. Its line numbers are hints, its quoted text is what counts. */
export type ModelFinding = v.InferOutput<typeof findingSchema>;

/** What a reply turned out to be. */
export type ParsedReply =
  /** Nothing but white space, or nothing after the model's thinking. */
  | { readonly kind: 'empty' }
  /** Exactly the agreed object with an empty list. Nothing else counts as "no findings". */
  | { readonly kind: 'clean' }
  /** At least one finding is sound; `dropped` says for each other one what was wrong with it. */
  | { readonly kind: 'findings'; readonly findings: readonly ModelFinding[]; readonly dropped: readonly string[] }
  /** `complaint` is for the model to repair it; `findings` are the sound ones of a reply that ends too early. */
  | { readonly kind: 'unreadable'; readonly complaint: string; readonly findings: readonly ModelFinding[] };

/** Longer replies are not looked at; in UTF-16 code units. */
const maxLength = 8_000_000;
/** The time jsonrepair takes can grow with the square of the length. In UTF-16 code units. */
const longestRepair = 64 * 1024;
const depthLimit = 16;
/** A finding, its edits and the list around them. More entries than this are the mark of a model that ran away. */
const maxFindings = 500;

/**
 * Reads a model's reply. Strict first; then what can be saved from prose around the object and from slips such as
 * trailing commas. Whatever had to be saved can hold findings, but is never clean. Never throws.
 *
 * @param isEcho tells of a finding whether the model could have copied it from its prompt: such are left out
 */
export function parseReply(reply: string, isEcho: IsEcho): ParsedReply {
  if (reply.length > maxLength) {
    return unreadable('The reply is too long.');
  }
  const body = stripThinking(reply).trim();
  if (body === '') {
    return { kind: 'empty' };
  }
  const json = stripFence(body);
  const strict = tryJson(json, parseJson);
  return strict === undefined || maxDepth(json) > depthLimit
    ? salvage(body, isEcho)
    : readReply(strict.value, 'as agreed', isEcho);
}

function salvage(body: string, isEcho: IsEcho): ParsedReply {
  const { json, complete } = extractJson(body);
  if (json === '') {
    return unreadable('The reply is not JSON.');
  }
  if (maxDepth(json) > depthLimit) {
    return unreadable('The JSON is nested too deeply.');
  }
  const value = tryJson(json, parseJson) ?? (json.length <= longestRepair ? tryJson(json, repaired) : undefined);
  if (!complete) {
    const read = value === undefined ? undefined : readReply(cutLast(value.value), 'saved', isEcho);
    return unreadable('The JSON ends in the middle.', read?.kind === 'findings' ? read.findings : []);
  }
  return value === undefined
    ? unreadable('The reply is not valid JSON in which every key stands once.')
    : readReply(value.value, 'saved', isEcho);
}

function repaired(text: string): unknown {
  return parseJson(jsonrepair(text));
}

/** @throws what `JSON.parse` throws, and where a key stands twice */
function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (hasTwinKeys(text)) {
    throw new SyntaxError('The same key stands twice.');
  }
  return value;
}

/** Where a text was cut, the last finding may be half of one that looks whole. */
function cutLast(value: unknown): unknown {
  const list = findingList(value);
  return list === undefined ? value : { findings: list.slice(0, -1) };
}

function findingList(value: unknown): readonly unknown[] | undefined {
  const list = Array.isArray(value) ? value : isRecord(value) ? value.findings : undefined;
  return Array.isArray(list) ? list : undefined;
}

function readReply(value: unknown, how: 'as agreed' | 'saved', isEcho: IsEcho): ParsedReply {
  const list = findingList(value);
  if (list === undefined) {
    return unreadable('The reply is not an object with the key "findings" and a list in it.');
  }
  if (list.length === 0) {
    const agreed = how === 'as agreed' && isRecord(value) && Object.keys(value).length === 1;
    return agreed ? { kind: 'clean' } : unreadable('The reply is not just the one object with the one key "findings".');
  }
  if (list.length > maxFindings) {
    return unreadable(`The list has ${list.length} findings.`);
  }
  const findings: ModelFinding[] = [];
  const dropped: string[] = [];
  for (const [index, entry] of list.entries()) {
    const read = v.safeParse(findingSchema, entry, { abortEarly: true });
    if (!read.success) {
      dropped.push(complaintAbout(index, read.issues[0]));
    } else if (isEcho(read.output)) {
      dropped.push(`Finding ${index + 1} only repeats what stands in the file or in the instructions.`);
    } else {
      findings.push(read.output);
    }
  }
  return findings.length === 0 ? unreadable(dropped.slice(0, 5).join('\n')) : { kind: 'findings', findings, dropped };
}

function complaintAbout(index: number, issue: v.BaseIssue<unknown>): string {
  const key = v.getDotPath(issue);
  return `Finding ${index + 1}${key === null ? '' : `, ${key.slice(0, 80)}`}: ${issue.message.slice(0, 200)}.`;
}

function unreadable(complaint: string, findings: readonly ModelFinding[] = []): ParsedReply {
  return { kind: 'unreadable', complaint, findings };
}

function tryJson(text: string, parse: (text: string) => unknown): { readonly value: unknown } | undefined {
  try {
    return { value: parse(text) };
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
