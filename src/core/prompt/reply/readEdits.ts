import type { LineRange } from '../../types';
import { isRecord } from './entries';
import type { LooseValue } from './looseJson';
import { quotationMarks } from './looseString';
import { type ModelFinding, noLine } from './modelFinding';
import { folded, isKnownName, names, saidUnder } from './names';
import { type Complain, complainAboutFile, linesOf } from './readLines';

type ModelEdit = ModelFinding['edits'][number];

/** What a finding stands in: which file is under review, and what of the reply's writing is in doubt. */
export interface Reading extends Pick<LooseValue, 'unclear' | 'doubtful'> {
  readonly path: string;
  readonly complain: Complain;
}

/** More edits of one finding, or parts of one, are the mark of a model that ran away. */
export const maxParts = 500;

const partNames: ReadonlySet<string> = new Set(
  [names.oldText, names.newText, names.startLine, names.endLine, names.lines, names.file].flat(),
);

/**
 * The edits of a finding: a list of them, a single one, or one whose texts stand in the finding itself. Words about a
 * fix are none. Code that can be read in two ways is only taken where the quoted text, which the file will prove, was
 * written in the same way.
 */
export function editsOf(said: Record<string, unknown>, lines: LineRange | undefined, reading: Reading): ModelEdit[] {
  const held = saidUnder(said, names.edits)
    .map(editsIn)
    .filter((list) => list.length > 0);
  const isWhole = ['oldText', 'newText'].every((part) => codesUnder(said, part).length > 0);
  const lists = isWhole ? [...held, [said]] : held;
  if (lists.length > maxParts || lists.some((list) => list.length > maxParts)) {
    reading.complain('edits', 'There are too many');
    return [];
  }
  const read = lists.map((list) => list.map((edit, at) => editOf(edit, at, lines, reading)));
  if (new Set(read.map((edits) => JSON.stringify(edits))).size > 1) {
    reading.complain('edits', 'They stand there twice, with different texts');
  }
  return read[0] ?? [];
}

/** The edits that stand under a name; texts there are words. */
function editsIn(held: unknown): readonly unknown[] {
  if (Array.isArray(held)) {
    return held.every((entry) => typeof entry === 'string') ? [] : held;
  }
  if (!isRecord(held)) {
    return [];
  }
  const inner = saidUnder(held, names.edits).filter((value) => typeof value === 'object');
  return inner.length > 0 && codesUnder(held, 'oldText').length === 0 ? inner.flatMap(editsIn) : [held];
}

function editOf(edit: unknown, at: number, around: LineRange | undefined, reading: Reading): ModelEdit {
  const complain: Complain = (part, reason) => reading.complain(`edits.${at}${part && `.${part}`}`, reason);
  if (!isRecord(edit) || Object.keys(edit).length > maxParts) {
    complain('', 'Expected an object');
    return { startLine: noLine, endLine: noLine, oldText: '', newText: '' };
  }
  complainAboutFile(edit, reading.path, complain);
  const lines = linesOf(edit, reading.path, complain) ?? around;
  const [oldText, newText] = (['oldText', 'newText'] as const).map((part) => textOf(edit, part, complain));
  const accepted = doubtsOf(edit, 'oldText', reading);
  const doubt = doubtsOf(edit, 'newText', reading).find(
    (reason) => reason === quotationMarks || !accepted.includes(reason),
  );
  if (doubt !== undefined) {
    complain('newText', `It can be read in two ways (${doubt}). Escape it as JSON does`);
  }
  const isPart = 'title' in edit ? isKnownName : (name: string) => partNames.has(folded(name));
  if (reading.doubtful.has(edit) && !Object.keys(edit).every(isPart)) {
    complain('', 'Quotation marks in its texts are not escaped');
  }
  const { startLine, endLine } = lines ?? { startLine: noLine, endLine: noLine };
  return { startLine, endLine, oldText: oldText ?? '', newText: newText ?? '' };
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
    complain(part, 'Expected a string');
  } else if (new Set(texts).size > 1) {
    complain(part, 'It stands there twice, with different texts');
  } else if (/\p{Surrogate}/u.test(text)) {
    complain(part, 'Half of a surrogate pair is not text');
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
