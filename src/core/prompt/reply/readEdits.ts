import * as v from 'valibot';
import type { QuotedEdit } from '../../edits/quotedEdit';
import { isRecord } from '../../isRecord';
import { isJson } from '../../text/isJson';
import { replyProblems } from '../../text/replyProblems';
import { english } from '../../text/say';
import type { LineRange } from '../../types';
import { holdsEdits, isEditText } from './editText';
import { readLooseJson } from './looseJson';
import { editSchema, halfLineEnd, noLine } from './modelFinding';
import { folded, isKnownName, names, saidUnder } from './names';
import { readDiff } from './readDiff';
import { type Complain, complainAboutFile, readLineRange } from './readLineRange';
import { type ReplyValue, stripFence } from './replyValues';
import { standingOf } from './takenBack';

/** What a finding stands in: which file is under review, and what of the reply's writing is in doubt. */
export interface Reading extends Pick<ReplyValue, 'unclear' | 'doubtful' | 'isStrict'> {
  readonly path: string;
  readonly complain: Complain;
}

/** More edits of one finding, or parts of one, are the mark of a model that ran away. */
export const maxParts = 500;

const partNames: ReadonlySet<string> = new Set(
  [names.oldText, names.newText, names.startLine, names.endLine, names.lines, names.file].flat(),
);

/**
 * The edits of a finding: a list of them, a single one, or one whose texts stand in the finding itself; as JSON in a text, or as
 * a diff. Words about a fix are none. Only what is agreed upon, under `edits`, counts as read strictly. Code that can be read in two ways is only taken where the quoted text, which the file will prove, was
 * written in the same way.
 *
 * @param beside what stands beside the list of findings where edits do, and belongs to this one
 */
export function editsOf(
  said: Record<string, unknown>,
  lines: LineRange | undefined,
  reading: Reading,
  beside: readonly unknown[] = [],
): QuotedEdit[] {
  const within = saidUnder(said, names.edits);
  if (
    within.some((held) => isEditText(held, reading.path)) &&
    (reading.unclear.has(said) || reading.doubtful.has(said))
  ) {
    reading.complain('edits', replyProblems.editsUnclear, 'Escape texts as JSON does.');
    return [];
  }
  const held = [...within, ...beside].map((value) => editsIn(value, reading)).filter((list) => list.length > 0);
  const isWhole = ['oldText', 'newText'].every((part) => codesUnder(said, part).length > 0);
  const lists = isWhole ? [...held, [said]] : held;
  if (lists.length === 0 && hasNewTextAlone(said)) {
    reading.complain('newText', replyProblems.quotesNothing, 'Quote in oldText what is to be replaced.');
  }
  if (lists.length > maxParts || lists.some((list) => list.length > maxParts)) {
    reading.complain('edits', replyProblems.tooMany);
    return [];
  }
  const read = lists.map((list) =>
    list.map((edit, at): QuotedEdit => {
      const isStrict = reading.isStrict && list === said.edits && v.is(editSchema, edit);
      return { ...editOf(edit, at, lines, reading), read: isStrict ? 'strictly' : 'tolerantly' };
    }),
  );
  const texts = read.map((edits) =>
    edits.map(({ startLine, endLine, oldText, newText }) => [startLine, endLine, oldText, newText]),
  );
  if (new Set(texts.map((edits) => JSON.stringify(edits))).size > 1) {
    reading.complain('edits', replyProblems.editsTwice);
  }
  return read[0] ?? [];
}

/** Whether a finding says what should be there, in code and not in place of its edits. */
function hasNewTextAlone(said: Record<string, unknown>): boolean {
  const alone = names.newText.filter((name) => !names.edits.some((other) => other === name));
  return saidUnder(said, alone).some((text) => typeof text === 'string' && text.trim() !== '');
}

/** The edits that stand under a name; texts there are JSON, a diff, or words. */
function editsIn(held: unknown, reading: Pick<Reading, 'path' | 'complain'>): readonly unknown[] {
  if (typeof held === 'string') {
    return editsInText(held, reading);
  }
  if (Array.isArray(held)) {
    return held.every((entry) => typeof entry === 'string') ? held.flatMap((text) => editsInText(text, reading)) : held;
  }
  if (!isRecord(held)) {
    return [];
  }
  const inner = saidUnder(held, names.edits).filter(
    (value) => typeof value === 'object' || isEditText(value, reading.path),
  );
  return inner.length > 0 && codesUnder(held, 'oldText').length === 0
    ? inner.flatMap((value) => editsIn(value, reading))
    : [held];
}

function editsInText(text: string, reading: Pick<Reading, 'path' | 'complain'>): readonly unknown[] {
  if (holdsEdits(text)) {
    const json = stripFence(text.trim());
    const { ended, value } = readLooseJson(json, 0);
    if (ended === 'whole' && isJson(json)) {
      return editsIn(value, reading);
    }
    reading.complain('edits', replyProblems.notJson, 'Give edits as a list, not as a text.');
    return [];
  }
  const edits = readDiff(text, reading.path);
  if (edits === 'unclear') {
    reading.complain('edits', replyProblems.notPlainDiff, 'Give edits as a list, not as a diff.');
  }
  return Array.isArray(edits) ? edits : [];
}

/** What a finding says in words where its edits stand. */
export function wordsOfFix(said: Record<string, unknown>, path: string): string[] {
  const under = codesUnder(said, 'oldText').length > 0 ? names.edits.filter((name) => !isNewText(name)) : names.edits;
  return saidUnder(said, under)
    .flat()
    .filter((value) => typeof value === 'string' && value.trim() !== '' && !isEditText(value, path)) as string[];
}

function editOf(edit: unknown, at: number, around: LineRange | undefined, reading: Reading): Omit<QuotedEdit, 'read'> {
  const complain: Complain = (part, ...why) => reading.complain(`edits.${at}${part && `.${part}`}`, ...why);
  if (!isRecord(edit) || Object.keys(edit).length > maxParts) {
    complain('', replyProblems.object);
    return { startLine: noLine, endLine: noLine, oldText: '', newText: '' };
  }
  complainAboutFile(edit, reading.path, complain);
  if (!('title' in edit) && standingOf(edit).length > 0) {
    complain('', replyProblems.isMade);
  }
  const action = Object.entries(edit).find(([name, value]) => saysOtherwise(name, value));
  if (action) {
    complain(action[0], replyProblems.replaces);
  }
  const lines = readLineRange(edit, reading.path, complain) ?? around;
  const [oldText, newText] = (['oldText', 'newText'] as const).map((part) => textOf(edit, part, complain));
  const accepted = doubtsOf(edit, 'oldText', reading);
  const doubt = doubtsOf(edit, 'newText', reading).find(
    // No other text can prove that one wrong.
    (reason) => reason === replyProblems.quotationMarks || !accepted.includes(reason),
  );
  if (doubt !== undefined) {
    complain('newText', english(replyProblems.unclear, doubt), 'Escape texts as JSON does.');
  }
  const isPart = 'title' in edit ? isKnownName : (name: string) => partNames.has(folded(name));
  if (reading.doubtful.has(edit) && !Object.keys(edit).every(isPart)) {
    complain('', replyProblems.notEscaped);
  }
  const { startLine, endLine } = lines ?? { startLine: noLine, endLine: noLine };
  return { startLine, endLine, oldText: oldText ?? '', newText: newText ?? '' };
}

const actionNames: ReadonlySet<string> = new Set(
  'action operation op type mode kind command method position where placement changetype edittype'.split(' '),
);
const otherAction =
  /^\W*(?:insert|append|prepend|add|delet|remov|before|after|above|below|skip|create|move|prefix|suffix)/i;
const otherName = /^(?:insert|append|prepend|delete|remove|replaceall|optional|dryrun|skip|move)/;
/** What makes the quoted text a pattern, or chooses among its places otherwise than by lines. */
const otherQuote = /^(?:(?:is|use)?(?:regex|regexp|pattern|glob|wildcard)|(?:all)?occurrences?|matchindex|global|nth)$/;

/** Whether a part of an edit says that it does something else than to replace the quoted text. */
function saysOtherwise(name: string, value: unknown): boolean {
  const key = folded(name);
  if (partNames.has(key) || isKnownName(key)) {
    return actionNames.has(key) && typeof value === 'string' && otherAction.test(value);
  }
  const isSaid = value !== false && value !== null && value !== undefined && value !== '';
  return (
    (actionNames.has(key) && typeof value === 'string' && otherAction.test(value)) ||
    ((otherName.test(key) || (otherQuote.test(key) && value !== 1)) && isSaid)
  );
}

function isNewText(name: string): boolean {
  return names.newText.some((known) => known === name);
}

function codesUnder(said: Record<string, unknown>, part: 'oldText' | 'newText' | string): unknown[] {
  return saidUnder(said, part === 'oldText' ? names.oldText : names.newText).filter(
    (value) => typeof value === 'string' || (Array.isArray(value) && value.every((line) => typeof line === 'string')),
  );
}

/** A text of code, or lines of it. */
function textOf(edit: Record<string, unknown>, part: 'oldText' | 'newText', complain: Complain): string | undefined {
  const texts = codesUnder(edit, part).map((code) => (Array.isArray(code) ? code.join('\n') : String(code)));
  const [text] = texts;
  if (text === undefined) {
    complain(part, replyProblems.text);
  } else if (new Set(texts).size > 1) {
    complain(part, replyProblems.twiceTexts);
  } else if (/\p{Surrogate}/u.test(text)) {
    complain(part, replyProblems.halfCharacter);
  } else if (part === 'newText' && halfLineEnd.test(text)) {
    complain(part, replyProblems.halfLineEnd);
  }
  return text;
}

/** Why a text of an edit can be read in two ways. */
function doubtsOf(edit: Record<string, unknown>, part: 'oldText' | 'newText', { unclear }: Reading): string[] {
  return Object.entries(edit)
    .filter(([name]) => names[part].some((known) => known === folded(name)))
    .flatMap(([name, value]) => [
      ...(unclear.get(edit)?.get(name) ?? []),
      ...(Array.isArray(value) ? [...(unclear.get(value)?.values() ?? [])].flat() : []),
    ]);
}
