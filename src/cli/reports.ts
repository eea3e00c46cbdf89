import { realpath } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { reportFormats } from '../core/export/formats';
import type { PageWorld } from '../core/report/page/html';
import type { RunStore } from '../core/run/store';
import { errorMessage } from '../core/text/errorMessage';
import { type FileContent, longestWrite, removeTorn, writeFileAtomic } from '../store/atomicFile';
import { makeAll, makeFolders, piecesOfOwnFile } from '../store/ownPlaces';
import { enclosingRepository } from '../workspace/gitDirectory';
import { isInside, wayTo } from '../workspace/paths';
import { CommandFailure } from './exitCode';

/**
 * Where the reports go: a folder that is made where it is missing, unless nothing is to be reported. Links on the way
 * are the user's own, but not those inside the reviewed project.
 */
export async function outputFolder(
  { out, estimate }: { readonly out?: string | undefined; readonly estimate?: true | undefined },
  folder: string,
): Promise<string | undefined> {
  if (out === undefined) {
    return undefined;
  }
  if (estimate) {
    return realpath(out).catch(() => undefined);
  }
  try {
    const project = (await enclosingRepository(folder)) ?? folder;
    const way = await wayInto(project, resolve(out));
    if (way !== undefined) {
      return await makeFolders(project, way);
    }
    await makeAll(out);
    return await realpath(out);
  } catch (error) {
    throw new CommandFailure(`--out: ${errorMessage(error)}`);
  }
}

/** The names that lead from a project (real path) to a path; undefined when no start of the path is the project. */
async function wayInto(project: string, path: string): Promise<string[] | undefined> {
  const names = path.split(sep);
  for (let count = 1; count <= names.length; count++) {
    const start = names.slice(0, count).join(sep) || sep;
    if ((await realpath(start).catch(() => undefined)) === project) {
      return names.slice(count);
    }
  }
  return undefined;
}

const timeline = 'events.jsonl';
/** What `--out` puts into its folder. */
export const reports: readonly string[] = [...Object.values(reportFormats).map(({ file }) => file), timeline];

/** Globs for the reports of the review before, where they lie in a folder of their own inside the reviewed one. */
export function reportsIn(folder: string, out: string | undefined): string[] {
  if (out === undefined || out === folder || !isInside(folder, out)) {
    return [];
  }
  const path = wayTo(folder, out).replace(/[\\*?[\]{}]/g, '\\$&');
  return reports.map((name) => `${path}/${name}`);
}

/** Writes the reports of a run into their folder. Rejects with the system's error. */
export async function writeReports(
  out: string,
  { store, directory, world }: { readonly store: RunStore; readonly directory: string; readonly world: PageWorld },
  isSaved: boolean,
): Promise<void> {
  await removeTorn(out, longestWrite);
  // They are the user's own, with the permissions that files of theirs get.
  const write = (name: string, content: FileContent) => writeFileAtomic(join(out, name), content, 0o666);
  const copy = async (name: string) => write(name, await piecesOfOwnFile(join(directory, name)));
  for (const format of Object.values(reportFormats)) {
    // Made once for both places, unless the record could not be written.
    const isMade = format === reportFormats.json && isSaved;
    await (isMade ? copy(format.file) : write(format.file, format.write(store, world)));
  }
  // Last, as it alone may not be there to copy: then the others still are, and the person is told.
  await copy(timeline);
}
