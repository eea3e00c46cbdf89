/**
 * How much a quote may differ from the lines it means, strictest first: not at all; in trailing white space and in the
 * kind of its spaces; also in one stretch of white space in front of every line.
 */
export const tiers = ['exact', 'folded', 'indented'] as const;
export type Tier = (typeof tiers)[number];

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

/** What is put in front of every line, or taken away there. */
export interface IndentShift {
  readonly added: string;
  readonly removed: string;
}

/** The one stretch of white space by which the indentation of all lines that are not blank differs, if there is one. */
export function indentShift(quoted: readonly string[], actual: readonly string[]): IndentShift | undefined {
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
export function fold(line: string): string {
  return line.replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ').trimEnd();
}
