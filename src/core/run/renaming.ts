import type { FileReview } from '../fileReview';
import { isEnded, type Renamed } from './records';

/**
 * Files with the names that they have now, by those that they had. Left out are those that are under review, which is asked
 * for by the names that they had when it began, and those whose new name another file of the run has.
 */
export function underNewNames(
  files: readonly Renamed[],
  fileAt: (path: string) => FileReview | undefined,
): ReadonlyMap<string, FileReview> {
  const isEndedAt = (path: string) => isEnded(fileAt(path)?.status ?? { kind: 'queued' });
  let wanted = files.filter(({ from, to }) => from !== to && isEndedAt(from));
  for (let before = -1; before !== wanted.length; ) {
    before = wanted.length;
    // Files can change places; one that cannot leave its name keeps another from taking it.
    const leaving = new Set(wanted.map(({ from }) => from));
    const first = new Map(wanted.toReversed().map((one) => [one.to, one]));
    wanted = wanted.filter((one) => first.get(one.to) === one && (leaving.has(one.to) || !fileAt(one.to)));
  }
  return new Map(
    wanted.flatMap(({ from, to }) => {
      const file = fileAt(from);
      return file ? [[from, { ...file, path: to }] as const] : [];
    }),
  );
}

/** Which of the files would follow to the names that they have now; see `underNewNames`. */
export function following(files: readonly Renamed[], fileAt: (path: string) => FileReview | undefined): Renamed[] {
  return [...underNewNames(files, fileAt)].map(([from, { path: to }]) => ({ from, to }));
}

/** Gives what is kept by the old names to the new ones: all at once, as files can change places. */
export function moveKeys<Value>(byPath: Map<string, Value>, renamed: ReadonlyMap<string, FileReview>): void {
  const moved: [string, Value][] = [];
  for (const [from, { path }] of renamed) {
    const value = byPath.get(from);
    if (value !== undefined && byPath.delete(from)) {
      moved.push([path, value]);
    }
  }
  for (const [path, value] of moved) {
    byPath.set(path, value);
  }
}
