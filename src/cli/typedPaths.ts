import { relative, resolve, sep } from 'node:path';
import type { RunStore } from '../core/run/store';

/** Files of a run by what was typed: as reports have their paths, or as the terminal shows them, from where the person stands. */
export function typedPaths(store: Pick<RunStore, 'header' | 'file'>, typed: readonly string[]): readonly string[] {
  return typed.map((path) => {
    const fromHere = relative(store.header.folder, resolve(path)).split(sep).join('/');
    return store.file(path) === undefined && store.file(fromHere) !== undefined ? fromHere : path;
  });
}
