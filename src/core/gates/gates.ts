import { linesOf } from '../edits/linesOf';
import { findHiddenCharacters } from '../text/hiddenCharacters';
import { findSecrets } from '../text/secrets';
import type { Edit, FileSnapshot, Flag, ReviewerKind } from '../types';
import { type FormatCheck, formatCheckOf } from './formats';
import { isInsideGit, isProtectedPath } from './protectedPaths';
import { type RiskCheck, riskCheckOf } from './risks/riskCheck';
import { isUnchecked } from './unchecked';

/**
 * The marks that keep a proposal out of every bulk action. Each edit is expected to stand alone on its lines.
 *
 * @param within where the reviewed folder lies, see `RunHeader`
 * @param proposals how many there are for the file: what takes long is not done for thousands
 * @param reviewer of what a model proposes, nothing is known but what can be checked
 */
export function flagsOf(
  file: FileSnapshot,
  edits: readonly Edit[],
  within = '',
  proposals = 1,
  reviewer: ReviewerKind = 'local',
): Flag[] {
  const isChecked = factsOf(file).format?.takes(edits, proposals) !== false;
  const checks: readonly (readonly [Flag, boolean])[] = [
    ['protected path', isProtectedPath(inProject(file, within))],
    ['large deletion', isLargeDeletion(file, edits)],
    ['adds a URL', edits.some((edit) => addsAddress(file, edit))],
    ['adds a secret', edits.some((edit) => addsSecret(file.text, edit))],
    ['adds hidden characters', edits.some(addsHiddenCharacters)],
    ['syntax not checked', !isChecked || (reviewer === 'model' && isUnchecked(file))],
  ];
  const risks = factsOf(file).risks?.addedBy(edits, proposals) ?? [];
  return [...checks.filter(([, raised]) => raised).map(([flag]) => flag), ...risks];
}

/**
 * Why the edits must not be made at all, or undefined.
 *
 * @param within where the reviewed folder lies, see `RunHeader`
 * @param proposals how many there are for the file, see `flagsOf`
 */
export function rejectionOf(
  file: FileSnapshot,
  edits: readonly Edit[],
  within = '',
  proposals = 1,
): string | undefined {
  if (isInsideGit(inProject(file, within))) {
    return 'files of git itself are never changed';
  }
  const { format } = factsOf(file);
  return format?.takes(edits, proposals) && format.isBrokenBy(edits)
    ? `the file would no longer be valid ${format.name}`
    : undefined;
}

function inProject({ path }: FileSnapshot, within: string): string {
  return within === '' ? path : `${within}/${path}`;
}

/** What the gates ask of a file for each proposal. */
class FileFacts {
  readonly #file: FileSnapshot;
  readonly format: FormatCheck | undefined;
  readonly risks: RiskCheck | undefined;
  #lineEnds: number | undefined;
  #addresses: ReadonlySet<string> | undefined;

  constructor(file: FileSnapshot) {
    this.#file = file;
    this.format = formatCheckOf(file);
    this.risks = riskCheckOf(file);
  }

  get lineEnds(): number {
    this.#lineEnds ??= lineEnds(this.#file.text);
    return this.#lineEnds;
  }

  get addresses(): ReadonlySet<string> {
    this.#addresses ??= addressesIn(this.#file.text);
    return this.#addresses;
  }
}

const knownFacts = new WeakMap<FileSnapshot, FileFacts>();

/** Found out once: a file can have thousands of proposals. */
function factsOf(file: FileSnapshot): FileFacts {
  const facts = knownFacts.get(file) ?? new FileFacts(file);
  knownFacts.set(file, facts);
  return facts;
}

/** More than this share of a file's lines, or this many lines, or all that is in the file. */
const largeShare = 0.4;
const largeShareFrom = 10;
const largeCount = 200;

function isLargeDeletion(file: FileSnapshot, edits: readonly Edit[]): boolean {
  const { text } = file;
  const lines = edits.reduce((sum, { oldText, newText }) => sum + lineEnds(oldText) - lineEnds(newText), 0);
  const total = factsOf(file).lineEnds + (text.endsWith('\n') ? 0 : 1);
  return lines > largeCount || (total >= largeShareFrom && lines > largeShare * total) || isEmptied(text, edits);
}

function isEmptied(text: string, edits: readonly Edit[]): boolean {
  const ends = [0, ...edits.map(({ end }) => end)];
  const kept = ends.map((end, position) => text.slice(end, edits[position]?.start));
  const isBlank = (part: string) => !/\S/.test(part);
  return [...edits.map(({ newText }) => newText), ...kept].every(isBlank) && !isBlank(text);
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

function addsAddress(file: FileSnapshot, edit: Edit): boolean {
  const before = addressesIn(linesOf(edit, edit.oldText));
  const added = [...addressesIn(linesOf(edit, edit.newText))].filter((found) => !before.has(found));
  if (added.length === 0) {
    return false;
  }
  const known = factsOf(file).addresses;
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
