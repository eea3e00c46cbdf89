/** Lines of a text, 1-based and inclusive. */
export interface LineRange {
  readonly startLine: number;
  readonly endLine: number;
}

/**
 * How much a quote may differ from the lines it means, strictest first: not at all; in trailing white space and in the
 * kind of its spaces; also in one stretch of white space in front of every line.
 */
export const tiers = ['exact', 'folded', 'indented'] as const;
export type Tier = (typeof tiers)[number];

export type LineMatch =
  /** `line` is the 1-based first line; `guessed` that the quote stands elsewhere too, and not just at the hint. */
  | { readonly kind: 'found'; readonly line: number; readonly guessed: boolean }
  | { readonly kind: 'ambiguous'; readonly count: number }
  /** The quote stands in the text, but not where it may be looked for. */
  | { readonly kind: 'hidden' }
  | { readonly kind: 'absent' };

/** Among several places, one is meant when it is this near to the hint and this much nearer than any other. In lines. */
const nearEnough = 3;
const clearlyNearer = 2;

/**
 * Finds the place of quoted lines: the hinted one if they stand there, else the only one, else one that is clearly the
 * nearest to the hint.
 */
export function matchLines(
  lines: readonly string[],
  quoted: readonly string[],
  hint: number,
  tier: Tier,
  shown: LineRange,
): LineMatch {
  const places = findPlaces(lines, quoted, tier);
  const allowed = places.filter((line) => line >= shown.startLine && line + quoted.length - 1 <= shown.endLine);
  const [nearest, second] = allowed
    .map((line) => ({ line, distance: Math.abs(line - hint) }))
    .toSorted((a, b) => a.distance - b.distance);
  if (nearest === undefined) {
    return { kind: places.length > 0 ? 'hidden' : 'absent' };
  }
  if (second === undefined || nearest.distance === 0) {
    return { kind: 'found', line: nearest.line, guessed: false };
  }
  return nearest.distance <= nearEnough && second.distance - nearest.distance >= clearlyNearer
    ? { kind: 'found', line: nearest.line, guessed: true }
    : { kind: 'ambiguous', count: allowed.length };
}

/**
 * New lines for a place that was quoted inexactly: a line repeated from the quote becomes the line that really stands
 * there, any other gets the indentation the quote lacks or loses what it has too much. Undefined if a line has less
 * indentation than it would have to lose.
 */
export function fitLines(
  quoted: readonly string[],
  actual: readonly string[],
  newLines: readonly string[],
): readonly string[] | undefined {
  const repeated = new Map<string, string | undefined>();
  for (const [position, line] of quoted.entries()) {
    const real = actual[position] ?? '';
    repeated.set(line, repeated.has(line) && repeated.get(line) !== real ? undefined : real);
  }
  const shift = indentShift(quoted.map(fold), actual.map(fold)) ?? { added: '', removed: '' };
  const fitted: string[] = [];
  for (const line of newLines) {
    const real = repeated.get(line);
    if (real === undefined && /\S/.test(line) && !line.startsWith(shift.removed)) {
      return undefined;
    }
    fitted.push(real ?? (/\S/.test(line) ? shift.added + line.slice(shift.removed.length) : line));
  }
  return fitted;
}

function findPlaces(lines: readonly string[], quoted: readonly string[], tier: Tier): number[] {
  const [haystack, needle] = tier === 'exact' ? [lines, quoted] : [lines.map(fold), quoted.map(fold)];
  const isAt = tier === 'indented' ? isIndentedAt : isSameAt;
  const places: number[] = [];
  for (let at = 0; at + needle.length <= haystack.length; at += 1) {
    if (isAt(haystack, needle, at)) {
      places.push(at + 1);
    }
  }
  return places;
}

function isSameAt(lines: readonly string[], quoted: readonly string[], at: number): boolean {
  return quoted.every((line, position) => line === lines[at + position]);
}

function isIndentedAt(lines: readonly string[], quoted: readonly string[], at: number): boolean {
  const alike = quoted.every((line, position) => line.trimStart() === lines[at + position]?.trimStart());
  return alike && indentShift(quoted, lines.slice(at, at + quoted.length)) !== undefined;
}

interface IndentShift {
  readonly added: string;
  readonly removed: string;
}

/** The one stretch of white space by which the indentation of all lines that are not blank differs, if there is one. */
function indentShift(quoted: readonly string[], actual: readonly string[]): IndentShift | undefined {
  let shift: IndentShift | undefined;
  for (const [position, line] of quoted.entries()) {
    const real = actual[position] ?? '';
    if (line === '' && real === '') {
      continue;
    }
    const longer = real.length - line.length;
    shift ??=
      longer > 0 ? { added: real.slice(0, longer), removed: '' } : { added: '', removed: line.slice(0, -longer) };
    if (shift.added + line !== shift.removed + real) {
      return undefined;
    }
  }
  return shift;
}

/** A line without trailing white space (a `\r` too) and with every kind of Unicode space as a plain one. */
function fold(line: string): string {
  return line.replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ').trimEnd();
}
