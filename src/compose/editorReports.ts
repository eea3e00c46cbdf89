import { setImmediate as nextTurn } from 'node:timers/promises';
import { type RunReports, reportFormats } from '../core/export/formats';
import { toHtml } from '../core/report/page/html';
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
  return {
    async page() {
      const pieces: string[] = [];
      for await (const piece of toHtml(store, world)) {
        pieces.push(piece);
        await nextTurn();
      }
      return pieces.join('');
    },
    // It is the user's own, with the permissions that files of theirs get.
    write: (name, file) => writeFileAtomic(file, reportFormats[name].write(store, world), 0o666),
  };
}
