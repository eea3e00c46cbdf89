import { onWholeLines } from '../edits/onWholeLines';
import { findHiddenCharacters } from '../text/hiddenCharacters';
import { reasons } from '../text/reasons';
import { english } from '../text/say';
import { findSecrets } from '../text/secrets';
import type { Edit, Flag, Gate } from '../types';
import { addressesIn } from './addresses';
import type { GatedFile } from './gatedFile';
import { isInsideGit } from './protectedPaths';
import { isUnchecked } from './unchecked';

/** The marks that keep a proposal out of every bulk action. Each edit is expected to stand alone on its lines. */
export function flagsOf(gated: GatedFile, edits: readonly Edit[]): Flag[] {
  const { file, fixes } = gated;
  const isChecked = gated.format?.takes(edits, fixes) !== false;
  const checks: readonly (readonly [Flag, boolean])[] = [
    ['protected path', gated.isProtected],
    ['large deletion', isLargeDeletion(gated, edits)],
    ['adds a URL', edits.some((edit) => addsAddress(gated, edit))],
    ['adds a secret', edits.some((edit) => addsSecret(file.text, edit))],
    ['adds hidden characters', edits.some(addsHiddenCharacters)],
    ['syntax not checked', !isChecked || (gated.reviewer === 'model' && isUnchecked(file))],
  ];
  const risks = gated.risks?.addedBy(edits, fixes) ?? [];
  return [...checks.filter(([, raised]) => raised).map(([flag]) => flag), ...risks];
}

/** Why a proposal did not pass. */
export interface Rejection {
  readonly gate: Gate;
  readonly reason: string;
}

/** Why the edits must not be made at all, or undefined. */
export function rejectionOf(gated: GatedFile, edits: readonly Edit[]): Rejection | undefined {
  if (isInsideGit(gated.path)) {
    return { gate: 'git', reason: reasons.ofGit };
  }
  const { format, fixes } = gated;
  return format?.takes(edits, fixes) && format.isBrokenBy(edits)
    ? { gate: 'format', reason: english(reasons.invalidFormat, format.name) }
    : undefined;
}

/** More than this share of a file's lines, or this many lines, or all that is in the file. */
const largeShare = 0.4;
const largeShareFrom = 10;
const largeCount = 200;

function isLargeDeletion({ file: { text }, lines: { lines: all } }: GatedFile, edits: readonly Edit[]): boolean {
  const gone = edits.reduce((sum, { oldText, newText }) => sum + lineEnds(oldText) - lineEnds(newText), 0);
  const total = all.length - (text.endsWith('\n') ? 1 : 0);
  return gone > largeCount || (total >= largeShareFrom && gone > largeShare * total) || isEmptied(text, edits);
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

function addsAddress(gated: GatedFile, edit: Edit): boolean {
  const before = addressesIn(onWholeLines(edit, edit.oldText));
  const added = [...addressesIn(onWholeLines(edit, edit.newText))].filter((found) => !before.has(found));
  return added.some((found) => !gated.addresses.has(found));
}

function addsSecret(text: string, edit: Edit): boolean {
  const lines = onWholeLines(edit, edit.newText);
  return findSecrets(lines).some(({ start, end }) => !text.includes(lines.slice(start, end)));
}

function addsHiddenCharacters(edit: Edit): boolean {
  const before = hiddenCounts(onWholeLines(edit, edit.oldText));
  return [...hiddenCounts(onWholeLines(edit, edit.newText))].some(([name, count]) => count > (before.get(name) ?? 0));
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
