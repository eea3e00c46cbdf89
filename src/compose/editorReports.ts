import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RunReports } from '../core/export/formats';
import type { RunStore } from '../core/run/store';
import { writeFileAtomic } from '../store/atomicFile';
import { reportWorldOf } from './reportWorld';

/**
 * The reports of a run in the editor. Between their pieces the extension host does other things.
 *
 * @param directory the run's own folder
 */
export function editorReports(store: RunStore, directory: string): RunReports {
  const world = reportWorldOf(directory);
  /** A bundle of its own, see `esbuild.mjs`. */
  const loaded = async () => (await import('../core/export/formats')).reportFormats;
  return {
    async page() {
      const { html } = await loaded();
      const pieces: string[] = [];
      for await (const piece of html.write(store, world)) {
        pieces.push(piece);
        await nextTurn();
      }
      return pieces.join('');
    },
    // It is the user's own, with the permissions that files of theirs get.
    write: async (name, file) => writeFileAtomic(file, (await loaded())[name].write(store, world), 0o666),
  };
}
