import type { AgreedFinding } from '../../../../src/core/prompt/reply/modelFinding';
import type { Source } from './sources';

/**
 * What a bent reply means: the edit of the main finding; the finding alone; the main finding with its edit and the other
 * one; or something that must not be guessed.
 */
export type Meaning = 'edit' | 'finding' | 'both' | 'refused';

/** One way in which models bend the contract. */
export interface Bend {
  readonly name: string;
  readonly means: Meaning;
  readonly reply: (source: Source) => string;
}

export type Said = Record<string, unknown>;

export function bend(means: Meaning, cases: Readonly<Record<string, (source: Source) => string>>): Bend[] {
  return Object.entries(cases).map(([name, reply]) => ({ name, means, reply }));
}

export const json = (value: unknown) => JSON.stringify(value);
export const pretty = (value: unknown) => JSON.stringify(value, null, 2);
export const agreed = ({ main }: Source) => ({ findings: [main] });
export const two = ({ main, other }: Source) => ({ findings: [main, other] });
export const strict = (source: Source) => json(agreed(source));
export const fenced = (text: string, language = 'json', fence = '```') => `${fence}${language}\n${text}\n${fence}`;
export const escapedQuotes = (text: string) => text.replaceAll('"', '\\"');

export const editOf = ({ edits: [edit] }: AgreedFinding) =>
  edit ?? { startLine: 0, endLine: 0, oldText: '', newText: '' };
/** The main finding, with some of its keys left out and others added. */
export const finding = ({ main }: Source, without: readonly (keyof AgreedFinding)[], more: Said): string =>
  json({ findings: [{ ...omit(main, without), ...more }] });
export const omit = (value: object, keys: readonly string[]): Said =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
/** The main finding with other words for the edit's keys, or another edit altogether. */
export const edited = (source: Source, edit: Said | null, without: readonly string[] = []): string =>
  finding(source, ['edits'], { edits: [{ ...omit(editOf(source.main), without), ...edit }] });
export const quoted = (source: Source, change: (text: string) => string, changeNew = change): string => {
  const { oldText, newText } = editOf(source.main);
  return edited(source, { oldText: change(oldText), newText: changeNew(newText) });
};
export const renamed = (value: unknown, name: (key: string) => string): unknown => {
  if (Array.isArray(value)) {
    return value.map((entry) => renamed(entry, name));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [name(key), renamed(entry, name)]))
    : value;
};
export const separated = (by: string) => (key: string) => key.replace(/[A-Z]/g, (letter) => by + letter.toLowerCase());
export const named = (source: Source, oldName: string, newName: string) => {
  const { oldText, newText } = editOf(source.main);
  return edited(source, { [oldName]: oldText, [newName]: newText }, ['oldText', 'newText']);
};
export const numbered = (first: number, mark: string) => (text: string) =>
  text
    .split('\n')
    .map((line, index) => `${first + index}${mark}${line}`)
    .join('\n');
export const eachLine = (change: (line: string) => string) => (text: string) => text.split('\n').map(change).join('\n');

export function lined(source: Source, lines: (said: { startLine: number; endLine: number }) => Said): string {
  const edit = editOf(source.main);
  return finding(source, ['startLine', 'endLine', 'edits'], {
    ...lines(source.main),
    edits: [{ ...lines(edit), oldText: edit.oldText, newText: edit.newText }],
  });
}

/** The edit of the main finding as a hunk of a unified diff. */
export function diffOf({ main }: Source, head = `@@ -${main.startLine},9 +${main.startLine},9 @@\n`): string {
  const { oldText, newText } = editOf(main);
  const signed = (sign: string, text: string) => eachLine((line) => sign + line)(text);
  return `${head}${signed('-', oldText)}\n${signed('+', newText)}`;
}

export function retold(source: Source, words: (said: AgreedFinding) => Said): string {
  return finding(source, ['title', 'explanation'], words(source.main));
}

/** A string of JSON without its quotation marks, in which those of code stay as they are. */
export function jsonEscapes(text: string): string {
  return json(text).slice(1, -1).replaceAll('\\"', '"');
}

export function withoutBackslashes(text: string): string {
  return text;
}

export function yamlOf({ main }: Source): string {
  const { edits, ...rest } = main;
  const lines = Object.entries(rest).map(([key, value], at) => `${at === 0 ? '  - ' : '    '}${key}: ${json(value)}`);
  const [edit] = edits.map(({ startLine, endLine, oldText, newText }) =>
    [
      `      - startLine: ${startLine}`,
      `endLine: ${endLine}`,
      `oldText: ${json(oldText)}`,
      `newText: ${json(newText)}`,
    ].join('\n        '),
  );
  return ['findings:', ...lines, '    edits:', edit].join('\n');
}
