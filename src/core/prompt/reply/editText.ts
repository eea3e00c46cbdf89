import { readDiff } from './readDiff';

/** An object or a list of them with a name in it: code may begin with a bracket, too. */
const namedValue = /^\s*(?:```\w*\s*)?(?:\[\s*)?\{\s*"\w+"\s*:/;

/** Whether a text is the JSON of edits, or of something like that. */
export function holdsEdits(text: string): boolean {
  return namedValue.test(text);
}

/** Whether a value is a text that edits are written in: as JSON, or as a diff, if only of another file. */
export function isEditText(value: unknown, path: string): value is string {
  return typeof value === 'string' && (holdsEdits(value) || readDiff(value, path) !== undefined);
}
