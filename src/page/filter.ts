import type { FileRow, FindingRow } from '../core/report/page/pageData';
import { hiddenState } from '../core/report/page/pageData';
import type { Severity } from '../core/types';

/** Which findings are wanted. What is absent or empty is no condition. */
export interface FindingFilter {
  readonly severities: ReadonlySet<Severity>;
  readonly source?: string;
  /** Without one, all that are in a list: not the hidden ones. */
  readonly state?: string;
  /** Stands in the path or the title, in capital letters or not. */
  readonly text?: string;
}

/** The positions of the findings that are wanted, in their order. */
export function findingsLike(
  rows: readonly FindingRow[],
  files: readonly FileRow[],
  { severities, source, state, text = '' }: FindingFilter,
): number[] {
  const wanted = text.toLowerCase();
  const inPath = wanted === '' ? [] : files.map(([path]) => path.toLowerCase().includes(wanted));
  const found: number[] = [];
  for (const [index, [file, severity, from, stands, title]] of rows.entries()) {
    const fits =
      severities.has(severity) &&
      (state === undefined ? stands !== hiddenState : stands === state) &&
      (source === undefined || from === source) &&
      (wanted === '' || inPath[file] || title.toLowerCase().includes(wanted));
    if (fits) {
      found.push(index);
    }
  }
  return found;
}

/** The positions of the files with a status, and a text in their paths or in what is said of them. */
export function filesLike(rows: readonly FileRow[], status: string | undefined, text: string): number[] {
  const wanted = text.toLowerCase();
  const found: number[] = [];
  for (const [index, [path, stands, why]] of rows.entries()) {
    const fits =
      (status === undefined || stands === status) &&
      (wanted === '' || path.toLowerCase().includes(wanted) || why.toLowerCase().includes(wanted));
    if (fits) {
      found.push(index);
    }
  }
  return found;
}

/** Different values with how often each is there, the most frequent first. */
export function tally(values: Iterable<string>): [value: string, count: number][] {
  const counts = new Map<string, number>();
  for (const value of values) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
}
