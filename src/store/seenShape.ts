import { isRecord } from '../core/isRecord';
import type { SeenFile } from '../core/run/seenFolder';
import { severities } from '../core/types';

type Check = (value: unknown) => boolean;

const reviewers: readonly unknown[] = ['local', 'editor', 'model'];
const weights: readonly unknown[] = severities;

/**
 * Whether a value is what is kept of a file. By hand, as every review reads it of all files, and a schema takes ten times as long as
 * to parse it.
 */
export function isSeenFile(value: unknown): value is SeenFile {
  return (
    isRecord(value) &&
    isText(value.path) &&
    isAbsentOr(isText, value.textHash) &&
    isListOf(isSource, value.by) &&
    isAbsentOr(isPlaces, value.places) &&
    isAbsentOr((cut) => isListOf(isCut, cut), value.cut) &&
    isCount(value.missed)
  );
}

const isSource: Check = (value) =>
  isRecord(value) &&
  reviewers.includes(value.reviewer) &&
  isText(value.source) &&
  [value.rule, value.profile, value.textHash].every((one) => isAbsentOr(isText, one)) &&
  isListOf(isText, value.present) &&
  [value.hidden, value.gone].every((some) => isAbsentOr(isTexts, some));

const isPlaces: Check = (value) => isRecord(value) && Object.values(value).every(isPlace);

const isPlace: Check = (value) =>
  isRecord(value) && isText(value.quote) && isAbsentOr(isLines, value.lines) && isAbsentOr(isTexts, value.despite);

const isLines: Check = (value) => isRecord(value) && isCount(value.startLine) && isCount(value.endLine);

const isCut: Check = (value) =>
  isRecord(value) && reviewers.includes(value.reviewer) && isText(value.source) && weights.includes(value.severity);

const isTexts: Check = (value) => isListOf(isText, value);
const isText: Check = (value) => typeof value === 'string';
const isCount: Check = (value) => Number.isInteger(value) && (value as number) >= 0;

/** Nothing that was read from JSON is undefined. */
function isAbsentOr(is: Check, value: unknown): boolean {
  return value === undefined || is(value);
}

function isListOf(is: Check, value: unknown): boolean {
  return Array.isArray(value) && value.every(is);
}
