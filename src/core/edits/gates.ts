import { parseAllDocuments } from 'yaml';
import { findHiddenCharacters } from '../text/hiddenCharacters';
import { findSecrets } from '../text/secrets';
import { isNestedTooDeeply } from '../text/yamlNesting';
import type { Edit, FileSnapshot, Flag } from '../types';
import { applyEdits } from './applyEdits';
import { isInsideGit, isProtectedPath } from './protectedPaths';

/**
 * The marks that keep a proposal out of every bulk action. Each edit is expected to stand alone on its lines.
 *
 * @param within where the reviewed folder lies, see `RunHeader`
 */
export function flagsOf(file: FileSnapshot, edits: readonly Edit[], within = ''): Flag[] {
  const checks: readonly (readonly [Flag, boolean])[] = [
    ['protected path', isProtectedPath(inProject(file, within))],
    ['large deletion', isLargeDeletion(file.text, edits)],
    ['adds a URL', edits.some((edit) => addsAddress(file.text, edit))],
    ['adds a secret', edits.some((edit) => addsSecret(file.text, edit))],
    ['adds hidden characters', edits.some(addsHiddenCharacters)],
    ['mixed line ends', file.lineEnding === 'mixed'],
    ['syntax not checked', isUnchecked(file, edits)],
  ];
  return checks.filter(([, raised]) => raised).map(([flag]) => flag);
}

/**
 * Why the edits must not be made at all, or undefined.
 *
 * @param within where the reviewed folder lies, see `RunHeader`
 */
export function rejectionOf(file: FileSnapshot, edits: readonly Edit[], within = ''): string | undefined {
  if (isInsideGit(inProject(file, within))) {
    return 'files of git itself are never changed';
  }
  const format = formats.get(file.language);
  if (format === undefined || isUnchecked(file, edits)) {
    return undefined;
  }
  // The usual case costs one parse: only when the result does not parse does it matter whether the original did.
  const broken = !format.parses(applyEdits(file.text, edits)) && format.parses(file.text);
  return broken ? `the file would no longer be valid ${format.name}` : undefined;
}

/** Whether the file has a format whose parser does not take it, as it is or as it would be. */
function isUnchecked({ text, language }: FileSnapshot, edits: readonly Edit[]): boolean {
  const format = formats.get(language);
  return format !== undefined && !(format.takes(text) && format.takes(applyEdits(text, edits)));
}

function inProject({ path }: FileSnapshot, within: string): string {
  return within === '' ? path : `${within}/${path}`;
}

interface Format {
  readonly name: string;
  /** Whether the parser can be expected to come to an end with a text, soon and without running out of stack. */
  takes(text: string): boolean;
  parses(text: string): boolean;
}

const json: Format = { name: 'JSON', takes: () => true, parses: isJson };
/** In UTF-16 code units. The parser takes a millisecond for a thousand, and longer where there are thousands of keys. */
const longestYaml = 16_000;
const yaml: Format = {
  name: 'YAML',
  takes: (text) => text.length <= longestYaml && !isNestedTooDeeply(text),
  parses: isYaml,
};
/** By language; JSON with comments is only held to what it was, strict JSON. */
const formats: ReadonlyMap<string, Format> = new Map([
  ['json', json],
  ['jsonc', json],
  ['yaml', yaml],
  ['dockercompose', yaml],
]);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isYaml(text: string): boolean {
  return [...parseAllDocuments(text, { logLevel: 'silent' })].every(({ errors }) => errors.length === 0);
}

/** More than this share of a file's lines, or this many lines, or all that is in the file. */
const largeShare = 0.4;
const largeShareFrom = 10;
const largeCount = 200;

function isLargeDeletion(text: string, edits: readonly Edit[]): boolean {
  const lines = edits.reduce((sum, { oldText, newText }) => sum + lineEnds(oldText) - lineEnds(newText), 0);
  const total = lineEnds(text) + (text.endsWith('\n') ? 0 : 1);
  return lines > largeCount || (total >= largeShareFrom && lines > largeShare * total) || isEmptied(text, edits);
}

function isEmptied(text: string, edits: readonly Edit[]): boolean {
  const ends = [0, ...edits.map(({ end }) => end)];
  const kept = ends.map((end, position) => text.slice(end, edits[position]?.start));
  const isBlank = (part: string) => !/\S/.test(part);
  return [...kept, ...edits.map(({ newText }) => newText)].every(isBlank) && !isBlank(text);
}

function lineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    count += 1;
  }
  return count;
}

/** With any scheme, or none behind a quote or a bracket (`"//host/path"`); and what a `$schema` names. */
const address =
  /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,30}:\/\/[^\s"'<>`)\]}]+|(?<=["'(=])\/\/[\w-]+(?:\.[\w-]+)+[^\s"'<>`)\]}]*|\$schema["']?\s*[:=]\s*["']?[^\s"',}]+/gi;

function addsAddress(text: string, edit: Edit): boolean {
  const before = addressesIn(linesOf(edit, edit.oldText));
  const added = [...addressesIn(linesOf(edit, edit.newText))].filter((found) => !before.has(found));
  if (added.length === 0) {
    return false;
  }
  const known = addressesIn(text);
  return added.some((found) => !known.has(found));
}

function addressesIn(text: string): Set<string> {
  return new Set(Array.from(text.matchAll(address), ([found]) => withoutEnd(found)));
}

/** Without the punctuation of the sentence around it. */
function withoutEnd(found: string): string {
  let end = found.length;
  while (end > 0 && '.,;:!?'.includes(found.charAt(end - 1))) {
    end -= 1;
  }
  return found.slice(0, end);
}

function addsSecret(text: string, edit: Edit): boolean {
  const lines = linesOf(edit, edit.newText);
  return findSecrets(lines).some(({ start, end }) => !text.includes(lines.slice(start, end)));
}

function addsHiddenCharacters(edit: Edit): boolean {
  const before = hiddenCounts(linesOf(edit, edit.oldText));
  return [...hiddenCounts(linesOf(edit, edit.newText))].some(([name, count]) => count > (before.get(name) ?? 0));
}

/** Control characters that are neither white space nor seen: a terminal obeys them. */
const control = /(?![\t\n\v\f\r])\p{Cc}/gu;

function hiddenCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const names = [...findHiddenCharacters(text).map(({ name }) => name), ...(text.match(control) ?? [])];
  for (const name of names) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function linesOf({ linePrefix, lineSuffix }: Edit, content: string): string {
  return linePrefix + content + lineSuffix;
}
